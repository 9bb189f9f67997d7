"""When units may be asked for an opinion on a draft, and when the round may be closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from dvcq_workflow.rules.errors import RuleViolation

MAX_UNITS = 300
MAX_OPINION = 20_000


def require_round(
    *, unit_ids: Sequence[int], drafting_unit_id: int, due_on: dt.date, on: dt.date
) -> None:
    """Refuse a round that asks nobody, asks twice, asks the drafter, or is due in the past.

    Raises:
        RuleViolation: ``consultation_without_units``, ``consultation_unit_twice``,
            ``consultation_asks_drafter``, ``consultation_too_many``, ``consultation_due_in_past``.
    """
    if not unit_ids:
        raise RuleViolation("consultation_without_units")
    if len(set(unit_ids)) != len(unit_ids):
        raise RuleViolation("consultation_unit_twice")
    if len(unit_ids) > MAX_UNITS:
        raise RuleViolation("consultation_too_many", limit=MAX_UNITS)
    if drafting_unit_id in unit_ids:
        raise RuleViolation("consultation_asks_drafter")
    if due_on < on:
        raise RuleViolation("consultation_due_in_past")


def require_opinion(agrees: bool, text: str) -> str:
    """Return the opinion's text, trimmed; who does not simply agree says what to change.

    Raises:
        RuleViolation: ``opinion_without_text``, ``opinion_too_long``.
    """
    trimmed = text.strip()
    if not agrees and not trimmed:
        raise RuleViolation("opinion_without_text")
    if len(trimmed) > MAX_OPINION:
        raise RuleViolation("opinion_too_long", limit=MAX_OPINION)
    return trimmed


def require_closing(missing: int, reason: str) -> str:
    """Return the reason, trimmed; closing without all opinions says why.

    Raises:
        RuleViolation: ``closing_reason_missing``.
    """
    trimmed = reason.strip()
    if missing and not trimmed:
        raise RuleViolation("closing_reason_missing", missing=missing)
    return trimmed
