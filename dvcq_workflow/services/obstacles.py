"""Obstacles: raised by a unit, settled by the receiver or decided by the issuing body, and told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.context import current_act
from dvcq_workflow.models.obstacles import Obstacle
from dvcq_workflow.models.plans import Plan, PlanItem
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.changes import require_in_force
from dvcq_workflow.rules.desks import LEADING_ROLES, Seat, Step
from dvcq_workflow.rules.errors import NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.obstacles import (
    ObstacleAct,
    ObstacleStatus,
    obstacle_hash,
    require_obstacle_text,
)
from dvcq_workflow.rules.plans import require_reason
from dvcq_workflow.selectors.obstacles import RAISING_ROLES, units_to_raise_for
from dvcq_workflow.selectors.people import seats_of
from dvcq_workflow.selectors.plans import can_see_plan
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import act_for_principal, lock_plan, seats_asked_for
from dvcq_workflow.services.handling import Handled, handling
from dvcq_workflow.services.work import order_work


def raise_obstacle(
    *,
    plan_id: int,
    unit_id: int,
    text: str,
    actor: Any,
    proposal: str = "",
    item_id: int | None = None,
) -> Obstacle:
    """Say what stands in the way of carrying out a plan, and what is proposed; for a unit that has
    a part in the plan. ``item_id``: the paragraph it concerns. ``flows.starting`` lays it on the
    desk of the unit that advises on the plan.

    Raises:
        NotVisible: ``plan_not_found``.
        NotPermitted: ``person_inactive``, ``obstacle_unit_not_yours``.
        Conflict: ``plan_busy``.
        RuleViolation: ``obstacle_text_missing``, ``obstacle_text_too_long``,
            ``obstacle_item_of_other_plan``, and what ``require_in_force`` refuses.
    """
    words = require_obstacle_text(text)
    offered = require_obstacle_text(proposal) if proposal.strip() else ""
    with acting(actor=actor) as act:
        plan = lock_plan(plan_id)
        act.refused_on = ("obstacle", plan.stream)
        on = timezone.localdate(act.at)
        seat = _raising_seat(actor, plan, unit_id, on)
        act_for_principal(act, seat)
        require_in_force(plan.state)
        if item_id is not None and not PlanItem.objects.filter(plan=plan, pk=item_id).exists():
            raise RuleViolation("obstacle_item_of_other_plan")
        row = _row_of(plan, seat, words, offered, item_id)
        row.save()
        _record_raised(row, plan, seat)
        return row


def _row_of(plan: Plan, seat: Seat, text: str, proposal: str, item_id: int | None) -> Obstacle:
    act, unit = current_act(), Unit.objects.get(pk=seat.unit_id)
    return Obstacle(
        plan=plan,
        unit=unit,
        unit_name=unit.name,
        receiver_id=plan.advising_unit_id or plan.drafting_unit_id,
        item_id=item_id,
        text=text,
        proposal=proposal,
        status=ObstacleStatus.RAISED,
        raised_by_id=act.actor_id,
        raised_at=act.at,
        content_hash=obstacle_hash(text=text, proposal=proposal, item=item_id),
    )


def _raising_seat(actor: Any, plan: Plan, unit_id: int, on: dt.date) -> Seat:
    if units_to_raise_for(actor, plan, on).filter(pk=unit_id).exists():
        for seat in seats_asked_for(seats_of(actor, on)):
            if seat.unit_id == unit_id and seat.role in RAISING_ROLES:
                return seat
    raise _not_here(actor, plan, on)


def _not_here(actor: Any, plan: Plan, on: dt.date) -> RuleViolation:
    if can_see_plan(actor, plan.pk, on):
        return NotPermitted("obstacle_unit_not_yours")
    return NotVisible("plan_not_found")


def _record_raised(row: Obstacle, plan: Plan, seat: Seat) -> None:
    record_event(
        "obstacle_raised",
        stream=plan.stream,
        seat=seat,
        content_hash=row.content_hash,
        details={"subject": "obstacle", "subject_uid": str(row.uid), "unit": row.unit_id},
    )


def take_on_obstacle(*, obstacle_id: int, seen_hash: str, actor: Any) -> Obstacle:
    """Take an obstacle on, to be settled within the receiver's own authority.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
    """
    with handling(
        "obstacle",
        obstacle_id,
        actor=actor,
        step=Step.TRIAGE,
        seen_hash=seen_hash,
        planned=ObstacleAct.TAKE_ON,
    ) as case:
        case.move()
        case.record("obstacle_taken_on")
        return case.subject


def escalate_obstacle(
    *, obstacle_id: int, step: Step, opinion: str, seen_hash: str, actor: Any
) -> Obstacle:
    """Lay an obstacle before the issuing body with the receiver's opinion; by the receiver's head
    or a leader of it, from the desk where it lies (``step``).

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``obstacle_text_missing``, ``obstacle_text_too_long``.
    """
    words = require_obstacle_text(opinion)
    with handling(
        "obstacle",
        obstacle_id,
        actor=actor,
        step=step,
        seen_hash=seen_hash,
        planned=ObstacleAct.ESCALATE,
        roles=LEADING_ROLES,
    ) as case:
        case.subject.escalation = words
        case.subject.escalated_at = case.act.at
        _rehash(case.subject)
        case.move()
        case.record("obstacle_escalated")
        return case.subject


def settle_obstacle(*, obstacle_id: int, settlement: str, seen_hash: str, actor: Any) -> Obstacle:
    """Settle an obstacle within the receiver's authority; by its head or a leader of it.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``obstacle_text_missing``, ``obstacle_text_too_long``.
    """
    words = require_obstacle_text(settlement)
    with handling(
        "obstacle",
        obstacle_id,
        actor=actor,
        step=Step.SETTLE,
        seen_hash=seen_hash,
        planned=ObstacleAct.SETTLE,
    ) as case:
        _end_with(case, words)
        case.record("obstacle_settled")
        return case.subject


def decide_obstacle(*, obstacle_id: int, settlement: str, seen_hash: str, actor: Any) -> Obstacle:
    """Decide on an obstacle that was laid before the issuing body; by a leader of that body.

    Raises: as ``settle_obstacle``.
    """
    words = require_obstacle_text(settlement)
    with handling(
        "obstacle",
        obstacle_id,
        actor=actor,
        step=Step.DECIDE_OBSTACLE,
        seen_hash=seen_hash,
        planned=ObstacleAct.DECIDE,
    ) as case:
        _end_with(case, words)
        case.record("obstacle_decided")
        return case.subject


def send_down_obstacle(*, obstacle_id: int, reason: str, seen_hash: str, actor: Any) -> Obstacle:
    """Send an obstacle back to the receiver, whose authority suffices, with the reason.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``reason_missing``, ``reason_too_long``.
    """
    text = require_reason(reason)
    with handling(
        "obstacle",
        obstacle_id,
        actor=actor,
        step=Step.DECIDE_OBSTACLE,
        seen_hash=seen_hash,
        planned=ObstacleAct.SEND_DOWN,
    ) as case:
        case.move()
        case.record("obstacle_sent_down", reason=text)
        return case.subject


def inform_concerned(
    *, obstacle_id: int, seen_hash: str, actor: Any, unit_ids: Iterable[int] = ()
) -> Obstacle:
    """Tell the unit that raised an obstacle, the receiver and the units named how it was settled;
    a work order tells their people through the host.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
    """
    with handling(
        "obstacle",
        obstacle_id,
        actor=actor,
        step=Step.INFORM,
        seen_hash=seen_hash,
        planned=ObstacleAct.INFORM,
    ) as case:
        row = case.subject
        named = Unit.objects.filter(pk__in=list(unit_ids)).exclude(
            pk__in=[row.unit_id, row.receiver_id]
        )
        units = sorted(named.values_list("pk", flat=True))
        row.informed_at = case.act.at
        case.move()
        case.record("obstacle_informed", units=units)
        order_work("tell_of_obstacle", key=str(row.uid), payload={"obstacle_id": row.pk})
        return row


def withdraw_obstacle(*, obstacle_id: int, reason: str, seen_hash: str, actor: Any) -> Obstacle:
    """Take an obstacle back that nobody took on yet, with the reason; by the unit that raised it.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``reason_missing``, ``reason_too_long``.
    """
    text = require_reason(reason)
    rows = Obstacle.objects.filter(pk=obstacle_id)
    with handling(
        "obstacle",
        obstacle_id,
        actor=actor,
        step=Step.TRIAGE,
        seen_hash=seen_hash,
        planned=ObstacleAct.WITHDRAW,
        unit_id=rows.values_list("unit_id", flat=True).first(),
        roles=RAISING_ROLES,
        heeds_keeper=False,
    ) as case:
        case.move()
        case.record("obstacle_withdrawn", reason=text)
        return case.subject


def _end_with(case: Handled, words: str) -> None:
    row = case.subject
    row.settlement = words
    row.settled_by = case.actor
    row.settled_at = case.act.at
    _rehash(row)
    case.move()


def _rehash(row: Obstacle) -> None:
    row.content_hash = obstacle_hash(
        text=row.text,
        proposal=row.proposal,
        item=row.item_id,
        opinion=row.escalation,
        settlement=row.settlement,
    )
