"""Tasks of units: what one says, who may act on it, and who reported its result."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from dvcq_workflow.models.assignments import Assignment, AssignmentUnit, ProgressNote
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.people import Membership
from dvcq_workflow.models.reports import Evidence
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.assignments import OPEN_STATES, TaskContent
from dvcq_workflow.rules.desks import LEADING_ROLES, Role, Step
from dvcq_workflow.rules.errors import NotVisible
from dvcq_workflow.rules.obligations import ActorRole
from dvcq_workflow.selectors.choices import MAX_DEPTH, units_on
from dvcq_workflow.selectors.people import seats_of, valid_on
from dvcq_workflow.selectors.year_access import may_see_subject


def content_of_assignment(task: Assignment) -> TaskContent:
    """Return what people see of a task, in two queries."""
    others = AssignmentUnit.objects.filter(assignment=task).values_list("unit_id", "role")
    files = Evidence.objects.filter(assignment=task).values_list("sha256", flat=True)
    return TaskContent(
        text=task.text,
        strength=task.strength,
        unit=task.unit_id,
        receiver=task.receiver_id,
        others=tuple(others),
        due_on=task.due_on,
        last_day=task.effective_due_on,
        result=task.result,
        evidence=tuple(files),
    )


def visible_assignment(viewer: Any, uid: uuid.UUID, on: dt.date) -> Assignment:
    """Return a task with what its page shows of it.

    Raises:
        NotVisible: ``assignment_not_found``, whether it does not exist or may not be seen.
    """
    task = (
        Assignment.objects.select_related(
            "plan__issuing_unit",
            "plan__drafting_unit",
            "plan__advising_unit",
            "plan__stream",
            "unit",
            "receiver",
            "obligation__item",
            "parent",
            "person_in_charge",
            "unit_plan",
        )
        .filter(uid=uid)
        .first()
    )
    if task is None or not may_see_subject(viewer, task, on):
        raise NotVisible("assignment_not_found")
    return task


def ordering_units_of(task: Assignment) -> list[int]:
    """Return the units whose people may withdraw a task: the one that receives its result first,
    those of the whole it is a part of, then the issuing side."""
    units = [task.receiver_id]
    above = task.parent
    while above is not None:
        units.append(above.receiver_id)
        above = above.parent
    plan = task.plan
    units += [plan.issuing_unit_id, plan.drafting_unit_id, plan.advising_unit_id or 0]
    return list(dict.fromkeys(unit for unit in units if unit))


def adding_units_of(task: Assignment) -> dict[int, ActorRole]:
    """Return the units whose people see a task and add to it, with their part; the leading one
    first."""
    rows = AssignmentUnit.objects.filter(assignment=task).order_by("pk")
    others = {unit: ActorRole(role) for unit, role in rows.values_list("unit_id", "role")}
    return {task.unit_id: ActorRole.LEAD, **others}


def unit_among(
    units: Iterable[int], viewer: Any, on: dt.date, roles: frozenset[Role]
) -> int | None:
    """Return the first of these units in which a person holds one of the roles on a day."""
    held = {seat.unit_id for seat in seats_of(viewer, on) if seat.role in roles}
    return next((unit for unit in units if unit in held), None)


def reporters_of(task: Assignment) -> frozenset[int]:
    """Return who reported a task's result as it now stands, and for whom."""
    if task.result_at is None:
        return frozenset()
    notes = ProgressNote.objects.filter(assignment=task, at=task.result_at)
    people: set[int | None] = set(notes.values_list("by_id", flat=True))
    desks = Desk.objects.filter(assignment=task, step=str(Step.WORK), state=Desk.State.DONE)
    last = desks.order_by("-done_at", "-pk").values_list("done_by_id", "done_for_id").first()
    people |= set(last or ())
    return frozenset(person for person in people if person is not None)


def open_parts_of(task: Assignment) -> int:
    """Return how many parts of a task are neither done nor withdrawn."""
    return task.parts.filter(status__in=[str(state) for state in OPEN_STATES]).count()


def units_below(unit_id: int, on: dt.date) -> Sequence[Unit]:
    """Return the units that stand under a unit on a day, at whatever depth, by kind and name."""
    found: set[int] = set()
    level = {unit_id}
    for _step in range(MAX_DEPTH):
        below = Unit.objects.filter(parent_id__in=level).exclude(pk__in=found | {unit_id})
        level = set(below.values_list("pk", flat=True))
        if not level:
            break
        found |= level
    return list(units_on(on).filter(Q(pk__in=sorted(found))))


def desk_of_subject(kind: str, pk: int) -> Desk | None:
    """Return the open desk on which a subject of the year lies, with its task."""
    rows = Desk.objects.filter(state=Desk.State.OPEN, **{f"{kind}_id": pk})
    return rows.select_related("task", "unit", "assigned_to").order_by("pk").first()


def people_of_unit(unit_id: int, on: dt.date) -> QuerySet[Any]:
    """Return the accounts with a seat in a unit on a day."""
    seats = Membership.objects.filter(valid_on(on), unit_id=unit_id, user__is_active=True)
    return get_user_model()._default_manager.filter(pk__in=seats.values("user_id")).order_by("pk")


def leaders_of_unit(unit_id: int, on: dt.date) -> QuerySet[Any]:
    """Return the accounts that lead a unit on a day."""
    seats = Membership.objects.filter(
        valid_on(on), unit_id=unit_id, role__in=LEADING_ROLES, user__is_active=True
    )
    return get_user_model()._default_manager.filter(pk__in=seats.values("user_id")).order_by("pk")
