"""Công văn and notices: word for word, and against the ranges of decree 30/2020, Phụ lục I."""

from __future__ import annotations

import io

import pytest
from docx import Document

from dvcq_workflow.documents.press import layout, notice_sheet, write_docx
from dvcq_workflow.documents.press.letter import FORMS, running
from dvcq_workflow.rules.canonical import digest_text
from dvcq_workflow.rules.content import RecipientLine, SignatureBlock
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.notices import DOCUMENT_TYPES, NoticeKind
from tests.documents.press.notices import DRAFTED, RELEASED, notice_content, notice_frame
from tests.documents.press.printed import (
    NAMESPACES,
    mm,
    paragraph_with,
    printed_lines,
    style_of,
    xpath,
)
from tests.documents.press.test_hostile import AS_TEXT

CORRECTION = write_docx(notice_sheet(notice_content(), notice_frame(), RELEASED))
RECALL = write_docx(notice_sheet(notice_content(NoticeKind.RECALL), notice_frame(), RELEASED))

HEADING = [
    "ỦY BAN NHÂN DÂN",
    "TỈNH TRÀ VINH",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
]
PLAN = (
    "Kế hoạch số 19/KH-UBND ngày 06 tháng 4 năm 2020 của Ủy ban nhân dân tỉnh Trà Vinh "
    "về gần dân, hiểu dân trong hoạt động của chính quyền năm 2020"
)
WRITTEN = ["1. Trang 2, dòng 3: “quý I” sửa thành “quý II”.", "2. Trang 5: bỏ dòng cuối."]
SIGNED = ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Người Ký Thay"]


def test_a_correction_is_a_letter_to_those_who_received_the_plan():
    assert printed_lines(CORRECTION) == [
        *HEADING,
        "Số: 12/UBND-VX",
        "V/v đính chính Kế hoạch số 19/KH-UBND ngày 06/4/2020",
        "Trà Vinh, ngày 09 tháng 4 năm 2020",
        "Kính gửi:",
        "- Các sở, ban, ngành tỉnh;",
        "- UBND cấp huyện.",
        f"Ủy ban nhân dân tỉnh Trà Vinh đính chính {PLAN} như sau:",
        *WRITTEN,
        "Các nội dung khác của Kế hoạch số 19/KH-UBND không thay đổi./.",
        "Nơi nhận:",
        "- Như trên;",
        "- Thường trực Tỉnh ủy (b/c);",
        "- Lưu: VT, NC.",
        *SIGNED,
    ]


def test_a_recall_is_a_notice_that_says_what_its_recipients_do():
    lines = printed_lines(RECALL)
    assert lines[4:10] == [
        "Số: 12/TB-UBND",
        "Trà Vinh, ngày 09 tháng 4 năm 2020",
        "THÔNG BÁO",
        "Thu hồi Kế hoạch số 19/KH-UBND ngày 06/4/2020",
        f"Ủy ban nhân dân tỉnh Trà Vinh thông báo thu hồi {PLAN}.",
        WRITTEN[0],
    ]
    assert "khoản 4 Điều 18 Nghị định số 30/2020/NĐ-CP./." in lines[11]
    assert lines[12:17] == [
        "Nơi nhận:",
        "- Thường trực Tỉnh ủy (b/c);",
        "- Các sở, ban, ngành tỉnh;",
        "- UBND cấp huyện;",
        "- Lưu: VT, NC.",
    ]
    assert "Kính gửi" not in "".join(lines)


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        (NoticeKind.CORRECTION, "Các nội dung khác giữ nguyên."),
        (NoticeKind.RECALL, "Bên nhận làm theo khoản 4 Điều 18 Nghị định số 30/2020/NĐ-CP."),
    ],
)
def test_a_closing_that_the_drafter_wrote_is_not_said_twice(kind, own):
    sheet = notice_sheet(notice_content(kind, text=f"Trang 2.\n{own}"), notice_frame(), RELEASED)
    assert [line.text for line in sheet.body[1:]] == ["Trang 2.", f"{own}/."]


def test_a_draft_says_so_and_bears_neither_number_nor_date_nor_signature():
    frame = notice_frame(signature=SignatureBlock())
    lines = printed_lines(write_docx(notice_sheet(notice_content(), frame, DRAFTED)))
    assert lines[4:8] == [
        "Số:      /UBND-VX",
        "V/v đính chính Kế hoạch số 19/KH-UBND ngày 06/4/2020",
        "DỰ THẢO",
        "Trà Vinh, ngày … tháng … năm 2020",
    ]
    assert lines[-1] == "- Lưu: VT, NC."


def test_a_single_addressee_stands_in_the_middle_beside_the_words():
    frame = notice_frame(recipients=(RecipientLine("Sở Nội vụ"),))
    data = write_docx(notice_sheet(notice_content(), frame, RELEASED))
    assert style_of(data, "Kính gửi: Sở Nội vụ").align == "center"
    assert "- Lưu: VT." in printed_lines(data)


def test_who_is_only_informed_is_addressed_where_nobody_else_is():
    frame = notice_frame(recipients=(RecipientLine("Thường trực Tỉnh ủy (b/c)"),))
    assert notice_sheet(notice_content(), frame, RELEASED).addressees == (
        "Thường trực Tỉnh ủy (b/c)",
    )


@pytest.mark.parametrize(
    ("subject", "printed"),
    [
        ("Đính chính kế hoạch", "đính chính kế hoạch"),
        ("V/v đính chính kế hoạch", "đính chính kế hoạch"),
        ("Về việc đính chính kế hoạch", "đính chính kế hoạch"),
        ("UBND tỉnh đính chính", "UBND tỉnh đính chính"),
    ],
    ids=["a capital", "the mark typed", "the words typed", "an abbreviation"],
)
def test_the_subject_of_a_letter_goes_on_after_its_mark(subject, printed):
    assert (
        notice_sheet(notice_content(subject=subject), notice_frame(), RELEASED).subject == printed
    )


@pytest.mark.parametrize(
    ("subject", "named"),
    [
        ("Công tác dân vận", "Trà Vinh về công tác dân vận như sau:"),
        ("Về công tác dân vận", "Trà Vinh về công tác dân vận như sau:"),
        ("CÔNG TÁC DÂN VẬN", "Trà Vinh về “CÔNG TÁC DÂN VẬN” như sau:"),
        ("", "Trà Vinh như sau:"),
    ],
    ids=["a capital", "with its word", "all capitals", "none"],
)
def test_the_plan_s_subject_is_named_in_running_text(subject, named):
    sheet = notice_sheet(notice_content(), notice_frame(plan_subject=subject), RELEASED)
    assert sheet.body[0].text.endswith(named)


def test_a_subject_of_nothing_stays_nothing():
    assert running("") == ""


# (first words of the paragraph, least and greatest size, bold, italic, alignment)
LOOKS = {
    "subject": ("V/v đính chính", 12, 13, False, False, "center"),
    "number": ("Số: 12", 13, 13, False, False, "center"),
    "addressees": ("Kính gửi:", 13, 14, False, False, "left"),
    "addressee": ("- UBND cấp huyện.", 13, 14, False, False, "left"),
    "body": ("1. Trang 2", 13, 14, False, False, "both"),
    "recipient": ("- Như trên;", 11, 11, False, False, "left"),
    "signer": ("Người Ký Thay", 13, 14, True, False, "center"),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_each_part_of_a_letter_has_the_size_and_style_of_the_decree(look):
    text, least, greatest, is_bold, is_italic, align = look
    style = style_of(CORRECTION, text)
    assert least <= style.size_pt <= greatest
    assert (style.is_bold, style.is_italic, style.align) == (is_bold, is_italic, align)
    assert style.font == "Times New Roman"


def test_the_dashes_of_the_addressees_stand_below_each_other_under_the_colon():
    lines = [paragraph_with(CORRECTION, text) for text in ("- Các sở", "- UBND cấp huyện.")]
    places = {
        (mm(left) - mm(hanging))
        for line in lines
        for left in line.xpath("w:pPr/w:ind/@w:left", namespaces=NAMESPACES)
        for hanging in line.xpath("w:pPr/w:ind/@w:hanging", namespaces=NAMESPACES)
    }
    assert len(places) == 1
    words = paragraph_with(CORRECTION, "Kính gửi:")
    (start,) = words.xpath("w:pPr/w:ind/@w:left", namespaces=NAMESPACES)
    # "Kính gửi:" in 14 pt is 19 mm long.
    assert places.pop() == pytest.approx(mm(start) + 19, abs=1)


def test_the_subject_of_a_letter_is_set_in_lines_of_about_one_length():
    subject = "đính chính sai sót về thể thức, kỹ thuật trình bày của Kế hoạch số 19/KH-UBND"
    data = write_docx(notice_sheet(notice_content(subject=subject), notice_frame(), RELEASED))
    line = paragraph_with(data, "V/v đính chính")
    left = line.xpath("string(w:pPr/w:ind/@w:left)", namespaces=NAMESPACES)
    right = line.xpath("string(w:pPr/w:ind/@w:right)", namespaces=NAMESPACES)
    assert left == right
    assert 0 < mm(left) < layout.HEADING_LEFT_MM / 4


def test_a_letter_has_no_name_of_its_type_and_a_notice_has():
    assert xpath(CORRECTION, "//w:pStyle[@w:val='DvcqTypeName']") == []
    assert style_of(RECALL, "THÔNG BÁO").is_bold


def test_every_type_of_notice_has_its_form():
    assert set(DOCUMENT_TYPES.values()) <= set(FORMS)


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_the_file_carries_the_hash_and_the_data_of_what_was_signed(kind):
    content = notice_content(kind)
    sheet = notice_sheet(content, notice_frame(), RELEASED)
    assert sheet.content_hash == content.content_hash
    assert digest_text(sheet.source.text) == content.content_hash
    assert sheet.source.name == FORMS[DOCUMENT_TYPES[kind]].source
    properties = Document(io.BytesIO(write_docx(sheet))).core_properties
    assert properties.identifier == content.content_hash
    assert properties.created.date() == RELEASED.issued_on


@pytest.mark.parametrize("text", AS_TEXT.values(), ids=AS_TEXT)
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_strange_text_prints_as_text_wherever_it_stands(kind, text):
    content = notice_content(kind, symbol=text, place=text, subject=f"x {text}", text=text)
    frame = notice_frame(
        parent_heading=text,
        heading_lines=(text,),
        plan_subject=f"x {text}",
        recipients=(RecipientLine(text), RecipientLine(text, is_archive=True)),
        signature=SignatureBlock((text,), text, text),
    )
    sheet = notice_sheet(content, frame, RELEASED)
    lines = printed_lines(write_docx(sheet))
    assert sum(text.rstrip(" ;.,") in line for line in lines) == 12


def test_a_notice_that_cannot_be_hashed_is_refused_not_printed():
    with pytest.raises(RuleViolation) as refusal:
        notice_sheet(notice_content(text="nửa chữ \ud83d"), notice_frame(), RELEASED)
    assert refusal.value.code == "content_malformed"


@pytest.mark.parametrize("imprint", [RELEASED, DRAFTED], ids=["released", "draft"])
def test_the_same_notice_gives_the_same_bytes(imprint):
    sheets = [notice_sheet(notice_content(), notice_frame(), imprint) for _time in range(2)]
    assert write_docx(sheets[0]) == write_docx(sheets[1])
