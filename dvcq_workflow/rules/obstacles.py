"""An obstacle that a unit meets in carrying out a plan: its states and the acts that lead on."""

from __future__ import annotations

from enum import StrEnum

from dvcq_workflow.rules.errors import Conflict


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
