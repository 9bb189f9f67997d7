"""A unit's report of one period: its states and the acts that lead from one to the next."""

from __future__ import annotations

from enum import StrEnum

from dvcq_workflow.rules.errors import Conflict


class ReportStatus(StrEnum):
    """The legal state of a report."""

    BEING_WRITTEN = "being_written"
    AWAITING_APPROVAL = "awaiting_approval"
    SIGNED = "signed"
    NUMBERED = "numbered"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class ReportAct(StrEnum):
    """An act that moves a report from one state to another."""

    SEND_FOR_APPROVAL = "send_for_approval"
    SIGN = "sign"
    RETURN_TO_WRITER = "return_to_writer"
    ASSIGN_NUMBER = "assign_number"
    SUBMIT = "submit"
    ACCEPT = "accept"
    RETURN_TO_UNIT = "return_to_unit"
    WITHDRAW = "withdraw"


_S, _A = ReportStatus, ReportAct
WRITABLE = frozenset({_S.BEING_WRITTEN, _S.RETURNED})
CLOSED = frozenset({_S.ACCEPTED, _S.WITHDRAWN})
HANDED_IN = frozenset({_S.SUBMITTED, _S.ACCEPTED})
"""States of a report that its receiver holds and has not sent back."""

TRANSITIONS: dict[tuple[ReportStatus, ReportAct], ReportStatus] = {
    **{(state, _A.SEND_FOR_APPROVAL): _S.AWAITING_APPROVAL for state in WRITABLE},
    (_S.AWAITING_APPROVAL, _A.SIGN): _S.SIGNED,
    (_S.AWAITING_APPROVAL, _A.RETURN_TO_WRITER): _S.BEING_WRITTEN,
    (_S.SIGNED, _A.ASSIGN_NUMBER): _S.NUMBERED,
    (_S.SIGNED, _A.RETURN_TO_WRITER): _S.BEING_WRITTEN,
    (_S.NUMBERED, _A.SUBMIT): _S.SUBMITTED,
    (_S.SUBMITTED, _A.ACCEPT): _S.ACCEPTED,
    (_S.SUBMITTED, _A.RETURN_TO_UNIT): _S.RETURNED,
    **{(state, _A.WITHDRAW): _S.WITHDRAWN for state in frozenset(_S) - CLOSED},
}
"""Every move there is. What was returned is written, signed and numbered anew: the number it held
stays in the register."""


def next_report_status(status: ReportStatus, act: ReportAct) -> ReportStatus:
    """Return the state that ``act`` leads to.

    Raises:
        Conflict: ``report_moved_on``; whoever asks has an older state before them.
    """
    try:
        return TRANSITIONS[status, act]
    except KeyError:
        raise Conflict("report_moved_on") from None
