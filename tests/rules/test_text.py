"""A search finds what is typed without diacritics."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given

from dvcq_workflow.rules.text import fold
from tests.rules.strategies import TEXT, VIETNAMESE


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("Kế hoạch Dân vận chính quyền", "ke hoach dan van chinh quyen", id="a title"),
        pytest.param("ĐỐI THOẠI với Nhân dân", "doi thoai voi nhan dan", id="capitals"),
        pytest.param("đường Đê", "duong de", id="both letters đ"),
        pytest.param("Ủy ban", "uy ban", id="the mark on u"),
        pytest.param("Uỷ ban", "uy ban", id="the mark on y"),
        pytest.param("nghĩa  vụ\u00a0hè", "nghia vu he", id="spaces of any kind"),
        pytest.param("553/QĐ-UBND", "553/qd-ubnd", id="a symbol"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_word_is_found_without_its_marks(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(VIETNAMESE)
def test_composed_or_not_capital_or_not_a_word_folds_alike(text: str) -> None:
    folded = fold(text)
    assert fold(unicodedata.normalize("NFC", text)) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded
    assert fold(text.upper()) == fold(text.lower()) == folded
    assert folded.isascii()


@given(TEXT)
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)
