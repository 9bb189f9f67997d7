"""Numbers and dates as decree 30/2020 writes them."""

from __future__ import annotations

import datetime as dt

import pytest

from dvcq_workflow.rules.formats import (
    day_in,
    document_date,
    document_number,
    month_text,
    short_date,
)

MONTHS = ("01", "02", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12")
"""Phụ lục I, II.4.b: a zero before days under 10 and before the months 1 and 2."""

DAYS = tuple(f"0{day}" for day in range(1, 10)) + tuple(str(day) for day in range(10, 32))


@pytest.mark.parametrize(("month", "text"), list(enumerate(MONTHS, start=1)), ids=MONTHS)
def test_only_the_first_two_months_have_a_zero_decree_30_pl1_ii_4(month: int, text: str) -> None:
    day = dt.date(2020, month, 15)
    assert month_text(month) == text
    assert document_date("Trà Vinh", day) == f"Trà Vinh, ngày 15 tháng {text} năm 2020"
    assert short_date(day) == f"15/{text}/2020"


@pytest.mark.parametrize(("day", "text"), list(enumerate(DAYS, start=1)), ids=DAYS)
def test_days_under_ten_have_a_zero_decree_30_pl1_ii_4(day: int, text: str) -> None:
    date = dt.date(2020, 3, day)
    assert document_date("Trà Vinh", date) == f"Trà Vinh, ngày {text} tháng 3 năm 2020"
    assert short_date(date) == f"{text}/3/2020"


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        pytest.param(1, "01/KH-UBND", id="the first"),
        pytest.param(9, "09/KH-UBND", id="the last under ten"),
        pytest.param(10, "10/KH-UBND", id="ten"),
        pytest.param(99, "99/KH-UBND", id="two digits"),
        pytest.param(100, "100/KH-UBND", id="three digits"),
        pytest.param(1234, "1234/KH-UBND", id="no dot in a thousand"),
    ],
)
def test_a_number_under_ten_has_a_zero_decree_30_pl1_ii_3(number: int, printed: str) -> None:
    assert document_number(number, "KH-UBND") == printed


def test_beside_its_year_a_date_is_written_without_it_and_in_another_year_whole() -> None:
    day = dt.date(2020, 4, 6)
    assert day_in(day, 2020) == "06/4"
    assert day_in(day, 2019) == "06/4/2020"
