"""Canonical JSON is RFC 8785 within its profile, and nothing outside the profile gets in."""

from __future__ import annotations

import datetime as dt
import decimal
import hashlib
import json
import unicodedata
from enum import StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.rules.canonical import (
    MAX_SAFE_INTEGER,
    canonical_json,
    commitment,
    digest,
    digest_text,
    normal_text,
)
from tests.rules.strategies import PROFILE, TEXT, VIETNAMESE


@given(PROFILE)
def test_within_the_profile_the_text_is_that_of_rfc_8785(value: Any) -> None:
    assert canonical_json(value).encode("utf-8") == rfc8785.dumps(value)


@given(PROFILE)
def test_the_canonical_text_reads_back_as_the_same_value(value: Any) -> None:
    assert json.loads(canonical_json(value)) == value


@given(st.dictionaries(st.sampled_from("abcdef"), PROFILE, min_size=2))
def test_the_order_in_which_keys_were_set_does_not_matter(value: dict[str, Any]) -> None:
    assert digest(dict(reversed(value.items()))) == digest(value)


@given(PROFILE, PROFILE)
def test_two_values_have_one_digest_only_where_they_are_the_same_json(one: Any, other: Any) -> None:
    same = canonical_json(one) == canonical_json(other)
    assert (digest(one) == digest(other)) is same


@given(PROFILE)
def test_the_digest_is_the_sha_256_of_the_text_in_utf_8(value: Any) -> None:
    told = hashlib.sha256(rfc8785.dumps(value)).hexdigest()
    assert digest(value) == digest_text(canonical_json(value)) == told


class Word(StrEnum):
    ONE = "one"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(1.5, id="a float"),
        pytest.param(float("nan"), id="not a number"),
        pytest.param(MAX_SAFE_INTEGER + 1, id="an integer that JavaScript rounds"),
        pytest.param(-MAX_SAFE_INTEGER - 1, id="a negative one"),
        pytest.param(decimal.Decimal("1.5"), id="a decimal"),
        pytest.param(dt.date(2020, 3, 5), id="a date"),
        pytest.param(b"bytes", id="bytes"),
        pytest.param({1, 2}, id="a set"),
        pytest.param({"năm": 1}, id="a key that is not ASCII"),
        pytest.param({1: "one"}, id="a key that is a number"),
        pytest.param({None: "one"}, id="a key that is nothing"),
        pytest.param(object(), id="an object"),
    ],
)
@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda value: value, id="alone"),
        pytest.param(lambda value: [1, value], id="in a list"),
        pytest.param(lambda value: (value,), id="in a tuple"),
        pytest.param(lambda value: {"a": {"b": [value]}}, id="deep down"),
    ],
)
def test_what_the_profile_does_not_know_is_refused_at_any_depth(value: Any, wrap: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical_json(wrap(value))


def test_the_largest_integers_of_the_profile_pass() -> None:
    assert canonical_json([MAX_SAFE_INTEGER, -MAX_SAFE_INTEGER]) == (
        "[9007199254740991,-9007199254740991]"
    )


def test_true_is_not_one() -> None:
    assert canonical_json([True, False, 1, 0, None]) == "[true,false,1,0,null]"


def test_half_a_character_has_no_digest() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        digest("\ud800")


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16), TEXT)
def test_one_name_has_another_commitment_under_each_salt(
    salt: bytes, other: bytes, value: str
) -> None:
    assert (commitment(salt, value) == commitment(other, value)) is (salt == other)
    assert commitment(salt, value) == hashlib.sha256(salt + value.encode()).hexdigest()


@given(VIETNAMESE)
def test_composed_or_not_a_text_is_the_same(text: str) -> None:
    composed = normal_text(unicodedata.normalize("NFC", text))
    assert normal_text(unicodedata.normalize("NFD", text)) == composed == normal_text(text)


@given(TEXT)
def test_a_normal_text_stays_as_it_is(text: str) -> None:
    once = normal_text(text)
    assert normal_text(once) == once
    assert "  " not in once
    assert once == once.strip()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("  dân   vận ", id="spaces"),
        pytest.param("dân\tvận", id="a tab"),
        pytest.param("dân\r\nvận", id="a line break"),
        pytest.param("dân\u00a0vận", id="a no-break space"),
        pytest.param("da\u0302n va\u0323\u0302n", id="marks set apart"),
        pytest.param("da\u0302n va\u0302\u0323n", id="marks in the other order"),
    ],
)
def test_a_text_pasted_from_elsewhere_is_still_the_same_text(text: str) -> None:
    assert normal_text(text) == "dân vận"
