"""Asking units, answering for a unit, closing the round."""

from __future__ import annotations

import pytest

from dvcq_workflow.models import Desk, Opinion
from dvcq_workflow.rules.desks import Step
from tests.web.posting import client_of, desk_url, open_desk_url, says, shows
from tests.worlds import World

TEXT = "Đề nghị ghi rõ số cuộc đối thoại ở mục II"


@pytest.fixture
def asked(province: World) -> World:
    """A province in which a draft is out for opinions."""
    province.consult(province.start_plan())
    return province


def plan_of(world: World) -> object:
    return Opinion.objects.first().consultation.plan


def opinion_url(world: World, at: int = 0) -> str:
    plan = plan_of(world)
    return open_desk_url(world, plan, Step.GIVE_OPINION, unit=world.consulted_units[at])


@pytest.mark.parametrize(
    ("choice", "state"), [("agree", "agreed"), ("comment", "commented")], ids=str
)
def test_a_head_answers_for_the_unit(asked: World, choice: str, state: str) -> None:
    plan = plan_of(asked)
    response = client_of(asked.consulted_heads[0]).post(
        opinion_url(asked),
        {"choice": choice, f"{choice}-text": TEXT, "seen_hash": plan.content_hash},
    )
    assert response.status_code == 302
    opinion = Opinion.objects.get(unit=asked.consulted_units[0])
    assert (opinion.state, opinion.text) == (state, TEXT)


def test_changes_are_not_asked_for_without_words(asked: World) -> None:
    response = client_of(asked.consulted_heads[0]).post(
        opinion_url(asked),
        {"choice": "comment", "comment-text": " ", "seen_hash": plan_of(asked).content_hash},
    )
    assert response.status_code == 422
    assert says(response, "opinion_without_text")


def test_another_unit_s_head_may_read_but_not_answer(asked: World) -> None:
    client = client_of(asked.consulted_heads[1])
    page = client.get(opinion_url(asked))
    assert page.status_code == 200
    assert b'name="choice"' not in page.content
    response = client.post(
        opinion_url(asked), {"choice": "agree", "seen_hash": plan_of(asked).content_hash}
    )
    assert response.status_code == 403


def test_an_opinion_is_given_once(asked: World) -> None:
    client, url = client_of(asked.consulted_heads[0]), opinion_url(asked)
    posted = {"choice": "agree", "seen_hash": plan_of(asked).content_hash}
    assert client.post(url, posted).status_code == 302
    again = client.post(url, {**posted, "choice": "comment", "comment-text": TEXT})
    assert again.status_code == 409
    assert shows(again, TEXT)


def test_the_drafter_sees_who_answered_what(asked: World) -> None:
    plan = plan_of(asked)
    asked.act(
        plan,
        Step.GIVE_OPINION,
        "give",
        asked.consulted_heads[0],
        unit=asked.consulted_units[0],
        agrees=False,
        text=TEXT,
    )
    page = client_of(asked.drafter).get(open_desk_url(asked, plan, Step.CLOSE_CONSULTATION))
    assert page.status_code == 200
    assert shows(page, TEXT)
    for unit in asked.consulted_units:
        assert shows(page, unit.name)


def test_closing_with_opinions_awaited_needs_a_reason(asked: World) -> None:
    plan = plan_of(asked)
    url = open_desk_url(asked, plan, Step.CLOSE_CONSULTATION)
    client = client_of(asked.drafter)
    posted = {"choice": "close", "seen_hash": plan.content_hash}
    refused = client.post(url, posted)
    assert refused.status_code == 422
    assert says(refused, "closing_reason_missing", missing=3)
    closed = client.post(url, {**posted, "close-reason": "Đã quá hạn góp ý"})
    assert closed.status_code == 302
    assert asked.desk(plan, Step.DRAFT).assigned_to == asked.drafter


def test_only_the_drafter_closes_the_round(asked: World) -> None:
    plan = plan_of(asked)
    url = open_desk_url(asked, plan, Step.CLOSE_CONSULTATION)
    response = client_of(asked.people["second_drafter"]).post(
        url, {"choice": "close", "close-reason": "x", "seen_hash": plan.content_hash}
    )
    assert response.status_code == 403
    assert says(response, "drafter_only")


def test_an_opinion_desk_closed_with_its_round_says_so(asked: World) -> None:
    plan = plan_of(asked)
    desk = asked.desk(plan, Step.GIVE_OPINION, unit=asked.consulted_units[0])
    asked.act(plan, Step.CLOSE_CONSULTATION, "close", asked.drafter, reason="Hết hạn")
    page = client_of(asked.consulted_heads[0]).get(desk_url(desk))
    assert page.status_code == 200
    assert Desk.objects.get(pk=desk.pk).state != Desk.State.OPEN
    assert b'name="choice"' not in page.content
