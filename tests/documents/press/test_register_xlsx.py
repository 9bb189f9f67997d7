"""The register as a workbook: what is read back is what went in, and nothing is computed."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest

from dvcq_workflow.documents.press import register_xlsx, words
from dvcq_workflow.documents.press.sheet import printable
from dvcq_workflow.documents.press.xlsx import MAX_CELL_LETTERS, sheet_names
from tests.documents.press.registering import DAY, HOSTILE, book, line

HEADS = 4  # body, title, facts, and an empty line


def read(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def rows_of(sheet: Any, heads: int = HEADS) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(min_row=heads + 3, values_only=True)]


def test_each_cell_is_what_the_line_says() -> None:
    lines = (line(1), line(2, copies=None, sent_on=None, note="Số đã hủy. Lý do: Sai."))
    sheet = read(register_xlsx([book(*lines)])).active
    heads = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=6)]
    assert heads == [list(words.REGISTER_COLUMNS), [f"({n})" for n in range(1, 11)]]
    midnight = dt.time()
    for row, wanted in zip(rows_of(sheet), lines, strict=True):
        said = ["" if value is None else value for value in row]
        assert said == [
            dt.datetime.combine(cell, midnight) if isinstance(cell, dt.date) else cell
            for cell in wanted.cells
        ]


def test_days_and_counts_are_days_and_counts() -> None:
    sheet = read(register_xlsx([book()])).active
    day, copies = sheet["B7"], sheet["G7"]
    assert (day.is_date, day.number_format) == (True, "dd/mm/yyyy")
    assert (copies.data_type, copies.value) == ("n", 27)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_comes_back_as_text(text: str) -> None:
    hostile = line(title=text, signer=text, kept_by=text, note=text, recipients=(text,))
    sheet = read(register_xlsx([book(hostile, body=text)])).active
    for place in ("C7", "D7", "E7", "F7", "J7", "A1"):
        cell = sheet[place]
        assert (cell.data_type, cell.value) == ("s", text), place
        assert cell.hyperlink is None


def test_nothing_in_the_file_is_a_formula_or_leads_outside() -> None:
    lines = [line(n, title=text) for n, text in enumerate(HOSTILE, start=1)]
    with zipfile.ZipFile(io.BytesIO(register_xlsx([book(*lines)]))) as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    assert not [name for name, text in parts.items() if "<f>" in text or "hyperlink" in text]
    assert not [name for name in parts if "externalLink" in name or name.endswith(".bin")]


def test_characters_that_xml_cannot_hold_go_as_they_go_on_paper() -> None:
    text = "Một\x00\x0b\x1f\ufffe\ttab\r\nhàng\u202e"
    sheet = read(register_xlsx([book(line(title=text))])).active
    assert sheet["C7"].value == printable(text) == "Một tab hàng"


def test_a_text_longer_than_a_cell_ends_with_an_ellipsis() -> None:
    sheet = read(register_xlsx([book(line(title="ă" * 40_000))])).active
    text = sheet["C7"].value
    assert len(text) == MAX_CELL_LETTERS
    assert text == "ă" * (MAX_CELL_LETTERS - 1) + "…"


def test_the_sheet_is_ready_to_print() -> None:
    sheet = read(register_xlsx([book(line(1), line(2))])).active
    assert sheet.freeze_panes == "B7"
    assert sheet.auto_filter.ref == "A6:J8"
    assert sheet.print_title_rows == "$5:$6"
    setup = sheet.page_setup
    assert (setup.orientation, str(setup.paperSize), setup.fitToHeight) == ("landscape", "9", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    fonts = {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert fonts == {"Times New Roman"}
    assert sheet.column_dimensions["C"].width > sheet.column_dimensions["G"].width > 5


def test_a_book_has_its_sheet_and_an_extract_says_so() -> None:
    books = [book(), book(year=2021, scope="từ ngữ “dân vận”")]
    workbook = read(register_xlsx(books))
    assert workbook.sheetnames == ["2020 Sổ VB UBND tỉnh", "2021 Sổ VB UBND tỉnh"]
    whole, extract = workbook.worksheets
    assert whole["A2"].value == "SỔ ĐĂNG KÝ VĂN BẢN ĐI"
    assert extract["A2"].value == "TRÍCH SỔ ĐĂNG KÝ VĂN BẢN ĐI"
    assert extract["A4"].value == "Trích theo: từ ngữ “dân vận”"
    assert whole["A3"].value == (
        "Năm 2020 · Sổ VB · Từ số 19 đến số 19 · Từ ngày 06/4/2020 đến ngày 06/4/2020 · Số dòng: 1"
    )


def test_the_same_book_gives_the_same_bytes_and_no_date_of_today() -> None:
    data = register_xlsx([book()])
    assert register_xlsx([book()]) == data
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = file.read("docProps/core.xml").decode()
    assert set(re.findall(r"(\d{4}-\d\d-\d\d)T", core)) == {str(DAY + dt.timedelta(days=1))}


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        pytest.param(["a/b:c*[d]?\\e"], ["a b c d e"], id="forbidden"),
        pytest.param(["x" * 40], ["x" * 31], id="long"),
        pytest.param(["x" * 40, "x" * 41], ["x" * 31, "x" * 27 + " (2)"], id="long twice"),
        pytest.param(["Sổ", "SỔ", "sổ"], ["Sổ", "SỔ (2)", "sổ (3)"], id="case"),
        pytest.param(["'sổ'"], ["sổ"], id="quotes"),
        pytest.param(["🎉" * 20], ["🎉" * 15], id="two units"),
        pytest.param(["", "History"], ["(2)", "History (2)"], id="empty and reserved"),
    ],
)
def test_a_sheet_has_a_name_that_a_workbook_takes(wanted: list[str], given: list[str]) -> None:
    assert sheet_names(wanted) == given
