"""Numbers of documents: in order, without a gap, never reused, never dated backwards.

Source: decree 30/2020/ND-CP, Articles 14-15.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from dvcq_workflow.rules.errors import RuleViolation

PAPER_SERIES = "paper"
"""Code of what a body numbered wholly on paper in a year: this system gives no number in it."""


class Split(Protocol):
    """A series by its code and the types that share it; no types: all."""

    code: str
    document_types: list[str]


S = TypeVar("S", bound=Split)


@dataclass(frozen=True)
class Recorded:
    """A number that stands in a register, void or not, and the date on its document."""

    number: int
    issued_on: dt.date


@dataclass(frozen=True)
class Place:
    """What a series says of one number.

    ``last``: the highest number given from ``continues_at`` on; ``before`` and ``after``: the
    nearest that are recorded on either side, of paper or not; ``is_taken``: it is recorded itself.
    """

    year: int
    continues_at: int = 1
    paper_until: dt.date | None = None
    last: Recorded | None = None
    before: Recorded | None = None
    after: Recorded | None = None
    is_taken: bool = False

    @property
    def next_number(self) -> int:
        """The number that the series gives next."""
        return next_number(self.continues_at, self.last.number if self.last else None)

    @property
    def not_before(self) -> dt.date | None:
        """The day before which the next number cannot be dated."""
        return self.last.issued_on if self.last else self.paper_until


def next_number(continues_at: int, last: int | None) -> int:
    """Return the number that follows ``last`` in a series; its first where none was taken.

    ``last``: the highest that was given from ``continues_at`` on; what is recorded of the paper
    register before it does not count.
    """
    return continues_at if last is None else last + 1


def series_for(document_type: str, series: Iterable[S]) -> S | None:
    """Return the series that numbers a type: one kept for it, else one that all share."""
    given_here = sorted((s for s in series if s.code != PAPER_SERIES), key=lambda s: s.code)
    own = [s for s in given_here if document_type in s.document_types]
    shared = [s for s in given_here if not s.document_types]
    return next(iter(own + shared), None)


def series_to_carry_over(last_year: Iterable[S], this_year: Iterable[Split]) -> list[S]:
    """Return the series of the year before that the new year still lacks.

    What was opened by hand stands: neither its code nor a type it was opened for is opened again.
    Where the year's numbers began on paper nothing is: a person says where they go on.
    """
    opened = list(this_year)
    codes = {s.code for s in opened}
    if PAPER_SERIES in codes:
        return []
    types = {name for s in opened for name in s.document_types}
    return [
        s
        for s in last_year
        if s.code != PAPER_SERIES and s.code not in codes and types.isdisjoint(s.document_types)
    ]


def opens_by_itself(year: int, on: dt.date) -> bool:
    """Return whether a body's series of ``year`` are opened by the first number asked of them:
    in that year itself, neither before nor after it."""
    return year == on.year


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


def require_paper_number(
    number: int, issued_on: dt.date, *, place: Place, signed_on: dt.date, on: dt.date
) -> None:
    """Refuse a number said to have been given on paper that the register cannot hold.

    It is either the next of the series, which then goes on after it, or one of the paper register
    that the series continues, dated between its recorded neighbours.

    Raises:
        RuleViolation: ``number_not_positive``, ``number_leaves_gap``, ``number_taken``,
            ``number_paper_before_signature``, ``number_date_after_next``,
            ``number_date_after_paper``, or as ``require_dates_in_order``.
    """
    if number < 1:
        raise RuleViolation("number_not_positive")
    if number > place.next_number:
        raise RuleViolation("number_leaves_gap", number=number, next=place.next_number)
    if place.is_taken:
        raise RuleViolation("number_taken", number=number, year=place.year)
    not_before = place.not_before
    if number < place.continues_at:
        _require_within_paper(number, issued_on, place, signed_on)
        not_before = place.before.issued_on if place.before else None
    require_dates_in_order(
        issued_on, year=place.year, not_before=not_before, signed_on=signed_on, on=on
    )


def _require_within_paper(
    number: int, issued_on: dt.date, place: Place, signed_on: dt.date
) -> None:
    ends_on = place.paper_until or dt.date(place.year, 12, 31)
    latest = min(ends_on, place.after.issued_on) if place.after else ends_on
    if signed_on > latest:
        raise RuleViolation(
            "number_paper_before_signature", number=number, latest=latest, day=signed_on
        )
    if issued_on > ends_on:
        raise RuleViolation("number_date_after_paper", day=ends_on)
    if issued_on > latest:
        raise RuleViolation("number_date_after_next", day=latest)


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
