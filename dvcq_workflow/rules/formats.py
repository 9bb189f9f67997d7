"""How decree 30/2020 writes numbers and dates (Phụ lục I), where Django's formats do not reach."""

from __future__ import annotations

import datetime as dt


def document_number(number: int, symbol: str) -> str:
    """Return number and symbol as printed: a number under ten has a leading zero.

    Source: decree 30/2020/ND-CP, Phụ lục I, II.3.
    """
    return f"{number:02d}/{symbol}"


def document_date(place: str, day: dt.date) -> str:
    """Return place and date as printed in a heading.

    Days under ten and the months 1 and 2 have a leading zero, months 3 to 9 have none.
    Source: decree 30/2020/ND-CP, Phụ lục I, II.4.
    """
    return f"{place}, ngày {day.day:02d} tháng {month_text(day.month)} năm {day.year}"


def short_date(day: dt.date) -> str:
    """Return a date as running text has it: 06/4/2020."""
    return f"{day.day:02d}/{month_text(day.month)}/{day.year}"


def day_in(day: dt.date, year: int) -> str:
    """Return a date among others of a year that is named beside it: 06/4, and whole in another."""
    return short_date(day).removesuffix(f"/{year}")


def month_text(month: int) -> str:
    """Return a month as the decree pads it: 01, 02, 3 … 12."""
    return f"{month:02d}" if month <= 2 else str(month)
