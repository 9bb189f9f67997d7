"""The working calendar: days off, and Saturdays worked for a swapped holiday."""

from __future__ import annotations

from typing import Any

from dvcq_workflow.models.calendars import CalendarDay
from dvcq_workflow.rules.directory import require_filled
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.services.keeping import keeping


def save_calendar_day(*, day: CalendarDay, actor: Any) -> CalendarDay:
    """Save a day that differs from the plain week; each day stands in the table once.

    Raises:
        NotPermitted, Conflict: as ``keeping``.
        RuleViolation: ``directory_field_empty``, ``calendar_day_taken``.
    """
    with keeping(day, actor=actor) as entry:
        require_filled(name=day.name)
        if CalendarDay.objects.exclude(pk=day.pk).filter(day=day.day).exists():
            raise RuleViolation("calendar_day_taken", day=day.day)
        entry.keep(day, "calendar_day_saved")
        return day
