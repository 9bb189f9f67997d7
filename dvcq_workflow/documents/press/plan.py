"""A plan as it is printed, draft or issued: decree 30/2020/ND-CP, Phụ lục I and Mẫu 1.4."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dvcq_workflow.documents.press import words
from dvcq_workflow.documents.press.sheet import (
    Line,
    Sheet,
    Source,
    TableSheet,
    printable,
    printable_texts,
    roman,
    type_name,
    with_end_mark,
)
from dvcq_workflow.rules.canonical import digest_text
from dvcq_workflow.rules.content import Appendix, Node, PlanContent, RecipientLine
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.formats import document_date, document_number, short_date

_APPENDIX_LABEL = re.compile(
    r"(?P<label>phụ lục(?:\s(?:số\s)?(?:[IVXL]{1,6}|\d{1,3})\b)?)[\s.:–-]*", re.I
)
_PART = re.compile(r"(?:phần|chương)\b", re.I)
_BLANK_NUMBER = " " * 5
_BLANK = "…"
# A longer paragraph that ends in a colon is a sentence that leads in a list, not a title.
_TITLE_LENGTH = 120


@dataclass(frozen=True)
class Imprint:
    """What is put on a content after it was approved: number and date; none of them on a draft.

    ``issuer_name``: the issuing body as running text writes it, for the line "(Kèm theo …)" of an
    appendix; without it that line names number and date only. ``drafted_on``: the day of the
    content that a draft prints, for the date of its file; nothing of it stands on the paper.
    """

    number: int | None = None
    issued_on: dt.date | None = None
    is_draft: bool = False
    issuer_name: str = ""
    drafted_on: dt.date | None = None


def plan_sheet(content: PlanContent, imprint: Imprint) -> Sheet:
    """Return what a plan prints: draft or issued, complete or not.

    Raises:
        RuleViolation: ``content_malformed``, where the content has no canonical form.

    Source: decree 30/2020/ND-CP, Article 8 and Phụ lục I, II.
    """
    issued_on = None if imprint.is_draft else imprint.issued_on
    signature = content.signature
    text = canonical_text(lambda: content.canonical)
    return Sheet(
        parent_heading=printable(content.parent_heading),
        heading_lines=printable_texts(content.heading_lines),
        number_line=f"Số: {printed_number(content.symbol, imprint)}",
        place_date=printed_date(content.place, content.year, issued_on),
        draft_mark=words.DRAFT_MARK if imprint.is_draft else "",
        type_name=type_name(content.document_type).upper(),
        subject=printable(content.subject),
        change_line=_change_line(content),
        body=tuple(_body(content)),
        recipients=recipient_lines(content.recipients),
        authority=printable_texts((*signature.authority_lines, signature.position)),
        signer=printable(signature.name),
        appendices=tuple(_appendices(content, imprint)),
        issued_on=issued_on,
        content_hash=digest_text(text),
        dated_on=issued_on or imprint.drafted_on,
        source=Source(words.PLAN_SOURCE, text),
    )


def canonical_text(write: Callable[[], str]) -> str:
    """Return the canonical text that ``write`` makes.

    Raises:
        RuleViolation: ``content_malformed``, where there is none.
    """
    try:
        text = write()
        text.encode()
    except (UnicodeEncodeError, TypeError, ValueError) as problem:
        raise RuleViolation("content_malformed") from problem
    return text


def printed_number(symbol: str, imprint: Imprint) -> str:
    """Return number and symbol as printed; a draft leaves room for the number."""
    symbol = printable(symbol)
    if imprint.number is None or imprint.is_draft:
        return f"{_BLANK_NUMBER}/{symbol}"
    return document_number(imprint.number, symbol)


def printed_date(place: str, year: int | None, issued_on: dt.date | None) -> str:
    """Return place and date as printed; without a date day and month stay open, ``year`` too where
    it is None."""
    named = printable(place) or _BLANK
    if issued_on:
        return document_date(named, issued_on)
    return f"{named}, ngày {_BLANK} tháng {_BLANK} năm {year or _BLANK}"


def _change_line(content: PlanContent) -> str:
    """Return the line that names the plan which this one changes, by number and date."""
    changed = content.changes
    if changed is None:
        return ""
    kind = type_name(content.document_type)
    day = short_date(changed.date)
    return f"({words.CHANGES[changed.kind]} {kind} số {printable(changed.number)} ngày {day})"


def _body(content: PlanContent) -> Iterator[Line]:
    for text in printable_texts(content.preamble):
        yield Line(_preamble_role(content.preamble_style, text), text)
    nodes = content.nodes
    for at, node in enumerate(nodes):
        following = nodes[at + 1] if at + 1 < len(nodes) else None
        text = printable(node.text)
        if following is None and node.kind != "section" and text:
            text = with_end_mark(text)
        yield from _node_lines(node, text, following)


def _preamble_role(style: str, text: str) -> str:
    """A line of the bases is in italics; the sentence that enacts the plan is upright."""
    is_basis = text.startswith(words.BASIS_OPENERS) and not text.endswith(":")
    return "basis" if style == "lines" and (is_basis or text.endswith(";")) else "text"


def _node_lines(node: Node, text: str, following: Node | None) -> Iterator[Line]:
    number = printable(node.number)
    if node.kind == "section" and _PART.match(number):
        yield Line("chapter", number)
        if text:
            yield Line("chapter", text)
        return
    printed = f"{_marker(node.kind, number)} {text}".strip()
    if not printed:
        return
    if node.kind == "section":
        yield Line("section", printed)
    elif node.kind == "item" and _is_title(text, following):
        yield Line("titled_item", printed)
    else:
        yield Line("text", printed)


def _marker(kind: str, number: str) -> str:
    """Return what stands before a text: ``I.``, ``1.``, ``a)``, a dash, or nothing."""
    if kind == "paragraph":
        return ""
    if kind == "bullet":
        return f"{number})" if number.isalnum() else number or "-"
    return f"{number}." if number[-1:].isalnum() else number


def _is_title(text: str, following: Node | None) -> bool:
    """Say whether an item only names what the points below it say."""
    if following is None or following.kind not in {"bullet", "paragraph"}:
        return False
    if text.endswith(":"):
        return len(text) <= _TITLE_LENGTH
    return not text.endswith((".", ";", ",", "…", "!", "?"))


def recipient_lines(lines: Sequence[RecipientLine]) -> tuple[str, ...]:
    """Return the lines with dash and punctuation; the archive's line comes last."""
    ordered = sorted(lines, key=lambda line: line.is_archive)
    texts = [text for line in ordered if (text := recipient_text(line))]
    return tuple(
        f"- {text}{'.' if at == len(texts) else ';'}" for at, text in enumerate(texts, start=1)
    )


def recipient_text(line: RecipientLine) -> str:
    """Return one recipient with its purpose, without dash and punctuation."""
    text = printable(line.text).lstrip("-–— ").rstrip(" ;.,")
    purpose = printable(line.purpose)
    return f"{text} ({purpose})" if purpose and f"({purpose})" not in text else text


def _appendices(content: PlanContent, imprint: Imprint) -> Iterator[TableSheet]:
    note = _note(content, imprint)
    for position, appendix in enumerate(content.appendices, start=1):
        label, title = _appendix_names(appendix, position, len(content.appendices))
        yield TableSheet(
            label=label,
            title=title,
            note=note,
            columns=tuple(printable(text) for text in appendix.columns),
            rows=tuple(tuple(printable(cell) for cell in row) for row in appendix.rows),
        )


def _appendix_names(appendix: Appendix, position: int, total: int) -> tuple[str, str]:
    """Return label and title; a label that the title already carries is not printed twice."""
    title = printable(appendix.title)
    if found := _APPENDIX_LABEL.match(title):
        return found["label"], title[found.end() :]
    label = words.APPENDIX_LABEL
    return (f"{label} {roman(position)}" if total > 1 else label), title


def _note(content: PlanContent, imprint: Imprint) -> str:
    kind = type_name(content.document_type)
    issued_on = None if imprint.is_draft else imprint.issued_on
    # The date of the decree's heading, without its place.
    day = printed_date(content.place, content.year, issued_on).rpartition(", ")[2]
    issuer = printable(imprint.issuer_name)
    of_issuer = f" của {issuer}" if issuer else ""
    return f"(Kèm theo {kind} số {printed_number(content.symbol, imprint)} {day}{of_issuer})"
