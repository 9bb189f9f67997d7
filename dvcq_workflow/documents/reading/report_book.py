"""The form of a unit's report as it comes back, filled in: read by code and key, wherever a row
stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from dvcq_workflow.documents.press import report_book as form
from dvcq_workflow.documents.reading.xlsx_source import Row, place, sheets_of
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.report_books import Stamp

NUMBER_OF_COLUMN = "(1)"
"""What stands in the row below the heads, which numbers the columns."""


@dataclass(frozen=True)
class Filled:
    """One answer. ``sheet``, ``cell``: where it stands; ``value`` as the sheet holds it: None where
    nothing was filled in; ``is_error``: what it computes failed."""

    sheet: str
    cell: str
    value: object = None
    is_error: bool = False


@dataclass
class FilledBook:
    """A form that was read. ``figures`` by code of the indicator, ``texts`` by key of the heading;
    ``twice``: where a code stands that stood in a row above already."""

    stamp: Stamp
    figures: dict[str, Filled] = field(default_factory=dict)
    texts: dict[str, Filled] = field(default_factory=dict)
    twice: list[Filled] = field(default_factory=list)


def read_report_xlsx(data: bytes, *, filename: str) -> FilledBook:
    """Read a form.

    Raises:
        RuleViolation: ``book_not_a_form``, and as ``sheets_of``.
    """
    sheets = sheets_of(data, filename=filename)
    said = {_text(row, 0): _text(row, 1) for row in sheets.get(form.FACTS, ())}
    if form.REPORT not in said or form.FORM not in said:
        raise RuleViolation("book_not_a_form")
    book = FilledBook(
        Stamp(
            form=said[form.FORM],
            report=said[form.REPORT],
            unit=said.get(form.UNIT, ""),
            period=said.get(form.PERIOD, ""),
            content_hash=said.get(form.CONTENT, ""),
        )
    )
    book.figures = _answers(book, form.FIGURES, sheets, form.ANSWER)
    book.texts = _answers(book, form.TEXTS, sheets, form.TEXT)
    return book


def _answers(
    book: FilledBook, sheet: str, sheets: dict[str, list[Row]], asked: str
) -> dict[str, Filled]:
    """Return what stands in the column ``asked``, by the code beside it; below the row of heads."""
    rows = sheets.get(sheet, [])
    for at, row in enumerate(rows):
        column = next((c for c, cell in row.items() if cell.value == asked), None)
        if column is not None and _text(row, 0) == form.CODE:
            return _by_code(book, sheet, rows[at + 1 :], column)
    raise RuleViolation("book_not_a_form")


def _by_code(book: FilledBook, sheet: str, rows: list[Row], column: int) -> dict[str, Filled]:
    found: dict[str, Filled] = {}
    for row in rows:
        code = _text(row, 0)
        if not code or code == NUMBER_OF_COLUMN:
            continue
        filled = _filled(sheet, row, column)
        if code in found:
            book.twice.append(filled)
        else:
            found[code] = filled
    return found


def _filled(sheet: str, row: Row, column: int) -> Filled:
    cell = row.get(column)
    if cell is None:
        return Filled(sheet, place(column, row[0].row))
    value = None if cell.value in (form.RECKONED, form.TOO_LONG) else cell.value
    return Filled(sheet, cell.where, value, cell.is_error)


def _text(row: Row, column: int) -> str:
    cell = row.get(column)
    return "" if cell is None else str(cell.value).strip()
