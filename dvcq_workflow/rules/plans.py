"""A plan's life: its states and the acts that lead from one to the next."""

from __future__ import annotations

from enum import StrEnum

from dvcq_workflow.rules.errors import Conflict, RuleViolation


class Status(StrEnum):
    """The legal state of a plan."""

    DRAFT = "draft"
    IN_CONSULTATION = "in_consultation"
    CONTENT_CHECK = "content_check"
    FORMAT_CHECK = "format_check"
    AWAITING_SIGNATURE = "awaiting_signature"
    SIGNED = "signed"
    NUMBERED = "numbered"
    SEALED = "sealed"
    ISSUED = "issued"
    REPLACED = "replaced"
    RECALLED = "recalled"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """An act that moves a plan from one state to another."""

    OPEN_CONSULTATION = "open_consultation"
    CLOSE_CONSULTATION = "close_consultation"
    SUBMIT = "submit"
    CONFIRM_CONTENT = "confirm_content"
    CONFIRM_FORMAT = "confirm_format"
    SIGN = "sign"
    ASSIGN_NUMBER = "assign_number"
    SEAL = "seal"
    RELEASE = "release"
    RETURN = "return"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    BE_REPLACED = "be_replaced"
    BE_RECALLED = "be_recalled"


TRANSITIONS: dict[tuple[Status, Act], Status] = {
    (Status.DRAFT, Act.OPEN_CONSULTATION): Status.IN_CONSULTATION,
    (Status.IN_CONSULTATION, Act.CLOSE_CONSULTATION): Status.DRAFT,
    (Status.DRAFT, Act.SUBMIT): Status.CONTENT_CHECK,
    (Status.DRAFT, Act.WITHDRAW): Status.WITHDRAWN,
    (Status.IN_CONSULTATION, Act.WITHDRAW): Status.WITHDRAWN,
    (Status.CONTENT_CHECK, Act.WITHDRAW): Status.WITHDRAWN,
    (Status.FORMAT_CHECK, Act.WITHDRAW): Status.WITHDRAWN,
    (Status.AWAITING_SIGNATURE, Act.WITHDRAW): Status.WITHDRAWN,
    (Status.CONTENT_CHECK, Act.CONFIRM_CONTENT): Status.FORMAT_CHECK,
    (Status.CONTENT_CHECK, Act.RETURN): Status.DRAFT,
    (Status.FORMAT_CHECK, Act.CONFIRM_FORMAT): Status.AWAITING_SIGNATURE,
    (Status.FORMAT_CHECK, Act.RETURN): Status.DRAFT,
    (Status.AWAITING_SIGNATURE, Act.SIGN): Status.SIGNED,
    (Status.AWAITING_SIGNATURE, Act.RETURN): Status.DRAFT,
    (Status.AWAITING_SIGNATURE, Act.REFUSE): Status.REFUSED,
    (Status.SIGNED, Act.ASSIGN_NUMBER): Status.NUMBERED,
    (Status.SIGNED, Act.RETURN): Status.DRAFT,
    (Status.NUMBERED, Act.SEAL): Status.SEALED,
    (Status.NUMBERED, Act.RETURN): Status.DRAFT,
    (Status.SEALED, Act.RELEASE): Status.ISSUED,
    (Status.SEALED, Act.RETURN): Status.DRAFT,
    (Status.ISSUED, Act.BE_REPLACED): Status.REPLACED,
    (Status.ISSUED, Act.BE_RECALLED): Status.RECALLED,
}
"""Every move there is. A plan goes back from every desk up to its release; the number it held is
then void and never used again. A signature binds its drafter: after it only the records office
sends it back. What is issued never goes back: it is amended or corrected and stays, or a
replacement or a recall ends it (decree 30/2020, Articles 18.3 and 18.4)."""

EDITABLE = frozenset({Status.DRAFT})
ONCE_ISSUED = frozenset({Status.ISSUED, Status.REPLACED, Status.RECALLED})
"""States of a plan that went out, whether it still holds or not."""

FROZEN = ONCE_ISSUED | {Status.REFUSED, Status.WITHDRAWN}
OPEN_STATES = frozenset(Status) - FROZEN


def next_status(status: Status, act: Act) -> Status:
    """Return the state that ``act`` leads to.

    Raises:
        Conflict: ``plan_moved_on``; whoever asks has an older state before them.
    """
    try:
        return TRANSITIONS[status, act]
    except KeyError:
        raise Conflict("plan_moved_on") from None


def require_editable(status: Status) -> None:
    """Refuse a change of content outside the draft.

    Raises:
        RuleViolation: ``plan_issued_frozen``, ``plan_ended_frozen``, ``plan_not_editable``.

    Source: decree 30/2020/ND-CP, Articles 11.2 and 18.3.
    """
    if status is Status.ISSUED:
        raise RuleViolation("plan_issued_frozen")
    if status in ONCE_ISSUED:
        raise RuleViolation("plan_ended_frozen")
    if status not in EDITABLE:
        raise RuleViolation("plan_not_editable")


def require_reason(reason: str) -> str:
    """Return the reason, trimmed; each return, refusal and withdrawal says why.

    Raises:
        RuleViolation: ``reason_missing``, ``reason_too_long``.

    Source: decree 30/2020/ND-CP, Article 10.3.
    """
    text = reason.strip()
    if not text:
        raise RuleViolation("reason_missing")
    if len(text) > MAX_REASON:
        raise RuleViolation("reason_too_long", limit=MAX_REASON)
    return text


MAX_REASON = 4000
