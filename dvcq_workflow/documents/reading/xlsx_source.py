"""The only door to openpyxl: workbooks refused where they could harm, else read into cells.

Only parts that were looked at reach the library (``packages.py``), and of each sheet no more rows
and columns than a form has.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from dvcq_workflow.documents.reading.packages import Flaw, PackageError, PackageKind, safe_parts
from dvcq_workflow.rules.errors import RuleViolation

MAX_BOOK_BYTES = 5 * 1024 * 1024
MAX_SHEETS = 20
MAX_ROWS = 3_000
MAX_COLUMNS = 20

XLSX = PackageKind(
    main="xl/workbook.xml",
    with_macros=(".xlsm", ".xltm", ".xlam"),
    max_parts=500,
    max_bytes=30 * 1024 * 1024,
    max_part_bytes=10 * 1024 * 1024,
)
FLAWS = {
    Flaw.DAMAGED: "book_damaged",
    Flaw.TOO_LARGE: "book_too_large",
    Flaw.MACROS: "book_macros",
    Flaw.ENCRYPTED: "book_encrypted",
    Flaw.UNSAFE_XML: "book_damaged",
    Flaw.OTHER_KIND: "book_not_xlsx",
}
UNREADABLE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
)
"""What the library raises of a workbook that is put together wrongly; it checks little itself."""

_LINE_END = "_x000D_"
"""How Excel keeps the first half of a line's end that came from elsewhere."""


@dataclass(frozen=True)
class SheetCell:
    """One cell that holds something. ``column`` from 0, ``row`` from 1; ``value``: a text, number,
    date or truth; ``is_error``: what it computes failed, or was never kept."""

    column: int
    row: int
    value: object
    is_error: bool = False

    @property
    def where(self) -> str:
        """As a person finds it, such as "G9"."""
        return place(self.column, self.row)


def place(column: int, row: int) -> str:
    """Return the name of a cell. ``column`` from 0, ``row`` from 1."""
    return f"{get_column_letter(column + 1)}{row}"


Row = dict[int, SheetCell]
"""A row's cells by column, from 0; what is empty is left out."""


def sheets_of(data: bytes, *, filename: str) -> dict[str, list[Row]]:
    """Return the rows of a workbook's sheets by name.

    Raises:
        RuleViolation: ``book_not_xlsx``, ``book_too_large``, ``book_damaged``, ``book_macros``,
            ``book_encrypted``.
    """
    if len(data) > MAX_BOOK_BYTES:
        raise RuleViolation("book_too_large", limit_mb=MAX_BOOK_BYTES >> 20)
    if not data.startswith(b"PK"):
        raise RuleViolation("book_not_xlsx")
    try:
        clean = _packed(safe_parts(data, XLSX, filename=filename))
    except PackageError as problem:
        raise RuleViolation(FLAWS[problem.flaw], limit_mb=XLSX.max_bytes >> 20) from None
    try:
        return _read(clean)
    except UNREADABLE:
        raise RuleViolation("book_damaged") from None


def _packed(parts: dict[str, bytes]) -> bytes:
    """Pack the parts that were looked at again: no other part, and none in two versions."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _read(data: bytes) -> dict[str, list[Row]]:
    """What a formula came to is taken where the file keeps it; else its cell is an error."""
    with warnings.catch_warnings():
        # The library warns of what it leaves out of a workbook: styles, pictures, odd dates.
        warnings.simplefilter("ignore")
        written = _grids(data, data_only=False)
        computes = any(_FORMULA in _values(row) for rows in written.values() for row in rows)
        kept = _grids(data, data_only=True) if computes else written
    return {
        name: [_with_results(row, at, kept.get(name, [])) for at, row in enumerate(rows)]
        for name, rows in written.items()
    }


_FORMULA = object()


def _values(row: Row) -> list[object]:
    return [cell.value for cell in row.values()]


def _grids(data: bytes, *, data_only: bool) -> dict[str, list[Row]]:
    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False
    )
    try:
        return {sheet.title: list(_rows(sheet)) for sheet in book.worksheets[:MAX_SHEETS]}
    finally:
        book.close()


def _rows(sheet: Any) -> Iterator[Row]:
    for at, cells in enumerate(sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS), start=1):
        yield {
            column: _cell(column, at, cell)
            for column, cell in enumerate(cells[:MAX_COLUMNS])
            if cell.value is not None
        }


def _cell(column: int, row: int, cell: Any) -> SheetCell:
    if cell.data_type == "f":
        return SheetCell(column, row, _FORMULA)
    value = cell.value
    if isinstance(value, str):
        value = value.replace(_LINE_END, "")
    return SheetCell(column, row, value, is_error=cell.data_type == "e")


def _with_results(row: Row, at: int, kept: list[Row]) -> Row:
    known = kept[at] if at < len(kept) else {}
    return {
        column: known.get(column) or replace(cell, value="", is_error=True)
        if cell.value is _FORMULA
        else cell
        for column, cell in row.items()
    }
