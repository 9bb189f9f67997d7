"""A report (báo cáo, BC) as it is printed: a unit's, the consolidated one, a supplement to it.

Source: decree 30/2020/ND-CP, Article 8, Phụ lục I, II.5 and II.9, Mẫu 1.4 and 2.1.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from dvcq_workflow.documents.press import report_words as words
from dvcq_workflow.documents.press.letter import cited_plan
from dvcq_workflow.documents.press.plan import (
    Imprint,
    canonical_text,
    printed_date,
    printed_number,
    recipient_lines,
)
from dvcq_workflow.documents.press.report_figures import Figure, FigureRow
from dvcq_workflow.documents.press.report_tables import (
    FigureGroup,
    UnitFigures,
    UnitTable,
    report_appendices,
)
from dvcq_workflow.documents.press.sheet import (
    Line,
    Sheet,
    Source,
    printable,
    printable_texts,
    roman,
    type_name,
    with_end_mark,
)
from dvcq_workflow.documents.press.words import ARCHIVE, AS_ABOVE, DRAFT_MARK
from dvcq_workflow.rules.canonical import digest_text
from dvcq_workflow.rules.content import RecipientLine, SignatureBlock

__all__ = [
    "Figure",
    "FigureGroup",
    "FigureRow",
    "PlanNamed",
    "ReportDoc",
    "ReportKind",
    "ReportPart",
    "UnitFigures",
    "UnitTable",
    "outline_parts",
    "report_sheet",
]

_TYPE = "BC"


class ReportKind(StrEnum):
    """Whose report it is."""

    UNIT = "unit"
    CONSOLIDATED = "consolidated"
    SUPPLEMENT = "supplement"


@dataclass(frozen=True)
class PlanNamed:
    """The issued plan that a paper is about. ``number``: with its symbol, as "19/KH-UBND";
    ``issuer``: the issuing body as running text writes it."""

    number: str
    issued_on: dt.date
    issuer: str
    subject: str
    type: str = "KH"

    @property
    def cited(self) -> str:
        """The plan as running text cites it in full."""
        return cited_plan(self.type, self.number, self.issued_on, self.issuer, self.subject)


@dataclass(frozen=True)
class ReportPart:
    """A heading of the outline and what is written under it, in order.

    ``level``: 1 for a section ("I."), 2 for a point within it ("1."). ``number``: as the outline
    has it; where it is empty the press counts. A heading of level 1 over others may have no text.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    level: int = 1
    number: str = ""


def outline_parts(written: Iterable[tuple[str, str, str]]) -> Iterator[ReportPart]:
    """Yield the parts of an outline, given as number, title and text of each heading: those that
    answer the plan's groups ("II.1") stand as points under the one heading of the results ("II").
    """
    over = ""
    for number, title, text in written:
        parent, _, point = number.rpartition(".")
        if parent and parent != over:
            yield ReportPart(words.RESULTS, number=parent)
        over = parent or number
        paragraphs = tuple(line for line in text.splitlines() if line.strip())
        yield ReportPart(title, paragraphs, level=2 if parent else 1, number=point)


@dataclass(frozen=True)
class ReportDoc:
    """Everything a report prints, as plain values.

    ``addressee``: who it is sent up to, or empty. ``subject``: what stands under "BÁO CÁO".
    ``period``: in running text, as ``period_text`` gives it ("quý II năm 2020"). ``opening`` and
    ``closing``: the sentences around the parts; where they are empty the press writes the usual
    ones from plan, period and unit. ``recipients``: who receives a copy besides the addressee, and
    the archive's line. ``figures`` and ``units`` become appendices where there are any.
    ``source_text``: the canonical JSON that was hashed and signed, which the PDF carries.
    """

    kind: ReportKind
    heading_lines: tuple[str, ...]
    symbol: str
    place: str
    subject: str
    unit_name: str
    plan: PlanNamed
    period: str
    source_text: str
    parent_heading: str = ""
    addressee: str = ""
    is_nothing: bool = False
    opening: str = ""
    closing: str = ""
    parts: tuple[ReportPart, ...] = ()
    figures: tuple[FigureGroup, ...] = ()
    units: UnitTable | None = None
    recipients: tuple[RecipientLine, ...] = ()
    signature: SignatureBlock = field(default_factory=SignatureBlock)


def report_sheet(doc: ReportDoc, imprint: Imprint) -> Sheet:
    """Return what a report prints, draft or released.

    Raises:
        RuleViolation: ``content_malformed``, where its source cannot be written.

    Source: decree 30/2020/ND-CP, Phụ lục I; Mẫu 1.4.
    """
    issued_on = None if imprint.is_draft else imprint.issued_on
    year = imprint.drafted_on.year if imprint.drafted_on else None
    text = canonical_text(lambda: doc.source_text)
    return Sheet(
        parent_heading=printable(doc.parent_heading),
        heading_lines=printable_texts(doc.heading_lines),
        number_line=f"Số: {printed_number(doc.symbol, imprint)}",
        place_date=printed_date(doc.place, year, issued_on),
        draft_mark=DRAFT_MARK if imprint.is_draft else "",
        type_name=type_name(_TYPE).upper(),
        subject=printable(doc.subject),
        change_line="",
        body=tuple(_body(doc)),
        recipients=_recipients(doc),
        authority=printable_texts((*doc.signature.authority_lines, doc.signature.position)),
        signer=printable(doc.signature.name),
        appendices=tuple(
            report_appendices(
                doc.figures,
                doc.units,
                note=_note(doc, imprint, issued_on, year),
                is_supplement=doc.kind is ReportKind.SUPPLEMENT,
            )
        ),
        issued_on=issued_on,
        content_hash=digest_text(text),
        addressees=printable_texts((doc.addressee,)),
        dated_on=issued_on or imprint.drafted_on,
        source=Source(words.REPORT_SOURCE, text),
    )


def _body(doc: ReportDoc) -> Iterator[Line]:
    yield from (Line("text", text) for text in _opening(doc))
    if doc.is_nothing:
        yield Line("text", words.NOTHING_IN_PERIOD.format(period=printable(doc.period)))
    yield from _part_lines(doc.parts)
    yield Line("text", with_end_mark(_closing(doc)))


def _opening(doc: ReportDoc) -> tuple[str, ...]:
    written = printable_texts(doc.opening.splitlines())
    return written or (words.OPENINGS[doc.kind].format(**_named(doc)),)


def _closing(doc: ReportDoc) -> str:
    return printable(doc.closing) or words.CLOSINGS[doc.kind].format(**_named(doc))


def _named(doc: ReportDoc) -> dict[str, str]:
    plan = doc.plan
    return {
        "plan": plan.cited,
        "short": f"{type_name(plan.type)} số {printable(plan.number)}",
        "period": printable(doc.period),
        "unit": printable(doc.unit_name),
        "to": f"; kính gửi {printable(doc.addressee)} xem xét" if doc.addressee else "",
    }


def _part_lines(parts: tuple[ReportPart, ...]) -> Iterator[Line]:
    sections = points = 0
    for at, part in enumerate(parts):
        if part.level == 1:
            sections, points = sections + 1, 0
            number = printable(part.number) or roman(sections)
        else:
            points += 1
            number = printable(part.number) or str(points)
        stop = "." if number[-1:].isalnum() else ""
        role = "section" if part.level == 1 else "titled_item"
        yield Line(role, f"{number}{stop} {printable(part.title)}".strip())
        written = printable_texts(line for text in part.paragraphs for line in text.splitlines())
        yield from (Line("text", text) for text in written)
        has_points = at + 1 < len(parts) and parts[at + 1].level > part.level
        if not written and not has_points:
            yield Line("text", words.NOTHING_WRITTEN)


def _recipients(doc: ReportDoc) -> tuple[str, ...]:
    """A report that is sent up goes "as above" first.

    Source: decree 30/2020/ND-CP, Phụ lục I, II.9.
    """
    above = (RecipientLine(AS_ABOVE),) if doc.addressee else ()
    archive = tuple(line for line in doc.recipients if line.is_archive)
    copies = tuple(line for line in doc.recipients if not line.is_archive)
    return recipient_lines((*above, *copies, *(archive or _ARCHIVE)))


_ARCHIVE = (RecipientLine(ARCHIVE, is_archive=True),)


def _note(doc: ReportDoc, imprint: Imprint, issued_on: dt.date | None, year: int | None) -> str:
    """Return the line that says which report an appendix belongs to."""
    number = printed_number(doc.symbol, imprint)
    day = printed_date(doc.place, year, issued_on).rpartition(", ")[2]
    return f"(Kèm theo Báo cáo số {number} {day} của {printable(doc.unit_name)})"
