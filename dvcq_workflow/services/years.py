"""Opening a plan's year: what follows its release, done by work orders, a unit at a time.

First the whole plan: who sees it, what it obliges whom to, the periods of its reports. Then each
unit in a transaction of its own. Every part may run twice and changes nothing the second time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.models.assignments import Assignment
from dvcq_workflow.models.obligations import Obligation, YearOpening, YearPolicy
from dvcq_workflow.models.plans import Plan, PlanParty, RecipientUnit
from dvcq_workflow.models.reporting import ReportDuty, ReportingPeriod, ReportingRule
from dvcq_workflow.models.units import Unit
from dvcq_workflow.models.work import WorkOrder
from dvcq_workflow.rules.deadlines import Due, Reckoned, WorkingCalendar, reckon
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.obligations import (
    DueKind,
    PeriodKind,
    Strength,
    WeekendPolicy,
)
from dvcq_workflow.rules.periods import merged, periods_of
from dvcq_workflow.rules.plans import ONCE_ISSUED
from dvcq_workflow.selectors.calendars import working_calendar
from dvcq_workflow.selectors.numbering import plan_numbers
from dvcq_workflow.selectors.obligations import (
    Led,
    expanded,
    led_by,
    obligations_of,
    policy_of,
    strength_for,
)
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.assignments import TaskDates, lay_assignment
from dvcq_workflow.services.deciding import lock_plan
from dvcq_workflow.services.obligations import lay_obligations
from dvcq_workflow.services.outlines import lay_outline
from dvcq_workflow.services.plans import add_party
from dvcq_workflow.services.reports import order_report
from dvcq_workflow.services.work import order_work


def open_year(*, plan_id: int, actor: Any) -> Plan:
    """Let the units that received the plan see it, write down what it obliges whom to, and order
    that each unit's tasks be laid. A second run changes nothing.

    ``actor``: who released the plan; the job acts for them. A plan that changes another one, and
    one issued before the system, opens no year of its own.

    Raises:
        RuleViolation: ``plan_not_issued``.
    """
    with acting(actor=actor, channel="job") as act:
        plan = lock_plan(plan_id)
        act.refused_on = ("plan", plan.stream)
        if plan.state not in ONCE_ISSUED:
            raise RuleViolation("plan_not_issued")
        if plan.year_opened_at is not None:
            return plan
        reached = list(RecipientUnit.objects.filter(plan=plan).values_list("unit_id", flat=True))
        for unit_id in reached:
            add_party(plan, unit_id, PlanParty.Capacity.RECIPIENT)
        plan.year_opened_at = act.at
        plan.save()
        details = {"units": len(reached)}
        if _has_a_year(plan):
            details |= _lay_year(plan, act.at)
        record_event(
            "year_opened", stream=plan.stream, content_hash=plan.content_hash, details=details
        )
        return plan


def _has_a_year(plan: Plan) -> bool:
    return (
        plan.level == Plan.Level.PROVINCE
        and not plan.is_historical
        and plan.changes_plan_id is None
    )


def issued_on(plan: Plan) -> dt.date:
    """Return the date on an issued plan."""
    return plan_numbers().values_list("issued_on", flat=True).get(plan=plan)


def _lay_year(plan: Plan, at: dt.datetime) -> dict[str, int]:
    """Write down obligations, periods and outline, and order the work of each unit."""
    on = issued_on(plan)
    problems = lay_obligations(plan, on)
    lay_outline(plan, on)
    periods = lay_periods(plan, ReportingRule.objects.filter(plan=plan).order_by("pk"), on)
    units = sorted(units_of_year(plan, on))
    YearOpening.objects.create(
        plan=plan,
        units_total=len(units),
        started_at=at,
        finished_at=None if units else at,
        problems=[problem.to_json() for problem in problems],
    )
    for unit_id in units:
        order_work(
            "open_unit_year",
            key=f"{plan.pk}:{unit_id}",
            payload={"plan_id": plan.pk, "unit_id": unit_id},
        )
    return {
        "obligations": Obligation.objects.filter(plan=plan).count(),
        "periods": periods,
        "units_to_open": len(units),
        "problems": len(problems),
    }


def lay_periods(plan: Plan, rules: Iterable[ReportingRule], since: dt.date) -> int:
    """Write down the periods of rules whose reports fall on a day or later: what was due before
    the plan was issued, or before its rule was stated, was never owed. Returns how many."""
    policy, calendar = policy_of(plan), working_calendar()
    found: list[tuple[ReportingPeriod, Any, dt.date]] = []
    for rule in rules:
        for period in periods_of(PeriodKind(rule.period_kind), plan.year):
            reckoned = reckon_rule(rule, period, policy.weekend, calendar)
            if reckoned.due_on is None or reckoned.last_day is None or reckoned.due_on < since:
                continue
            row = _period_row(plan, rule, period, reckoned, policy.cutoff_days)
            row.save()
            found.append((row, period, reckoned.due_on))
    if policy.merge_same_day:
        _merge(found)
    return len(found)


def reckon_rule(
    rule: ReportingRule, period: Any, weekend: str, calendar: WorkingCalendar
) -> Reckoned:
    """Return the date by which a rule wants the report of a period, and how it is made."""
    due = Due(
        DueKind.RECURRING,
        period.due_day(rule.due_day, rule.due_month),
        raw_words=rule.raw_words,
        is_inclusive=rule.is_inclusive,
        rule=rule.period_kind,
        rule_params={"day": rule.due_day, "month": rule.due_month or period.last_month},
    )
    return reckon(due, policy=WeekendPolicy(weekend), calendar=calendar)


def _period_row(
    plan: Plan, rule: ReportingRule, period: Any, reckoned: Reckoned, cutoff_days: int | None
) -> ReportingPeriod:
    due_on, last_day = reckoned.due_on, reckoned.last_day
    if due_on is None or last_day is None:
        raise RuntimeError("A recurring date has a day.")
    cutoff = None if cutoff_days is None else due_on - dt.timedelta(days=cutoff_days)
    return ReportingPeriod(
        plan=plan,
        rule=rule,
        kind=rule.period_kind,
        index=period.index,
        year=period.year,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        due_on=due_on,
        effective_due_on=last_day,
        cutoff_on=cutoff,
        receiver_id=rule.receiver_id,
    )


def _merge(found: list[tuple[ReportingPeriod, Any, dt.date]]) -> None:
    rows = {period: row for row, period, _due_on in found}
    for period, into in merged([(period, due_on) for _row, period, due_on in found]).items():
        rows[period].merged_into = rows[into]
        rows[period].save()


def units_of_year(plan: Plan, on: dt.date) -> set[int]:
    """Return the units that have a task or a report to give under a plan."""
    units: set[int] = set()
    for row in obligations_of(plan):
        if row.is_assigned or row.due_kind == DueKind.RECURRING:
            units.update(
                unit.pk for each in expanded(row.actors.all(), on).values() for unit in each
            )
    return units


def open_unit_year(
    *, plan_id: int, unit_id: int, actor: Any, obligation_id: int | None = None
) -> list[Assignment]:
    """Lay one unit's tasks and duties to report, and return its tasks. A second run lays nothing.

    ``obligation_id``: lay what this one alone asks for: it was stated, or the unit was named for
    it, after the year was opened.

    Raises:
        RuleViolation: ``plan_not_issued``.
    """
    with acting(actor=actor, channel="job") as act:
        plan = lock_plan(plan_id)
        act.refused_on = ("plan", plan.stream)
        if plan.state not in ONCE_ISSUED:
            raise RuleViolation("plan_not_issued")
        unit = Unit.objects.get(pk=unit_id)
        rows = obligations_of(plan).filter(Q(is_assigned=True) | Q(due_kind=DueKind.RECURRING))
        if obligation_id is not None:
            rows = rows.filter(pk=obligation_id)
        led = led_by(unit, rows.prefetch_related(None), issued_on(plan))
        policy = policy_of(plan)
        tasks = _lay_tasks(plan, unit, led, policy)
        duties = _lay_duties(plan, unit, led, policy)
        if act.changes:
            add_party(plan, unit.pk, PlanParty.Capacity.ASSIGNED)
            details = {"unit": unit.pk, "tasks": len(tasks), "duties": duties}
            record_event("unit_year_opened", stream=plan.stream, details=details)
        return tasks


def _lay_tasks(plan: Plan, unit: Unit, led: Iterable[Led], policy: YearPolicy) -> list[Assignment]:
    """Lay the tasks that a unit leads, each with the units that support or follow it."""
    calendar = working_calendar()
    receiver = plan.advising_unit or plan.issuing_unit
    tasks = []
    for row, others in [(each.obligation, each.others) for each in led]:
        if not row.is_assigned:
            continue
        row.plan = plan
        reckoned = reckon_obligation(row, policy.weekend, calendar)
        task = lay_assignment(
            obligation=row,
            unit=unit,
            receiver=plan.issuing_unit if receiver.pk == unit.pk else receiver,
            dates=TaskDates(reckoned.due_on, reckoned.last_day),
            others=others,
            strength=strength_for(unit, is_binding=row.strength == Strength.ORDER),
        )
        tasks.append(task)
    return tasks


def reckon_obligation(row: Obligation, weekend: str, calendar: WorkingCalendar) -> Reckoned:
    """Return the date of an obligation and how it is made."""
    due = Due(
        DueKind(row.due_kind), row.due_on, raw_words=row.raw_words, is_inclusive=row.is_inclusive
    )
    return reckon(due, policy=WeekendPolicy(weekend), calendar=calendar)


def _lay_duties(plan: Plan, unit: Unit, led: Iterable[Led], policy: YearPolicy) -> int:
    """Lay a unit's duties to report; one that goes into a longer period's report is that one's."""
    count = 0
    for row in [each.obligation for each in led]:
        if row.due_kind != DueKind.RECURRING:
            continue
        periods = ReportingPeriod.objects.filter(rule__obligation=row, merged_into__isnull=True)
        for period in periods.order_by("due_on", "pk"):
            if period.receiver_id == unit.pk and not policy.receiver_reports:
                continue
            count += _lay_duty(plan, period, unit, row)
    return count


def _lay_duty(plan: Plan, period: ReportingPeriod, unit: Unit, row: Obligation) -> int:
    if ReportDuty.objects.filter(period=period, unit=unit).exists():
        return 0
    duty = ReportDuty(
        plan=plan,
        period=period,
        unit=unit,
        unit_name=unit.name,
        receiver_id=period.receiver_id,
        due_on=period.due_on,
        effective_due_on=period.effective_due_on,
        strength=strength_for(unit, is_binding=row.strength == Strength.ORDER),
    )
    duty.save()
    if period.opened_at is not None:
        order_report(duty)  # the tick was here first
    return 1


def count_opened(*, plan_id: int, at: dt.datetime) -> YearOpening | None:
    """Bring the progress of an opening to what is done, under the plan's lock; None: there is none.

    Which units are done is read from their orders, so that a number that was lost with a crash is
    found again.
    """
    opening = YearOpening.objects.select_for_update(no_key=True).filter(plan_id=plan_id).first()
    if opening is None or opening.finished_at is not None:
        return opening
    orders = WorkOrder.objects.filter(
        kind="open_unit_year", key__startswith=f"open_unit_year:{plan_id}:"
    )
    waiting = orders.exclude(state=WorkOrder.State.DONE).count()
    opening.units_done = max(opening.units_total - waiting + 1, opening.units_done)
    if opening.units_done >= opening.units_total:
        opening.units_done, opening.finished_at = opening.units_total, at
    opening.save()
    return opening
