"""A unit's own plan: begun from what binds the unit, and its release completes the duty, once."""

from __future__ import annotations

import json

import pytest

from dvcq_workflow.flows.starting import start_unit_plan
from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.jobs.year_orders import complete_unit_plan
from dvcq_workflow.models import (
    Assignment,
    AuditEvent,
    Desk,
    Plan,
    PlanProcess,
    SigningAuthority,
    WorkOrder,
)
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.rules.errors import NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.obligations import ObligationKind
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.services.issuance import open_number_series
from dvcq_workflow.services.people import save_signing_authority
from tests.tasking import do, give_task, staff, task_at
from tests.worlds import BASIS, FOUNDED, World, seat


@pytest.fixture
def world(province: World) -> World:
    world = staff(province)
    seat(world, "unit_clerk", "SYT", Role.RECORDS_CLERK, "Văn thư")
    seat(world, "unit_checker", "SYT", Role.FORMAT_CHECKER, "Chuyên viên thể thức")
    power = SigningAuthority(
        user=world.people["deputy"],
        unit=world.units["SYT"],
        prefixes=[],
        position="GIÁM ĐỐC",
        signer_name="Lãnh đạo Sở Y tế",
        basis=BASIS,
        valid_from=FOUNDED,
    )
    save_signing_authority(authority=power, actor=world.keeper)
    open_number_series(
        unit=world.units["SYT"],
        year=world.today().year,
        code="VB",
        actor=world.people["unit_clerk"],
    )
    return world


@pytest.fixture
def plan(world: World) -> Plan:
    return world.issue_without_tasks()


@pytest.fixture
def task(world: World, plan: Plan) -> Assignment:
    give_task(world, plan, text="Đối thoại với Nhân dân ít nhất mỗi năm một lần.")
    give_task(world, plan, unit="SGDDT", text="Việc của sở khác.")
    return task_at(world, plan, AssignmentStatus.IN_PROGRESS, kind=ObligationKind.UNIT_PLAN)


def begin(world: World, task: Assignment, by: str = "officer") -> Plan:
    task.refresh_from_db()
    return start_unit_plan(
        assignment_id=task.pk, seen_hash=task.content_hash, actor=world.people[by]
    )


def issue(world: World, own: Plan) -> None:
    people = world.people
    world.act(own, Step.DRAFT, "submit", people["officer"])
    world.act(own, Step.CHECK_CONTENT, "pass", people["head_SYT"])
    world.act(own, Step.CHECK_FORMAT, "pass", people["unit_checker"])
    world.act(own, Step.SIGN, "sign", people["deputy"])
    world.act(own, Step.NUMBER, "assign", people["unit_clerk"], issued_on=world.today())
    world.act(own, Step.SEAL, "seal", people["unit_clerk"])
    world.act(own, Step.RELEASE, "release", people["unit_clerk"])


@pytest.mark.audits("draft_unit_plan")
def test_the_draft_begins_with_what_binds_the_unit(
    world: World, plan: Plan, task: Assignment
) -> None:
    own = begin(world, task)
    events = AuditEvent.objects.filter(stream=plan.stream, code="assignment_plan_begun")
    assert json.loads(events.get().envelope)["details"]["unit_plan"] == str(own.uid)
    assert (own.level, own.parent_plan, own.symbol) == ("unit", plan, "KH-SYT")
    content = content_of(own)
    number = plan.issuances.get().full_number
    assert content.bases == (number,)
    assert number in content.preamble[0]
    assert content.subject.startswith(f"Thực hiện Kế hoạch số {number} ngày ")
    assert content.subject.endswith(" tại Sở Y tế")
    texts = [node.text for node in content.nodes]
    assert "Đối thoại với Nhân dân ít nhất mỗi năm một lần." in texts
    assert "Việc của sở khác." not in texts
    assert content.heading_lines == tuple(world.units["SYT"].heading_lines)
    assert begin(world, task) == own
    assert PlanProcess.objects.filter(plan=own).count() == 1
    task.refresh_from_db()
    assert task.unit_plan == own


@pytest.mark.audits("complete_by_plan")
def test_its_release_completes_the_duty_once(world: World, plan: Plan, task: Assignment) -> None:
    own = begin(world, task)
    with pytest.raises(RuleViolation, match="unit_plan_not_issued"):
        do("assignment", task, "complete", world.people["officer"])
    issue(world, own)
    task.refresh_from_db()
    assert task.state is AssignmentStatus.IN_PROGRESS
    run_due()
    task.refresh_from_db()
    assert (task.state, task.done_on) == (AssignmentStatus.DONE, world.today())
    assert not Desk.objects.filter(assignment=task, state=Desk.State.OPEN).exists()
    events = AuditEvent.objects.filter(stream=plan.stream, code="assignment_completed_by_plan")
    assert events.count() == 1
    complete_unit_plan(plan_id=own.pk, actor=world.people["unit_clerk"])
    assert events.count() == 1
    assert WorkOrder.objects.filter(kind="complete_unit_plan").count() == 1


def test_one_that_was_given_up_may_be_begun_anew(world: World, task: Assignment) -> None:
    own = begin(world, task)
    world.act(own, Step.DRAFT, "withdraw", world.people["officer"], reason="Soạn lại.")
    assert begin(world, task) != own


def test_only_who_drafts_in_the_unit_begins_it_and_only_where_it_is_owed(
    world: World, plan: Plan, task: Assignment
) -> None:
    with pytest.raises(NotPermitted):
        begin(world, task, by="deputy")
    with pytest.raises(NotVisible):
        begin(world, task, by="head_STTTT")
    other = task_at(world, plan, AssignmentStatus.IN_PROGRESS)
    with pytest.raises(RuleViolation, match="assignment_not_of_plan"):
        begin(world, other)
    assert not Plan.objects.filter(parent_plan=plan).exists()
