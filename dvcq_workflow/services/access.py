"""The one door to grants on a single plan; guardian itself keeps no history of them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from guardian.shortcuts import assign_perm, remove_perm

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.desks import Role, Seat
from dvcq_workflow.rules.errors import NotPermitted, NotVisible
from dvcq_workflow.rules.plans import require_reason
from dvcq_workflow.selectors.people import own_seats_of
from dvcq_workflow.selectors.plans import VIEW_PERMISSION, can_see_plan
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan

GRANTING_ROLES = frozenset({Role.LEADER, Role.HEAD, Role.RECORDS_CLERK})


def grant_view(*, plan_id: int, person: Any, reason: str, actor: Any) -> None:
    """Let one person see one plan, as an exception, with its reason.

    Raises:
        NotVisible: ``plan_not_found``.
        NotPermitted: ``desk_not_yours``, unless the actor leads a unit of the plan.
        RuleViolation: ``reason_missing``, ``reason_too_long``.
    """
    _change_grant(plan_id, person, reason, actor, granted=True)


def revoke_view(*, plan_id: int, person: Any, reason: str, actor: Any) -> None:
    """Take such a grant back, with its reason.

    Raises: as ``grant_view``.
    """
    _change_grant(plan_id, person, reason, actor, granted=False)


def _change_grant(plan_id: int, person: Any, reason: str, actor: Any, *, granted: bool) -> None:
    text = require_reason(reason)
    with acting(actor=actor) as act:
        plan = lock_plan(plan_id)
        act.refused_on = ("plan", plan.stream)
        on = timezone.localdate(act.at)
        seat = _granting_seat(plan, own_seats_of(actor, on))
        if seat is None and not can_see_plan(actor, plan.pk, on):
            raise NotVisible("plan_not_found")
        if seat is None:
            raise NotPermitted("desk_not_yours")
        (assign_perm if granted else remove_perm)(VIEW_PERMISSION, person, plan)
        record_event(
            "access_granted" if granted else "access_revoked",
            stream=plan.stream,
            seat=seat,
            reason=text,
            details={"person": person.pk, "permission": VIEW_PERMISSION},
        )


def _granting_seat(plan: Plan, seats: tuple[Seat, ...]) -> Seat | None:
    units = {plan.issuing_unit_id, plan.drafting_unit_id, plan.issuing_unit.records_office_id}
    return next((s for s in seats if s.unit_id in units and s.role in GRANTING_ROLES), None)
