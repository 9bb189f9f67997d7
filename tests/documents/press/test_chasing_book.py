"""The matrix of reports as a workbook, read back by another library."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from dvcq_workflow.documents.press.chasing_book import (
    STATES,
    BookRow,
    CellFacts,
    MatrixBook,
    matrix_xlsx,
)
from dvcq_workflow.documents.press.sheet import printable
from dvcq_workflow.rules.chasing import Standing
from tests.documents.press.test_hostile import AS_TEXT

DAY = dt.date(2020, 6, 10)
FIRST_ROW = 7


def book(name: str = "Sở Y tế", **changes: object) -> MatrixBook:
    cells = tuple(
        CellFacts(state, DAY, dt.date(2020, 6, 12), 2, letters=1, reminders=3)
        for state in Standing
        if state is not Standing.NOT_OWED
    )
    given = {
        "number": "19/KH-UBND",
        "body": "Ủy ban nhân dân tỉnh Trà Vinh",
        "today": dt.date(2020, 6, 15),
        "periods": tuple((f"Kỳ {n}", DAY) for n in range(7)),
        "rows": (BookRow(name, (*cells, CellFacts(Standing.NOT_OWED)), tasks=4),),
        **changes,
    }
    return MatrixBook(**given)  # type: ignore[arg-type]


def rows_of(data: bytes, sheet: str) -> list[list[object]]:
    held = openpyxl.load_workbook(io.BytesIO(data))[sheet]
    return [[cell.value for cell in row] for row in held.iter_rows(min_row=FIRST_ROW)]


def test_every_state_has_its_words():
    assert set(STATES) == set(Standing)
    assert len(set(STATES.values())) == len(Standing)


def test_numbers_and_days_are_numbers_and_days():
    data = matrix_xlsx(book())
    (row,) = rows_of(data, "Bảng đôn đốc")
    assert row[:2] == [1, "Sở Y tế"]
    assert row[-1] == 4
    reports = rows_of(data, "Từng báo cáo")
    assert len(reports) == 6
    assert reports[0][4:] == [dt.datetime(2020, 6, 10), dt.datetime(2020, 6, 12), 2, 1, 3]


def test_each_unit_is_counted_once_a_period():
    for row in rows_of(matrix_xlsx(book()), "Cộng theo kỳ"):
        assert sum(row[2:-1]) == row[-1] == 1


@pytest.mark.parametrize("text", AS_TEXT.values(), ids=AS_TEXT)
def test_strange_names_stay_text(text):
    (row,) = rows_of(matrix_xlsx(book(text)), "Bảng đôn đốc")
    assert isinstance(row[1], str)
    assert row[1][:1000] == printable(text)[:1000]


def test_nobody_and_no_period_is_a_workbook_too():
    data = matrix_xlsx(book(rows=(), periods=()))
    assert rows_of(data, "Từng báo cáo") == []


def test_the_same_book_gives_the_same_bytes():
    assert matrix_xlsx(book()) == matrix_xlsx(book())
