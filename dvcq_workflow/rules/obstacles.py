"""An obstacle that a unit meets in carrying out a plan: its states and the acts that lead on."""

from __future__ import annotations

from enum import StrEnum

from dvcq_workflow.rules.canonical import digest, normal_text
from dvcq_workflow.rules.errors import Conflict, RuleViolation

SCHEMA = "dvcq.obstacle/1"
MAX_TEXT = 20_000


class ObstacleStatus(StrEnum):
    """The state of an obstacle."""

    RAISED = "raised"
    BEING_SETTLED = "being_settled"
    ESCALATED = "escalated"
    SETTLED = "settled"
    DECIDED = "decided"
    INFORMED = "informed"
    WITHDRAWN = "withdrawn"


class ObstacleAct(StrEnum):
    """An act that moves an obstacle from one state to another."""

    TAKE_ON = "take_on"
    ESCALATE = "escalate"
    SETTLE = "settle"
    DECIDE = "decide"
    SEND_DOWN = "send_down"
    INFORM = "inform"
    WITHDRAW = "withdraw"


_S, _A = ObstacleStatus, ObstacleAct
CLOSED = frozenset({_S.INFORMED, _S.WITHDRAWN})

TRANSITIONS: dict[tuple[ObstacleStatus, ObstacleAct], ObstacleStatus] = {
    (_S.RAISED, _A.TAKE_ON): _S.BEING_SETTLED,
    (_S.RAISED, _A.ESCALATE): _S.ESCALATED,
    (_S.BEING_SETTLED, _A.SETTLE): _S.SETTLED,
    (_S.BEING_SETTLED, _A.ESCALATE): _S.ESCALATED,
    (_S.ESCALATED, _A.DECIDE): _S.DECIDED,
    (_S.ESCALATED, _A.SEND_DOWN): _S.BEING_SETTLED,
    (_S.SETTLED, _A.INFORM): _S.INFORMED,
    (_S.DECIDED, _A.INFORM): _S.INFORMED,
    (_S.RAISED, _A.WITHDRAW): _S.WITHDRAWN,
}
"""Every move there is: the receiver settles within its authority or escalates, never neither."""


def next_obstacle_status(status: ObstacleStatus, act: ObstacleAct) -> ObstacleStatus:
    """Return the state that ``act`` leads to.

    Raises:
        Conflict: ``obstacle_moved_on``; whoever asks has an older state before them.
    """
    try:
        return TRANSITIONS[status, act]
    except KeyError:
        raise Conflict("obstacle_moved_on") from None


def require_obstacle_text(text: str) -> str:
    """Return the words of an obstacle, an opinion or a settlement, trimmed.

    Raises:
        RuleViolation: ``obstacle_text_missing``, ``obstacle_text_too_long``.
    """
    kept = text.strip()
    if not kept:
        raise RuleViolation("obstacle_text_missing")
    if len(kept) > MAX_TEXT:
        raise RuleViolation("obstacle_text_too_long", limit=MAX_TEXT)
    return kept


def obstacle_hash(
    *, text: str, proposal: str, item: int | None, opinion: str = "", settlement: str = ""
) -> str:
    """Return the hash of what people see of an obstacle. ``item``: key of the paragraph that it
    concerns; ``opinion``: of who escalated it."""
    return digest(
        {
            "schema": SCHEMA,
            "text": normal_text(text),
            "proposal": normal_text(proposal),
            "item": item,
            "opinion": normal_text(opinion),
            "settlement": normal_text(settlement),
        }
    )
