"""Runs work orders: each at most once to its end, resumable, by whoever ordered it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction

from dvcq_workflow.host import get_host
from dvcq_workflow.jobs import opening, orders, reports, year_orders
from dvcq_workflow.models.work import WorkOrder
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.work import finish_work, postpone_work

HANDLERS: dict[str, Callable[..., None]] = {
    "store_document": orders.store_document,
    "open_year": orders.open_plan_year,
    "open_unit_year": opening.open_year_of_unit,
    "open_obligation": opening.open_obligation,
    "reckon_year": opening.reckon_year,
    "start_report": opening.start_report_of_duty,
    "notify_desks": orders.notify_desks,
    "tell_recipients": orders.tell_recipients,
    "tell_chased": orders.tell_chased,
    "tell_of_file": reports.tell_of_file,
    "withdraw_part": year_orders.withdraw_part,
    "drop_extension": year_orders.drop_extension,
    "complete_unit_plan": year_orders.complete_unit_plan,
    "tell_of_obstacle": year_orders.tell_of_obstacle,
}

FORESEEN = (RuleViolation, OSError, DatabaseError)
"""What an order may fail of without a fault in anybody's program."""


def run_due(*, at: dt.datetime | None = None, limit: int = 100) -> int:
    """Run the orders that are due at ``at`` and return how many were finished."""
    moment = at or get_host().now()
    due = WorkOrder.objects.filter(state=WorkOrder.State.WAITING, not_before__lte=moment)
    ids = list(due.order_by("pk").values_list("pk", flat=True)[:limit])
    return sum(run_order(order_id, at=moment) for order_id in ids)


def run_order(order_id: int, *, at: dt.datetime | None = None) -> bool:
    """Run one order unless somebody else holds or finished it; return whether it was finished.

    The work and its mark stand in one transaction: after a crash the order is simply due again.
    """
    moment = at or get_host().now()
    finished = False
    with _Postponing(order_id, moment), transaction.atomic():
        order = _claim(order_id)
        if order is None:
            return False
        actor = get_user_model()._default_manager.get(pk=order.ordered_by_id)
        with acting(actor=actor, channel="job", at=moment):
            HANDLERS[order.kind](**order.payload, actor=actor)
        finish_work(order, at=moment)
        finished = True
    return finished


@dataclass(frozen=True)
class _Postponing:
    """Keeps an order for another try, whatever it failed of, so that it cannot hold up those behind
    it for ever. What nobody foresaw goes on up and is seen; who is killed leaves the order due."""

    order_id: int
    at: dt.datetime

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: object
    ) -> bool:
        if not isinstance(problem, Exception):
            return False
        _postpone(self.order_id, problem, self.at)
        return isinstance(problem, FORESEEN)


def _claim(order_id: int) -> WorkOrder | None:
    """Lock an order that still waits; another worker's is skipped, not waited for."""
    return (
        WorkOrder.objects.select_for_update(skip_locked=True)
        .filter(pk=order_id, state=WorkOrder.State.WAITING)
        .first()
    )


def _postpone(order_id: int, problem: Exception, at: dt.datetime) -> None:
    with transaction.atomic():
        order = _claim(order_id)
        if order is not None:
            name: Any = getattr(problem, "code", type(problem).__name__)
            postpone_work(order, problem=str(name), at=at)
