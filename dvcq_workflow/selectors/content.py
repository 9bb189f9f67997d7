"""The content of a plan, rebuilt from its rows or read from a frozen version."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from dvcq_workflow.models.plans import (
    CitedDocument,
    LegalBasis,
    Plan,
    PlanAppendix,
    PlanItem,
    Recipient,
)
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
    return contents_of([plan])[plan.pk]


def contents_of(plans: Iterable[Plan]) -> dict[int, PlanContent]:
    """Return the live content of each plan by its key; as many queries for many as for one."""
    wanted = list(plans)
    keys = [plan.pk for plan in wanted]
    items = _by_plan(PlanItem.objects.filter(plan_id__in=keys), Node, "kind", "number", "text")
    appendices = _rows_by_plan(PlanAppendix.objects.filter(plan_id__in=keys), _appendix)
    citations = _rows_by_plan(CitedDocument.objects.filter(plan_id__in=keys), _citation)
    recipients = _by_plan(
        Recipient.objects.filter(plan_id__in=keys), RecipientLine, "text", "purpose", "is_archive"
    )
    bases = _by_plan(LegalBasis.objects.filter(plan_id__in=keys), str, "citation__symbol")
    changed = _changed_by(wanted)
    return {
        plan.pk: PlanContent(
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
            bases=tuple(bases[plan.pk]),
            nodes=tuple(items[plan.pk]),
            appendices=tuple(appendices[plan.pk]),
            citations=tuple(citations[plan.pk]),
            recipients=tuple(recipients[plan.pk]),
            signature=SignatureBlock(
                tuple(plan.signature_lines), plan.signature_position, plan.signature_name
            ),
            changes=changed.get(plan.pk),
        )
        for plan in wanted
    }


def _by_plan(rows: QuerySet[Any], shape: Callable[..., Any], *columns: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    ordered = rows.order_by("plan_id", "position")
    for plan_id, *values in ordered.values_list("plan_id", *columns):
        found[plan_id].append(shape(*values))
    return found


def _rows_by_plan(rows: QuerySet[Any], shape: Callable[[Any], Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.order_by("plan_id", "position"):
        found[row.plan_id].append(shape(row))
    return found


def changed_plan_of(plan: Plan) -> ChangedPlan | None:
    """Return the issued plan that a plan changes, as its content names it; None for none."""
    return _changed_by([plan]).get(plan.pk)


def _changed_by(plans: Sequence[Plan]) -> dict[int, ChangedPlan]:
    """Return for each plan that changes another how its content names that one."""
    named = {plan.pk: plan.changes_plan_id for plan in plans if plan.changes_plan_id is not None}
    if not named:
        return {}
    kinds = {plan.pk: plan.change_kind for plan in plans}
    rows = plan_numbers().filter(plan_id__in=named.values()).select_related("plan")
    numbers = {row.plan_id: row for row in rows}
    return {
        key: ChangedPlan(
            kind=kinds[key],
            plan=str(numbers[changed].plan.uid),
            number=numbers[changed].full_number,
            date=numbers[changed].issued_on,
        )
        for key, changed in named.items()
    }


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
