"""A request to put a due date off: its states and the acts between them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from dvcq_workflow.rules.canonical import digest, normal_text
from dvcq_workflow.rules.errors import Conflict, RuleViolation

SCHEMA = "dvcq.extension/1"


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


def require_later_day(wanted: dt.date | None, last_day: dt.date | None, today: dt.date) -> dt.date:
    """Return the day that a request asks for.

    Raises:
        RuleViolation: ``extension_without_date``, where the task itself has none;
            ``extension_day_missing``, ``extension_not_later``, ``extension_day_in_past``.
    """
    if last_day is None:
        raise RuleViolation("extension_without_date")
    if wanted is None:
        raise RuleViolation("extension_day_missing")
    if wanted <= last_day:
        raise RuleViolation("extension_not_later", day=last_day)
    if wanted < today:
        raise RuleViolation("extension_day_in_past")
    return wanted


def extension_hash(task_hash: str, wanted: dt.date, reason: str) -> str:
    """Return the hash of what is decided on: the task as it was, the day asked for, and why."""
    return digest(
        {
            "schema": SCHEMA,
            "task": task_hash,
            "wanted": wanted.isoformat(),
            "reason": normal_text(reason),
        }
    )
