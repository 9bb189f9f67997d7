"""The content of a plan, rebuilt from its rows or read from a frozen version."""

from __future__ import annotations

import json

from dvcq_workflow.models.plans import CitedDocument, LegalBasis, Plan, PlanAppendix
from dvcq_workflow.models.units import Unit
from dvcq_workflow.models.versions import PlanVersion
from dvcq_workflow.rules.content import (
    Appendix,
    ChangedPlan,
    Citation,
    Node,
    PlanContent,
    RecipientLine,
    SignatureBlock,
    content_from_json,
)
from dvcq_workflow.selectors.numbering import plan_numbers


def content_of(plan: Plan) -> PlanContent:
    """Return the live content of a plan, in a constant number of queries."""
    return PlanContent(
        document_type=plan.document_type,
        heading_lines=tuple(plan.heading_lines),
        parent_heading=plan.parent_heading,
        symbol=plan.symbol,
        place=plan.place,
        year=plan.year,
        year_to=plan.year_to,
        subject=plan.subject,
        preamble_style=plan.preamble_style,
        preamble=tuple(plan.preamble),
        bases=tuple(
            LegalBasis.objects.filter(plan=plan)
            .order_by("position")
            .values_list("citation__symbol", flat=True)
        ),
        nodes=tuple(
            Node(*row)
            for row in plan.items.order_by("position").values_list("kind", "number", "text")
        ),
        appendices=tuple(_appendix(row) for row in plan.appendices.order_by("position")),
        citations=tuple(_citation(row) for row in plan.citations.order_by("position")),
        recipients=tuple(
            RecipientLine(*row)
            for row in plan.recipients.order_by("position").values_list(
                "text", "purpose", "is_archive"
            )
        ),
        signature=SignatureBlock(
            tuple(plan.signature_lines), plan.signature_position, plan.signature_name
        ),
        changes=changed_plan_of(plan),
    )


def changed_plan_of(plan: Plan) -> ChangedPlan | None:
    """Return the issued plan that a plan changes, as its content names it; None for none."""
    if plan.changes_plan_id is None:
        return None
    issuance = plan_numbers().select_related("plan").get(plan_id=plan.changes_plan_id)
    return ChangedPlan(
        kind=plan.change_kind,
        plan=str(issuance.plan.uid),
        number=issuance.full_number,
        date=issuance.issued_on,
    )


def parent_heading(unit: Unit) -> str:
    """Return the parent agency's line; a People's Committee prints none above its own name.

    Source: decree 30/2020/ND-CP, Phụ lục I, II.2.
    """
    committees = (Unit.Kind.PROVINCE, Unit.Kind.DISTRICT, Unit.Kind.COMMUNE)
    if unit.parent is None or unit.kind in committees:
        return ""
    return " ".join(unit.parent.heading_lines)


def content_of_version(version: PlanVersion) -> PlanContent:
    """Return the content as it was frozen."""
    return content_from_json(json.loads(version.content))


def _appendix(row: PlanAppendix) -> Appendix:
    return Appendix(row.title, tuple(row.columns), tuple(tuple(cells) for cells in row.rows))


def _citation(row: CitedDocument) -> Citation:
    return Citation(row.symbol, row.kind, row.issued_on, row.issuer, row.mentions)
