"""``dvcq_check``: silent on a sound record; each rule that is broken is named with its plan."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from viewflow.workflow.models import Process, Task

from dvcq_workflow.flows.plan_approval import PlanApprovalFlow
from dvcq_workflow.labels.agreement import DISAGREEMENTS
from dvcq_workflow.models import (
    Approval,
    AuditEvent,
    Consultation,
    Desk,
    Issuance,
    Opinion,
    Plan,
    PlanItem,
    PlanProcess,
    PlanReturn,
    RecipientUnit,
)
from dvcq_workflow.models.append_only import unprotect
from dvcq_workflow.rules.agreement import Rule
from dvcq_workflow.rules.changes import ChangeKind
from dvcq_workflow.rules.desks import APPROVAL_STEPS, Step
from dvcq_workflow.rules.notices import NoticeKind
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors import agreement
from tests.services.noticing import released
from tests.worlds import World

OF_YEARS = 16
"""Queries with which the plans' years are looked at, the begin and end of each batch included."""
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def check(*options: str) -> dict[str, Any]:
    """Return what the command says as JSON; its exit status is 1 where it names something."""
    said = StringIO()
    try:
        call_command("dvcq_check", *options, "--json", stdout=said)
        status = 0
    except SystemExit as end:
        status = int(str(end.code))
    answer = json.loads(said.getvalue())
    assert status == (0 if answer["agree"] else 1)
    assert answer["agree"] == (answer["disagreements"] == [])
    return answer


def past_services(model: type[Any], **which: Any) -> QuerySet[Any]:
    """Rows as whoever sits at the database changes them: no act, no history, no refusal."""
    return QuerySet(model=model).filter(**which)


def open_desk(plan: Plan) -> QuerySet[Any]:
    return past_services(Desk, plan=plan, state=Desk.State.OPEN)


def task_of(plan: Plan) -> QuerySet[Any]:
    return past_services(Task, pk__in=list(open_desk(plan).values_list("task_id", flat=True)))


def test_a_sound_record_of_every_state_agrees(province: World) -> None:
    for step in APPROVAL_STEPS:
        if step not in (Step.CLOSE_CONSULTATION, Step.GIVE_OPINION):
            province.plan_at(step)
    asked = province.start_plan()
    province.consult(asked)
    unit, head = province.consulted_units[0], province.consulted_heads[0]
    province.act(asked, Step.GIVE_OPINION, "give", head, unit=unit, agrees=True, text="")
    province.issue_plan()
    for step, act, who in (
        (Step.DRAFT, "withdraw", "drafter"),
        (Step.CHECK_FORMAT, "withdraw", "drafter"),
        (Step.SIGN, "refuse", "vice_chairman"),
        (Step.SIGN, "return", "vice_chairman"),
    ):
        plan = province.plan_at(step)
        province.act(plan, step, act, province.people[who], reason="Không còn cần thiết.")
    broken_off = province.start_plan()
    province.consult(broken_off)
    province.act(
        broken_off, Step.CLOSE_CONSULTATION, "withdraw", province.drafter, reason="Rút lại."
    )
    states = set(Plan.objects.values_list("status", flat=True))
    after_issue = {Status.REPLACED, Status.RECALLED}  # the next test's
    assert states == {str(status) for status in set(Status) - after_issue}
    answer = check()
    assert (answer["plans"], answer["agree"]) == (Plan.objects.count(), True)


def test_what_was_amended_replaced_corrected_or_recalled_still_agrees(province: World) -> None:
    kinds = (NoticeKind.CORRECTION, NoticeKind.RECALL)
    for kind in kinds:
        released(province, province.issue_plan(), kind)
    for change in ChangeKind:
        old = province.issue_plan()
        new = province.start_plan(changes_plan=old, change_kind=str(change))
        province.issue_plan(plan=new)
    found = {plan.state for plan in Plan.objects.all()}
    assert found == {Status.ISSUED, Status.REPLACED, Status.RECALLED}
    answer = check()
    assert (answer["plans"], answer["agree"]) == (6, True)


def close_process(plan: Plan) -> None:
    past_services(PlanProcess, plan=plan).update(closed_at=LONG_AGO)
    past_services(Process, pk__in=_processes(plan)).update(status="DONE")


def reopen_process(plan: Plan) -> None:
    past_services(PlanProcess, plan=plan).update(closed_at=None)
    past_services(Process, pk__in=_processes(plan)).update(status="NEW")


def half_end_process(plan: Plan) -> None:
    past_services(Process, pk__in=_processes(plan)).update(status="DONE")


def _processes(plan: Plan) -> list[int]:
    own = past_services(PlanProcess, plan=plan, flow_code="plan_approval")
    return list(own.values_list("pk", flat=True))


def lose_desk(plan: Plan) -> None:
    task_of(plan).update(status="CANCELED")
    open_desk(plan).update(state=Desk.State.CANCELLED, done_at=LONG_AGO)


def lose_one_opinion_s_desk(plan: Plan) -> None:
    desk = open_desk(plan).filter(step=Step.GIVE_OPINION).first()
    past_services(Task, pk=desk.task_id).update(status="CANCELED")
    past_services(Desk, pk=desk.pk).update(state=Desk.State.CANCELLED, done_at=LONG_AGO)


def open_another_desk(plan: Plan) -> None:
    desk = open_desk(plan).get()
    task = Task.objects.create(
        process_id=desk.task.process_id,
        flow_task=PlanApprovalFlow.check_content,
        flow_task_type="HUMAN",
    )
    desk.pk, desk.uid, desk.task_id, desk.step = None, uuid4(), task.pk, str(Step.CHECK_CONTENT)
    desk.save(force_insert=True)


def move_status_on(plan: Plan) -> None:
    past_services(Plan, pk=plan.pk).update(status=Status.FORMAT_CHECK)


def move_desk_to_other_unit(plan: Plan) -> None:
    open_desk(plan).update(unit_id=plan.advising_unit_id)


def move_opinion_s_desk_to_other_unit(plan: Plan) -> None:
    desk = open_desk(plan).filter(step=Step.GIVE_OPINION).first()
    past_services(Desk, pk=desk.pk).update(unit_id=plan.advising_unit_id)


def give_desk_to_other_person(plan: Plan) -> None:
    open_desk(plan).update(assigned_to=None)


def change_drafter(plan: Plan) -> None:
    other = _person("second_drafter")
    past_services(Plan, pk=plan.pk).update(drafter=other)


def hang_desk_on_other_process(plan: Plan) -> None:
    other = Process.objects.create(flow_class=PlanApprovalFlow)
    task_of(plan).update(process=other)


def hang_desk_on_other_node(plan: Plan) -> None:
    task_of(plan).update(flow_task=PlanApprovalFlow.release)


def finish_task(plan: Plan) -> None:
    task_of(plan).update(status="DONE")


def break_task(plan: Plan) -> None:
    task_of(plan).update(status="ERROR")


def reopen_task(plan: Plan) -> None:
    desk = past_services(Desk, plan=plan, state=Desk.State.DONE).first()
    past_services(Task, pk=desk.task_id).update(status="NEW")


def finish_desk(plan: Plan) -> None:
    open_desk(plan).update(state=Desk.State.DONE, done_at=LONG_AGO)


def open_task_without_desk(plan: Plan) -> None:
    Task.objects.create(
        process_id=_processes(plan)[0],
        flow_task=PlanApprovalFlow.check_content,
        flow_task_type="HUMAN",
    )


def stick_at_a_join(plan: Plan) -> None:
    Task.objects.create(
        process_id=_processes(plan)[0],
        flow_task=PlanApprovalFlow.join_consultation,
        flow_task_type="PARALLEL_GATEWAY",
        status="STARTED",
    )


def void_number(plan: Plan) -> None:
    past_services(Issuance, plan=plan).update(
        state=Issuance.State.VOID, reason="x", voided_at=LONG_AGO, voided_by=plan.drafter
    )


def take_number_back(plan: Plan) -> None:
    past_services(Plan, pk=plan.pk).update(status=Status.SIGNED)


def number_other_content(plan: Plan) -> None:
    past_services(Issuance, plan=plan).update(content_hash="0" * 64)


def release_number(plan: Plan) -> None:
    past_services(Issuance, plan=plan).update(state=Issuance.State.RELEASED, released_at=LONG_AGO)


def unrelease_number(plan: Plan) -> None:
    past_services(Issuance, plan=plan).update(state=Issuance.State.TAKEN, released_at=None)


def lose_approval(kind: str) -> Callable[[Plan], None]:
    def lose(plan: Plan) -> None:
        rows = past_services(Approval, plan=plan, kind=kind)
        rows._raw_delete(rows.db)

    return lose


def approve_other_content(plan: Plan) -> None:
    past_services(Approval, plan=plan, kind="content").update(content_hash="0" * 64)


def return_after_approval(plan: Plan) -> None:
    QuerySet(model=PlanReturn).bulk_create(
        [
            PlanReturn(
                plan=plan,
                kind=PlanReturn.Kind.RETURNED,
                step=Step.SIGN,
                content_hash=plan.content_hash,
                reason="x",
                at=dt.datetime.now(dt.UTC),
                by=plan.drafter,
                unit_id=plan.drafting_unit_id,
            )
        ]
    )


def approve_as(kind: str, name: str) -> Callable[[Plan], None]:
    def approve(plan: Plan) -> None:
        past_services(Approval, plan=plan, kind=kind).update(by=_person(name))

    return approve


def approve_for_the_drafter(plan: Plan) -> None:
    past_services(Approval, plan=plan, kind="format").update(on_behalf_of=plan.drafter)


def _person(name: str) -> Any:
    users = Plan._meta.get_field("drafter").related_model._default_manager
    return users.get(username=name)


def hide_an_author(plan: Plan) -> None:
    """The head wrote at the drafter's desk, as the event says, and checked the content."""
    past_services(AuditEvent, stream=plan.stream, code="plan_submitted").update(
        principal_id=_person("head").pk
    )


def close_round(plan: Plan) -> None:
    past_services(Opinion, consultation__plan=plan).update(state=Opinion.State.PASSED_OVER)
    past_services(Consultation, plan=plan).update(closed_at=LONG_AGO)


def reopen_round(plan: Plan) -> None:
    past_services(Consultation, plan=plan).update(closed_at=None)


def ask_again(plan: Plan) -> None:
    opinion = past_services(Opinion, consultation__plan=plan).exclude(state="asked").first()
    past_services(Opinion, pk=opinion.pk).update(state=Opinion.State.ASKED)


def change_a_word(plan: Plan) -> None:
    item = past_services(PlanItem, plan=plan).first()
    past_services(PlanItem, pk=item.pk).update(text="Một câu khác.")


def change_the_subject(plan: Plan) -> None:
    past_services(Plan, pk=plan.pk).update(subject="Một trích yếu khác")


def lose_a_recipient(plan: Plan) -> None:
    row = past_services(RecipientUnit, plan=plan).first()
    rows = past_services(RecipientUnit, pk=row.pk)
    rows._raw_delete(rows.db)


CONSULTED, ANSWERED, CLOSED, ISSUED, WITHDRAWN = (
    "consulted",
    "answered",
    "closed",
    "issued",
    "withdrawn",
)
DAMAGES: list[tuple[Any, Callable[[Plan], None], Rule]] = [
    (Step.CHECK_CONTENT, close_process, Rule.PROCESS_MISSING),
    (ISSUED, reopen_process, Rule.PROCESS_LEFT_OPEN),
    (WITHDRAWN, reopen_process, Rule.PROCESS_LEFT_OPEN),
    (Step.SIGN, half_end_process, Rule.PROCESS_HALF_ENDED),
    *((step, lose_desk, Rule.DESK_MISSING) for step in (Step.DRAFT, Step.SIGN, Step.SEAL)),
    (CONSULTED, lose_one_opinion_s_desk, Rule.DESK_MISSING),
    (ANSWERED, ask_again, Rule.DESK_MISSING),
    (Step.SIGN, open_another_desk, Rule.DESK_NOT_ASKED_FOR),
    (Step.CHECK_CONTENT, move_status_on, Rule.DESK_NOT_ASKED_FOR),
    *(
        (step, move_desk_to_other_unit, Rule.DESK_OF_OTHER_UNIT)
        for step in (Step.DRAFT, Step.CHECK_FORMAT, Step.SIGN, Step.RELEASE)
    ),
    (CONSULTED, move_opinion_s_desk_to_other_unit, Rule.DESK_OF_OTHER_UNIT),
    (Step.DRAFT, give_desk_to_other_person, Rule.DESK_NOT_THE_DRAFTERS),
    (CONSULTED, change_drafter, Rule.DESK_NOT_THE_DRAFTERS),
    (Step.SIGN, hang_desk_on_other_process, Rule.TASK_OF_OTHER_PROCESS),
    (Step.SIGN, hang_desk_on_other_node, Rule.TASK_AT_OTHER_NODE),
    (Step.SIGN, finish_task, Rule.TASK_NOT_OPEN),
    (Step.SIGN, break_task, Rule.TASK_NOT_OPEN),
    (Step.SIGN, reopen_task, Rule.TASK_LEFT_OPEN),
    (Step.SIGN, finish_desk, Rule.TASK_WITHOUT_DESK),
    (Step.SIGN, open_task_without_desk, Rule.TASK_WITHOUT_DESK),
    (ISSUED, open_task_without_desk, Rule.TASK_WITHOUT_DESK),
    (Step.SIGN, stick_at_a_join, Rule.FLOW_STUCK),
    (Step.SEAL, void_number, Rule.NUMBER_MISSING),
    (ISSUED, void_number, Rule.NUMBER_MISSING),
    (Step.SEAL, take_number_back, Rule.NUMBER_TOO_EARLY),
    (Step.RELEASE, number_other_content, Rule.NUMBER_OF_OTHER_CONTENT),
    (Step.RELEASE, release_number, Rule.NUMBER_IN_OTHER_STATE),
    (ISSUED, unrelease_number, Rule.NUMBER_IN_OTHER_STATE),
    (Step.CHECK_FORMAT, lose_approval("content"), Rule.APPROVAL_MISSING),
    (Step.SIGN, lose_approval("format"), Rule.APPROVAL_MISSING),
    (Step.NUMBER, lose_approval("signature"), Rule.APPROVAL_MISSING),
    (Step.RELEASE, lose_approval("seal"), Rule.APPROVAL_MISSING),
    (ISSUED, lose_approval("content"), Rule.APPROVAL_MISSING),
    (Step.SIGN, approve_other_content, Rule.APPROVAL_MISSING),
    (Step.SIGN, return_after_approval, Rule.APPROVAL_MISSING),
    (Step.CHECK_FORMAT, approve_as("content", "drafter"), Rule.HANDS_NOT_SEPARATED),
    (Step.SIGN, approve_as("format", "head"), Rule.HANDS_NOT_SEPARATED),
    (Step.SIGN, approve_for_the_drafter, Rule.HANDS_NOT_SEPARATED),
    (Step.SIGN, hide_an_author, Rule.HANDS_NOT_SEPARATED),
    (Step.NUMBER, approve_as("signature", "drafter"), Rule.HANDS_NOT_SEPARATED),
    (ISSUED, approve_as("seal", "vice_chairman"), Rule.HANDS_NOT_SEPARATED),
    (CONSULTED, close_round, Rule.ROUND_MISSING),
    (CLOSED, reopen_round, Rule.ROUND_LEFT_OPEN),
    (Step.DRAFT, change_a_word, Rule.CONTENT_CHANGED),
    (ISSUED, change_the_subject, Rule.CONTENT_CHANGED),
    (ISSUED, lose_a_recipient, Rule.RECIPIENTS_NOT_KEPT),
]
BARRED_BY_THE_DATABASE = {Rule.NUMBER_TWICE}
"""What a constraint does not let anybody write; ``tests/rules/test_agreement.py`` has it."""


def plan_in(world: World, where: Any) -> Plan:
    if isinstance(where, Step):
        return world.plan_at(where)
    if where == ISSUED:
        return world.issue_plan()
    plan = world.start_plan()
    if where == WITHDRAWN:
        world.act(plan, Step.DRAFT, "withdraw", world.drafter, reason="Rút lại.")
        return plan
    world.consult(plan)
    if where == ANSWERED:
        unit, head = world.consulted_units[0], world.consulted_heads[0]
        world.act(plan, Step.GIVE_OPINION, "give", head, unit=unit, agrees=True, text="")
    if where == CLOSED:
        world.act(plan, Step.CLOSE_CONSULTATION, "close", world.drafter, reason="Đã quá hạn.")
    return plan


@pytest.mark.parametrize(
    ("where", "damage", "rule"),
    DAMAGES,
    ids=[f"{rule}-{where}-{damage.__name__}" for where, damage, rule in DAMAGES],
)
def test_one_damaged_row_is_named_with_its_plan_and_rule(
    province: World, where: Any, damage: Callable[[Plan], None], rule: Rule
) -> None:
    sound, plan = province.start_plan(), plan_in(province, where)
    assert check()["agree"]
    connection.check_constraints()
    unprotect(connection)  # whoever sits at the database may be its owner
    damage(plan)
    found = check("--all")["disagreements"]
    assert str(rule) in {said["rule"] for said in found}
    assert {said["plan"] for said in found} == {str(plan.uid)}
    assert check(str(sound.uid))["agree"]
    assert not check(str(plan.uid))["agree"]


def test_every_rule_was_seen_to_fail_and_has_its_sentence() -> None:
    seen = {rule for _where, _damage, rule in DAMAGES}
    assert seen | BARRED_BY_THE_DATABASE == set(DISAGREEMENTS)


def test_the_first_disagreement_is_told_in_a_sentence_and_nothing_after_it(
    province: World,
) -> None:
    for _plan in range(2):
        move_status_on(province.plan_at(Step.CHECK_CONTENT))
    told = StringIO()
    with pytest.raises(SystemExit) as end, translation.override("en"):
        call_command("dvcq_check", stderr=told, stdout=StringIO())
    assert end.value.code == 1
    (line,) = told.getvalue().splitlines()
    assert line.startswith(str(Plan.objects.earliest("pk").uid))
    assert "[desk_missing]" in line
    assert "%(" not in line


def test_a_sound_record_is_told_in_one_line(province: World) -> None:
    province.start_plan()
    told = StringIO()
    with translation.override("en"):
        call_command("dvcq_check", stdout=told)
    assert "Plans looked at: 1; " in told.getvalue()


@pytest.mark.usefixtures("province")
def test_an_unknown_plan_is_said_plainly() -> None:
    with pytest.raises(CommandError):
        call_command("dvcq_check", "00000000-0000-4000-8000-000000000000")


def test_as_many_queries_for_five_plans_as_for_one(province: World) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            check()
        return len(seen)

    province.issue_plan()
    one = queries()
    for step in (Step.DRAFT, Step.SIGN, Step.NUMBER, Step.RELEASE):
        province.plan_at(step)
    assert queries() == one <= 24 + OF_YEARS


def test_plans_are_looked_at_some_at_a_time(
    province: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = [province.start_plan() for _plan in range(5)]
    monkeypatch.setattr(agreement, "PLANS_AT_ONCE", 2)
    batches = list(agreement.batches_of_plans())
    assert [len(batch) for batch in batches] == [2, 2, 1]
    assert [plan.pk for batch in batches for plan in batch] == [plan.pk for plan in plans]
    change_a_word(plans[-1])
    answer = check()
    assert (answer["plans"], answer["disagreements"][0]["plan"]) == (5, str(plans[-1].uid))
