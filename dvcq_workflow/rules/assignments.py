"""A unit's task under a plan: its states and the acts that lead from one to the next."""

from __future__ import annotations

from enum import StrEnum

from dvcq_workflow.rules.errors import Conflict


class AssignmentStatus(StrEnum):
    """The processing state of a unit's task; how its term stands is another axis (``terms``)."""

    OFFERED = "offered"
    HANDED_BACK = "handed_back"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    AWAITING_APPROVAL = "awaiting_approval"
    AWAITING_VERIFICATION = "awaiting_verification"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class AssignmentAct(StrEnum):
    """An act that moves a task from one state to another."""

    ACCEPT = "accept"
    HAND_BACK = "hand_back"
    OFFER_AGAIN = "offer_again"
    NAME_OFFICERS = "name_officers"
    REPORT_RESULT = "report_result"
    APPROVE = "approve"
    RETURN_TO_WORK = "return_to_work"
    VERIFY = "verify"
    RETURN_TO_UNIT = "return_to_unit"
    WITHDRAW = "withdraw"


_S, _A = AssignmentStatus, AssignmentAct
CLOSED = frozenset({_S.DONE, _S.WITHDRAWN})
OPEN_STATES = frozenset(_S) - CLOSED

TRANSITIONS: dict[tuple[AssignmentStatus, AssignmentAct], AssignmentStatus] = {
    (_S.OFFERED, _A.ACCEPT): _S.ACCEPTED,
    (_S.OFFERED, _A.HAND_BACK): _S.HANDED_BACK,
    (_S.HANDED_BACK, _A.OFFER_AGAIN): _S.OFFERED,
    (_S.ACCEPTED, _A.NAME_OFFICERS): _S.IN_PROGRESS,
    (_S.IN_PROGRESS, _A.REPORT_RESULT): _S.AWAITING_APPROVAL,
    (_S.AWAITING_APPROVAL, _A.APPROVE): _S.AWAITING_VERIFICATION,
    (_S.AWAITING_APPROVAL, _A.RETURN_TO_WORK): _S.IN_PROGRESS,
    (_S.AWAITING_VERIFICATION, _A.VERIFY): _S.DONE,
    (_S.AWAITING_VERIFICATION, _A.RETURN_TO_UNIT): _S.IN_PROGRESS,
    **{(state, _A.WITHDRAW): _S.WITHDRAWN for state in OPEN_STATES},
}
"""Every move there is. A unit that hands a task back says why; whoever assigned it offers it again
or withdraws it."""


def next_assignment_status(status: AssignmentStatus, act: AssignmentAct) -> AssignmentStatus:
    """Return the state that ``act`` leads to.

    Raises:
        Conflict: ``assignment_moved_on``; whoever asks has an older state before them.
    """
    try:
        return TRANSITIONS[status, act]
    except KeyError:
        raise Conflict("assignment_moved_on") from None
