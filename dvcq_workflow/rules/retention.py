"""What of the record may end: terms come from the caller, and without them nothing goes.

The audit of a plan lives as long as its longest-kept document, so no term has a default here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.plans import Status

ENDED = frozenset({Status.REPLACED, Status.RECALLED, Status.REFUSED, Status.WITHDRAWN})
"""States that no act leads out of. An issued plan holds until another ends it."""

Range = list[int]
"""The first and the last number of a row of numbers without a gap."""


@dataclass(frozen=True)
class Terms:
    """Up to which day, itself not counted, what may go; None: nothing of that kind.

    ``accesses_before``: views, downloads and refusals by their day; ``plans_ended_before``: the
    history of plans that have ended, by the day of their last event.
    """

    accesses_before: dt.date | None = None
    plans_ended_before: dt.date | None = None


def require_terms(terms: Terms, today: dt.date) -> None:
    """Insist on a term, and on one that is over.

    Raises:
        RuleViolation: ``retention_without_term``, ``retention_term_ahead``.
    """
    days = [day for day in (terms.accesses_before, terms.plans_ended_before) if day is not None]
    if not days:
        raise RuleViolation("retention_without_term")
    for day in days:
        if day > today:
            raise RuleViolation("retention_term_ahead", day=day)


def ranges_of(numbers: Iterable[int]) -> list[Range]:
    """Return numbers as ranges, in order."""
    found: list[Range] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def numbers_in(ranges: Iterable[Range]) -> Iterator[int]:
    """Yield the numbers of ranges, in their order."""
    for first, last in ranges:
        yield from range(first, last + 1)


def count_in(ranges: Iterable[Range]) -> int:
    """Return how many numbers ranges hold."""
    return sum(last - first + 1 for first, last in ranges)
