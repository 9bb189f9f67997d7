"""One printed document as plain values: what stands on the paper, in order, word for word.

The same sheet goes to every press (DOCX, PDF); a press decides how, never what.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from dvcq_workflow.documents.press import words
from dvcq_workflow.rules.canonical import normal_text

# Characters that XML 1.0 cannot hold, controls that print nothing, and marks that turn the order
# of reading: paper must read as it was stored, hashed and approved.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufffe\uffff]"
)
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


@dataclass(frozen=True)
class Line:
    """One paragraph of the body as printed; ``role`` is a key of ``layout.ROLES``."""

    role: str
    text: str


@dataclass(frozen=True)
class Grid:
    """A table between the paragraphs of a body; each row has one cell for each column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class TableSheet:
    """An appendix: its label, title, the line of what it belongs to, and its table.

    A row has one cell for each column, or a single one that spans them all: the head of a group.
    ``middle``: columns that stand in the middle however long their texts are.
    """

    label: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    middle: tuple[int, ...] = ()


@dataclass(frozen=True)
class Source:
    """The data that a document was printed from, which a PDF carries: a file name and canonical
    JSON, whose SHA-256 is the sheet's ``content_hash``."""

    name: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """A whole document as printed. Texts are NFC, single-spaced and printable.

    ``number_line`` is empty on a paper that bears no number. ``type_name`` is empty on a công văn,
    whose subject stands as "V/v …" under its number. ``draft_mark`` is empty on an issued document.
    ``change_line`` names the plan that this one changes, if it does. ``addressees`` stand after
    "Kính gửi:". ``recipients`` carry dash and punctuation. ``authority`` holds the stacked lines
    above the signature with the position as the last. ``dated_on`` is the date of the file itself,
    which a draft has too; without it there is no PDF.
    """

    parent_heading: str
    heading_lines: tuple[str, ...]
    number_line: str
    place_date: str
    draft_mark: str
    type_name: str
    subject: str
    change_line: str
    body: tuple[Line | Grid, ...]
    recipients: tuple[str, ...]
    authority: tuple[str, ...]
    signer: str
    appendices: tuple[TableSheet, ...]
    issued_on: dt.date | None
    content_hash: str
    addressees: tuple[str, ...] = ()
    dated_on: dt.date | None = None
    source: Source | None = None

    @property
    def is_letter(self) -> bool:
        """Whether it is a công văn, which prints no name of its type."""
        return not self.type_name

    @property
    def title(self) -> str:
        """The document's name for lists and file properties."""
        return ": ".join(text for text in (self.type_name, self.subject) if text)

    @property
    def addressee_lines(self) -> tuple[str, ...]:
        """The addressees as printed: one as it is, several as a list with dash and punctuation."""
        if len(self.addressees) < 2:
            return self.addressees
        last = len(self.addressees)
        return tuple(
            f"- {text}{'.' if at == last else ';'}"
            for at, text in enumerate(self.addressees, start=1)
        )


def printable(text: str) -> str:
    """Return ``text`` as it can be printed: NFC, single-spaced, without control characters."""
    return normal_text(without_unprintable(normal_text(text)))


def without_unprintable(text: str) -> str:
    """Return ``text`` without what paper and XML cannot hold; its lines and spaces stay."""
    return _UNPRINTABLE.sub("", text)


def printable_texts(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the texts as they can be printed, without those of which nothing is left."""
    return tuple(clean for text in texts if (clean := printable(text)))


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


def roman(value: int) -> str:
    """Return ``value`` (from 1) as a Roman numeral."""
    text = ""
    for step, letters in _ROMAN:
        count, value = divmod(value, step)
        text += letters * count
    return text
