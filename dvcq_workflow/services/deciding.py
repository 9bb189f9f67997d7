"""The one decision path of every write on a plan:

lock → may this person, now, here → is the content still what they saw → act → one event with
the history of what was saved, in the same transaction → work orders on commit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from dvcq_workflow.audit.envelope import FileDigest
from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.context import Act, current_act
from dvcq_workflow.host import get_host
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.desks import (
    LEADING_ROLES,
    STEP_IN,
    PlanFacts,
    Policy,
    Role,
    Seat,
    Step,
    choose_seat,
    people_of,
    policy_used,
    seats_for,
)
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.plans import Act as PlanAct
from dvcq_workflow.rules.plans import next_status
from dvcq_workflow.selectors.approvals import facts_at
from dvcq_workflow.selectors.desks import unit_of_step
from dvcq_workflow.selectors.people import own_seats_of, seats_of
from dvcq_workflow.selectors.plans import can_see_plan
from dvcq_workflow.services.acting import acting


@dataclass
class Case:
    """A plan under its lock, and the person who was found to be allowed to act on it.

    ``facts``: who had done what before this act. ``policy``: the body's own rule without which
    the person could not act here.
    """

    plan: Plan
    actor: Any
    act: Act
    seat: Seat
    step: Step
    on: dt.date
    facts: PlanFacts
    policy: Policy | None = None

    def move(self, act: PlanAct) -> None:
        """Bring the plan to the state that ``act`` leads to and save it."""
        self.plan.status = next_status(self.plan.state, act)
        self.plan.save()

    def record(
        self, code: str, *, reason: str = "", files: Iterable[FileDigest] = (), **details: Any
    ) -> int:
        """Write the act's event in the plan's stream and return its number there."""
        return record_event(
            code,
            stream=self.plan.stream,
            seat=self.seat,
            reason=reason,
            content_hash=self.plan.content_hash,
            details={
                "desk": str(self.step),
                **({"policy": str(self.policy)} if self.policy else {}),
                **details,
            },
            files=files,
        )


def lock_plan(plan_id: int) -> Plan:
    """Lock a plan's row and return it, fresh. ``no_key``: rows that point at it may still come.

    Raises:
        NotVisible: ``plan_not_found``.
    """
    plan = (
        Plan.objects.select_for_update(no_key=True, of=("self",))
        .select_related("stream", "issuing_unit", "drafting_unit")
        .filter(pk=plan_id)
        .first()
    )
    if plan is None:
        raise NotVisible("plan_not_found")
    act = current_act()
    act.holds_its_lock()
    act.locked[plan_id] = plan
    return plan


@contextmanager
def deciding(
    plan_id: int,
    *,
    actor: Any,
    step: Step,
    seen_hash: str,
    planned: PlanAct | None = None,
    unit_id: int | None = None,
    heeds_keeper: bool = True,
) -> Iterator[Case]:
    """Walk the path up to the act: lock, visibility, seat, separation of duties, state, content.

    ``seen_hash``: hash of the content they had before them. ``planned``: the act whose transition
    must be open. ``unit_id``: the desk's unit where the plan does not say it. ``heeds_keeper``:
    whether somebody else's keeping the desk stands against it.

    Whoever stands in for an absent person acts for that person, whose name the record then holds;
    their own seat goes first, unless the act was opened for somebody (``acting``).

    Raises:
        NotVisible: ``plan_not_found``.
        NotPermitted: ``person_inactive``, ``desk_not_yours``, ``stand_in_cannot_sign``,
            ``desk_kept_by_other``, or a rule of separation.
        Conflict: ``plan_moved_on``, ``content_changed``, ``plan_busy``.
    """
    with acting(actor=actor) as act:
        plan = lock_plan(plan_id)
        act.refused_on = ("plan", plan.stream)
        on = timezone.localdate(act.at)
        unit = unit_id or unit_of_step(step, plan)
        facts, keeper = facts_at(plan, step, unit)
        kept_by = keeper if heeds_keeper else None
        seat = _seat_or_refusal(plan, actor, step, unit, on, facts, kept_by)
        act_for_principal(act, seat)
        if planned is not None:
            next_status(plan.state, planned)
        if seen_hash != plan.content_hash:
            raise Conflict("content_changed")
        policy = policy_used(step, people_of(actor.pk, seat), facts)
        yield Case(plan, actor, act, seat, step, on, facts, policy)


@contextmanager
def leading(
    plan_id: int,
    *,
    actor: Any,
    unit_of: Callable[[Plan], int],
    roles: frozenset[Role] = LEADING_ROLES,
    also: Callable[[Plan], int | None] | None = None,
) -> Iterator[Case]:
    """Walk the path of an act that orders a unit's work on a plan, and decides nothing of it.

    ``unit_of``: the unit of a plan whose head or leader may do it. ``also``: who may besides.

    Raises:
        NotVisible: ``plan_not_found``.
        NotPermitted: ``person_inactive``, ``desk_not_yours``.
        Conflict: ``plan_busy``.
    """
    with acting(actor=actor) as act:
        plan = lock_plan(plan_id)
        act.refused_on = ("plan", plan.stream)
        on = timezone.localdate(act.at)
        seats = [s for s in seats_asked_for(seats_of(actor, on)) if s.unit_id == unit_of(plan)]
        fitting = [s for s in seats if s.role in roles or (also and also(plan) == actor.pk)]
        if not fitting:
            raise _not_here(actor, plan, on)
        act_for_principal(act, fitting[0])
        step = STEP_IN.get(plan.state, Step.RELEASE)
        yield Case(plan, actor, act, fitting[0], step, on, PlanFacts(plan.drafter_id))


def _not_here(actor: Any, plan: Plan, on: dt.date) -> RuleViolation:
    if can_see_plan(actor, plan.pk, on):
        return NotPermitted("desk_not_yours")
    return NotVisible("plan_not_found")


def _seat_or_refusal(
    plan: Plan,
    actor: Any,
    step: Step,
    unit_id: int,
    on: dt.date,
    facts: PlanFacts,
    kept_by: int | None,
) -> Seat:
    """Who has no seat there is told so only where they may know that the plan exists."""
    choose = partial(
        choose_seat,
        actor_id=actor.pk,
        plan=facts,
        kept_by=kept_by,
        policies=get_host().policies_of(unit_id),
    )
    with suppress(NotPermitted):  # whom one stands in for is asked only where one's own right fails
        return choose(step, seats_for(step, unit_id, seats_asked_for(own_seats_of(actor, on))))
    try:
        return choose(step, seats_for(step, unit_id, seats_asked_for(seats_of(actor, on))))
    except NotPermitted:
        if not can_see_plan(actor, plan.pk, on):
            raise NotVisible("plan_not_found") from None
        raise


def seats_asked_for(seats: Iterable[Seat]) -> list[Seat]:
    """Leave the seats held for whom the act was opened; all where it was opened for nobody."""
    act = current_act()
    if act.alone:
        return [seat for seat in seats if seat.principal_id is None]
    if act.principal_id is not None:
        return [seat for seat in seats if seat.principal_id == act.principal_id]
    return list(seats)


def act_for_principal(act: Act, seat: Seat) -> None:
    """Name on the act whom its actor stands in for, if they do."""
    if seat.principal_id is None or act.principal_id == seat.principal_id:
        return
    principal = get_user_model()._default_manager.get(pk=seat.principal_id)
    act.principal_id = principal.pk
    act.principal_name = get_host().person_name(principal)
