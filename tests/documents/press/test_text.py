"""What a plan prints, word for word and in order."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from docx import Document

from dvcq_workflow.documents.press import Imprint, plan_docx, plan_sheet
from dvcq_workflow.documents.press.sheet import roman, with_end_mark
from dvcq_workflow.rules.content import Node, RecipientLine, SignatureBlock
from tests.documents.press.plans import DRAFT, ISSUED, TARGETS, TASKS, varied_content
from tests.documents.press.printed import printed_lines

ISSUED_LINES = [
    "ỦY BAN NHÂN DÂN",
    "TỈNH TRÀ VINH",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: 05/KH-UBND",
    "Trà Vinh, ngày 09 tháng 01 năm 2020",
    "KẾ HOẠCH",
    "Gần dân, hiểu dân trong hoạt động của chính quyền năm 2020",
    "Căn cứ Quyết định số 553/QĐ-UBND ngày 15/3/2016 của Ủy ban nhân dân tỉnh;",
    "Theo đề nghị của Giám đốc Sở Nội vụ.",
    "Ủy ban nhân dân tỉnh ban hành Kế hoạch với các nội dung như sau:",
    "I. MỤC TIÊU",
    "1. Chính quyền các cấp nghe dân nói, làm cho dân tin.",
    "2. Mỗi đơn vị chọn một việc khó để làm đến nơi, đến chốn.",
    "II. VIỆC PHẢI LÀM",
    "1. Đối thoại với nhân dân",
    "- Người đứng đầu gặp dân ở cơ sở ít nhất hai lần trong năm;",
    "- Ghi lại mọi kiến nghị và trả lời trong mười lăm ngày.",
    "2. Công khai, minh bạch:",
    "a) Niêm yết thủ tục tại nơi tiếp nhận;",
    "b) Đăng kết quả giải quyết hồ sơ hằng tháng.",
    "III. TỔ CHỨC THỰC HIỆN",
    "1. Sở Nội vụ theo dõi chung và nhắc các đơn vị chậm việc.",
    "2. Ủy ban nhân dân cấp huyện lập kế hoạch của mình trong tháng đầu năm.",
    "Trong quá trình thực hiện, khó khăn được gửi về Sở Nội vụ để xem xét./.",
    "Nơi nhận:",
    "- Thường trực Tỉnh ủy (b/c);",
    "- Các sở, ban, ngành tỉnh;",
    "- UBND cấp huyện;",
    "- Lưu: VT, NC.",
    "TM. ỦY BAN NHÂN DÂN",
    "KT. CHỦ TỊCH",
    "PHÓ CHỦ TỊCH",
    "Người Ký Thay",
]


def test_an_issued_plan_prints_every_sentence_once_and_in_order():
    assert printed_lines(plan_docx(varied_content(), ISSUED)) == ISSUED_LINES


def test_a_draft_says_so_and_leaves_number_and_date_blank():
    lines = printed_lines(plan_docx(varied_content(), DRAFT))
    assert lines[4:7] == [
        "Số:      /KH-UBND",
        "DỰ THẢO",
        "Trà Vinh, ngày … tháng … năm 2020",
    ]
    assert lines[7:] == ISSUED_LINES[6:]


def test_a_draft_never_prints_a_number_even_where_one_is_given():
    imprint = Imprint(number=19, issued_on=dt.date(2020, 4, 6), is_draft=True)
    text = "\n".join(printed_lines(plan_docx(varied_content(), imprint)))
    assert "19/KH-UBND" not in text
    assert "06 tháng 4" not in text


def test_an_issued_plan_does_not_say_that_it_is_a_draft():
    assert "DỰ THẢO" not in printed_lines(plan_docx(varied_content(), ISSUED))


@pytest.mark.parametrize(
    ("number", "day", "expected"),
    [
        (5, dt.date(2020, 1, 9), ("Số: 05/KH-UBND", "Trà Vinh, ngày 09 tháng 01 năm 2020")),
        (19, dt.date(2020, 4, 6), ("Số: 19/KH-UBND", "Trà Vinh, ngày 06 tháng 4 năm 2020")),
        (120, dt.date(2020, 12, 31), ("Số: 120/KH-UBND", "Trà Vinh, ngày 31 tháng 12 năm 2020")),
    ],
    ids=["under ten, first months", "months from March are not padded", "three digits"],
)
def test_number_and_date_are_padded_as_the_decree_pads_them(number, day, expected):
    sheet = plan_sheet(varied_content(), Imprint(number, day))
    assert (sheet.number_line, sheet.place_date) == expected


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Các đơn vị thực hiện./.", "Các đơn vị thực hiện./."),
        ("Các đơn vị thực hiện.", "Các đơn vị thực hiện./."),
        ("Các đơn vị thực hiện", "Các đơn vị thực hiện./."),
        ("Các đơn vị thực hiện;", "Các đơn vị thực hiện./."),
        ("Làm gì cho dân?", "Làm gì cho dân?/."),
        ("Nêu gương người tốt…", "Nêu gương người tốt…/."),
        ("Phong trào “Dân vận khéo”", "Phong trào “Dân vận khéo”./."),
    ],
    ids=["has it", "full stop", "bare", "semicolon", "question", "ellipsis", "quotation"],
)
def test_the_end_mark_closes_the_content_once(text, printed):
    assert with_end_mark(text) == printed
    nodes = (Node("item", "1", "Việc một."), Node("bullet", "", text))
    assert plan_sheet(varied_content(nodes=nodes), ISSUED).body[-1].text == f"- {printed}"


def test_only_the_last_paragraph_carries_the_end_mark():
    body = plan_sheet(varied_content(), ISSUED).body
    assert [line.text for line in body if line.text.endswith("./.")] == [body[-1].text]


def test_the_archive_line_closes_the_list_of_recipients():
    recipients = (
        RecipientLine("Lưu: VT, NC.", is_archive=True),
        RecipientLine("- Như Điều 3;"),
        RecipientLine("Sở Nội vụ (t/h)", "t/h"),
    )
    sheet = plan_sheet(varied_content(recipients=recipients), ISSUED)
    assert sheet.recipients == ("- Như Điều 3;", "- Sở Nội vụ (t/h);", "- Lưu: VT, NC.")


def test_parts_and_sub_items_keep_the_numbers_they_were_given():
    nodes = (
        Node("section", "Phần thứ nhất", "NHỮNG VIỆC CHUNG"),
        Node("section", "A", "TUYÊN TRUYỀN"),
        Node("item", "1.1", "Viết tin, bài."),
        Node("bullet", "+", "Mỗi tuần một bài."),
    )
    texts = [line.text for line in plan_sheet(varied_content(nodes=nodes), ISSUED).body[3:]]
    assert texts == [
        "Phần thứ nhất",
        "NHỮNG VIỆC CHUNG",
        "A. TUYÊN TRUYỀN",
        "1.1. Viết tin, bài.",
        "+ Mỗi tuần một bài./.",
    ]


def test_several_appendices_are_numbered_and_name_the_plan_they_belong_to():
    imprint = Imprint(5, dt.date(2020, 1, 9), issuer_name="Ủy ban nhân dân tỉnh Trà Vinh")
    lines = printed_lines(plan_docx(varied_content(appendices=(TASKS, TARGETS)), imprint))
    note = (
        "(Kèm theo Kế hoạch số 05/KH-UBND ngày 09 tháng 01 năm 2020 "
        "của Ủy ban nhân dân tỉnh Trà Vinh)"
    )
    assert lines[: len(ISSUED_LINES)] == ISSUED_LINES
    first = ["Phụ lục I", TASKS.title, note, *TASKS.columns, *TASKS.rows[0], *TASKS.rows[1]]
    second = ["Phụ lục II", TARGETS.title, note, *TARGETS.columns, *TARGETS.rows[0]]
    assert lines[len(ISSUED_LINES) :] == [*first, *second]


def test_a_single_appendix_has_no_number_and_a_label_is_not_printed_twice():
    only = plan_sheet(varied_content(appendices=(TARGETS,)), DRAFT).appendices[0]
    assert (only.label, only.title) == ("Phụ lục", "Chỉ tiêu")
    assert only.note == "(Kèm theo Kế hoạch số      /KH-UBND ngày … tháng … năm 2020)"
    titled = type(TARGETS)("PHỤ LỤC 02: CHỈ TIÊU", TARGETS.columns, TARGETS.rows)
    own = plan_sheet(varied_content(appendices=(titled,)), DRAFT).appendices[0]
    assert (own.label, own.title) == ("PHỤ LỤC 02", "CHỈ TIÊU")


def test_roman_numerals_count_appendices():
    assert [roman(n) for n in (1, 4, 9, 14, 40, 99)] == ["I", "IV", "IX", "XIV", "XL", "XCIX"]


def test_an_empty_draft_prints_its_heading_and_nothing_invented():
    content = varied_content(
        subject="",
        heading_lines=(),
        place="",
        preamble=(),
        bases=(),
        nodes=(),
        recipients=(),
        signature=SignatureBlock(),
    )
    assert printed_lines(plan_docx(content, DRAFT)) == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số:      /KH-UBND",
        "DỰ THẢO",
        "…, ngày … tháng … năm 2020",
        "KẾ HOẠCH",
    ]


def test_the_library_that_wrote_the_file_reads_the_same_text():
    document = Document(io.BytesIO(plan_docx(varied_content(), ISSUED)))
    body = [p.text for p in document.paragraphs if p.text]
    assert body == ISSUED_LINES[6:25]
    heading, closing = document.tables
    assert [c.text.splitlines()[0] for c in heading.rows[0].cells] == [
        ISSUED_LINES[0],
        ISSUED_LINES[2],
    ]
    assert closing.rows[0].cells[0].text.splitlines() == ISSUED_LINES[25:30]
    assert closing.rows[0].cells[1].text.splitlines() == ISSUED_LINES[30:]


def test_two_contents_with_one_hash_print_the_same():
    spaced = varied_content(subject="Gần dân,  hiểu dân trong hoạt động của chính quyền năm 2020 ")
    assert spaced.content_hash == varied_content().content_hash
    assert plan_docx(spaced, ISSUED) == plan_docx(varied_content(), ISSUED)
