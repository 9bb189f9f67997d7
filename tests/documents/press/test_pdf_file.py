"""The PDF as a file for keeping: its standard, what is inside it, the same bytes on any day."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from dvcq_workflow.documents.press import Typeface, plan_pdf, write_pdf
from dvcq_workflow.documents.press.typesetting import OURS, faces_of, typeset
from dvcq_workflow.rules.errors import RuleViolation
from tests.documents.press.pages import attached, fonts_of, squeezed, text_of
from tests.documents.press.plans import DRAFT, ISSUED, varied_content
from tests.documents.press.sheets import (
    DRAFT_PLAN,
    ISSUED_PLAN,
    PLAIN_PLAN,
    SHEETS,
    letter,
    texts_of,
)

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_every_sheet_prints_and_says_all_its_words(sheet):
    data = write_pdf(sheet)
    said = squeezed(text_of(data)).casefold()
    assert [t for t in texts_of(sheet) if squeezed(t).casefold() not in said] == []
    assert set(fonts_of(data)) <= {
        "LiberationSerif",
        "LiberationSerif-Bold",
        "LiberationSerif-Italic",
        "LiberationSerif-BoldItalic",
    }


def test_the_file_is_pdf_a_3a_and_pdf_ua_1():
    with pikepdf.open(io.BytesIO(write_pdf(ISSUED_PLAN))) as document:
        with document.open_metadata() as about:
            assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("3", "A")
            assert about["pdfuaid:part"] == "1"
            assert about["dc:title"] == ISSUED_PLAN.title
            assert about["dc:creator"] == ["ỦY BAN NHÂN DÂN TỈNH TRÀ VINH"]
            assert about["xmp:CreateDate"].startswith("2020-01-09")
        assert document.Root.Lang == "vi"
        assert document.Root.MarkInfo.Marked


def test_the_data_it_was_printed_from_lie_in_it_and_have_the_hash_of_the_content():
    content = varied_content()
    name, spec, data = attached(plan_pdf(content, ISSUED))
    assert name == "ke-hoach.json"
    assert (spec["relationship"], spec["mime"]) == ("/Source", "application/json")
    assert "Dữ liệu gốc" in spec["description"]
    assert hashlib.sha256(data).hexdigest() == content.content_hash
    assert data.decode() == content.canonical


def tags_of(data: bytes) -> list[str]:
    """Return the tags of a PDF's structure, in reading order."""
    found: list[str] = []

    def walk(node: pikepdf.Object) -> None:
        if isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node.S))
            if "/K" in node:
                walk(node.K)
        elif isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)

    with pikepdf.open(io.BytesIO(data)) as document:
        walk(document.Root.StructTreeRoot)
    return found


def test_headings_are_tagged_and_no_level_is_skipped():
    levels = [int(tag[2:]) for tag in tags_of(write_pdf(ISSUED_PLAN)) if tag[:2] == "/H"]
    assert levels[0] == 1
    assert set(levels) == {1, 2}
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_an_item_with_a_title_before_any_section_skips_no_level():
    nodes = tuple(node for node in varied_content().nodes if node.kind != "section")
    levels = [t for t in tags_of(plan_pdf(varied_content(nodes=nodes), ISSUED)) if t[:2] == "/H"]
    assert levels == ["/H1", "/H1"]


def test_only_tables_with_data_are_tagged_as_tables():
    assert "/Table" not in tags_of(write_pdf(PLAIN_PLAN))
    tags = tags_of(write_pdf(ISSUED_PLAN))
    assert tags.count("/Table") == 2
    assert tags.count("/TH") == 6 + 3


@pytest.mark.parametrize("sheet", [ISSUED_PLAN, DRAFT_PLAN], ids=["issued", "draft"])
def test_the_same_sheet_gives_the_same_bytes(sheet):
    assert write_pdf(sheet) == write_pdf(sheet)


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "America/Anchorage"])
def test_another_process_in_another_time_zone_gives_the_same_bytes(zone):
    script = (
        "import sys; from tests.documents.press.sheets import ISSUED_PLAN;"
        "from dvcq_workflow.documents.press import write_pdf;"
        "sys.stdout.buffer.write(write_pdf(ISSUED_PLAN))"
    )
    environment = {**os.environ, "TZ": zone, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    )
    assert done.stdout == write_pdf(ISSUED_PLAN)


def test_four_threads_print_at_once_and_each_gets_its_own_document():
    sheets = [replace(PLAIN_PLAN, signer=f"Người Ký {n}") for n in range(12)]
    expected = [write_pdf(sheet) for sheet in sheets]
    with ThreadPoolExecutor(max_workers=4) as hands:
        assert list(hands.map(write_pdf, sheets)) == expected


def test_a_file_without_a_date_is_a_programmers_mistake():
    with pytest.raises(ValueError, match="dated_on"):
        plan_pdf(varied_content(), DRAFT)


def test_a_title_longer_than_a_property_may_be_is_cut_in_the_properties_alone():
    sheet = letter("Sở Nội vụ", heading_lines=("Ủy ban nhân dân " * 2000,))
    data = write_pdf(replace(sheet, subject="gửi báo cáo " * 2000))
    with pikepdf.open(io.BytesIO(data)) as document, document.open_metadata() as about:
        assert len(about["dc:title"]) == 255
    assert text_of(data).count("báo") > 2000


# -- typefaces


def test_our_folder_holds_all_four_faces():
    assert faces_of(OURS) == {"regular", "bold", "italic", "bold italic"}
    assert faces_of(replace(OURS, family="Times New Roman")) == frozenset()
    assert faces_of(Typeface("Times New Roman", REPOSITORY / "nowhere")) == frozenset()


def test_a_letter_that_a_hosts_typeface_lacks_is_refused_by_the_same_code(tmp_path):
    # A host's folder with an old font: here one that lost a letter.
    poor = poorer_typeface(tmp_path, without="đ")
    with pytest.raises(RuleViolation) as refusal:
        write_pdf(replace(PLAIN_PLAN, signer="Người Ký đ"), typeface=poor)
    assert refusal.value.code == "text_not_printable"
    assert "đ U+0111" in refusal.value.params["characters"]


def poorer_typeface(folder: Path, *, without: str) -> Typeface:
    """Return our typeface under another folder, with a letter taken out of all its faces."""
    fonttools = pytest.importorskip("fontTools.ttLib")
    for path in OURS.folder.glob("*.ttf"):
        font = fonttools.TTFont(path)
        for table in font["cmap"].tables:
            table.cmap.pop(ord(without), None)
        font.save(folder / path.name)
    return Typeface(OURS.family, folder)


def test_a_mistake_of_a_template_is_no_refusal():
    with pytest.raises(Exception, match="dictionary does not contain key"):
        typeset("document.typ", {})
