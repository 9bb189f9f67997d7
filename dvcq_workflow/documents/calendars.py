"""Days off and swapped working days: by the law's rules from the ``holidays`` library, with its
lunar calendar; by the Government's yearly decisions from a file (CSV or JSON).

Source: Labour Code 2019, Article 112 (Labour Code 2012, Article 115, for the years before 2021).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable
from typing import Any

from holidays import country_holidays

from dvcq_workflow.rules.calendars import DayFacts
from dvcq_workflow.rules.errors import RuleViolation

YEARS = range(2007, 2100)
"""From the first year of the Hung Kings' day to the last of the library's lunar calendar."""

SWAPPED = "Ngày làm việc bù"
KINDS = {"holiday": "holiday", "nghỉ": "holiday", "working": "working", "làm việc": "working"}
DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y")
MAX_NAME, MAX_DECIDED_BY = 150, 255


def days_of_years(years: Iterable[int]) -> list[DayFacts]:
    """Return the days off of some years with the days off in lieu, and the swapped working days
    that the library knows, in order.

    Raises:
        RuleViolation: ``calendar_year_unknown``.
    """
    found: list[DayFacts] = []
    for year in sorted(set(years)):
        if year not in YEARS:
            raise RuleViolation("calendar_year_unknown", first=YEARS[0], last=YEARS[-1])
        known = country_holidays("VN", years=year, language="vi")
        found += [DayFacts(day, "holiday", name[:MAX_NAME]) for day, name in known.items()]
        worked = [day for day in known.weekend_workdays if day.year == year]
        found += [DayFacts(day, "working", SWAPPED) for day in worked]
    return sorted(found, key=lambda facts: facts.day)


def days_in_file(data: bytes) -> list[DayFacts]:
    """Return the days of a file: JSON, a list of objects, or CSV with a first row of names; the
    names are ``day``, ``kind``, ``name``, and ``decided_by``, which may be left out.

    Raises:
        RuleViolation: ``calendar_file_unreadable``; ``calendar_row_unreadable`` with its number,
            from 1, without the row of names; ``calendar_day_twice``.
    """
    try:
        text = data.decode("utf-8-sig").strip()
        rows = json.loads(text) if text[:1] in "[{" and text else _rows_of_csv(text)
    except (ValueError, csv.Error) as problem:
        raise RuleViolation("calendar_file_unreadable") from problem
    if not isinstance(rows, list) or not rows:
        raise RuleViolation("calendar_file_unreadable")
    found: dict[dt.date, DayFacts] = {}
    for number, row in enumerate(rows, start=1):
        facts = _facts(row)
        if facts is None:
            raise RuleViolation("calendar_row_unreadable", row=number)
        if facts.day in found:
            raise RuleViolation("calendar_day_twice", day=facts.day)
        found[facts.day] = facts
    return sorted(found.values(), key=lambda facts: facts.day)


def _rows_of_csv(text: str) -> list[dict[str, Any]]:
    head = text.splitlines()[0] if text else ""
    delimiter = ";" if head.count(";") > head.count(",") else ","
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def _facts(row: Any) -> DayFacts | None:
    if not isinstance(row, dict):
        return None
    said = {str(key).strip().lower(): str(value or "").strip() for key, value in row.items()}
    day, kind = _day(said.get("day", "")), KINDS.get(said.get("kind", "").lower())
    name, decided_by = said.get("name", ""), said.get("decided_by", "")
    if day is None or kind is None or not name:
        return None
    if len(name) > MAX_NAME or len(decided_by) > MAX_DECIDED_BY or "\x00" in name + decided_by:
        return None
    return DayFacts(day, kind, name, decided_by)


def _day(words: str) -> dt.date | None:
    for form in DAY_FORMATS:
        try:
            return dt.datetime.strptime(words, form).date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
    return None
