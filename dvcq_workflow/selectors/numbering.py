"""The number that would come next, shown before it is taken. Only the taking is binding."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from dvcq_workflow.models.approvals import Approval
from dvcq_workflow.models.documents import Issuance, NumberSeries
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.formats import document_number
from dvcq_workflow.rules.numbering import next_number


@dataclass(frozen=True)
class NextNumber:
    """The series of a plan in a year, the number it gives next, and the days it may be dated."""

    series: NumberSeries
    number: int
    full_number: str
    not_before: dt.date | None
    signed_on: dt.date | None


def next_number_of(plan: Plan, year: int) -> NextNumber | None:
    """Return the number a plan would take in a year; None where no series is open."""
    rows = NumberSeries.objects.filter(unit_id=plan.issuing_unit_id, year=year)
    fitting = [s for s in rows if not s.document_types or plan.document_type in s.document_types]
    if not fitting:
        return None
    series = max(fitting, key=lambda row: bool(row.document_types))
    last = series.issuances.order_by("-number").first()
    number = next_number(series.continues_at, last.number if last else None)
    return NextNumber(
        series=series,
        number=number,
        full_number=document_number(number, plan.symbol),
        not_before=last.issued_on if last else series.paper_until,
        signed_on=_signed_on(plan),
    )


def issuance_of(plan: Plan) -> Issuance | None:
    """Return the number a plan holds, unless it is void."""
    return (
        Issuance.objects.filter(plan=plan)
        .exclude(state=Issuance.State.VOID)
        .select_related("series", "taken_by")
        .first()
    )


def _signed_on(plan: Plan) -> dt.date | None:
    signature = (
        Approval.objects.filter(
            plan=plan, kind=Approval.Kind.SIGNATURE, content_hash=plan.content_hash
        )
        .order_by("-pk")
        .first()
    )
    return timezone.localdate(signature.at) if signature else None
