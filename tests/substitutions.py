"""Absent people and those who stand in for them, by calling the service."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dvcq_workflow.flows.runner import perform
from dvcq_workflow.models import Plan, Substitution, Unit
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.services.people import save_substitution
from tests.worlds import BASIS, FOUNDED, World, make_user

FAR_OFF = dt.date(2100, 12, 31)


def stand_in(
    world: World, who: str, absent: str, code: str, role: Role, **changes: Any
) -> Substitution:
    """Let one person, made if need be, stand in for another at a seat; without an end in sight
    unless said."""
    if who not in world.people:
        world.people[who] = make_user(who, f"Người thay {absent}")
    given = {
        "user": world.people[absent],
        "substitute": world.people[who],
        "unit": world.units[code],
        "role": role,
        "basis": BASIS,
        "valid_from": FOUNDED,
        "valid_until": FAR_OFF,
        **changes,
    }
    return save_substitution(substitution=Substitution(**given), actor=world.keeper)


def act_for(
    world: World,
    plan: Plan,
    step: Step,
    act: str,
    by: Any,
    *,
    principal: Any = None,
    unit: Unit | None = None,
    **data: Any,
) -> Any:
    """Do an act at a desk, having said for whom; None leaves it to the seat that is found."""
    desk = world.desk(plan, step, unit=unit)
    plan.refresh_from_db()
    result = perform(
        step,
        desk.task.process_id,
        desk.task_id,
        act=act,
        actor=by,
        seen_hash=plan.content_hash,
        data=data,
        principal=principal,
    )
    plan.refresh_from_db()
    return result
