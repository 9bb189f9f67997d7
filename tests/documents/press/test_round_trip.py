"""What the press writes, the importer reads back: the same structure, word for word."""

from __future__ import annotations

import datetime as dt

import pytest

from dvcq_workflow.documents.press import Imprint, plan_docx
from dvcq_workflow.documents.reading import read_plan
from dvcq_workflow.rules.content import Appendix, ChangedPlan, Node, PlanContent, SignatureBlock
from tests.documents.press.plans import DRAFT, ISSUED, TARGETS, TASKS, varied_content


def _read(content: PlanContent, imprint: Imprint):
    return read_plan(plan_docx(content, imprint), filename="x.docx")


def _sections(content: PlanContent) -> list[dict]:
    """Return the nodes of a content in the shape of the import format."""
    sections: list[dict] = []
    for node in content.nodes:
        if node.kind == "section":
            sections.append({"no": node.number, "title": node.text, "items": [], "paragraphs": []})
        elif node.kind == "item":
            item = {"no": node.number, "text": node.text, "bullets": []}
            sections[-1]["items"].append(item)
        elif node.kind == "bullet":
            sections[-1]["items"][-1]["bullets"].append(node.text)
        else:
            sections[-1]["paragraphs"].append(node.text)
    return sections


def _with_end_mark(sections: list[dict]) -> list[dict]:
    last = sections[-1]["paragraphs"]
    last[-1] = last[-1].removesuffix(".") + "./."
    return sections


@pytest.mark.parametrize("imprint", [ISSUED, DRAFT], ids=["issued", "draft"])
def test_sections_items_and_points_read_back_word_for_word(imprint):
    content = varied_content()
    found = _read(content, imprint).to_json()
    assert found["sections"] == _with_end_mark(_sections(content))


def test_the_heading_of_an_issued_plan_reads_back():
    header = _read(varied_content(), ISSUED).to_json()["header"]
    assert header == {
        "agency": "ỦY BAN NHÂN DÂN TỈNH TRÀ VINH",
        "parent_agency": None,
        "number": 5,
        "symbol": "KH-UBND",
        "place": "Trà Vinh",
        "date": "2020-01-09",
        "kind": "KẾ HOẠCH",
        "title": "Gần dân, hiểu dân trong hoạt động của chính quyền năm 2020",
        "year": 2020,
        "years": None,
    }


def test_a_draft_reads_back_without_number_and_date_and_its_mark_is_no_agency():
    header = _read(varied_content(), DRAFT).to_json()["header"]
    assert (header["number"], header["date"]) == (None, None)
    assert (header["symbol"], header["place"]) == ("KH-UBND", "Trà Vinh")
    assert header["agency"] == "ỦY BAN NHÂN DÂN TỈNH TRÀ VINH"


def test_the_mark_of_a_draft_on_its_later_pages_is_no_text_of_the_plan():
    content = varied_content(appendices=(TASKS,), nodes=varied_content().nodes[:-1] * 3)
    draft, issued = (_read(content, imprint).to_json() for imprint in (DRAFT, ISSUED))
    for part in ("sections", "recipients", "signature"):
        assert draft[part] == issued[part]
    assert "DỰ THẢO" not in str(draft)


def test_a_department_reads_back_with_the_agency_above_it():
    content = varied_content(
        parent_heading="ỦY BAN NHÂN DÂN TỈNH TRÀ VINH",
        heading_lines=("SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN",),
        symbol="KH-SNNPTNT",
        signature=SignatureBlock(("KT. GIÁM ĐỐC",), "PHÓ GIÁM ĐỐC", "Người Ký Thay"),
    )
    found = _read(content, Imprint(31, dt.date(2020, 11, 2))).to_json()
    assert found["header"]["agency"] == "SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN"
    assert found["header"]["parent_agency"] == "ỦY BAN NHÂN DÂN TỈNH TRÀ VINH"
    assert (found["header"]["number"], found["header"]["date"]) == (31, "2020-11-02")
    assert found["signature"] == {
        "authority": None,
        "for": "KT. GIÁM ĐỐC",
        "position": "PHÓ GIÁM ĐỐC",
        "signer": "Người Ký Thay",
    }


def test_recipients_and_signature_read_back():
    found = _read(varied_content(), ISSUED).to_json()
    assert found["recipients"] == [
        "Thường trực Tỉnh ủy (b/c)",
        "Các sở, ban, ngành tỉnh",
        "UBND cấp huyện",
        "Lưu: VT, NC",
    ]
    assert found["signature"] == {
        "authority": "TM. ỦY BAN NHÂN DÂN",
        "for": "KT. CHỦ TỊCH",
        "position": "PHÓ CHỦ TỊCH",
        "signer": "Người Ký Thay",
    }


def test_bases_in_lines_read_back_as_lines_and_a_running_preamble_as_one():
    lines = _read(varied_content(), ISSUED)
    assert lines.bases == ("553/QĐ-UBND",)
    assert lines.bases_style == "lines"
    assert [line.text for line in lines.preamble] == list(varied_content().preamble)
    running = (
        "Thực hiện Quyết định số 553/QĐ-UBND ngày 15/3/2016 của tỉnh, ban hành Kế hoạch như sau:",
    )
    found = _read(varied_content(preamble_style="paragraph", preamble=running), ISSUED)
    assert found.bases_style == "paragraph"
    assert [line.text for line in found.preamble] == list(running)


def test_tables_of_appendices_read_back_cell_for_cell():
    more = Appendix("Việc của cấp huyện", TASKS.columns, TASKS.rows[::-1])
    found = _read(varied_content(appendices=(TASKS, more)), ISSUED)
    assert [table.columns for table in found.tables] == [TASKS.columns, TASKS.columns]
    cells = [[row.cells for row in table.rows] for table in found.tables]
    assert cells == [list(TASKS.rows), list(more.rows)]


WATCHED = Appendix(
    "Chỉ tiêu phải đạt",
    ("STT", "Chỉ tiêu", "Mức phấn đấu", "Đơn vị chủ trì theo dõi", "Nguồn số liệu"),
    (
        ("I", "Cấp tỉnh", "", "", ""),
        ("1", "Hồ sơ trả đúng hẹn", "98%", "Văn phòng UBND tỉnh", "Cổng dịch vụ công"),
        ("", "trong đó nộp qua mạng", "60%", "", ""),
    ),
)
UNCOUNTED = Appendix("Số liệu năm trước", ("Chỉ tiêu", "Số"), (("Cuộc đối thoại", "7"),))


@pytest.mark.parametrize("imprint", [ISSUED, DRAFT], ids=["issued", "draft"])
@pytest.mark.parametrize(
    "tables",
    [(TARGETS,), (WATCHED,), (UNCOUNTED,), (TARGETS, UNCOUNTED, TASKS, WATCHED)],
    ids=["targets", "targets and who watches them", "two columns", "all kinds in a row"],
)
def test_tables_without_tasks_read_back_and_nothing_else_changes(tables, imprint):
    content = varied_content(appendices=tables)
    found = _read(content, imprint)
    assert [(t.columns, tuple(row.cells for row in t.rows)) for t in found.tables] == [
        (table.columns, table.rows) for table in tables
    ]
    plain = _read(varied_content(appendices=(TASKS,) if TASKS in tables else ()), imprint)
    for part in ("sections", "recipients", "signature"):
        assert found.to_json()[part] == plain.to_json()[part]
    told = [(a.actor, task.text) for a in found.assignments for task in a.tasks]
    assert told == [(a.actor, task.text) for a in plain.assignments for task in a.tasks]


def test_titles_of_appendices_read_back_and_are_printed_the_same_again():
    (alone,) = _read(varied_content(appendices=(TARGETS,)), ISSUED).tables
    assert alone.title == TARGETS.title
    content = varied_content(appendices=(WATCHED, TARGETS))
    once = [table.title for table in _read(content, ISSUED).tables]
    assert once == ["Phụ lục I. Chỉ tiêu phải đạt", "Phụ lục II. Chỉ tiêu"]
    named = tuple(
        Appendix(title, table.columns, table.rows)
        for title, table in zip(once, content.appendices, strict=True)
    )
    again = _read(varied_content(appendices=named), ISSUED)
    assert [table.title for table in again.tables] == once


def test_an_appendix_leaves_the_body_as_it_was():
    content = varied_content(appendices=(TASKS,))
    found = _read(content, ISSUED).to_json()
    assert found["sections"] == _with_end_mark(_sections(content))
    assert found["signature"]["signer"] == "Người Ký Thay"


def test_a_long_subject_reads_back_as_one_title():
    subject = (
        "Gần dân, hiểu dân, học dân và có trách nhiệm với dân trong hoạt động của chính quyền "
        "các cấp, các cơ quan, đơn vị trên địa bàn tỉnh, giai đoạn 2018 - 2020"
    )
    content = varied_content(subject=subject, year=2018, year_to=2020)
    header = _read(content, ISSUED).to_json()["header"]
    assert header["title"] == subject
    assert header["years"] == [2018, 2020]


@pytest.mark.parametrize("kind", ["amend", "replace"])
@pytest.mark.parametrize("imprint", [ISSUED, DRAFT], ids=["issued", "draft"])
def test_the_line_that_names_the_changed_plan_is_no_basis_and_no_text(kind, imprint):
    changed = ChangedPlan(kind, "a" * 32, "19/KH-UBND", dt.date(2020, 4, 6))
    found = _read(varied_content(changes=changed), imprint)
    plain = _read(varied_content(), imprint)
    assert found.changes is not None
    assert found.changes.text.endswith(" Kế hoạch số 19/KH-UBND ngày 06/4/2020)")
    assert [line.text for line in found.preamble] == [line.text for line in plain.preamble]
    doubts = [doubt for doubt in found.warnings if doubt not in plain.warnings]
    assert "changes_another_plan" in {doubt.code for doubt in doubts}
    for part in ("header", "bases", "sections", "citations", "recipients", "signature"):
        assert found.to_json()[part] == plain.to_json()[part]


def test_a_bracket_below_the_title_that_changes_nothing_stays_text():
    preamble = ("(Áp dụng từ ngày 01/01/2020 cho mọi đơn vị)", *varied_content().preamble)
    found = _read(varied_content(preamble=preamble), ISSUED)
    assert found.changes is None
    assert found.preamble[0].text == preamble[0]


def test_parts_in_words_read_back_with_their_titles():
    nodes = (
        Node("section", "Phần I", "NHỮNG VIỆC CHUNG"),
        Node("item", "1", "Viết tin, bài về người tốt, việc tốt trên báo của tỉnh."),
        Node("section", "Phần II", "NHỮNG VIỆC RIÊNG"),
        Node("item", "1", "Mỗi đơn vị làm một việc có ích cho dân và tự chấm điểm./."),
    )
    content = varied_content(nodes=nodes)
    assert _read(content, ISSUED).to_json()["sections"] == _sections(content)


def test_reading_and_printing_again_changes_nothing():
    content = varied_content()
    once = _read(content, ISSUED)
    closed = (*content.nodes[:-1], Node("paragraph", "", once.sections[-1].paragraphs[-1].text))
    again = varied_content(nodes=closed)
    assert plan_docx(again, ISSUED) != b""
    assert _read(again, ISSUED).to_json() == once.to_json()
