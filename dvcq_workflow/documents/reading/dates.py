"""Dates as Vietnamese documents print them."""

from __future__ import annotations

import re
from datetime import date

DATE = (
    r"(?:(?P<d>\d{1,2})\s?[/.\-–]\s?(?P<m>\d{1,2})\s?[/.\-–]\s?(?P<y>(?:19|20)\d{2})(?!\d)"
    r"|(?P<dd>\d{1,2})\s{1,2}tháng\s{1,2}(?P<mm>\d{1,2})\s{1,2}năm\s{1,2}(?P<yy>(?:19|20)\d{2})(?!\d))"
)
SHORT_DATE = re.compile(
    r"(?<![\d/.\-–])(?:(?P<d>\d{1,2})\s?[/.\-–]\s?(?P<m>\d{1,2})(?!\s?[/.\-–]?\s?\d)"
    r"|(?P<dd>\d{1,2})\s{1,2}tháng\s{1,2}(?P<mm>\d{1,2})(?!\d|\s{1,2}năm))",
    re.IGNORECASE,
)
"""A day and a month without a year: "15/11", "25 tháng 11"."""

FULL_DATE = re.compile(r"(?<!\d)(?<!\d/)" + DATE, re.IGNORECASE)


def date_of(found: re.Match[str]) -> date | None:
    """Return the date of a match of ``DATE``, or None where there is no such day."""
    day, month, year = (
        found["d"] or found["dd"],
        found["m"] or found["mm"],
        found["y"] or found["yy"],
    )
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def day_of_year(words: str, year: int) -> date | None:
    """Return the day of a year that words name by day and month alone; None: they name none, or
    there is no such day."""
    found = None if FULL_DATE.search(words) else SHORT_DATE.search(words)
    if found is None:
        return None
    try:
        return date(year, int(found["m"] or found["mm"]), int(found["d"] or found["dd"]))
    except ValueError:
        return None
