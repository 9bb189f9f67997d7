"""Tables of whatever heads come back whole; tables that only set text in columns do not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls

from dvcq_workflow.documents.reading import ReadPlan, read_plan, read_plan_text
from tests.documents.reading.docx_building import data_table, plan_document, saved
from tests.documents.reading.sampling import shape

TARGETS = [
    ["STT", "Chỉ tiêu", "Mức phấn đấu", "Đơn vị chủ trì theo dõi", "Nguồn số liệu"],
    ["1", "Hồ sơ trả trước hẹn", "95%", "Sở Nội vụ", "Cổng dịch vụ công"],
    ["", "trong đó ở xã", "90%", "UBND cấp huyện", "Sổ theo dõi"],
    ["2", "Cuộc gặp dân", "24", "", ""],
]
RECIPIENTS = ["Thường trực Tỉnh ủy", "Các sở, ban, ngành", "Lưu: VT"]
BODY = ("I. MỤC ĐÍCH", "1. Gần dân hơn.", "II. TỔ CHỨC THỰC HIỆN", "1. Sở Nội vụ: theo dõi.")
SHAPE = [("I", [("1", 0)], 0), ("II", [("1", 0)], 0)]
TEXT = """ỦY BAN NHÂN DÂN
XÃ TÂN HIỆP
Số: 08/KH-UBND
Tân Hiệp, ngày 20 tháng 8 năm 2025
KẾ HOẠCH
Công tác dân vận chính quyền năm 2025
I. MỤC ĐÍCH
1. Gần dân hơn.
II. TỔ CHỨC THỰC HIỆN
1. Sở Nội vụ: theo dõi.
Nơi nhận:
- UBND tỉnh;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Lâm Minh Đằng
"""


def body(document: Any) -> None:
    for text in BODY:
        document.add_paragraph(text)


def read_body(fill: Callable[[Any], None]) -> ReadPlan:
    def filled(document: Any) -> None:
        body(document)
        fill(document)

    return read_plan(plan_document(filled), filename="plan.docx")


def read_appended(fill: Callable[[Any], None]) -> ReadPlan:
    """Read a plan with something below its signature."""
    held: list[Any] = []

    def keep(document: Any) -> None:
        held.append(document)
        body(document)

    plan_document(keep)
    fill(held[0])
    return read_plan(saved(held[0]), filename="plan.docx")


def cells(plan: ReadPlan) -> list[list[list[str]]]:
    return [[list(t.columns), *(list(row.cells) for row in t.rows)] for t in plan.tables]


def titles(plan: ReadPlan) -> list[str | None]:
    return [table.title for table in plan.tables]


def leads(plan: ReadPlan) -> list[str | None]:
    return [task.lead for a in plan.assignments for task in a.tasks]


def with_lines(document: Any, drawn: str = "single") -> None:
    borders = "".join(f"<w:{side} w:val='{drawn}'/>" for side in ("insideH", "insideV"))
    document.tables[-1]._tbl.tblPr.append(
        parse_xml(f"<w:tblBorders {nsdecls('w')}>{borders}</w:tblBorders>")
    )


def with_repeated_head(document: Any) -> None:
    document.tables[-1].rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


@pytest.mark.parametrize(
    "rows",
    [TARGETS, TARGETS[:2], [["TT", "Chỉ tiêu"], ["1", "Mười hai cuộc đối thoại"]]],
    ids=["of many rows", "of one row", "of two columns"],
)
def test_a_table_that_counts_its_rows_comes_back_cell_for_cell(rows: list[list[str]]) -> None:
    plan = read_appended(lambda document: data_table(document, rows))
    assert cells(plan) == [rows]
    assert shape(plan) == SHAPE
    assert [r.text for r in plan.recipients] == RECIPIENTS


def test_who_watches_a_target_is_given_no_task_by_it() -> None:
    heads = ["STT", "Tên chỉ tiêu", "Mức", "Đơn vị chủ trì theo dõi"]
    rows = [heads, ["1", "Cuộc gặp dân", "24", "Sở Tư pháp"]]
    plan = read_appended(lambda document: data_table(document, rows))
    assert cells(plan) == [rows]
    assert leads(plan) == [None]
    assert [a.actor for a in plan.assignments] == ["Sở Nội vụ"]


UNCOUNTED = [["Chỉ tiêu", "Mức"], ["Cuộc gặp dân", "24"], ["Hồ sơ đúng hẹn", "95%"]]


@pytest.mark.parametrize("mark", [with_lines, with_repeated_head], ids=["lines", "a repeated head"])
def test_lines_or_a_repeated_head_make_two_columns_data(mark: Callable[[Any], None]) -> None:
    def fill(document: Any) -> None:
        data_table(document, UNCOUNTED)
        mark(document)

    assert cells(read_appended(fill)) == [UNCOUNTED]
    assert cells(read_body(fill)) == [UNCOUNTED]


def test_the_lines_of_a_table_style_count_unless_the_table_takes_them_back() -> None:
    def styled(document: Any) -> None:
        data_table(document, UNCOUNTED)
        document.tables[-1].style = "Table Grid"

    def bare(document: Any) -> None:
        styled(document)
        with_lines(document, "nil")

    assert cells(read_body(styled)) == [UNCOUNTED]
    assert cells(read_body(bare)) == []


def test_two_columns_without_lines_are_layout() -> None:
    rows = [["1. Gặp dân ở xã.", "2. Trả lời dân."], ["3. Hòa giải.", "4. Sơ kết."]]
    plan = read_body(lambda document: data_table(document, rows))
    assert plan.tables == ()
    assert len(plan.sections[1].items) + len(plan.sections[1].paragraphs) > 1


def test_head_and_tail_stay_layout_in_tables_with_lines() -> None:
    held: list[Any] = []

    def keep(document: Any) -> None:
        held.append(document)
        body(document)

    plan_document(keep)
    for table in held[0].tables:
        table.style = "Table Grid"
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    plan = read_plan(saved(held[0]), filename="plan.docx")
    assert plan.tables == ()
    assert plan.header.agency == "ỦY BAN NHÂN DÂN TỈNH PHÚ YÊN"
    assert plan.header.number == 110
    assert [r.text for r in plan.recipients] == RECIPIENTS
    assert plan.signature is not None
    assert plan.signature.signer == "Phạm Đình Cự"


@pytest.mark.parametrize("columns", [2, 3])
def test_recipients_and_signature_in_several_rows_are_read_by_columns(columns: int) -> None:
    left = ["Nơi nhận:", "- UBND tỉnh;", "- Lưu: VT."]
    right = ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lâm Minh Đằng"]
    rows = [[a, *[""] * (columns - 2), b] for a, b in zip(left, right, strict=True)]
    held: list[Any] = []

    def keep(document: Any) -> None:
        held.append(document)
        body(document)

    plan_document(keep)
    tail = held[0].tables[-1]._tbl
    tail.getparent().remove(tail)
    data_table(held[0], rows)
    plan = read_plan(saved(held[0]), filename="plan.docx")
    assert plan.tables == ()
    assert [r.text for r in plan.recipients] == ["UBND tỉnh", "Lưu: VT"]
    assert plan.signature is not None
    assert (plan.signature.position, plan.signature.signer) == ("CHỦ TỊCH", "Lâm Minh Đằng")


def test_heads_in_two_rows_are_named_by_both_and_a_row_of_counts_is_left_out() -> None:
    def fill(document: Any) -> None:
        data_table(
            document,
            [
                ["STT", "Chỉ tiêu", "Số cuộc", ""],
                ["", "", "Cấp huyện", "Cấp xã"],
                ["(1)", "(2)", "(3)", "(4)"],
                ["1", "Gặp dân", "2", "3"],
                ["4", "5", "6", "7"],
            ],
        )
        table = document.tables[-1]
        for at in (0, 1):
            table.cell(0, at).merge(table.cell(1, at))
        table.cell(0, 2).merge(table.cell(0, 3))

    assert cells(read_appended(fill)) == [
        [
            ["STT", "Chỉ tiêu", "Số cuộc - Cấp huyện", "Số cuộc - Cấp xã"],
            ["1", "Gặp dân", "2", "3"],
            ["4", "5", "6", "7"],
        ]
    ]


def test_groups_of_a_table_without_tasks_stay_rows() -> None:
    rows = [
        ["STT", "Chỉ tiêu", "Số"],
        ["I", "Cấp huyện", ""],
        ["1", "Gặp dân", "2"],
        ["", "Số liệu đến hết quý III", ""],
    ]
    plan = read_appended(lambda document: data_table(document, rows))
    assert cells(plan) == [rows]
    assert [row.group for row in plan.tables[0].rows] == [None, "Cấp huyện", None]


def test_tables_one_below_the_other_stay_two() -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("Phụ lục")
        data_table(document, TARGETS)
        document.add_paragraph("")
        data_table(document, UNCOUNTED)
        with_lines(document)

    plan = read_appended(fill)
    assert cells(plan) == [TARGETS, UNCOUNTED]
    assert titles(plan) == ["Phụ lục", None]


NOTE = "(Kèm theo Kế hoạch số 110/KH-UBND ngày 14/11/2013 của UBND tỉnh)"


@pytest.mark.parametrize(
    ("above", "title"),
    [
        (["PHỤ LỤC I", "CHỈ TIÊU PHẤN ĐẤU", NOTE], "PHỤ LỤC I. CHỈ TIÊU PHẤN ĐẤU"),
        (["Phụ lục", "Chỉ tiêu", "năm 2014", NOTE], "Chỉ tiêu năm 2014"),
        (["Phụ lục số 02", NOTE, "Đơn vị tính: cuộc"], "Phụ lục số 02"),
        (["Phụ lục 3: Chỉ tiêu của cấp xã", NOTE], "Phụ lục 3: Chỉ tiêu của cấp xã"),
        (["CHỈ TIÊU PHẤN ĐẤU", "CỦA CẤP XÃ", NOTE], "CHỈ TIÊU PHẤN ĐẤU CỦA CẤP XÃ"),
        (["KẾT QUẢ CẦN ĐẠT CỦA CẤP XÃ"], "KẾT QUẢ CẦN ĐẠT CỦA CẤP XÃ"),
        (["Phụ lục", "Chỉ tiêu", "(Ban hành kèm theo Kế hoạch của", "UBND tỉnh)"], "Chỉ tiêu"),
    ],
    ids=[
        "a numbered label", "a label and two lines", "a label alone", "a label with its title",
        "no label", "no label and no note", "a note in two lines",
    ],
)  # fmt: skip
def test_the_title_is_what_stands_above_the_note_and_leaks_nowhere(
    above: list[str], title: str
) -> None:
    def fill(document: Any) -> None:
        for text in above:
            document.add_paragraph(text)
        data_table(document, TARGETS)

    plan = read_appended(fill)
    assert titles(plan) == [title]
    assert shape(plan) == SHAPE
    assert [r.text for r in plan.recipients] == RECIPIENTS
    assert plan.signature is not None
    assert plan.signature.signer == "Phạm Đình Cự"


@pytest.mark.parametrize("between", ["|", "\t"], ids=["pipes", "tabs"])
def test_a_table_in_text_comes_back_where_its_first_head_is_stt(between: str) -> None:
    rows = [TARGETS[0], TARGETS[1], TARGETS[3]]
    table = "\n".join(between.join(row) for row in rows)
    plan = read_plan_text(f"{TEXT}\nPhụ lục\nChỉ tiêu năm 2025\n{NOTE}\n\n{table}\n")
    assert cells(plan) == [rows]
    assert titles(plan) == ["Chỉ tiêu năm 2025"]
    assert [r.text for r in plan.recipients] == ["UBND tỉnh", "Lưu: VT"]
    assert leads(plan) == [None]


def test_a_line_drawn_below_the_heads_makes_pipes_a_table() -> None:
    table = "| Cấp | Chỉ tiêu | Số |\n|---|---|---|\n| Xã | Gặp dân | 24 |"
    plan = read_plan_text(f"{TEXT}\nPhụ lục\n{table}\n")
    assert cells(plan) == [[["Cấp", "Chỉ tiêu", "Số"], ["Xã", "Gặp dân", "24"]]]


def test_a_table_below_the_signer_is_no_part_of_the_tail_without_any_label() -> None:
    table = "\n".join("\t".join(row) for row in (TARGETS[0], TARGETS[1]))
    plan = read_plan_text(f"{TEXT}\nKẾT QUẢ CẦN ĐẠT CỦA CẤP XÃ\n{table}\n")
    assert titles(plan) == ["KẾT QUẢ CẦN ĐẠT CỦA CẤP XÃ"]
    assert [r.text for r in plan.recipients] == ["UBND tỉnh", "Lưu: VT"]
    assert plan.signature is not None
    assert plan.signature.signer == "Lâm Minh Đằng"


def test_a_column_of_recipients_in_a_table_opens_no_tail() -> None:
    rows = [["TT", "Nơi nhận: báo cáo", "Kỳ"], ["1", "Nơi nhận: Sở Nội vụ", "Quý"]]

    def fill(document: Any) -> None:
        data_table(document, rows)
        document.add_paragraph("2. Sở Tư pháp: hướng dẫn.")

    plan = read_body(fill)
    assert cells(plan) == [rows]
    assert [r.text for r in plan.recipients] == RECIPIENTS
    assert [item.no for item in plan.sections[1].items] == ["1", "2"]
