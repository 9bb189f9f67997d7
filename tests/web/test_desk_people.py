"""At a desk's page: for whom one acts, who keeps the task, what a unit's head may order."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from dvcq_workflow.models import AccessLog, Approval, Desk, Plan
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.services.people import end_substitution
from tests.substitutions import stand_in
from tests.web.posting import client_of, open_desk_url, says, shows
from tests.worlds import World, seat

WHY = "Đang đi công tác dài ngày"


def posted(plan: Plan, choice: str, **fields: Any) -> dict[str, Any]:
    named = {f"{choice}-{name}": value for name, value in fields.items() if name != "acting_for"}
    return {
        "choice": choice,
        "seen_hash": plan.content_hash,
        "acting_for": fields.get("acting_for", ""),
        **named,
    }


def test_a_stand_in_reads_for_whom_they_act_and_both_names_are_kept(province: World) -> None:
    stand_in(province, "deputy", "head", "THNV", Role.HEAD)
    plan = province.plan_at(Step.CHECK_CONTENT)
    url = open_desk_url(province, plan, Step.CHECK_CONTENT)
    client = client_of(province.people["deputy"])
    page = client.get(url)
    assert shows(page, str(province.head.full_name))
    assert f'name="acting_for" value="{province.head.pk}"' in page.content.decode()
    answer = client.post(url, posted(plan, "pass", acting_for=str(province.head.pk)))
    assert answer.status_code == 302
    approval = Approval.objects.get(plan=plan, kind=Approval.Kind.CONTENT)
    assert (approval.by, approval.on_behalf_of) == (province.people["deputy"], province.head)
    done = Desk.objects.get(plan=plan, step=Step.CHECK_CONTENT)
    assert (done.done_by, done.done_for) == (province.people["deputy"], province.head)


def test_a_substitution_that_ended_in_between_lets_nobody_act(province: World) -> None:
    row = stand_in(province, "deputy", "head", "THNV", Role.HEAD)
    plan = province.plan_at(Step.CHECK_CONTENT)
    url = open_desk_url(province, plan, Step.CHECK_CONTENT)
    client = client_of(province.people["deputy"])
    assert client.get(url).status_code == 200
    yesterday = province.today() - dt.timedelta(days=1)
    end_substitution(substitution=row, ended_on=yesterday, actor=province.keeper)
    answer = client.post(url, posted(plan, "pass", acting_for=str(province.head.pk)))
    assert answer.status_code == 404
    assert not Approval.objects.filter(plan=plan).exists()


def test_one_s_own_seat_is_used_where_one_read_so(province: World) -> None:
    stand_in(province, "second_head", "head", "THNV", Role.HEAD)
    plan = province.plan_at(Step.CHECK_CONTENT)
    url = open_desk_url(province, plan, Step.CHECK_CONTENT)
    client = client_of(province.people["second_head"])
    answer = client.post(url, posted(plan, "pass", acting_for="self"))
    assert answer.status_code == 403
    assert says(answer, "desk_not_yours")


@pytest.mark.parametrize("said", ["999999", "nobody", "9" * 30])
def test_acting_for_somebody_who_does_not_exist_is_acting_for_nobody(
    province: World, said: str
) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    url = open_desk_url(province, plan, Step.CHECK_CONTENT)
    answer = client_of(province.head).post(url, posted(plan, "pass", acting_for=said))
    assert answer.status_code == 403
    assert not Approval.objects.filter(plan=plan).exists()


def test_a_stand_in_drafts_at_the_drafter_s_desk(province: World) -> None:
    stand_in(province, "second_drafter", "drafter", "THNV", Role.SPECIALIST)
    plan = province.start_plan()
    url = open_desk_url(province, plan, Step.DRAFT)
    page = client_of(province.people["second_drafter"]).get(url)
    assert b'value="submit"' in page.content
    assert shows(page, str(province.drafter.full_name))


def test_a_stand_in_for_a_signer_reads_that_they_may_not_sign(province: World) -> None:
    stand_in(province, "deputy", "vice_chairman", "UBND", Role.LEADER)
    plan = province.plan_at(Step.SIGN)
    page = client_of(province.people["deputy"]).get(open_desk_url(province, plan, Step.SIGN))
    assert page.status_code == 200
    assert b'value="sign"' not in page.content


@pytest.fixture
def two_clerks(province: World) -> World:
    seat(province, "second_clerk", "VPUB", Role.RECORDS_CLERK, "Văn thư thứ hai")
    return province


def test_a_kept_task_is_left_to_its_keeper(two_clerks: World) -> None:
    plan = two_clerks.plan_at(Step.NUMBER)
    url = open_desk_url(two_clerks, plan, Step.NUMBER)
    mine, theirs = client_of(two_clerks.clerk), client_of(two_clerks.people["second_clerk"])
    assert mine.post(url, posted(plan, "claim")).status_code == 302
    page = theirs.get(url)
    assert says(page, "desk_kept_by_other")
    assert shows(page, str(two_clerks.clerk.full_name))
    assert b'value="assign"' not in page.content
    refused = theirs.post(url, posted(plan, "assign", issued_on=f"{two_clerks.today():%d/%m/%Y}"))
    assert refused.status_code == 403
    assert says(refused, "desk_kept_by_other")
    assert AccessLog.objects.filter(code="desk_kept_by_other").count() == 1
    again = theirs.post(url, posted(plan, "claim"))
    assert again.status_code == 409
    assert says(again, "desk_claimed_already")
    assert mine.post(url, posted(plan, "give_back")).status_code == 302
    assert b'value="assign"' in theirs.get(url).content


def test_a_unit_s_head_takes_a_kept_task_back_with_a_reason(province: World) -> None:
    seat(province, "office_head", "VPUB", Role.HEAD, "Chánh Văn phòng")
    plan = province.plan_at(Step.NUMBER)
    url = open_desk_url(province, plan, Step.NUMBER)
    client_of(province.clerk).post(url, posted(plan, "claim"))
    head = client_of(province.people["office_head"])
    assert b'value="give_back"' in head.get(url).content
    without = head.post(url, posted(plan, "give_back", reason=" "))
    assert without.status_code == 422
    assert says(without, "reason_missing")
    assert head.post(url, posted(plan, "give_back", reason=WHY)).status_code == 302
    assert province.desk(plan, Step.NUMBER).assigned_to is None


def test_a_drafter_withdraws_a_plan_that_lies_with_the_signer(province: World) -> None:
    plan = province.plan_at(Step.SIGN)
    url = open_desk_url(province, plan, Step.SIGN)
    client = client_of(province.drafter)
    without = client.post(url, posted(plan, "withdraw", reason=""))
    assert without.status_code == 422
    answer = client.post(url, posted(plan, "withdraw", reason=WHY))
    assert answer.status_code == 302
    plan.refresh_from_db()
    assert plan.status == "withdrawn"
    page = client.get(url)
    assert page.status_code == 200
    assert not Desk.objects.filter(plan=plan, state=Desk.State.OPEN).exists()


def test_a_unit_s_head_hands_a_draft_over(province: World) -> None:
    plan = province.start_plan()
    url = open_desk_url(province, plan, Step.DRAFT)
    head = client_of(province.head)
    other = province.people["second_drafter"]
    assert shows(head.get(url), str(other.full_name))
    without = head.post(url, posted(plan, "hand_over", drafter=other.pk, reason=""))
    assert without.status_code == 422
    assert says(without, "reason_missing")
    answer = head.post(url, posted(plan, "hand_over", drafter=other.pk, reason=WHY))
    assert answer.status_code == 302
    assert province.desk(plan, Step.DRAFT).assigned_to == other
    assert b'value="submit"' in client_of(other).get(url).content


def test_a_drafter_hands_their_own_draft_over_and_loses_nothing_typed(province: World) -> None:
    plan = province.start_plan()
    url = open_desk_url(province, plan, Step.DRAFT)
    client = client_of(province.drafter)
    nobody = client.post(url, {**posted(plan, "hand_over", drafter="", reason=WHY)})
    assert nobody.status_code == 422
    assert shows(nobody, WHY)
    other = province.people["second_drafter"]
    answer = client.post(url, posted(plan, "hand_over", drafter=other.pk, reason=WHY))
    assert answer.status_code == 302
    assert Plan.objects.get(pk=plan.pk).drafter == other


def test_a_colleague_neither_withdraws_nor_hands_over(province: World) -> None:
    plan = province.start_plan()
    url = open_desk_url(province, plan, Step.DRAFT)
    client = client_of(province.people["second_drafter"])
    for choice in ("withdraw", "hand_over"):
        answer = client.post(url, posted(plan, choice, reason=WHY))
        assert answer.status_code == 403
    assert province.desk(plan, Step.DRAFT).assigned_to == province.drafter
