"""The register of issued documents as plain values, and as it is printed: PDF and XLSX.

A page shows the same lines; what a cell says is decided here once, for all three.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from dvcq_workflow.documents.press import layout, words
from dvcq_workflow.documents.press.coverage import with_stand_in
from dvcq_workflow.documents.press.sheet import Source
from dvcq_workflow.documents.press.typesetting import OURS, Typeface, forget, typeset
from dvcq_workflow.documents.press.xlsx import Cell, Table, Workbook, write_xlsx
from dvcq_workflow.rules.canonical import canonical_json
from dvcq_workflow.rules.formats import short_date

_TEMPLATE = "register.typ"
_BETWEEN = "; "
# An average letter, and how many lines a row may have before it is let to break over two pages.
_LETTER_MM = 2.1
_WHOLE_ROW_LINES = 20
_MANY_LINES = 200
# Of private use, so that no text that is printed holds it.
_BREAK_MARK = "\ue000"
_LONGEST_WORDS = tuple(int(width / _LETTER_MM) for width in layout.REGISTER_COLUMNS_MM)


@dataclass(frozen=True)
class RegisterLine:
    """One number and what it was taken for. Texts are NFC, single-spaced and printable.

    ``recipients``: the lines of "Nơi nhận" without the archive's. ``copies``: units reached, None
    before it was sent. ``note``: why a number is void, of paper, or not yet sent out.
    """

    number: int
    full_number: str
    issued_on: dt.date
    title: str
    signer: str
    recipients: tuple[str, ...]
    kept_by: str
    copies: int | None
    sent_on: dt.date | None
    note: str

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The ten cells in the decree's order. "Ký nhận" is empty: it is signed by hand."""
        return (
            self.full_number,
            self.issued_on,
            self.title,
            self.signer,
            _BETWEEN.join(self.recipients),
            self.kept_by,
            "" if self.copies is None else self.copies,
            self.sent_on or "",
            "",
            self.note,
        )

    @property
    def texts(self) -> tuple[str, ...]:
        """The ten cells as they are read."""
        return tuple(_said(cell) for cell in self.cells)


@dataclass(frozen=True)
class RegisterBook:
    """The lines of one issuing body, year and series, ascending by number; never empty.

    ``short_body``: the body's name where room is scarce. ``code``: the series, empty for a year
    kept wholly on paper. ``scope``: by what an extract was made; empty for the whole book.
    """

    body: str
    short_body: str
    year: int
    code: str
    lines: tuple[RegisterLine, ...]
    scope: str = ""

    @property
    def title(self) -> str:
        """What it is: the register, or an extract of it."""
        return words.REGISTER_EXTRACT_TITLE if self.scope else words.REGISTER_TITLE

    @property
    def name(self) -> str:
        """The book's name beside others: its series, or that it is of paper."""
        if not self.code:
            return words.REGISTER_PAPER_BOOK
        return words.REGISTER_BOOK.format(code=self.code)

    @property
    def facts(self) -> tuple[str, ...]:
        """What stands under the title: year, series, first and last number and day, lines."""
        days = [line.issued_on for line in self.lines]
        first, last = self.lines[0].number, self.lines[-1].number
        return (
            words.REGISTER_YEAR.format(year=self.year),
            self.name,
            words.REGISTER_NUMBERS.format(first=f"{first:02d}", last=f"{last:02d}"),
            words.REGISTER_DAYS.format(first=short_date(min(days)), last=short_date(max(days))),
            words.REGISTER_COUNT.format(count=len(self.lines)),
        )

    @property
    def scope_line(self) -> str:
        """By what an extract was made; empty for the whole book."""
        return words.REGISTER_SCOPE.format(scope=self.scope) if self.scope else ""

    @property
    def last_day(self) -> dt.date:
        """The last day that stands in it, by which a file of it is dated."""
        return max(max(line.issued_on, line.sent_on or line.issued_on) for line in self.lines)


def register_pdf(books: Sequence[RegisterBook], *, typeface: Typeface = OURS) -> bytes:
    """Return the books as PDF/A-3a and PDF/UA-1, with their data attached; the same books give
    the same bytes. ``books``: one at least.

    Raises:
        RuleViolation: ``text_not_printable``, where a host's typeface lacks a letter.
    """
    data = _data(books)
    try:
        return typeset(_TEMPLATE, data, typeface=typeface)
    finally:
        if sum(len(book.lines) for book in books) > _MANY_LINES:
            nothing = {"books": [], "source": {"name": words.REGISTER_SOURCE, "text": "{}"}}
            forget(_TEMPLATE, {**data, **nothing}, typeface=typeface)


def _data(books: Sequence[RegisterBook]) -> dict[str, Any]:
    day = _last_day(books)
    return {
        "title": _title(books),
        "author": _author(books),
        "day": [day.year, day.month, day.day],
        "page": _page(),
        "columns": list(words.REGISTER_COLUMNS),
        "source": asdict(register_source(books)),
        "page_of": words.PAGE_OF,
        "break_mark": _BREAK_MARK,
        "books": [
            {
                "body": with_stand_in(book.body),
                "title": book.title,
                "facts": list(book.facts),
                "scope": with_stand_in(book.scope_line),
                "rows": [
                    {
                        "cells": _breakable(tuple(map(with_stand_in, line.texts))),
                        "is_whole": _is_whole(line.texts),
                    }
                    for line in book.lines
                ],
            }
            for book in books
        ],
    }


def register_xlsx(books: Sequence[RegisterBook]) -> bytes:
    """Return the books as a workbook, one sheet each; the same books give the same bytes.
    ``books``: one at least."""
    return write_xlsx(
        Workbook(
            title=_title(books),
            author=_author(books),
            dated_on=_last_day(books),
            tables=tuple(_table(book) for book in books),
        )
    )


def register_source(books: Sequence[RegisterBook]) -> Source:
    """Return the data that a PDF of these books carries: every cell as it is read."""
    value = [
        {
            "body": book.body,
            "year": book.year,
            "series": book.code,
            "scope": book.scope,
            "lines": [list(line.texts) for line in book.lines],
        }
        for book in books
    ]
    columns = list(words.REGISTER_COLUMNS)
    return Source(words.REGISTER_SOURCE, canonical_json({"columns": columns, "books": value}))


def _said(cell: Cell) -> str:
    return short_date(cell) if isinstance(cell, dt.date) else str(cell)


def _breakable(texts: Sequence[str]) -> list[str]:
    """Mark where a word that is longer than its column may break."""
    return [
        re.sub(rf"\S{{{most}}}(?=\S)", rf"\g<0>{_BREAK_MARK}", text) if len(text) > most else text
        for text, most in zip(texts, _LONGEST_WORDS, strict=True)
    ]


def _is_whole(texts: Sequence[str]) -> bool:
    return all(
        len(text) * _LETTER_MM <= width * _WHOLE_ROW_LINES
        for text, width in zip(texts, layout.REGISTER_COLUMNS_MM, strict=True)
    )


def _title(books: Sequence[RegisterBook]) -> str:
    years = sorted({book.year for book in books})
    span = f"{years[0]}" if len(years) == 1 else f"{years[0]}–{years[-1]}"
    return f"{books[0].title}, {words.REGISTER_YEAR.format(year=span).lower()}"


def _author(books: Sequence[RegisterBook]) -> str:
    return _BETWEEN.join(dict.fromkeys(book.body for book in books))


def _last_day(books: Sequence[RegisterBook]) -> dt.date:
    return max(book.last_day for book in books)


def _page() -> dict[str, Any]:
    return {
        "width_mm": layout.PAGE_WIDTH_MM,
        "height_mm": layout.PAGE_HEIGHT_MM,
        "left_mm": layout.REGISTER_LEFT_MM,
        "side_mm": layout.REGISTER_SIDE_MM,
        "size_pt": layout.REGISTER_SIZE_PT,
        "title_pt": layout.ROLES["type_name"].size_pt,
        "body_pt": layout.ROLES["heading"].size_pt,
        "padding_mm": layout.REGISTER_CELL_PADDING_MM,
        "columns_mm": list(layout.REGISTER_COLUMNS_MM),
    }


def _table(book: RegisterBook) -> Table:
    return Table(
        name=f"{book.year} {book.name} {book.short_body}",
        head=tuple(
            text
            for text in (book.body, book.title.upper(), " · ".join(book.facts), book.scope_line)
            if text
        ),
        columns=words.REGISTER_COLUMNS,
        widths_mm=layout.REGISTER_COLUMNS_MM,
        rows=tuple(line.cells for line in book.lines),
    )
