"""The one decision path of every write on a plan:

lock → may this person, now, here → is the content still what they saw → act → one event with
the history of what was saved, in the same transaction → work orders on commit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.envelope import FileDigest
from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.context import Act, current_act
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.desks import Seat, Step, require_separation, seat_for
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible
from dvcq_workflow.rules.plans import Act as PlanAct
from dvcq_workflow.rules.plans import next_status
from dvcq_workflow.selectors.approvals import facts_of
from dvcq_workflow.selectors.desks import unit_of_step
from dvcq_workflow.selectors.people import seats_of
from dvcq_workflow.selectors.plans import can_see_plan
from dvcq_workflow.services.acting import acting


@dataclass
class Case:
    """A plan under its lock, and the person who was found to be allowed to act on it."""

    plan: Plan
    actor: Any
    act: Act
    seat: Seat
    step: Step
    on: dt.date

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
            details={"desk": str(self.step), **details},
            files=files,
        )


def lock_plan(plan_id: int) -> Plan:
    """Lock a plan's row and return it, fresh. ``no_key``: rows that point at it may still come.

    Raises:
        NotVisible: ``plan_not_found``.
    """
    plan = (
        Plan.objects.select_for_update(no_key=True, of=("self",))
        .select_related("stream", "issuing_unit")
        .filter(pk=plan_id)
        .first()
    )
    if plan is None:
        raise NotVisible("plan_not_found")
    current_act().holds_its_lock()
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
) -> Iterator[Case]:
    """Walk the path up to the act: lock, visibility, seat, separation of duties, state, content.

    ``seen_hash``: hash of the content they had before them. ``planned``: the act whose transition
    must be open. ``unit_id``: the desk's unit where the plan does not say it.

    Raises:
        NotVisible: ``plan_not_found``.
        NotPermitted: ``person_inactive``, ``desk_not_yours``, or a rule of separation.
        Conflict: ``plan_moved_on``, ``content_changed``, ``plan_busy``.
    """
    with acting(actor=actor) as act:
        plan = lock_plan(plan_id)
        act.refused_on = ("plan", plan.stream)
        on = timezone.localdate(act.at)
        seat = _seat_or_refusal(plan, actor, step, unit_id or unit_of_step(step, plan), on)
        people = {actor.pk} | ({act.principal_id} if act.principal_id else set())
        require_separation(step, people, facts_of(plan))
        if planned is not None:
            next_status(plan.state, planned)
        if seen_hash != plan.content_hash:
            raise Conflict("content_changed")
        yield Case(plan=plan, actor=actor, act=act, seat=seat, step=step, on=on)


def _seat_or_refusal(plan: Plan, actor: Any, step: Step, unit_id: int, on: dt.date) -> Seat:
    """Who has no seat there is told so only where they may know that the plan exists."""
    try:
        return seat_for(step, unit_id, seats_of(actor, on))
    except NotPermitted:
        if not can_see_plan(actor, plan.pk, on):
            raise NotVisible("plan_not_found") from None
        raise
