"""Obstacles: raised, settled within the receiver's authority or decided above it, told to all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import override_settings

from dvcq_workflow.flows.starting import start_obstacle
from dvcq_workflow.host import DefaultHost, Notice
from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.models import AuditEvent, Desk, Obstacle, Plan, PlanProcess
from dvcq_workflow.rules.errors import NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.obstacles import ObstacleStatus as Status
from dvcq_workflow.services.year_viewing import view_obstacle
from tests.tasking import do, staff
from tests.worlds import World


class ListeningHost(DefaultHost):
    """A host that keeps what it was asked to tell."""

    told: list[Notice] = []

    def notify(self, notice: Notice) -> None:
        self.told.append(notice)


@pytest.fixture
def world(province: World) -> World:
    return staff(province)


@pytest.fixture
def plan(world: World) -> Plan:
    return world.issue_without_tasks()


def raise_one(world: World, plan: Plan, by: str = "officer", **given: Any) -> Obstacle:
    values = {
        "unit_id": world.units["SYT"].pk,
        "text": "Chưa có kinh phí đối thoại.",
        "proposal": "Đề nghị bố trí kinh phí.",
        **given,
    }
    return start_obstacle(plan_id=plan.pk, actor=world.people[by], **values)


def told_by_orders() -> list[Notice]:
    """Return what the host is told by the work that is ordered, however often it runs."""
    ListeningHost.told = []
    with override_settings(DVCQ_WORKFLOW={"HOST": f"{__name__}.ListeningHost"}):
        run_due()
        run_due()
    return ListeningHost.told


def last_event(plan: Plan) -> dict[str, Any]:
    event = AuditEvent.objects.filter(stream=plan.stream).order_by("-seq").first()
    assert event is not None
    return json.loads(event.envelope)  # type: ignore[no-any-return]


def desk_of(row: Obstacle) -> tuple[str, str] | None:
    rows = Desk.objects.filter(obstacle=row, state=Desk.State.OPEN)
    return rows.values_list("step", "unit__code").first()


def test_who_is_to_settle_it_is_told_what_lies_there_and_whose_it_is(
    world: World, plan: Plan
) -> None:
    told_by_orders()
    row = raise_one(world, plan)
    (notice,) = [notice for notice in told_by_orders() if notice.kind == "desk_offered"]
    assert notice.title.endswith(f": {row} (Sở Y tế)")
    assert world.people["advising_specialist"].pk in notice.user_ids


@pytest.mark.audits("raise_obstacle")
@pytest.mark.audits("take_on_obstacle")
@pytest.mark.audits("settle_obstacle")
@pytest.mark.audits("inform_concerned")
def test_the_receiver_settles_within_its_authority_and_all_are_told(
    world: World, plan: Plan
) -> None:
    item = plan.items.order_by("position").first()
    assert item is not None
    row = raise_one(world, plan, item_id=item.pk)
    assert last_event(plan)["code"] == "obstacle_raised"
    assert desk_of(row) == ("triage", "SNV")
    specialist, head = world.people["advising_specialist"], world.people["advising_head"]
    do("obstacle", row, "take_on", specialist)
    assert last_event(plan)["code"] == "obstacle_taken_on"
    with pytest.raises(NotPermitted):
        do("obstacle", row, "settle", specialist, settlement="Dùng nguồn chi thường xuyên.")
    do("obstacle", row, "settle", head, settlement="Dùng nguồn chi thường xuyên.")
    assert last_event(plan)["code"] == "obstacle_settled"
    assert desk_of(row) == ("inform", "SNV")
    do("obstacle", row, "inform", specialist, unit_ids=[world.units["STTTT"].pk])
    told = last_event(plan)
    assert told["code"] == "obstacle_informed"
    assert told["details"]["units"] == [world.units["STTTT"].pk]
    assert PlanProcess.objects.get(obstacle=row).closed_at is not None
    notices = [notice for notice in told_by_orders() if notice.kind == "obstacle_informed"]
    assert len(notices) == 1
    people = {"officer", "head_SYT", "advising_head", "head_STTTT"}
    assert {world.people[name].pk for name in people} <= set(notices[0].user_ids)
    assert world.people["head_SGDDT"].pk not in notices[0].user_ids


def test_a_further_unit_reads_an_obstacle_once_it_was_told(world: World, plan: Plan) -> None:
    row = raise_one(world, plan)
    other = world.people["head_STTTT"]
    with pytest.raises(NotVisible):
        view_obstacle(uid=row.uid, actor=other)
    head = world.people["advising_head"]
    do("obstacle", row, "take_on", head)
    do("obstacle", row, "settle", head, settlement="Đã có hướng dẫn.")
    do("obstacle", row, "inform", head, unit_ids=[world.units["STTTT"].pk])
    assert view_obstacle(uid=row.uid, actor=other) == row
    with pytest.raises(NotVisible):
        view_obstacle(uid=row.uid, actor=world.people["head_SGDDT"])


@pytest.mark.audits("view_obstacle")
def test_a_look_at_an_obstacle_is_on_record(world: World, plan: Plan) -> None:
    row = raise_one(world, plan)
    view_obstacle(uid=row.uid, actor=world.people["head_SYT"])
    assert plan.stream.accesses.filter(kind="view", subject="obstacle").count() == 1


@pytest.mark.audits("escalate_obstacle")
@pytest.mark.audits("decide_obstacle")
@pytest.mark.audits("send_down_obstacle")
def test_the_issuing_body_decides_or_sends_down(world: World, plan: Plan) -> None:
    row = raise_one(world, plan)
    specialist, head = world.people["advising_specialist"], world.people["advising_head"]
    with pytest.raises(NotPermitted):
        do("obstacle", row, "escalate", specialist, opinion="Vượt thẩm quyền.")
    do("obstacle", row, "escalate", head, opinion="Vượt thẩm quyền.")
    assert last_event(plan)["code"] == "obstacle_escalated"
    assert desk_of(row) == ("decide_obstacle", "UBND")
    with pytest.raises(NotPermitted):
        do("obstacle", row, "decide", head, settlement="Bố trí kinh phí.")
    do("obstacle", row, "send_down", world.chairman, reason="Thuộc thẩm quyền của sở.")
    assert last_event(plan)["code"] == "obstacle_sent_down"
    assert (row.state, desk_of(row)) == (Status.BEING_SETTLED, ("settle", "SNV"))
    do("obstacle", row, "escalate", head, opinion="Vẫn vượt thẩm quyền.")
    do("obstacle", row, "decide", world.vice_chairman, settlement="Bố trí kinh phí.")
    assert last_event(plan)["code"] == "obstacle_decided"
    assert (row.state, row.settlement) == (Status.DECIDED, "Bố trí kinh phí.")
    assert desk_of(row) == ("inform", "SNV")


@pytest.mark.audits("withdraw_obstacle")
def test_the_unit_takes_it_back_until_somebody_took_it_on(world: World, plan: Plan) -> None:
    row = raise_one(world, plan)
    with pytest.raises(NotPermitted):
        do("obstacle", row, "withdraw", world.people["advising_head"], reason="Không.")
    do("obstacle", row, "withdraw", world.people["head_SYT"], reason="Đã tự giải quyết.")
    assert last_event(plan)["code"] == "obstacle_withdrawn"
    assert (row.state, desk_of(row)) == (Status.WITHDRAWN, None)


@pytest.mark.parametrize(
    ("who", "given", "refusal"),
    [
        ("officer", {"text": " "}, RuleViolation),
        ("officer", {"item_id": 0}, RuleViolation),
        ("advising_specialist", {}, NotPermitted),
        ("outsider", {}, NotVisible),
        ("stranger", {}, NotVisible),
    ],
)
def test_what_is_no_obstacle_or_not_the_unit_s_is_refused(
    world: World, plan: Plan, who: str, given: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        raise_one(world, plan, by=who, **given)
    assert not Obstacle.objects.exists()
