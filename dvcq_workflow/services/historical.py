"""Plans issued before this system: recorded with their own number and date, never renumbered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.context import Act
from dvcq_workflow.models.audit import AuditStream
from dvcq_workflow.models.documents import Issuance, NumberSeries
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.content import PlanContent
from dvcq_workflow.rules.desks import Seat
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.numbering import PAPER_SERIES, require_historical, series_for
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.numbering import series_in
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.contents import freeze_version, write_content
from dvcq_workflow.services.plans import level_of, name_parties


@dataclass(frozen=True)
class _Paper:
    """What the paper register says of the plan, and why it is recorded now."""

    series: NumberSeries
    number: int
    issued_on: dt.date
    reason: str


def record_historical_plan(
    *,
    content: PlanContent,
    issuing_unit: Unit,
    drafting_unit: Unit,
    number: int,
    issued_on: dt.date,
    reason: str,
    stream: AuditStream,
    seat: Seat,
    actor: Any,
    advising_unit: Unit | None = None,
) -> Plan:
    """Record an issued plan of the past: frozen, numbered on paper; by the drafting ``seat``.

    Raises:
        RuleViolation: ``number_taken``, and what ``rules.numbering.require_historical`` refuses.
    """
    with acting(actor=actor) as act:
        series = _paper_series(issuing_unit, issued_on.year, content.document_type)
        on = timezone.localdate(act.at)
        require_historical(number, issued_on, on=on, first_here=_first_here(series))
        _require_free(series, number, content.symbol)
        plan = Plan(
            stream=stream,
            issuing_unit=issuing_unit,
            drafting_unit=drafting_unit,
            advising_unit=advising_unit,
            drafter=actor,
        )
        issuance = _freeze(plan, content, _Paper(series, number, issued_on, reason), act)
        record_event(
            "plan_recorded_as_issued",
            stream=stream,
            seat=seat,
            reason=reason,
            content_hash=plan.content_hash,
            details={"number": issuance.full_number, "issued_on": str(issued_on)},
        )
        return plan


def _freeze(plan: Plan, content: PlanContent, paper: _Paper, act: Act) -> Issuance:
    """Store the plan as issued, its content frozen and its number marked as of paper."""
    plan.level = level_of(plan.issuing_unit)
    plan.status = Status.ISSUED
    plan.is_historical = True
    write_content(plan, content)
    name_parties(plan)
    issuance = Issuance(
        series=paper.series,
        number=paper.number,
        symbol=plan.symbol,
        issued_on=paper.issued_on,
        plan=plan,
        version=freeze_version(plan),
        content_hash=plan.content_hash,
        state=Issuance.State.RELEASED,
        medium=Issuance.Medium.PAPER,
        reason=paper.reason,
        taken_by_id=act.actor_id,
        taken_at=act.at,
        released_at=act.at,
    )
    issuance.save()
    return issuance


def _require_free(series: NumberSeries, number: int, symbol: str) -> None:
    taken = Issuance.objects.filter(
        series__unit_id=series.unit_id, series__year=series.year, number=number, symbol=symbol
    )
    if taken.exists():
        raise RuleViolation("number_taken", number=number, year=series.year)


def _paper_series(unit: Unit, year: int, document_type: str) -> NumberSeries:
    """Return the series whose paper part holds the number, or one for a year wholly on paper."""
    rows = series_in(unit.pk, year).select_for_update(no_key=True)
    given_here = series_for(document_type, rows)
    if given_here is not None:
        return given_here
    lock_directory()
    series = NumberSeries.objects.filter(unit=unit, year=year, code=PAPER_SERIES).first()
    if series is None:
        series = NumberSeries(unit=unit, year=year, code=PAPER_SERIES)
        series.save()
    return series


def _first_here(series: NumberSeries) -> int | None:
    """Return the first number given in this system; None where the year is wholly on paper."""
    return None if series.code == PAPER_SERIES else series.continues_at
