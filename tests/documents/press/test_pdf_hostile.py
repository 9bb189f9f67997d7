"""Hostile text in a PDF: it prints as text and can be copied out, or it is refused by name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dvcq_workflow.documents.press import plan_pdf, unprintable_characters, write_pdf
from dvcq_workflow.documents.press.coverage import without_shapeless
from dvcq_workflow.documents.press.sheet import printable
from dvcq_workflow.rules.content import Appendix, Node, RecipientLine, SignatureBlock
from dvcq_workflow.rules.errors import RuleViolation
from tests.documents.press.pages import pages_of, squeezed, text_of
from tests.documents.press.plans import ISSUED, varied_content
from tests.documents.press.sheets import PLAIN_PLAN

AS_TEXT = {
    "markup of XML": "<w:p/>&amp;<!-- x --> ]]> <![CDATA[y]]> \"'",
    "markup of typst": '#eval("1") *đậm* $x^2$ @nhãn <nhãn> \\ `mã` _n_ = a',
    "comments of typst": "a // b /* c */ d",
    "code of typst": '#{ panic() } #import "x.typ": * #read("/etc/passwd") #sys.inputs',
    "quotes and dashes": "'a' \"b\" -- --- ... ~ ff fi fl",
    "a formula": "=1+1",
    "a command": "=cmd|' /C calc'!A0",
    "no width": "Dân\u200b vận\u00ad kh\u2060éo",
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
    said = text_of(plan_pdf(content, ISSUED))
    # Columns that stand side by side are read by turns, which parts a word that was broken there;
    # in the body the text stands as a whole.
    words = without_shapeless(printable(text)).split()
    folded = squeezed(said).casefold()
    assert all(folded.count(word.casefold()) >= 9 for word in words)
    assert squeezed(f"1. {without_shapeless(text)}") in squeezed(said)


REFUSED = {
    "emoji": "👍🏽",
    "Chinese": "中文",
    "Hebrew": "שלום",
    "Arabic": "العربية",
    "Khmer": "ខ្មែរ",
    "private letters": "\uf0b7",
    "a letter of private use that our fonts hold": "\uf004",
    "marks of the template": "\ue000\ue001",
    "stand-in for an object": "\ufffc",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_letters_that_cannot_be_printed_are_refused_with_their_place(text):
    nodes = (Node("paragraph", "", f"Gần dân {text} hơn."), Node("paragraph", "", "Hết."))
    with pytest.raises(RuleViolation) as refusal:
        plan_pdf(varied_content(nodes=nodes), ISSUED)
    assert refusal.value.code == "text_not_printable"
    assert f"U+{ord(text[0]):04X}" in refusal.value.params["characters"]
    assert refusal.value.params["place"].startswith("Gần dân")


@pytest.mark.parametrize("mark", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\u202e", "\u2067"])
def test_controls_and_marks_that_turn_the_order_are_dropped_and_the_words_stay(mark):
    nodes = (Node("paragraph", "", f"{mark}Gần{mark} dân{mark}."),)
    assert "Gần dân./." in text_of(plan_pdf(varied_content(nodes=nodes), ISSUED))


PLACES = {
    "subject": lambda text: {"subject": text},
    "agency": lambda text: {"heading_lines": (text,)},
    "basis": lambda text: {"preamble": (text,)},
    "paragraph": lambda text: {"nodes": (Node("item", "1", text), Node("paragraph", "", "Hết."))},
    "last paragraph": lambda text: {"nodes": (Node("paragraph", "", text),)},
    "section": lambda text: {"nodes": (Node("section", "I", text), Node("paragraph", "", "Hết."))},
    "recipient": lambda text: {"recipients": (RecipientLine(text),)},
    "signer": lambda text: {"signature": SignatureBlock((), "CHỦ TỊCH", text)},
    "title of an appendix": lambda text: {"appendices": (Appendix(text, ("a",), (("b",),)),)},
    "cell": lambda text: {"appendices": (Appendix("Bảng", ("a", "b"), (("c", text),)),)},
    "head of a column": lambda text: {
        "appendices": (Appendix("Bảng", (text, "b"), (("c", "d"),)),)
    },
    "head and cell": lambda text: {"appendices": (Appendix(text, (text, "b"), ((text, text),)),)},
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_ten_thousand_words_go_on_over_pages_and_none_is_lost(place):
    data = plan_pdf(varied_content(**place("dân " * 9_999 + "vận")), ISSUED)
    assert text_of(data).casefold().split().count("dân") >= 9_999
    assert_nothing_leaves_the_page(data)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_one_endless_word_is_broken_over_lines_and_no_letter_is_lost_or_added(place):
    data = plan_pdf(varied_content(**place("q" * 10_000)), ISSUED)
    said = text_of(data).casefold()
    assert said.count("q") >= 10_000
    assert "\u200b" not in said
    assert "\u00ad" not in said
    assert_nothing_leaves_the_page(data)


def test_fifty_thousand_letters_without_a_space_print():
    data = plan_pdf(varied_content(**PLACES["paragraph"]("w" * 50_000)), ISSUED)
    assert text_of(data).count("w") == 50_000


def assert_nothing_leaves_the_page(data: bytes) -> None:
    for page in pages_of(data):
        assert max(line.right for line in page.lines) <= page.width - 40
        assert max(line.baseline for line in page.lines) <= page.height - 50


def test_a_long_address_is_broken_where_its_line_is_full():
    address = "https://travinh.gov.vn/" + "abcdefgh/" * 20
    nodes = (Node("paragraph", "", f"Xem {address} để biết thêm."), Node("paragraph", "", "Hết."))
    data = plan_pdf(varied_content(nodes=nodes), ISSUED)
    assert address in squeezed(text_of(data))
    assert_nothing_leaves_the_page(data)


def test_the_number_of_a_document_is_not_broken_over_lines():
    for count in range(20):
        text = (
            "x" * count + " theo Chương trình phối hợp 161-CTr/BCSĐUBND-BDVTU của các cơ quan" * 4
        )
        said = text_of(write_pdf(replace(PLAIN_PLAN, change_line=f"({text})")))
        assert said.count("161-CTr/BCSĐUBND-BDVTU") == 4


# Letters made of a base and loose marks print rightly; poppler reads some of them twice.
_TEXT = st.text(st.characters(exclude_categories=("Mn", "Mc", "Me")), max_size=120)


@settings(max_examples=120, deadline=None)
@given(_TEXT)
def test_any_text_is_printed_and_read_back_or_refused_by_name(text):
    nodes = (Node("bullet", "", text), Node("paragraph", "", "Hết."))
    content = varied_content(nodes=nodes)
    if unprintable_characters(printable(text)):
        with pytest.raises(RuleViolation, match=r"text_not_printable|content_malformed"):
            plan_pdf(content, ISSUED)
        return
    data = plan_pdf(content, ISSUED)
    expected = squeezed(f"- {without_shapeless(printable(text))}")
    # As the file holds it: by itself poppler joins what it takes for a hyphenated word.
    assert expected in squeezed(text_of(data, "-raw"))
