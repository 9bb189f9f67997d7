"""A report's form as a workbook: only answers can be changed, and what goes out comes back."""

from __future__ import annotations

import datetime as dt
import io
import string
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.documents.press.report_book import (
    ANSWER,
    FIGURES,
    TEXTS,
    TOO_LONG,
    FigureAsked,
    ReportBook,
    TextAsked,
    report_xlsx,
)
from dvcq_workflow.documents.press.xlsx import MAX_CELL_LETTERS, kept_by_a_cell
from dvcq_workflow.documents.reading.report_book import read_report_xlsx
from dvcq_workflow.rules.figure_texts import read_cell, typed_cell
from dvcq_workflow.rules.figures import NOT_REPORTED, NOTHING_AROSE, Kind, Value, reported
from tests.rules.figure_strategies import ALL, REPORTS
from tests.rules.strategies import TEXT, VIETNAMESE

DAY = dt.date(2020, 9, 8)
KINDS = {f"M{each.key}": each.kind for each in ALL}


def figure(code: str, kind: Kind, now: Value, before: Value = NOT_REPORTED) -> FigureAsked:
    return FigureAsked(code, "Nhóm", f"Chỉ tiêu {code}", "đơn", kind, before, now)


def book(*figures: FigureAsked, texts: tuple[TextAsked, ...] = ()) -> ReportBook:
    return ReportBook(
        "c0ffee", "Sở Y tế", "quý III năm 2020", "19/KH-UBND", "ab" * 32, DAY, figures, texts
    )


def opened(made: ReportBook) -> Any:
    return openpyxl.load_workbook(io.BytesIO(report_xlsx(made)))


def texts_of(made: ReportBook) -> dict[str, str]:
    found = read_report_xlsx(report_xlsx(made), filename="bieu.xlsx").texts
    return {key: typed_cell(filled.value) for key, filled in found.items()}


@given(said=REPORTS)
def test_any_figures_come_back_as_they_went_out(said: dict[int, Value]) -> None:
    now = {each.key: said.get(each.key, NOT_REPORTED) for each in ALL}
    made = book(*(figure(f"M{each.key}", each.kind, now[each.key]) for each in ALL))
    found = read_report_xlsx(report_xlsx(made), filename="bieu.xlsx")
    back = {code: read_cell(KINDS[code], filled.value) for code, filled in found.figures.items()}
    assert back == {f"M{key}": value for key, value in now.items()}
    assert found.twice == []


LINES = st.lists(VIETNAMESE | st.just("") | st.text(string.printable.split()[0]), max_size=5)


@given(lines=LINES)
def test_any_text_comes_back_as_it_went_out_line_by_line(lines: list[str]) -> None:
    said = "\n".join(lines).strip()
    assert texts_of(book(texts=(TextAsked("a", "I. Một", "", "", said),))) == {"a": said}


@given(text=TEXT)
def test_whatever_stands_in_a_text_the_form_is_made_and_read_again(text: str) -> None:
    made = book(
        replace(figure("M7", Kind.TEXT, NOT_REPORTED), name=text, group=text, measure=text),
        texts=(TextAsked("a", text, text, text, text),),
    )
    assert texts_of(made) == {"a": kept_by_a_cell(text)}


def test_a_form_says_whose_it_is_and_of_when() -> None:
    stamp = read_report_xlsx(report_xlsx(book()), filename="bieu.xlsx").stamp
    assert (stamp.form, stamp.report, stamp.content_hash) == ("1", "c0ffee", "ab" * 32)
    assert (stamp.unit, stamp.period) == ("Sở Y tế", "quý III năm 2020")


def test_only_the_answers_can_be_changed_and_a_rate_is_none() -> None:
    made = book(
        figure("M1", Kind.COUNT, reported(1234), before=reported(5)),
        figure("M2", Kind.RATE, reported(50)),
        texts=(TextAsked("a", "I. Một", "Nêu rõ.", "Kỳ trước.", "Nay."),),
    )
    held = opened(made)
    unlocked = {
        (sheet.title, cell.value)
        for sheet in held.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    assert unlocked == {(FIGURES, "1.234"), (TEXTS, "Nay.")}
    assert [sheet.protection.sheet for sheet in held.worksheets] == [True, True, False]
    assert held[FIGURES]["G5"].value == ANSWER
    assert (held[FIGURES]["F7"].value, held[FIGURES]["G7"].number_format) == ("5", "@")


def test_what_is_offered_for_a_yes_or_no_are_three_words() -> None:
    sheet = opened(book(figure("M8", Kind.YES_NO, NOTHING_AROSE)))[FIGURES]
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ('"có,không,không phát sinh"', "G7")
    assert sheet["G7"].value == "không phát sinh"


def test_a_text_that_no_cell_holds_is_left_to_the_page() -> None:
    long = "a" * (MAX_CELL_LETTERS + 1)
    made = book(texts=(TextAsked("a", "I. Một", "", "", long),))
    cell = opened(made)[TEXTS]["E7"]
    assert (cell.value, cell.protection.locked) == (TOO_LONG, True)
    assert texts_of(made) == {"a": ""}


@pytest.mark.parametrize("text", ["=1+1", "+1", "@SUM(A1)", "http://a.vn", "a\nb\n\nc", "_x0041_"])
def test_a_text_becomes_no_formula_and_keeps_its_lines(text: str) -> None:
    made = book(texts=(TextAsked("a", "I. Một", "", "", text),))
    cell = opened(made)[TEXTS]["E7"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert texts_of(made) == {"a": text}


def test_the_same_form_gives_the_same_bytes() -> None:
    made = book(figure("M1", Kind.COUNT, reported(7)))
    assert report_xlsx(made) == report_xlsx(made)
