"""Who did what on a plan, as the rules must know it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value

from dvcq_workflow.models.approvals import Approval, PlanReturn
from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.acts import AUTHORS_ACTS
from dvcq_workflow.rules.desks import PlanFacts, Step

AUTHOR, KEEPER = "author", "keeper"


def facts_of(plan: Plan) -> PlanFacts:
    """Return what the rules must know of a plan, in one query; an approval of another content,
    or from before the last return, does not count."""
    return _facts(plan, _people(_approved(plan), _written(plan)))


def facts_at(plan: Plan, step: Step, unit_id: int) -> tuple[PlanFacts, int | None]:
    """Return ``facts_of`` a plan and who keeps its open desk of a step, in one query."""
    found = _people(_approved(plan), _written(plan), _kept(plan, step, unit_id))
    return _facts(plan, found), next(iter(found[KEEPER]), None)


def approvers_of(plan: Plan) -> dict[str, set[int]]:
    """Return for each kind of approval that counts now who gave it, and for whom."""
    return _people(_approved(plan))


def _facts(plan: Plan, found: dict[str, set[int]]) -> PlanFacts:
    return PlanFacts(
        drafter_id=plan.drafter_id,
        authors=frozenset(found[AUTHOR]),
        content_checkers=frozenset(found[Approval.Kind.CONTENT]),
        format_checkers=frozenset(found[Approval.Kind.FORMAT]),
        signers=frozenset(found[Approval.Kind.SIGNATURE]),
    )


def _people(first: QuerySet[Any, Any], *more: QuerySet[Any, Any]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for what, *people in first.union(*more, all=True) if more else first:
        found[what] |= {person for person in people if person is not None}
    return found


def _approved(plan: Plan) -> QuerySet[Any, Any]:
    returned = PlanReturn.objects.filter(plan_id=OuterRef("plan_id"), at__gte=OuterRef("at"))
    rows = Approval.objects.filter(
        ~Exists(returned), plan_id=plan.pk, content_hash=plan.content_hash
    )
    return _named(rows, F("kind"), "by_id", "on_behalf_of_id")


def _written(plan: Plan) -> QuerySet[Any, Any]:
    """Everyone who ever acted at the drafter's desk, and for whom: a former drafter and a stand-in
    who wrote are as bound as the drafter of today."""
    rows = AuditEvent.objects.filter(stream_id=plan.stream_id, code__in=AUTHORS_ACTS)
    return _named(rows, Value(AUTHOR, CharField()), "actor_id", "principal_id")


def _kept(plan: Plan, step: Step, unit_id: int) -> QuerySet[Any, Any]:
    rows = Desk.objects.filter(
        plan_id=plan.pk, step=str(step), unit_id=unit_id, state=Desk.State.OPEN
    )
    return _named(rows, Value(KEEPER, CharField()), "assigned_to_id", "assigned_to_id")


def _named(rows: QuerySet[Any, Any], what: Any, who: str, whom: str) -> QuerySet[Any, Any]:
    return rows.order_by().values_list(what, F(who), F(whom))
