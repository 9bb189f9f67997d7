"""Files that are no plan, or would harm: refused by name, in bounded time and memory."""

from __future__ import annotations

import contextlib
import io
import resource
import string
import struct
import time
import tracemalloc
import zipfile
from typing import Any

import pytest

from dvcq_workflow.documents.reading import read_plan, read_plan_text
from dvcq_workflow.documents.reading.source import MAX_FILE_BYTES, MAX_TEXT_CHARACTERS
from dvcq_workflow.labels.imports import SENTENCES
from dvcq_workflow.rules.errors import RuleViolation
from tests.documents.reading.docx_building import plan_document, repacked

SECONDS = 3.0
MEGABYTES = 200


def refusal(data: bytes, filename: str = "plan.docx") -> str:
    """Return the code with which a file is refused, within the bounds of time and memory."""
    tracemalloc.start()
    start = time.perf_counter()
    try:
        with pytest.raises(RuleViolation) as refused:
            read_plan(data, filename=filename)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.perf_counter() - start < SECONDS
    assert peak < MEGABYTES * 1024 * 1024
    assert str(SENTENCES[refused.value.code]) % refused.value.params
    return refused.value.code


def numbered(document: Any) -> None:
    for text in ("I. MỤC ĐÍCH", "1. Gần dân."):
        document.add_paragraph(text)


@pytest.fixture(scope="module")
def good() -> bytes:
    return plan_document(numbered)


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "import_empty"),
        (b" \r\n \t\n", "import_empty"),
        ("\ufeff\u200b\n".encode(), "import_empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "import_pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "import_old_word"),
        (b"{\\rtf1\\ansi Ke hoach}", "import_rtf"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "import_image"),
        (b"\xff\xd8\xff\xe0JFIF", "import_image"),
        (b"<!DOCTYPE html><html><body>KE HOACH</body></html>", "import_markup"),
        (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'x'>]>", "import_markup"),
        (b"K\0E\0 \0H\0O\0A\0C\0H\0", "import_binary"),
        (bytes(range(256)) * 64, "import_binary"),
        ("KẾ HOẠCH\nI. MỤC ĐÍCH\n1. Gần dân".encode("utf-16")[:-1], "import_wrong_encoding"),
        (b"K\xea\xec ho\xe1ch d\xe2n v\xe2\xf2n \xd0\xfe\xff", "import_wrong_encoding"),
    ],
    ids=[
        "nothing", "white space", "invisible characters", "PDF", "old Word", "RTF", "PNG", "JPEG",
        "a page", "XML with an entity", "zero bytes", "random bytes", "cut UTF-16", "Windows-1258",
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_refused_by_its_name(data: bytes, code: str) -> None:
    assert refusal(data, "plan.txt") == code


OLD_FONTS = {
    "TCVN3": "ñy ban nh©n d©n tØnh, kÕ ho¹ch c«ng t¸c d©n vËn chÝnh quyÒn n¨m 2020. ",
    "VNI": "UÛY BAN NHAÂN DAÂN TÆNH, keá hoaïch coâng taùc daân vaän chính quyeàn naêm 2020. ",
    "decoded twice": "Kế hoạch công tác dân vận chính quyền. ".encode().decode("cp1252", "replace"),
}


@pytest.mark.parametrize("name", OLD_FONTS)
def test_a_text_in_an_old_font_is_refused_by_its_name(name: str) -> None:
    assert refusal((OLD_FONTS[name] * 20).encode(), "plan.txt") == "import_old_font"


POEM = """Chiều về trên bến sông quê
Gió đưa hương lúa vọng về triền đê
Con thuyền nhẹ lướt sóng xanh
Trăng lên soi bóng hàng tranh ven làng
"""
INVOICE = """HÓA ĐƠN GIÁ TRỊ GIA TĂNG
Số: 0001234
Ngày 06 tháng 4 năm 2020
1. Giấy in A4: 10 ram
2. Mực in: 02 hộp
Tổng cộng: 1.250.000 đồng
"""
DECISION = """ỦY BAN NHÂN DÂN
TỈNH TRÀ VINH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 20/QĐ-UBND
QUYẾT ĐỊNH
Điều 1. Thành lập Tổ công tác.
"""
TITLE_ONLY = """ỦY BAN NHÂN DÂN TỈNH TRÀ VINH
Số: 19/KH-UBND
KẾ HOẠCH
Thực hiện công tác dân vận chính quyền năm 2020
"""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (POEM, "import_no_plan"),
        (INVOICE, "import_no_plan"),
        (DECISION, "import_no_plan_kind"),
        (TITLE_ONLY, "import_no_plan_body"),
        ("KẾ HOẠCH", "import_no_plan_body"),
        (string.ascii_letters * 40, "import_no_plan"),
        ("1. " * 500, "import_no_plan"),
    ],
    ids=["a poem", "an invoice", "a decision", "a title", "one line", "letters", "numbers"],
)
def test_what_is_no_plan_is_told_what_is_missing(text: str, code: str) -> None:
    assert refusal(text.encode(), "plan.txt") == code


def test_the_size_is_bounded_before_anything_is_read() -> None:
    assert refusal(b"a" * (MAX_FILE_BYTES + 1), "plan.txt") == "import_file_too_large"
    assert refusal(b"KE HOACH " * (MAX_TEXT_CHARACTERS // 8), "plan.txt") == "import_text_too_long"
    assert refusal(b"\n" * 500_000 + b"a", "plan.txt") == "import_text_too_long"
    assert refusal(b"a\n" * 400_000, "plan.txt") == "import_text_too_long"


def test_a_zip_bomb_is_refused_by_what_it_declares(good: bytes) -> None:
    bomb = repacked(good, {"word/media/image1.xml": b"\0" * 60 * 1024 * 1024})
    assert len(bomb) < 200_000
    assert refusal(bomb) == "import_docx_too_large"


def test_a_zip_bomb_that_lies_about_its_size_is_not_unpacked(good: bytes) -> None:
    big = b"<w:document>" + b" " * (30 * 1024 * 1024) + b"</w:document>"
    data = bytearray(repacked(good, {"word/document.xml": big}))
    real, lie = struct.pack("<I", len(big)), struct.pack("<I", 1000)
    assert data.count(real) >= 1
    assert refusal(bytes(data.replace(real, lie))) in {"import_damaged", "import_docx_too_large"}


def test_one_part_larger_than_its_bound_is_refused(good: bytes) -> None:
    big = b"<w:document>" + b" " * (11 * 1024 * 1024) + b"</w:document>"
    assert refusal(repacked(good, {"word/document.xml": big})) == "import_docx_too_large"


def test_too_many_parts_are_refused(good: bytes) -> None:
    many: dict[str, bytes | None] = {f"word/part{n}.xml": b"<a/>" for n in range(2_100)}
    assert refusal(repacked(good, many)) == "import_docx_too_large"


LAUGHS = (
    b"<!DOCTYPE a [<!ENTITY a 'ha'>"
    + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a;" * 10) for n in range(9))
    + b"]><w:document>&a8;</w:document>"
)
OUTSIDE = (
    b"<?xml version='1.0'?><!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    b"<w:document>&x;</w:document>"
)


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/comments.xml"])
@pytest.mark.parametrize(
    "content",
    [
        LAUGHS,
        OUTSIDE,
        OUTSIDE.decode().replace("'1.0'", "'1.0' encoding='UTF-16'").encode("utf-16"),
    ],
    ids=["entities in entities", "an entity outside", "an entity in UTF-16"],
)
def test_a_document_type_is_refused_in_every_part(good: bytes, part: str, content: bytes) -> None:
    assert refusal(repacked(good, {part: content})) == "import_unsafe_xml"


def test_an_encoding_that_could_hide_a_document_type_is_refused(good: bytes) -> None:
    hidden = b"<?xml version='1.0' encoding='UTF-7'?>+ADwAIQ-DOCTYPE a+AD4-<a/>"
    code = refusal(repacked(good, {"word/document.xml": hidden}))
    assert code in {"import_unsafe_xml", "import_damaged"}


def test_macros_are_refused_whatever_the_file_is_called(good: bytes) -> None:
    assert refusal(repacked(good, {"word/vbaProject.bin": b"x"})) == "import_macros"
    types = (
        b"<Types><Override ContentType='application/vnd.ms-word.document.macroEnabled'/></Types>"
    )
    assert refusal(repacked(good, {"[Content_Types].xml": types})) == "import_macros"
    assert refusal(good, "plan.docm") == "import_macros"


def test_a_locked_archive_is_refused(good: bytes) -> None:
    data = bytearray(zipped({"word/document.xml": b"<a/>"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    assert refusal(bytes(data)) == "import_encrypted"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 and then nothing", "import_damaged"),
        (zipped({"word/document.xml": b"<w:document>"}), "import_damaged"),
        (zipped({"word/document.xml": b""}), "import_damaged"),
        (zipped({"xl/workbook.xml": b"<a/>"}), "import_not_docx"),
        (zipped({"inner.zip": zipped({"word/document.xml": b"<a/>"})}), "import_not_docx"),
        (zipped({"word/document.xml": b"<document/>"}), "import_empty"),
    ],
    ids=["cut off", "open tag", "empty part", "a workbook", "a zip in a zip", "an empty document"],
)
def test_a_damaged_or_other_archive_is_refused(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_half_a_docx_file_is_damaged(good: bytes) -> None:
    for size in (len(good) // 3, len(good) // 2, len(good) - 30):
        assert refusal(good[:size]) == "import_damaged"


def test_tables_in_tables_without_end_are_refused_or_read_in_time(good: bytes) -> None:
    space = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    deep = "<w:tbl><w:tr><w:tc>" * 80 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 80
    content = f"<w:document {space}><w:body>{deep}</w:body></w:document>".encode()
    assert refusal(repacked(good, {"word/document.xml": content})) in {
        "import_empty",
        "import_damaged",
    }


HEAD = "ỦY BAN NHÂN DÂN TỈNH A\nSố: 1/KH-UBND\nA, ngày 01 tháng 02 năm 2020\nKẾ HOẠCH\nnăm 2020\n"
BODY = "I. MỤC ĐÍCH\n1. Gần dân.\nII. TỔ CHỨC THỰC HIỆN\n1. Sở Nội vụ: "
ATTACKS = {
    "dashes": "- " * 37_500,
    "numbers": "1. " * 25_000,
    "open brackets": "(" * 75_000,
    "symbols": "số 1-KH/TW, " * 6_250,
    "broken symbols": "số 1 - KH / TW - UBND " * 3_500,
    "half symbols": "1/2020/" * 10_000,
    "long symbol": "1/" + "K-" * 37_500,
    "kinds": "Chương trình phối hợp " * 3_500,
    "dates": "ngày 01/01/" * 6_750,
    "reports": "báo cáo quý, 6 tháng, năm trước ngày 15/6 " * 1_750,
    "bodies": "Sở Nội vụ, Ban Dân vận và " * 2_750,
    "to bodies": "gửi về Sở " * 7_500,
    "quotes": "“" * 75_000,
    "spaces": "a" + " " * 72_500 + "b",
    "pipes": "|" * 75_000,
    "tabs": "\t" * 75_000,
    "upper case": "Ủ" * 75_000,
    "short lines": "- a\n" * 6_250,
    "wrapped without end": "từ ngữ nối nhau\n" * 4_750,
    "rows": "1|a|b|c\n" * 6_250,
    "sections": "I. MỤC ĐÍCH\n" * 5_000,
    "recipients": "Nơi nhận:\n" + "- a;\n" * 6_250,
    "signatures": "TM. UBND\n" * 6_250,
    "places": "A, ngày\n" * 6_250,
    "combining marks": "e" + "\u0301" * 72_500,
    "years": "giai đoạn 2018-" * 5_000,
    "labels": "Chủ trì: Sở Nội vụ; " * 3_750,
}


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("place", ["in the head", "in the title", "in the body", "in the tail"])
def test_no_text_makes_the_reader_slow(name: str, place: str) -> None:
    attack = ATTACKS[name]
    text = {
        "in the head": attack + "\n" + HEAD + BODY + "làm.",
        "in the title": HEAD + attack + "\n" + BODY + "làm.",
        "in the body": HEAD + BODY + attack,
        "in the tail": HEAD + BODY + "làm.\nNơi nhận:\n- A;\n" + attack,
    }[place]
    start = time.perf_counter()
    with contextlib.suppress(RuleViolation):
        read_plan_text(text)
    assert time.perf_counter() - start < SECONDS


def test_the_time_to_read_grows_with_the_text_and_no_faster() -> None:
    def seconds(times: int) -> float:
        text = (
            HEAD
            + "I. VIỆC\n"
            + "".join(
                f"{n % 99 + 1}. Thực hiện Kế hoạch số {n}/KH-UBND ngày 01/02/2019 của UBND tỉnh.\n"
                for n in range(times)
            )
        )
        start = time.thread_time()
        read_plan_text(text)
        return time.thread_time() - start

    # The processor's time and the best of three: a busy machine slows the clock, not the growth.
    few, many = (min(seconds(times) for _turn in range(3)) for times in (400, 4_000))
    assert many < 40 * max(few, 0.005)


def test_reading_takes_no_memory_that_stays(good: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(5):
        read_plan(good, filename="plan.docx")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - before < 50 * 1024
