"""Which approvals count for a plan's content as it is now."""

from __future__ import annotations

from dvcq_workflow.models.approvals import Approval
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.desks import PlanFacts


def facts_of(plan: Plan) -> PlanFacts:
    """Return what the rules must know of a plan; an approval of another content does not count."""
    by_kind: dict[str, int] = {}
    last_return = plan.returns.order_by("-pk").values_list("at", flat=True).first()
    approvals = Approval.objects.filter(plan=plan, content_hash=plan.content_hash)
    if last_return is not None:
        approvals = approvals.filter(at__gt=last_return)
    for kind, by_id in approvals.order_by("pk").values_list("kind", "by_id"):
        by_kind[kind] = by_id
    return PlanFacts(
        drafter_id=plan.drafter_id,
        checked_content_by=by_kind.get(Approval.Kind.CONTENT),
        checked_format_by=by_kind.get(Approval.Kind.FORMAT),
        signed_by=by_kind.get(Approval.Kind.SIGNATURE),
    )
