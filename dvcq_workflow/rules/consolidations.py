"""The consolidated report of one period: its states and the acts that lead on."""

from __future__ import annotations

from enum import StrEnum

from dvcq_workflow.rules.errors import Conflict


class ConsolidationStatus(StrEnum):
    """The legal state of a consolidated report."""

    COLLECTING = "collecting"
    DRAFTED = "drafted"
    AWAITING_APPROVAL = "awaiting_approval"
    SIGNED = "signed"
    NUMBERED = "numbered"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    WITHDRAWN = "withdrawn"


class ConsolidationAct(StrEnum):
    """An act that moves a consolidated report from one state to another."""

    DRAFT = "draft"
    COLLECT_AGAIN = "collect_again"
    SEND_FOR_APPROVAL = "send_for_approval"
    SIGN = "sign"
    RETURN = "return"
    ASSIGN_NUMBER = "assign_number"
    DELIVER = "deliver"
    ACKNOWLEDGE = "acknowledge"
    WITHDRAW = "withdraw"


_S, _A = ConsolidationStatus, ConsolidationAct
CLOSED = frozenset({_S.ACKNOWLEDGED, _S.WITHDRAWN})
DELIVERED_STATES = frozenset({_S.DELIVERED, _S.ACKNOWLEDGED})
"""States in which the figures are frozen and served as they were delivered."""

TRANSITIONS: dict[tuple[ConsolidationStatus, ConsolidationAct], ConsolidationStatus] = {
    (_S.COLLECTING, _A.DRAFT): _S.DRAFTED,
    (_S.DRAFTED, _A.COLLECT_AGAIN): _S.COLLECTING,
    (_S.DRAFTED, _A.SEND_FOR_APPROVAL): _S.AWAITING_APPROVAL,
    (_S.AWAITING_APPROVAL, _A.SIGN): _S.SIGNED,
    (_S.AWAITING_APPROVAL, _A.RETURN): _S.DRAFTED,
    (_S.SIGNED, _A.ASSIGN_NUMBER): _S.NUMBERED,
    (_S.SIGNED, _A.RETURN): _S.DRAFTED,
    (_S.NUMBERED, _A.DELIVER): _S.DELIVERED,
    (_S.DELIVERED, _A.ACKNOWLEDGE): _S.ACKNOWLEDGED,
    **{
        (state, _A.WITHDRAW): _S.WITHDRAWN
        for state in (_S.COLLECTING, _S.DRAFTED, _S.AWAITING_APPROVAL)
    },
}
"""Every move there is. What was delivered is never drawn back: a supplement shows what differs."""


def next_consolidation_status(
    status: ConsolidationStatus, act: ConsolidationAct
) -> ConsolidationStatus:
    """Return the state that ``act`` leads to.

    Raises:
        Conflict: ``consolidation_moved_on``; whoever asks has an older state before them.
    """
    try:
        return TRANSITIONS[status, act]
    except KeyError:
        raise Conflict("consolidation_moved_on") from None
