"""The whole history of a plan as plain values, and as it is printed: PDF and XLSX.

Both are for reading; what proves the record is the signed ZIP, and each says so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from dvcq_workflow.documents.press import history_words as say
from dvcq_workflow.documents.press import layout, words
from dvcq_workflow.documents.press.coverage import BREAK_MARK, with_stand_in
from dvcq_workflow.documents.press.sheet import Source, printable
from dvcq_workflow.documents.press.typesetting import OURS, Typeface, forget, typeset
from dvcq_workflow.documents.press.xlsx import Cell, Table, Workbook, write_xlsx
from dvcq_workflow.rules.canonical import canonical_json

SHORT = 12
"""Letters of a digest that a page shows; the workbook has all."""

_TEMPLATE = "history.typ"
_MOST_CHANGES = 40
_MOST_LETTERS = 600
_LETTER_MM = 1.9
_WHOLE_ROW_LINES = 20
_MANY_LINES = 200
_MAX_PROPERTY = 255


@dataclass(frozen=True)
class Change:
    """One field of one row, as a person says it: what it was, what it became."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class HistoryLine:
    """One act. ``at``: local, with its offset; ``standing``: title, unit, role of that day;
    ``facts``: what else is on record of it; ``digest``: 64 digits."""

    number: int
    at: dt.datetime
    who: str
    standing: str
    for_whom: str
    act: str
    reason: str
    facts: tuple[str, ...]
    changes: tuple[Change, ...]
    channel: str
    digest: str


@dataclass(frozen=True)
class AccessLine:
    """One view, download or refusal. ``rule``: why it was refused, or empty."""

    at: dt.datetime
    who: str
    kind: str
    subject: str
    rule: str
    channel: str
    digest: str


@dataclass(frozen=True)
class Seal:
    """The last checkpoint, and up to which act of this plan it seals."""

    number: int
    at: dt.datetime
    root: str
    sealed: int


@dataclass(frozen=True)
class HistoryBook:
    """The history of one plan, in the order of time; one line at least. ``number``: number and
    symbol, empty for a plan without."""

    body: str
    subject: str
    number: str
    uid: str
    seal: Seal | None
    lines: tuple[HistoryLine, ...]
    accesses: tuple[AccessLine, ...] = ()

    @property
    def head(self) -> tuple[str, ...]:
        """What stands under the title: which plan, as of when, sealed up to where."""
        last = self.lines[-1]
        seal = say.NOT_SEALED
        if self.seal is not None:
            seal = say.SEALED.format(
                number=self.seal.number,
                at=moment(self.seal.at),
                root=self.seal.root[:SHORT],
                sealed=self.seal.sealed,
            )
        return (
            say.OF_PLAN.format(subject=self.subject),
            say.FACTS.format(number=self.number or say.NO_NUMBER, uid=self.uid),
            say.AS_OF.format(seq=last.number, at=moment(last.at), digest=last.digest),
            seal,
        )


def moment(at: dt.datetime) -> str:
    """Return a moment as both files write it: 06/04/2020 10:00:00 +07:00."""
    offset = at.strftime("%z")
    return f"{at:%d/%m/%Y %H:%M:%S} {offset[:3]}:{offset[3:5]}"


def history_pdf(book: HistoryBook, *, typeface: Typeface = OURS) -> bytes:
    """Return a history as PDF/A-3a and PDF/UA-1, dated by its last act, its lines attached as
    data. The same history gives the same bytes; accesses are not printed.

    Raises:
        RuleViolation: ``text_not_printable``, where a host's typeface lacks a letter.
    """
    data = _data(book)
    try:
        return typeset(_TEMPLATE, data, typeface=typeface)
    finally:
        if len(book.lines) > _MANY_LINES:
            forget(_TEMPLATE, {**data, "rows": [], "source": _NO_SOURCE}, typeface=typeface)


_NO_SOURCE = {"name": say.SOURCE, "text": "{}", "description": ""}


def _data(book: HistoryBook) -> dict[str, Any]:
    day = book.lines[-1].at
    return {
        "title": _title(book),
        "author": printable(book.body)[:_MAX_PROPERTY],
        "day": [day.year, day.month, day.day],
        "page": _page(),
        "body": _head_line(book.body),
        "heading": say.TITLE,
        "head": [_head_line(text) for text in book.head],
        "how": " ".join(say.HOW_TO_VERIFY),
        "columns": list(say.COLUMNS),
        "source": {**asdict(history_source(book)), "description": say.SOURCE_DESCRIPTION},
        "page_of": words.PAGE_OF,
        "break_mark": BREAK_MARK,
        "rows": [_row(line) for line in book.lines],
    }


def _head_line(text: str) -> str:
    return _breakable(with_stand_in(_cut(printable(text))), sum(layout.HISTORY_COLUMNS_MM) / 2)


def history_source(book: HistoryBook) -> Source:
    """Return the data that the PDF carries: every act with every change."""
    lines = [{**asdict(line), "at": line.at.isoformat()} for line in book.lines]
    return Source(say.SOURCE, canonical_json({"plan": book.uid, "lines": lines}))


def history_xlsx(book: HistoryBook) -> bytes:
    """Return a history as a workbook: one sheet of acts, one of accesses."""
    acts = tuple(_cells(line) for line in book.lines)
    looks = tuple(_access_cells(line) for line in book.accesses)
    return write_xlsx(
        Workbook(
            title=_title(book),
            author=book.body,
            dated_on=book.lines[-1].at.date(),
            tables=(
                _table(book, say.SHEET_NAME, say.TITLE, say.SHEET_COLUMNS, _SHEET_MM, acts),
                _table(
                    book,
                    say.ACCESS_SHEET_NAME,
                    say.ACCESS_TITLE,
                    say.ACCESS_COLUMNS,
                    _ACCESS_MM,
                    looks,
                ),
            ),
        )
    )


_SHEET_MM = (14, 44, 40, 52, 36, 40, 44, 52, 90, 32, 44)
_ACCESS_MM = (44, 44, 26, 60, 80, 34, 60)


def _table(
    book: HistoryBook,
    name: str,
    title: str,
    columns: tuple[str, ...],
    widths: tuple[float, ...],
    rows: tuple[tuple[Cell, ...], ...],
) -> Table:
    head = (book.body, title.upper(), *book.head, *say.HOW_TO_VERIFY)
    return Table(name, head, columns, widths, rows)


def _cells(line: HistoryLine) -> tuple[Cell, ...]:
    return (
        line.number,
        moment(line.at),
        line.who,
        line.standing,
        line.for_whom,
        line.act,
        line.reason,
        "; ".join(line.facts),
        "; ".join(_said(change) for change in line.changes),
        line.channel,
        line.digest,
    )


def _access_cells(line: AccessLine) -> tuple[Cell, ...]:
    return (
        moment(line.at),
        line.who,
        line.kind,
        line.subject,
        line.rule,
        line.channel,
        line.digest,
    )


def _said(change: Change) -> str:
    return say.CHANGE.format(name=change.name, old=change.old, new=change.new)


def _row(line: HistoryLine) -> dict[str, Any]:
    """Return the six cells of an act, each some lines of text, and whether they stay together."""
    whom = (say.FOR_WHOM.format(name=line.for_whom),) if line.for_whom else ()
    why = (say.REASON.format(reason=line.reason),) if line.reason else ()
    day, hour, offset = moment(line.at).split(" ")
    cells = (
        (str(line.number),),
        (day, f"{hour} {offset}"),
        (line.who, line.standing, *whom, line.channel),
        (line.act, *why, *line.facts),
        tuple(_printed_changes(line.changes)),
        (line.digest[:SHORT],),
    )
    printed = [
        [_breakable(with_stand_in(printable(text)), width) for text in cell if text]
        for cell, width in zip(cells, layout.HISTORY_COLUMNS_MM, strict=True)
    ]
    return {"cells": printed, "is_whole": _is_whole(printed)}


def _printed_changes(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes[:_MOST_CHANGES]:
        yield _said(Change(_cut(change.name), _cut(change.old), _cut(change.new)))
    if len(changes) > _MOST_CHANGES:
        yield say.MORE_CHANGES.format(count=len(changes) - _MOST_CHANGES)


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else text[:_MOST_LETTERS].rstrip() + "…"


def _breakable(text: str, width_mm: float) -> str:
    """Mark where a word that is longer than its column may break."""
    most = int(width_mm / _LETTER_MM)
    if len(text) <= most:
        return text
    return re.sub(rf"\S{{{most}}}(?=\S)", rf"\g<0>{BREAK_MARK}", text)


def _is_whole(cells: Sequence[Sequence[str]]) -> bool:
    return all(
        sum(1 + int(len(text) * _LETTER_MM / width) for text in cell) <= _WHOLE_ROW_LINES
        for cell, width in zip(cells, layout.HISTORY_COLUMNS_MM, strict=True)
    )


def _title(book: HistoryBook) -> str:
    return printable(f"{say.TITLE}: {book.number or book.subject}")[:_MAX_PROPERTY]


def _page() -> dict[str, Any]:
    return {
        "width_mm": layout.PAGE_WIDTH_MM,
        "height_mm": layout.PAGE_HEIGHT_MM,
        "left_mm": layout.REGISTER_LEFT_MM,
        "side_mm": layout.REGISTER_SIDE_MM,
        "size_pt": layout.HISTORY_SIZE_PT,
        "title_pt": layout.ROLES["type_name"].size_pt,
        "body_pt": layout.ROLES["heading"].size_pt,
        "padding_mm": layout.REGISTER_CELL_PADDING_MM,
        "columns_mm": list(layout.HISTORY_COLUMNS_MM),
    }
