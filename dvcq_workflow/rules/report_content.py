"""What a unit's report says, as one value: what is written, signed, frozen and hashed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dvcq_workflow.rules.canonical import canonical_json, digest_text
from dvcq_workflow.rules.errors import NotPermitted, RuleViolation
from dvcq_workflow.rules.figures import Value, ValueState

SCHEMA = "dvcq.unit-report/1"
MAX_TEXT = 40_000
MAX_REMARKS = 100


@dataclass(frozen=True)
class SectionText:
    """What stands under one heading of the outline."""

    key: str
    number: str
    title: str
    text: str


@dataclass(frozen=True)
class FigureSaid:
    """One figure as it was said; ``number`` in its own unit of measure, as a plain decimal."""

    code: str
    name: str
    measure: str
    kind: str
    group: str
    state: str
    number: str | None
    text: str
    yes_no: bool | None
    is_estimate: bool


@dataclass(frozen=True)
class ReportContent:
    """A report whole. ``is_nothing``: the unit says that nothing arose in the period."""

    unit: str
    receiver: str
    symbol: str
    place: str
    subject: str
    is_nothing: bool
    sections: tuple[SectionText, ...]
    figures: tuple[FigureSaid, ...]

    @property
    def text(self) -> str:
        """Its canonical text."""
        return canonical_json({"schema": SCHEMA, **_plain(asdict(self))})

    @property
    def content_hash(self) -> str:
        """The SHA-256 of its canonical text."""
        return digest_text(self.text)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def require_text(text: str) -> str:
    """Return what was written under a heading, without stray spaces at its ends.

    Raises:
        RuleViolation: ``report_text_too_long``.
    """
    said = text.strip().replace("\r\n", "\n")
    if len(said) > MAX_TEXT:
        raise RuleViolation("report_text_too_long", most=MAX_TEXT)
    return said


def require_sendable(content: ReportContent, values: Iterable[Value]) -> None:
    """Refuse to send on a report that says nothing at all: neither a word nor a figure, nor that
    nothing arose.

    Raises:
        RuleViolation: ``report_empty``.
    """
    if content.is_nothing:
        return
    said = any(section.text for section in content.sections)
    counted = any(value.state is not ValueState.NOT_REPORTED for value in values)
    if not said and not counted:
        raise RuleViolation("report_empty")


def require_other_than_writer(people: Iterable[int], writers: Iterable[int | None]) -> None:
    """Refuse a signature by one who wrote the report, or for whom it was written.

    Raises:
        NotPermitted: ``writer_signs_own_report``.

    Source: decree 30/2020/ND-CP, Articles 11.1 and 13.
    """
    if frozenset(people) & frozenset(writers):
        raise NotPermitted("writer_signs_own_report")


def require_other_than_signer(people: Iterable[int], signers: Iterable[int | None]) -> None:
    """Refuse a number given by one who signed the report, or for whom it was signed.

    Raises:
        NotPermitted: ``signer_numbers_own_report``.

    Source: decree 30/2020/ND-CP, Article 17.
    """
    if frozenset(people) & frozenset(signers):
        raise NotPermitted("signer_numbers_own_report")


def require_remarks(
    remarks: Iterable[tuple[str, str]], known: Iterable[str]
) -> list[tuple[str, str]]:
    """Return what is to be mended, field by field; a return without a word is none.

    ``remarks``: ``section:KEY`` or ``indicator:CODE``, or empty for the whole, with the words.

    Raises:
        RuleViolation: ``remark_missing``, ``remark_field_unknown``, ``remark_too_long``.
    """
    kept = [(field, text.strip()) for field, text in remarks if text.strip()]
    if not kept:
        raise RuleViolation("remark_missing")
    fields = {"", *known}
    if len(kept) > MAX_REMARKS or any(len(text) > 4000 for _field, text in kept):
        raise RuleViolation("remark_too_long")
    if any(field not in fields for field, _text in kept):
        raise RuleViolation("remark_field_unknown")
    return kept
