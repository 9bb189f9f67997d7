"""A holiday was added, moved or taken away: what is still running gets its last day anew.

What is done, closed or extended keeps its date. The date as first set never changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.models.assignments import Assignment
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.reporting import ReportDuty, ReportingPeriod
from dvcq_workflow.models.reports import Report
from dvcq_workflow.rules.assignments import CLOSED
from dvcq_workflow.rules.deadlines import Due, WorkingCalendar, reckon
from dvcq_workflow.rules.extensions import ExtensionStatus
from dvcq_workflow.rules.obligations import DueKind, Strength, WeekendPolicy
from dvcq_workflow.rules.reports import HANDED_IN, ReportStatus
from dvcq_workflow.selectors.calendars import working_calendar
from dvcq_workflow.selectors.obligations import policy_of
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.assignments import rehash
from dvcq_workflow.services.deciding import lock_plan
from dvcq_workflow.services.desks import date_desks


def recompute_year(*, plan_id: int, cause: str, actor: Any) -> int:
    """Reckon anew the last days of what is still running under a plan; return how many moved.

    ``cause``: which day of the calendar changed, in words; the event keeps it with each old and
    new date. ``actor``: who changed the calendar; the job acts for them.
    """
    with acting(actor=actor, channel="job") as act:
        plan = lock_plan(plan_id)
        act.refused_on = ("plan", plan.stream)
        calendar, policy = working_calendar(), WeekendPolicy(policy_of(plan).weekend)
        moved = [
            *_periods(plan, policy, calendar),
            *_duties(plan, policy, calendar),
            *_tasks(plan, policy, calendar),
        ]
        if moved:
            record_event(
                "year_reckoned_anew",
                stream=plan.stream,
                details={"cause": cause, "moved": len(moved), "dates": moved[:200]},
            )
        return len(moved)


def _periods(plan: Plan, policy: WeekendPolicy, calendar: WorkingCalendar) -> Iterator[list[str]]:
    rows = ReportingPeriod.objects.filter(plan=plan).select_related("rule")
    for row in rows.order_by("pk"):
        strict = not row.rule.is_inclusive
        yield from _move(row, "period", row.due_on, strict, policy, calendar)


def _duties(plan: Plan, policy: WeekendPolicy, calendar: WorkingCalendar) -> Iterator[list[str]]:
    given = Report.objects.filter(plan=plan, status__in=sorted(HANDED_IN))
    rows = ReportDuty.objects.filter(plan=plan, excused_at__isnull=True).exclude(
        pk__in=given.values("duty_id")
    )
    for row in rows.select_related("period__rule").order_by("pk"):
        strict = not row.period.rule.is_inclusive
        yield from _move(row, "duty", row.due_on, strict, policy, calendar, keep=_keep_duty)


def _keep_duty(duty: ReportDuty) -> None:
    """Save it, and move the date of its report that is being written with it."""
    duty.save()
    for report in Report.objects.filter(duty=duty).exclude(status=ReportStatus.WITHDRAWN):
        report.effective_due_on = duty.effective_due_on
        report.save()
        date_desks("report", report)


def _tasks(plan: Plan, policy: WeekendPolicy, calendar: WorkingCalendar) -> Iterator[list[str]]:
    rows = Assignment.objects.filter(
        plan=plan, due_on__isnull=False, strength=Strength.ORDER
    ).exclude(status__in=sorted(CLOSED))
    extended = rows.filter(extensions__status=ExtensionStatus.GRANTED)
    for row in rows.exclude(pk__in=extended.values("pk")).order_by("pk"):
        strict = not row.is_inclusive
        yield from _move(row, "task", row.due_on, strict, policy, calendar, keep=_keep_task)


def _keep_task(task: Assignment) -> None:
    """Save it with the hash of what people see of it now, which its last day is part of."""
    rehash(task)
    date_desks("assignment", task)


def _save(row: Any) -> None:
    row.save()


def _move(
    row: Any,
    kind: str,
    due_on: dt.date | None,
    strict: bool,
    policy: WeekendPolicy,
    calendar: WorkingCalendar,
    *,
    keep: Callable[[Any], None] = _save,
) -> Iterator[list[str]]:
    due = Due(DueKind.FIXED, due_on, is_inclusive=not strict)
    last = reckon(due, policy=policy, calendar=calendar).last_day
    before = row.effective_due_on
    if last is None or last == before:
        return
    row.effective_due_on = last
    keep(row)
    yield [kind, str(row.uid), str(before), str(last)]
