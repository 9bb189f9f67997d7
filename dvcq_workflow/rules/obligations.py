"""What a plan obliges units to: the kinds, how binding they are, how they are due."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from enum import StrEnum

from dvcq_workflow.rules.errors import RuleViolation


class ObligationKind(StrEnum):
    """What is to be held as its proof."""

    STANDING = "standing"
    EVENT = "event"
    ARTEFACT = "artefact"
    UNIT_PLAN = "unit_plan"
    OFFICER = "officer"
    REPORT = "report"
    CONSOLIDATION = "consolidation"
    OBSTACLE = "obstacle"


class Strength(StrEnum):
    """GIAO binds; ĐỀ NGHỊ asks, and what is asked is never overdue."""

    ORDER = "order"
    REQUEST = "request"


class DueKind(StrEnum):
    """How a due date is given."""

    FIXED = "fixed"
    RECURRING = "recurring"
    EVENT = "event"
    NONE = "none"


class ActorRole(StrEnum):
    """A unit's part in a task: exactly one leads, others support, others look on."""

    LEAD = "lead"
    SUPPORTING = "supporting"
    OBSERVING = "observing"


class PeriodKind(StrEnum):
    """The periods of reports."""

    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    NINE_MONTH = "nine_month"
    YEAR = "year"


class WeekendPolicy(StrEnum):
    """What becomes of a due date that is no working day."""

    NONE = "none"
    NEXT_WORKING_DAY = "next_working_day"
    PREVIOUS_WORKING_DAY = "previous_working_day"


MAX_TEXT = 4000
MAX_WORDS = 300


def require_obligation(*, text: str, leads: int, words: str) -> str:
    """Return the text of a stated task, trimmed; it says what is to be done and who leads.

    Raises:
        RuleViolation: ``obligation_text_missing``, ``obligation_text_too_long``,
            ``obligation_without_lead``.
    """
    said = " ".join(text.split())
    if not said:
        raise RuleViolation("obligation_text_missing")
    if len(said) > MAX_TEXT or len(words) > MAX_WORDS:
        raise RuleViolation("obligation_text_too_long", most=MAX_TEXT)
    if leads < 1:
        raise RuleViolation("obligation_without_lead")
    return said


STATED_KINDS = (
    ObligationKind.STANDING,
    ObligationKind.EVENT,
    ObligationKind.ARTEFACT,
    ObligationKind.UNIT_PLAN,
    ObligationKind.OFFICER,
)
"""Kinds of tasks that a person states; reports are stated as rules of their periods."""

LEAP_YEAR = 2024


def undated_kind(kind: str) -> DueKind:
    """Return how a task without a date is due."""
    return DueKind.EVENT if kind == ObligationKind.EVENT else DueKind.NONE


def require_authority(strength: Strength, outside: Sequence[str]) -> None:
    """Refuse an order to whom the issuing body can only ask. ``outside``: names of those who are
    to lead and stand outside its authority.

    Raises:
        RuleViolation: ``order_outside_authority``.

    Source: practice; the plans themselves ask Party bodies ("đề nghị") and do not order.
    """
    if strength is Strength.ORDER and outside:
        raise RuleViolation("order_outside_authority", units="; ".join(outside))


def require_rule(*, kind: PeriodKind, day: int, month: int | None, words: str) -> None:
    """Refuse a reporting rule that names no day. ``month`` None: the last month of each period.

    Raises:
        RuleViolation: ``rule_day_unknown``, ``rule_quarter_with_month``, ``rule_words_too_long``.
    """
    if kind is PeriodKind.QUARTER and month is not None:
        raise RuleViolation("rule_quarter_with_month")
    is_month = month is None or 1 <= month <= 12
    longest = calendar.monthrange(LEAP_YEAR, month)[1] if month and is_month else 31
    if not is_month or not 1 <= day <= longest:
        raise RuleViolation("rule_day_unknown")
    if len(words) > MAX_WORDS:
        raise RuleViolation("rule_words_too_long", most=MAX_WORDS)
