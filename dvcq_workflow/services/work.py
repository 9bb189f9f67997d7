"""Work orders: what must follow an act, kept in the act's own transaction."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.db import connection, transaction

from dvcq_workflow.context import current_act
from dvcq_workflow.models.statements import insert_sql, prepared
from dvcq_workflow.models.work import WorkOrder
from dvcq_workflow.signals import work_ordered

MAX_ATTEMPTS = 8
FIRST_PAUSE = dt.timedelta(minutes=1)
COLUMNS = tuple(f.attname for f in WorkOrder._meta.concrete_fields if not f.primary_key)


def order_work(kind: str, *, key: str, payload: dict[str, Any]) -> bool:
    """Order work that follows from the current act; ``key`` makes a second order the same one.
    Return whether it is a new one.

    The order is committed with the act or not at all; the worker is nudged after commit.
    """
    act = current_act()
    order = WorkOrder(
        kind=kind,
        key=f"{kind}:{key}",
        payload=payload,
        act_uid=act.uid,
        ordered_by_id=act.actor_id,
        ordered_at=act.at,
        not_before=act.at,
    )
    order_id = _insert_once(order)
    if order_id is None:
        return False
    transaction.on_commit(partial(_nudge, order_id))
    return True


def _insert_once(order: WorkOrder) -> int | None:
    """Write an order and return its id; None where its key is taken. One statement: looking first
    would cost a SELECT and a savepoint in every act, under its locks."""
    values = {name: getattr(order, name) for name in COLUMNS}
    sql = insert_sql(WorkOrder, COLUMNS, connection.vendor, once="key")
    with connection.cursor() as cursor:
        cursor.execute(sql, prepared(WorkOrder, values, connection))
        written = cursor.fetchone()
    return written[0] if written else None


def _nudge(order_id: int) -> None:
    work_ordered.send(sender=WorkOrder, order_id=order_id)


def finish_work(order: WorkOrder, *, at: dt.datetime) -> None:
    """Mark an order done, in the transaction of its work."""
    order.state = WorkOrder.State.DONE
    order.done_at = at
    order.last_problem = ""
    order.save()


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
