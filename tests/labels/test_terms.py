"""What is said of a due date: its state, its day, and how much is left."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from dvcq_workflow.labels.days import long_day
from dvcq_workflow.labels.terms import (
    TERM_COUNTS,
    TERM_MARKS,
    TERM_NAMES,
    group_name,
    term_line,
    term_name,
)
from dvcq_workflow.rules.terms import Group, Term

TODAY = dt.date(2020, 9, 14)


@pytest.mark.parametrize(
    ("due_on", "name", "line"),
    [
        pytest.param(dt.date(2020, 9, 10), "Overdue, days: 4", "10/9/2020", id="four days late"),
        pytest.param(TODAY, "Due soon", "today, 14/9/2020", id="due today"),
        pytest.param(
            dt.date(2020, 9, 25), "In term", "days left: 11, 25/9/2020", id="eleven days left"
        ),
        pytest.param(None, "No due date", "", id="no due date"),
    ],
)
def test_a_due_date_is_told_with_its_day(due_on: dt.date | None, name: str, line: str) -> None:
    with translation.override("en"):
        assert term_name(due_on, TODAY) == name
        assert term_line(due_on, TODAY) == line


def test_every_state_has_a_name_a_count_and_a_shape_of_its_own() -> None:
    assert set(TERM_NAMES) == set(TERM_COUNTS) == set(TERM_MARKS) == set(Term)
    shapes = [icon for _look, icon in TERM_MARKS.values()]
    assert len(set(shapes)) == len(shapes)


def test_groups_are_named_and_the_week_says_its_end() -> None:
    with translation.override("en"):
        names = [group_name(group, TODAY) for group in Group]
    assert names == ["Overdue", "This week, until 20/9/2020", "After this week", "No due date"]


def test_a_day_is_written_with_its_weekday_and_the_decree_s_padding() -> None:
    with translation.override("en"):
        assert long_day(dt.date(2020, 4, 6)) == "Monday, 06/4/2020"
        assert long_day(dt.date(2020, 2, 2)) == "Sunday, 02/02/2020"
