"""Due dates: from the words of a plan to the last day in time, each step of the way kept.

A date explains itself: ``Reckoned.steps`` says by which rule it was made, from which words, which
days off were stepped over and what was granted. ``labels.deadlines`` has the sentences.

Source: Civil Code 2015, Article 148 (a term that ends on a day off ends on the next working day);
for the fixed dates of a plan no rule is known, so that each plan has a policy of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dvcq_workflow.rules.obligations import DueKind, WeekendPolicy

SATURDAY = 5
LONGEST_RUN = 60
"""So many days off in a row no calendar has: one that says so is wrong, and the date stays."""

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class WorkingCalendar:
    """The days that differ from the plain week. ``off``: their names; ``worked``: Saturdays and
    Sundays that are worked for a swapped holiday."""

    off: Mapping[dt.date, str] = field(default_factory=dict)
    worked: frozenset[dt.date] = frozenset()

    def is_working(self, day: dt.date) -> bool:
        """Return whether offices work that day."""
        return day in self.worked or (day not in self.off and day.weekday() < SATURDAY)

    def name_of(self, day: dt.date) -> str:
        """Return the name of a day off; empty for the plain end of a week."""
        return self.off.get(day, "")


PLAIN_WEEK = WorkingCalendar()


@dataclass(frozen=True)
class Due:
    """When something is due, as it was said. ``day``: the date in the words, where there is one;
    ``is_inclusive``: whether that day itself is in time ("trước ngày" is strict).

    ``rule``: which rule made the day, as ``labels.deadlines`` names it, with ``rule_params``.
    """

    kind: DueKind
    day: dt.date | None = None
    raw_words: str = ""
    is_inclusive: bool = True
    rule: str = ""
    rule_params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One step of how a date was made: a code of ``labels.deadlines`` and what it speaks of."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reckoned:
    """``due_on``: the date as it was set, kept for statistics; ``last_day``: the last day in time.
    Both None where nothing has a date."""

    due_on: dt.date | None
    last_day: dt.date | None
    steps: tuple[Step, ...]


def reckon(
    due: Due,
    *,
    policy: WeekendPolicy = WeekendPolicy.NEXT_WORKING_DAY,
    calendar: WorkingCalendar = PLAIN_WEEK,
    extended_to: Iterable[dt.date] = (),
) -> Reckoned:
    """Return the date of ``due`` and how it was made.

    ``extended_to``: the dates that were granted, in their order; the last one counts.
    """
    steps = [Step(f"due_{due.kind}", dict(due.rule_params) | {"rule": due.rule})]
    if due.raw_words:
        steps.append(Step("words", {"words": due.raw_words}))
    if due.day is None:
        return Reckoned(None, None, tuple(steps))
    steps.append(Step("day", {"day": due.day}))
    last = due.day if due.is_inclusive else due.day - ONE_DAY
    if not due.is_inclusive:
        steps.append(Step("strict", {"day": due.day, "last": last}))
    last = _rolled(last, policy, calendar, steps)
    for granted in extended_to:
        steps.append(Step("extended", {"day": granted, "before": last}))
        last = _rolled(granted, policy, calendar, steps)
    steps.append(Step("last_day", {"day": last}))
    return Reckoned(due.day, last, tuple(steps))


def _rolled(
    day: dt.date, policy: WeekendPolicy, calendar: WorkingCalendar, steps: list[Step]
) -> dt.date:
    """Return the working day that the policy leads to, and note each day stepped over."""
    if policy is WeekendPolicy.NONE or calendar.is_working(day):
        return day
    way = ONE_DAY if policy is WeekendPolicy.NEXT_WORKING_DAY else -ONE_DAY
    over, at = [], day
    while not calendar.is_working(at):
        over.append(at)
        at += way
        if len(over) > LONGEST_RUN:
            return day
    steps += [Step("stepped_over", {"day": d, "name": calendar.name_of(d)}) for d in over]
    return at


def cutoff_warning(
    *, due_on: dt.date, cutoff_on: dt.date | None, standard: dt.date, calendar: WorkingCalendar
) -> str:
    """Return the code of what decree 09/2019/ND-CP finds amiss; empty: nothing. Only a warning:
    the plan's own date holds.

    ``standard``: the decree's cut-off of the period. ``cutoff_on``: the plan's, where it has one.

    Source: decree 09/2019/ND-CP, Article 8.5 (due at least one working day after the data's end)
    and Article 12 (the data's end by period).
    """
    if cutoff_on is not None:
        between = cutoff_on + ONE_DAY
        while between < due_on and not calendar.is_working(between):
            between += ONE_DAY
        return "due_before_cutoff" if between > due_on else ""
    return "due_before_standard_cutoff" if due_on <= standard else ""
