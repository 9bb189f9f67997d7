"""The inbox: everybody's own tasks, told with their due dates, and figures that add up."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from dvcq_workflow.models import Desk
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.rules.terms import Group, Term
from dvcq_workflow.selectors.inbox import (
    DeskFilter,
    Tab,
    narrowed,
    parts_of,
    tallies,
)
from dvcq_workflow.selectors.people import seats_of
from tests.substitutions import stand_in
from tests.web.reading import address, as_person, queries_of, text_of
from tests.worlds import World


def shown(world: World, who: Any, query: str = "") -> str:
    answer = as_person(who).get(address("inbox") + query)
    assert answer.status_code == 200
    return text_of(answer)


def due_in(desk: Desk, today: dt.date, days: int | None) -> None:
    """Set a desk's due date as a consultation would, had it been opened with that date."""
    due_on = None if days is None else today + dt.timedelta(days=days)
    Desk.objects.filter(pk=desk.pk).update(due_on=due_on)


def test_a_task_lies_before_whoever_sits_there_and_nobody_else(province: World) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    assert plan.subject in shown(province, province.head)
    for person in (province.clerk, province.outsider, province.stranger, province.auditor):
        page = shown(province, person)
        assert plan.subject not in page
        assert "No task awaits you" in page


def test_a_drafter_sees_where_a_plan_waits(province: World) -> None:
    plan = province.plan_at(Step.CHECK_FORMAT)
    page = shown(province, province.drafter, "?tab=waiting")
    assert plan.subject in page
    assert province.office.name in page


def test_a_finished_task_stays_listed_for_who_finished_it(province: World) -> None:
    plan = province.plan_at(Step.CHECK_FORMAT)
    assert plan.subject in shown(province, province.head, "?tab=done")
    assert plan.subject not in shown(province, province.clerk, "?tab=done")


def test_the_unit_s_tasks_are_seen_by_its_people_alone(province: World) -> None:
    plan = province.start_plan()
    assert plan.subject in shown(province, province.head, "?tab=unit")
    assert plan.subject not in shown(province, province.outsider, "?tab=unit")


@pytest.mark.parametrize("words", ["dan van chinh quyen", "DÂN VẬN", "cong  tac", "tac quyen"])
def test_words_are_found_with_marks_or_without(province: World, words: str) -> None:
    plan = province.start_plan()
    assert plan.subject in shown(province, province.drafter, f"?q={words}")


def test_what_fits_nothing_says_so_and_how_to_see_all_again(province: World) -> None:
    province.start_plan()
    page = shown(province, province.drafter, "?q=khong-co")
    assert "No task fits what you asked for" in page
    assert 'href="?tab=mine"' in page


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("?tab=no-such-tab", id="no such list"),
        pytest.param("?unit=x&step=x&term=x&page=x", id="nothing that can be read"),
        pytest.param("?unit=999999999999999&page=999999999999999", id="numbers out of range"),
        pytest.param("?q=%00%00", id="characters no database takes"),
        pytest.param("?page=-3", id="a page before the first"),
    ],
)
def test_an_address_that_cannot_be_read_still_opens_a_page(province: World, query: str) -> None:
    province.start_plan()
    shown(province, province.drafter, query)


def test_figures_add_up_and_each_task_is_in_one_group(province: World) -> None:
    desks = []
    for days in (-4, 0, 2, 3, 9, None):
        plan = province.start_plan(content=province.content(subject=f"Kế hoạch thử {days}"))
        desk = province.desk(plan, Step.DRAFT)
        due_in(desk, province.today(), days)
        desks.append(desk)
    parts = parts_of(Tab.MINE, province.drafter, seats_of(province.drafter, province.today()))
    tally = tallies({Tab.MINE: parts}, province.today())[Tab.MINE]
    terms, groups = tally.terms, tally.groups
    assert terms == {Term.OVERDUE: 1, Term.SOON: 2, Term.IN_TERM: 2, Term.NONE: 1}
    assert sum(groups.values()) == sum(terms.values()) == len(desks)
    for term, count in terms.items():
        wanted = DeskFilter(term=term)
        fitting = [narrowed(part, wanted, province.today()).count() for part in parts]
        assert sum(fitting) == count
    assert groups[Group.OVERDUE] == 1


def test_the_page_shows_the_figures_it_counts(province: World) -> None:
    for days in (-4, -1, 1):
        plan = province.start_plan()
        due_in(province.desk(plan, Step.DRAFT), province.today(), days)
    page = shown(province, province.drafter)
    for sentence in ("Overdue: 2", "Due soon: 1", "In term: 0", "No due date: 0", "days: 4"):
        assert sentence in page
    assert len(re.findall('<tr class="dv-group">', page)) in (1, 2)


@pytest.mark.parametrize("tab", list(Tab))
def test_an_inbox_asks_as_many_queries_for_many_tasks_as_for_one(
    province: World, tab: Tab, django_assert_num_queries: Any
) -> None:
    path = f"{address('inbox')}?tab={tab}"
    for _ in range(2):
        province.plan_at(Step.CHECK_CONTENT)
        province.start_plan()
    client = as_person(province.drafter)
    asked = queries_of(client, path)
    for _ in range(4):
        province.plan_at(Step.CHECK_CONTENT)
        province.start_plan()
    with django_assert_num_queries(asked):
        assert client.get(path).status_code == 200
    assert asked <= 12


def test_an_inbox_is_narrowed_to_a_drafting_unit_typed_without_marks(province: World) -> None:
    plan = province.start_plan()
    assert plan.subject in shown(province, province.drafter, "?unit=phong thnv")
    assert plan.subject not in shown(province, province.drafter, "?unit=so y te")


def test_a_task_says_in_whose_place_one_would_do_it(province: World) -> None:
    stand_in(province, "deputy", "head", "THNV", Role.HEAD)
    province.plan_at(Step.CHECK_CONTENT)
    page = shown(province, province.people["deputy"])
    assert f"In place of {province.head.full_name}" in page
    assert "In place of" not in shown(province, province.head)
