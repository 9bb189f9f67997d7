"""Who did what on a plan, as the rules must know it."""

from __future__ import annotations

from collections import defaultdict

from dvcq_workflow.models.approvals import Approval
from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.acts import AUTHORS_ACTS
from dvcq_workflow.rules.desks import PlanFacts


def facts_of(plan: Plan) -> PlanFacts:
    """Return what the rules must know of a plan; an approval of another content, or from before
    the last return, does not count."""
    by_kind = approvers_of(plan)
    return PlanFacts(
        drafter_id=plan.drafter_id,
        authors=authors_of(plan),
        content_checkers=frozenset(by_kind[Approval.Kind.CONTENT]),
        format_checkers=frozenset(by_kind[Approval.Kind.FORMAT]),
        signers=frozenset(by_kind[Approval.Kind.SIGNATURE]),
    )


def authors_of(plan: Plan) -> frozenset[int]:
    """Return everyone who ever acted at the drafter's desk, and for whom: a former drafter and a
    stand-in who wrote are as bound as the drafter of today."""
    rows = AuditEvent.objects.filter(stream_id=plan.stream_id, code__in=AUTHORS_ACTS)
    pairs = rows.order_by().values_list("actor_id", "principal_id").distinct()
    return frozenset(person for pair in pairs for person in pair if person is not None)


def approvers_of(plan: Plan) -> dict[str, set[int]]:
    """Return for each kind of approval that counts now who gave it, and for whom."""
    last_return = plan.returns.order_by("-pk").values_list("at", flat=True).first()
    approvals = Approval.objects.filter(plan=plan, content_hash=plan.content_hash)
    if last_return is not None:
        approvals = approvals.filter(at__gt=last_return)
    found: dict[str, set[int]] = defaultdict(set)
    for kind, *people in approvals.order_by().values_list("kind", "by_id", "on_behalf_of_id"):
        found[kind] |= {person for person in people if person is not None}
    return found
