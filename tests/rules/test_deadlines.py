"""Due dates: from words to the last day in time, with each step of the way."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.rules.deadlines import (
    Due,
    WorkingCalendar,
    cutoff_warning,
    reckon,
)
from dvcq_workflow.rules.obligations import DueKind, PeriodKind, WeekendPolicy
from dvcq_workflow.rules.periods import Period, merged, periods_of

NEXT, PREVIOUS, STAYS = (
    WeekendPolicy.NEXT_WORKING_DAY,
    WeekendPolicy.PREVIOUS_WORKING_DAY,
    WeekendPolicy.NONE,
)
DAYS = st.dates(dt.date(2018, 1, 1), dt.date(2030, 12, 31))
CALENDARS = st.builds(
    WorkingCalendar,
    off=st.dictionaries(DAYS, st.just("Ngày nghỉ"), max_size=12),
    worked=st.frozensets(DAYS, max_size=6),
)


def fixed(day: dt.date, **more: object) -> Due:
    return Due(DueKind.FIXED, day, **more)  # type: ignore[arg-type]


def test_the_day_itself_is_in_time_and_before_the_day_is_strict() -> None:
    day = dt.date(2020, 11, 25)
    assert reckon(fixed(day), policy=STAYS).last_day == day
    strict = reckon(fixed(day, is_inclusive=False), policy=STAYS)
    assert (strict.due_on, strict.last_day) == (day, dt.date(2020, 11, 24))


@pytest.mark.parametrize(
    ("month", "day", "last"),
    [
        (6, 10, dt.date(2023, 6, 12)),
        (9, 10, dt.date(2023, 9, 11)),
        (12, 10, dt.date(2023, 12, 11)),
        (11, 25, dt.date(2023, 11, 27)),
    ],
    ids=["10/6 Saturday", "10/9 Sunday", "10/12 Sunday", "25/11 Saturday"],
)
def test_in_2023_a_report_due_at_a_weekend_is_in_time_on_monday(
    month: int, day: int, last: dt.date
) -> None:
    reckoned = reckon(fixed(dt.date(2023, month, day)), policy=NEXT)
    assert (reckoned.due_on, reckoned.last_day) == (dt.date(2023, month, day), last)


def test_a_swapped_saturday_is_worked_and_a_holiday_is_stepped_over_by_its_name() -> None:
    saturday, monday = dt.date(2023, 6, 10), dt.date(2023, 6, 12)
    worked = WorkingCalendar(worked=frozenset({saturday}))
    assert reckon(fixed(saturday), policy=NEXT, calendar=worked).last_day == saturday
    off = WorkingCalendar(off={monday: "Ngày lễ"})
    reckoned = reckon(fixed(saturday), policy=NEXT, calendar=off)
    assert reckoned.last_day == dt.date(2023, 6, 13)
    assert [s.params for s in reckoned.steps if s.code == "stepped_over"][-1] == {
        "day": monday,
        "name": "Ngày lễ",
    }


def test_an_extension_counts_and_the_first_date_stays() -> None:
    reckoned = reckon(fixed(dt.date(2020, 6, 10)), extended_to=[dt.date(2020, 6, 20)])
    assert (reckoned.due_on, reckoned.last_day) == (dt.date(2020, 6, 10), dt.date(2020, 6, 22))
    assert [s.code for s in reckoned.steps] == [
        "due_fixed",
        "day",
        "extended",
        "stepped_over",
        "stepped_over",
        "last_day",
    ]


@pytest.mark.parametrize("kind", [DueKind.NONE, DueKind.EVENT])
def test_what_has_no_date_has_no_last_day_and_keeps_its_words(kind: DueKind) -> None:
    reckoned = reckon(Due(kind, raw_words="kịp thời"))
    assert (reckoned.due_on, reckoned.last_day) == (None, None)
    assert {"words": "kịp thời"} in [step.params for step in reckoned.steps]


@given(day=DAYS, calendar=CALENDARS)
def test_rolling_over_lands_on_a_working_day_and_never_goes_the_wrong_way(
    day: dt.date, calendar: WorkingCalendar
) -> None:
    after = reckon(fixed(day), policy=NEXT, calendar=calendar).last_day
    before = reckon(fixed(day), policy=PREVIOUS, calendar=calendar).last_day
    assert before is not None
    assert after is not None
    assert before <= day <= after
    assert calendar.is_working(before)
    assert calendar.is_working(after)


@given(first=DAYS, second=DAYS, calendar=CALENDARS)
def test_a_later_date_is_never_reckoned_earlier(
    first: dt.date, second: dt.date, calendar: WorkingCalendar
) -> None:
    early, late = sorted((first, second))
    one = reckon(fixed(early), policy=NEXT, calendar=calendar).last_day
    other = reckon(fixed(late), policy=NEXT, calendar=calendar).last_day
    assert one is not None
    assert other is not None
    assert one <= other


def test_the_periods_of_2020_fall_due_as_the_plan_says_and_the_year_before_its_last_quarter() -> (
    None
):
    quarters = [p.due_day(10, None) for p in periods_of(PeriodKind.QUARTER, 2020)]
    assert quarters == [dt.date(2020, month, 10) for month in (3, 6, 9, 12)]
    half = periods_of(PeriodKind.HALF_YEAR, 2020)
    assert [p.due_day(10, 6) for p in half] == [dt.date(2020, 6, 10)]
    year = periods_of(PeriodKind.YEAR, 2020)[0].due_day(25, 11)
    assert year == dt.date(2020, 11, 25)
    assert year < quarters[3]


def test_a_report_due_after_the_year_is_over_is_of_the_next_year() -> None:
    fourth = Period(PeriodKind.QUARTER, 2020, 4)
    assert fourth.due_day(5, 1) == dt.date(2021, 1, 5)
    assert (fourth.starts_on, fourth.ends_on) == (dt.date(2020, 10, 1), dt.date(2020, 12, 31))


def test_of_two_reports_on_one_day_the_longer_period_takes_both() -> None:
    quarter, half = Period(PeriodKind.QUARTER, 2020, 2), Period(PeriodKind.HALF_YEAR, 2020, 1)
    day = dt.date(2020, 6, 10)
    assert merged([(quarter, day), (half, day)]) == {quarter: half}
    assert merged([(quarter, day), (half, day + dt.timedelta(days=1))]) == {}


def test_decree_09_warns_and_never_forces() -> None:
    half = Period(PeriodKind.HALF_YEAR, 2020, 1)
    due_on, plain = dt.date(2020, 6, 10), WorkingCalendar()
    given = {"due_on": due_on, "standard": half.standard_cutoff, "calendar": plain}
    assert cutoff_warning(cutoff_on=None, **given) == "due_before_standard_cutoff"  # type: ignore[arg-type]
    assert cutoff_warning(cutoff_on=dt.date(2020, 6, 5), **given) == ""  # type: ignore[arg-type]
    assert cutoff_warning(cutoff_on=due_on, **given) == "due_before_cutoff"  # type: ignore[arg-type]
