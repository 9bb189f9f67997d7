"""The only door to xlsxwriter: tables of plain values in, the bytes of a workbook out.

A text is written as text whatever it looks like: nothing in it becomes a formula, a link or a
number when the file is opened.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from dvcq_workflow.documents.press import layout, words
from dvcq_workflow.documents.press.sheet import printable, without_unprintable


@dataclass(frozen=True)
class Answer:
    """A cell that whoever gets the file fills in. ``value``: what stands in it now, word for word;
    ``offered``: what may be chosen there, beside what is typed.

    It is a cell of text, figures too: what is typed stays as it was typed, where a sheet would
    take 1.234 for a thousand or for a fraction by the machine that it is opened on."""

    value: str = ""
    offered: tuple[str, ...] = ()


Cell = str | int | dt.date | Answer

MAX_CELL_LETTERS = 32_767
MAX_NAME_LETTERS = 31

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FORBIDDEN_IN_NAMES = str.maketrans("[]:*?/\\", "       ")
_RESERVED_NAME = "history"
# A text that begins so is taken for a formula once somebody edits its cell.
_LOOKS_LIKE_A_FORMULA = ("=", "+", "-", "@")
_CUT = "…"
_MM_PER_INCH = 25.4
# One unit of a column's width is a digit of the workbook's default font, seven pixels of 96 dpi.
_MM_PER_UNIT = 7 / 96 * _MM_PER_INCH
_A4 = 9
_DATE = "dd/mm/yyyy"
_SIZE_PT = 12
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_TO_FILL_IN = "#FFF8DC"
_MAY_STILL = {"format_columns": True, "format_rows": True}


@dataclass(frozen=True)
class Table:
    """One sheet. ``head``: lines above the table, of which the second is its title. Each row has
    one cell for each column; ``widths_mm`` are those of the columns. A sheet with answers lets
    nothing else be changed; without a password, since whoever gets it may still read and copy."""

    name: str
    head: tuple[str, ...]
    columns: tuple[str, ...]
    widths_mm: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Workbook:
    """A whole file; ``dated_on`` is the only date it carries of itself."""

    title: str
    author: str
    dated_on: dt.date
    tables: tuple[Table, ...]


def write_xlsx(workbook: Workbook) -> bytes:
    """Return the bytes of an XLSX file; the same workbook gives the same bytes at any time.

    Texts are made printable as on paper; one that is longer than a cell holds ends in "…".
    """
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, _OPTIONS)
    book.set_properties(
        {
            "title": workbook.title[:255],
            "author": workbook.author[:255],
            "created": dt.datetime.combine(workbook.dated_on, dt.time()),
        }
    )
    looks = _looks(book)
    names = sheet_names([table.name for table in workbook.tables])
    for name, table in zip(names, workbook.tables, strict=True):
        _write_table(book.add_worksheet(name), table, looks)
    book.close()
    return packed.getvalue()


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Return names that a workbook takes: bounded, without what is forbidden, each of its own."""
    taken: set[str] = set()
    names = []
    for text in wanted:
        clean = printable(printable(text).translate(_FORBIDDEN_IN_NAMES)).strip("' ")
        name, count = _bounded(clean, ""), 1
        while name.lower() in taken or name.lower() == _RESERVED_NAME or not name:
            count += 1
            name = _bounded(clean, f" ({count})")
        taken.add(name.lower())
        names.append(name)
    return names


def _bounded(text: str, ending: str) -> str:
    """Excel counts letters beyond the first plane twice."""
    room = MAX_NAME_LETTERS - len(ending)
    while len(text.encode("utf-16-le")) // 2 > room:
        text = text[:-1]
    return (text.rstrip("' ") + ending).strip()


def _looks(book: Any) -> dict[str, Any]:
    font = {"font_name": layout.FONT, "font_size": _SIZE_PT, "valign": "top"}
    cell = {**font, "border": 1, "text_wrap": True}
    middle = {"align": "center"}
    bold = {"bold": True, **middle}
    answer = {**cell, "locked": False, "bg_color": _TO_FILL_IN}
    return {
        "body": book.add_format({**font, **bold, "font_size": 13}),
        "title": book.add_format({**font, **bold, "font_size": 14}),
        "fact": book.add_format({**font, **middle, "italic": True, "text_wrap": True}),
        "column": book.add_format({**cell, **bold, "valign": "vcenter"}),
        "order": book.add_format({**cell, **middle, "italic": True}),
        "text": book.add_format(cell),
        "odd": book.add_format({**cell, "quote_prefix": True}),
        "count": book.add_format({**cell, **middle, "num_format": "0"}),
        "date": book.add_format({**cell, **middle, "num_format": _DATE}),
        "answer": book.add_format({**answer, "num_format": "@"}),
        "odd answer": book.add_format({**answer, "num_format": "@", "quote_prefix": True}),
    }


def _write_table(sheet: Any, table: Table, looks: dict[str, Any]) -> None:
    last = len(table.columns) - 1
    for at, width in enumerate(table.widths_mm):
        sheet.set_column(at, at, width / _MM_PER_UNIT)
    for at, text in enumerate(table.head):
        look = looks[("body", "title")[at] if at < 2 else "fact"]
        sheet.merge_range(at, 0, at, last, "", look)
        sheet.write_string(at, 0, _text(text), look)
    columns_at = len(table.head) + 1
    order_at = columns_at + 1
    for at, text in enumerate(table.columns):
        sheet.write_string(columns_at, at, text, looks["column"])
        sheet.write_string(order_at, at, f"({at + 1})", looks["order"])
    for place, row in enumerate(table.rows, start=order_at + 1):
        for at, cell in enumerate(row):
            _write_cell(sheet, place, at, cell, looks)
    sheet.freeze_panes(order_at + 1, 1)
    # The row of (1), (2) … carries the buttons: sorted, it stays above the lines.
    sheet.autofilter(order_at, 0, order_at + len(table.rows), last)
    if any(isinstance(cell, Answer) for row in table.rows for cell in row):
        sheet.protect("", _MAY_STILL)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    _set_page(sheet, columns_at, order_at)


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, looks: dict[str, Any]) -> None:
    if isinstance(cell, Answer):
        _write_answer(sheet, row, column, cell, looks)
    elif isinstance(cell, dt.date):
        moment = dt.datetime.combine(cell, dt.time())
        sheet.write_datetime(row, column, moment, looks["date"])
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, looks["count"])
    else:
        text = _text(cell)
        look = "odd" if text.startswith(_LOOKS_LIKE_A_FORMULA) else "text"
        sheet.write_string(row, column, text, looks[look])


def _write_answer(sheet: Any, row: int, column: int, cell: Answer, looks: dict[str, Any]) -> None:
    if cell.offered:
        choice = {"validate": "list", "source": list(cell.offered), "show_error": False}
        sheet.data_validation(row, column, row, column, choice)
    text = kept_by_a_cell(cell.value)
    if len(text) > MAX_CELL_LETTERS:
        raise ValueError("An answer that a cell cannot hold would come back cut.")
    if text:
        look = "odd answer" if text.startswith(_LOOKS_LIKE_A_FORMULA) else "answer"
        sheet.write_string(row, column, text, looks[look])
    else:
        sheet.write_blank(row, column, None, looks["answer"])


def kept_by_a_cell(text: str) -> str:
    """Return what a cell keeps of a text word for word: all but what XML cannot hold, each end of a
    line as one sign."""
    return without_unprintable(_LINE_ENDS.sub("\n", text))


def _text(text: str) -> str:
    clean = printable(text)
    return clean if len(clean) <= MAX_CELL_LETTERS else clean[: MAX_CELL_LETTERS - 1] + _CUT


def _set_page(sheet: Any, first_head: int, last_head: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first_head, last_head)
    side, left = (mm / _MM_PER_INCH for mm in (layout.REGISTER_SIDE_MM, layout.REGISTER_LEFT_MM))
    sheet.set_margins(left=left, right=side, top=side, bottom=side + 0.2)
    sheet.set_footer(f"&C{words.PAGE_OF} &P/&N")
