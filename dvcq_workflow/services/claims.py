"""Keeping a unit's desk for oneself, and giving it back to the unit."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from dvcq_workflow.context import Act
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.rules.desks import DRAFTERS_OWN, Step, require_claimable
from dvcq_workflow.rules.errors import Conflict, NotVisible, RuleViolation
from dvcq_workflow.rules.plans import require_reason
from dvcq_workflow.selectors.desks import sits_in_unit
from dvcq_workflow.services.deciding import Case, deciding, leading
from dvcq_workflow.services.handling import Handled, handling


def claim_desk(*, desk_id: int, seen_hash: str, actor: Any) -> Desk:
    """Keep an open desk for oneself, so that no two people do one work; by one who could act
    there. Whoever keeps it and no longer sits there is relieved.

    Raises:
        NotPermitted, NotVisible, Conflict: as ``deciding``; ``desk_done``,
            ``desk_claimed_already``.
        RuleViolation: ``desk_not_claimable``.
    """
    found = _desk(desk_id)
    step = Step(found.step)
    with _claiming(found, step, seen_hash, actor) as case:
        desk = _open_desk(desk_id)
        before = desk.assigned_to
        require_claimable(
            step,
            actor_id=actor.pk,
            kept_by=desk.assigned_to_id,
            keeper_sits=before is not None and sits_in_unit(desk, before, case.on),
        )
        _keep(desk, actor, case.act)
        case.record("desk_claimed", desk_uid=str(desk.uid), **_before(before))
        return desk


def _claiming(
    found: Desk, step: Step, seen_hash: str, actor: Any
) -> AbstractContextManager[Case | Handled]:
    """Walk the path of what lies on the desk: the plan itself, or a subject of its year."""
    frame: dict[str, Any] = {
        "actor": actor,
        "step": step,
        "seen_hash": seen_hash,
        "unit_id": found.unit_id,
        "heeds_keeper": False,
    }
    if found.subject is None:
        return deciding(found.plan_id, **frame)
    kind, about = found.subject
    return handling(kind, about.pk, **frame)


def give_back_desk(*, desk_id: int, seen_hash: str, actor: Any, reason: str = "") -> Desk:
    """Give a kept desk back to its unit: by its keeper, or with a reason by the unit's head.

    Raises:
        NotPermitted, NotVisible: as ``leading``.
        Conflict: ``desk_done``, ``desk_not_kept``, ``content_changed``.
        RuleViolation: ``desk_not_claimable``, ``reason_missing``, ``reason_too_long``.
    """
    found = _desk(desk_id)
    if Step(found.step) in DRAFTERS_OWN:
        raise RuleViolation("desk_not_claimable")
    with leading(
        found.plan_id,
        actor=actor,
        unit_of=lambda _plan: found.unit_id,
        also=lambda _plan: found.assigned_to_id,
    ) as case:
        desk = _open_desk(desk_id)
        before = desk.assigned_to
        if before is None:
            raise Conflict("desk_not_kept")
        if seen_hash != desk.about.content_hash:
            raise Conflict("content_changed")
        text = reason.strip() if before.pk == actor.pk else require_reason(reason)
        _keep(desk, None, case.act)
        case.record("desk_given_back", reason=text, desk_uid=str(desk.uid), **_before(before))
        return desk


def _desk(desk_id: int) -> Desk:
    desk = Desk.objects.filter(pk=desk_id).first()
    if desk is None:
        raise NotVisible("desk_not_found")
    return desk


def _open_desk(desk_id: int) -> Desk:
    """Read the desk anew, now that its plan is locked."""
    desk = Desk.objects.select_related("assigned_to").get(pk=desk_id)
    if desk.state != Desk.State.OPEN:
        raise Conflict("desk_done")
    return desk


def _keep(desk: Desk, keeper: Any, act: Act) -> None:
    desk.assigned_to = keeper
    desk.kept_since = act.at if keeper is not None else None
    desk.save()


def _before(person: Any) -> dict[str, Any]:
    return {"kept_before_by": person.pk} if person is not None else {}
