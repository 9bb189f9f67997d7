"""A unit's task under a plan: its states and the acts that lead from one to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dvcq_workflow.rules.canonical import digest, normal_text
from dvcq_workflow.rules.desks import Policy
from dvcq_workflow.rules.errors import Conflict, NotPermitted, RuleViolation

SCHEMA = "dvcq.assignment/1"
MAX_TEXT = 20_000


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
    COMPLETE = "complete"


_S, _A = AssignmentStatus, AssignmentAct
CLOSED = frozenset({_S.DONE, _S.WITHDRAWN})
OPEN_STATES = frozenset(_S) - CLOSED
TAKEN_ON = frozenset({_S.ACCEPTED, _S.IN_PROGRESS})
"""States in which the unit has the task in hand: it can be split into parts."""

WORKED_ON = frozenset({_S.IN_PROGRESS, _S.AWAITING_APPROVAL, _S.AWAITING_VERIFICATION})
"""States in which a unit's own plan may be under way."""

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
    **{(state, _A.COMPLETE): _S.DONE for state in WORKED_ON},
}
"""Every move there is. A unit that hands a task back says why; whoever assigned it offers it again
or withdraws it. A duty to draw up a plan of one's own is complete when that plan is issued."""


def next_assignment_status(status: AssignmentStatus, act: AssignmentAct) -> AssignmentStatus:
    """Return the state that ``act`` leads to.

    Raises:
        Conflict: ``assignment_moved_on``; whoever asks has an older state before them.
    """
    try:
        return TRANSITIONS[status, act]
    except KeyError:
        raise Conflict("assignment_moved_on") from None


@dataclass(frozen=True)
class TaskContent:
    """What people see of a task and decide on: its hash is that of the act.

    ``others``: code of each supporting or following unit with its part; ``evidence``: SHA-256 of
    each file; ``due_on``: as first set; ``last_day``: as it counts now.
    """

    text: str
    strength: str
    unit: int
    receiver: int
    others: tuple[tuple[int, str], ...] = ()
    due_on: dt.date | None = None
    last_day: dt.date | None = None
    result: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256 (64 hex digits) of its canonical form."""
        return digest(
            {
                "schema": SCHEMA,
                "text": normal_text(self.text),
                "strength": self.strength,
                "unit": self.unit,
                "receiver": self.receiver,
                "others": sorted([unit, role] for unit, role in self.others),
                "due_on": self.due_on.isoformat() if self.due_on else None,
                "last_day": self.last_day.isoformat() if self.last_day else None,
                "result": normal_text(self.result),
                "evidence": sorted(self.evidence),
            }
        )


def require_task_text(text: str) -> str:
    """Return a task's, a result's or a note's words, trimmed.

    Raises:
        RuleViolation: ``task_text_missing``, ``task_text_too_long``.
    """
    kept = text.strip()
    if not kept:
        raise RuleViolation("task_text_missing")
    if len(kept) > MAX_TEXT:
        raise RuleViolation("task_text_too_long", limit=MAX_TEXT)
    return kept


def require_progress(progress_pct: int | None) -> int | None:
    """Return a progress in percent, or None where none is said.

    Raises:
        RuleViolation: ``progress_out_of_range``.
    """
    if progress_pct is not None and not 0 <= progress_pct <= 100:
        raise RuleViolation("progress_out_of_range")
    return progress_pct


def require_parts_closed(open_parts: int) -> None:
    """Refuse the result of a task whose parts are not all done or withdrawn.

    Raises:
        RuleViolation: ``parts_still_open``.
    """
    if open_parts:
        raise RuleViolation("parts_still_open", count=open_parts)


def require_part_in_time(due_on: dt.date | None, last_day: dt.date | None) -> None:
    """Refuse a part that is due after the whole; a part of a dated task has a date.

    Raises:
        RuleViolation: ``part_due_after_whole``, ``part_without_date``.
    """
    if last_day is None:
        return
    if due_on is None:
        raise RuleViolation("part_without_date", day=last_day)
    if due_on > last_day:
        raise RuleViolation("part_due_after_whole", day=last_day)


def require_other_approver(
    people: Iterable[int], reporters: Iterable[int], policies: frozenset[Policy] = frozenset()
) -> Policy | None:
    """Refuse to approve a result that one reported oneself, unless the unit's own rules allow it;
    return the rule that was used.

    Raises:
        NotPermitted: ``reporter_approves_own_result``.
    """
    if frozenset(people).isdisjoint(reporters):
        return None
    if Policy.HEAD_CHECKS_OWN_DRAFT not in policies:
        raise NotPermitted("reporter_approves_own_result")
    return Policy.HEAD_CHECKS_OWN_DRAFT


def require_other_verifier(people: Iterable[int], reporters: Iterable[int]) -> None:
    """Refuse to verify a result that one reported oneself, for whichever unit.

    Raises:
        NotPermitted: ``reporter_verifies_own_result``.
    """
    if not frozenset(people).isdisjoint(reporters):
        raise NotPermitted("reporter_verifies_own_result")
