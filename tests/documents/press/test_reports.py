"""Reports as Word files and PDFs: decree 30/2020, Phụ lục I, Mẫu 1.4, and their tables."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.documents.press import (
    Figure,
    FigureGroup,
    FigureRow,
    ReportKind,
    ReportPart,
    UnitTable,
    blocks,
    period_text,
    report_sheet,
    write_docx,
    write_pdf,
)
from dvcq_workflow.documents.press.coverage import without_shapeless
from dvcq_workflow.documents.press.report_figures import (
    NOT_REPORTED,
    NOTHING_AROSE,
    difference_text,
    figure_text,
    number_text,
)
from dvcq_workflow.documents.press.sheet import printable
from dvcq_workflow.documents.press.typesetting import TypesetterBroke
from dvcq_workflow.rules.content import RecipientLine, SignatureBlock
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.obligations import PeriodKind
from tests.documents.press.pages import MM, attached, fonts_of, pages_of, squeezed, text_of
from tests.documents.press.printed import printed_lines, style_of, xpath
from tests.documents.press.reports import DRAFTED, FIGURES, PARTS, SENT, UNITS, report_doc
from tests.documents.press.sheets import texts_of
from tests.documents.press.test_hostile import AS_TEXT as HOSTILE
from tests.documents.press.test_pdf_file import tags_of
from tests.documents.press.test_pdf_hostile import AS_TEXT as PRINTABLE_HOSTILE

OUR_FACES = {
    "LiberationSerif",
    "LiberationSerif-Bold",
    "LiberationSerif-Italic",
    "LiberationSerif-BoldItalic",
}
MANY = FigureGroup(
    "Nhiều chỉ tiêu",
    tuple(FigureRow(f"Chỉ tiêu thứ {n}", "lượt", Figure(value=n * 1000)) for n in range(1, 91)),
)
SHEETS = {
    "a unit's": report_sheet(report_doc(), SENT),
    "a unit's draft": report_sheet(report_doc(signature=SignatureBlock()), DRAFTED),
    "nothing to report": report_sheet(report_doc(is_nothing=True, parts=(), figures=()), SENT),
    "of many figures": report_sheet(report_doc(figures=(*FIGURES, MANY)), SENT),
    "consolidated": report_sheet(report_doc(ReportKind.CONSOLIDATED), SENT),
    "consolidated draft": report_sheet(report_doc(ReportKind.CONSOLIDATED), DRAFTED),
    "supplement": report_sheet(report_doc(ReportKind.SUPPLEMENT), SENT),
}
OPENING = (
    "Thực hiện Kế hoạch số 19/KH-UBND ngày 06 tháng 4 năm 2020 của Ủy ban nhân dân tỉnh Trà Vinh "
    "về gần dân, hiểu dân trong hoạt động của chính quyền năm 2020, Sở Y tế báo cáo kết quả quý II "
    "năm 2020 như sau:"
)
UNIT = write_docx(SHEETS["a unit's"])


def test_a_report_sent_up_is_addressed_and_goes_as_above_first():
    lines = printed_lines(UNIT)
    assert lines[:12] == [
        "Ủy ban nhân dân tỉnh Trà Vinh",
        "Sở Y tế",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 07/BC-SYT",
        "Trà Vinh, ngày 09 tháng 6 năm 2020",
        "BÁO CÁO",
        "Kết quả công tác dân vận chính quyền quý II năm 2020",
        "Kính gửi: Sở Nội vụ",
        OPENING,
        "I. Công tác chỉ đạo",
        "Đơn vị đã họp phổ biến kế hoạch.",
    ]
    end = lines.index("Nơi nhận:")
    assert lines[end - 1] == (
        "Trên đây là báo cáo quý II năm 2020 của Sở Y tế; kính gửi Sở Nội vụ xem xét./."
    )
    assert lines[end + 1 : end + 7] == [
        "- Như trên;",
        "- Ban Giám đốc;",
        "- Lưu: VT, TCCB.",
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Người Ký Thay",
    ]


def test_a_report_sent_to_nobody_above_says_neither():
    sheet = report_sheet(report_doc(addressee="", recipients=()), SENT)
    assert sheet.addressees == ()
    assert sheet.recipients == ("- Lưu: VT.",)
    assert "kính gửi" not in sheet.body[-1].text


def test_parts_are_numbered_as_the_outline_says_or_in_their_order():
    numbered = (ReportPart("Một", ("x",), number="A"), *PARTS)
    lines = [line.text for line in report_sheet(report_doc(parts=numbered), SENT).body]
    assert [line for line in lines if line.split(".")[0] in {"A", "II", "III", "IV", "1", "2"}] == [
        "A. Một",
        "II. Công tác chỉ đạo",
        "III. Kết quả thực hiện",
        "1. Đối thoại với nhân dân",
        "2. Giải quyết thủ tục",
        "IV. Khó khăn, kiến nghị",
    ]


def test_a_part_of_which_nothing_was_written_says_so_and_a_heading_over_points_does_not():
    lines = [line.text for line in SHEETS["a unit's"].body]
    assert lines.count("Không có nội dung báo cáo.") == 1
    assert lines[lines.index("2. Giải quyết thủ tục") + 1] == "Không có nội dung báo cáo."


def test_a_report_of_nothing_is_one_sentence():
    lines = [line.text for line in SHEETS["nothing to report"].body]
    assert lines[1] == "Trong quý II năm 2020, đơn vị không phát sinh nội dung phải báo cáo."
    assert len(lines) == 3
    assert SHEETS["nothing to report"].appendices == ()


def test_what_was_written_around_the_parts_takes_the_place_of_the_usual_sentences():
    doc = report_doc(opening="Câu một.\nCâu hai:", closing="Hết báo cáo;")
    lines = [line.text for line in report_sheet(doc, SENT).body]
    assert lines[:2] == ["Câu một.", "Câu hai:"]
    assert lines[-1] == "Hết báo cáo./."


# -- tables


def test_figures_stand_in_a_table_whose_groups_span_it():
    (table,) = SHEETS["a unit's"].appendices
    assert (table.label, table.title) == ("Phụ lục", "Số liệu báo cáo")
    assert table.note == "(Kèm theo Báo cáo số 07/BC-SYT ngày 09 tháng 6 năm 2020 của Sở Y tế)"
    assert table.columns == ("STT", "Chỉ tiêu", "Đơn vị tính", "Kỳ này", "Kỳ trước", "Ghi chú")
    assert table.rows == (
        ("I. Đối thoại với nhân dân",),
        ("1", "Cuộc đối thoại", "cuộc", "12", "9", ""),
        ("2", "Ý kiến đã trả lời", "%", "92,5", "Chưa báo cáo", ""),
        ("3", "Đoàn đông người", "đoàn", "Không phát sinh", "0", "Cả tỉnh"),
        ("II. Thủ tục hành chính",),
        ("4", "Hồ sơ đã nhận", "hồ sơ", "1.234.567,89", "–", ""),
        ("5", "Có quy chế", "", "Có", "Không", ""),
        ("6", "Cách làm hay", "", "Trả kết quả tại nhà (ước)", "–", ""),
        ("7", "Tin, bài", "tin", "Chưa báo cáo", "Không phát sinh", ""),
    )


def test_a_group_is_one_cell_over_all_columns_in_word():
    spans = xpath(UNIT, "//w:tc[w:tcPr/w:gridSpan/@w:val='6']")
    assert len(spans) == 2
    assert style_of(UNIT, "I. Đối thoại").is_bold


def test_a_group_without_indicators_is_not_printed_and_one_without_a_title_has_no_head():
    groups = (FigureGroup("Trống", ()), FigureGroup("", FIGURES[0].rows[:1]))
    (table,) = report_sheet(report_doc(figures=groups), SENT).appendices
    assert table.rows == (("1", "Cuộc đối thoại", "cuộc", "12", "9", ""),)


def test_a_consolidated_report_names_who_reported_and_who_did_not():
    figures, units, first, second = SHEETS["consolidated"].appendices
    assert [t.label for t in (figures, units, first, second)] == [
        "Phụ lục I",
        "Phụ lục II",
        "Phụ lục III",
        "Phụ lục IV",
    ]
    assert units.rows == (
        ("I. Đã gửi báo cáo: 2/3",),
        ("1", "Sở Y tế", "Đúng hạn", "45/BC-SYT", "08/6/2020", ""),
        ("2", "Sở Tài chính", "Chậm 3 ngày", "61/BC-STC", "13/6/2020", "Đã nhắc"),
        ("II. Chưa gửi báo cáo: 1/3",),
        ("3", "UBND huyện Càng Long", "Chưa gửi", "", "", ""),
    )
    assert first.columns == (
        "STT",
        "Cơ quan, đơn vị",
        *(f"Chỉ tiêu {n} (cuộc)" for n in range(1, 7)),
    )
    assert second.columns[2:] == ("Chỉ tiêu 7 (cuộc)", "Chỉ tiêu 8 (cuộc)")
    assert second.rows == (
        ("1", "Sở Y tế", "6", "7"),
        ("2", "UBND huyện Càng Long", "Chưa báo cáo", "Chưa báo cáo"),
        ("3", "Sở Tài chính", "Không phát sinh", "Không phát sinh"),
    )


def test_a_group_of_units_that_is_empty_says_none_of_how_many():
    all_in = UnitTable(tuple(unit for unit in UNITS.units if unit.has_reported))
    doc = report_doc(ReportKind.CONSOLIDATED, units=all_in, figures=())
    (table,) = report_sheet(doc, SENT).appendices
    assert table.rows[-1] == ("II. Chưa gửi báo cáo: 0/2",)


@pytest.mark.parametrize("has_reported", [True, False], ids=["all", "none"])
def test_a_report_prints_whether_all_units_reported_or_none(has_reported):
    units = tuple(replace(unit, has_reported=has_reported) for unit in UNITS.units)
    doc = report_doc(ReportKind.CONSOLIDATED, units=replace(UNITS, units=units))
    said = squeezed(text_of(write_pdf(report_sheet(doc, SENT))))
    counts = ("3/3", "0/3") if has_reported else ("0/3", "3/3")
    for count in counts:
        assert f":{count}" in said


def test_a_breakdown_of_the_typesetter_is_an_error_and_the_next_print_succeeds(monkeypatch):
    units = tuple(replace(unit, has_reported=False) for unit in UNITS.units)
    sheet = report_sheet(
        report_doc(ReportKind.CONSOLIDATED, units=replace(UNITS, units=units)), SENT
    )
    with monkeypatch.context() as unguarded:
        unguarded.setattr(blocks, "_with_groups", lambda rows: rows)
        with pytest.raises(TypesetterBroke):
            write_pdf(sheet)
    assert write_pdf(sheet).startswith(b"%PDF")


def test_a_supplement_shows_what_was_delivered_what_is_new_and_the_difference():
    table = SHEETS["supplement"].appendices[0]
    assert table.columns[3:6] == ("Đã báo cáo", "Số liệu mới", "Chênh lệch")
    assert table.rows[1] == ("1", "Cuộc đối thoại", "cuộc", "9", "12", "+3", "")
    assert table.rows[2][3:6] == ("Chưa báo cáo", "92,5", "–")
    assert table.rows[3][3:6] == ("0", "Không phát sinh", "0")


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Decimal("1234.5000"), "1.234,5"),
        (Decimal("0.0000"), "0"),
        (Decimal("-0.00"), "0"),
        (Decimal("-1234567.25"), "-1.234.567,25"),
        (Decimal("999"), "999"),
        (1000, "1.000"),
        (Decimal("1E+3"), "1.000"),
        (Decimal("0.0001"), "0,0001"),
    ],
)
def test_numbers_print_in_vietnamese_form(value, printed):
    assert number_text(value) == printed


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=4))
def test_a_printed_number_reads_back_as_itself(value):
    assert Decimal(number_text(value).replace(".", "").replace(",", ".")) == value


@pytest.mark.parametrize(
    ("figure", "printed"),
    [
        (None, "–"),
        (NOTHING_AROSE, "Không phát sinh"),
        (NOT_REPORTED, "Chưa báo cáo"),
        (Figure(), "Chưa báo cáo"),
        (Figure(value=0), "0"),
        (Figure(value=5, is_estimate=True), "5 (ước)"),
    ],
    ids=["no period", "nothing arose", "not reported", "no value", "zero", "estimate"],
)
def test_missing_is_not_zero_and_nothing_is_neither(figure, printed):
    assert figure_text(figure) == printed


@pytest.mark.parametrize(
    ("now", "before", "printed"),
    [
        (Figure(value=5), Figure(value=8), "-3"),
        (Figure(value=5), NOTHING_AROSE, "+5"),
        (Figure(value=5), NOT_REPORTED, "–"),
        (Figure(value=True), Figure(value=False), "–"),
        (Figure(value=5), None, "–"),
    ],
)
def test_a_difference_is_told_of_numbers_alone(now, before, printed):
    assert difference_text(now, before) == printed


@pytest.mark.parametrize(
    ("kind", "index", "printed"),
    [
        (PeriodKind.QUARTER, 2, "quý II năm 2020"),
        (PeriodKind.HALF_YEAR, 1, "6 tháng đầu năm 2020"),
        (PeriodKind.HALF_YEAR, 2, "6 tháng cuối năm 2020"),
        (PeriodKind.NINE_MONTH, 1, "9 tháng năm 2020"),
        (PeriodKind.YEAR, 1, "năm 2020"),
    ],
)
def test_a_period_is_named_as_running_text_has_it(kind, index, printed):
    assert period_text(kind, index, 2020) == printed


# -- files


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_every_sentence_of_a_report_is_read_back_from_its_pdf_in_our_family(sheet):
    data = write_pdf(sheet)
    said = squeezed(text_of(data)).casefold()
    assert [t for t in texts_of(sheet) if squeezed(t).casefold() not in said] == []
    assert set(fonts_of(data)) <= OUR_FACES


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_every_sentence_of_a_report_stands_in_its_word_file(sheet):
    data = write_docx(sheet)
    lines = printed_lines(data)
    said = " ".join(lines)
    assert [t for t in texts_of(sheet) if t not in said] == []
    assert Document(io.BytesIO(data)).tables


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_the_same_report_gives_the_same_bytes(sheet):
    assert write_docx(sheet) == write_docx(sheet)
    assert write_pdf(sheet) == write_pdf(sheet)


def test_a_long_table_goes_over_pages_with_its_head_on_each():
    pages = pages_of(write_pdf(SHEETS["of many figures"]))
    held = [page for page in pages if any(line.text.startswith("STT") for line in page.lines)]
    assert len(held) >= 4
    assert all("Kỳ trước" in " ".join(line.text for line in page.lines) for page in held)
    rows = xpath(write_docx(SHEETS["of many figures"]), "//w:tr[w:trPr/w:tblHeader]")
    assert len(rows) == 1


def test_the_head_of_a_group_stays_with_its_first_row():
    for count in range(9, 22):
        first = FigureGroup("Trước", MANY.rows[:count])
        doc = report_doc(figures=(first, FigureGroup("Nhóm sau", MANY.rows[:3])))
        for page in pages_of(write_pdf(report_sheet(doc, SENT))):
            assert not page.lines[-1].text.startswith("II. Nhóm sau")


def test_the_heads_of_columns_and_of_groups_are_tagged_as_heads():
    assert tags_of(write_pdf(SHEETS["a unit's"])).count("/TH") == 6 + 2


def test_sizes_margins_and_the_side_of_the_page_are_those_of_the_decree():
    first, *others = pages_of(write_pdf(SHEETS["a unit's"]))
    assert (first.width / MM, first.height / MM) == pytest.approx((210, 297), abs=0.2)
    assert others[-1].width / MM == pytest.approx(297, abs=0.2)
    looks = {"BÁO CÁO": (13, 14), "Kính gửi": (13, 14), "Thực hiện": (13, 14)}
    for text, (least, greatest) in looks.items():
        assert least <= first.line(text).size <= greatest
    assert first.line("BÁO CÁO").font == "LiberationSerif-Bold"
    for page in (first, *others):
        assert min(line.left for line in page.lines) / MM >= 29.9
        assert (page.width - max(line.right for line in page.lines)) / MM >= 15


def test_the_data_that_were_signed_lie_in_the_file_and_have_its_hash():
    doc = report_doc()
    name, spec, data = attached(write_pdf(report_sheet(doc, SENT)))
    assert (name, spec["relationship"]) == ("bao-cao.json", "/Source")
    assert data.decode() == doc.source_text
    assert hashlib.sha256(data).hexdigest() == SHEETS["a unit's"].content_hash
    properties = Document(io.BytesIO(UNIT)).core_properties
    assert properties.identifier == SHEETS["a unit's"].content_hash


def test_a_draft_bears_neither_number_nor_date():
    lines = printed_lines(write_docx(SHEETS["a unit's draft"]))
    assert "DỰ THẢO" in lines
    assert "Số:      /BC-SYT" in lines
    assert "Trà Vinh, ngày … tháng … năm 2020" in lines


# -- hostile text


def hostile_doc(text: str, kind: ReportKind):
    figure = Figure(value=text)
    unit = replace(
        UNITS.units[0], name=text, standing=text, number=text, note=text, figures=(figure,)
    )
    return report_doc(
        kind,
        parent_heading=text,
        heading_lines=(text,),
        symbol="BC",
        place=text,
        subject=text,
        addressee=text,
        parts=(ReportPart(text, (text,)),),
        figures=(FigureGroup(text, (FigureRow(text, text, figure, figure, text),)),),
        units=UnitTable((unit,), (text,)) if kind is not ReportKind.UNIT else None,
        recipients=(RecipientLine(text),),
        signature=SignatureBlock((text,), text, text),
    )


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("kind", list(ReportKind))
def test_strange_text_prints_as_text_in_word_wherever_it_stands(kind, text):
    lines = printed_lines(write_docx(report_sheet(hostile_doc(text, kind), SENT)))
    found = sum(text.rstrip(" ;.,") in line for line in lines)
    assert found >= (17 if kind is ReportKind.UNIT else 23)


@pytest.mark.parametrize("text", PRINTABLE_HOSTILE.values(), ids=PRINTABLE_HOSTILE)
@pytest.mark.parametrize("kind", list(ReportKind))
def test_strange_text_prints_as_text_in_a_pdf(kind, text):
    said = squeezed(text_of(write_pdf(report_sheet(hostile_doc(text, kind), SENT)))).casefold()
    # Columns side by side are read by turns, which parts a word that was broken there.
    words = without_shapeless(printable(text)).split()
    assert all(said.count(word.casefold()) >= 8 for word in words)


def one_figure(name: str, figure: Figure) -> FigureGroup:
    return FigureGroup("x", (FigureRow(name, "", figure),))


PLACES = {
    "a group's title": lambda t: {"figures": (FigureGroup(t, FIGURES[0].rows),)},
    "an indicator": lambda t: {
        "figures": (FigureGroup("x", (FigureRow(t, "", Figure(value=1)),)),)
    },
    "a value": lambda t: {"figures": (FigureGroup("x", (FigureRow("y", "", Figure(value=t)),)),)},
    "a part": lambda t: {"parts": (ReportPart("x", (t,)),)},
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_letter_that_cannot_be_printed_is_refused_with_its_place(place):
    with pytest.raises(RuleViolation) as refusal:
        write_pdf(report_sheet(report_doc(**place("Gần dân 👍 hơn")), SENT))
    assert refusal.value.code == "text_not_printable"
    assert "Gần dân" in refusal.value.params["place"]


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_ten_thousand_words_and_an_endless_one_stay_on_the_page(place):
    for text in ("dân " * 9_999 + "vận", "q" * 10_000):
        data = write_pdf(report_sheet(report_doc(**place(text)), SENT))
        for page in pages_of(data):
            assert max(line.right for line in page.lines) <= page.width - 40
        said = text_of(data)
        assert said.count("q") >= 10_000 or said.split().count("dân") >= 9_999


def test_a_source_that_cannot_be_written_is_refused():
    with pytest.raises(RuleViolation, match="content_malformed"):
        report_sheet(report_doc(source_text="nửa chữ \ud83d"), SENT)
