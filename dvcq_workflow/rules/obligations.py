"""What a plan obliges units to: the kinds, how binding they are, how they are due."""

from __future__ import annotations

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


def require_obligation(*, text: str, leads: int, words: str) -> str:
    """Return the text of a stated task, trimmed; it says what is to be done and who leads.

    Raises:
        RuleViolation: ``obligation_text_missing``, ``obligation_text_too_long``,
            ``obligation_without_lead``.
    """
    said = " ".join(text.split())
    if not said:
        raise RuleViolation("obligation_text_missing")
    if len(said) > MAX_TEXT or len(words) > 300:
        raise RuleViolation("obligation_text_too_long", most=MAX_TEXT)
    if leads < 1:
        raise RuleViolation("obligation_without_lead")
    return said
