"""The PDF beside the Word file: page one agrees, line by line, with what LibreOffice prints."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from dvcq_workflow.documents.press import Imprint, plan_sheet, write_docx, write_pdf
from dvcq_workflow.documents.press.typesetting import OURS
from dvcq_workflow.rules.content import PlanContent
from tests.documents.press.pages import PrintedPage, pages_of
from tests.documents.press.plans import ISSUED, NODES, varied_content
from tests.documents.press.real import real_content, real_imprint

# A border of a paragraph takes a point and a half less room in LibreOffice than its figures say.
NEAR_PT = 3

FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<alias binding="same"><family>Times New Roman</family>
<prefer><family>Liberation Serif</family></prefer></alias></fontconfig>"""


def by_libreoffice(data: bytes, folder: Path) -> bytes:
    """Return a Word file as LibreOffice prints it with no fonts but ours."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    (folder / "fonts.conf").write_text(FONTS.format(fonts=OURS.folder, cache=folder / "cache"))
    (folder / "plan.docx").write_bytes(data)
    command = [program, f"-env:UserInstallation=file://{folder / 'profile'}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(folder), str(folder / "plan.docx")],
        env={**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf"), "HOME": str(folder)},
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (folder / "plan.pdf").read_bytes()


def both(content: PlanContent, imprint: Imprint, folder: Path) -> list[list[PrintedPage]]:
    """Return the pages of the PDF and those of the Word file."""
    sheet = plan_sheet(content, imprint)
    return [pages_of(write_pdf(sheet)), pages_of(by_libreoffice(write_docx(sheet), folder))]


def assert_first_pages_agree(ours: PrintedPage, theirs: PrintedPage) -> None:
    assert [line.text.split() for line in ours.lines] == [x.text.split() for x in theirs.lines]
    for mine, other in zip(ours.lines, theirs.lines, strict=True):
        for edge in ("baseline", "left", "right"):
            assert getattr(mine, edge) == pytest.approx(getattr(other, edge), abs=NEAR_PT), mine
    rules = {(round(left), round(right), round(top)) for left, right, top in theirs.rules}
    assert len(ours.rules) == len(rules)
    for rule, other in zip(ours.rules, sorted(set(theirs.rules)), strict=True):
        assert rule == pytest.approx(other, abs=NEAR_PT)


def test_page_one_has_the_lines_of_the_word_file_where_it_has_them(tmp_path):
    ours, theirs = both(varied_content(nodes=NODES * 4), ISSUED, tmp_path)
    assert len(ours) == len(theirs)
    assert_first_pages_agree(ours[0], theirs[0])


@pytest.mark.seed
def test_page_one_of_the_real_plan_has_the_lines_of_its_word_file(seed_path, tmp_path):
    ours, theirs = both(real_content(seed_path), real_imprint(), tmp_path)
    assert len(ours) == len(theirs) == 7
    assert_first_pages_agree(ours[0], theirs[0])
    # On later pages the words that begin and end a page are the same too.
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.lines[1].text.split()[0] == other.lines[1].text.split()[0]
