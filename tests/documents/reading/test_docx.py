"""Plans as DOCX files: what Word keeps out of the text is read as the page shows it."""

from __future__ import annotations

from datetime import date
from typing import Any

from dvcq_workflow.documents.reading import read_plan
from tests.documents.reading.docx_building import (
    data_table,
    numbered,
    plan_document,
    raw_paragraph,
    with_numbers,
)
from tests.documents.reading.sampling import cited, shape, told


def read(fill: Any) -> Any:
    return read_plan(plan_document(fill), filename="plan.docx")


def typed_out(document: Any) -> None:
    for text in (
        "Thực hiện Chương trình hành động số 17-CTr/TU ngày 20/8/2013, UBND tỉnh yêu cầu:",
        "I. MỤC ĐÍCH",
        "1. Gần dân hơn.",
        "II. NHIỆM VỤ",
        "1. Tuyên truyền",
        "- Mở lớp tập huấn ở xã Hòa",
        "Xuân Tây là đơn vị điểm.",
        "III. TỔ CHỨC THỰC HIỆN",
        "1. Sở Nội vụ: theo dõi, báo cáo.",
    ):
        document.add_paragraph(text)


def test_head_and_tail_in_tables_without_lines_are_read() -> None:
    plan = read(typed_out)
    header = plan.header
    assert header.agency == "ỦY BAN NHÂN DÂN TỈNH PHÚ YÊN"
    assert (header.number, header.symbol, header.place) == (110, "KH-UBND", "Phú Yên")
    assert (header.date, header.year) == (date(2013, 11, 14), 2014)
    assert header.title == "Công tác dân vận chính quyền năm 2014 của tỉnh Phú Yên"
    assert [r.text for r in plan.recipients] == [
        "Thường trực Tỉnh ủy",
        "Các sở, ban, ngành",
        "Lưu: VT",
    ]
    signed = plan.signature
    assert (signed.authority, signed.on_behalf, signed.position, signed.signer) == (
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Phạm Đình Cự",
    )
    assert cited(plan) == {"17-CTr/TU": ("Chương trình hành động", "2013-08-20", 1)}


def test_paragraphs_of_a_docx_file_are_never_joined() -> None:
    item = read(typed_out).sections[1].items[0]
    assert [b.text for b in item.bullets] == ["Mở lớp tập huấn ở xã Hòa"]
    assert read(typed_out).sections[1].paragraphs[0].text == "Xuân Tây là đơn vị điểm."


def test_a_line_of_a_docx_file_is_its_paragraph() -> None:
    plan = read(typed_out)
    for section in plan.sections:
        assert section.title in plan.source_lines[section.lines[0] - 1]


def test_numbers_and_bullets_that_word_counts_are_restored() -> None:
    def fill(document: Any) -> None:
        with_numbers(document)
        numbered(document, 0, "MỤC ĐÍCH")
        numbered(document, 1, "Gần dân.")
        numbered(document, 1, "Sát dân.")
        numbered(document, 0, "NHIỆM VỤ")
        numbered(document, 1, "Tuyên truyền")
        numbered(document, 2, "Qua loa phát thanh;")
        numbered(document, 2, "Qua họp thôn.")
        numbered(document, 1, "Đối thoại")
        numbered(document, 3, "Ở xã.")
        numbered(document, 0, "TỔ CHỨC THỰC HIỆN")
        numbered(document, 1, "Sở Nội vụ chủ trì, phối hợp với Sở Tư pháp theo dõi.")

    plan = read(fill)
    assert shape(plan) == [
        ("I", [("1", 0), ("2", 0)], 0),
        ("II", [("1", 2), ("2", 1)], 0),
        ("III", [("1", 0)], 0),
    ]
    assert [b.marker for b in plan.sections[1].items[0].bullets] == ["a)", "b)"]
    assert plan.assignments[0].tasks[0].support == ("Sở Tư pháp",)


def test_revisions_are_read_as_accepted_and_notes_left_out() -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("I. MỤC ĐÍCH")
        raw_paragraph(
            document,
            "<w:r><w:t xml:space='preserve'>1. Phục vụ </w:t></w:r>"
            "<w:del w:id='1' w:author='a'><w:r><w:delText>cũ </w:delText></w:r></w:del>"
            "<w:ins w:id='2' w:author='a'>"
            "<w:r><w:t xml:space='preserve'>Nhân dân </w:t></w:r></w:ins>"
            "<w:moveFrom w:id='3' w:author='a'><w:r><w:t>bỏ đi </w:t></w:r></w:moveFrom>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>giấu </w:t></w:r>"
            "<w:r><w:footnoteReference w:id='4'/></w:r>"
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r>"
            "<w:r><w:instrText>PAGE</w:instrText></w:r>"
            "<w:r><w:t>tốt hơn</w:t><w:noBreakHyphen/><w:t>nhanh hơn.</w:t></w:r>",
        )
        raw_paragraph(
            document,
            "<w:pPr><w:rPr><w:del w:id='9' w:author='a'/></w:rPr></w:pPr>"
            "<w:r><w:t>2. Hai đoạn nay</w:t></w:r>",
        )
        document.add_paragraph("là một.")

    items = read(fill).sections[0].items
    assert [i.text for i in items] == [
        "Phục vụ Nhân dân tốt hơn-nhanh hơn.",
        "Hai đoạn nay là một.",
    ]


def test_lines_broken_inside_a_paragraph_open_points_but_cut_no_sentence() -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("I. NHIỆM VỤ")
        raw_paragraph(
            document,
            "<w:r><w:t>1. Việc chung:</w:t><w:br/><w:t>- Làm cho</w:t><w:br/><w:t>xong;</w:t>"
            "<w:br/><w:t>- Làm cho tốt.</w:t></w:r>",
        )

    (item,) = read(fill).sections[0].items
    assert [b.text for b in item.bullets] == ["Làm cho xong;", "Làm cho tốt."]


def test_a_real_table_gives_tasks_and_its_merged_cells_count_for_every_row() -> None:
    def fill(document: Any) -> None:
        typed_out(document)
        document.add_paragraph("Phụ lục")
        data_table(
            document,
            [
                ["STT", "Nội dung", "Chủ trì", "Phối hợp", "Thời gian", "Sản phẩm"],
                ["I", "TUYÊN TRUYỀN", "", "", "", ""],
                ["1", "In tờ gấp", "Sở Tư pháp", "Sở Nội vụ; Báo Phú Yên", "20/5/2014", "Tờ gấp"],
                ["2", "Phát tờ gấp", "", "", "Trong năm", ""],
            ],
        )
        table = document.tables[-1]
        table.cell(2, 2).merge(table.cell(3, 2))
        table.cell(1, 1).merge(table.cell(1, 5))

    plan = read(fill)
    assert [row.group for row in plan.tables[0].rows] == ["TUYÊN TRUYỀN", "TUYÊN TRUYỀN"]
    assert ("Sở Tư pháp", True, 2) in told(plan)
    first, second = next(a.tasks for a in plan.assignments if a.actor == "Sở Tư pháp")
    assert (first.due, first.support) == (date(2014, 5, 20), ("Sở Nội vụ", "Báo Phú Yên"))
    assert (second.text, second.lead, second.due, second.due_raw) == (
        "Phát tờ gấp",
        "Sở Tư pháp",
        None,
        "Trong năm",
    )
