"""The history on paper and in a workbook: every act, heads on each page, its data attached."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import subprocess
from typing import Any

import openpyxl
import pdfplumber
import pikepdf
import pytest

from dvcq_workflow.documents.press import history_words as say
from dvcq_workflow.documents.press.history import (
    AccessLine,
    Change,
    HistoryBook,
    HistoryLine,
    Seal,
    history_pdf,
    history_source,
    history_xlsx,
)
from dvcq_workflow.rules.canonical import digest_text
from tests.documents.press.registering import HOSTILE

ZONE = dt.timezone(dt.timedelta(hours=7))
AT = dt.datetime(2020, 4, 6, 10, 0, tzinfo=ZONE)


def line(number: int = 1, **changes: Any) -> HistoryLine:
    given: dict[str, Any] = {
        "number": number,
        "at": AT + dt.timedelta(minutes=number),
        "who": "Trưởng phòng THNV",
        "standing": "Trưởng phòng · Phòng THNV",
        "for_whom": "",
        "act": "Trả lại người soạn thảo",
        "reason": "Bổ sung số liệu.",
        "facts": ("Phiên bản 1",),
        "changes": (Change("tình trạng", "Đang soạn thảo", "Kiểm tra nội dung"),),
        "channel": "trên trang web",
        "digest": digest_text(str(number)),
    }
    return HistoryLine(**{**given, **changes})


def book(*lines: HistoryLine, **changes: Any) -> HistoryBook:
    given: dict[str, Any] = {
        "body": "Ủy ban nhân dân tỉnh Trà Vinh",
        "subject": "Công tác dân vận chính quyền",
        "number": "19/KH-UBND",
        "uid": "2f1e7b0a-0000-4000-8000-000000000000",
        "seal": Seal(12, AT, "ab" * 32, 1),
        "lines": lines or (line(),),
    }
    return HistoryBook(**{**given, **changes})


def access(**changes: Any) -> AccessLine:
    given: dict[str, Any] = {
        "at": AT,
        "who": "Chủ tịch",
        "kind": "Đã xem",
        "subject": "trang của kế hoạch",
        "rule": "",
        "channel": "trên trang web",
        "digest": "c" * 64,
    }
    return AccessLine(**{**given, **changes})


MANY = book(*(line(n) for n in range(1, 41)))


def tables_of(data: bytes) -> list[list[list[str]]]:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [
            [[" ".join((cell or "").split()) for cell in row] for row in page.extract_table()]
            for page in pdf.pages
        ]


def test_each_act_stands_on_paper_once_under_heads_on_every_page() -> None:
    pages = tables_of(history_pdf(MANY))
    assert len(pages) > 2
    assert all(page[0] == list(say.COLUMNS) for page in pages)
    printed = [row for page in pages for row in page[1:]]
    assert [row[0] for row in printed] == [str(n) for n in range(1, 41)]
    assert printed[0][1] == "06/04/2020 10:01:00 +07:00"
    assert "Lý do: Bổ sung số liệu." in printed[0][3]
    assert printed[0][4] == "tình trạng: Đang soạn thảo → Kiểm tra nội dung"
    assert printed[0][5] == digest_text("1")[:12]


def test_the_head_says_which_plan_as_of_when_and_how_to_verify() -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    command = ["pdftotext", "-layout", "-", "-"]
    done = subprocess.run(command, input=history_pdf(MANY), capture_output=True, check=True)
    text = " ".join(done.stdout.decode().split())
    for said in (*MANY.head, *say.HOW_TO_VERIFY, "Trang 1/"):
        assert " ".join(said.split()) in text
    assert "Điểm niêm phong số 12" in MANY.head[-1]
    assert book(seal=None).head[-1] == say.NOT_SEALED


def test_it_is_a_file_for_keeping_with_its_lines_inside() -> None:
    data = history_pdf(MANY)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        attached = pdf.attachments[say.SOURCE].get_file().read_bytes()
    assert attached.decode() == history_source(MANY).text
    assert len(json.loads(attached)["lines"]) == 40
    assert history_pdf(MANY) == data


def test_a_letter_that_the_typeface_lacks_is_printed_as_a_box() -> None:
    text = "🎉 עברית ok"
    ((_heads, row),) = tables_of(history_pdf(book(line(reason=text), body=text, subject=text)))
    assert "□" in row[3]
    assert "ok" in row[3]


@pytest.mark.parametrize("text", [*HOSTILE, "x" * 1_000, "dài " * 1_000, "\x00\x0b\ufffe", ""])
def test_whatever_was_written_can_be_printed_and_stays_inside_its_column(text: str) -> None:
    changes = tuple(Change(text, text, text) for _ in range(2))
    odd = line(who=text, standing=text, act=text, reason=text, facts=(text,), changes=changes)
    data = history_pdf(book(odd, subject=text, number=text, body=text))
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            # The space at which a justified line is broken hangs over its edge and is not seen.
            ends = [letter["x1"] for letter in page.chars if letter["text"].strip()]
            assert max(ends) <= page.width - 14 / 25.4 * 72
    assert history_xlsx(book(odd, subject=text, body=text))


def test_of_many_changes_it_names_forty_and_counts_the_rest() -> None:
    many = tuple(Change(f"trường {n}", "cũ", "mới") for n in range(100))
    text = " ".join(
        row[4] for page in tables_of(history_pdf(book(line(changes=many)))) for row in page
    )
    assert "trường 39:" in text
    assert "trường 40:" not in text
    assert say.MORE_CHANGES.format(count=60) in text
    assert (
        len(json.loads(history_source(book(line(changes=many))).text)["lines"][0]["changes"]) == 100
    )


def sheets_of(data: bytes) -> dict[str, list[tuple[Any, ...]]]:
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in workbook}


def test_the_workbook_has_a_row_for_each_act_and_a_sheet_of_accesses() -> None:
    refused = access(kind="Bị từ chối", rule="Không phải việc của bạn.")
    sheets = sheets_of(history_xlsx(book(*MANY.lines, accesses=(access(), refused))))
    assert list(sheets) == [say.SHEET_NAME, say.ACCESS_SHEET_NAME]
    acts, looks = sheets.values()
    start = acts.index(say.SHEET_COLUMNS) + 2
    assert [row[0] for row in acts[start:]] == list(range(1, 41))
    assert acts[start][10] == digest_text("1")
    assert acts[start][8] == "tình trạng: Đang soạn thảo → Kiểm tra nội dung"
    rows = looks[next(at for at, row in enumerate(looks) if row[0] == say.ACCESS_COLUMNS[0]) + 2 :]
    assert [row[2] for row in rows] == ["Đã xem", "Bị từ chối"]
    assert rows[1][4] == "Không phải việc của bạn."


@pytest.mark.parametrize("text", HOSTILE)
def test_text_in_the_workbook_is_text(text: str) -> None:
    data = history_xlsx(book(line(who=text, reason=text)))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds <= {"s", "n"}
    assert history_xlsx(book(line(who=text, reason=text))) == data
