"""``dvcq_check`` on the year: silent where all was done at desks; each broken rule is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from viewflow.workflow.models import Process, Task

from dvcq_workflow.flows.assignment import AssignmentFlow
from dvcq_workflow.flows.graphs import graph_of
from dvcq_workflow.flows.registry import all_flows
from dvcq_workflow.flows.starting import (
    start_anew,
    start_extension,
    start_obstacle,
    start_part,
    start_report,
)
from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.labels.agreement import DISAGREEMENTS, SUBJECTS, YEAR_DISAGREEMENTS
from dvcq_workflow.models import (
    Assignment,
    Consolidation,
    Desk,
    ExtensionRequest,
    Issuance,
    Obstacle,
    Plan,
    PlanProcess,
    Report,
    ReportDuty,
    ReportVersion,
)
from dvcq_workflow.models.append_only import unprotect
from dvcq_workflow.models.subjects import SUBJECT_KINDS
from dvcq_workflow.rules.agreement import Rule
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.rules.year_agreement import STEPS_IN, YEAR_STEPS
from dvcq_workflow.selectors import year_agreement
from tests.consolidating import Year, make_year
from tests.management.test_check import LONG_AGO, check, past_services
from tests.reporting import carry, do_report, more_duties
from tests.tasking import data_for, do, offered_task, staff, task_at
from tests.worlds import World, seat

SOON = dt.timedelta(days=9)


@dataclass
class Played:
    """A year in which something of every kind lies on a desk and something is over."""

    world: World
    year: Year
    task: Assignment
    done: Assignment
    request: ExtensionRequest
    obstacle: Obstacle
    report: Report
    accepted: Report
    consolidation: Consolidation

    @property
    def plan(self) -> Plan:
        """The plan whose year it is."""
        return self.year.plan


@pytest.fixture
def played(province: World) -> Played:
    """The year of a plan of which ``consolidation`` is numbered and the rest is under way."""
    world = staff(province)
    plan = world.issue_without_tasks()
    year = make_year(world, plan=plan)
    seat(world, "unit_clerk", "SYT", Role.RECORDS_CLERK, "Văn thư")
    first, second = more_duties(year, "SYT")
    accepted = _report(world, first)
    carry(world, accepted)
    due_on = world.today() + SOON
    task = task_at(world, plan, AssignmentStatus.IN_PROGRESS, due_on=due_on)
    done = task_at(world, plan, AssignmentStatus.DONE)
    return Played(
        world,
        year,
        task,
        done,
        ask(world, task),
        raised(world, plan),
        _report(world, second),
        accepted,
        year.consolidation_at(Step.DELIVER),
    )


def _report(world: World, duty: ReportDuty) -> Report:
    return start_report(duty_id=duty.pk, actor=world.people["officer"])


def ask(world: World, task: Assignment) -> ExtensionRequest:
    task.refresh_from_db()
    return start_extension(
        assignment_id=task.pk,
        wanted_due_on=world.today() + 2 * SOON,
        reason="Chờ số liệu.",
        seen_hash=task.content_hash,
        actor=world.people["officer"],
    )


def raised(world: World, plan: Plan) -> Obstacle:
    unit = world.units["SYT"].pk
    return start_obstacle(
        plan_id=plan.pk, unit_id=unit, text="Vướng.", actor=world.people["officer"]
    )


def run_work() -> None:
    while run_due(limit=1000):
        pass


def test_a_year_of_which_everything_was_done_at_desks_agrees(played: Played) -> None:
    play_tasks(played)
    play_requests(played)
    play_obstacles(played)
    play_reports(played)
    play_consolidations(played)
    run_work()
    looked_at = sum(
        model.objects.filter(plan=played.plan).count()
        for model in (Assignment, ExtensionRequest, Obstacle, Report, Consolidation)
    )
    assert check() == {"plans": 1, "year": looked_at, "agree": True, "disagreements": []}
    assert reached() == {kind: set(steps) for kind, steps in STEPS_IN.items()}


def reached() -> dict[str, set[str]]:
    """Which states that have a desk were left by somebody, or lie on a desk now."""
    found = {}
    for kind, steps in STEPS_IN.items():
        desks = Desk.objects.filter(**{f"{kind}__isnull": False}).values_list("step", flat=True)
        found[kind] = {state for state, step in steps.items() if step in set(desks)}
    return found


def play_tasks(played: Played) -> None:
    world, people = played.world, played.world.people
    head, specialist = people["head_SYT"], people["advising_specialist"]
    back = offered_task(world, played.plan)
    do("assignment", back, "hand_back", head, reason="Không thuộc thẩm quyền.")
    do("assignment", back, "offer_again", specialist, reason="Vẫn thuộc thẩm quyền.")
    do("assignment", back, "accept", head)
    do("assignment", back, "name", head, **data_for(world, "name"))
    part = start_part(
        assignment_id=back.pk,
        unit_id=world.units["PNVY"].pk,
        text="Một phần việc.",
        due_on=None,
        seen_hash=Assignment.objects.get(pk=back.pk).content_hash,
        actor=head,
    )
    do("assignment", back, "withdraw", specialist, reason="Giao lại đơn vị khác.")
    run_work()
    part.refresh_from_db()
    assert part.state is AssignmentStatus.WITHDRAWN
    anew = {"unit_id": world.units["SGDDT"].pk, "reason": "Đúng thẩm quyền."}
    start_anew(assignment_id=back.pk, actor=specialist, **anew)
    returned = task_at(world, played.plan, AssignmentStatus.AWAITING_APPROVAL)
    do("assignment", returned, "return", head, reason="Chưa đủ.")
    do("assignment", returned, "report", people["officer"], **data_for(world, "report"))
    do("assignment", returned, "approve", head)
    do("assignment", returned, "send_back", specialist, reason="Thiếu minh chứng.")


def play_requests(played: Played) -> None:
    head = played.world.people["advising_head"]
    do("extension", played.request, "refuse", head, reason="Còn đủ thời gian.")
    do("extension", ask(played.world, played.task), "grant", head)


def play_obstacles(played: Played) -> None:
    world, people = played.world, played.world.people
    head, row = people["advising_head"], played.obstacle
    do("obstacle", row, "take_on", head)
    do("obstacle", row, "escalate", head, opinion="Trình.")
    do("obstacle", row, "send_down", world.chairman, reason="Thuộc thẩm quyền của Sở.")
    do("obstacle", row, "settle", head, settlement="Đã hướng dẫn.")
    do("obstacle", row, "inform", people["advising_specialist"])
    do("obstacle", raised(world, played.plan), "withdraw", people["officer"], reason="Đã qua.")
    raised(world, played.plan)


def play_reports(played: Played) -> None:
    world, report = played.world, played.report
    do_report(world, report, Step.WRITE_REPORT, "withdraw", "officer", reason="Viết lại.")
    again = _report(world, report.duty)
    key = played.year.sections["I"].key
    for turn in ("một", "hai"):
        text = {"sections": {key: f"Đã làm lần {turn}."}, "values": {}}
        do_report(world, again, Step.WRITE_REPORT, "save", "officer", **text)
        do_report(world, again, Step.WRITE_REPORT, "send", "officer")
        do_report(world, again, Step.APPROVE_REPORT, "sign", "head_SYT")
        day = {"issued_on": world.today()}
        do_report(world, again, Step.NUMBER_REPORT, "assign", "unit_clerk", **day)
        do_report(world, again, Step.SUBMIT_REPORT, "submit", "unit_clerk")
        remarks = [(f"section:{key}", "Còn sơ sài.")]
        who = "advising_specialist"
        do_report(world, again, Step.CHECK_REPORT, "send_back", who, remarks=remarks)


def play_consolidations(played: Played) -> None:
    year, made = played.year, played.consolidation
    year.act(made, Step.DELIVER, "deliver", year.clerk)
    year.act(made, Step.ACKNOWLEDGE, "acknowledge", played.world.clerk)


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is done within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows_of(kind: str, subject: Any) -> QuerySet[Any]:
    return past_services(type(subject), pk=subject.pk)


def open_desk(kind: str, subject: Any) -> QuerySet[Any]:
    return past_services(Desk, **{f"{kind}_id": subject.pk}, state=Desk.State.OPEN)


def task_of(kind: str, subject: Any) -> QuerySet[Any]:
    return past_services(Task, pk=open_desk(kind, subject).get().task_id)


def processes(kind: str, subject: Any) -> QuerySet[Any]:
    return past_services(PlanProcess, **{f"{kind}_id": subject.pk})


def close_process(kind: str, subject: Any) -> None:
    processes(kind, subject).update(closed_at=LONG_AGO)


def reopen_process(kind: str, subject: Any) -> None:
    processes(kind, subject).update(closed_at=None)


def half_end_process(kind: str, subject: Any) -> None:
    past_services(Process, planprocess__in=processes(kind, subject)).update(status="DONE")


def lose_process(kind: str, subject: Any) -> None:
    processes(kind, subject).update(**{f"{kind}_id": None})


def move_process_to_other_flow(kind: str, subject: Any) -> None:
    other = next(each for each in SUBJECT_KINDS if each != kind)
    processes(kind, subject).update(flow_code=other)


def lose_desk(kind: str, subject: Any) -> None:
    task_of(kind, subject).update(status="CANCELED")
    open_desk(kind, subject).update(state=Desk.State.CANCELLED, done_at=LONG_AGO)


def finish_desk(kind: str, subject: Any) -> None:
    open_desk(kind, subject).update(state=Desk.State.DONE, done_at=LONG_AGO)


def lose_subject_of_desk(kind: str, subject: Any) -> None:
    open_desk(kind, subject).update(**{f"{kind}_id": None})


def move_desk_to_other_unit(kind: str, subject: Any) -> None:
    other = subject.plan.drafting_unit_id
    open_desk(kind, subject).update(unit_id=other)


def put_desk_off(kind: str, subject: Any) -> None:
    open_desk(kind, subject).update(due_on=LONG_AGO.date())


def move_desk_to_other_plan(kind: str, subject: Any) -> None:
    other = Plan.objects.exclude(pk=subject.plan_id).get()
    open_desk(kind, subject).update(plan_id=other.pk)


def finish_task(kind: str, subject: Any) -> None:
    task_of(kind, subject).update(status="DONE")


def cancel_task(kind: str, subject: Any) -> None:
    task_of(kind, subject).update(status="CANCELED")


def reopen_task(kind: str, subject: Any) -> None:
    desk = past_services(Desk, **{f"{kind}_id": subject.pk}, state=Desk.State.DONE).first()
    past_services(Task, pk=desk.task_id).update(status="NEW")


def hang_task_on_other_node(kind: str, subject: Any) -> None:
    task_of(kind, subject).update(flow_task=AssignmentFlow.verify)


def hang_task_on_other_process(kind: str, subject: Any) -> None:
    task_of(kind, subject).update(process=Process.objects.create(flow_class=AssignmentFlow))


def open_task_without_desk(kind: str, subject: Any) -> None:
    Task.objects.create(
        process_id=processes(kind, subject).get().pk,
        flow_task=AssignmentFlow.accept,
        flow_task_type="HUMAN",
    )


def stick_at_a_gate(kind: str, subject: Any) -> None:
    Task.objects.create(
        process_id=processes(kind, subject).get().pk,
        flow_task=AssignmentFlow.after_work,
        flow_task_type="EXCLUSIVE_GATEWAY",
        status="STARTED",
    )


def open_another_desk(kind: str, subject: Any) -> None:
    desk = open_desk(kind, subject).get()
    step = STEPS_IN[kind][next(reversed(STEPS_IN[kind]))]
    task = Task.objects.create(
        process_id=desk.task.process_id,
        flow_task=all_flows()[kind].instance.node(step),
        flow_task_type="HUMAN",
    )
    desk.pk, desk.uid, desk.task_id, desk.step = None, uuid4(), task.pk, str(step)
    desk.save(force_insert=True)


def set_status(status: str, **columns: Any) -> Callable[[str, Any], None]:
    def move(kind: str, subject: Any) -> None:
        rows_of(kind, subject).update(status=status, **columns)

    move.__name__ = f"be_{status}"
    return move


def void_number(kind: str, subject: Any) -> None:
    past_services(Issuance, **{f"{kind}_id": subject.pk}).update(
        state=Issuance.State.VOID, reason="x", voided_at=LONG_AGO, voided_by=_somebody()
    )


def _somebody() -> Any:
    return Plan._meta.get_field("drafter").related_model._default_manager.first()


def number_other_content(kind: str, subject: Any) -> None:
    past_services(Issuance, **{f"{kind}_id": subject.pk}).update(content_hash="0" * 64)


def unrelease_number(kind: str, subject: Any) -> None:
    past_services(Issuance, **{f"{kind}_id": subject.pk}).update(
        state=Issuance.State.TAKEN, released_at=None
    )


def lose_version(kind: str, subject: Any) -> None:
    rows = past_services(ReportVersion, **{f"{kind}_id": subject.pk})
    rows._raw_delete(rows.db)


Damage = Callable[[str, Any], None]
ON_ALL: list[tuple[Damage, Rule]] = [
    (close_process, Rule.PROCESS_MISSING),
    (lose_process, Rule.PROCESS_MISSING),
    (lose_process, Rule.PROCESS_OF_OTHER_SUBJECT),
    (move_process_to_other_flow, Rule.PROCESS_OF_OTHER_SUBJECT),
    (half_end_process, Rule.PROCESS_HALF_ENDED),
    (lose_desk, Rule.DESK_MISSING),
    (lose_subject_of_desk, Rule.DESK_MISSING),
    (lose_subject_of_desk, Rule.DESK_OF_OTHER_SUBJECT),
    (move_desk_to_other_plan, Rule.DESK_OF_OTHER_SUBJECT),
    (move_desk_to_other_unit, Rule.DESK_OF_OTHER_UNIT),
    (put_desk_off, Rule.DESK_DUE_OTHERWISE),
    (finish_desk, Rule.TASK_WITHOUT_DESK),
    (finish_desk, Rule.TASK_LEFT_OPEN),
    (finish_task, Rule.TASK_NOT_OPEN),
    (cancel_task, Rule.TASK_NOT_OPEN),
    (hang_task_on_other_node, Rule.TASK_AT_OTHER_NODE),
    (hang_task_on_other_process, Rule.TASK_OF_OTHER_PROCESS),
    (open_task_without_desk, Rule.TASK_WITHOUT_DESK),
    (stick_at_a_gate, Rule.FLOW_STUCK),
]
"""What is done to a subject of each kind that lies on a desk, and the rule that names it."""

ON_ONE: list[tuple[str, Damage, Rule]] = [
    ("done", reopen_process, Rule.PROCESS_LEFT_OPEN),
    ("done", reopen_task, Rule.TASK_LEFT_OPEN),
    ("done", open_task_without_desk, Rule.TASK_WITHOUT_DESK),
    ("accepted", reopen_process, Rule.PROCESS_LEFT_OPEN),
    ("task", open_another_desk, Rule.DESK_NOT_ASKED_FOR),
    ("task", set_status("withdrawn"), Rule.DESK_NOT_ASKED_FOR),
    ("task", set_status("accepted"), Rule.DESK_MISSING),
    ("request", set_status("granted", decided_at=LONG_AGO), Rule.DESK_NOT_ASKED_FOR),
    ("obstacle", set_status("escalated"), Rule.DESK_MISSING),
    ("obstacle", open_another_desk, Rule.DESK_NOT_ASKED_FOR),
    ("report", set_status("awaiting_approval"), Rule.DESK_MISSING),
    ("report", open_another_desk, Rule.DESK_NOT_ASKED_FOR),
    ("consolidation", open_another_desk, Rule.DESK_NOT_ASKED_FOR),
    ("consolidation", void_number, Rule.NUMBER_MISSING),
    ("consolidation", set_status("drafted"), Rule.NUMBER_TOO_EARLY),
    ("consolidation", number_other_content, Rule.NUMBER_OF_OTHER_CONTENT),
    ("consolidation", lose_version, Rule.VERSION_MISSING),
    ("accepted", void_number, Rule.NUMBER_MISSING),
    ("accepted", number_other_content, Rule.NUMBER_OF_OTHER_CONTENT),
    ("accepted", unrelease_number, Rule.NUMBER_IN_OTHER_STATE),
    ("accepted", lose_version, Rule.VERSION_MISSING),
]
KIND_OF = {"task": "assignment", "done": "assignment", "request": "extension"} | {
    "obstacle": "obstacle",
    "report": "report",
    "accepted": "report",
    "consolidation": "consolidation",
}
ON_DESKS = ("task", "request", "obstacle", "report", "consolidation")
DAMAGES = [
    *((name, damage, rule) for name in ON_DESKS for damage, rule in ON_ALL),
    *ON_ONE,
]


def test_one_damaged_row_is_named_with_its_plan_and_rule(played: Played) -> None:
    played.world.start_plan()
    assert check()["agree"]
    connection.check_constraints()
    unprotect(connection)  # whoever sits at the database may be its owner
    for name, damage, rule in DAMAGES:
        subject = getattr(played, name)
        with undone():
            damage(KIND_OF[name], subject)
            found = check("--all")["disagreements"]
        where = (name, damage.__name__)
        assert str(rule) in {said["rule"] for said in found}, where
        assert str(played.plan.uid) in {said["plan"] for said in found} or (
            damage is move_desk_to_other_plan
        ), where
    assert check()["agree"]


def test_every_rule_of_the_year_was_seen_to_fail_and_has_its_sentence() -> None:
    assert {rule for _name, _damage, rule in DAMAGES} == set(YEAR_DISAGREEMENTS)
    assert set(YEAR_DISAGREEMENTS) | set(DISAGREEMENTS) == set(Rule)
    assert set(SUBJECTS) == set(STEPS_IN) == set(SUBJECT_KINDS)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Task of Sở Y tế", "Its state asks for the desk “Do a task”")),
        ("vi", ("Nhiệm vụ của Sở Y tế", "Trạng thái hiện tại cần có bước “Thực hiện nhiệm vụ”")),
    ],
)
def test_the_sentence_names_unit_and_task_in_either_language(
    played: Played, language: str, words: tuple[str, ...]
) -> None:
    lose_desk("assignment", played.task)
    told = StringIO()
    with pytest.raises(SystemExit) as end, translation.override(language):
        call_command("dvcq_check", stderr=told, stdout=StringIO())
    assert end.value.code == 1
    (line,) = told.getvalue().splitlines()
    assert line.startswith(str(played.plan.uid))
    assert line.endswith("[desk_missing]")
    assert all(word in line for word in words), line


def test_as_many_queries_for_the_years_of_three_plans_as_for_one(played: Played) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert check()["agree"]
        return len(seen)

    run_work()
    one = queries()
    for _plan in range(2):
        plan = played.world.issue_without_tasks()
        offered_task(played.world, plan)
        raised(played.world, plan)
    assert queries() == one


def test_years_are_looked_at_some_at_a_time(
    province: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = staff(province)
    plans = [world.issue_without_tasks() for _plan in range(3)]
    tasks = [offered_task(world, plan) for plan in plans]
    world.start_plan()
    monkeypatch.setattr(year_agreement, "YEARS_AT_ONCE", 2)
    batches = [[plan.pk for plan in batch] for batch in year_agreement.batches_of_years()]
    assert batches == [[plans[0].pk, plans[1].pk], [plans[2].pk]]
    lose_desk("assignment", tasks[-1])
    answer = check()
    assert (answer["year"], answer["disagreements"][0]["plan"]) == (3, str(plans[-1].uid))


def test_a_state_s_desk_is_the_one_to_which_the_flow_leads() -> None:
    for kind, steps in STEPS_IN.items():
        graph = graph_of(kind, all_flows()[kind])
        for edge in graph.edges:
            states = [state for state in steps if f'"{state}"' in edge.condition]
            assert all(steps[state] == edge.target for state in states), edge.key
        assert {edge.target for edge in graph.edges} & set(YEAR_STEPS) == set(steps.values())
