"""Tasks of units under an issued plan: what it obliges to, and who does it in this world."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.flows.runner import perform
from dvcq_workflow.flows.starting import start_assignment
from dvcq_workflow.models import Assignment, Desk, Obligation, Plan
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.rules.obligations import ActorRole, DueKind, ObligationKind, Strength
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.assignments import TaskDates, open_assignment
from dvcq_workflow.services.deciding import lock_plan
from dvcq_workflow.services.units import save_unit
from tests.snapshots import kept
from tests.worlds import FOUNDED, World, seat

TASK = "Rà soát thủ tục hành chính thuộc phạm vi quản lý."


@kept
def staff(world: World) -> World:
    """Give the health department of a province the people and the room that its tasks need."""
    unit = Unit(
        code="PNVY",
        name="Phòng Nghiệp vụ Y",
        abbreviation="PNVY",
        kind=Unit.Kind.ROOM,
        parent=world.units["SYT"],
        valid_from=FOUNDED,
    )
    world.units["PNVY"] = save_unit(unit=unit, actor=world.keeper)
    seat(world, "officer", "SYT", Role.SPECIALIST, "Chuyên viên")
    seat(world, "second_officer", "SYT", Role.SPECIALIST, "Chuyên viên thứ hai")
    seat(world, "deputy", "SYT", Role.LEADER, "Phó Giám đốc")
    seat(world, "room_head", "PNVY", Role.HEAD, "Trưởng phòng")
    seat(world, "room_officer", "PNVY", Role.SPECIALIST, "Chuyên viên")
    seat(world, "helper", "SGDDT", Role.SPECIALIST, "Chuyên viên")
    return world


def oblige(world: World, plan: Plan, **given: Any) -> Obligation:
    """Write down one duty of a plan, as the opening of its year does."""
    position = 1001 + Obligation.objects.filter(plan=plan).count()
    values = {
        "position": position,
        "text": TASK,
        "kind": ObligationKind.ARTEFACT,
        "strength": Strength.ORDER,
        "due_kind": DueKind.NONE,
        "origin": Obligation.Origin.STATED,
        **given,
    }
    with acting(actor=world.clerk):
        locked = lock_plan(plan.pk)
        row = Obligation(plan=locked, **values)
        row.save()
        record_event("year_opened", stream=locked.stream, details={"units": 1})
    return row


def give_task(
    world: World,
    plan: Plan,
    *,
    unit: str = "SYT",
    due_on: dt.date | None = None,
    others: dict[str, ActorRole] | None = None,
    **given: Any,
) -> Assignment:
    """Give a unit a task of its own, due on a day if one is said."""
    dated = {"due_kind": DueKind.FIXED, "due_on": due_on} if due_on else {}
    obligation = oblige(world, plan, **{**dated, **given})
    return open_assignment(
        obligation_id=obligation.pk,
        unit_id=world.units[unit].pk,
        receiver_id=world.advising.pk,
        dates=TaskDates(due_on, due_on),
        others=[(world.units[code].pk, role) for code, role in (others or {}).items()],
        actor=world.clerk,
    )


@kept
def offered_task(world: World, plan: Plan, **given: Any) -> Assignment:
    """Return a task that lies on its unit's desk."""
    task = give_task(world, plan, **given)
    start_assignment(assignment_id=task.pk, actor=world.clerk)
    return task


def do(
    kind: str, subject: Any, act: str, by: Any, *, seen_hash: str | None = None, **data: Any
) -> Any:
    """Act at the desk on which a subject of the year lies, having seen it as it is now."""
    desk = Desk.objects.select_related("task").get(
        **{f"{kind}_id": subject.pk}, state=Desk.State.OPEN
    )
    subject.refresh_from_db()
    result = perform(
        Step(desk.step),
        desk.task.process_id,
        desk.task_id,
        act=act,
        actor=by,
        seen_hash=subject.content_hash if seen_hash is None else seen_hash,
        data=data,
    )
    subject.refresh_from_db()
    return result


TASK_PATH = (
    (AssignmentStatus.OFFERED, "accept", "head_SYT"),
    (AssignmentStatus.ACCEPTED, "name", "head_SYT"),
    (AssignmentStatus.IN_PROGRESS, "report", "officer"),
    (AssignmentStatus.AWAITING_APPROVAL, "approve", "head_SYT"),
    (AssignmentStatus.AWAITING_VERIFICATION, "verify", "advising_specialist"),
)
"""From offer to done: where a task stands, the act, who in this world."""


def data_for(world: World, act: str) -> dict[str, Any]:
    """Return what goes with an act that leads a task on."""
    if act == "name":
        people = world.people
        return {"person_in_charge": people["deputy"], "officers": [people["officer"]]}
    return {"result": "Đã rà soát xong."} if act == "report" else {}


@kept
def task_at(
    world: World,
    plan: Plan,
    status: AssignmentStatus,
    *,
    task: Assignment | None = None,
    **given: Any,
) -> Assignment:
    """Return a task of the health department that stands so, every desk before it done."""
    task = task or offered_task(world, plan, **given)
    task.refresh_from_db()
    for state, act, role in TASK_PATH:
        if task.state is status:
            break
        if task.state is state:
            do("assignment", task, act, world.people[role], **data_for(world, act))
    assert task.state is status
    return task
