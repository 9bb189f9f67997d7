"""Tasks of units under an issued plan: what it obliges to, and who does it in this world."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.models import Assignment, Obligation, Plan
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.rules.obligations import ActorRole, DueKind, ObligationKind, Strength
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.assignments import TaskDates, open_assignment
from dvcq_workflow.services.deciding import lock_plan
from dvcq_workflow.services.units import save_unit
from tests.worlds import FOUNDED, World, seat

TASK = "Rà soát thủ tục hành chính thuộc phạm vi quản lý."


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
    position = Obligation.objects.filter(plan=plan).count() + 1
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
