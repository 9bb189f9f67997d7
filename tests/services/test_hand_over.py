"""A draft changes hands within its unit; whoever drafted before stays bound, nobody who judged
the content becomes its drafter."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dvcq_workflow.models import AuditEvent, Desk, Plan, WorkOrder
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.services.plans import hand_over_draft
from tests.services.test_desk_acts import state_of_record
from tests.worlds import World, seat

WHY = "Đồng chí soạn thảo đi công tác dài ngày."


def hand_over(world: World, plan: Plan, by: Any, to: str = "second_drafter", **more: Any) -> Plan:
    plan.refresh_from_db()
    given = {"reason": WHY, "seen_hash": plan.content_hash, **more}
    return hand_over_draft(plan_id=plan.pk, drafter=world.people[to], actor=by, **given)


@pytest.mark.audits("hand_over_draft")
@pytest.mark.parametrize("who", ["drafter", "head"])
def test_a_draft_goes_to_another_drafter_and_the_record_says_so(province: World, who: str) -> None:
    plan = province.start_plan()
    other = province.people["second_drafter"]
    hand_over(province, plan, province.people[who])
    plan.refresh_from_db()
    desk = Desk.objects.get(plan=plan, state=Desk.State.OPEN)
    assert plan.drafter == desk.assigned_to == other
    event = AuditEvent.objects.filter(stream=plan.stream).latest("seq")
    told = json.loads(event.envelope)
    assert (event.code, event.actor_id) == ("draft_handed_over", province.people[who].pk)
    assert told["details"]["person"] == other.pk
    assert told["reason"] is not None
    assert WorkOrder.objects.filter(kind="notify_desks", act_uid=event.act_uid).exists()
    province.act(plan, Step.DRAFT, "submit", other)
    assert plan.state is Status.CONTENT_CHECK


@pytest.mark.parametrize("who", ["second_drafter", "clerk", "vice_chairman", "auditor"])
def test_nobody_else_hands_a_draft_over_and_nothing_is_written(province: World, who: str) -> None:
    plan = province.start_plan()
    before = state_of_record(plan)
    with pytest.raises(NotPermitted, match="desk_not_yours"):
        hand_over(province, plan, province.people[who])
    with pytest.raises(NotVisible):
        hand_over(province, plan, province.stranger)
    assert state_of_record(plan) == before


@pytest.mark.parametrize(
    ("to", "code"),
    [("drafter", "drafter_already"), ("clerk", "drafter_without_seat")],
)
def test_a_draft_goes_to_no_one_who_may_not_draft_it(province: World, to: str, code: str) -> None:
    plan = province.start_plan()
    with pytest.raises(RuleViolation, match=code):
        hand_over(province, plan, province.head, to)


def test_whoever_checked_this_content_does_not_become_its_drafter(province: World) -> None:
    plan = province.plan_at(Step.CHECK_FORMAT)
    before = state_of_record(plan)
    with pytest.raises(RuleViolation, match="drafter_has_judged"):
        hand_over(province, plan, province.drafter, "head")
    assert state_of_record(plan) == before


def test_after_a_return_the_check_no_longer_stands_against_it(province: World) -> None:
    plan = province.plan_at(Step.CHECK_FORMAT)
    province.act(plan, Step.CHECK_FORMAT, "return", province.format_checker, reason="Sửa lại.")
    hand_over(province, plan, province.drafter, "head")
    plan.refresh_from_db()
    assert plan.drafter == province.head


def test_whoever_drafted_before_the_hand_over_still_judges_nothing(province: World) -> None:
    seat(province, "drafter", "THNV", Role.HEAD, "Phó Trưởng phòng")
    plan = province.start_plan()
    hand_over(province, plan, province.drafter)
    province.act(plan, Step.DRAFT, "submit", province.people["second_drafter"])
    with pytest.raises(NotPermitted, match="drafter_checks_own_draft"):
        province.act(plan, Step.CHECK_CONTENT, "pass", province.drafter)


def test_a_hand_over_of_another_content_or_of_what_has_ended_is_a_conflict(
    province: World,
) -> None:
    plan = province.start_plan()
    with pytest.raises(Conflict, match="content_changed"):
        hand_over(province, plan, province.head, seen_hash="0" * 64)
    province.act(plan, Step.DRAFT, "withdraw", province.drafter, reason=WHY)
    with pytest.raises(Conflict, match="plan_moved_on"):
        hand_over(province, plan, province.head)


def test_out_for_opinions_the_closing_desk_changes_hands_and_the_units_keep_theirs(
    province: World,
) -> None:
    plan = province.start_plan()
    province.consult(plan)
    hand_over(province, plan, province.head)
    other = province.people["second_drafter"]
    assert province.desk(plan, Step.CLOSE_CONSULTATION).assigned_to == other
    asked = Desk.objects.filter(plan=plan, step=Step.GIVE_OPINION, state=Desk.State.OPEN)
    assert list(asked.values_list("assigned_to", flat=True)) == [None] * 3
    plan.refresh_from_db()
    province.act(plan, Step.CLOSE_CONSULTATION, "close", other, reason="Đã quá hạn.")


def test_a_hand_over_says_why(province: World) -> None:
    plan = province.start_plan()
    with pytest.raises(RuleViolation, match="reason_missing"):
        hand_over(province, plan, province.head, reason="  ")
