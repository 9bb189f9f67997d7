"""What an approval sheet (phiếu trình) tells of a plan, as plain values: who did what, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

SCHEMA = "dvcq.approval-sheet/1"


@dataclass(frozen=True)
class Hand:
    """Who did something, and when: ``at`` is local and aware.

    ``title`` and ``unit``: those of the day of the act, empty where the record has none.
    ``for_whom``: the person on whose behalf it was done.
    """

    name: str
    at: dt.datetime
    title: str = ""
    unit: str = ""
    for_whom: str = ""


@dataclass(frozen=True)
class Content:
    """Which content an act was about: the number of its version, None where it was never frozen,
    and its SHA-256."""

    version: int | None
    hash: str


@dataclass(frozen=True)
class Step:
    """One step on the way to the issue as it now counts; ``hand`` None: it is not done yet.

    ``key``: submit, content, format, signature, number, seal, release. ``lines``: the authority
    lines with the position under a signature. ``policy``: the body's own rule by which it was
    allowed. ``number``, ``numbered_on``: number and date that the document was given;
    ``paper_reason``: why the number was taken from the paper register.
    """

    key: str
    hand: Hand | None = None
    content: Content | None = None
    lines: tuple[str, ...] = ()
    policy: str = ""
    number: str = ""
    numbered_on: dt.date | None = None
    paper_reason: str = ""


@dataclass(frozen=True)
class Return:
    """A plan sent back, refused or withdrawn (``kind``): from which desk (``step``), and why."""

    kind: str
    step: str
    hand: Hand
    reason: str
    content: Content


@dataclass(frozen=True)
class Void:
    """A check, signature, seal or number that no longer counts.

    ``ended_by``: place in ``returns`` (from 1) of what ended it; None: its content was changed.
    ``number``: the number that was made void, and ``reason`` why.
    """

    key: str
    hand: Hand
    content: Content
    ended_by: int | None
    number: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Opinion:
    """One unit's opinion; ``state``: asked, agreed, commented, passed_over."""

    unit: str
    state: str
    hand: Hand | None
    text: str
    answer: str


@dataclass(frozen=True)
class Round:
    """One round of opinions on one version."""

    number: int
    content: Content
    question: str
    opened_at: dt.datetime
    due_on: dt.date
    closed_at: dt.datetime | None
    closing_reason: str
    opinions: tuple[Opinion, ...]


@dataclass(frozen=True)
class ApprovalFacts:
    """All of it, up to one event of the plan's record: ``seq`` and ``told_at`` of that event.

    ``heading_lines``, ``parent_heading``: of the unit that drafted it. ``status``: the plan's
    state then. ``drafters``: everyone who wrote at the drafter's desk, the first to begin first.
    """

    document_type: str
    subject: str
    year: int
    place: str
    symbol: str
    parent_heading: str
    heading_lines: tuple[str, ...]
    issuing_unit: str
    advising_unit: str
    drafting_unit: str
    status: str
    content: Content
    drafters: tuple[Hand, ...]
    rounds: tuple[Round, ...]
    steps: tuple[Step, ...]
    returns: tuple[Return, ...]
    voided: tuple[Void, ...]
    seq: int
    told_at: dt.datetime

    def to_json(self) -> dict[str, Any]:
        """Return the facts in the canonical profile; moments in UTC, as the record has them."""
        value = _plain(asdict(self))
        assert isinstance(value, dict)
        return {"schema": SCHEMA, **value}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return value.isoformat() if isinstance(value, dt.date) else value
