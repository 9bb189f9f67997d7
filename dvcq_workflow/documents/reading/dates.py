"""Dates as Vietnamese documents print them."""

from __future__ import annotations

import re
from datetime import date

DATE = (
    r"(?:(?P<d>\d{1,2})\s?[/.\-–]\s?(?P<m>\d{1,2})\s?[/.\-–]\s?(?P<y>(?:19|20)\d{2})(?!\d)"
    r"|(?P<dd>\d{1,2})\s{1,2}tháng\s{1,2}(?P<mm>\d{1,2})\s{1,2}năm\s{1,2}(?P<yy>(?:19|20)\d{2})(?!\d))"
)
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
