"""Numbers of documents: in order, without a gap, never reused, never dated backwards.

Source: decree 30/2020/ND-CP, Articles 14-15.
"""

from __future__ import annotations

import datetime as dt

from dvcq_workflow.rules.errors import RuleViolation


def next_number(continues_at: int, last: int | None) -> int:
    """Return the number that follows ``last`` in a series; its first where none was taken."""
    return continues_at if last is None else last + 1


def require_dates_in_order(
    issued_on: dt.date, *, year: int, not_before: dt.date | None, signed_on: dt.date, on: dt.date
) -> None:
    """Refuse a date outside the series' year, before number n-1, before the signature, or ahead.

    ``not_before``: the date of number n-1, or of the last paper number.

    Raises:
        RuleViolation: ``number_date_other_year``, ``number_date_before_last``,
            ``number_date_before_signature``, ``number_date_in_future``.
    """
    if issued_on.year != year:
        raise RuleViolation("number_date_other_year", year=year)
    if not_before is not None and issued_on < not_before:
        raise RuleViolation("number_date_before_last", day=not_before)
    if issued_on < signed_on:
        raise RuleViolation("number_date_before_signature", day=signed_on)
    if issued_on > on:
        raise RuleViolation("number_date_in_future")


def require_historical(
    number: int, issued_on: dt.date, *, on: dt.date, first_here: int | None
) -> None:
    """Refuse a number of the past that this system would give itself, or a date not yet past.

    ``first_here``: the first number that the system gives in that year; None where it gives none.

    Raises:
        RuleViolation: ``number_not_positive``, ``number_date_in_future``, ``number_not_on_paper``.
    """
    if number < 1:
        raise RuleViolation("number_not_positive")
    if issued_on > on:
        raise RuleViolation("number_date_in_future")
    if first_here is not None and number >= first_here:
        raise RuleViolation("number_not_on_paper", first=first_here)
