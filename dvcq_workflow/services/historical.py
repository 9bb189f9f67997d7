"""Plans issued before this system: recorded with their own number and date, never renumbered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.models.audit import AuditStream
from dvcq_workflow.models.documents import Issuance, NumberSeries
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.content import PlanContent
from dvcq_workflow.rules.desks import Seat
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.numbering import require_historical
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.contents import freeze_version, write_content
from dvcq_workflow.services.plans import level_of, name_parties

PAPER_SERIES = "paper"


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
    """Record an issued plan of the past: frozen at once, numbered on paper.

    ``seat``: the drafting seat by which the caller found the actor allowed.

    Raises:
        RuleViolation: ``number_taken``, and what ``rules.numbering.require_historical`` refuses.
    """
    with acting(actor=actor) as act:
        on = timezone.localdate(act.at)
        series = _paper_series(issuing_unit, issued_on.year)
        require_historical(number, issued_on, on=on, first_here=_first_here(series))
        if Issuance.objects.filter(
            series__unit=issuing_unit,
            series__year=issued_on.year,
            number=number,
            symbol=content.symbol,
        ).exists():
            raise RuleViolation("number_taken", number=number, year=issued_on.year)
        plan = Plan(
            stream=stream,
            level=level_of(issuing_unit),
            issuing_unit=issuing_unit,
            drafting_unit=drafting_unit,
            advising_unit=advising_unit,
            drafter=actor,
            status=Status.ISSUED,
            is_historical=True,
        )
        write_content(plan, content)
        name_parties(plan)
        issuance = Issuance(
            series=series,
            number=number,
            symbol=content.symbol,
            issued_on=issued_on,
            plan=plan,
            version=freeze_version(plan),
            content_hash=plan.content_hash,
            state=Issuance.State.RELEASED,
            medium=Issuance.Medium.PAPER,
            reason=reason,
            taken_by=actor,
            taken_at=act.at,
            released_at=act.at,
        )
        issuance.save()
        record_event(
            "plan_recorded_as_issued",
            stream=stream,
            seat=seat,
            reason=reason,
            content_hash=plan.content_hash,
            details={"number": issuance.full_number, "issued_on": issued_on.isoformat()},
        )
        return plan


def _paper_series(unit: Unit, year: int) -> NumberSeries:
    """Return the series whose paper part holds the number, or one for a year wholly on paper."""
    rows = NumberSeries.objects.select_for_update(no_key=True).filter(unit=unit, year=year)
    series = rows.order_by("pk").first()
    if series is None:
        series = NumberSeries(unit=unit, year=year, code=PAPER_SERIES)
        series.save()
    return series


def _first_here(series: NumberSeries) -> int | None:
    """Return the first number given in this system; None where the year is wholly on paper."""
    return None if series.code == PAPER_SERIES else series.continues_at
