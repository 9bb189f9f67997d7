"""Reporting rules that a person states: which period, which day, who owes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dvcq_workflow.models.obligations import Obligation, YearOpening
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.reporting import ReportingRule
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.obligations import (
    ActorRole,
    DueKind,
    ObligationKind,
    PeriodKind,
    require_rule,
)
from dvcq_workflow.selectors.obligations import expanded, obligations_of
from dvcq_workflow.services.obligations import (
    ObligationFacts,
    order_units,
    require_opened,
    settling,
    write_stated,
)
from dvcq_workflow.services.problems import open_problem, settle_problem
from dvcq_workflow.services.years import issued_on, lay_periods

RULE_PROBLEMS = frozenset({"reporting_rule_unclear", "no_reporting_sentence"})
"""What the opening of a year leaves open and a rule settles."""


@dataclass(frozen=True)
class RuleFacts:
    """What a person states. ``due_month`` None: the last month of each period. ``sentence``: who
    owes the report and by which words; None: those whom the plan's own sentence names."""

    period_kind: PeriodKind
    due_day: int
    due_month: int | None = None
    raw_words: str = ""
    is_inclusive: bool = True
    sentence: ObligationFacts | None = None


def state_reporting_rule(
    *, plan_id: int, facts: RuleFacts, actor: Any, problem: int | None = None
) -> ReportingRule:
    """State a rule of periodic reports by hand; as ``state_obligation``. Its periods are laid from
    today on, and each unit's duties by an order of its own.

    ``problem``: the number of what the opening left open that this settles.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``leading``; as ``open_problem``.
        RuleViolation: what ``rules.obligations.require_rule`` refuses; as ``write_stated``;
            ``year_not_opened``, ``rule_without_reporters``, ``reporting_rule_stands``.
    """
    with settling(plan_id, actor=actor) as case:
        opening = require_opened(case.plan)
        require_rule(
            kind=facts.period_kind, day=facts.due_day, month=facts.due_month, words=facts.raw_words
        )
        row = _sentence(case.plan, facts)
        reporters = _reporters(row, issued_on(case.plan))
        _require_no_other(case.plan, facts.period_kind, reporters)
        rule = _write(row, facts)
        periods = lay_periods(case.plan, [rule], timezone.localdate(case.act.at))
        order_units(row, reporters)
        if problem is not None:
            _settle(opening, problem)
        case.record("reporting_rule_stated", rule=str(rule.uid), periods=periods)
        return rule


def _settle(opening: YearOpening, number: int) -> None:
    open_problem(opening, number, RULE_PROBLEMS)
    settle_problem(opening, number, "rule")


def _sentence(plan: Plan, facts: RuleFacts) -> Obligation:
    """Return the obligation that a rule belongs to: the plan's own sentence, or one now stated."""
    if facts.sentence is not None:
        return write_stated(plan, facts.sentence, DueKind.RECURRING)
    own = obligations_of(plan).filter(kind=ObligationKind.REPORT).first()
    if own is None or not own.actors.all():
        raise RuleViolation("rule_without_reporters")
    return own


def _reporters(row: Obligation, on: dt.date) -> dict[int, Unit]:
    return {unit.pk: unit for unit in expanded(row.actors.all(), on)[ActorRole.LEAD]}


def _require_no_other(plan: Plan, kind: PeriodKind, reporters: dict[int, Unit]) -> None:
    """A unit owes one report of a period: refuse a second rule of the same kind for it."""
    on = issued_on(plan)
    for row in obligations_of(plan).filter(reporting_rules__period_kind=kind):
        if both := _reporters(row, on).keys() & reporters.keys():
            raise RuleViolation("reporting_rule_stands", unit=reporters[min(both)].name)


def _write(row: Obligation, facts: RuleFacts) -> ReportingRule:
    receiver = row.plan.advising_unit or row.plan.issuing_unit
    rule = ReportingRule(
        plan=row.plan,
        obligation=row,
        period_kind=facts.period_kind,
        due_day=facts.due_day,
        due_month=facts.due_month,
        raw_words=facts.raw_words.strip(),
        is_inclusive=facts.is_inclusive,
        receiver=receiver,
    )
    rule.save()
    return rule
