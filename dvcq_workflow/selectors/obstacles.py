"""Obstacles: who sees one, who raises one, and whom its settlement was told."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from django.db.models import QuerySet

from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.obstacles import Obstacle
from dvcq_workflow.models.people import Membership
from dvcq_workflow.models.plans import Plan, PlanItem, PlanParty
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.desks import LEADING_ROLES, Role
from dvcq_workflow.rules.errors import NotVisible
from dvcq_workflow.rules.obstacles import ObstacleStatus
from dvcq_workflow.selectors.choices import units_on
from dvcq_workflow.selectors.people import seats_of, valid_on
from dvcq_workflow.selectors.year_access import may_see_subject, own_subjects, sees_whole_year

RAISING_ROLES = LEADING_ROLES | {Role.SPECIALIST}
PAGE_LINKS = ("plan__issuing_unit", "plan__stream", "unit", "receiver", "item", "raised_by")


def units_to_raise_for(viewer: Any, plan: Plan, on: dt.date) -> QuerySet[Unit]:
    """Return the units for which a person may raise an obstacle under a plan: those of their seats
    that have a part in it."""
    held = {seat.unit_id for seat in seats_of(viewer, on) if seat.role in RAISING_ROLES}
    parties = PlanParty.objects.filter(plan=plan, unit_id__in=held).values("unit_id")
    return units_on(on).filter(pk__in=parties)


def items_to_choose(plan: Plan) -> QuerySet[PlanItem]:
    """Return the paragraphs of a plan in reading order."""
    return PlanItem.objects.filter(plan=plan).order_by("position")


def visible_obstacle(viewer: Any, uid: uuid.UUID, on: dt.date) -> Obstacle:
    """Return an obstacle; one that was told to further units is theirs to read too.

    Raises:
        NotVisible: ``obstacle_not_found``, whether it does not exist or may not be seen.
    """
    row = Obstacle.objects.select_related(*PAGE_LINKS, "settled_by").filter(uid=uid).first()
    if row is None or not (may_see_subject(viewer, row, on) or _was_told(viewer, row, on)):
        raise NotVisible("obstacle_not_found")
    return row


def _was_told(viewer: Any, row: Obstacle, on: dt.date) -> bool:
    units = {seat.unit_id for seat in seats_of(viewer, on)}
    return bool(units & set(units_told_of(row)))


def units_told_of(row: Obstacle) -> list[int]:
    """Return the further units that were told how an obstacle was settled, as its event says."""
    if row.state is not ObstacleStatus.INFORMED or row.informed_at is None:
        return []
    events = AuditEvent.objects.filter(
        stream_id=row.plan.stream_id,
        code="obstacle_informed",
        at=row.informed_at,
        envelope__contains=str(row.uid),
    )
    return [
        int(unit)
        for envelope in events.values_list("envelope", flat=True)
        for unit in json.loads(envelope)["details"]["units"]
    ]


def people_told_of_obstacle(row: Obstacle, on: dt.date) -> list[int]:
    """Return the ids of those who are told: people of the unit that raised it, of the receiver, and
    of the further units named."""
    units = {row.unit_id, row.receiver_id, *units_told_of(row)}
    members = Membership.objects.filter(
        valid_on(on), unit_id__in=units, role__in=RAISING_ROLES, user__is_active=True
    )
    return sorted({*members.values_list("user_id", flat=True), row.raised_by_id})


def obstacles_of(viewer: Any, plan: Plan, on: dt.date) -> QuerySet[Obstacle]:
    """Return the obstacles of a plan that a person sees, the latest first: all on its issuing
    side, elsewhere those of their own units."""
    rows = Obstacle.objects.filter(plan=plan).select_related("unit", "receiver", "item")
    if not sees_whole_year(viewer, plan, on):
        rows = rows.filter(own_subjects(viewer, on))
    return rows.order_by("-raised_at", "-pk")
