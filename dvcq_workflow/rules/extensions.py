"""A request to put a due date off: its states and the acts between them."""

from __future__ import annotations

from enum import StrEnum

from dvcq_workflow.rules.errors import Conflict


class ExtensionStatus(StrEnum):
    """The state of a request."""

    PENDING = "pending"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ExtensionAct(StrEnum):
    """An act on a request."""

    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


_S, _A = ExtensionStatus, ExtensionAct
CLOSED = frozenset(_S) - {_S.PENDING}

TRANSITIONS: dict[tuple[ExtensionStatus, ExtensionAct], ExtensionStatus] = {
    (_S.PENDING, _A.GRANT): _S.GRANTED,
    (_S.PENDING, _A.REFUSE): _S.REFUSED,
    (_S.PENDING, _A.WITHDRAW): _S.WITHDRAWN,
}


def next_extension_status(status: ExtensionStatus, act: ExtensionAct) -> ExtensionStatus:
    """Return the state that ``act`` leads to.

    Raises:
        Conflict: ``extension_moved_on``; whoever asks has an older state before them.
    """
    try:
        return TRANSITIONS[status, act]
    except KeyError:
        raise Conflict("extension_moved_on") from None
