"""The reporting periods of a year: their days, their due dates, where their data ends."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from dvcq_workflow.rules.obligations import PeriodKind

MONTHS = {
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.NINE_MONTH: 9,
    PeriodKind.YEAR: 12,
}
"""How many months each period has."""

CUTOFF_DAY = 14
"""The data of a period ends on this day of its last month (decree 09/2019/ND-CP, Article 12)."""


@dataclass(frozen=True)
class Period:
    """One period of a year. ``index``: which quarter or half, from 1."""

    kind: PeriodKind
    year: int
    index: int

    @property
    def last_month(self) -> int:
        """The month in which it ends."""
        return MONTHS[self.kind] * self.index

    @property
    def starts_on(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, self.last_month - MONTHS[self.kind] + 1, 1)

    @property
    def ends_on(self) -> dt.date:
        """Its last day."""
        return day_in(self.year, self.last_month, 31)

    @property
    def standard_cutoff(self) -> dt.date:
        """Where its data ends by decree 09/2019/ND-CP, Article 12: of a quarter on the 14th of its
        last month, as of every other period."""
        return dt.date(self.year, self.last_month, CUTOFF_DAY)

    def due_day(self, day: int, month: int | None) -> dt.date:
        """Return when its report is due. ``month``: None is its last month; one that is over
        before the period begins is of the next year."""
        if month is None:
            return day_in(self.year, self.last_month, day)
        year = self.year if month >= self.starts_on.month else self.year + 1
        return day_in(year, month, day)


def periods_of(kind: PeriodKind, year: int) -> list[Period]:
    """Return the periods of a kind in a year. Of half-years the first alone: the second one's
    report is the year's."""
    count = 4 if kind is PeriodKind.QUARTER else 1
    return [Period(kind, year, index) for index in range(1, count + 1)]


def day_in(year: int, month: int, day: int) -> dt.date:
    """Return a day of a month; beyond its end, its last day."""
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def merged(periods: list[tuple[Period, dt.date]]) -> dict[Period, Period]:
    """Return for each period whose report falls on one day with a longer one's the period into
    which it goes. ``periods``: each with its due date."""
    longest: dict[dt.date, Period] = {}
    for period, due_on in periods:
        known = longest.get(due_on)
        if known is None or MONTHS[period.kind] > MONTHS[known.kind]:
            longest[due_on] = period
    return {period: longest[on] for period, on in periods if longest[on] != period}
