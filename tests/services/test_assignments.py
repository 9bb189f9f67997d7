"""Tasks of units: each step by whom it belongs to, told by the record, refused to all others."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import transaction

from dvcq_workflow.flows.runner import ACTS_AT
from dvcq_workflow.flows.starting import start_anew, start_assignment, start_part
from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.models import (
    Assignment,
    AssignmentOfficer,
    AuditEvent,
    Desk,
    Plan,
    PlanParty,
    PlanProcess,
    ProgressNote,
)
from dvcq_workflow.rules.assignments import OPEN_STATES
from dvcq_workflow.rules.assignments import AssignmentStatus as Status
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.obligations import ActorRole, Strength
from dvcq_workflow.services.assignment_work import note_progress
from dvcq_workflow.services.assignments import open_assignment
from tests.tasking import data_for, do, give_task, oblige, offered_task, staff, task_at
from tests.worlds import World


@pytest.fixture
def world(province: World) -> World:
    return staff(province)


@pytest.fixture
def plan(world: World) -> Plan:
    return world.issue_without_tasks()


def last_event(plan: Plan) -> dict[str, Any]:
    event = AuditEvent.objects.filter(stream=plan.stream).order_by("-seq").first()
    assert event is not None
    return json.loads(event.envelope)  # type: ignore[no-any-return]


def desk_of(task: Assignment) -> tuple[str, str] | None:
    rows = Desk.objects.filter(assignment=task, state=Desk.State.OPEN)
    return rows.values_list("step", "unit__code").first()


# -- opening


@pytest.mark.audits("open_assignment")
def test_a_task_is_given_once_and_lies_with_its_unit(world: World, plan: Plan) -> None:
    due = dt.date(2020, 12, 10)
    task = give_task(world, plan, due_on=due, others={"SGDDT": ActorRole.SUPPORTING})
    assert last_event(plan)["code"] == "assignment_opened"
    assert (task.status, task.due_on, task.effective_due_on) == (Status.OFFERED, due, due)
    given: Any = {"unit_id": task.unit_id, "receiver_id": task.receiver_id, "actor": world.clerk}
    assert open_assignment(obligation_id=task.obligation_id, **given) == task
    first = start_assignment(assignment_id=task.pk, actor=world.clerk)
    assert start_assignment(assignment_id=task.pk, actor=world.clerk) == first
    assert PlanProcess.objects.filter(assignment=task).count() == 1
    assert desk_of(task) == ("accept", "SYT")
    parties = PlanParty.objects.filter(plan=plan, unit__code__in=["SYT", "SGDDT"])
    assert parties.count() == 2


def test_what_only_asks_has_no_last_day(world: World, plan: Plan) -> None:
    task = give_task(world, plan, due_on=dt.date(2020, 5, 1), strength=Strength.REQUEST)
    assert (task.due_on, task.effective_due_on) == (dt.date(2020, 5, 1), None)


def test_no_task_comes_of_a_plan_that_is_not_issued_or_of_standing_content(
    world: World, plan: Plan
) -> None:
    draft = world.start_plan()
    given: Any = {"unit_id": world.units["SYT"].pk, "receiver_id": world.advising.pk}
    for obligation, code in (
        (oblige(world, draft), "plan_not_issued"),
        (oblige(world, plan, is_assigned=False), "obligation_not_assigned"),
    ):
        with pytest.raises(RuleViolation) as refused:
            open_assignment(obligation_id=obligation.pk, actor=world.clerk, **given)
        assert refused.value.code == code
    with pytest.raises(NotVisible):
        open_assignment(obligation_id=0, actor=world.clerk, **given)
    assert not Assignment.objects.exists()


# -- the way of a task


@pytest.mark.audits("accept_assignment")
@pytest.mark.audits("name_officers")
@pytest.mark.audits("report_result")
@pytest.mark.audits("approve_result")
@pytest.mark.audits("verify_result")
def test_a_task_goes_over_its_five_desks_to_done(world: World, plan: Plan) -> None:
    task = offered_task(world, plan)
    told = []
    for act, who in (
        ("accept", "head_SYT"),
        ("name", "head_SYT"),
        ("report", "officer"),
        ("approve", "head_SYT"),
        ("verify", "advising_specialist"),
    ):
        do("assignment", task, act, world.people[who], **data_for(world, act))
        told.append(last_event(plan))
    assert [event["code"] for event in told] == [
        "assignment_accepted",
        "assignment_officers_named",
        "assignment_result_reported",
        "assignment_result_approved",
        "assignment_verified",
    ]
    assert {event["details"]["subject_uid"] for event in told} == {str(task.uid)}
    assert (task.status, task.done_on, task.progress_pct) == (Status.DONE, world.today(), 100)
    assert task.person_in_charge == world.people["deputy"]
    process = PlanProcess.objects.get(assignment=task)
    assert process.closed_at is not None
    assert desk_of(task) is None


@pytest.mark.parametrize("status", sorted(OPEN_STATES - {Status.HANDED_BACK}))
def test_nobody_but_the_unit_of_the_desk_acts_there(
    world: World, plan: Plan, status: Status
) -> None:
    task = task_at(world, plan, status)
    acts = {
        Status.OFFERED: "accept",
        Status.ACCEPTED: "name",
        Status.IN_PROGRESS: "report",
        Status.AWAITING_APPROVAL: "approve",
        Status.AWAITING_VERIFICATION: "verify",
    }
    own = "advising" if status is Status.AWAITING_VERIFICATION else "SYT"
    strangers = [world.outsider, world.people["head_STTTT"], world.stranger]
    others = [world.people["head_SYT"]] if own == "advising" else [world.people["advising_head"]]
    events = AuditEvent.objects.count()
    for who, refusal in [
        *((w, NotVisible) for w in strangers),
        *((w, NotPermitted) for w in others),
    ]:
        with pytest.raises(refusal):
            do("assignment", task, acts[status], who, **data_for(world, acts[status]))
    task.refresh_from_db()
    assert task.state is status
    assert AuditEvent.objects.count() == events


REASON = {"reason": "Vì lý do đã nêu."}
DOERS: dict[Status, dict[str, set[str]]] = {
    Status.OFFERED: {
        "accept": {"head_SYT", "deputy"},
        "hand_back": {"head_SYT", "deputy"},
    },
    Status.ACCEPTED: {"name": {"head_SYT", "deputy"}},
    Status.IN_PROGRESS: {
        "report": {"head_SYT", "officer", "second_officer"},
        "rename": {"head_SYT", "deputy"},
    },
    Status.AWAITING_APPROVAL: {
        "approve": {"head_SYT", "deputy"},
        "return": {"head_SYT", "deputy"},
    },
    Status.AWAITING_VERIFICATION: {
        "verify": {"advising_specialist", "advising_head"},
        "send_back": {"advising_specialist", "advising_head"},
    },
}
WITHDRAWERS = {
    "advising_specialist",
    "advising_head",
    "chairman",
    "vice_chairman",
    "drafter",
    "second_drafter",
    "head",
}


@pytest.mark.parametrize("status", sorted(DOERS))
def test_everybody_tries_everything_at_every_desk(world: World, plan: Plan, status: Status) -> None:
    """Each person of the province tries each act at the desk: those of the table can, no other."""
    task = task_at(world, plan, status)
    step = Step(Desk.objects.get(assignment=task, state=Desk.State.OPEN).step)
    wanted = {**DOERS[status], "withdraw": WITHDRAWERS}
    needs_reason = {"hand_back", "return", "send_back", "offer_again", "withdraw"}
    for act in ACTS_AT[step]:
        data = {
            **data_for(world, "name" if act == "rename" else act),
            **(REASON if act in needs_reason else {}),
        }
        done_by = {who for who in world.people if could(task, act, world.people[who], data)}
        assert done_by == wanted.get(act, set()), act


def could(task: Assignment, act: str, who: Any, data: dict[str, Any]) -> bool:
    """Return whether somebody may do an act; whatever was done is undone."""
    mark = transaction.savepoint()
    try:
        do("assignment", task, act, who, **data)
    except RuleViolation:
        return False
    finally:
        transaction.savepoint_rollback(mark)
        task.refresh_from_db()
    return True


@pytest.mark.audits("hand_back_assignment")
@pytest.mark.audits("offer_assignment_again")
def test_a_task_handed_back_goes_to_its_receiver_who_offers_it_again(
    world: World, plan: Plan
) -> None:
    task = offered_task(world, plan)
    do("assignment", task, "hand_back", world.people["head_SYT"], reason="Không thuộc chức năng.")
    assert last_event(plan)["code"] == "assignment_handed_back"
    assert task.state is Status.HANDED_BACK
    assert desk_of(task) == ("verify", "SNV")
    with pytest.raises(NotPermitted):
        do("assignment", task, "offer_again", world.people["head_SYT"], reason="Nhận lại.")
    officer = world.people["advising_specialist"]
    do("assignment", task, "offer_again", officer, reason="Thuộc chức năng theo quyết định.")
    assert last_event(plan)["code"] == "assignment_offered_again"
    assert task.state is Status.OFFERED
    assert desk_of(task) == ("accept", "SYT")
    notes = ProgressNote.objects.filter(assignment=task).order_by("pk")
    assert [note.text for note in notes] == [
        "Không thuộc chức năng.",
        "Thuộc chức năng theo quyết định.",
    ]


@pytest.mark.audits("withdraw_assignment")
@pytest.mark.audits("assign_anew")
def test_a_withdrawn_task_is_given_to_another_unit(world: World, plan: Plan) -> None:
    task = offered_task(world, plan)
    do("assignment", task, "hand_back", world.people["head_SYT"], reason="Không thuộc chức năng.")
    officer = world.people["advising_specialist"]
    with pytest.raises(RuleViolation, match="assignment_not_withdrawn"):
        start_anew(
            assignment_id=task.pk, unit_id=world.units["SGDDT"].pk, reason="x", actor=officer
        )
    do("assignment", task, "withdraw", officer, reason="Chuyển đơn vị khác.")
    assert last_event(plan)["code"] == "assignment_withdrawn"
    assert (task.state, task.closing_reason) == (Status.WITHDRAWN, "Chuyển đơn vị khác.")
    assert desk_of(task) is None
    other = start_anew(
        assignment_id=task.pk,
        unit_id=world.units["SGDDT"].pk,
        reason="Đúng chức năng.",
        actor=officer,
    )
    assert last_event(plan)["code"] == "assignment_given_anew"
    assert desk_of(other) == ("accept", "SGDDT")
    with pytest.raises(RuleViolation, match="unit_has_task_already"):
        start_anew(assignment_id=task.pk, unit_id=other.unit_id, reason="x", actor=officer)


@pytest.mark.parametrize("status", sorted(OPEN_STATES - {Status.HANDED_BACK}))
def test_the_issuing_side_withdraws_from_any_desk_and_the_unit_from_none(
    world: World, plan: Plan, status: Status
) -> None:
    task = task_at(world, plan, status)
    with pytest.raises(NotPermitted):
        do("assignment", task, "withdraw", world.people["head_SYT"], reason="Không muốn làm.")
    do("assignment", task, "withdraw", world.head, reason="Không còn cần.")
    assert task.state is Status.WITHDRAWN
    assert PlanProcess.objects.get(assignment=task).closed_at is not None


@pytest.mark.audits("return_result")
@pytest.mark.audits("send_back_result")
def test_a_result_goes_back_with_a_reason_and_comes_again(world: World, plan: Plan) -> None:
    task = task_at(world, plan, Status.AWAITING_APPROVAL)
    with pytest.raises(RuleViolation, match="reason_missing"):
        do("assignment", task, "return", world.people["head_SYT"], reason=" ")
    do("assignment", task, "return", world.people["head_SYT"], reason="Thiếu số liệu.")
    assert last_event(plan)["code"] == "assignment_result_returned"
    task_at(world, plan, Status.AWAITING_VERIFICATION, task=task)
    do("assignment", task, "send_back", world.people["advising_head"], reason="Thiếu minh chứng.")
    assert last_event(plan)["code"] == "assignment_sent_back"
    assert desk_of(task) == ("work", "SYT")
    task_at(world, plan, Status.DONE, task=task)


def test_who_reported_a_result_neither_approves_nor_verifies_it(world: World, plan: Plan) -> None:
    task = task_at(world, plan, Status.IN_PROGRESS)
    head = world.people["head_SYT"]
    do("assignment", task, "report", head, result="Đã xong.")
    with pytest.raises(NotPermitted, match="reporter_approves_own_result"):
        do("assignment", task, "approve", head)
    do("assignment", task, "approve", world.people["deputy"])
    assert task.state is Status.AWAITING_VERIFICATION


def test_a_decision_on_content_that_changed_meanwhile_is_refused(world: World, plan: Plan) -> None:
    task = task_at(world, plan, Status.AWAITING_VERIFICATION)
    with pytest.raises(Conflict, match="content_changed"):
        do("assignment", task, "verify", world.people["advising_head"], seen_hash="0" * 64)


# -- people, notes


def test_only_people_of_the_unit_are_put_in_charge(world: World, plan: Plan) -> None:
    task = task_at(world, plan, Status.ACCEPTED)
    people = world.people
    head = people["head_SYT"]
    for leader, officers, code in (
        (people["advising_head"], [people["officer"]], "leader_not_of_unit"),
        (people["officer"], [people["officer"]], "leader_not_of_unit"),
        (people["deputy"], [people["helper"]], "person_not_of_unit"),
        (people["deputy"], [], "officers_missing"),
    ):
        with pytest.raises(RuleViolation, match=code):
            do("assignment", task, "name", head, person_in_charge=leader, officers=officers)
    assert not AssignmentOfficer.objects.exists()


@pytest.mark.audits("change_officers")
def test_other_people_are_put_in_charge_and_the_first_stay_on_record(
    world: World, plan: Plan
) -> None:
    task = task_at(world, plan, Status.IN_PROGRESS)
    people = world.people
    changed = {"person_in_charge": people["head_SYT"], "officers": [people["second_officer"]]}
    with pytest.raises(NotPermitted):
        do("assignment", task, "rename", people["officer"], **changed)
    do("assignment", task, "rename", people["head_SYT"], **changed)
    assert last_event(plan)["code"] == "assignment_officers_named"
    rows = AssignmentOfficer.objects.filter(assignment=task).order_by("pk")
    ends = [(row.user, row.valid_until) for row in rows]
    assert ends == [(people["officer"], world.today()), (people["second_officer"], None)]
    assert desk_of(task) == ("work", "SYT")


@pytest.mark.audits("note_progress")
def test_the_lead_says_how_far_it_is_and_a_supporter_only_how_it_goes(
    world: World, plan: Plan
) -> None:
    task = offered_task(world, plan, others={"SGDDT": ActorRole.SUPPORTING})
    task_at(world, plan, Status.IN_PROGRESS, task=task)
    given: Any = {"assignment_id": task.pk, "text": "Đã làm một phần."}
    note_progress(**given, progress_pct=40, actor=world.people["officer"])
    assert last_event(plan)["code"] == "assignment_noted"
    note_progress(**given, progress_pct=90, actor=world.people["helper"])
    task.refresh_from_db()
    assert task.progress_pct == 40
    assert ProgressNote.objects.filter(assignment=task).count() == 2
    with pytest.raises(NotVisible):
        note_progress(**given, actor=world.people["head_STTTT"])
    with pytest.raises(NotPermitted):
        do("assignment", task, "report", world.people["helper"], result="Xong.")
    for wrong in (-1, 101):
        with pytest.raises(RuleViolation, match="progress_out_of_range"):
            note_progress(**given, progress_pct=wrong, actor=world.people["officer"])
    assert ProgressNote.objects.filter(assignment=task).count() == 2


# -- parts


def give_part(world: World, task: Assignment, by: str = "head_SYT", **given: Any) -> Assignment:
    task.refresh_from_db()
    values = {
        "unit_id": world.units["PNVY"].pk,
        "text": "Rà soát lĩnh vực nghiệp vụ y.",
        "seen_hash": task.content_hash,
        **given,
    }
    return start_part(assignment_id=task.pk, actor=world.people[by], **values)


@pytest.mark.audits("open_part")
def test_the_whole_is_reported_only_once_its_parts_are_done(world: World, plan: Plan) -> None:
    task = task_at(world, plan, Status.IN_PROGRESS)
    part = give_part(world, task)
    assert last_event(plan)["code"] == "assignment_part_opened"
    assert (part.parent, part.receiver) == (task, world.units["SYT"])
    assert desk_of(part) == ("accept", "PNVY")
    with pytest.raises(RuleViolation, match="parts_still_open"):
        do("assignment", task, "report", world.people["officer"], result="Xong.")
    head, officer = world.people["room_head"], world.people["room_officer"]
    do("assignment", part, "accept", head)
    do("assignment", part, "name", head, person_in_charge=head, officers=[officer])
    do("assignment", part, "report", officer, result="Xong phần.")
    do("assignment", part, "approve", head)
    assert desk_of(part) == ("verify", "SYT")
    do("assignment", part, "verify", world.people["officer"])
    do("assignment", task, "report", world.people["officer"], result="Xong.")
    assert task.state is Status.AWAITING_APPROVAL


def test_a_part_goes_down_the_tree_and_is_not_due_after_the_whole(world: World, plan: Plan) -> None:
    due = world.today() + dt.timedelta(days=30)
    task = task_at(world, plan, Status.IN_PROGRESS, due_on=due)
    for given, code in (
        ({"unit_id": world.units["SGDDT"].pk, "due_on": due}, "part_unit_not_below"),
        ({"due_on": due + dt.timedelta(days=1)}, "part_due_after_whole"),
        ({}, "part_without_date"),
    ):
        with pytest.raises(RuleViolation, match=code):
            give_part(world, task, **given)
    with pytest.raises(NotPermitted):
        give_part(world, task, by="officer", due_on=due)
    with pytest.raises(NotVisible):
        give_part(world, task, by="head_STTTT", due_on=due)
    assert not Assignment.objects.filter(parent=task).exists()


def test_with_the_whole_its_parts_are_withdrawn(world: World, plan: Plan) -> None:
    task = task_at(world, plan, Status.IN_PROGRESS)
    part = give_part(world, task)
    do("assignment", task, "withdraw", world.people["advising_head"], reason="Không còn cần.")
    part.refresh_from_db()
    assert part.state is Status.OFFERED
    run_due()
    run_due()
    part.refresh_from_db()
    assert (part.state, part.closing_reason) == (Status.WITHDRAWN, "Không còn cần.")
    assert desk_of(part) is None
