"""What a plan obliges whom to, and its reporting rules: read from its text, stated or withdrawn by
a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from dvcq_workflow.documents.reading.duties import Duties, Duty, Reporting, duties_in
from dvcq_workflow.models.assignments import Assignment
from dvcq_workflow.models.obligations import Obligation, ObligationActor
from dvcq_workflow.models.plans import Plan, PlanItem
from dvcq_workflow.models.reporting import ReportingRule
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.desks import ROLES_AT, Step
from dvcq_workflow.rules.errors import NotVisible, RuleViolation
from dvcq_workflow.rules.obligations import (
    ActorRole,
    DueKind,
    ObligationKind,
    PeriodKind,
    Strength,
    require_obligation,
)
from dvcq_workflow.rules.plans import require_reason
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.selectors.obligations import strength_for, units_named
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import leading

GAP = 10
PERIOD_OF = {
    "quarterly": PeriodKind.QUARTER,
    "half_year": PeriodKind.HALF_YEAR,
    "nine_month": PeriodKind.NINE_MONTH,
    "annual": PeriodKind.YEAR,
}
LAST_OF_PERIOD = "last_of_quarter"


@dataclass(frozen=True)
class Problem:
    """Something in the text that a person must settle. ``code``: of ``labels.years``; ``words``:
    those of the text."""

    code: str
    words: str

    def to_json(self) -> dict[str, str]:
        """Return it as the opening of a year keeps it."""
        return {"code": self.code, "words": self.words[:300]}


@dataclass(frozen=True)
class ObligationFacts:
    """What a person states: the task, who leads it, how binding, until when."""

    text: str
    kind: ObligationKind
    lead_ids: tuple[int, ...]
    supporting_ids: tuple[int, ...] = ()
    strength: Strength = Strength.ORDER
    due_on: dt.date | None = None
    raw_words: str = ""
    is_inclusive: bool = True


def lay_obligations(plan: Plan, on: dt.date) -> list[Problem]:
    """Write down what the text of a plan obliges whom to, within the act that opens its year, as
    of the day of issue; what a person had stated before stays and nothing is read twice.

    Returns what a person must settle: names that stand for no unit, rules without a day.
    """
    if Obligation.objects.filter(plan=plan, origin=Obligation.Origin.READ).exists():
        return []
    duties = duties_in(content_of(plan).nodes)
    items = list(PlanItem.objects.filter(plan=plan).order_by("position"))
    writer = _Writer(plan, on, items)
    writer.write(duties)
    return writer.problems


class _Writer:
    """Writes the obligations of one plan, each at its place, and notes what it cannot match."""

    def __init__(self, plan: Plan, on: dt.date, items: list[PlanItem]) -> None:
        self.plan, self.on, self.items = plan, on, items
        self.problems: list[Problem] = []
        self.position = _last_position(plan)

    def write(self, duties: Duties) -> None:
        """Write all that was read."""
        for duty in duties.assigned:
            self._assigned(duty)
        for duty in duties.standing:
            self._keep(duty, ObligationKind(duty.kind), is_assigned=False)
        if duties.reporting is not None:
            self._reporting(duties.reporting)
        else:
            self.problems.append(Problem("no_reporting_sentence", ""))
        if duties.obstacles is not None:
            self._keep(duties.obstacles, ObligationKind.OBSTACLE, is_assigned=False)

    def _assigned(self, duty: Duty) -> None:
        units = self._named(duty.actors)
        row = self._keep(duty, ObligationKind(duty.kind), is_assigned=bool(units))
        self._name(row, units)

    def _named(self, names: Iterable[str]) -> list[Unit]:
        found: dict[int, Unit] = {}
        for name in names:
            units = units_named(name, self.on)
            if not units:
                self.problems.append(Problem("name_stands_for_no_unit", name))
            found.update({unit.pk: unit for unit in units})
        return list(found.values())

    def _keep(self, duty: Duty, kind: ObligationKind, *, is_assigned: bool) -> Obligation:
        self.position += GAP
        fixed = duty.due is not None
        undated = DueKind.EVENT if duty.kind == "event" else DueKind.NONE
        row = Obligation(
            plan=self.plan,
            item=self.items[duty.node] if duty.node < len(self.items) else None,
            position=self.position,
            text=duty.text,
            kind=kind,
            strength=Strength.ORDER if duty.is_binding else Strength.REQUEST,
            due_kind=DueKind.FIXED if fixed else undated,
            due_on=duty.due,
            raw_words=duty.raw_words[:300],
            is_inclusive="trước" not in duty.raw_words.casefold(),
            origin=Obligation.Origin.READ,
            is_assigned=is_assigned,
        )
        row.save()
        return row

    def _name(self, row: Obligation, units: Iterable[Unit]) -> None:
        for unit in units:
            ObligationActor(obligation=row, unit=unit, role=ActorRole.LEAD).save()

    def _reporting(self, found: Reporting) -> None:
        duty = Duty(found.node, found.text, found.actors, True, "report")
        row = self._keep(duty, ObligationKind.REPORT, is_assigned=False)
        row.due_kind = DueKind.RECURRING
        row.save()
        self._name(row, self._named(found.actors))
        receiver = self._receiver(found.to)
        for rule in found.rules:
            kind = PERIOD_OF.get(rule.period)
            if kind is None or rule.day is None or not _is_month(rule.month):
                self.problems.append(Problem("reporting_rule_unclear", rule.raw))
                continue
            ReportingRule(
                plan=self.plan,
                obligation=row,
                period_kind=kind,
                due_day=rule.day,
                due_month=rule.month if isinstance(rule.month, int) else None,
                raw_words=rule.raw[:300],
                is_inclusive=not rule.before,
                receiver=receiver,
            ).save()

    def _receiver(self, name: str) -> Unit:
        named = units_named(name, self.on) if name else []
        return named[0] if len(named) == 1 else self.plan.advising_unit or self.plan.issuing_unit


def _is_month(month: int | str | None) -> bool:
    return isinstance(month, int) or month == LAST_OF_PERIOD


def _last_position(plan: Plan) -> int:
    found = Obligation.objects.filter(plan=plan).aggregate(last=Max("position"))["last"]
    return int(found or 0)


def state_obligation(*, plan_id: int, facts: ObligationFacts, actor: Any) -> Obligation:
    """State a task of a plan by hand; by a specialist or head of the drafting or advising unit.

    Units outside the issuing body's authority are only asked, whatever is stated.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``leading``.
        RuleViolation: what ``rules.obligations.require_obligation`` refuses; ``unit_unknown``.
    """
    with leading(
        plan_id,
        actor=actor,
        unit_of=lambda plan: plan.advising_unit_id or plan.drafting_unit_id,
        roles=ROLES_AT[Step.DRAFT],
    ) as case:
        text = require_obligation(text=facts.text, leads=len(facts.lead_ids), words=facts.raw_words)
        row = Obligation(
            plan=case.plan,
            position=_last_position(case.plan) + GAP,
            text=text,
            kind=facts.kind,
            strength=facts.strength,
            due_kind=DueKind.FIXED if facts.due_on else DueKind.NONE,
            due_on=facts.due_on,
            raw_words=facts.raw_words.strip(),
            is_inclusive=facts.is_inclusive,
            origin=Obligation.Origin.STATED,
        )
        row.save()
        _name_stated(row, facts)
        case.record("obligation_stated", obligation=str(row.uid))
        return row


def _name_stated(row: Obligation, facts: ObligationFacts) -> None:
    parts = {ActorRole.LEAD: facts.lead_ids, ActorRole.SUPPORTING: facts.supporting_ids}
    units = Unit.objects.in_bulk([pk for ids in parts.values() for pk in ids])
    for role, ids in parts.items():
        for pk in dict.fromkeys(ids):
            if pk not in units:
                raise RuleViolation("unit_unknown")
            if role is ActorRole.SUPPORTING and pk in facts.lead_ids:
                continue
            ObligationActor(obligation=row, unit=units[pk], role=role).save()


def withdraw_obligation(*, obligation_id: int, reason: str, actor: Any) -> Obligation:
    """Take back a task that was stated or read wrongly, with the reason; as ``state_obligation``.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``leading``; ``obligation_not_found``.
        RuleViolation: ``reason_missing``, ``reason_too_long``; ``obligation_has_open_tasks``: its
            units' tasks are withdrawn first.
    """
    text = require_reason(reason)
    with acting(actor=actor):
        plan_id = (
            Obligation.objects.filter(pk=obligation_id).values_list("plan_id", flat=True).first()
        )
        if plan_id is None:
            raise NotVisible("obligation_not_found")
        with leading(
            plan_id,
            actor=actor,
            unit_of=lambda plan: plan.advising_unit_id or plan.drafting_unit_id,
            roles=ROLES_AT[Step.DRAFT],
        ) as case:
            row = Obligation.objects.get(pk=obligation_id)
            running = Assignment.objects.filter(obligation=row).exclude(
                status__in=[AssignmentStatus.WITHDRAWN, AssignmentStatus.DONE]
            )
            if running.exists():
                raise RuleViolation("obligation_has_open_tasks")
            if row.withdrawn_at is None:
                row.withdrawn_at = case.act.at
                row.save()
            case.record("obligation_withdrawn", reason=text, obligation=str(row.uid))
            return row


def strength_of(row: Obligation, unit: Unit) -> Strength:
    """Return how binding an obligation is for one unit."""
    return strength_for(unit, is_binding=row.strength == Strength.ORDER)
