"""A filled-in form that comes back: read wherever its rows stand; what could harm is refused."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.documents.press.report_book import (
    FACTS,
    FIGURES,
    FigureAsked,
    ReportBook,
    TextAsked,
    report_xlsx,
)
from dvcq_workflow.documents.reading.report_book import FilledBook, read_report_xlsx
from dvcq_workflow.documents.reading.xlsx_source import MAX_BOOK_BYTES, MAX_ROWS, XLSX
from dvcq_workflow.labels import SENTENCES, sentence_of
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.figures import NOT_REPORTED, Kind, reported
from dvcq_workflow.rules.report_books import Stamp, require_form_of
from tests.documents.reading.docx_building import repacked

FORM = report_xlsx(
    ReportBook(
        report="c0ffee",
        unit="Sở Y tế",
        period="quý III năm 2020",
        plan="19/KH-UBND",
        content_hash="ab" * 32,
        today=dt.date(2020, 9, 8),
        figures=tuple(
            FigureAsked(code, "", code, "đơn", Kind.COUNT, NOT_REPORTED, reported(number))
            for number, code in enumerate(("M1", "M2", "M3"), start=1)
        ),
        texts=(TextAsked("a", "I. Một", "", "", "Nay."),),
    )
)
SHEET = "xl/worksheets/sheet1.xml"
OUTSIDE = (
    b"<?xml version='1.0'?><!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    b"<worksheet>&x;</worksheet>"
)
HIDDEN = (
    "<?xml version='1.0' encoding='cp037'?><!DOCTYPE d [<!ENTITY x 'x'>]><worksheet>&x;</worksheet>"
)


def changed(change: Callable[[Any], object]) -> FilledBook:
    """Read the form after somebody changed it in a program of their own."""
    held = openpyxl.load_workbook(io.BytesIO(FORM))
    change(held)
    packed = io.BytesIO()
    held.save(packed)
    return read_report_xlsx(packed.getvalue(), filename="bieu.xlsx")


def refusal(data: bytes, filename: str = "bieu.xlsx") -> str:
    with pytest.raises(RuleViolation) as refused:
        read_report_xlsx(data, filename=filename)
    assert sentence_of(refused.value)
    return refused.value.code


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def put(place: str, value: object) -> Callable[[Any], object]:
    return lambda held: held[FIGURES].__setitem__(place, value)


def test_rows_are_found_by_their_code_wherever_they_stand() -> None:
    def reorder(held: Any) -> None:
        held[FIGURES].move_range("A7:G7", rows=6)
        held[FIGURES].delete_rows(6)

    found = changed(reorder)
    answers = {code: (filled.cell, filled.value) for code, filled in found.figures.items()}
    assert answers == {"M2": ("G7", "2"), "M3": ("G8", "3"), "M1": ("G12", "1")}


@pytest.mark.parametrize(
    "value",
    [7, 7.5, True, dt.datetime(2020, 9, 8), "bảy", "-"],
    ids=lambda value: type(value).__name__,
)
def test_a_cell_is_what_the_sheet_holds(value: object) -> None:
    filled = changed(put("G8", value)).figures["M2"]
    assert (filled.sheet, filled.cell, filled.value) == (FIGURES, "G8", value)


def test_what_was_cleared_is_empty_and_its_place_is_known() -> None:
    filled = changed(put("G8", None)).figures["M2"]
    assert (filled.cell, filled.value, filled.is_error) == ("G8", None, False)


@pytest.mark.parametrize("formula", ["=1+1", "=1/0", "=WEBSERVICE(A1)"])
def test_a_formula_whose_result_the_file_does_not_keep_is_an_error(formula: str) -> None:
    assert changed(put("G8", formula)).figures["M2"].is_error


def test_the_result_that_the_file_keeps_of_a_formula_is_read() -> None:
    with zipfile.ZipFile(io.BytesIO(FORM)) as archive:
        sheet = archive.read(SHEET).decode()
    start = sheet.index('<c r="G8"')
    end = sheet.index("</c>", start)
    computed = f'{sheet[:start]}<c r="G8"><f>40+2</f><v>42</v>{sheet[end:]}'
    data = repacked(FORM, {SHEET: computed.encode()})
    assert read_report_xlsx(data, filename="bieu.xlsx").figures["M2"].value == 42


def test_a_code_that_stands_twice_is_read_once_and_told() -> None:
    found = changed(put("A9", "M1"))
    assert found.figures["M1"].cell == "G7"
    assert [filled.cell for filled in found.twice] == ["G9"]


def test_no_row_beyond_the_bound_is_read() -> None:
    found = changed(put(f"A{MAX_ROWS + 1}", "M9"))
    assert "M9" not in found.figures


@pytest.mark.parametrize(
    "change",
    [
        lambda held: held.remove(held[FACTS]),
        lambda held: setattr(held[FIGURES], "title", "Sheet1"),
        put("A5", "Ma"),
        put("G5", "Kỳ này 2"),
    ],
    ids=["without its facts", "a renamed sheet", "another head", "another column"],
)
def test_what_is_no_form_of_ours_is_told_so(change: Callable[[Any], object]) -> None:
    with pytest.raises(RuleViolation, match="book_not_a_form"):
        changed(change)


@pytest.mark.parametrize(
    ("stamp", "code"),
    [
        (Stamp("2", "c0ffee", "", "", ""), "book_of_other_form"),
        (Stamp("1", "other", "Sở Tư pháp", "quý II năm 2020", ""), "book_of_other_report"),
    ],
)
def test_a_form_of_another_report_or_layout_is_refused(stamp: Stamp, code: str) -> None:
    with pytest.raises(RuleViolation, match=code) as refused:
        require_form_of("c0ffee", stamp)
    assert stamp.unit in sentence_of(refused.value)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "book_not_xlsx"),
        (b"%PDF-1.7", "book_not_xlsx"),
        (b"M\xc3\xa3,1\n", "book_not_xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "book_not_xlsx"),
        (zipped(**{"word/document.xml": b"<a/>"}), "book_not_xlsx"),
        (b"PK" + b"\0" * MAX_BOOK_BYTES, "book_too_large"),
        (b"PK\x03\x04 and then nothing", "book_damaged"),
        (zipped(**{"xl/workbook.xml": b"<a/>"}), "book_damaged"),
        (FORM[: len(FORM) // 2], "book_damaged"),
        (repacked(FORM, {SHEET: b"<worksheet>"}), "book_damaged"),
        (repacked(FORM, {SHEET: OUTSIDE}), "book_damaged"),
        (repacked(FORM, {SHEET: OUTSIDE.decode().encode("utf-16")}), "book_damaged"),
        (repacked(FORM, {SHEET: HIDDEN.encode("cp037")}), "book_damaged"),
        (repacked(FORM, {"xl/a.xml": b" " * (XLSX.max_part_bytes + 1)}), "book_too_large"),
        (repacked(FORM, {f"xl/{n}.xml": b"<a/>" for n in range(501)}), "book_too_large"),
        (repacked(FORM, {"xl/vbaProject.bin": b"x"}), "book_macros"),
    ],
    ids=[
        "nothing",
        "a PDF",
        "a CSV",
        "an old workbook",
        "a Word file",
        "too large",
        "cut off",
        "no sheets",
        "half of it",
        "an open tag",
        "an entity outside",
        "an entity in UTF-16",
        "an entity in EBCDIC",
        "a bomb",
        "too many parts",
        "macros",
    ],
)
def test_another_kind_of_file_is_refused_by_name(data: bytes, code: str) -> None:
    assert refusal(data) == code


READ_OR_REFUSED = {"", *(code for code in SENTENCES if code.startswith("book_"))}


def code_of(data: bytes) -> str:
    """With which code a file is refused; empty: it is read."""
    try:
        read_report_xlsx(data, filename="bieu.xlsx")
    except RuleViolation as violation:
        return violation.code
    return ""


@given(at=st.integers(0, len(FORM) - 1), byte=st.integers(0, 255))
def test_a_form_with_a_wrong_byte_is_read_or_refused(at: int, byte: int) -> None:
    data = FORM[:at] + bytes([byte]) + FORM[at + 1 :]
    assert code_of(data) in READ_OR_REFUSED


PARTS = sorted(zipfile.ZipFile(io.BytesIO(FORM)).namelist())


@given(
    part=st.sampled_from(PARTS),
    cut=st.integers(0, 4000),
    text=st.sampled_from(["", "<", "-1", "Z9"]),
)
def test_a_form_with_a_part_put_together_wrongly_is_read_or_refused(
    part: str, cut: int, text: str
) -> None:
    with zipfile.ZipFile(io.BytesIO(FORM)) as archive:
        whole = archive.read(part).decode()
    at = cut % len(whole)
    broken = whole[:at] + text + whole[at + 1 :]
    assert code_of(repacked(FORM, {part: broken.encode()})) in READ_OR_REFUSED
