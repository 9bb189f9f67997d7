"""What was found in a plan's text, and where: frozen records with the lines of the source.

``lines`` is always ``(first, last)``, 1-based and inclusive, of the source as it was handed in;
in a DOCX file a "line" is one paragraph (or one table row) in reading order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Header:
    """The head of the document; ``spans`` gives the lines of each field that was found."""

    agency: str | None = None
    parent_agency: str | None = None
    number: int | None = None
    symbol: str | None = None
    place: str | None = None
    date: date | None = None
    kind: str | None = None
    title: str | None = None
    year: int | None = None
    years: tuple[int, int] | None = None
    spans: dict[str, Span] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the ``header`` object of the import format."""
        return {
            "agency": self.agency,
            "parent_agency": self.parent_agency,
            "number": self.number,
            "symbol": self.symbol,
            "place": self.place,
            "date": self.date.isoformat() if self.date else None,
            "kind": self.kind,
            "title": self.title,
            "year": self.year,
            "years": list(self.years) if self.years else None,
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """A paragraph without a number of its own."""

    text: str
    lines: Span


@dataclass(frozen=True, slots=True)
class Bullet:
    """A point under an item; ``marker`` is what stood before it (``-``, ``+``, ``a)``) or empty."""

    text: str
    marker: str
    lines: Span


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered item; ``no`` is None for points that stand in a section under no number."""

    no: str | None
    text: str
    bullets: tuple[Bullet, ...]
    lines: Span


@dataclass(frozen=True, slots=True)
class Section:
    """A section; ``no`` and ``title`` are None where the text has no section headings."""

    no: str | None
    title: str | None
    items: tuple[Item, ...]
    paragraphs: tuple[Statement, ...]
    lines: Span

    def to_json(self) -> dict[str, Any]:
        """Return one element of ``sections`` of the import format."""
        return {
            "no": self.no,
            "title": self.title,
            "items": [
                {"no": item.no, "text": item.text, "bullets": [b.text for b in item.bullets]}
                for item in self.items
            ],
            "paragraphs": [paragraph.text for paragraph in self.paragraphs],
        }


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a document is named; ``text`` is how it is printed there."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that the plan names by number, once, with every place where it does."""

    symbol: str
    kind: str | None
    date: date | None
    issuer: str | None
    mentions: tuple[Mention, ...]

    def to_json(self) -> dict[str, Any]:
        """Return one element of ``citations`` of the import format."""
        return {
            "symbol": self.symbol,
            "kind": self.kind,
            "date": self.date.isoformat() if self.date else None,
            "issuer": self.issuer,
            "mentions": len(self.mentions),
        }


@dataclass(frozen=True, slots=True)
class ReportingRule:
    """A periodic report.

    ``month`` is 1-12, ``last_of_quarter``, ``first_of_next_quarter`` or ``every``;

    ``before`` says that the report is due before the day, not on it.
    """

    period: str
    day: int | None
    month: int | str | None
    to: str | None
    raw: str
    before: bool
    lines: Span

    def to_json(self) -> dict[str, Any]:
        """Return one element of ``reporting_rules``; ``before`` is there only when it is true."""
        found: dict[str, Any] = {
            "period": self.period,
            "day": self.day,
            "month": self.month,
            "to": self.to,
            "raw": self.raw,
        }
        return found | {"before": True} if self.before else found


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. ``due`` is a full printed date; ``due_raw`` the words about the time."""

    text: str
    lines: Span
    lead: str | None = None
    support: tuple[str, ...] = ()
    output: str | None = None
    due: date | None = None
    due_raw: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return one element of ``tasks`` of the import format."""
        return {
            "text": self.text,
            "lead": self.lead,
            "support": list(self.support),
            "output": self.output,
            "due": self.due.isoformat() if self.due else None,
            "due_raw": self.due_raw,
        }


@dataclass(frozen=True, slots=True)
class Assignment:
    """All tasks of one actor; ``binding`` is False for a request (đề nghị)."""

    actor: str
    binding: bool
    tasks: tuple[Task, ...]
    lines: Span

    def to_json(self) -> dict[str, Any]:
        """Return one element of ``assignments`` of the import format."""
        return {
            "actor": self.actor,
            "binding": self.binding,
            "tasks": [task.to_json() for task in self.tasks],
        }


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature block. ``on_behalf`` is the line of KT. (printed as ``for`` in JSON)."""

    authority: str | None
    on_behalf: str | None
    position: str | None
    signer: str | None
    lines: Span

    def to_json(self) -> dict[str, Any]:
        """Return the ``signature`` object of the import format."""
        return {
            "authority": self.authority,
            "for": self.on_behalf,
            "position": self.position,
            "signer": self.signer,
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: a cell per column; ``group`` is the heading row it stands under."""

    cells: tuple[str, ...]
    group: str | None
    lines: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the plan or of its appendix."""

    title: str | None
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    lines: Span


@dataclass(frozen=True, slots=True)
class Warning:
    """Something a person should look at: a code (sentence in ``labels``), a line, the words."""

    code: str
    line: int | None
    text: str


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """A plan as read: nothing in it was invented, what the text does not say is None or empty.

    ``bases_style`` is ``lines``, ``paragraph`` or ``none``; ``source_lines`` are the lines that the
    spans count. ``changes`` is the line in brackets that names the plan which this one changes.
    """

    header: Header
    preamble: tuple[Statement, ...]
    bases: tuple[str, ...]
    bases_style: str
    sections: tuple[Section, ...]
    citations: tuple[Citation, ...]
    reporting_rules: tuple[ReportingRule, ...]
    assignments: tuple[Assignment, ...]
    recipients: tuple[Statement, ...]
    signature: Signature | None
    tables: tuple[Table, ...]
    warnings: tuple[Warning, ...]
    source_lines: tuple[str, ...]
    changes: Statement | None = None

    def to_json(self) -> dict[str, Any]:
        """Return exactly the object that the import format describes."""
        empty = {"authority": None, "for": None, "position": None, "signer": None}
        return {
            "header": self.header.to_json(),
            "bases": list(self.bases),
            "sections": [section.to_json() for section in self.sections],
            "citations": [citation.to_json() for citation in self.citations],
            "reporting_rules": [rule.to_json() for rule in self.reporting_rules],
            "assignments": [assignment.to_json() for assignment in self.assignments],
            "recipients": [recipient.text for recipient in self.recipients],
            "signature": self.signature.to_json() if self.signature else empty,
            "warnings": [{"code": w.code, "line": w.line, "text": w.text} for w in self.warnings],
        }
