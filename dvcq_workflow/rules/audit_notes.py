"""Notes of auditors: who may write one, and what it may be."""

from __future__ import annotations

from collections.abc import Iterable

from dvcq_workflow.rules.desks import Role, Seat
from dvcq_workflow.rules.errors import NotPermitted, RuleViolation

MAX_NOTE = 4000


def auditors_seat(seats: Iterable[Seat]) -> Seat:
    """Return the seat from which a person writes a note of their own.

    Raises:
        NotPermitted: ``audit_note_not_yours``.
    """
    for seat in seats:
        if seat.role is Role.AUDITOR:
            return seat
    raise NotPermitted("audit_note_not_yours")


def require_note(text: str) -> str:
    """Return a note, trimmed.

    Raises:
        RuleViolation: ``audit_note_empty``, ``audit_note_too_long``.
    """
    note = text.strip()
    if not note:
        raise RuleViolation("audit_note_empty")
    if len(note) > MAX_NOTE:
        raise RuleViolation("audit_note_too_long", limit=MAX_NOTE)
    return note
