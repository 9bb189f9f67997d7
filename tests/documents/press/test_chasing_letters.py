"""Chasing letters (công văn đôn đốc): to exactly the units that owe, naming what they owe."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from dvcq_workflow.documents.press import chasing_sheet, write_docx, write_pdf
from dvcq_workflow.documents.press.chasing import MAX_ADDRESSEES
from dvcq_workflow.rules.canonical import digest_text
from dvcq_workflow.rules.chasing import Owed
from dvcq_workflow.rules.content import RecipientLine, SignatureBlock
from dvcq_workflow.rules.errors import RuleViolation
from tests.documents.press.pages import fonts_of, pages_of, squeezed, text_of
from tests.documents.press.printed import printed_lines
from tests.documents.press.reports import DRAFTED, OWED, SENT, letter_content, letter_frame
from tests.documents.press.sheets import texts_of
from tests.documents.press.test_hostile import AS_TEXT as HOSTILE
from tests.documents.press.test_reports import OUR_FACES

MANY = tuple(replace(OWED[0], unit=f"Đơn vị thứ {n}") for n in range(1, 61))
SHEETS = {
    "to several": chasing_sheet(letter_content(), letter_frame(), SENT),
    "to one": chasing_sheet(letter_content(OWED[:2]), letter_frame(), SENT),
    "to sixty": chasing_sheet(letter_content(MANY), letter_frame(), SENT),
    "a draft": chasing_sheet(letter_content(), letter_frame(signature=SignatureBlock()), DRAFTED),
}
OPENING = (
    "Sở Nội vụ theo dõi việc thực hiện Kế hoạch số 19/KH-UBND ngày 06 tháng 4 năm 2020 của Ủy ban "
    "nhân dân tỉnh Trà Vinh về gần dân, hiểu dân trong hoạt động của chính quyền năm 2020. Tính "
    "đến ngày 15/6/2020, "
)


def test_a_letter_to_several_is_addressed_to_each_that_owes_once():
    assert printed_lines(write_docx(SHEETS["to several"]))[4:21] == [
        "Số: 07/SNV-XDCQ",
        "V/v đôn đốc báo cáo quý II năm 2020",
        "Trà Vinh, ngày 09 tháng 6 năm 2020",
        "Kính gửi:",
        "- Sở Y tế;",
        "- UBND huyện Càng Long.",
        (
            f"{OPENING}có 2 cơ quan, đơn vị chưa gửi báo cáo, chưa hoàn thành nhiệm vụ đã đến hạn "
            "(danh sách tại Phụ lục kèm theo)."
        ),
        "Đề nghị các đơn vị gửi báo cáo trong tuần này.",
        "Khó khăn gửi về Sở Nội vụ./.",
        "Nơi nhận:",
        "- Như trên;",
        "- UBND tỉnh (b/c);",
        "- Lưu: VT, XDCQ.",
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Người Ký Thay",
        "Phụ lục",
    ]


def test_each_of_several_finds_what_it_owes_in_the_appendix():
    (table,) = SHEETS["to several"].appendices
    assert table.note == "(Kèm theo Công văn số 07/SNV-XDCQ ngày 09 tháng 6 năm 2020 của Sở Nội vụ)"
    assert table.columns[4:] == ("Thời hạn", "Số ngày chậm")
    assert table.rows == (
        ("1", "Sở Y tế", "Báo cáo quý II năm 2020", "Quý II năm 2020", "10/6/2020", "5"),
        ("2", "Sở Y tế", "Gặp dân ở cơ sở.", "", "31/5/2020", "15"),
        (
            "3",
            "UBND huyện Càng Long",
            "Báo cáo quý II năm 2020",
            "Quý II năm 2020",
            "10/6/2020",
            "5",
        ),
    )


def test_one_unit_reads_what_it_owes_in_the_text():
    sheet = SHEETS["to one"]
    assert sheet.addressees == ("Sở Y tế",)
    assert sheet.appendices == ()
    assert [line.text for line in sheet.body] == [
        f"{OPENING}Sở Y tế chưa gửi báo cáo, chưa hoàn thành nhiệm vụ đã đến hạn, gồm:",
        "- Báo cáo quý II năm 2020, thời hạn 10/6/2020, chậm 5 ngày;",
        "- Gặp dân ở cơ sở, thời hạn 31/5/2020, chậm 15 ngày.",
        "Đề nghị các đơn vị gửi báo cáo trong tuần này.",
        "Khó khăn gửi về Sở Nội vụ./.",
    ]


@pytest.mark.parametrize(
    ("owed", "said"),
    [(OWED[:1], "Sở Y tế chưa gửi báo cáo đã"), (OWED[1:2], "Sở Y tế chưa hoàn thành nhiệm vụ đã")],
    ids=["a report", "a task"],
)
def test_a_letter_says_only_what_is_lacking(owed, said):
    assert said in chasing_sheet(letter_content(owed), letter_frame(), SENT).body[0].text


def test_very_many_are_addressed_by_the_appendix_which_names_each():
    sheet = SHEETS["to sixty"]
    assert sheet.addressees == ("Các cơ quan, đơn vị có tên tại Phụ lục kèm theo",)
    assert [row[1] for row in sheet.appendices[0].rows] == [thing.unit for thing in MANY]
    fewer = chasing_sheet(letter_content(MANY[:MAX_ADDRESSEES]), letter_frame(), SENT)
    assert fewer.addressees == tuple(thing.unit for thing in MANY[:MAX_ADDRESSEES])


def test_a_draft_bears_neither_number_nor_date_nor_signature():
    lines = printed_lines(write_docx(SHEETS["a draft"]))
    assert "Số:      /SNV-XDCQ" in lines
    assert "DỰ THẢO" in lines
    assert "Trà Vinh, ngày … tháng … năm 2020" in lines
    assert "Người Ký Thay" not in lines


def test_a_thing_without_a_date_is_named_without_one():
    owed = (Owed("Sở Y tế", "Gặp dân", None, is_report=False),)
    sheet = chasing_sheet(letter_content(owed), letter_frame(), SENT)
    assert sheet.body[1].text == "- Gặp dân."


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_every_sentence_of_a_letter_is_read_back_in_our_family_and_in_the_same_bytes(sheet):
    data = write_pdf(sheet)
    said = squeezed(text_of(data)).casefold()
    assert [t for t in texts_of(sheet) if squeezed(t).casefold() not in said] == []
    assert set(fonts_of(data)) <= OUR_FACES
    assert write_pdf(sheet) == data
    assert write_docx(sheet) == write_docx(sheet)


def test_the_list_of_sixty_goes_over_pages_with_its_head_on_each():
    pages = pages_of(write_pdf(SHEETS["to sixty"]))[1:]
    assert len(pages) >= 3
    assert all("Cơ quan, đơn vị" in " ".join(line.text for line in p.lines) for p in pages)


def test_the_file_carries_the_data_whose_hash_is_signed():
    sheet = SHEETS["to several"]
    assert sheet.content_hash == letter_content().content_hash
    assert digest_text(sheet.source.text) == sheet.content_hash
    assert sheet.source.name == "cong-van.json"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_strange_text_prints_as_text_wherever_it_stands(text):
    owed = tuple(
        Owed(f"{n} {text}", text, dt.date(2020, 6, 10), is_report=True, period=text)
        for n in range(2)
    )
    content = letter_content(owed, symbol=text, place=text, subject=f"x {text}", text=text)
    frame = letter_frame(
        parent_heading=text,
        heading_lines=(text,),
        recipients=(RecipientLine(text),),
        signature=SignatureBlock((text,), text, text),
    )
    lines = printed_lines(write_docx(chasing_sheet(content, frame, SENT)))
    # The text may end in what closes a line.
    assert sum(text.rstrip(" ;.,") in line for line in lines) == 19


def test_a_letter_that_cannot_be_hashed_or_printed_is_refused():
    with pytest.raises(RuleViolation, match="content_malformed"):
        chasing_sheet(letter_content(text="nửa chữ \ud83d"), letter_frame(), SENT)
    with pytest.raises(RuleViolation, match="text_not_printable"):
        write_pdf(chasing_sheet(letter_content(text="Gần dân 👍"), letter_frame(), SENT))
