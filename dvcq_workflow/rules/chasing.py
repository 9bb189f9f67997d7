"""Who owes what on a day: how a unit's report of a period stands, what may be chased, and what a
chasing letter (công văn đôn đốc) says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dvcq_workflow.rules.assignments import CLOSED, AssignmentStatus
from dvcq_workflow.rules.canonical import canonical_json, digest_text
from dvcq_workflow.rules.errors import Conflict, NotPermitted, RuleViolation
from dvcq_workflow.rules.notices import NoticeStatus, spaced_paragraphs
from dvcq_workflow.rules.obligations import Strength
from dvcq_workflow.rules.reports import HANDED_IN, ReportStatus

DOCUMENT_TYPE = "CV"
SCHEMA = "dvcq.chasing-letter/1"
MAX_LENGTHS = {"symbol": 60, "place": 100, "subject": 500, "text": 20_000}


class Standing(StrEnum):
    """How a unit's report of a period stands; every unit and period has exactly one."""

    ON_TIME = "on_time"
    LATE = "late"
    NOTHING = "nothing"
    RETURNED = "returned"
    MISSING = "missing"
    NOT_DUE = "not_due"
    NOT_OWED = "not_owed"


RECEIVED = frozenset({Standing.ON_TIME, Standing.LATE, Standing.NOTHING})
"""The receiver holds a report, and has not sent it back."""


@dataclass(frozen=True)
class DutyFacts:
    """What one duty to report says. ``due_on``: the last day in time. ``is_excused``: owed once and
    no more, or taken over by a period that it was merged into."""

    due_on: dt.date
    strength: str = Strength.ORDER
    is_excused: bool = False


@dataclass(frozen=True)
class ReportFacts:
    """What is known of the live report of a duty. ``submitted_on``: when it came first."""

    status: str
    submitted_on: dt.date | None = None
    is_nothing: bool = False


def standing_of(duty: DutyFacts | None, report: ReportFacts | None, today: dt.date) -> Standing:
    """Return how a report stands on a day; ``duty`` None: the unit never owed it.

    A report that was given counts, whatever became of the duty. What is only asked for is owed by
    nobody, so that it is never missing.
    """
    if report is not None and report.submitted_on is not None:
        return _standing_once_given(duty, report)
    if duty is None or duty.is_excused:
        return Standing.NOT_OWED
    if today <= duty.due_on:
        return Standing.NOT_DUE
    return Standing.MISSING if duty.strength == Strength.ORDER else Standing.NOT_OWED


def _standing_once_given(duty: DutyFacts | None, report: ReportFacts) -> Standing:
    assert report.submitted_on is not None  # asked by the caller
    if ReportStatus(report.status) not in HANDED_IN:
        return Standing.RETURNED
    if report.is_nothing:
        return Standing.NOTHING
    is_late = duty is not None and report.submitted_on > duty.due_on
    return Standing.LATE if is_late else Standing.ON_TIME


def is_owed(standing: Standing, duty: DutyFacts | None, today: dt.date) -> bool:
    """Say whether a report may be chased: ordered, past its day, and not with its receiver."""
    if duty is None or duty.is_excused or duty.strength != Strength.ORDER:
        return False
    return duty.due_on < today and standing in {Standing.MISSING, Standing.RETURNED}


UNCHASED_STATES = CLOSED | {AssignmentStatus.AWAITING_VERIFICATION}
"""States of a task that lies with nobody in its unit."""


def is_task_owed(status: str, strength: str, due_on: dt.date | None, today: dt.date) -> bool:
    """Say whether a task may be chased: ordered, past its day, and still with its unit."""
    if strength != Strength.ORDER or due_on is None or due_on >= today:
        return False
    return AssignmentStatus(status) not in UNCHASED_STATES


@dataclass(frozen=True)
class LetterText:
    """What the drafter of a letter writes. ``subject``: what stands after "V/v"."""

    symbol: str
    place: str
    subject: str
    text: str

    def stored(self) -> LetterText:
        """Return the texts as they are stored: NFC and single-spaced, paragraphs kept apart.

        Raises:
            RuleViolation: ``content_malformed``, ``content_field_too_long``, ``letter_incomplete``.
        """
        kept = {name: spaced_paragraphs(getattr(self, name)) for name in MAX_LENGTHS}
        if not all(kept.values()):
            raise RuleViolation("letter_incomplete")
        for name, limit in MAX_LENGTHS.items():
            if len(kept[name]) > limit:
                shown = kept[name][:40] + "…"
                raise RuleViolation("content_field_too_long", text=shown, limit=limit)
        return LetterText(**kept)


@dataclass(frozen=True)
class Owed:
    """One thing that a letter asks of one unit, as it was owed on the day of the letter.

    ``what``: the report or the task in words; ``period``: that of a report, in words.
    """

    unit: str
    what: str
    due_on: dt.date | None
    is_report: bool
    period: str = ""

    def days_late(self, on: dt.date) -> int | None:
        """Return the calendar days since its last day in time; None where it has none."""
        return None if self.due_on is None else (on - self.due_on).days


@dataclass(frozen=True)
class LetterContent:
    """The whole content of a chasing letter, which signature and release are compared with."""

    plan: str
    plan_number: str
    plan_date: dt.date
    counted_on: dt.date
    written: LetterText
    owed: tuple[Owed, ...]

    @property
    def content_hash(self) -> str:
        """SHA-256 (64 hex digits) of the canonical JSON."""
        return digest_text(canonical_json(self.to_json()))

    @property
    def units(self) -> tuple[str, ...]:
        """The units that owe, each once, in the order of the letter."""
        return tuple(dict.fromkeys(thing.unit for thing in self.owed))

    def to_json(self) -> dict[str, Any]:
        """Return the content in the canonical profile."""
        return {
            "schema": SCHEMA,
            "document_type": DOCUMENT_TYPE,
            "plan": self.plan,
            "plan_number": self.plan_number,
            "plan_date": self.plan_date.isoformat(),
            "counted_on": self.counted_on.isoformat(),
            **{name: getattr(self.written, name) for name in MAX_LENGTHS},
            "owed": [
                {
                    "unit": thing.unit,
                    "what": thing.what,
                    "period": thing.period,
                    "due_on": thing.due_on.isoformat() if thing.due_on else "",
                    "is_report": thing.is_report,
                }
                for thing in self.owed
            ],
        }


class LetterAct(StrEnum):
    """An act on a letter."""

    SAVE = "save"
    DROP = "drop"
    SIGN = "sign"
    RELEASE = "release"


TRANSITIONS: dict[tuple[NoticeStatus, LetterAct], NoticeStatus] = {
    (NoticeStatus.DRAFTED, LetterAct.SAVE): NoticeStatus.DRAFTED,
    (NoticeStatus.DRAFTED, LetterAct.DROP): NoticeStatus.DROPPED,
    (NoticeStatus.DRAFTED, LetterAct.SIGN): NoticeStatus.SIGNED,
    (NoticeStatus.SIGNED, LetterAct.DROP): NoticeStatus.DROPPED,
    (NoticeStatus.SIGNED, LetterAct.RELEASE): NoticeStatus.RELEASED,
}
"""Every move there is. A signed letter may be given up: those it asks may have answered."""


def next_letter_status(status: NoticeStatus, act: LetterAct) -> NoticeStatus:
    """Return the state that ``act`` leads to.

    Raises:
        Conflict: ``letter_moved_on``; whoever asks has an older state before them.
    """
    try:
        return TRANSITIONS[status, act]
    except KeyError:
        raise Conflict("letter_moved_on") from None


def require_other_letter_signer(people: Iterable[int], authors: Iterable[int]) -> None:
    """Refuse a signature by one who wrote the letter; the rule holds for whoever they act for.

    Raises:
        NotPermitted: ``letter_signed_by_drafter``.

    Source: decree 30/2020/ND-CP, Articles 11.1 and 13.
    """
    if frozenset(people) & frozenset(authors):
        raise NotPermitted("letter_signed_by_drafter")


def require_other_letter_releaser(people: Iterable[int], signers: Iterable[int]) -> None:
    """Refuse a release by one who signed the letter, or for whom it was signed.

    Raises:
        NotPermitted: ``letter_released_by_signer``.

    Source: decree 30/2020/ND-CP, Article 17.
    """
    if frozenset(people) & frozenset(signers):
        raise NotPermitted("letter_released_by_signer")
