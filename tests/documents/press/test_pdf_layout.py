"""How a PDF looks, measured on its pages, against the ranges of decree 30/2020, Phụ lục I."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dvcq_workflow.documents.press import layout, plan_pdf, write_pdf
from dvcq_workflow.documents.press.words import MOTTO, NATION
from dvcq_workflow.rules.content import Node, RecipientLine
from tests.documents.press.pages import MM, PrintedPage, fonts_of, pages_of, squeezed, text_of
from tests.documents.press.plans import ISSUED, varied_content
from tests.documents.press.real import real_content, real_imprint
from tests.documents.press.sheets import DRAFT_PLAN, GRID, ISSUED_PLAN, PLAIN_PLAN, letter

LEFT_COLUMN = (layout.LEFT_MM + layout.HEADING_LEFT_MM) * MM
CLOSING_COLUMN = (layout.LEFT_MM + layout.RECIPIENTS_MM) * MM
TEXT_LEFT = layout.LEFT_MM * MM
TEXT_RIGHT = (layout.PAGE_WIDTH_MM - layout.RIGHT_MM) * MM

REGULAR, BOLD = "LiberationSerif", "LiberationSerif-Bold"
ITALIC, BOLD_ITALIC = "LiberationSerif-Italic", "LiberationSerif-BoldItalic"

# (first words of the line, least and greatest size, face)
LOOKS = {
    "parent agency": ("CƠ QUAN CẤP TRÊN", 12, 13, REGULAR),
    "issuing agency": ("TỈNH TRÀ VINH", 12, 13, BOLD),
    "national name": (NATION, 12, 13, BOLD),
    "national motto": (MOTTO, 13, 14, BOLD),
    "number": ("Số: 05/KH-UBND", 13, 13, REGULAR),
    "place and date": ("Trà Vinh, ngày", 13, 14, ITALIC),
    "type": ("KẾ HOẠCH", 13, 14, BOLD),
    "subject": ("Gần dân", 13, 14, BOLD),
    "basis": ("Căn cứ", 13, 14, ITALIC),
    "enacting sentence": ("Ủy ban nhân dân tỉnh ban hành", 13, 14, REGULAR),
    "section": ("II. VIỆC", 13, 14, BOLD),
    "item with a title": ("1. Đối thoại", 13, 14, BOLD),
    "item": ("2. Mỗi đơn vị", 13, 14, REGULAR),
    "point": ("- Ghi lại", 13, 14, REGULAR),
}
CLOSING_LOOKS = {
    "recipients label": ("Nơi nhận:", 12, 12, BOLD_ITALIC),
    "recipient": ("- UBND cấp huyện;", 11, 11, REGULAR),
    "authority": ("KT. CHỦ TỊCH", 13, 14, BOLD),
    "position": ("PHÓ CHỦ TỊCH", 13, 14, BOLD),
    "signer": ("Người Ký Thay", 13, 14, BOLD),
}
CENTRED = {
    "issuing agency": ("TỈNH TRÀ VINH", layout.LEFT_MM + layout.HEADING_LEFT_MM / 2),
    "number": ("Số: 05/KH-UBND", layout.LEFT_MM + layout.HEADING_LEFT_MM / 2),
    "national name": (NATION, 92 + layout.HEADING_RIGHT_MM / 2),
    "place and date": ("Trà Vinh, ngày", 92 + layout.HEADING_RIGHT_MM / 2),
}


@pytest.fixture(scope="module")
def page() -> PrintedPage:
    """The only page of a plan with every component, its heading read by columns."""
    return pages_of(write_pdf(PLAIN_PLAN), split_at=LEFT_COLUMN)[0]


def page_of(sheet, number: int = 0) -> PrintedPage:
    return pages_of(write_pdf(sheet))[number]


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_each_component_has_the_size_and_face_of_the_decree(look):
    text, least, greatest, face = look
    is_above = text in {"CƠ QUAN CẤP TRÊN", "TỈNH TRÀ VINH", NATION, MOTTO, "Số: 05/KH-UBND"}
    is_above |= text.startswith("Trà Vinh")
    (page, *_) = pages_of(write_pdf(PLAIN_PLAN), split_at=LEFT_COLUMN if is_above else None)
    line = page.line(text)
    assert least <= line.size <= greatest
    assert line.font == face


@pytest.mark.parametrize("look", CLOSING_LOOKS.values(), ids=CLOSING_LOOKS)
def test_recipients_and_signature_have_the_size_and_face_of_the_decree(look):
    text, least, greatest, face = look
    line = pages_of(write_pdf(PLAIN_PLAN), split_at=CLOSING_COLUMN)[0].line(text)
    assert least <= line.size <= greatest
    assert line.font == face


@pytest.mark.parametrize("given", CENTRED.values(), ids=CENTRED)
def test_the_heading_stands_in_the_middle_of_its_columns(page, given):
    text, middle_mm = given
    assert page.line(text).middle / MM == pytest.approx(middle_mm, abs=0.5)


def test_type_and_subject_stand_in_the_middle_of_the_page():
    page = page_of(PLAIN_PLAN)
    for text in ("KẾ HOẠCH", "Gần dân"):
        assert page.line(text).middle == pytest.approx((TEXT_LEFT + TEXT_RIGHT) / 2, abs=1)


def test_the_page_is_a4_with_the_margins_of_the_decree():
    for page in pages_of(write_pdf(DRAFT_PLAN))[:2]:
        assert (page.width / MM, page.height / MM) == pytest.approx((210, 297), abs=0.2)
        body = [line for line in page.lines if line.baseline > 20 * MM]
        # A line that opens a paragraph is indented, and some pages have no other.
        assert 29.9 <= min(line.left for line in body) / MM <= 35 + layout.ROLES["text"].indent_mm
        assert 15 <= 210 - max(line.right for line in body) / MM <= 25
        assert 297 - body[-1].baseline / MM >= 20
        assert (body[0].baseline - layout.ASCENT * body[0].size) / MM >= 20


def rule_under(page: PrintedPage, text: str) -> float:
    """Return the length in points of the first rule under a line."""
    line = page.line(text)
    below = [
        (top, right - left)
        for left, right, top in page.rules
        if line.baseline < top < line.baseline + 12 and left < line.middle < right
    ]
    return min(below)[1]


def test_the_rule_under_the_motto_is_as_long_as_the_motto(page):
    motto = page.line(MOTTO)
    assert rule_under(page, MOTTO) == pytest.approx(motto.right - motto.left, abs=1)


@pytest.mark.parametrize("text", ["TỈNH TRÀ VINH", "Gần dân"], ids=["agency", "subject"])
def test_other_rules_are_a_third_to_a_half_of_the_line_above(text):
    split = LEFT_COLUMN if text == "TỈNH TRÀ VINH" else None
    page = pages_of(write_pdf(PLAIN_PLAN), split_at=split)[0]
    line = page.line(text)
    assert 1 / 3 <= rule_under(page, text) / (line.right - line.left) <= 1 / 2


LONG = "Các đơn vị nghe dân nói, nói dân hiểu, làm cho dân tin và chịu trách nhiệm với dân. " * 6


def running_text() -> tuple[PrintedPage, int]:
    """Return a page with two long paragraphs, and the place of the second one's first line."""
    nodes = (Node("item", "1", LONG), Node("item", "2", LONG), Node("paragraph", "", "Hết."))
    page = pages_of(plan_pdf(varied_content(nodes=nodes), ISSUED))[0]
    at = next(n for n, line in enumerate(page.lines) if line.text.startswith("2. Các đơn vị"))
    return page, at


def test_a_paragraph_is_indented_by_one_to_1_27_cm_and_justified():
    page, at = running_text()
    first, second = page.lines[at], page.lines[at + 1]
    assert 10 <= (first.left - TEXT_LEFT) / MM <= 12.8
    assert second.left == pytest.approx(TEXT_LEFT, abs=1)
    assert {round(line.right) for line in page.lines[at : at + 3]} == {round(TEXT_RIGHT)}


def test_lines_are_single_to_one_and_a_half_and_paragraphs_six_points_apart():
    page, at = running_text()
    pitch = page.lines[at + 2].baseline - page.lines[at + 1].baseline
    single = layout.SINGLE * 14
    assert single <= pitch <= 1.5 * single
    gap = page.lines[at].baseline - page.lines[at - 1].baseline
    assert gap - pitch >= 6 - 0.1


# -- numbers of pages, appendices, drafts


def number_of(page: PrintedPage) -> str:
    """Return what stands in the middle of the top margin."""
    middle = page.width / 2
    return "".join(
        line.text
        for line in page.lines
        if line.baseline < layout.TOP_MM * MM and abs(line.middle - middle) < 25 * MM
    )


def test_the_page_number_stands_in_the_middle_of_the_top_margin_and_not_on_page_one():
    pages = pages_of(write_pdf(replace(DRAFT_PLAN, draft_mark="", appendices=())))
    assert [number_of(page) for page in pages] == ["", *map(str, range(2, len(pages) + 1))]
    line = pages[1].lines[0]
    assert line.size in {13, 14}
    assert line.middle == pytest.approx((TEXT_LEFT + TEXT_RIGHT) / 2, abs=0.5)


def test_each_appendix_opens_a_page_and_a_count_and_a_wide_one_lies_on_its_side():
    pages = pages_of(write_pdf(ISSUED_PLAN))
    assert [round(page.width / MM) for page in pages] == [210, 297, *[210] * (len(pages) - 2)]
    first = [page.lines[0].text for page in pages]
    assert first[1].startswith("Phụ lục I")
    assert first[2].startswith("Phụ lục II")
    assert first[3:] == [str(number) for number in range(2, len(pages) - 1)]


def test_a_tables_head_is_repeated_on_each_of_its_pages():
    pages = pages_of(write_pdf(ISSUED_PLAN))[3:]
    assert len(pages) >= 2
    assert all(squeezed(page.lines[1].text) == "STTChỉtiêuSố" for page in pages)


def test_a_draft_says_so_under_its_number_and_on_every_later_page():
    pages = pages_of(write_pdf(DRAFT_PLAN))
    assert len(pages) > 2
    number = next(n for n, line in enumerate(pages[0].lines) if line.text.startswith("Số:"))
    assert any(line.text == "DỰ THẢO" for line in pages[0].lines[number:][:3])
    for page in pages[1:]:
        assert any("DỰ THẢO" in line.text for line in page.lines if line.baseline < 20 * MM)


def test_an_issued_document_never_says_draft():
    assert all(
        "DỰ THẢO" not in line.text
        for page in pages_of(write_pdf(ISSUED_PLAN))
        for line in page.lines
    )


# -- công văn


def test_the_subject_of_a_letter_stands_upright_under_its_number():
    page = pages_of(write_pdf(letter("Sở Nội vụ")), split_at=LEFT_COLUMN)[0]
    line = page.line("V/v nhắc")
    assert 12 <= line.size <= 13
    assert line.font == REGULAR
    assert line.baseline > page.line("Số: 7/UBND-NC").baseline
    assert line.right < LEFT_COLUMN
    assert not any("KẾ HOẠCH" in line.text for line in page.lines)


def test_a_letter_to_one_names_it_beside_the_words():
    line = page_of(letter("Sở Nội vụ")).line("Kính gửi:")
    assert line.text == "Kính gửi: Sở Nội vụ"
    assert 13 <= line.size <= 14


def test_a_letter_to_many_lists_them_under_the_colon():
    page = page_of(letter("Các sở, ban, ngành tỉnh", "Ủy ban nhân dân cấp huyện"))
    label = page.line("Kính gửi:")
    listed = [page.line("- Các sở"), page.line("- Ủy ban")]
    assert [line.text[-1] for line in listed] == [";", "."]
    assert {round(line.left) for line in listed} == {round(label.right)} or all(
        abs(line.left - label.right) < 3 * MM for line in listed
    )


# -- what stays together


@pytest.mark.parametrize("count", range(30, 46))
def test_a_signature_never_stands_alone_on_a_page(count):
    nodes = tuple(Node("paragraph", "", f"Việc thứ {n}.") for n in range(count))
    pages = pages_of(plan_pdf(varied_content(nodes=nodes), ISSUED), split_at=CLOSING_COLUMN)
    (signed,) = (page for page in pages if any("KT. CHỦ TỊCH" in x.text for x in page.lines))
    assert any(f"Việc thứ {count - 1}./." in line.text for line in signed.lines)
    assert any("Người Ký Thay" in line.text for line in signed.lines)


@pytest.mark.parametrize("count", range(200, 300, 7))
def test_a_long_last_paragraph_gives_two_lines_to_the_signature_and_looks_whole(count):
    text = " ".join(f"chữ{n}" for n in range(count))
    nodes = (Node("paragraph", "", "Mở đầu."), Node("paragraph", "", text))
    pages = pages_of(plan_pdf(varied_content(nodes=nodes), ISSUED))
    lines = [line for page in pages for line in page.lines if "chữ" in line.text]
    assert " ".join(line.text for line in lines) == f"{text}./."
    assert {round(line.right) for line in lines[:-1]} == {round(TEXT_RIGHT)}
    assert [line for line in lines[1:] if line.left > TEXT_LEFT + 1] == []
    signed = next(page for page in pages if any("KT. CHỦ TỊCH" in x.text for x in page.lines))
    assert len([line for line in signed.lines if "chữ" in line.text]) >= 2


def test_after_a_table_too_the_signature_keeps_its_last_row():
    for count in range(20, 40):
        grid = replace(GRID, rows=GRID.rows * count)
        pages = pages_of(write_pdf(replace(PLAIN_PLAN, body=(*PLAIN_PLAN.body, grid))))
        (signed,) = (page for page in pages if any("KT. CHỦ TỊCH" in x.text for x in page.lines))
        assert any("Sở Tài chính" in line.text for line in signed.lines)


def test_a_list_of_recipients_longer_than_a_page_goes_on_over_it():
    recipients = tuple(RecipientLine(f"Đơn vị thứ {n}") for n in range(200))
    pages = pages_of(plan_pdf(varied_content(recipients=recipients), ISSUED))
    said = [line.text for page in pages for line in page.lines]
    assert all(
        any(f"- Đơn vị thứ {n}{'.' if n == 199 else ';'}" in t for t in said) for n in (0, 199)
    )
    assert all(line.baseline < 280 * MM for page in pages for line in page.lines)


# -- the real plan


@pytest.mark.seed
def test_the_real_plan_keeps_the_margins_and_says_every_word(seed_path: Path):
    pages = pages_of(plan_pdf(real_content(seed_path), real_imprint()))
    assert len(pages) == 7
    assert [number_of(page) for page in pages] == ["", *"234567"]
    for page in pages:
        body = [line for line in page.lines if line.baseline > 20 * MM]
        assert 29.9 <= min(line.left for line in body) / MM <= 35
        assert max(line.right for line in body) <= TEXT_RIGHT + 0.5
        assert body[-1].baseline <= 277 * MM
        assert {line.font for line in body} <= {REGULAR, BOLD, ITALIC, BOLD_ITALIC}


@pytest.mark.seed
def test_every_sentence_of_the_real_plan_can_be_copied_out_of_it(seed_path: Path):
    content = real_content(seed_path)
    data = plan_pdf(content, real_imprint())
    assert set(fonts_of(data)) == {REGULAR, BOLD, ITALIC, BOLD_ITALIC}
    pages = text_of(data).split("\f")
    # The number of a page stands between two lines of a sentence that goes on over the page.
    said = squeezed("".join(page.removeprefix(f"{n}\n") for n, page in enumerate(pages, start=1)))
    texts = [*content.preamble, content.subject, *(node.text for node in content.nodes)]
    texts += [line.text.rstrip(";. ").lstrip("- ") for line in content.recipients]
    assert [text for text in texts if squeezed(text) not in said] == []
