"""Work orders: what must follow an act, kept in the act's own transaction."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.db import transaction

from dvcq_workflow.context import Act, current_act
from dvcq_workflow.models.work import WorkOrder
from dvcq_workflow.signals import work_ordered

MAX_ATTEMPTS = 8
FIRST_PAUSE = dt.timedelta(minutes=1)


def order_work(kind: str, *, key: str, payload: dict[str, Any]) -> None:
    """Order work that follows from the current act; ``key`` makes a second order the same one.

    The order is committed with the act or not at all; the worker is nudged after commit. One
    statement: looking first would cost a SELECT and a savepoint in every act, under its locks.
    """
    act = current_act()
    whole_key = f"{kind}:{key}"
    if whole_key in act.ordered:
        return
    act.ordered.add(whole_key)
    _write_order(act, kind, whole_key, payload)


def order_if_refused(kind: str, *, key: str, payload: dict[str, Any]) -> None:
    """Order work that is to be done although the current act will be refused."""
    current_act().if_refused.append((kind, f"{kind}:{key}", payload))


def write_orders_of_refusal(act: Act) -> None:
    """Commit what was ordered for the case that an act is refused, with the refusal's record."""
    for kind, key, payload in act.if_refused:
        _write_order(act, kind, key, payload)


def _write_order(act: Act, kind: str, key: str, payload: dict[str, Any]) -> None:
    order = WorkOrder(
        kind=kind,
        key=key,
        payload=payload,
        act_uid=act.uid,
        ordered_by_id=act.actor_id,
        ordered_at=act.at,
        not_before=act.at,
    )
    WorkOrder.objects.bulk_create([order], ignore_conflicts=True)
    if work_ordered.has_listeners(WorkOrder):
        transaction.on_commit(partial(_nudge, key))


def _nudge(key: str) -> None:
    waiting = WorkOrder.objects.filter(key=key, state=WorkOrder.State.WAITING)
    for order_id in waiting.values_list("pk", flat=True):
        work_ordered.send(sender=WorkOrder, order_id=order_id)


def finish_work(order: WorkOrder, *, at: dt.datetime) -> None:
    """Mark an order done, in the transaction of its work."""
    order.state = WorkOrder.State.DONE
    order.done_at = at
    order.last_problem = ""
    order.save()


def renew_work(order: WorkOrder) -> None:
    """Let an order begin anew, as one of the current act and of its actor."""
    act = current_act()
    order.state = WorkOrder.State.WAITING
    order.attempts = 0
    order.act_uid = act.uid
    order.ordered_by_id = act.actor_id
    order.ordered_at = order.not_before = act.at
    order.save()
    transaction.on_commit(partial(_nudge, order.key))


def postpone_work(order: WorkOrder, *, problem: str, at: dt.datetime) -> None:
    """Keep an order that failed for another try, each later than the last; give up after some.

    ``problem``: the kind of failure, never its text, which may hold secrets.
    """
    order.attempts += 1
    order.last_problem = problem[:200]
    if order.attempts >= MAX_ATTEMPTS:
        order.state = WorkOrder.State.FAILED
    order.not_before = at + FIRST_PAUSE * 2 ** (order.attempts - 1)
    order.save()
