"""Days off by the law's rules and days that a file states."""

from __future__ import annotations

import datetime as dt

import pytest

from dvcq_workflow.documents.calendars import days_in_file, days_of_years
from dvcq_workflow.rules.calendars import DayFacts
from dvcq_workflow.rules.errors import RuleViolation


def offs(year: int) -> set[dt.date]:
    return {facts.day for facts in days_of_years([year]) if facts.kind == "holiday"}


@pytest.mark.parametrize(
    ("year", "new_year", "hung_kings"),
    [
        (2020, dt.date(2020, 1, 25), dt.date(2020, 4, 2)),
        (2021, dt.date(2021, 2, 12), dt.date(2021, 4, 21)),
        (2023, dt.date(2023, 1, 22), dt.date(2023, 4, 29)),
        (2024, dt.date(2024, 2, 10), dt.date(2024, 4, 18)),
        (2025, dt.date(2025, 1, 29), dt.date(2025, 4, 7)),
    ],
    ids=str,
)
def test_lunar_new_year_has_five_days_and_the_hung_kings_theirs(
    year: int, new_year: dt.date, hung_kings: dt.date
) -> None:
    found = offs(year)
    assert {new_year + dt.timedelta(days=n) for n in range(-1, 4)} <= found
    assert hung_kings in found
    fixed = {dt.date(year, month, day) for month, day in ((1, 1), (4, 30), (5, 1), (9, 2))}
    assert fixed <= found


def test_a_day_off_at_a_weekend_gives_the_next_working_day_in_lieu() -> None:
    assert {dt.date(2023, 1, 2), dt.date(2023, 5, 2), dt.date(2023, 5, 3)} <= offs(2023)


def test_national_day_has_two_days_from_2021_on() -> None:
    assert dt.date(2020, 9, 1) not in offs(2020)
    assert {dt.date(2021, 9, 2), dt.date(2021, 9, 3)} <= offs(2021)


def test_a_swap_gives_a_day_off_and_a_saturday_that_is_worked() -> None:
    found = {facts.day: facts.kind for facts in days_of_years([2024])}
    assert found[dt.date(2024, 4, 29)] == "holiday"
    assert found[dt.date(2024, 5, 4)] == "working"


@pytest.mark.parametrize("year", [1990, 2006, 2100, 0, -1])
def test_a_year_that_nobody_knows_is_refused(year: int) -> None:
    with pytest.raises(RuleViolation, match="calendar_year_unknown"):
        days_of_years([2020, year])


SWAP = [
    DayFacts(dt.date(2024, 4, 29), "holiday", "Nghỉ hoán đổi", "CV 2450/VPCP-KGVX"),
    DayFacts(dt.date(2024, 5, 4), "working", "Làm bù"),
]


@pytest.mark.parametrize(
    "text",
    [
        (
            "day,kind,name,decided_by\n2024-05-04,working,Làm bù,\n"
            "2024-04-29,holiday,Nghỉ hoán đổi,CV 2450/VPCP-KGVX\n"
        ),
        (
            "Day;Kind;Name;Decided_by\r\n29/4/2024;nghỉ;Nghỉ hoán đổi;CV 2450/VPCP-KGVX\r\n"
            "04/05/2024;làm việc;Làm bù;\r\n"
        ),
        (
            '[{"day": "2024-04-29", "kind": "holiday", "name": "Nghỉ hoán đổi",'
            ' "decided_by": "CV 2450/VPCP-KGVX"},'
            ' {"day": "2024-05-04", "kind": "working", "name": "Làm bù"}]'
        ),
    ],
    ids=["comma", "semicolon", "json"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_states_days_in_any_of_its_forms(text: str, encoding: str) -> None:
    assert days_in_file(text.encode(encoding)) == SWAP


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "calendar_file_unreadable"),
        (b"\xff\xfe\x00", "calendar_file_unreadable"),
        (b"[]", "calendar_file_unreadable"),
        (b"{}", "calendar_file_unreadable"),
        (b"[1]", "calendar_row_unreadable"),
        (b"day,kind,name\n", "calendar_file_unreadable"),
        (b"day,kind,name\n2024-02-30,holiday,x\n", "calendar_row_unreadable"),
        (b"day,kind,name\n2024-02-03,party,x\n", "calendar_row_unreadable"),
        (b"day,kind,name\n2024-02-03,holiday,\n", "calendar_row_unreadable"),
        (b"day,kind,name\n2024-02-03,holiday," + b"x" * 151, "calendar_row_unreadable"),
        (
            b"day,kind,name\n2024-02-03,holiday,x\n3/2/2024,nghi\xcc\x89,y",
            "calendar_row_unreadable",
        ),
        (b"day,kind,name\n2024-02-03,holiday,x\n3/2/2024,working,y", "calendar_day_twice"),
        (b"just words", "calendar_file_unreadable"),
    ],
    ids=str,
)
def test_a_file_that_cannot_be_read_says_which_row(data: bytes, code: str) -> None:
    with pytest.raises(RuleViolation, match=code):
        days_in_file(data)
