"""One printed document as plain values: what stands on the paper, in order, word for word.

The same sheet goes to every press (DOCX now); a press decides how, never what.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dvcq_workflow.documents.press import words
from dvcq_workflow.rules.canonical import normal_text
from dvcq_workflow.rules.content import Appendix, Node, PlanContent, RecipientLine
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.formats import document_date, document_number, short_date

# Characters that XML 1.0 cannot hold, controls that print nothing, and marks that turn the order
# of reading: paper must read as it was stored, hashed and approved.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufffe\uffff]"
)
_APPENDIX_LABEL = re.compile(
    r"(?P<label>phụ lục(?:\s(?:số\s)?(?:[IVXL]{1,6}|\d{1,3})\b)?)[\s.:–-]*", re.I
)
_PART = re.compile(r"(?:phần|chương)\b", re.I)
_ROMAN = (
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)

_BLANK_NUMBER = " " * 5
_BLANK = "…"
# A longer paragraph that ends in a colon is a sentence that leads in a list, not a title.
_TITLE_LENGTH = 120


@dataclass(frozen=True)
class Imprint:
    """What is put on a content after it was approved: number and date; none of them on a draft.

    ``issuer_name``: the issuing body as running text writes it, for the line "(Kèm theo …)" of an
    appendix; without it that line names number and date only.
    """

    number: int | None = None
    issued_on: dt.date | None = None
    is_draft: bool = False
    issuer_name: str = ""


@dataclass(frozen=True)
class Line:
    """One paragraph of the body as printed; ``role`` is a key of ``layout.ROLES``."""

    role: str
    text: str


@dataclass(frozen=True)
class TableSheet:
    """An appendix: its label, title, the line of what it belongs to, and its table."""

    label: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Sheet:
    """A whole document as printed. Texts are NFC, single-spaced and printable.

    ``draft_mark`` is empty on an issued document. ``recipients`` carry dash and punctuation.
    ``change_line`` names the plan that this one changes, if it does. ``authority`` holds the
    stacked lines above the signature with the position as the last.
    """

    parent_heading: str
    heading_lines: tuple[str, ...]
    number_line: str
    place_date: str
    draft_mark: str
    type_name: str
    subject: str
    change_line: str
    body: tuple[Line, ...]
    recipients: tuple[str, ...]
    authority: tuple[str, ...]
    signer: str
    appendices: tuple[TableSheet, ...]
    issued_on: dt.date | None
    content_hash: str


def plan_sheet(content: PlanContent, imprint: Imprint) -> Sheet:
    """Return what a plan prints: draft or issued, complete or not.

    Raises:
        RuleViolation: ``content_malformed``, where the content has no canonical form.

    Source: decree 30/2020/ND-CP, Article 8 and Phụ lục I, II.
    """
    issued_on = None if imprint.is_draft else imprint.issued_on
    signature = content.signature
    return Sheet(
        parent_heading=printable(content.parent_heading),
        heading_lines=_texts(content.heading_lines),
        number_line=f"Số: {_number(content, imprint)}",
        place_date=_place_date(content, issued_on),
        draft_mark=words.DRAFT_MARK if imprint.is_draft else "",
        type_name=type_name(content.document_type).upper(),
        subject=printable(content.subject),
        change_line=_change_line(content),
        body=tuple(_body(content)),
        recipients=_recipients(content.recipients),
        authority=_texts((*signature.authority_lines, signature.position)),
        signer=printable(signature.name),
        appendices=tuple(_appendices(content, imprint)),
        issued_on=issued_on,
        content_hash=_content_hash(content),
    )


def printable(text: str) -> str:
    """Return ``text`` as it can be printed: NFC, single-spaced, without control characters."""
    return normal_text(_UNPRINTABLE.sub("", normal_text(text)))


def type_name(document_type: str) -> str:
    """Return the name of a document type by its abbreviation; a name is given back as it is."""
    return words.TYPE_NAMES.get(document_type, printable(document_type))


def with_end_mark(text: str) -> str:
    """Return the last paragraph with the mark that closes a content, once.

    A full stop, an ellipsis or a question mark stays; what would go on (``;``, ``,``, ``:``) goes.
    """
    if text.endswith(words.END_MARK):
        return text
    text = text.rstrip(" ;,:")
    if text.endswith((".", "…", "!", "?")):
        return text + words.END_MARK[1:]
    return text + words.END_MARK


def _texts(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(clean for text in texts if (clean := printable(text)))


def _content_hash(content: PlanContent) -> str:
    try:
        return content.content_hash
    except (UnicodeEncodeError, TypeError, ValueError) as problem:
        raise RuleViolation("content_malformed") from problem


def _number(content: PlanContent, imprint: Imprint) -> str:
    symbol = printable(content.symbol)
    if imprint.number is None or imprint.is_draft:
        return f"{_BLANK_NUMBER}/{symbol}"
    return document_number(imprint.number, symbol)


def _place_date(content: PlanContent, issued_on: dt.date | None) -> str:
    place = printable(content.place) or _BLANK
    if issued_on:
        return document_date(place, issued_on)
    return f"{place}, ngày {_BLANK} tháng {_BLANK} năm {content.year}"


def _change_line(content: PlanContent) -> str:
    """Return the line that names the plan which this one changes, by number and date."""
    changed = content.changes
    if changed is None:
        return ""
    kind = type_name(content.document_type)
    day = short_date(changed.date)
    return f"({words.CHANGES[changed.kind]} {kind} số {printable(changed.number)} ngày {day})"


def _body(content: PlanContent) -> Iterator[Line]:
    for text in _texts(content.preamble):
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


def _recipients(lines: Sequence[RecipientLine]) -> tuple[str, ...]:
    """Return the lines with dash and punctuation; the archive's line comes last."""
    ordered = sorted(lines, key=lambda line: line.is_archive)
    texts = [text for line in ordered if (text := _recipient(line))]
    return tuple(
        f"- {text}{'.' if at == len(texts) else ';'}" for at, text in enumerate(texts, start=1)
    )


def _recipient(line: RecipientLine) -> str:
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
    day = _place_date(content, issued_on).rpartition(", ")[2]
    issuer = printable(imprint.issuer_name)
    of_issuer = f" của {issuer}" if issuer else ""
    return f"(Kèm theo {kind} số {_number(content, imprint)} {day}{of_issuer})"


def roman(value: int) -> str:
    """Return ``value`` (from 1) as a Roman numeral."""
    text = ""
    for step, letters in _ROMAN:
        count, value = divmod(value, step)
        text += letters * count
    return text
