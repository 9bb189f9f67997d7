"""A plan's year as its page shows it: what it obliges whom to, by when, and how the date came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dvcq_workflow.models.obligations import Obligation, YearOpening
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.reporting import ReportingPeriod
from dvcq_workflow.rules.deadlines import Due, Step, cutoff_warning, reckon
from dvcq_workflow.rules.errors import NotVisible
from dvcq_workflow.rules.obligations import DueKind, PeriodKind, WeekendPolicy
from dvcq_workflow.rules.periods import Period
from dvcq_workflow.selectors.calendars import working_calendar
from dvcq_workflow.selectors.obligations import obligations_of, policy_of


@dataclass(frozen=True)
class PeriodShown:
    """One period with how its date was made. ``warning``: a code of decree 09/2019, or empty."""

    period: ReportingPeriod
    steps: tuple[Step, ...]
    warning: str


@dataclass(frozen=True)
class YearShown:
    """What a plan's year holds. ``opening``: None where it opens none."""

    obligations: Sequence[Obligation]
    periods: tuple[PeriodShown, ...]
    opening: YearOpening | None
    policy: Any


@dataclass(frozen=True)
class ProblemShown:
    """Something that the opening of a year left to a person. ``number``: by which it is settled;
    ``rows``: the tasks it is about; ``way``, ``on``: how and when it was settled, or empty."""

    number: int
    code: str
    words: str
    rows: tuple[Obligation, ...]
    way: str = ""
    on: dt.date | None = None


def problems_of(opening: YearOpening) -> tuple[ProblemShown, ...]:
    """Return what the opening of a year left to a person, in one query."""
    wanted = [uid for each in opening.problems for uid in each.get("rows", [])]
    rows = Obligation.objects.filter(plan_id=opening.plan_id, uid__in=wanted)
    known = {str(row.uid): row for row in rows.filter(withdrawn_at__isnull=True)}
    return tuple(_problem(n, each, known) for n, each in enumerate(opening.problems))


def _problem(number: int, each: dict[str, Any], known: dict[str, Obligation]) -> ProblemShown:
    rows = tuple(known[uid] for uid in each.get("rows", []) if uid in known)
    settled = each.get("settled") or {}
    on = dt.date.fromisoformat(settled["on"]) if settled else None
    return ProblemShown(number, each["code"], each["words"], rows, settled.get("way", ""), on)


def problem_of(plan: Plan, number: int) -> ProblemShown:
    """Return one thing that the opening of a plan's year left to a person.

    Raises:
        NotVisible: ``year_problem_unknown``.
    """
    opening = YearOpening.objects.filter(plan=plan).first()
    found = problems_of(opening) if opening else ()
    if not 0 <= number < len(found):
        raise NotVisible("year_problem_unknown")
    return found[number]


def year_of(plan: Plan) -> YearShown:
    """Return what a plan obliges whom to and its periods; a constant number of queries."""
    policy, calendar = policy_of(plan), working_calendar()
    rows = ReportingPeriod.objects.filter(plan=plan).select_related(
        "rule", "receiver", "merged_into"
    )
    return YearShown(
        obligations=list(obligations_of(plan)),
        periods=tuple(_shown(row, policy, calendar) for row in rows.order_by("due_on", "pk")),
        opening=YearOpening.objects.filter(plan=plan).first(),
        policy=policy,
    )


def _shown(row: ReportingPeriod, policy: Any, calendar: Any) -> PeriodShown:
    rule, period = row.rule, Period(PeriodKind(row.kind), row.year, row.index)
    due = Due(
        DueKind.RECURRING,
        row.due_on,
        raw_words=rule.raw_words,
        is_inclusive=rule.is_inclusive,
        rule=rule.period_kind,
        rule_params={"day": rule.due_day, "month": rule.due_month or period.last_month},
    )
    reckoned = reckon(due, policy=WeekendPolicy(policy.weekend), calendar=calendar)
    warning = cutoff_warning(
        due_on=row.due_on,
        cutoff_on=row.cutoff_on,
        standard=period.standard_cutoff,
        calendar=calendar,
    )
    return PeriodShown(row, reckoned.steps, warning)
