"""Work that should have followed an act and did not: given up, overdue, or never ordered."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from dvcq_workflow.models.chasing import ChasingLetter
from dvcq_workflow.models.documents import Issuance, IssuedDocument
from dvcq_workflow.models.notices import PlanNotice
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.reporting import ReportDuty
from dvcq_workflow.models.work import WorkOrder
from dvcq_workflow.selectors.storage import released_without_file

OVERDUE_AFTER = dt.timedelta(hours=1)
"""A worker takes an order within minutes; after an hour nobody runs them."""

_NAMED_BY: dict[str, Any] = {
    "issuance_id": Issuance,
    "notice_id": PlanNotice,
    "document_id": IssuedDocument,
    "letter_id": ChasingLetter,
    "duty_id": ReportDuty,
}


@dataclass(frozen=True)
class Undone:
    """A piece of work that is not done. ``code``: work_failed, work_overdue or file_not_made;
    ``order`` or ``issuance``: what is to be ordered again; ``params``: for its sentence."""

    code: str
    plan: Plan
    order: WorkOrder | None = None
    issuance: Issuance | None = None
    params: dict[str, Any] = field(default_factory=dict)


def undone_work(at: dt.datetime, plan_uid: UUID | None = None) -> Iterator[Undone]:
    """Yield what is undone at a moment, of all plans or of one; in at most seven queries."""
    given_up = Q(state=WorkOrder.State.FAILED)
    overdue = Q(state=WorkOrder.State.WAITING, not_before__lt=at - OVERDUE_AFTER)
    orders = list(WorkOrder.objects.filter(given_up | overdue).order_by("pk"))
    plans = plans_of_orders(orders)
    for order in orders:
        plan = plans[order.pk]
        if plan_uid is None or plan.uid == plan_uid:
            yield _of_order(order, plan)
    for issuance in _never_ordered(released_without_file(plan_uid)):
        params = {"number": issuance.full_number}
        yield Undone("file_not_made", issuance.plan, issuance=issuance, params=params)


def _of_order(order: WorkOrder, plan: Plan) -> Undone:
    failed = order.state == WorkOrder.State.FAILED
    params = {
        "kind": order.kind,
        "attempts": order.attempts,
        "problem": order.last_problem,
        "day": timezone.localdate(order.not_before),
    }
    return Undone("work_failed" if failed else "work_overdue", plan, order=order, params=params)


def _never_ordered(released: Iterable[Any]) -> list[Issuance]:
    rows = list(released)
    if not rows:
        return []
    orders = WorkOrder.objects.filter(
        kind="store_document", payload__issuance_id__in=[row.pk for row in rows]
    ).exclude(state=WorkOrder.State.DONE)
    ordered = Counter(orders.values_list("payload__issuance_id", flat=True))
    return [row for row in rows if ordered[row.pk] < row.lacking]


def plans_of_orders(orders: Iterable[WorkOrder]) -> dict[int, Plan]:
    """Return by order the plan that it concerns; one query for each kind of row it may name."""
    wanted = list(orders)
    plan_ids = {order.pk: order.payload.get("plan_id") for order in wanted}
    for name, model in _NAMED_BY.items():
        named = {order.pk: order.payload[name] for order in wanted if name in order.payload}
        if named:
            rows = model.objects.filter(pk__in=set(named.values()))
            found = dict(rows.values_list("pk", "plan_id"))
            plan_ids |= {pk: found[row_id] for pk, row_id in named.items()}
    plans = Plan.objects.select_related("stream", "issuing_unit").in_bulk(set(plan_ids.values()))
    return {pk: plans[plan_id] for pk, plan_id in plan_ids.items() if plan_id}
