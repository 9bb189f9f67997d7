"""Work that was given up is ordered again by somebody, whose name is then on record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.work import WorkOrder
from dvcq_workflow.rules.desks import Role, Seat
from dvcq_workflow.rules.errors import NotPermitted
from dvcq_workflow.selectors.people import keeps_directory, own_seats_of
from dvcq_workflow.selectors.work import plans_of_orders
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan
from dvcq_workflow.services.files import order_files
from dvcq_workflow.services.work import renew_work


def order_work_again(*, order_id: int, actor: Any) -> bool:
    """Let work that was given up be tried again from now on, for the one who orders it; return
    False where it is not given up any more.

    Whoever ordered it first may have left since; a job acts for a person who is active.

    Raises:
        NotPermitted: ``person_inactive``, ``desk_not_yours``, unless the actor is a records clerk
            of the issuing body or keeps the master data.
    """
    with acting(actor=actor, channel="command") as act:
        order = WorkOrder.objects.select_for_update(of=("self",)).get(pk=order_id)
        plan = lock_plan(plans_of_orders([order])[order.pk].pk)
        act.refused_on = ("plan", plan.stream)
        seat = _seat_of(actor, plan, timezone.localdate(act.at))
        if order.state != WorkOrder.State.FAILED:
            return False
        tried = order.attempts
        renew_work(order)
        record_event(
            "work_ordered_again",
            stream=plan.stream,
            seat=seat,
            details={"work": order.kind, "key": order.key, "attempts": tried},
        )
        return True


def order_files_again(*, issuance_id: int, actor: Any) -> None:
    """Order the file of a released document of which none is kept and none was ordered.

    Raises: as ``order_work_again``.
    """
    with acting(actor=actor, channel="command") as act:
        issuance = Issuance.objects.get(pk=issuance_id)
        plan = lock_plan(issuance.plan_id)
        act.refused_on = ("plan", plan.stream)
        seat = _seat_of(actor, plan, timezone.localdate(act.at))
        order_files(issuance)
        record_event(
            "work_ordered_again",
            stream=plan.stream,
            seat=seat,
            details={"work": "store_document", "number": issuance.full_number},
        )


def _seat_of(actor: Any, plan: Plan, on: dt.date) -> Seat | None:
    """Return the seat in which the actor looks after a plan's files; None for one who keeps the
    master data by the host's permission alone."""
    offices = {plan.issuing_unit_id, plan.issuing_unit.records_office_id}
    for seat in own_seats_of(actor, on):
        if seat.role is Role.RECORDS_CLERK and seat.unit_id in offices:
            return seat
        if seat.role is Role.ADMINISTRATOR:
            return seat
    if keeps_directory(actor, on):
        return None
    raise NotPermitted("desk_not_yours")
