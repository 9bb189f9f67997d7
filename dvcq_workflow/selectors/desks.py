"""Desks: where a step's desk stands, and what lies before a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet

from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.desks import (
    HOLDER_OF,
    ROLES_AT,
    SIGNING_STEPS,
    Holder,
    Role,
    Seat,
    Step,
    people_of,
    seats_for,
)
from dvcq_workflow.rules.errors import NotPermitted, NotVisible
from dvcq_workflow.selectors.after_issue import may_read_text
from dvcq_workflow.selectors.people import people_at, seats_of, seats_or_those, stand_ins_for
from dvcq_workflow.selectors.plans import can_see_plan
from dvcq_workflow.selectors.year_access import may_see_subject

SUBJECT_LINKS = (
    "assignment__obligation",
    "extension__assignment",
    "report__duty__period",
    "consolidation__period",
    "obstacle",
)
"""What a desk's row and page read of its subject."""


def unit_of_step(step: Step, plan: Plan, subject: Any = None) -> int:
    """Return the unit whose people sit at a step of a plan (an opinion's unit is its own).

    ``subject``: of the plan's year (``models.subjects``), for the steps of its flow.
    """
    holder = HOLDER_OF[step]
    if holder is Holder.DRAFTING:
        return plan.drafting_unit_id
    if holder is Holder.ISSUING:
        return plan.issuing_unit_id
    if holder is Holder.DUTY:
        return int(subject.unit_id)
    if holder is Holder.RECEIVING:
        return int(subject.receiver_id)
    office = subject.unit if holder is Holder.DUTY_RECORDS else plan.issuing_unit
    return int(office.records_office_id or office.pk)


def steps_of(role: Role) -> list[str]:
    """Return the steps at which a role sits."""
    return [str(step) for step, roles in ROLES_AT.items() if role in roles]


def visible_desk(viewer: Any, *, step: Step, process_id: int, task_id: int, on: dt.date) -> Desk:
    """Return a desk, open or done, of a plan that the viewer sees.

    Raises:
        NotVisible: ``desk_not_found``: no such desk in that process, or not for this person.
        NotPermitted: ``document_recalled``, for those to whom a recalled plan had been sent.
    """
    desk = (
        Desk.objects.select_related(
            "plan__issuing_unit",
            "plan__drafting_unit",
            "plan__advising_unit",
            "plan__drafter",
            "plan__stream",
            "task",
            "unit",
            "opinion__consultation",
            *SUBJECT_LINKS,
            "sent_by",
            "done_by",
            "done_for",
            "assigned_to",
        )
        .filter(task_id=task_id, task__process_id=process_id, step=str(step))
        .first()
    )
    if desk is None or not can_see_plan(viewer, desk.plan_id, on):
        raise NotVisible("desk_not_found")
    if desk.subject_kind and not may_see_subject(viewer, desk.about, on):
        raise NotVisible("desk_not_found")
    if not may_read_text(viewer, desk.plan, on):
        raise NotPermitted("document_recalled")
    return desk


def seats_at(desk: Desk, viewer: Any, on: dt.date) -> list[Seat]:
    """Return the seats by which a person could act at a desk, their own first."""
    return _seats_among(desk, seats_of(viewer, on))


def _seats_among(desk: Desk, seats: Iterable[Seat]) -> list[Seat]:
    try:
        return seats_for(Step(desk.step), desk.unit_id, seats)
    except NotPermitted:
        return []


def sits_in_unit(desk: Desk, viewer: Any, on: dt.date) -> bool:
    """Return whether a person holds a seat of the desk's step in its unit, whoever keeps it."""
    return bool(seats_at(desk, viewer, on))


def sits_at(desk: Desk, viewer: Any, on: dt.date) -> bool:
    """Return whether a desk is one of the viewer's: by a seat in its unit, their own or that of
    one they stand in for, and kept by nobody else."""
    return sits_by(desk, viewer, seats_of(viewer, on))


def sits_by(desk: Desk, viewer: Any, seats: Iterable[Seat]) -> bool:
    """Return whether a desk is one of the viewer's, as ``sits_at``; they hold ``seats``."""
    return any(
        desk.assigned_to_id is None or desk.assigned_to_id in people_of(viewer.pk, seat)
        for seat in _seats_among(desk, seats)
    )


def people_before(desk: Desk, on: dt.date) -> list[int]:
    """Return the ids of those for whom a desk is: its keeper and who stands in for them, or all
    who sit there on a day."""
    if desk.assigned_to_id is not None:
        keeper = desk.assigned_to_id
        return sorted({keeper, *stand_ins_for([keeper], desk.unit_id, on)})
    return people_at(Step(desk.step), desk.unit_id, on)


def my_desks(viewer: Any, on: dt.date, *, seats: Sequence[Seat] | None = None) -> QuerySet[Desk]:
    """Return the open desks at which a person may act: their own, and those their seats hold."""
    held = seats_or_those(seats, viewer, on)
    return _open_desks().filter(reduce(or_, _mine(viewer, held)))


def my_parts(viewer: Any, seats: Iterable[Seat]) -> list[QuerySet[Desk]]:
    """Return ``my_desks`` as parts of which no two hold the same desk: each is read from one
    index, where a single OR would look every row up in its table."""
    return [_open_desks().filter(part) for part in _mine(viewer, seats)]


def desks_of_units(seats: Iterable[Seat]) -> QuerySet[Desk]:
    """Return every open desk of the units of these seats, whoever is to act."""
    return _open_desks().filter(unit_id__in=sorted({seat.unit_id for seat in seats}))


def waiting_for_others(viewer: Any) -> QuerySet[Desk]:
    """Return the open desks that a person sent on and others now hold."""
    return _open_desks().filter(plan__drafter_id=viewer.pk).exclude(assigned_to_id=viewer.pk)


def done_desks(viewer: Any) -> QuerySet[Desk]:
    """Return the desks a person finished, newest first."""
    return (
        Desk.objects.filter(done_by_id=viewer.pk, state=Desk.State.DONE)
        .select_related("plan", "unit", "task", "sent_by", *SUBJECT_LINKS)
        .order_by("-done_at", "-pk")
    )


def _open_desks() -> QuerySet[Desk]:
    return (
        Desk.objects.filter(state=Desk.State.OPEN)
        .select_related("plan", "unit", "task", "sent_by", "assigned_to", "opinion", *SUBJECT_LINKS)
        .order_by(F("due_on").asc(nulls_last=True), "offered_at", "pk")
    )


def _mine(viewer: Any, seats: Iterable[Seat]) -> list[Q]:
    """Return what makes a desk a person's: they keep it, or nobody does and a seat holds it, or
    the absent person keeps it for whom they stand in."""
    steps: dict[tuple[int, int | None], set[str]] = {}
    for seat in seats:
        held = set(steps_of(seat.role))
        if seat.principal_id is not None:
            held -= SIGNING_STEPS
            steps.setdefault((seat.unit_id, seat.principal_id), set()).update(held)
        steps.setdefault((seat.unit_id, None), set()).update(held)
    return [
        Q(assigned_to_id=viewer.pk),
        *(
            Q(unit_id=unit_id, step__in=sorted(held), assigned_to_id=keeper)
            if keeper is not None
            else Q(unit_id=unit_id, step__in=sorted(held), assigned_to__isnull=True)
            for (unit_id, keeper), held in steps.items()
            if held
        ),
    ]
