"""Hostile content prints as text; nothing in it becomes markup, and nothing breaks the file."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from dvcq_workflow.documents.press import Imprint, plan_docx
from dvcq_workflow.documents.press.sheet import printable
from dvcq_workflow.rules.content import Appendix, Node, RecipientLine, SignatureBlock
from dvcq_workflow.rules.errors import RuleViolation
from tests.documents.press.plans import DRAFT, ISSUED, TARGETS, TASKS, varied_content
from tests.documents.press.printed import part, printed_lines, xpath

AS_TEXT = {
    "markup of XML": "<w:p/>&amp;<!-- x --> ]]> <![CDATA[y]]> \"'",
    "markup of typst": '#eval("1") *đậm* $x^2$ @nhãn <nhãn> \\ `mã`',
    "a formula": "=1+1",
    "a command": "=cmd|' /C calc'!A0",
    "a field": '{ INCLUDETEXT "c:\\\\x" } PAGE',
    "emoji": "Dân vận 👍🏽 👨‍👩‍👧 khéo",
    "other scripts": "שלום العربية 中文 ไทย",
    "private letters": "\uf0b7 dấu",
    "ten thousand words": "dân " * 9_999 + "vận",
    "one endless word": "x" * 50_000,
}


@pytest.mark.parametrize("text", AS_TEXT.values(), ids=AS_TEXT)
def test_strange_text_prints_as_text_wherever_it_stands(text):
    content = varied_content(
        subject=text,
        heading_lines=(text,),
        preamble=(text,),
        nodes=(Node("item", "1", text), Node("paragraph", "", "Hết.")),
        recipients=(RecipientLine(text), RecipientLine("Lưu: VT", is_archive=True)),
        signature=SignatureBlock((text,), text, text),
        appendices=(Appendix(text, (text, text), ((text, text),)),),
    )
    lines = printed_lines(plan_docx(content, ISSUED))
    assert sum(text in line for line in lines) == 13
    assert f"1. {text}" in lines


CONTROLS = {
    "zero": "\x00",
    "bell": "\x07",
    "escape": "\x1b",
    "delete": "\x7f",
    "second range": "\x9b",
    "not a character": "\uffff",
    "order turned": "\u202e",
    "isolate": "\u2067",
    "byte order": "\ufeff",
}


@pytest.mark.parametrize("mark", CONTROLS.values(), ids=CONTROLS)
def test_characters_that_print_nothing_are_dropped_and_the_words_stay(mark):
    nodes = (Node("paragraph", "", f"{mark}Gần{mark} dân{mark}."),)
    lines = printed_lines(plan_docx(varied_content(nodes=nodes), ISSUED))
    assert "Gần dân./." in lines


@pytest.mark.parametrize("space", ["\n", "\t", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_breaks_inside_a_paragraph_become_a_space(space):
    assert printable(f"Gần{space}dân") == "Gần dân"


def test_a_content_that_cannot_be_hashed_is_refused_not_printed():
    with pytest.raises(RuleViolation) as refusal:
        plan_docx(varied_content(subject="nửa chữ \ud83d"), ISSUED)
    assert refusal.value.code == "content_malformed"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_a_file_that_opens_and_says_it(text):
    nodes = (Node("bullet", "", text), Node("paragraph", "", "Hết."))
    data = plan_docx(varied_content(nodes=nodes), ISSUED)
    expected = f"- {printable(text)}".strip()
    assert expected in printed_lines(data)
    assert Document(io.BytesIO(data)).paragraphs


@pytest.mark.parametrize("imprint", [ISSUED, DRAFT], ids=["issued", "draft"])
def test_the_same_plan_gives_the_same_bytes(imprint):
    content = varied_content(appendices=(TASKS, TARGETS))
    assert plan_docx(content, imprint) == plan_docx(content, imprint)


def test_no_part_of_the_file_is_dated_by_the_clock():
    data = plan_docx(varied_content(), Imprint(19, dt.date(2020, 4, 6)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
    properties = Document(io.BytesIO(data)).core_properties
    assert properties.created.date() == properties.modified.date() == dt.date(2020, 4, 6)


def test_a_draft_file_is_dated_by_its_content_and_where_that_is_unknown_not_at_all():
    named = plan_docx(varied_content(), Imprint(is_draft=True, drafted_on=dt.date(2020, 3, 30)))
    properties = Document(io.BytesIO(named)).core_properties
    assert properties.created.date() == dt.date(2020, 3, 30)
    dates = xpath(plan_docx(varied_content(), DRAFT), "//*[contains(name(), 'dcterms')]", CORE)
    assert dates == []


CORE = "docProps/core.xml"


def test_the_file_says_what_it_is_and_carries_the_hash_of_its_content():
    content = varied_content()
    data = plan_docx(content, ISSUED)
    properties = Document(io.BytesIO(data)).core_properties
    assert properties.identifier == content.content_hash
    assert properties.title == f"KẾ HOẠCH: {content.subject}"
    assert properties.author == "ỦY BAN NHÂN DÂN TỈNH TRÀ VINH"
    assert properties.language == "vi-VN"


def test_the_file_holds_no_macro_no_outside_link_and_no_foreign_picture():
    data = plan_docx(varied_content(), ISSUED)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
    assert [n for n in names if n.endswith((".bin", ".jpeg", ".png", ".vba"))] == []
    for name in (n for n in names if n.endswith(".rels")):
        assert not part(data, name).xpath("//*[@TargetMode='External']")
