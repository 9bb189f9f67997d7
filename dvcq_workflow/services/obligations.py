"""What a plan obliges whom to, and its reporting rules: read from its text, stated or withdrawn by
a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Max

from dvcq_workflow.context import current_act
from dvcq_workflow.documents.reading.duties import Duties, Duty, Reporting, duties_in
from dvcq_workflow.models.assignments import Assignment
from dvcq_workflow.models.obligations import Obligation, ObligationActor, YearOpening
from dvcq_workflow.models.plans import Plan, PlanItem
from dvcq_workflow.models.reporting import ReportDuty, ReportingRule
from dvcq_workflow.models.reports import Report
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.errors import Conflict, NotVisible, RuleViolation
from dvcq_workflow.rules.obligations import (
    ActorRole,
    DueKind,
    ObligationKind,
    PeriodKind,
    Strength,
    require_authority,
    require_obligation,
    undated_kind,
)
from dvcq_workflow.rules.plans import Status, require_reason
from dvcq_workflow.rules.reports import ReportStatus
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.selectors.obligations import (
    OUTSIDE_AUTHORITY,
    obligations_of,
    strength_for,
    units_named,
)
from dvcq_workflow.selectors.year_access import SETTLING_ROLES, settling_unit
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import leading
from dvcq_workflow.services.work import order_work

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
    those of the text; ``rows``: uids of the obligations that it is about."""

    code: str
    words: str
    rows: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as the opening of a year keeps it."""
        return {"code": self.code, "words": self.words[:300], "rows": list(self.rows)}


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

    Returns what a person must settle: names that stand for no unit, rules without a day, days
    that were over before the plan.
    """
    if Obligation.objects.filter(plan=plan, origin=Obligation.Origin.READ).exists():
        return []
    duties = duties_in(content_of(plan).nodes, year=plan.year)
    items = list(PlanItem.objects.filter(plan=plan).order_by("position"))
    return _Writer(plan, on, items).write(duties)


class _Writer:
    """Writes the obligations of one plan, each at its place, and notes what it cannot match."""

    def __init__(self, plan: Plan, on: dt.date, items: list[PlanItem]) -> None:
        self.plan, self.on, self.items = plan, on, items
        self._problems: dict[tuple[str, str], Problem] = {}
        self.position = _last_position(plan)

    def write(self, duties: Duties) -> list[Problem]:
        """Write all that was read and return what is left to a person."""
        for duty in duties.assigned:
            self._assigned(duty)
        for duty in duties.standing:
            self._keep(duty, ObligationKind(duty.kind), is_assigned=False)
        if duties.reporting is not None:
            self._reporting(duties.reporting)
        else:
            self._left("no_reporting_sentence", "")
        if duties.obstacles is not None:
            self._keep(duties.obstacles, ObligationKind.OBSTACLE, is_assigned=False)
        return list(self._problems.values())

    def _assigned(self, duty: Duty) -> None:
        found = {name: units_named(name, self.on) for name in duty.actors}
        row = self._keep(duty, ObligationKind(duty.kind), is_assigned=any(found.values()))
        self._name_all(row, found)

    def _name_all(self, row: Obligation, found: dict[str, list[Unit]]) -> None:
        for name, units in found.items():
            name_units(row, units)
            if not units:
                self._left("name_stands_for_no_unit", name, row)

    def _left(self, code: str, words: str, *rows: Obligation) -> None:
        """Leave something to a person; what is the same of several paragraphs is said once."""
        key, known = (code, words), self._problems.get((code, words))
        before = known.rows if known else ()
        self._problems[key] = Problem(code, words, (*before, *(str(row.uid) for row in rows)))

    def _keep(self, duty: Duty, kind: ObligationKind, *, is_assigned: bool) -> Obligation:
        self.position += GAP
        is_over = duty.due is not None and duty.due < self.on
        due_on = None if is_over else duty.due
        row = Obligation(
            plan=self.plan,
            item=self.items[duty.node] if duty.node < len(self.items) else None,
            position=self.position,
            text=duty.text,
            kind=kind,
            strength=Strength.ORDER if duty.is_binding else Strength.REQUEST,
            due_kind=DueKind.FIXED if due_on else undated_kind(duty.kind),
            due_on=due_on,
            raw_words=duty.raw_words[:300],
            is_inclusive="trước" not in duty.raw_words.casefold(),
            origin=Obligation.Origin.READ,
            is_assigned=is_assigned,
        )
        row.save()
        if is_over:
            self._left("due_before_issue", duty.raw_words, row)
        return row

    def _reporting(self, found: Reporting) -> None:
        duty = Duty(found.node, found.text, found.actors, True, "report")
        row = self._keep(duty, ObligationKind.REPORT, is_assigned=False)
        row.due_kind = DueKind.RECURRING
        row.save()
        self._name_all(row, {name: units_named(name, self.on) for name in found.actors})
        receiver = self._receiver(found.to)
        for rule in found.rules:
            kind = PERIOD_OF.get(rule.period)
            if kind is None or rule.day is None or not _is_month(rule.month):
                self._left("reporting_rule_unclear", rule.raw, row)
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


settling = partial(leading, unit_of=settling_unit, roles=SETTLING_ROLES)
"""The path of what a person settles of a plan's year."""


def state_obligation(*, plan_id: int, facts: ObligationFacts, actor: Any) -> Obligation:
    """State a task of a plan by hand; by a specialist or head of the advising unit (of the
    drafting one where none advises). Each unit that leads then gets a task of its own.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``leading``.
        RuleViolation: as ``write_stated``; ``year_not_opened``, ``task_stated_already``.
    """
    with settling(plan_id, actor=actor) as case:
        require_opened(case.plan)
        _require_not_stated(case.plan, facts)
        due = DueKind.FIXED if facts.due_on else undated_kind(facts.kind)
        row = write_stated(case.plan, facts, due)
        case.record("obligation_stated", obligation=str(row.uid))
        order_units(row, facts.lead_ids)
        return row


def _require_not_stated(plan: Plan, facts: ObligationFacts) -> None:
    """A form that is sent twice lays one task: refuse the same words, day and kind for a unit that
    leads such a task already."""
    stated = obligations_of(plan).filter(
        origin=Obligation.Origin.STATED,
        kind=facts.kind,
        due_on=facts.due_on,
        text=facts.text.strip(),
    )
    for row in stated:
        for actor in row.actors.all():
            if actor.role == ActorRole.LEAD and actor.unit_id in facts.lead_ids:
                raise RuleViolation("task_stated_already", unit=actor.unit.name)


def require_opened(plan: Plan) -> YearOpening:
    """Lock the opening of a plan's year and return it.

    Raises:
        RuleViolation: ``year_not_opened``, also where the plan holds no more.
    """
    rows = YearOpening.objects.select_for_update(no_key=True).filter(plan=plan)
    opening = rows.first() if plan.state is Status.ISSUED else None
    if opening is None:
        raise RuleViolation("year_not_opened")
    return opening


def write_stated(plan: Plan, facts: ObligationFacts, due: DueKind) -> Obligation:
    """Write what a person states within the current act.

    Raises:
        RuleViolation: what ``rules.obligations.require_obligation`` refuses; ``unit_unknown``;
            ``order_outside_authority``.
    """
    text = require_obligation(text=facts.text, leads=len(facts.lead_ids), words=facts.raw_words)
    units = units_chosen((*facts.lead_ids, *facts.supporting_ids))
    outside = [units[pk].name for pk in facts.lead_ids if units[pk].kind in OUTSIDE_AUTHORITY]
    require_authority(facts.strength, outside)
    row = Obligation(
        plan=plan,
        position=_last_position(plan) + GAP,
        text=text,
        kind=facts.kind,
        strength=facts.strength,
        due_kind=due,
        due_on=facts.due_on,
        raw_words=facts.raw_words.strip(),
        is_inclusive=facts.is_inclusive,
        origin=Obligation.Origin.STATED,
        is_assigned=due is not DueKind.RECURRING,
    )
    row.save()
    supporting = [pk for pk in facts.supporting_ids if pk not in facts.lead_ids]
    name_units(row, [units[pk] for pk in facts.lead_ids])
    name_units(row, [units[pk] for pk in supporting], ActorRole.SUPPORTING)
    return row


def units_chosen(ids: Iterable[int]) -> dict[int, Unit]:
    """Return the units that a person chose, by key.

    Raises:
        RuleViolation: ``unit_unknown``.
    """
    wanted = set(ids)
    units = Unit.objects.in_bulk(wanted)
    if len(units) < len(wanted):
        raise RuleViolation("unit_unknown")
    return units


def name_units(row: Obligation, units: Iterable[Unit], role: ActorRole = ActorRole.LEAD) -> None:
    """Write down that a task names these units; one that it names already keeps its part."""
    named = set(ObligationActor.objects.filter(obligation=row).values_list("unit_id", flat=True))
    for unit in {unit.pk: unit for unit in units if unit.pk not in named}.values():
        ObligationActor(obligation=row, unit=unit, role=role).save()


def order_units(row: Obligation, unit_ids: Iterable[int]) -> None:
    """Order that what a task asks for be laid on these units, each by an order of its own."""
    for pk in dict.fromkeys(unit_ids):
        order_work(
            "open_obligation",
            key=f"{row.pk}:{pk}:{current_act().uid}",
            payload={"plan_id": row.plan_id, "obligation_id": row.pk, "unit_id": pk},
        )


def withdraw_obligation(*, obligation_id: int, reason: str, actor: Any) -> Obligation:
    """Take back a task that was stated or read wrongly, with the reason; as ``state_obligation``.
    Reports that it asked for and that nobody began are then owed no more.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``leading``; ``obligation_not_found``;
            ``obligation_gone``: it was taken back already.
        RuleViolation: ``reason_missing``, ``reason_too_long``; ``obligation_has_open_tasks``: its
            units' tasks are withdrawn first; ``obligation_has_reports``.
    """
    with acting(actor=actor):
        plan_id = (
            Obligation.objects.filter(pk=obligation_id).values_list("plan_id", flat=True).first()
        )
        if plan_id is None:
            raise NotVisible("obligation_not_found")
        with settling(plan_id, actor=actor) as case:
            text = require_reason(reason)
            row = Obligation.objects.get(pk=obligation_id)
            if row.withdrawn_at is not None:
                raise Conflict("obligation_gone")
            _require_nobody_works(row)
            _excuse_duties(row, text, case.act.at)
            row.withdrawn_at = case.act.at
            row.save()
            case.record("obligation_withdrawn", reason=text, obligation=str(row.uid))
            return row


def _require_nobody_works(row: Obligation) -> None:
    closed = [AssignmentStatus.WITHDRAWN, AssignmentStatus.DONE]
    if Assignment.objects.filter(obligation=row).exclude(status__in=closed).exists():
        raise RuleViolation("obligation_has_open_tasks")
    begun = Report.objects.filter(duty__period__rule__obligation=row)
    if begun.exclude(status=ReportStatus.WITHDRAWN).exists():
        raise RuleViolation("obligation_has_reports")


def _excuse_duties(row: Obligation, reason: str, at: dt.datetime) -> None:
    owed = ReportDuty.objects.filter(period__rule__obligation=row, excused_at__isnull=True)
    for duty in owed:
        duty.excused_at, duty.excused_reason = at, reason
        duty.save()


def strength_of(row: Obligation, unit: Unit) -> Strength:
    """Return how binding an obligation is for one unit."""
    return strength_for(unit, is_binding=row.strength == Strength.ORDER)
