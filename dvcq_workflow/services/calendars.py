"""The working calendar: days off, and Saturdays worked for a swapped holiday."""

from __future__ import annotations

from typing import Any

from dvcq_workflow.context import current_act
from dvcq_workflow.models.calendars import CalendarDay
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.directory import require_filled
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.services.keeping import keeping
from dvcq_workflow.services.work import order_work


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
        _order_reckoning(day)
        return day


def _order_reckoning(day: CalendarDay) -> None:
    """Order that the years which are still running be reckoned anew, a plan at a time."""
    running = Plan.objects.filter(year_opened_at__isnull=False, status=Status.ISSUED)
    near = (day.day.year - 1, day.day.year, day.day.year + 1)
    cause = f"{day.day:%d/%m/%Y} {day.name} ({day.get_kind_display()})"
    for plan_id in running.filter(year__in=near).values_list("pk", flat=True):
        order_work(
            "reckon_year",
            key=f"{plan_id}:{current_act().uid}",
            payload={"plan_id": plan_id, "cause": cause},
        )
