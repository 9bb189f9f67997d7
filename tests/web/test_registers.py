"""The register of issued documents, for those who may see the plans behind its lines."""

from __future__ import annotations

from typing import Any

import pytest

from dvcq_workflow.rules.desks import Step
from tests.web.reading import address, as_person, queries_of, text_of
from tests.worlds import World


def register(who: Any, query: str = "") -> str:
    answer = as_person(who).get(address("register") + query)
    assert answer.status_code == 200
    return text_of(answer)


def test_a_number_stands_in_the_register_from_the_moment_it_is_taken(province: World) -> None:
    plan = province.plan_at(Step.SEAL)
    page = register(province.clerk)
    assert "01/KH-UBND" in page
    assert plan.subject in page
    assert "Number taken" in page
    province.act(plan, Step.SEAL, "seal", province.clerk)
    province.act(plan, Step.RELEASE, "release", province.clerk)
    page = register(province.clerk)
    assert "Released" in page
    assert "Sở Nội vụ" in page
    assert province.people["vice_chairman"].get_full_name() in page


@pytest.mark.parametrize("who", ["stranger", "outsider"])
def test_the_register_shows_nothing_of_plans_one_may_not_see(province: World, who: str) -> None:
    plan = province.issue_plan()
    page = register(province.people[who])
    assert plan.subject not in page
    assert "No number has been taken yet" in page


def test_the_register_is_narrowed_by_year_words_and_number(province: World) -> None:
    plan = province.issue_plan()
    year = province.today().year
    for query in (f"?year={year}", "?q=dan van", "?q=1/kh", "?year=x"):
        assert plan.subject in register(province.clerk, query), query
    for query in (f"?year={year - 1}", "?q=khong co", "?q=2/KH", "?page=7"):
        assert plan.subject not in register(province.clerk, query), query


def test_the_register_asks_as_many_queries_for_many_lines_as_for_one(
    province: World, django_assert_num_queries: Any
) -> None:
    province.issue_plan()
    client = as_person(province.clerk)
    asked = queries_of(client, address("register"))
    for _ in range(3):
        province.issue_plan()
    with django_assert_num_queries(asked):
        client.get(address("register"))
    assert asked <= 15


def void_number(province: World) -> str:
    plan = province.plan_at(Step.SEAL)
    province.act(plan, Step.SEAL, "return", province.clerk, reason="Sai nơi nhận.")
    return str(plan.subject)


def test_void_numbers_have_a_page_with_reason_person_and_plan(province: World) -> None:
    province.issue_plan(content=province.content(subject="Kế hoạch đã phát hành"))
    subject = void_number(province)
    page = register(province.clerk, "?tab=void")
    for text in ("02/KH-UBND", "Void", "Sai nơi nhận.", subject, "No number yet"):
        assert text in page, text
    assert province.clerk.get_full_name() in page
    assert "Kế hoạch đã phát hành" not in page
    assert "02/KH-UBND" in register(province.clerk)


def test_a_void_number_shows_what_its_plan_holds_now(province: World) -> None:
    plan = province.plan_at(Step.SEAL)
    province.act(plan, Step.SEAL, "return", province.clerk, reason="Sai nơi nhận.")
    province.issue_plan(plan=plan)
    page = register(province.clerk, "?tab=void")
    assert "01/KH-UBND" in page
    assert "02/KH-UBND" in page


@pytest.mark.parametrize("who", ["stranger", "outsider"])
def test_void_numbers_of_plans_one_may_not_see_are_not_shown(province: World, who: str) -> None:
    subject = void_number(province)
    page = register(province.people[who], "?tab=void")
    assert subject not in page
    assert "No number is void" in page


def test_void_numbers_ask_as_many_queries_for_many_as_for_one(
    province: World, django_assert_num_queries: Any
) -> None:
    void_number(province)
    client = as_person(province.clerk)
    path = address("register") + "?tab=void"
    asked = queries_of(client, path)
    void_number(province)
    with django_assert_num_queries(asked):
        client.get(path)
    assert asked <= 15
