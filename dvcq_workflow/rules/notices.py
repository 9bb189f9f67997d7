"""Notices about an issued plan: a correction (công văn đính chính) and a recall (thông báo).

Source: decree 30/2020/ND-CP, Articles 15, 18.3 and 18.4, Phụ lục I, II.3 (symbols).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dvcq_workflow.rules.canonical import canonical_json, digest_text, normal_text
from dvcq_workflow.rules.errors import Conflict, NotPermitted, RuleViolation

SCHEMA = "dvcq.plan-notice/1"
MAX_TEXT = 20_000
MAX_LENGTHS = {"symbol": 60, "place": 100, "subject": 500, "reason": 4000, "text": MAX_TEXT}


class NoticeKind(StrEnum):
    """What a notice does to the plan it is about."""

    CORRECTION = "correction"
    RECALL = "recall"


class NoticeStatus(StrEnum):
    """The legal state of a notice."""

    DRAFTED = "drafted"
    SIGNED = "signed"
    RELEASED = "released"
    DROPPED = "dropped"


class NoticeAct(StrEnum):
    """An act on a notice."""

    SAVE = "save"
    DROP = "drop"
    SIGN = "sign"
    RELEASE = "release"


TRANSITIONS: dict[tuple[NoticeStatus, NoticeAct], NoticeStatus] = {
    (NoticeStatus.DRAFTED, NoticeAct.SAVE): NoticeStatus.DRAFTED,
    (NoticeStatus.DRAFTED, NoticeAct.DROP): NoticeStatus.DROPPED,
    (NoticeStatus.DRAFTED, NoticeAct.SIGN): NoticeStatus.SIGNED,
    (NoticeStatus.SIGNED, NoticeAct.RELEASE): NoticeStatus.RELEASED,
}
"""Every move there is: what is signed is released or stays as it is, and nothing goes back."""

DOCUMENT_TYPES = {NoticeKind.CORRECTION: "CV", NoticeKind.RECALL: "TB"}
"""A correction is a công văn, a recall a notice (thông báo)."""


def next_notice_status(status: NoticeStatus, act: NoticeAct) -> NoticeStatus:
    """Return the state that ``act`` leads to.

    Raises:
        Conflict: ``notice_moved_on``; whoever asks has an older state before them.
    """
    try:
        return TRANSITIONS[status, act]
    except KeyError:
        raise Conflict("notice_moved_on") from None


def usual_symbol(kind: NoticeKind, *, issuing: str, drafting: str) -> str:
    """Return the symbol of a notice by the abbreviations of the issuing and the drafting unit.

    A công văn bears organ and drafting unit, as "UBND-VX"; a document with a name of its type bears
    type and organ, as "TB-UBND".
    """
    if kind is NoticeKind.CORRECTION:
        return f"{issuing}-{drafting}"
    return f"{DOCUMENT_TYPES[kind]}-{issuing}"


@dataclass(frozen=True)
class NoticeText:
    """What a drafter writes. ``subject``: what stands after "V/v" or under the name of its type."""

    symbol: str
    place: str
    subject: str
    text: str
    reason: str

    def stored(self) -> NoticeText:
        """Return the texts as they are stored: NFC and single-spaced, paragraphs kept apart.

        Raises:
            RuleViolation: ``content_malformed``, ``content_field_too_long``, ``notice_incomplete``,
                ``reason_missing``, ``reason_too_long``.
        """
        kept = {name: spaced_paragraphs(getattr(self, name)) for name in MAX_LENGTHS}
        if not kept["reason"]:
            raise RuleViolation("reason_missing")
        if not all(kept.values()):
            raise RuleViolation("notice_incomplete")
        for name, limit in MAX_LENGTHS.items():
            if len(kept[name]) > limit:
                shown = kept[name][:40] + "…"
                raise RuleViolation("content_field_too_long", text=shown, limit=limit)
        return NoticeText(**kept)


@dataclass(frozen=True)
class NoticeContent:
    """The whole content of a notice: what is written, and of which issued plan. It is what the
    signature and the release are compared with; number, date and signer come after."""

    kind: str
    document_type: str
    plan: str
    plan_number: str
    plan_date: dt.date
    written: NoticeText

    @property
    def content_hash(self) -> str:
        """SHA-256 (64 hex digits) of the canonical JSON."""
        return digest_text(canonical_json(self.to_json()))

    def to_json(self) -> dict[str, Any]:
        """Return the content in the canonical profile."""
        return {
            "schema": SCHEMA,
            "kind": self.kind,
            "document_type": self.document_type,
            "plan": self.plan,
            "plan_number": self.plan_number,
            "plan_date": self.plan_date.isoformat(),
            **{name: getattr(self.written, name) for name in MAX_LENGTHS},
        }


def require_other_signer(people: Iterable[int], authors: Iterable[int]) -> None:
    """Refuse a signature by one who wrote the notice; the rule holds for whoever they act for.

    Raises:
        NotPermitted: ``drafter_signs_own_notice``.

    Source: decree 30/2020/ND-CP, Articles 11.1 and 13.
    """
    if frozenset(people) & frozenset(authors):
        raise NotPermitted("drafter_signs_own_notice")


def require_other_releaser(people: Iterable[int], signers: Iterable[int]) -> None:
    """Refuse a release by one who signed the notice, or for whom it was signed.

    Raises:
        NotPermitted: ``signer_releases_own_notice``.

    Source: decree 30/2020/ND-CP, Article 17.
    """
    if frozenset(people) & frozenset(signers):
        raise NotPermitted("signer_releases_own_notice")


def spaced_paragraphs(text: str) -> str:
    """Return a text in NFC, each paragraph single-spaced; empty lines go.

    Raises:
        RuleViolation: ``content_malformed``, where a character cannot be stored.
    """
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise RuleViolation("content_malformed")
    lines = (normal_text(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
