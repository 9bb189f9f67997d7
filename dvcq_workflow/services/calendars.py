"""The working calendar: days off, and Saturdays worked for a swapped holiday."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dvcq_workflow.context import current_act
from dvcq_workflow.models.calendars import CalendarDay
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.calendars import DayFacts, DayState, state_of
from dvcq_workflow.rules.directory import require_filled
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.calendars import facts_of, standing_days
from dvcq_workflow.services.keeping import keeping
from dvcq_workflow.services.work import order_work

MAX_CAUSE = 500


@dataclass(frozen=True)
class LaidDay:
    """One day that was to be laid: how it stood, and whether it was written."""

    facts: DayFacts
    state: DayState
    is_written: bool
    standing: DayFacts | None = None


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
        _order_reckoning([day])
        return day


def lay_calendar(
    *,
    days: Iterable[DayFacts],
    actor: Any,
    replace: bool = False,
    dry_run: bool = False,
) -> list[LaidDay]:
    """Lay many days in the calendar in one act, and say of each how it stood. A second run writes
    nothing.

    ``replace``: write over a day that stands otherwise; else the table rules and it is only told.
    ``dry_run``: write nothing.

    Raises:
        NotPermitted: as ``keeping``.
    """
    with keeping(None, actor=actor, channel="command") as entry:
        wanted = list(days)
        known = standing_days(facts.day for facts in wanted)
        laid, written = [], []
        for facts in wanted:
            row = known.get(facts.day)
            standing = facts_of(row)
            state = state_of(facts, standing)
            writes = state is DayState.NEW or (replace and state is DayState.DIFFERS)
            laid.append(LaidDay(facts, state, writes and not dry_run, standing))
            if laid[-1].is_written:
                day = row or CalendarDay(day=facts.day)
                day.kind, day.name, day.decided_by = facts.kind, facts.name, facts.decided_by
                entry.keep(day, "calendar_day_saved")
                written.append(day)
        _order_reckoning(written)
        return laid


def _order_reckoning(days: Sequence[CalendarDay]) -> None:
    """Order that the years which are still running be reckoned anew, a plan at a time."""
    near = {day.day.year + ahead for day in days for ahead in (-1, 0, 1)}
    running = Plan.objects.filter(year_opened_at__isnull=False, status=Status.ISSUED)
    said = [f"{day.day:%d/%m/%Y} {day.name} ({day.get_kind_display()})" for day in days]
    cause = "; ".join(said)[:MAX_CAUSE]
    for plan_id in running.filter(year__in=near).values_list("pk", flat=True):
        order_work(
            "reckon_year",
            key=f"{plan_id}:{current_act().uid}",
            payload={"plan_id": plan_id, "cause": cause},
        )
