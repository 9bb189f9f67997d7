"""The register on paper: the decree's ten columns, heads on every page, its data attached."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest

from dvcq_workflow.documents.press import register_pdf, words
from dvcq_workflow.documents.press.register import register_source
from tests.documents.press.registering import DAY, book, line

LONG = ("Kế hoạch: Tăng cường công tác dân vận gắn với cải cách hành chính. " * 4).strip()
MANY = book(*(line(n, title=LONG) for n in range(1, 41)))


def tables_of(data: bytes) -> list[list[list[str]]]:
    """Return the table of each page, its cells single-spaced."""
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [
            [[" ".join((cell or "").split()) for cell in row] for row in page.extract_table()]
            for page in pdf.pages
        ]


def text_of(data: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [page.extract_text() for page in pdf.pages]


def test_the_heads_stand_on_each_page_in_the_decree_s_words_and_order() -> None:
    pages = tables_of(register_pdf([MANY]))
    assert len(pages) > 3
    for page in pages:
        assert page[:2] == [list(words.REGISTER_COLUMNS), [f"({n})" for n in range(1, 11)]]


def test_each_line_stands_whole_on_one_page_in_its_order() -> None:
    pages = tables_of(register_pdf([MANY]))
    printed = [row for page in pages for row in page[2:]]
    assert [row[0] for row in printed] == [each.full_number for each in MANY.lines]
    for row, wanted in zip(printed, MANY.lines, strict=True):
        assert tuple(row) == wanted.texts


def test_a_row_higher_than_a_page_goes_on_on_the_next() -> None:
    pages = tables_of(register_pdf([book(line(title="trích yếu " * 600))]))
    assert len(pages) > 1
    printed = " ".join(page[2][2] for page in pages)
    assert printed.split() == ("trích yếu " * 600).split()


def test_a_word_longer_than_its_column_breaks_and_stays_inside() -> None:
    data = register_pdf([book(line(title="x" * 400))])
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        (page,) = pdf.pages
        right = max(letter["x1"] for letter in page.chars if letter["text"] == "x")
        edges = sorted({round(edge["x0"]) for edge in page.vertical_edges})
    assert right <= edges[3]


def test_each_page_is_a4_on_its_side_and_says_which_it_is_of_how_many() -> None:
    data = register_pdf([MANY])
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        assert {(round(page.width), round(page.height)) for page in pdf.pages} == {(842, 595)}
    pages = text_of(data)
    for at, text in enumerate(pages, start=1):
        assert text.splitlines()[-1] == f"Trang {at}/{len(pages)}"


def test_the_title_block_says_whose_book_it_is_and_what_it_holds() -> None:
    (text,) = text_of(register_pdf([book(line(9), line(10))]))
    for wanted in (
        "ỦY BAN NHÂN DÂN TỈNH TRÀ VINH",
        "SỔ ĐĂNG KÝ VĂN BẢN ĐI",
        "Năm 2020",
        "Từ số 09 đến số 10",
        "Từ ngày 06/4/2020 đến ngày 06/4/2020",
        "Số dòng: 2",
    ):
        assert wanted in text
    assert "TRÍCH SỔ" not in text


def test_an_extract_says_that_it_is_one_and_by_what() -> None:
    (text,) = text_of(register_pdf([book(scope="các số đã hủy")]))
    assert "TRÍCH SỔ ĐĂNG KÝ VĂN BẢN ĐI" in text
    assert "Trích theo: các số đã hủy" in text


def test_each_book_begins_on_a_page_of_its_own() -> None:
    first, second = text_of(register_pdf([book(), book(year=2021)]))
    assert ("Năm 2020" in first, "Năm 2021" in second) == (True, True)


def test_the_file_is_archival_and_carries_the_data_it_was_printed_from() -> None:
    books = [book()]
    with pikepdf.open(io.BytesIO(register_pdf(books))) as pdf:
        with pdf.open_metadata() as told:
            assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("3", "A")
            assert told["pdfuaid:part"] == "1"
        (attached,) = pdf.attachments.values()
        assert attached.filename == words.REGISTER_SOURCE
        text = attached.get_file().read_bytes().decode()
        assert pdf.Root.Lang == "vi"
    assert text == register_source(books).text
    assert json.loads(text)["books"][0]["lines"] == [list(books[0].lines[0].texts)]


def test_the_same_book_gives_the_same_bytes_dated_by_its_last_day() -> None:
    data = register_pdf([book()])
    assert register_pdf([book()]) == data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith(f"D:{DAY:%Y%m}07")


@pytest.mark.parametrize("text", ["🎉", "漢", "عربي"])
def test_a_letter_that_the_typeface_lacks_keeps_no_register_from_print(text: str) -> None:
    """Nobody can mend a reason that was given, and a register has no gap."""
    books = [book(line(title=f"Kế hoạch {text}"))]
    data = register_pdf(books)
    ((_heads, _order, row),) = tables_of(data)
    assert row[2] == f"Kế hoạch {'□' * len(text)}"
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (attached,) = pdf.attachments.values()
        assert text in attached.get_file().read_bytes().decode()


@pytest.mark.parametrize("text", ["#let x = 1", "$x$", "*đậm*", "= mục", "\\u{41}", '"ngoặc"'])
def test_what_looks_like_markup_is_printed_as_it_stands(text: str) -> None:
    ((_heads, _order, row),) = tables_of(register_pdf([book(line(title=text))]))
    assert row[2] == text


def test_the_template_names_no_figure_that_the_layout_should_hold() -> None:
    template = Path(words.__file__).with_name("templates") / "register.typ"
    assert "Liberation" not in template.read_text(encoding="utf-8")


def test_a_purpose_is_not_broken_at_its_stroke() -> None:
    recipients = ("Thường trực Hội đồng nhân dân tỉnh và Ủy (b/c)",)
    data: Any = register_pdf([book(line(recipients=recipients))])
    assert any("(b/c)" in text for text in text_of(data))
