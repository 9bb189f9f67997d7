"""How a plan looks, against the ranges of decree 30/2020, Phụ lục I."""

from __future__ import annotations

import io

import pytest
from docx import Document

from dvcq_workflow.documents.press import layout, plan_docx
from dvcq_workflow.documents.press.columns import column_widths_mm
from dvcq_workflow.documents.press.measure import balanced_width_mm, bold_width_mm
from dvcq_workflow.documents.press.words import MOTTO, NATION
from dvcq_workflow.rules.content import Node, RecipientLine
from tests.documents.press.plans import DRAFT, ISSUED, NODES, TARGETS, TASKS, varied_content
from tests.documents.press.printed import mm, paragraph_with, style_of, xpath

PLAN = plan_docx(varied_content(parent_heading="Cơ quan cấp trên"), ISSUED)
WITH_TABLES = plan_docx(varied_content(appendices=(TASKS, TARGETS)), ISSUED)

# (first words of the paragraph, least and greatest size, bold, italic, capitals, alignment)
LOOKS = {
    "parent agency": ("Cơ quan cấp trên", 12, 13, False, False, True, "center"),
    "issuing agency": ("TỈNH TRÀ VINH", 12, 13, True, False, True, "center"),
    "national name": (NATION, 12, 13, True, False, False, "center"),
    "national motto": (MOTTO, 13, 14, True, False, False, "center"),
    "number": ("Số:", 13, 13, False, False, False, "center"),
    "place and date": ("Trà Vinh, ngày", 13, 14, False, True, False, "center"),
    "type": ("KẾ HOẠCH", 13, 14, True, False, True, "center"),
    "subject": ("Gần dân", 13, 14, True, False, False, "center"),
    "basis": ("Căn cứ", 13, 14, False, True, False, "both"),
    "last basis": ("Theo đề nghị", 13, 14, False, True, False, "both"),
    "enacting sentence": ("Ủy ban nhân dân tỉnh ban hành", 13, 14, False, False, False, "both"),
    "section": ("II. VIỆC", 13, 14, True, False, False, "both"),
    "item with a title": ("1. Đối thoại", 13, 14, True, False, False, "both"),
    "item": ("2. Mỗi đơn vị", 13, 14, False, False, False, "both"),
    "point": ("- Ghi lại", 13, 14, False, False, False, "both"),
    "closing paragraph": ("Trong quá trình", 13, 14, False, False, False, "both"),
    "recipients label": ("Nơi nhận:", 12, 12, True, True, False, "left"),
    "recipient": ("- UBND cấp huyện;", 11, 11, False, False, False, "left"),
    "authority": ("KT. CHỦ TỊCH", 13, 14, True, False, True, "center"),
    "position": ("PHÓ CHỦ TỊCH", 13, 14, True, False, True, "center"),
    "signer": ("Người Ký Thay", 13, 14, True, False, False, "center"),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_each_component_has_the_size_and_style_of_the_decree(look):
    text, least, greatest, is_bold, is_italic, has_caps, align = look
    style = style_of(PLAN, text)
    assert least <= style.size_pt <= greatest
    assert (style.is_bold, style.is_italic, style.has_caps) == (is_bold, is_italic, has_caps)
    assert style.align == align
    assert style.font == "Times New Roman"


@pytest.mark.parametrize(
    "look",
    [
        ("Phụ lục II", 14, 14, True, False, False),
        ("Danh mục nhiệm vụ", 13, 14, True, False, True),
    ],
    ids=["label", "title"],
)
def test_an_appendix_is_headed_as_the_decree_wants(look):
    text, least, greatest, is_bold, is_italic, has_caps = look
    style = style_of(WITH_TABLES, text)
    assert least <= style.size_pt <= greatest
    assert (style.is_bold, style.is_italic, style.has_caps) == (is_bold, is_italic, has_caps)
    assert style.align == "center"


def test_no_other_font_is_named_anywhere():
    fonts = "//w:rFonts/@*[local-name() != 'hint']"
    assert xpath(PLAN, fonts) == []
    ours = "//w:style[starts-with(@w:styleId, 'Dvcq')]" + fonts
    assert set(xpath(PLAN, ours, "word/styles.xml")) == {"Times New Roman"}
    defaults = "//w:docDefaults//w:rFonts/@*"
    assert set(xpath(PLAN, defaults, "word/styles.xml")) == {"Times New Roman"}


def test_running_text_is_indented_and_spaced_as_the_decree_wants():
    style = style_of(PLAN, "2. Mỗi đơn vị")
    assert style.indent_mm == pytest.approx(12.7, abs=0.05)
    assert style.after_pt >= 6
    assert 1 <= style.line <= 1.5


def test_the_page_is_a4_with_the_margins_of_the_decree():
    (section,) = Document(io.BytesIO(PLAN)).sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 20 <= section.top_margin.mm <= 25
    assert 20 <= section.bottom_margin.mm <= 25
    assert 30 <= section.left_margin.mm <= 35
    assert 15 <= section.right_margin.mm <= 20
    assert section.header_distance.mm < section.top_margin.mm


def test_the_page_number_stands_in_the_middle_of_the_top_margin_and_not_on_page_one():
    document = Document(io.BytesIO(PLAN))
    (section,) = document.sections
    assert section.different_first_page_header_footer
    assert section.first_page_header.is_linked_to_previous
    (paragraph,) = section.header.paragraphs
    style = document.styles.element.get_by_id(paragraph.style.style_id)
    assert style.pPr.jc.val == 1
    assert style.rPr.sz.val.pt in {13, 14}
    assert "PAGE" in paragraph._p.xpath("string(w:fldSimple/@w:instr)")


def test_the_heading_has_no_borders_and_keeps_the_national_name_on_one_line():
    (left, right) = xpath(PLAN, "(//w:tbl)[1]/w:tblGrid/w:gridCol/@w:w")
    cells = xpath(PLAN, "(//w:tbl)[1]/w:tr/w:tc/w:tcPr/w:tcW/@w:w")
    assert cells == [left, right, left, right]
    assert xpath(PLAN, "(//w:tbl)[1]//w:tblBorders | (//w:tbl)[1]//w:tblStyle") == []
    assert xpath(PLAN, "(//w:tbl)[1]/w:tblPr/w:tblLayout/@w:type") == ["fixed"]
    assert set(xpath(PLAN, "(//w:tbl)[1]//w:tblCellMar/*/@w:w")) == {"0"}
    assert bold_width_mm(NATION, style_of(PLAN, NATION).size_pt) < mm(right) - 2
    assert mm(left) + mm(right) == pytest.approx(layout.TEXT_WIDTH_MM, abs=0.1)


def _rule_under(data: bytes, text: str, room_mm: float) -> float:
    """Return the length of the rule drawn under the paragraph that begins with ``text``."""
    line = paragraph_with(data, text).getnext()
    space = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    assert line.xpath("w:pPr/w:pBdr/w:top/@w:val", namespaces=space) == ["single"]
    (left,) = line.xpath("w:pPr/w:ind/@w:left", namespaces=space)
    (right,) = line.xpath("w:pPr/w:ind/@w:right", namespaces=space)
    assert left == right
    return room_mm - 2 * mm(left)


def test_the_rule_under_the_motto_is_as_long_as_the_motto():
    length = _rule_under(PLAN, MOTTO, layout.HEADING_RIGHT_MM)
    assert length == pytest.approx(bold_width_mm(MOTTO, 14), abs=0.5)


@pytest.mark.parametrize(
    ("text", "size", "room"),
    [
        ("TỈNH TRÀ VINH", 13, layout.HEADING_LEFT_MM),
        ("Gần dân, hiểu dân trong hoạt động của chính quyền năm 2020", 14, layout.TEXT_WIDTH_MM),
    ],
    ids=["agency", "subject"],
)
def test_other_rules_are_a_third_to_a_half_of_the_line_above(text, size, room):
    share = _rule_under(PLAN, text, room) / bold_width_mm(text, size)
    assert 1 / 3 <= share <= 1 / 2


def test_a_long_subject_is_set_in_lines_of_about_one_length():
    subject = "Gần dân, hiểu dân, học dân và có trách nhiệm với dân trong " * 2 + "năm 2020"
    width = balanced_width_mm(subject, 14, 160)
    assert 160 / 2 < width < 160
    data = plan_docx(varied_content(subject=subject), ISSUED)
    inset = paragraph_with(data, "Gần dân").xpath(
        "string(w:pPr/w:ind/@w:left)",
        namespaces={"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"},
    )
    assert layout.TEXT_WIDTH_MM - 2 * mm(inset) == pytest.approx(width + 2, abs=1.5)


@pytest.mark.parametrize(
    ("text", "size_pt", "width_mm"),
    [
        (NATION, 13, 95.7),
        (MOTTO, 14, 60.5),
        ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", 12, 74.0),
        ("Ưu tiên người già", 14, 36.94),
    ],
    ids=["national name", "motto", "marks do not widen", "the horn widens"],
)
def test_lengths_agree_with_the_font(text, size_pt, width_mm):
    assert bold_width_mm(text, size_pt) == pytest.approx(width_mm, abs=0.1)


def test_the_signature_stays_with_the_last_lines():
    space = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    last = paragraph_with(PLAN, "Trong quá trình")
    assert last.xpath("w:pPr/w:keepNext", namespaces=space)
    assert last.getnext().tag.endswith("}tbl")
    assert last.getnext().xpath("w:tr/w:trPr/w:cantSplit", namespaces=space)


def test_a_long_list_of_recipients_may_go_on_over_the_page():
    recipients = tuple(RecipientLine(f"Đơn vị thứ {n}") for n in range(200))
    data = plan_docx(varied_content(recipients=recipients), ISSUED)
    assert xpath(data, "(//w:tbl)[2]/w:tr/w:trPr/w:cantSplit") == []


def test_a_running_preamble_is_upright():
    data = plan_docx(varied_content(preamble_style="paragraph"), ISSUED)
    assert not style_of(data, "Căn cứ").is_italic


def test_the_mark_of_a_draft_is_bold_and_boxed():
    data = plan_docx(varied_content(), DRAFT)
    assert style_of(data, "DỰ THẢO").is_bold
    borders = paragraph_with(data, "DỰ THẢO").xpath(
        "w:pPr/w:pBdr/*",
        namespaces={"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"},
    )
    assert len(borders) == 4


def test_a_part_is_centred_above_its_title():
    nodes = (Node("section", "Phần thứ nhất", "NHỮNG VIỆC CHUNG"), *NODES[1:])
    data = plan_docx(varied_content(nodes=nodes), ISSUED)
    assert style_of(data, "Phần thứ nhất").align == "center"
    assert style_of(data, "NHỮNG VIỆC").align == "center"


def test_each_appendix_opens_a_section_numbered_from_one_and_a_wide_table_lies_on_its_side():
    sections = list(Document(io.BytesIO(WITH_TABLES)).sections)
    sides = [round(section.page_width.mm) for section in sections]
    assert sides == [210, 297, 210]
    starts = xpath(WITH_TABLES, "//w:sectPr/w:pgNumType/@w:start")
    assert starts == ["1", "1"]
    assert all(section.different_first_page_header_footer for section in sections)


def test_a_table_repeats_its_head_and_fills_the_page():
    heads = xpath(WITH_TABLES, "(//w:tbl)[3]/w:tr[w:trPr/w:tblHeader]")
    assert len(heads) == 1
    assert heads[0].getparent().index(heads[0]) == 2
    widths = [mm(w) for w in xpath(WITH_TABLES, "(//w:tbl)[3]/w:tblGrid/w:gridCol/@w:w")]
    assert sum(widths) == pytest.approx(layout.LANDSCAPE_TEXT_WIDTH_MM, abs=0.5)
    assert widths[0] < widths[1]
    assert len(xpath(WITH_TABLES, "(//w:tbl)[3]/w:tblPr/w:tblBorders/*")) == 6


@pytest.mark.parametrize("count", [1, 2, 7, 40], ids=["one", "two", "seven", "more than fit"])
def test_columns_of_any_number_fill_the_page(count):
    columns = tuple(f"Cột {n}" for n in range(count))
    rows = (tuple("Nội dung dài " * n for n in range(count)),)
    widths = column_widths_mm(columns, rows, 162)
    assert sum(widths) == pytest.approx(162)
    assert min(widths) > 0


def test_a_draft_says_so_on_every_page_of_every_section():
    data = plan_docx(varied_content(appendices=(TASKS, TARGETS)), DRAFT)
    first, *appendices = Document(io.BytesIO(data)).sections
    assert [p.text for p in first.header.paragraphs][1:] == ["DỰ THẢO"]
    assert "PAGE" in first.header.paragraphs[0]._p.xpath("string(w:fldSimple/@w:instr)")
    # Its first page has the boxed mark instead.
    assert first.first_page_header.is_linked_to_previous
    assert len(appendices) == 2
    for section in appendices:
        assert "DỰ THẢO" in [p.text for p in section.header.paragraphs]
        assert [p.text for p in section.first_page_header.paragraphs] == ["DỰ THẢO"]


def test_number_and_mark_of_a_draft_fit_into_the_top_margin():
    heights = [layout.ROLES[key].size_pt for key in ("page_number", "running_draft_mark")]
    millimetres = sum(heights) * layout.SINGLE * 25.4 / 72
    assert millimetres < layout.TOP_MM - layout.PAGE_NUMBER_MM


def test_an_issued_plan_says_nothing_of_a_draft_on_any_page():
    for section in Document(io.BytesIO(WITH_TABLES)).sections:
        assert "DỰ THẢO" not in [p.text for p in section.header.paragraphs]
        assert section.first_page_header.is_linked_to_previous
