"""What a board counts: each thing once, so that every figure on it adds up in sight.

Rows and columns are two axes of the same things and are never merged into one. Whatever stands in
none of them is refused: a total that silently leaves something out is worse than none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.chasing import RECEIVED, Standing
from dvcq_workflow.rules.figures import EXACT, ratio

HUNDRED = 100
LIVE_STATES = tuple(state for state in AssignmentStatus if state is not AssignmentStatus.WITHDRAWN)
"""The processing states on a board. A withdrawn task has no term: it is counted apart."""

DUE = frozenset(Standing) - {Standing.NOT_DUE, Standing.NOT_OWED}
"""A report whose day is past, or that came: what a share of reports received is a share of."""

R = TypeVar("R", bound=StrEnum)
C = TypeVar("C", bound=StrEnum)


@dataclass(frozen=True)
class Crossed(Generic[R, C]):
    """Things counted by two axes; every one stands in exactly one cell."""

    rows: tuple[R, ...]
    columns: tuple[C, ...]
    cells: Mapping[tuple[R, C], int]

    def count(self, row: R, column: C) -> int:
        """Return how many stand so on both axes."""
        return self.cells.get((row, column), 0)

    def row_total(self, row: R) -> int:
        """Return how many stand so on the first axis."""
        return sum(self.count(row, column) for column in self.columns)

    def column_total(self, column: C) -> int:
        """Return how many stand so on the second axis."""
        return sum(self.count(row, column) for row in self.rows)

    @property
    def column_totals(self) -> dict[C, int]:
        """How many stand how on the second axis, in its order."""
        return {column: self.column_total(column) for column in self.columns}

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.cells.values())


def crossed(
    counted: Iterable[tuple[R, C, int]], rows: Iterable[R], columns: Iterable[C]
) -> Crossed[R, C]:
    """Return what was counted as a table of both axes; the order it was counted in is of no matter.

    Raises:
        ValueError: something stands in no row or no column and would be left out of the totals.
    """
    table = Crossed[R, C](tuple(rows), tuple(columns), Counter())
    cells: Counter[tuple[R, C]] = Counter()
    for row, column, number in counted:
        if row not in table.rows or column not in table.columns:
            raise ValueError(f"{row}, {column} stands in no row or column")
        cells[row, column] += number
    return Crossed(table.rows, table.columns, cells)


def shares(counts: Mapping[C, int]) -> dict[C, int]:
    """Return whole percents that come to exactly 100; all 0 where there is nothing.

    Each is rounded down, and what is left goes to the largest remainders; of equal ones to the
    larger count, then by name, so that the order of ``counts`` is of no matter.
    """
    whole = sum(counts.values())
    if not whole:
        return dict.fromkeys(counts, 0)
    found = {key: count * HUNDRED // whole for key, count in counts.items()}
    left = HUNDRED - sum(found.values())
    first = sorted(counts, key=lambda key: (-(counts[key] * HUNDRED % whole), -counts[key], key))
    for key in first[:left]:
        found[key] += 1
    return found


@dataclass(frozen=True)
class Reported:
    """How the reports of a period, or of a unit, stand; each is counted once."""

    counts: Mapping[Standing, int]

    @property
    def received(self) -> int:
        """How many the receiver holds and has not sent back."""
        return sum(self.counts.get(state, 0) for state in RECEIVED)

    @property
    def due(self) -> int:
        """How many are due by now, or came."""
        return sum(self.counts.get(state, 0) for state in DUE)

    @property
    def owed(self) -> int:
        """How many are owed, due or not, or came."""
        return self.total - self.counts.get(Standing.NOT_OWED, 0)

    @property
    def total(self) -> int:
        """How many there are, those not owed among them."""
        return sum(self.counts.values())


def reported(standings: Iterable[Standing]) -> Reported:
    """Return how some reports stand."""
    return Reported(Counter(standings))


def together(parts: Iterable[Reported]) -> Reported:
    """Return how the reports of several periods or units stand together."""
    return Reported(sum((Counter(part.counts) for part in parts), Counter()))


class Beside(StrEnum):
    """Whether a figure has one of the year before beside it, and if not, why; exactly one."""

    FIGURE = "figure"
    NO_PERIOD = "no_period"
    NOT_COUNTED = "not_counted"
    COUNTED_OTHERWISE = "counted_otherwise"


def share_of_target(number: Decimal | None, target: Decimal | None) -> Decimal | None:
    """Return a figure in percent of its target, to two places; None without a figure or a target,
    and of a target of zero, of which there is no share."""
    if number is None or target is None:
        return None
    return ratio(number, target, Decimal(HUNDRED))


def change_since(number: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Return by how much a figure rose, below zero where it fell; None where one of both is
    missing, which is never taken for zero."""
    if number is None or before is None:
        return None
    return EXACT.subtract(number, before)


def latest_told(periods: Sequence[tuple[int, bool]]) -> int | None:
    """Return the key of the period whose figures are shown where none is asked for: the last of
    which a report came, else the first. ``periods``: key, and whether one came, in their order."""
    told = [key for key, came in periods if came]
    if told:
        return told[-1]
    return periods[0][0] if periods else None
