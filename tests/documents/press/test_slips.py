"""The approval sheet: what it says, row for row, and that it says the same of the same record."""

from __future__ import annotations

import dataclasses
import io
import json

import pytest
from docx import Document

from dvcq_workflow.documents.press import approval_sheet, with_stand_ins, write_docx
from dvcq_workflow.documents.press.pdf import write_pdf
from dvcq_workflow.documents.press.sheet import Grid
from dvcq_workflow.documents.press.slip_facts import Hand, Round, Step, Void
from dvcq_workflow.rules.canonical import canonical_json, digest_text
from dvcq_workflow.rules.errors import RuleViolation
from tests.documents.press.notices import (
    DRAFTER,
    FIRST,
    HEAD,
    SECOND,
    approval_facts,
    at,
)
from tests.documents.press.printed import NAMESPACES, printed_lines, style_of, xpath
from tests.documents.press.test_hostile import AS_TEXT

HEAD_PRINTED = "Người Kiểm Tra, Trưởng phòng, Phòng THNV, thay cho Người Vắng Mặt"
SIGNER_PRINTED = "Người Ký, Phó Chủ tịch, UBND tỉnh, thay cho Người Được Ký Thay"


def tables(**changes):
    """Return the tables of a sheet in order: draft, opinions, steps, returns, what is void."""
    return [
        part for part in approval_sheet(approval_facts(**changes)).body if isinstance(part, Grid)
    ]


def lines(**changes):
    sheet = approval_sheet(approval_facts(**changes))
    return [part.text for part in sheet.body if not isinstance(part, Grid)]


def test_it_bears_no_number_and_no_signature_and_is_dated_by_the_last_act():
    printed = printed_lines(write_docx(approval_sheet(approval_facts())))
    assert printed[:7] == [
        "ỦY BAN NHÂN DÂN TỈNH TRÀ VINH",
        "PHÒNG THNV",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Trà Vinh, ngày 06 tháng 4 năm 2020",
        "PHIẾU TRÌNH",
        "Ban hành Kế hoạch gần dân, hiểu dân trong hoạt động của chính quyền năm 2020",
    ]
    assert (
        printed[-1]
        == "Phiếu lập theo nhật ký của văn bản đến việc số 42, lúc 10:15 ngày 06/4/2020./."
    )


def test_it_says_what_is_submitted_by_whom_and_how_it_stands():
    about = dict(tables()[0].rows)
    assert (
        about["Người soạn thảo"] == "Người Soạn, Chuyên viên, Phòng THNV, từ 08:00 ngày 01/4/2020"
    )
    assert about["Tình trạng"] == "Đã ký, chờ cấp số"
    assert about["Số, ngày văn bản"] == "Chưa cấp số"
    assert about["Mã nội dung (SHA-256)"].replace(" ", "") == SECOND.hash


def test_it_says_who_was_asked_what_they_answered_and_what_became_of_it():
    assert tables()[1].rows == (
        (
            "Sở Y tế",
            "Có ý kiến: Ghi rõ chỉ tiêu.",
            f"{HEAD_PRINTED}; 09:00 ngày 02/4/2020",
            "Đã ghi ở mục II.",
        ),
        ("Sở Tài chính", "Không trả lời trước khi kết thúc", "", ""),
    )
    assert (
        "Lần 1: gửi phiên bản 1 (a1a1a1a1…) lúc 09:00 ngày 01/4/2020, hạn trả lời ngày 08/4/2020"
        in lines()
    )
    assert "Kết thúc lúc 08:00 ngày 02/4/2020 khi chưa đủ ý kiến, lý do: Gấp." in lines()


def test_a_comment_without_an_answer_says_so():
    (round_,) = approval_facts().rounds
    owed = dataclasses.replace(round_.opinions[0], answer="")
    changed = dataclasses.replace(round_, opinions=(owed,))
    assert tables(rounds=(changed,))[1].rows[0][3] == "Chưa có"


def test_a_line_that_introduces_a_table_stays_on_its_page():
    data = write_docx(approval_sheet(approval_facts()))
    for grid in xpath(data, "//w:tbl[w:tblPr/w:tblBorders]"):
        before = grid.getprevious()
        kept = before.xpath("w:pPr/w:keepNext", namespaces=NAMESPACES)
        (name,) = before.xpath("w:pPr/w:pStyle/@w:val", namespaces=NAMESPACES)
        assert kept, name


def test_a_round_under_way_and_no_round_are_said_as_such():
    open_round = Round(1, FIRST, "", at(1, 9), at(8, 0).date(), None, "", ())
    assert "Chưa kết thúc." in lines(rounds=(open_round,))
    assert "Văn bản không gửi lấy ý kiến góp ý." in lines(rounds=())


def test_each_step_names_its_people_its_moment_and_its_version():
    steps = {row[0]: row[1:] for row in tables()[2].rows}
    assert steps["Duyệt và ký"] == (
        f"{SIGNER_PRINTED}; TM. ỦY BAN NHÂN DÂN / PHÓ CHỦ TỊCH",
        "10:15 ngày 06/4/2020",
        "Phiên bản 2 (b2b2b2b2…)",
    )
    assert "thủ trưởng kiểm tra nội dung văn bản do mình soạn thảo" in steps["Kiểm tra nội dung"][0]


@pytest.mark.parametrize("step", ["Cấp số", "Đóng dấu", "Phát hành"])
def test_a_step_that_is_not_done_yet_is_said_as_such(step):
    assert (step, "Chưa thực hiện", "", "") in tables()[2].rows


def test_a_number_says_its_date_and_where_it_was_taken_from():
    number = Step(
        "number",
        DRAFTER,
        SECOND,
        number="19/KH-UBND",
        numbered_on=at(6, 0).date(),
        paper_reason="Mạng hỏng.",
    )
    about, *_rest = tables(steps=(number,))
    assert dict(about.rows)["Số, ngày văn bản"] == (
        "Số 19/KH-UBND, ngày 06/4/2020; theo sổ giấy: Mạng hỏng."
    )


def test_each_return_says_from_which_desk_by_whom_when_and_why():
    assert "Văn bản bị trả lại 1 lần." in lines()
    assert tables()[3].rows == (
        (
            "1",
            "Ký ban hành",
            f"{SIGNER_PRINTED}; 10:15 ngày 06/4/2020",
            "Phiên bản 1 (a1a1a1a1…)",
            "Sửa ngày báo cáo.",
        ),
    )
    assert "Văn bản không bị trả lại lần nào." in lines(returns=(), voided=())


def test_what_no_longer_counts_stands_apart_and_says_why():
    (row,) = tables()[4].rows
    assert (row[0], row[3]) == ("Kiểm tra nội dung", "Trả lại lần 1")
    void = Void("number", HEAD, FIRST, None, number="18/KH-UBND")
    (other,) = tables(voided=(void,))[4].rows
    assert (other[0], other[3]) == ("Cấp số: số 18/KH-UBND", "Nội dung đã thay đổi")
    assert len(tables(voided=())) == 4


@pytest.mark.parametrize(
    ("kind", "place"), [("refused", "Từ chối ban hành"), ("withdrawn", "Rút văn bản")]
)
def test_a_refusal_and_a_withdrawal_are_no_returns(kind, place):
    row = dataclasses.replace(approval_facts().returns[0], kind=kind)
    assert "Văn bản không bị trả lại lần nào." in lines(returns=(row,))
    assert tables(returns=(row,))[3].rows[0][0] == place


def test_its_tables_have_borders_and_a_head_on_every_page():
    data = write_docx(approval_sheet(approval_facts()))
    grids = xpath(data, "//w:tbl[w:tblPr/w:tblBorders]")
    assert len(grids) == 5
    assert all(grid.xpath("w:tr[1]/w:trPr/w:tblHeader", namespaces=NAMESPACES) for grid in grids)
    assert 13 <= style_of(data, "Ủy ban nhân dân tỉnh Trà Vinh").size_pt <= 14


def test_it_carries_its_facts_whose_hash_it_names():
    sheet = approval_sheet(approval_facts())
    assert sheet.source.name == "phieu-trinh.json"
    assert digest_text(sheet.source.text) == sheet.content_hash
    assert canonical_json(json.loads(sheet.source.text)) == sheet.source.text
    properties = Document(io.BytesIO(write_docx(sheet))).core_properties
    assert properties.identifier == sheet.content_hash
    assert properties.created.date() == at(6, 0).date()


def test_the_same_facts_give_the_same_bytes_and_other_facts_do_not():
    same = [write_docx(approval_sheet(approval_facts())) for _time in range(2)]
    assert same[0] == same[1]
    assert write_docx(approval_sheet(approval_facts(seq=43))) != same[0]


@pytest.mark.parametrize("text", ["Sửa 👍🏽 ngày", "שלום", "\uf0b7 dấu", "\ue000x\ue001"])
def test_a_letter_that_a_pdf_lacks_keeps_no_sheet_from_being_printed(text):
    back = dataclasses.replace(approval_facts().returns[0], reason=text)
    sheet = approval_sheet(approval_facts(returns=(back,)))
    with pytest.raises(RuleViolation, match="text_not_printable"):
        write_pdf(sheet)
    shown = with_stand_ins(sheet)
    assert write_pdf(shown).startswith(b"%PDF")
    assert shown.source == sheet.source
    assert shown.content_hash == sheet.content_hash
    reason = [part for part in shown.body if isinstance(part, Grid)][3].rows[0][4]
    assert "□" in reason
    assert len(reason) == len(text)
    assert with_stand_ins(approval_sheet(approval_facts())) == approval_sheet(approval_facts())


@pytest.mark.parametrize("text", AS_TEXT.values(), ids=AS_TEXT)
def test_strange_text_prints_as_text_wherever_it_stands(text):
    hand = Hand(text, at(1, 8), text, text, text)
    facts = approval_facts()
    (round_,), (back,), (void,) = facts.rounds, facts.returns, facts.voided
    opinion = dataclasses.replace(round_.opinions[0], unit=text, hand=hand, text=text, answer=text)
    changed = approval_facts(
        subject=f"x {text}",
        place=text,
        parent_heading=text,
        heading_lines=(text,),
        issuing_unit=text,
        drafters=(hand,),
        rounds=(
            dataclasses.replace(round_, question=text, closing_reason=text, opinions=(opinion,)),
        ),
        steps=(Step("signature", hand, SECOND, (text,)),),
        returns=(dataclasses.replace(back, hand=hand, reason=text),),
        voided=(dataclasses.replace(void, hand=hand),),
    )
    printed = printed_lines(write_docx(approval_sheet(changed)))
    assert sum(text in line for line in printed) == 16
