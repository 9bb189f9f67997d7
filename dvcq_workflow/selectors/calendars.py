"""The working calendar as the rules read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from dvcq_workflow.models.calendars import CalendarDay
from dvcq_workflow.rules.calendars import DayFacts
from dvcq_workflow.rules.deadlines import WorkingCalendar


def working_calendar() -> WorkingCalendar:
    """Return all days that differ from the plain week, in one query."""
    rows = list(CalendarDay.objects.values_list("day", "kind", "name"))
    return WorkingCalendar(
        off={day: name for day, kind, name in rows if kind == CalendarDay.Kind.HOLIDAY},
        worked=frozenset(day for day, kind, _name in rows if kind == CalendarDay.Kind.WORKING),
    )


def standing_days(days: Iterable[dt.date]) -> dict[dt.date, CalendarDay]:
    """Return which of these days stand in the calendar, in one query."""
    return {row.day: row for row in CalendarDay.objects.filter(day__in=list(days))}


def facts_of(row: CalendarDay | None) -> DayFacts | None:
    """Return what the calendar says of a day; None: the day is a plain one."""
    return DayFacts(row.day, row.kind, row.name, row.decided_by) if row else None
