"""When somebody is reminded, and who."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.rules.reminders import (
    STRENGTH,
    Audience,
    ReminderKind,
    last_day_reminded_of,
    opens_on,
    reminder_key,
    reminders_on,
)

DUE = dt.date(2020, 6, 10)
K, A = ReminderKind, Audience
LATE = (A.DOERS, K.OVERDUE)
HEAD = (A.HEADS, K.ESCALATED_HEAD)


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (30, ()),
        (8, ()),
        (7, ((A.DOERS, K.SOON_7),)),
        (4, ((A.DOERS, K.SOON_7),)),
        (3, ((A.DOERS, K.SOON_3),)),
        (2, ((A.DOERS, K.SOON_3),)),
        (1, ((A.DOERS, K.SOON_1),)),
        (0, ((A.DOERS, K.SOON_1),)),
        (-1, (LATE,)),
        (-2, (LATE,)),
        (-3, (LATE, HEAD)),
        (-6, (LATE, HEAD)),
        (-7, (LATE, HEAD, (A.RECEIVER, K.ESCALATED_RECEIVER))),
        (-400, (LATE, HEAD, (A.RECEIVER, K.ESCALATED_RECEIVER))),
    ],
)
def test_reminders_come_before_the_day_after_it_and_then_higher_up(left, told):
    assert reminders_on(DUE, DUE - dt.timedelta(days=left), is_order=True) == told


@given(st.dates(dt.date(2019, 1, 1), dt.date(2022, 1, 1)))
def test_what_is_only_asked_for_is_never_overdue(today):
    told = reminders_on(DUE, today, is_order=False)
    assert {kind for _who, kind in told} <= {K.SOON_7, K.SOON_3, K.SOON_1}
    assert not told or today <= DUE


@given(st.dates(dt.date(2019, 1, 1), dt.date(2022, 1, 1)))
def test_each_audience_is_told_once_a_day_and_the_higher_the_stronger(today):
    told = reminders_on(DUE, today, is_order=True)
    assert len({who for who, _kind in told}) == len(told)
    strengths = [STRENGTH[kind] for _who, kind in told]
    assert strengths == sorted(strengths)
    assert bool(told) == (last_day_reminded_of(today) >= DUE)


def test_a_new_date_begins_anew_and_the_same_is_the_same():
    keys = {
        reminder_key("duty", 1, K.OVERDUE, DUE, 7),
        reminder_key("duty", 1, K.OVERDUE, DUE + dt.timedelta(days=1), 7),
        reminder_key("assignment", 1, K.OVERDUE, DUE, 7),
        reminder_key("duty", 1, K.OVERDUE, DUE, 8),
    }
    assert len(keys) == 4
    assert reminder_key("duty", 1, K.OVERDUE, DUE, 7) in keys


def test_a_period_opens_a_month_before_it_is_due():
    assert opens_on(DUE) == dt.date(2020, 5, 11)
