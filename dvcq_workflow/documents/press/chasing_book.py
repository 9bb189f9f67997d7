"""The matrix of reports as a workbook: typed cells, words for states, one sheet for each view."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dvcq_workflow.documents.press.sheet import printable
from dvcq_workflow.documents.press.xlsx import Cell, Table, Workbook, write_xlsx
from dvcq_workflow.rules.chasing import Standing
from dvcq_workflow.rules.formats import short_date

STATES = {
    Standing.ON_TIME: "Đúng hạn",
    Standing.LATE: "Trễ hạn",
    Standing.NOTHING: "Không phát sinh",
    Standing.RETURNED: "Trả lại",
    Standing.MISSING: "Chưa nộp",
    Standing.NOT_DUE: "Chưa đến hạn",
    Standing.NOT_OWED: "Không phải nộp",
}
TITLE = "Bảng đôn đốc báo cáo"
AS_OF = "Kế hoạch số {number}; số liệu đến ngày {day}"
MATRIX, REPORTS, COUNTS = "Bảng đôn đốc", "Từng báo cáo", "Cộng theo kỳ"
MATRIX_HEAD = ("STT", "Cơ quan, đơn vị")
TASKS_HEAD = "Nhiệm vụ quá hạn"
REPORTS_HEAD = (
    "STT",
    "Cơ quan, đơn vị",
    "Kỳ báo cáo",
    "Tình trạng",
    "Thời hạn",
    "Ngày nộp",
    "Số ngày chậm",
    "Số công văn đôn đốc",
    "Số ngày đã nhắc",
)
TOTAL = "Tổng"


@dataclass(frozen=True)
class CellFacts:
    """One unit's report of one period, as the workbook tells it."""

    standing: Standing
    due_on: dt.date | None = None
    submitted_on: dt.date | None = None
    days_late: int = 0
    letters: int = 0
    reminders: int = 0


@dataclass(frozen=True)
class BookRow:
    """One unit: a cell for each period of the book, and how many tasks it has past their day."""

    name: str
    cells: tuple[CellFacts, ...]
    tasks: int = 0


@dataclass(frozen=True)
class MatrixBook:
    """The rows that a person chose. ``periods``: in words, each with its due date."""

    number: str
    body: str
    today: dt.date
    periods: tuple[tuple[str, dt.date], ...]
    rows: tuple[BookRow, ...]


def matrix_xlsx(book: MatrixBook) -> bytes:
    """Return the matrix as a workbook: states by unit and period, every report with its dates, and
    the counts, in which each unit is counted once a period. The same book gives the same bytes."""
    title = f"{TITLE} {book.number}"
    tables = (_matrix(book), _reports(book), _counts(book))
    return write_xlsx(Workbook(printable(title), printable(book.body), book.today, tables))


def _head(book: MatrixBook) -> tuple[str, ...]:
    as_of = AS_OF.format(number=book.number, day=short_date(book.today))
    return (book.body, TITLE.upper(), as_of)


def _period_heads(book: MatrixBook) -> tuple[str, ...]:
    return tuple(f"{name} (hạn {short_date(due_on)})" for name, due_on in book.periods)


def _matrix(book: MatrixBook) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (order, row.name, *(STATES[cell.standing] for cell in row.cells), row.tasks)
        for order, row in enumerate(book.rows, start=1)
    ]
    columns = (*MATRIX_HEAD, *_period_heads(book), TASKS_HEAD)
    widths = (12.0, 60.0, *(32.0 for _period in book.periods), 24.0)
    return Table(MATRIX, _head(book), columns, widths, tuple(rows))


def _reports(book: MatrixBook) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for row in book.rows:
        for (name, _due_on), cell in zip(book.periods, row.cells, strict=True):
            if cell.due_on is None:
                continue
            rows.append(
                (
                    len(rows) + 1,
                    row.name,
                    name,
                    STATES[cell.standing],
                    cell.due_on,
                    cell.submitted_on or "",
                    cell.days_late,
                    cell.letters,
                    cell.reminders,
                )
            )
    widths = (12.0, 60.0, 40.0, 32.0, 28.0, 28.0, 24.0, 28.0, 24.0)
    return Table(REPORTS, _head(book), REPORTS_HEAD, widths, tuple(rows))


def _counts(book: MatrixBook) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for at, (name, due_on) in enumerate(book.periods):
        held = [row.cells[at].standing for row in book.rows]
        rows.append((name, due_on, *(held.count(state) for state in Standing), len(held)))
    columns = ("Kỳ báo cáo", "Thời hạn", *STATES.values(), TOTAL)
    widths = (40.0, 28.0, *(26.0 for _state in Standing), 20.0)
    return Table(COUNTS, _head(book), columns, widths, tuple(rows))
