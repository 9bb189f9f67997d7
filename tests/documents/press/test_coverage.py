"""Which characters can be printed: what our four faces hold, and what a refusal says."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from dvcq_workflow.documents.press import require_printable, unprintable_characters
from dvcq_workflow.documents.press.coverage import PRINTABLE, SHAPELESS, require_printable_texts
from dvcq_workflow.documents.press.sheet import Grid
from dvcq_workflow.documents.press.typesetting import OURS
from dvcq_workflow.rules.errors import RuleViolation
from tests.documents.press.sheets import PLAIN_PLAN

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"


def _is_kept(letter: str) -> bool:
    is_odd = unicodedata.category(letter) in {"Co", "Cs", "Cn", "Cf"} or letter in "\ufffc\u034f"
    return not is_odd and not unicodedata.name(letter, "").startswith("HEBREW")


def test_the_table_is_what_all_four_faces_hold():
    fonttools = pytest.importorskip("fontTools.ttLib")
    paths = sorted(OURS.folder.glob("*.ttf"))
    assert len(paths) == 4
    held = set.intersection(*(set(fonttools.TTFont(path).getBestCmap()) for path in paths))
    letters = {chr(code) for code in held}
    assert {letter for letter in letters if _is_kept(letter)} == PRINTABLE - SHAPELESS


def test_every_vietnamese_letter_and_mark_of_the_keyboard_can_be_printed():
    keyboard = "".join(map(chr, range(0x20, 0x7F)))
    assert (
        unprintable_characters(VIETNAMESE + VIETNAMESE.upper() + keyboard + "“”‘’–—…§°²³½₫") == ()
    )


def test_what_cannot_is_named_once_and_in_the_order_of_the_text():
    assert unprintable_characters("dân 😀 vận 中 và 😀") == ("😀", "中")


def test_a_refusal_names_the_first_place_and_at_most_five_letters():
    body = (*PLAIN_PLAN.body, replace(PLAIN_PLAN.body[0], text="Việc một 中文字母表格 hai"))
    with pytest.raises(RuleViolation) as refusal:
        require_printable(replace(PLAIN_PLAN, body=body))
    assert refusal.value.params["place"] == "Việc một 中文字母表格 hai"
    assert refusal.value.params["characters"].startswith("中 U+4E2D, 文 U+6587")
    assert refusal.value.params["characters"].endswith(", …")
    assert refusal.value.params["characters"].count("U+") == 5


@pytest.mark.parametrize(
    "changes",
    [
        {"parent_heading": "中"},
        {"heading_lines": ("中",)},
        {"number_line": "Số: 中"},
        {"place_date": "中"},
        {"type_name": "中"},
        {"subject": "中"},
        {"change_line": "中"},
        {"addressees": ("中",)},
        {"body": (Grid(("a",), (("中",),)),)},
        {"recipients": ("- 中.",)},
        {"authority": ("中",)},
        {"signer": "中"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_no_part_of_a_sheet_is_overlooked(changes):
    with pytest.raises(RuleViolation, match="text_not_printable"):
        require_printable(replace(PLAIN_PLAN, **changes))


def test_a_letter_whose_capital_is_missing_is_refused_where_capitals_are_printed():
    letter = "\u0250"
    assert unprintable_characters(letter) == ()
    with pytest.raises(RuleViolation, match="text_not_printable"):
        require_printable(replace(PLAIN_PLAN, authority=(letter,)))
    require_printable(replace(PLAIN_PLAN, signer=letter))


def test_texts_of_a_form_are_asked_as_they_would_be_printed():
    require_printable_texts(["Gần\tdân\u202e", "kh\u200béo"])
    with pytest.raises(RuleViolation, match="text_not_printable"):
        require_printable_texts(["Gần dân", "中"])
