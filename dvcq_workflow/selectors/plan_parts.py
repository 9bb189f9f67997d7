"""The parts of a plan's page: where it lies, what was decided, what went out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from dvcq_workflow.models.approvals import Approval, PlanReturn
from dvcq_workflow.models.consultations import Opinion
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.documents import Issuance, IssuedDocument
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.subjects import SUBJECT_KINDS
from dvcq_workflow.selectors.numbering import plan_numbers


def numbers_of(plans: Iterable[Plan]) -> dict[int, Issuance]:
    """Return the number each plan holds, by the plan's key; void numbers are left out."""
    rows = plan_numbers().filter(plan_id__in=[plan.pk for plan in plans])
    return {row.plan_id: row for row in rows}


def open_desks_of(plan: Plan) -> list[Desk]:
    """Return the desks on which a plan itself lies, with their people, the first offered first;
    not those of its year."""
    own = {f"{kind}__isnull": True for kind in SUBJECT_KINDS}
    return list(
        Desk.objects.filter(plan=plan, state=Desk.State.OPEN, **own)
        .select_related("unit", "task", "assigned_to")
        .order_by("offered_at", "pk")
    )


def decisions_on(plan: Plan) -> list[Approval | PlanReturn]:
    """Return approvals, returns, refusal or withdrawal of a plan, the latest first."""
    approvals = Approval.objects.filter(plan=plan).select_related(
        "by", "on_behalf_of", "unit", "version"
    )
    returns = PlanReturn.objects.filter(plan=plan).select_related("by", "unit")
    return sorted([*approvals, *returns], key=lambda row: (row.at, row.pk), reverse=True)


def part_counts(plan: Plan, *, with_approval_sheets: bool) -> dict[str, int]:
    """Return how much each part of a plan's page holds, in one query."""
    hidden = [] if with_approval_sheets else [IssuedDocument.Kind.APPROVAL_SHEET]
    counted: dict[str, Any] = {
        "citations": plan.citations,
        "opinions": Opinion.objects.filter(consultation__plan=plan),
        "approvals": plan.approvals,
        "returns": plan.returns,
        "documents": plan.documents.exclude(kind__in=hidden),
    }
    found = Plan.objects.filter(pk=plan.pk).values_list(
        *(_count(rows.order_by()) for rows in counted.values())
    )
    counts = dict(zip(counted, found.get(), strict=True))
    counts["decisions"] = counts.pop("approvals") + counts.pop("returns")
    return counts


def _count(rows: QuerySet[Any]) -> Coalesce:
    """Return a subquery that counts rows, all in one group."""
    one = rows.annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(one, output_field=IntegerField()), Value(0))
