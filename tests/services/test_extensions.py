"""More time for a task: one request at a time, with a reason; the day first set stays."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from dvcq_workflow.flows.starting import start_extension
from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.models import Assignment, AuditEvent, Desk, ExtensionRequest, Plan, PlanProcess
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.errors import NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.extensions import ExtensionStatus
from tests.tasking import do, staff, task_at
from tests.worlds import World

WEEK = dt.timedelta(days=7)


@pytest.fixture
def world(province: World) -> World:
    return staff(province)


@pytest.fixture
def plan(world: World) -> Plan:
    return world.issue_without_tasks()


@pytest.fixture
def task(world: World, plan: Plan) -> Assignment:
    return task_at(world, plan, AssignmentStatus.IN_PROGRESS, due_on=world.today() + WEEK)


def ask(world: World, task: Assignment, by: str = "officer", **given: Any) -> ExtensionRequest:
    task.refresh_from_db()
    values = {
        "wanted_due_on": world.today() + 2 * WEEK,
        "reason": "Chờ số liệu của cấp xã.",
        "seen_hash": task.content_hash,
        **given,
    }
    return start_extension(assignment_id=task.pk, actor=world.people[by], **values)


def last_event(plan: Plan) -> dict[str, Any]:
    event = AuditEvent.objects.filter(stream=plan.stream).order_by("-seq").first()
    assert event is not None
    return json.loads(event.envelope)  # type: ignore[no-any-return]


@pytest.mark.audits("request_extension")
@pytest.mark.audits("grant_extension")
def test_a_granted_day_counts_and_the_first_one_stays(
    world: World, plan: Plan, task: Assignment
) -> None:
    first = task.due_on
    request = ask(world, task)
    assert last_event(plan)["code"] == "extension_requested"
    assert "số liệu" not in json.dumps(last_event(plan), ensure_ascii=False)
    desk = Desk.objects.get(extension=request, state=Desk.State.OPEN)
    assert (desk.step, desk.unit) == ("decide_extension", world.advising)
    with pytest.raises(NotPermitted):
        do("extension", request, "grant", world.people["advising_specialist"])
    with pytest.raises(NotPermitted):
        do("extension", request, "grant", world.people["head_SYT"])
    do("extension", request, "grant", world.people["advising_head"], reason="Đồng ý.")
    assert last_event(plan)["code"] == "extension_granted"
    task.refresh_from_db()
    assert (task.due_on, task.effective_due_on) == (first, world.today() + 2 * WEEK)
    work = Desk.objects.get(assignment=task, state=Desk.State.OPEN)
    assert work.due_on == task.effective_due_on
    assert request.state is ExtensionStatus.GRANTED
    assert PlanProcess.objects.get(extension=request).closed_at is not None
    again = ask(world, task, wanted_due_on=world.today() + 3 * WEEK)
    assert again.due_on == world.today() + 2 * WEEK


@pytest.mark.audits("refuse_extension")
def test_a_refusal_has_a_reason_and_changes_no_day(
    world: World, plan: Plan, task: Assignment
) -> None:
    request = ask(world, task)
    with pytest.raises(RuleViolation, match="reason_missing"):
        do("extension", request, "refuse", world.people["advising_head"], reason=" ")
    do("extension", request, "refuse", world.people["advising_head"], reason="Đã đủ thời gian.")
    assert last_event(plan)["code"] == "extension_refused"
    task.refresh_from_db()
    assert task.effective_due_on == task.due_on
    assert request.decision_reason == "Đã đủ thời gian."


@pytest.mark.audits("withdraw_extension")
def test_the_unit_takes_its_request_back_and_may_ask_again(
    world: World, plan: Plan, task: Assignment
) -> None:
    request = ask(world, task)
    with pytest.raises(RuleViolation, match="extension_still_pending"):
        ask(world, task)
    with pytest.raises(RuleViolation, match="extension_still_pending"):
        do("assignment", task, "report", world.people["officer"], result="Xong.")
    with pytest.raises(NotPermitted):
        do("extension", request, "withdraw", world.people["advising_head"])
    do("extension", request, "withdraw", world.people["second_officer"])
    assert last_event(plan)["code"] == "extension_withdrawn"
    assert ask(world, task).state is ExtensionStatus.PENDING


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": ""}, "reason_missing"),
        ({"wanted_due_on": None}, "extension_day_missing"),
        ({"wanted_due_on": dt.date(2020, 1, 1)}, "extension_not_later"),
    ],
)
def test_what_is_no_request_is_refused(
    world: World, task: Assignment, given: dict[str, Any], code: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        ask(world, task, **given)
    assert refused.value.code == code
    assert not ExtensionRequest.objects.exists()


def test_a_task_without_a_last_day_cannot_be_put_off(world: World, plan: Plan) -> None:
    task = task_at(world, plan, AssignmentStatus.IN_PROGRESS)
    with pytest.raises(RuleViolation, match="extension_without_date"):
        ask(world, task)


@pytest.mark.parametrize(
    ("who", "refusal"), [("advising_head", NotPermitted), ("head_STTTT", NotVisible)]
)
def test_only_the_unit_asks(
    world: World, task: Assignment, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        ask(world, task, by=who)
    assert not ExtensionRequest.objects.exists()


def test_with_its_task_a_request_is_dropped(world: World, plan: Plan, task: Assignment) -> None:
    request = ask(world, task)
    do("assignment", task, "withdraw", world.people["advising_head"], reason="Không còn cần.")
    run_due()
    request.refresh_from_db()
    assert request.state is ExtensionStatus.WITHDRAWN
    assert not Desk.objects.filter(extension=request, state=Desk.State.OPEN).exists()
