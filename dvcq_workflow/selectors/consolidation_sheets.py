"""What a consolidated report prints, from its frozen content to a sheet."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from dvcq_workflow.documents.press import Imprint, PlanNamed, Sheet, report_sheet
from dvcq_workflow.documents.press.consolidated import ConsolidatedFrame, consolidated_doc
from dvcq_workflow.models.consolidations import Consolidation
from dvcq_workflow.rules.consolidated import Consolidated
from dvcq_workflow.rules.consolidations import DELIVERED_STATES
from dvcq_workflow.rules.content import SignatureBlock
from dvcq_workflow.rules.errors import Conflict
from dvcq_workflow.selectors.consolidations import (
    content_of_consolidation,
    number_of_consolidation,
)
from dvcq_workflow.selectors.numbering import plan_numbers


def sheet_of_consolidation(consolidation: Consolidation) -> Sheet:
    """Return a consolidated report as it stands: a draft until it is delivered.

    Raises:
        Conflict: ``consolidation_moved_on``, while its reports are still being collected.
    """
    content = content_of_consolidation(consolidation)
    if content is None:
        raise Conflict("consolidation_moved_on")
    number = number_of_consolidation(consolidation)
    is_delivered = number is not None and consolidation.state in DELIVERED_STATES
    imprint = Imprint(
        number=number.number if number else None,
        issued_on=number.issued_on if number else None,
        is_draft=not is_delivered,
        issuer_name=content.unit,
        drafted_on=timezone.localdate(dt.datetime.fromisoformat(content.figured_at)),
    )
    return report_sheet(consolidated_doc(content, _frame(consolidation, content)), imprint)


def _frame(consolidation: Consolidation, content: Consolidated) -> ConsolidatedFrame:
    former = consolidation.supplements
    return ConsolidatedFrame(
        plan=plan_named(consolidation.plan_id),
        signature=SignatureBlock(
            tuple(consolidation.signature_lines),
            consolidation.signature_position,
            consolidation.signature_name,
        ),
        former=content_of_consolidation(former) if former is not None else None,
        last=_last(consolidation),
    )


def plan_named(plan_id: int) -> PlanNamed:
    """Return an issued plan as another paper names it."""
    number = plan_numbers().select_related("plan__issuing_unit").get(plan_id=plan_id)
    plan = number.plan
    return PlanNamed(
        number=number.full_number,
        issued_on=number.issued_on,
        issuer=plan.issuing_unit.name,
        subject=plan.subject,
        type=plan.document_type,
    )


def _last(consolidation: Consolidation) -> Consolidated | None:
    """Return the newest delivered report of the period of the same kind before."""
    period = consolidation.period
    rows = Consolidation.objects.filter(
        plan_id=consolidation.plan_id,
        period__kind=period.kind,
        period__ends_on__lt=period.starts_on,
        status__in=[str(state) for state in DELIVERED_STATES],
    )
    last = rows.order_by("-period__ends_on", "-sequence").first()
    return content_of_consolidation(last) if last is not None else None
