"""The working calendar as the rules read it."""

from __future__ import annotations

from dvcq_workflow.models.calendars import CalendarDay
from dvcq_workflow.rules.deadlines import WorkingCalendar


def working_calendar() -> WorkingCalendar:
    """Return all days that differ from the plain week, in one query."""
    rows = list(CalendarDay.objects.values_list("day", "kind", "name"))
    return WorkingCalendar(
        off={day: name for day, kind, name in rows if kind == CalendarDay.Kind.HOLIDAY},
        worked=frozenset(day for day, kind, _name in rows if kind == CalendarDay.Kind.WORKING),
    )
