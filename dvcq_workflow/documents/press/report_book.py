"""The form of a unit's report as a workbook: figures and texts to be filled in, and by what it is
known again when it comes back (``documents/reading/report_book.py``)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dvcq_workflow.documents.press.report_words import ESTIMATE
from dvcq_workflow.documents.press.sheet import printable
from dvcq_workflow.documents.press.xlsx import (
    MAX_CELL_LETTERS,
    Answer,
    Cell,
    Table,
    Workbook,
    kept_by_a_cell,
    write_xlsx,
)
from dvcq_workflow.rules.figure_texts import format_number
from dvcq_workflow.rules.figures import Kind, Value, ValueState
from dvcq_workflow.rules.report_books import FORM_VERSION

TITLE = "Biểu báo cáo {period}"
FIGURES, TEXTS, FACTS = "Số liệu", "Lời văn", "Nhận dạng biểu"
HOW_FIGURES = (
    "Chỉ điền cột “Kỳ này”. Số viết 1.234,5; số ước viết “ước 1.234,5”; để trống là chưa báo cáo; "
    "0 là có làm, kết quả bằng không; không có việc thì ghi “không phát sinh”."
)
HOW_TEXTS = "Chỉ điền cột “Nội dung”. Xuống dòng trong ô: Alt+Enter."
HOW_FACTS = "Không sửa trang này: hệ thống nhận ra biểu theo các dòng dưới đây."
CODE, ANSWER, TEXT = "Mã", "Kỳ này", "Nội dung"
FIGURE_COLUMNS = (CODE, "Nhóm", "Chỉ tiêu", "Đơn vị tính", "Loại", "Kỳ trước", ANSWER)
FIGURE_WIDTHS = (24.0, 40.0, 80.0, 26.0, 26.0, 32.0, 38.0)
TEXT_COLUMNS = (CODE, "Mục", "Yêu cầu", "Kỳ trước", TEXT)
TEXT_WIDTHS = (24.0, 50.0, 60.0, 70.0, 120.0)
FACT_COLUMNS = ("Mục", "Giá trị")
FACT_WIDTHS = (50.0, 150.0)
FORM, REPORT, UNIT, PERIOD, PLAN, CONTENT = (
    "Mẫu",
    "Mã báo cáo",
    "Đơn vị",
    "Kỳ báo cáo",
    "Kế hoạch",
    "Dấu vết nội dung khi tải",
)
KIND_NAMES = {
    Kind.COUNT: "Số đếm",
    Kind.AMOUNT: "Số lượng",
    Kind.RATE: "Tỷ lệ",
    Kind.TEXT: "Lời",
    Kind.YES_NO: "Có/Không",
}
NOTHING, YES, NO = "không phát sinh", "có", "không"
RECKONED = "tính từ hai số"
TOO_LONG = "Lời văn dài hơn một ô chứa được. Hãy sửa trên trang của hệ thống."


@dataclass(frozen=True)
class FigureAsked:
    """One indicator. ``before``, ``now``: what the unit said last time, and says now."""

    code: str
    group: str
    name: str
    measure: str
    kind: Kind
    before: Value
    now: Value


@dataclass(frozen=True)
class TextAsked:
    """One heading of the outline with what was written under it last time, and is now."""

    key: str
    title: str
    asks: str
    before: str
    now: str


@dataclass(frozen=True)
class ReportBook:
    """The form of one report. ``report``: its uid; ``content_hash``: of what it says now."""

    report: str
    unit: str
    period: str
    plan: str
    content_hash: str
    today: dt.date
    figures: tuple[FigureAsked, ...]
    texts: tuple[TextAsked, ...]


def report_xlsx(book: ReportBook) -> bytes:
    """Return the form as a workbook in which only the answers can be changed. The same book gives
    the same bytes."""
    title = TITLE.format(period=book.period)
    tables = (_figures(book), _texts(book), _facts(book))
    return write_xlsx(Workbook(printable(title), printable(book.unit), book.today, tables))


def typed_value(value: Value) -> str:
    """Return a figure as it is typed in Vietnamese; read again it is the same."""
    if value.state is ValueState.NOTHING_AROSE:
        return NOTHING
    if value.number is not None:
        text = format_number(value.number)
        return f"{text} {ESTIMATE}" if value.is_estimate else text
    if value.yes_no is not None:
        return YES if value.yes_no else NO
    return value.text


def _head(book: ReportBook, how: str) -> tuple[str, ...]:
    return (book.unit, TITLE.format(period=book.period).upper(), how)


def _figures(book: ReportBook) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            each.code,
            each.group,
            each.name,
            each.measure,
            KIND_NAMES[each.kind],
            typed_value(each.before),
            RECKONED if each.kind is Kind.RATE else _answer(each),
        )
        for each in book.figures
    ]
    head = _head(book, HOW_FIGURES)
    return Table(FIGURES, head, FIGURE_COLUMNS, FIGURE_WIDTHS, tuple(rows))


def _answer(each: FigureAsked) -> Answer:
    offered = (YES, NO, NOTHING) if each.kind is Kind.YES_NO else ()
    return Answer(typed_value(each.now), offered)


def _texts(book: ReportBook) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (each.key, each.title, each.asks, each.before, _written(each.now)) for each in book.texts
    ]
    return Table(TEXTS, _head(book, HOW_TEXTS), TEXT_COLUMNS, TEXT_WIDTHS, tuple(rows))


def _written(text: str) -> Cell:
    """A text that no cell holds is left to the page: cut, it would come back cut."""
    fits = len(kept_by_a_cell(text)) <= MAX_CELL_LETTERS
    return Answer(text) if fits else TOO_LONG


def _facts(book: ReportBook) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = (
        (FORM, str(FORM_VERSION)),
        (REPORT, book.report),
        (UNIT, book.unit),
        (PERIOD, book.period),
        (PLAN, book.plan),
        (CONTENT, book.content_hash),
    )
    return Table(FACTS, _head(book, HOW_FACTS), FACT_COLUMNS, FACT_WIDTHS, rows)
