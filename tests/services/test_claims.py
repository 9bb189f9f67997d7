"""A desk is kept by one person at a time, and given back; the record says by whom."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dvcq_workflow.models import AccessLog, AuditEvent, Desk, Membership, Plan
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.desks import my_desks
from dvcq_workflow.services.claims import claim_desk, give_back_desk
from dvcq_workflow.services.people import end_membership
from tests.services.test_desk_acts import state_of_record
from tests.worlds import FOUNDED, World, seat


@pytest.fixture
def two(province: World) -> World:
    """A province with two format checkers, and a head over them."""
    seat(province, "second_checker", "VPUB", Role.FORMAT_CHECKER, "Chuyên viên thứ hai")
    seat(province, "office_head", "VPUB", Role.HEAD, "Chánh Văn phòng")
    return province


def at_format(world: World) -> tuple[Plan, Desk]:
    plan = world.plan_at(Step.CHECK_FORMAT)
    return plan, world.desk(plan, Step.CHECK_FORMAT)


def keeper(desk: Desk) -> Any:
    return Desk.objects.get(pk=desk.pk).assigned_to


def last(plan: Plan) -> tuple[AuditEvent, dict[str, Any]]:
    event = AuditEvent.objects.filter(stream=plan.stream).latest("seq")
    return event, json.loads(event.envelope)


@pytest.mark.audits("claim_desk")
def test_a_claimed_desk_is_one_person_s_and_the_record_says_so(two: World) -> None:
    plan, desk = at_format(two)
    two.act(plan, Step.CHECK_FORMAT, "claim", two.format_checker)
    assert keeper(desk) == two.format_checker
    event, told = last(plan)
    assert (event.code, event.actor_id) == ("desk_claimed", two.format_checker.pk)
    assert told["details"] == {"desk": "check_format", "desk_uid": str(desk.uid)}
    with pytest.raises(NotPermitted, match="desk_kept_by_other"):
        two.act(plan, Step.CHECK_FORMAT, "pass", two.people["second_checker"])
    assert desk not in my_desks(two.people["second_checker"], two.today())
    two.act(plan, Step.CHECK_FORMAT, "pass", two.format_checker)
    assert plan.state is Status.AWAITING_SIGNATURE


@pytest.mark.parametrize("who", ["clerk", "head", "drafter", "auditor", "chairman"])
def test_one_who_could_not_act_there_claims_nothing(two: World, who: str) -> None:
    plan, desk = at_format(two)
    before = state_of_record(plan)
    with pytest.raises(NotPermitted):
        two.act(plan, Step.CHECK_FORMAT, "claim", two.people[who])
    with pytest.raises(NotVisible):
        two.act(plan, Step.CHECK_FORMAT, "claim", two.stranger)
    assert state_of_record(plan) == before
    assert keeper(desk) is None
    assert AccessLog.objects.filter(kind=AccessLog.Kind.REFUSED).count() == 2


def test_a_desk_is_claimed_once(two: World) -> None:
    plan, _desk = at_format(two)
    two.act(plan, Step.CHECK_FORMAT, "claim", two.format_checker)
    before = state_of_record(plan)
    for name in ("format_checker", "second_checker"):
        with pytest.raises(Conflict, match="desk_claimed_already"):
            two.act(plan, Step.CHECK_FORMAT, "claim", two.people[name])
    assert state_of_record(plan) == before


def test_a_keeper_who_no_longer_sits_there_holds_up_nobody(two: World) -> None:
    plan, desk = at_format(two)
    two.act(plan, Step.CHECK_FORMAT, "claim", two.format_checker)
    end_membership(
        membership=Membership.objects.get(user=two.format_checker),
        ended_on=FOUNDED,
        reason="Chuyển công tác",
        actor=two.keeper,
    )
    two.act(plan, Step.CHECK_FORMAT, "claim", two.people["second_checker"])
    assert keeper(desk) == two.people["second_checker"]
    assert last(plan)[1]["details"]["kept_before_by"] == two.format_checker.pk


@pytest.mark.parametrize("step", [Step.DRAFT, Step.CLOSE_CONSULTATION])
def test_the_drafter_s_own_desk_is_neither_claimed_nor_given_back(two: World, step: Step) -> None:
    plan = two.start_plan()
    if step is Step.CLOSE_CONSULTATION:
        two.consult(plan)
    desk = two.desk(plan, step)
    given = {"desk_id": desk.pk, "seen_hash": plan.content_hash, "actor": two.drafter}
    with pytest.raises(RuleViolation, match="desk_not_claimable"):
        claim_desk(**given)
    with pytest.raises(RuleViolation, match="desk_not_claimable"):
        give_back_desk(**given)


def test_a_consulted_unit_s_leaders_share_its_desk(two: World) -> None:
    plan = two.start_plan()
    two.consult(plan)
    unit, head = two.consulted_units[0], two.consulted_heads[0]
    seat(two, "deputy_head", unit.code, Role.LEADER, "Phó Giám đốc")
    two.act(plan, Step.GIVE_OPINION, "claim", head, unit=unit)
    with pytest.raises(NotPermitted, match="desk_kept_by_other"):
        two.act(
            plan,
            Step.GIVE_OPINION,
            "give",
            two.people["deputy_head"],
            unit=unit,
            agrees=True,
            text="",
        )
    two.act(plan, Step.GIVE_OPINION, "give", head, unit=unit, agrees=True, text="")


@pytest.mark.audits("give_back_desk")
@pytest.mark.parametrize(("who", "reason"), [("format_checker", ""), ("office_head", "Nghỉ ốm.")])
def test_a_desk_given_back_is_the_unit_s_again_and_the_record_says_so(
    two: World, who: str, reason: str
) -> None:
    plan, desk = at_format(two)
    two.act(plan, Step.CHECK_FORMAT, "claim", two.format_checker)
    two.act(plan, Step.CHECK_FORMAT, "give_back", two.people[who], reason=reason)
    assert keeper(desk) is None
    event, told = last(plan)
    assert (event.code, event.actor_id) == ("desk_given_back", two.people[who].pk)
    assert told["details"]["kept_before_by"] == two.format_checker.pk
    assert (told["reason"] is not None) == bool(reason)
    two.act(plan, Step.CHECK_FORMAT, "pass", two.people["second_checker"])


@pytest.mark.parametrize("who", ["second_checker", "clerk", "head", "vice_chairman"])
def test_nobody_takes_a_desk_from_its_keeper_but_the_head_of_the_unit(two: World, who: str) -> None:
    plan, desk = at_format(two)
    two.act(plan, Step.CHECK_FORMAT, "claim", two.format_checker)
    before = state_of_record(plan)
    with pytest.raises(NotPermitted, match="desk_not_yours"):
        two.act(plan, Step.CHECK_FORMAT, "give_back", two.people[who], reason="Cho tôi.")
    assert state_of_record(plan) == before
    assert keeper(desk) == two.format_checker


def test_the_head_says_why_a_desk_is_taken_from_its_keeper(two: World) -> None:
    plan, _desk = at_format(two)
    two.act(plan, Step.CHECK_FORMAT, "claim", two.format_checker)
    with pytest.raises(RuleViolation, match="reason_missing"):
        two.act(plan, Step.CHECK_FORMAT, "give_back", two.people["office_head"])


def test_what_nobody_keeps_is_not_given_back(two: World) -> None:
    plan, _desk = at_format(two)
    with pytest.raises(Conflict, match="desk_not_kept"):
        two.act(plan, Step.CHECK_FORMAT, "give_back", two.people["office_head"], reason="x")


def test_a_desk_that_is_done_is_neither_claimed_nor_given_back(two: World) -> None:
    plan, desk = at_format(two)
    two.act(plan, Step.CHECK_FORMAT, "pass", two.format_checker)
    given = {"desk_id": desk.pk, "seen_hash": plan.content_hash}
    with pytest.raises(Conflict, match="desk_done"):
        claim_desk(**given, actor=two.format_checker)
    with pytest.raises(Conflict, match="desk_done"):
        give_back_desk(**given, actor=two.people["office_head"], reason="x")
    with pytest.raises(NotVisible, match="desk_not_found"):
        claim_desk(desk_id=0, seen_hash="", actor=two.format_checker)
