"""Standing in for an absent person: from when to when, at which desks, both names on record."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import override_settings

from dvcq_workflow.conf import conf
from dvcq_workflow.host import DefaultHost
from dvcq_workflow.models import AuditEvent, Desk, Membership, Plan
from dvcq_workflow.rules.desks import Policy, Role, Step
from dvcq_workflow.rules.errors import NotPermitted, NotVisible
from dvcq_workflow.selectors.desks import my_desks
from dvcq_workflow.selectors.people import keeps_directory, seats_of
from dvcq_workflow.selectors.plans import can_see_plan
from dvcq_workflow.services.people import end_membership, end_substitution
from tests.services.test_desk_acts import state_of_record
from tests.substitutions import act_for, stand_in
from tests.worlds import FOUNDED, World, seat

REASON = "Đề nghị ghi rõ nơi nhận báo cáo."


@pytest.fixture
def relieved(province: World) -> World:
    """A relief from another department who stands in for the head of the drafting room."""
    seat(province, "relief", "SYT", Role.SPECIALIST, "Chuyên viên biệt phái")
    stand_in(province, "relief", "head", "THNV", Role.HEAD)
    return province


def told_last(plan: Plan) -> dict[str, Any]:
    return json.loads(AuditEvent.objects.filter(stream=plan.stream).latest("seq").envelope)


def test_a_stand_in_finds_plan_and_desk_in_the_inbox(relieved: World) -> None:
    plan = relieved.plan_at(Step.CHECK_CONTENT)
    relief, today = relieved.people["relief"], relieved.today()
    assert list(my_desks(relief, today)) == [relieved.desk(plan, Step.CHECK_CONTENT)]
    assert can_see_plan(relief, plan.pk, today)
    relieved.act(plan, Step.CHECK_CONTENT, "claim", relieved.head)
    assert list(my_desks(relief, today)) == [relieved.desk(plan, Step.CHECK_CONTENT)]


def ended(world: World, row: Any) -> None:
    yesterday = world.today() - dt.timedelta(days=1)
    end_substitution(substitution=row, ended_on=yesterday, actor=world.keeper)


def principal_deactivated(world: World, row: Any) -> None:
    type(row.user)._default_manager.filter(pk=row.user_id).update(is_active=False)


def stand_in_deactivated(world: World, row: Any) -> None:
    type(row.user)._default_manager.filter(pk=row.substitute_id).update(is_active=False)


def principal_s_seat_ended(world: World, row: Any) -> None:
    end_membership(
        membership=Membership.objects.get(user=row.user),
        ended_on=FOUNDED,
        reason="Nghỉ hưu",
        actor=world.keeper,
    )


ENDINGS = [ended, principal_deactivated, stand_in_deactivated, principal_s_seat_ended]


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
def test_what_there_is_nothing_to_stand_in_for_opens_no_desk(province: World, ending: Any) -> None:
    seat(province, "relief", "SYT", Role.SPECIALIST, "Chuyên viên biệt phái")
    row = stand_in(province, "relief", "head", "THNV", Role.HEAD)
    plan = province.plan_at(Step.CHECK_CONTENT)
    ending(province, row)
    relief = type(province.head)._default_manager.get(pk=province.people["relief"].pk)
    before = state_of_record(plan)
    with pytest.raises((NotVisible, NotPermitted)):
        province.act(plan, Step.CHECK_CONTENT, "pass", relief)
    assert state_of_record(plan) == before
    assert not my_desks(relief, province.today()).exists()
    assert not can_see_plan(relief, plan.pk, province.today())


def test_a_substitution_that_has_not_begun_opens_no_desk(province: World) -> None:
    seat(province, "relief", "SYT", Role.SPECIALIST, "Chuyên viên biệt phái")
    tomorrow = province.today() + dt.timedelta(days=1)
    stand_in(province, "relief", "head", "THNV", Role.HEAD, valid_from=tomorrow)
    plan = province.plan_at(Step.CHECK_CONTENT)
    with pytest.raises(NotVisible):
        province.act(plan, Step.CHECK_CONTENT, "pass", province.people["relief"])
    held = seats_of(province.people["relief"], tomorrow)
    assert [s.principal_id for s in held] == [None, province.head.pk]


def test_a_seat_held_for_another_is_not_passed_on(relieved: World) -> None:
    seat(relieved, "relief_of_relief", "SYT", Role.SPECIALIST, "Chuyên viên")
    stand_in(relieved, "relief_of_relief", "relief", "SYT", Role.SPECIALIST)
    plan = relieved.plan_at(Step.CHECK_CONTENT)
    with pytest.raises(NotVisible):
        relieved.act(plan, Step.CHECK_CONTENT, "pass", relieved.people["relief_of_relief"])


def test_nobody_watches_or_keeps_master_data_for_another(province: World) -> None:
    """Our own table may hold what the rule refuses, as from before the rule."""
    row = stand_in(province, "stranger", "head", "THNV", Role.HEAD)
    for who, role in (("auditor", Role.AUDITOR), ("keeper", Role.ADMINISTRATOR)):
        QuerySet(model=type(row)).filter(pk=row.pk).update(
            user=province.people[who], role=role, unit=province.province
        )
        assert seats_of(province.stranger, province.today()) == ()
        assert not keeps_directory(province.stranger, province.today())


def test_a_stand_in_does_not_sign_but_may_return(province: World) -> None:
    seat(province, "relief", "SYT", Role.SPECIALIST, "Chuyên viên biệt phái")
    relief = province.people["relief"]
    stand_in(province, "relief", "vice_chairman", "UBND", Role.LEADER)
    plan = province.plan_at(Step.SIGN)
    assert not my_desks(relief, province.today()).exists()
    for act in ("sign", "return", "refuse"):
        data = {} if act == "sign" else {"reason": REASON}
        before = state_of_record(plan)
        with pytest.raises(NotPermitted, match="stand_in_cannot_sign"):
            province.act(plan, Step.SIGN, act, relief, **data)
        assert state_of_record(plan) == before


def test_one_s_own_seat_goes_before_a_stood_in_one(province: World) -> None:
    seat(province, "second_head", "THNV", Role.HEAD, "Phó Trưởng phòng")
    stand_in(province, "second_head", "head", "THNV", Role.HEAD)
    second = province.people["second_head"]
    plan = province.plan_at(Step.CHECK_CONTENT)
    approval = province.act(plan, Step.CHECK_CONTENT, "pass", second)
    assert (approval.by, approval.on_behalf_of) == (second, None)
    assert told_last(plan)["principal"] is None


def test_who_says_for_whom_acts_for_that_person_alone(province: World) -> None:
    seat(province, "second_head", "THNV", Role.HEAD, "Phó Trưởng phòng")
    stand_in(province, "second_head", "head", "THNV", Role.HEAD)
    second = province.people["second_head"]
    plan = province.plan_at(Step.CHECK_CONTENT)
    approval = act_for(province, plan, Step.CHECK_CONTENT, "pass", second, principal=province.head)
    assert (approval.by, approval.on_behalf_of) == (second, province.head)
    with pytest.raises(NotPermitted, match="desk_not_yours"):
        act_for(
            province,
            province.plan_at(Step.CHECK_CONTENT),
            Step.CHECK_CONTENT,
            "pass",
            second,
            principal=province.clerk,
        )


def test_who_says_for_nobody_else_has_their_own_right_alone(relieved: World) -> None:
    plan = relieved.plan_at(Step.CHECK_CONTENT)
    relief = relieved.people["relief"]
    with pytest.raises(NotPermitted, match="desk_not_yours"):
        act_for(relieved, plan, Step.CHECK_CONTENT, "pass", relief, principal=relief)


def test_a_desk_that_the_principal_keeps_is_the_stand_in_s_too(relieved: World) -> None:
    plan = relieved.plan_at(Step.CHECK_CONTENT)
    relieved.act(plan, Step.CHECK_CONTENT, "claim", relieved.head)
    relieved.act(plan, Step.CHECK_CONTENT, "pass", relieved.people["relief"])


def test_both_names_stand_in_every_record_of_what_was_done(province: World) -> None:
    """Draft, opinion, check, return, number: who did it, and for whom, with both titles."""
    seat(province, "relief", "SYT", Role.SPECIALIST, "Chuyên viên biệt phái")
    relief = province.people["relief"]
    unit, unit_head = province.consulted_units[0], province.consulted_heads[0]
    for absent, code, role in (
        ("drafter", "THNV", Role.SPECIALIST),
        (f"head_{unit.code}", unit.code, Role.HEAD),
        ("clerk", "VPUB", Role.RECORDS_CLERK),
    ):
        stand_in(province, "relief", absent, code, role)
    plan = province.start_plan()
    asked = {"unit_ids": [unit.pk], "due_on": province.today()}
    province.act(plan, Step.DRAFT, "consult", relief, **asked)
    _says_both(plan, relief, province.drafter, "Chuyên viên", Step.DRAFT)
    opinion = province.act(plan, Step.GIVE_OPINION, "give", relief, unit=unit, agrees=True, text="")
    assert (opinion.given_by, opinion.given_for) == (relief, unit_head)
    _says_both(plan, relief, unit_head, "Giám đốc", Step.GIVE_OPINION)
    province.act(plan, Step.CLOSE_CONSULTATION, "close", relief)
    province.plan_at(Step.NUMBER, plan=plan)
    sent_back = province.act(plan, Step.NUMBER, "return", relief, reason=REASON)
    assert (sent_back.by, sent_back.on_behalf_of) == (relief, province.clerk)
    province.plan_at(Step.NUMBER, plan=plan)
    issuance = province.act(plan, Step.NUMBER, "assign", relief, issued_on=province.today())
    assert (issuance.taken_by, issuance.taken_for) == (relief, province.clerk)
    seal = province.act(plan, Step.SEAL, "seal", relief)
    assert (seal.by, seal.on_behalf_of) == (relief, province.clerk)
    _says_both(plan, relief, province.clerk, "Văn thư", Step.SEAL)


def _says_both(plan: Plan, actor: Any, principal: Any, title: str, step: Step) -> None:
    told = told_last(plan)
    event = AuditEvent.objects.filter(stream=plan.stream).latest("seq")
    assert (event.actor_id, event.principal_id) == (actor.pk, principal.pk)
    assert told["actor"]["title"] == "Chuyên viên biệt phái"
    assert (told["principal"]["id"], told["principal"]["title"]) == (principal.pk, title)
    desk = Desk.objects.filter(plan=plan, step=step, state=Desk.State.DONE).latest("done_at")
    assert (desk.done_by, desk.done_for) == (actor, principal)


class OwnRules(DefaultHost):
    """A body whose working rules let the head check what they drafted."""

    def policies_of(self, unit_id: int) -> frozenset[Policy]:
        return frozenset({Policy.HEAD_CHECKS_OWN_DRAFT})


@pytest.fixture
def own_rules() -> Any:
    path = f"{__name__}.{OwnRules.__name__}"
    with override_settings(DVCQ_WORKFLOW={"HOST": path}):
        assert path == conf.HOST
        yield


def test_a_head_who_drafted_checks_nothing_where_no_policy_says_so(province: World) -> None:
    plan = province.start_plan(by=province.head)
    province.act(plan, Step.DRAFT, "submit", province.head)
    with pytest.raises(NotPermitted, match="drafter_checks_own_draft"):
        province.act(plan, Step.CHECK_CONTENT, "pass", province.head)


@pytest.mark.usefixtures("own_rules")
def test_a_head_who_drafted_may_check_by_the_body_s_policy_and_it_is_recorded(
    province: World,
) -> None:
    seat(province, "head", "VPUB", Role.FORMAT_CHECKER, "Kiểm tra thể thức")
    plan = province.start_plan(by=province.head)
    province.act(plan, Step.DRAFT, "submit", province.head)
    approval = province.act(plan, Step.CHECK_CONTENT, "pass", province.head)
    assert approval.by_policy == Policy.HEAD_CHECKS_OWN_DRAFT
    assert told_last(plan)["details"]["policy"] == Policy.HEAD_CHECKS_OWN_DRAFT
    with pytest.raises(NotPermitted, match="drafter_checks_own_draft"):
        province.act(plan, Step.CHECK_FORMAT, "pass", province.head)
    approval = province.act(plan, Step.CHECK_FORMAT, "pass", province.format_checker)
    assert approval.by_policy == ""
    assert "policy" not in told_last(plan)["details"]


@pytest.mark.usefixtures("own_rules")
def test_a_policy_that_was_not_needed_is_not_recorded(province: World) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    approval = province.act(plan, Step.CHECK_CONTENT, "pass", province.head)
    assert approval.by_policy == ""
    assert "policy" not in told_last(plan)["details"]
