"""Who did what on a plan, as the rules must know it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value

from dvcq_workflow.models.approvals import Approval, PlanReturn
from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.acts import AUTHORS_ACTS
from dvcq_workflow.rules.desks import PlanFacts, Step

AUTHOR, KEEPER = "author", "keeper"


@dataclass(frozen=True)
class _Asked:
    """What is asked about: a plan as it stands, and one of its desks."""

    plan_id: Any
    stream_id: Any
    content_hash: Any
    step: Any = ""
    unit_id: Any = 0


MARKS = _Asked(plan_id=-101, stream_id=-102, content_hash="?hash", step="?step", unit_id=-103)
"""Stand in the compiled statement where the values go."""


def facts_of(plan: Plan) -> PlanFacts:
    """Return what the rules must know of a plan, in one query; an approval of another content,
    or from before the last return, does not count."""
    return _facts(plan, _found(_about(plan)))


def facts_at(plan: Plan, step: Step, unit_id: int) -> tuple[PlanFacts, int | None]:
    """Return ``facts_of`` a plan and who keeps its open desk of a step, in one query."""
    found = _found(_about(plan, str(step), unit_id))
    return _facts(plan, found), next(iter(found[KEEPER]), None)


def approvers_of(plan: Plan) -> dict[str, set[int]]:
    """Return for each kind of approval that counts now who gave it, and for whom."""
    return _found(_about(plan))


def _about(plan: Plan, step: str = "", unit_id: int = 0) -> _Asked:
    return _Asked(plan.pk, plan.stream_id, plan.content_hash, step, unit_id)


def _facts(plan: Plan, found: dict[str, set[int]]) -> PlanFacts:
    return PlanFacts(
        drafter_id=plan.drafter_id,
        authors=frozenset(found[AUTHOR]),
        content_checkers=frozenset(found[Approval.Kind.CONTENT]),
        format_checkers=frozenset(found[Approval.Kind.FORMAT]),
        signers=frozenset(found[Approval.Kind.SIGNATURE]),
    )


def _found(asked: _Asked) -> dict[str, set[int]]:
    """Every act asks this: the statement is compiled once, and filled in each time."""
    sql, params = _statement(connection.vendor)
    values = {mark: getattr(asked, name) for name, mark in vars(MARKS).items()}
    found: dict[str, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(sql, [values.get(param, param) for param in params])
        for what, *people in cursor.fetchall():
            found[what] |= {person for person in people if person is not None}
    return found


@lru_cache(maxsize=4)
def _statement(vendor: str) -> tuple[str, tuple[Any, ...]]:
    rows = _approved(MARKS).union(_written(MARKS), _kept(MARKS), all=True)
    sql, params = rows.query.sql_with_params()
    return sql, params


def _approved(asked: _Asked) -> QuerySet[Any, Any]:
    returned = PlanReturn.objects.filter(plan_id=OuterRef("plan_id"), at__gte=OuterRef("at"))
    rows = Approval.objects.filter(
        ~Exists(returned), plan_id=asked.plan_id, content_hash=asked.content_hash
    )
    return _named(rows, F("kind"), "by_id", "on_behalf_of_id")


def _written(asked: _Asked) -> QuerySet[Any, Any]:
    """Everyone who ever acted at the drafter's desk, and for whom: a former drafter and a stand-in
    who wrote are as bound as the drafter of today."""
    rows = AuditEvent.objects.filter(stream_id=asked.stream_id, code__in=sorted(AUTHORS_ACTS))
    return _named(rows, Value(AUTHOR, CharField()), "actor_id", "principal_id")


def _kept(asked: _Asked) -> QuerySet[Any, Any]:
    rows = Desk.objects.filter(
        plan_id=asked.plan_id, step=asked.step, unit_id=asked.unit_id, state=Desk.State.OPEN
    )
    return _named(rows, Value(KEEPER, CharField()), "assigned_to_id", "assigned_to_id")


def _named(rows: QuerySet[Any, Any], what: Any, who: str, whom: str) -> QuerySet[Any, Any]:
    return rows.order_by().values_list(what, F(who), F(whom))
