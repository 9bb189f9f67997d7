"""Numbers are in order, without a gap, never reused, never dated backwards."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.numbering import next_number, require_dates_in_order, require_historical

NEW_YEAR, SILVESTER = dt.date(2020, 1, 1), dt.date(2020, 12, 31)
DAY = dt.date(2020, 3, 5)
NEARBY = st.dates(dt.date(2019, 12, 1), dt.date(2021, 1, 31))


@given(
    st.integers(1, 500),
    st.none() | st.dates(NEW_YEAR, SILVESTER),
    st.lists(st.tuples(NEARBY, NEARBY, NEARBY), max_size=40),
)
def test_whatever_is_tried_numbers_have_no_gap_and_dates_never_fall(
    continues_at: int,
    paper_until: dt.date | None,
    attempts: list[tuple[dt.date, dt.date, dt.date]],
) -> None:
    taken: list[tuple[int, dt.date]] = []
    for issued_on, signed_on, today in attempts:
        last = taken[-1] if taken else None
        try:
            require_dates_in_order(
                issued_on,
                year=2020,
                not_before=last[1] if last else paper_until,
                signed_on=signed_on,
                on=today,
            )
        except RuleViolation:
            continue
        assert signed_on <= issued_on <= today
        taken.append((next_number(continues_at, last[0] if last else None), issued_on))
    dates = [issued_on for _number, issued_on in taken]
    assert [number for number, _day in taken] == list(
        range(continues_at, continues_at + len(taken))
    )
    assert dates == sorted(dates)
    assert all(day.year == 2020 and (paper_until is None or day >= paper_until) for day in dates)


@pytest.mark.parametrize(
    ("issued_on", "not_before", "signed_on", "today", "code"),
    [
        pytest.param(
            dt.date(2019, 12, 31), None, DAY, DAY, "number_date_other_year", id="the year before"
        ),
        pytest.param(
            dt.date(2021, 1, 1),
            None,
            DAY,
            dt.date(2021, 1, 1),
            "number_date_other_year",
            id="the year after",
        ),
        pytest.param(
            DAY, dt.date(2020, 3, 6), DAY, SILVESTER, "number_date_before_last", id="before n-1"
        ),
        pytest.param(
            DAY,
            None,
            dt.date(2020, 3, 6),
            SILVESTER,
            "number_date_before_signature",
            id="before the signature",
        ),
        pytest.param(dt.date(2020, 3, 6), None, DAY, DAY, "number_date_in_future", id="tomorrow"),
    ],
)
def test_a_date_out_of_order_is_refused_article_15(
    issued_on: dt.date,
    not_before: dt.date | None,
    signed_on: dt.date,
    today: dt.date,
    code: str,
) -> None:
    with pytest.raises(RuleViolation) as refused:
        require_dates_in_order(
            issued_on, year=2020, not_before=not_before, signed_on=signed_on, on=today
        )
    assert refused.value.code == code


@pytest.mark.parametrize("day", [NEW_YEAR, DAY, SILVESTER], ids=str)
def test_several_numbers_may_have_one_date(day: dt.date) -> None:
    require_dates_in_order(day, year=2020, not_before=day, signed_on=day, on=day)


@pytest.mark.parametrize(
    ("continues_at", "last", "number"),
    [
        pytest.param(1, None, 1, id="a new year begins at 01"),
        pytest.param(13, None, 13, id="it continues a paper register"),
        pytest.param(13, 13, 14, id="then goes on by one"),
        pytest.param(1, 99, 100, id="past a hundred"),
    ],
)
def test_a_number_follows_the_last_one(continues_at: int, last: int | None, number: int) -> None:
    assert next_number(continues_at, last) == number


@pytest.mark.parametrize(
    ("number", "issued_on", "first_here", "code"),
    [
        pytest.param(0, DAY, None, "number_not_positive", id="number nought"),
        pytest.param(-3, DAY, None, "number_not_positive", id="a negative number"),
        pytest.param(3, DAY + dt.timedelta(1), None, "number_date_in_future", id="tomorrow"),
        pytest.param(13, DAY, 13, "number_not_on_paper", id="the first that is given here"),
        pytest.param(99, DAY, 13, "number_not_on_paper", id="one that will be given here"),
    ],
)
def test_a_number_of_the_past_that_paper_cannot_hold_is_refused(
    number: int, issued_on: dt.date, first_here: int | None, code: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        require_historical(number, issued_on, on=DAY, first_here=first_here)
    assert refused.value.code == code


@pytest.mark.parametrize(("number", "first_here"), [(12, 13), (1, 2), (7000, None)], ids=str)
def test_a_number_of_the_paper_register_is_kept(number: int, first_here: int | None) -> None:
    require_historical(number, DAY, on=DAY, first_here=first_here)
