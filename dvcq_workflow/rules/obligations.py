"""What a plan obliges units to: the kinds, how binding they are, how they are due."""

from __future__ import annotations

from enum import StrEnum


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
