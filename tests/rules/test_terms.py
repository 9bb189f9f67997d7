"""A due date is past, near, far or none: one of them, and only one."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.rules.terms import Group, Term, days_left, group_of, term_of, week_end

MONDAY = dt.date(2020, 9, 14)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))


@pytest.mark.parametrize(
    ("due_on", "term", "group"),
    [
        pytest.param(dt.date(2020, 9, 13), Term.OVERDUE, Group.OVERDUE, id="yesterday"),
        pytest.param(dt.date(2020, 9, 14), Term.SOON, Group.THIS_WEEK, id="today is still in time"),
        pytest.param(dt.date(2020, 9, 16), Term.SOON, Group.THIS_WEEK, id="two days left"),
        pytest.param(dt.date(2020, 9, 17), Term.IN_TERM, Group.THIS_WEEK, id="three days left"),
        pytest.param(dt.date(2020, 9, 20), Term.IN_TERM, Group.THIS_WEEK, id="on Sunday"),
        pytest.param(dt.date(2020, 9, 21), Term.IN_TERM, Group.LATER, id="next Monday"),
        pytest.param(None, Term.NONE, Group.NONE, id="no due date"),
    ],
)
def test_a_due_date_stands_in_one_state_and_one_group(
    due_on: dt.date | None, term: Term, group: Group
) -> None:
    assert term_of(due_on, MONDAY) is term
    assert group_of(due_on, MONDAY) is group


@given(DAYS)
def test_a_week_ends_on_its_sunday(day: dt.date) -> None:
    assert week_end(day).weekday() == 6
    assert 0 <= (week_end(day) - day).days <= 6


@given(DAYS, DAYS)
def test_what_is_overdue_has_no_days_left(due_on: dt.date, today: dt.date) -> None:
    overdue = term_of(due_on, today) is Term.OVERDUE
    assert overdue == (days_left(due_on, today) < 0)
    assert overdue == (group_of(due_on, today) is Group.OVERDUE)
