"""Figures as typed: a point groups, a comma parts, and what can be meant in two ways is refused."""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.figure_texts import format_number, parse_number, parse_value, read_cell
from dvcq_workflow.rules.figures import (
    NOT_REPORTED,
    NOTHING_AROSE,
    Kind,
    Value,
    ValueState,
    reported,
    require_value,
)
from tests.rules.figure_strategies import AMOUNTS
from tests.rules.strategies import TEXT

YES = Value(ValueState.REPORTED, yes_no=True)
NO = Value(ValueState.REPORTED, yes_no=False)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1234", "1234"),
        ("1.234", "1234"),
        ("1.234,5", "1234.5"),
        ("12.345.678", "12345678"),
        ("1 234 567", "1234567"),
        ("1\u00a0234,25", "1234.25"),
        (" 0,5 ", "0.5"),
        ("0,125", "0.125"),
        ("1234,125", "1234.125"),
        ("1,2340", "1.234"),
        ("007", "7"),
        ("１２", "12"),
        ("\u22125", "-5"),
    ],
)
def test_a_number_is_read_as_vietnamese_write_it(typed: str, number: str) -> None:
    assert parse_number(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["", "   ", "\u00a0", "\t\n"])
def test_nothing_typed_is_not_zero(typed: str) -> None:
    assert parse_number(typed) is None
    assert parse_value(Kind.COUNT, typed) == NOT_REPORTED


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1,234.5", "figure_ambiguous"),
        ("1,234", "figure_ambiguous"),
        ("1,234,567", "figure_ambiguous"),
        ("-12,345", "figure_ambiguous"),
        ("1.5", "figure_point_fraction"),
        ("0.125", "figure_point_fraction"),
        ("1234.567", "figure_point_fraction"),
        ("1.23.456", "figure_malformed"),
        ("1.234 567", "figure_malformed"),
        ("12 34", "figure_malformed"),
        ("1,2,3", "figure_malformed"),
        ("12%", "figure_malformed"),
        ("khoảng 12", "figure_malformed"),
        ("1e5", "figure_malformed"),
        ("٣", "figure_malformed"),
        ("--1", "figure_malformed"),
    ],
)
def test_what_could_mean_another_number_is_refused_and_shown(typed: str, code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        parse_number(typed)
    assert refusal.value.code == code
    assert refusal.value.params == {"typed": typed}


@given(TEXT)
def test_any_text_is_a_number_nothing_or_refused(typed: str) -> None:
    code, number = "", None
    try:
        number = parse_number(typed)
    except RuleViolation as refusal:
        code = refusal.code
    assert code in {"", "figure_ambiguous", "figure_point_fraction", "figure_malformed"}
    assert number is None or number.is_finite()


@given(st.decimals(-(10**16), 10**16, places=4))
def test_a_number_that_is_shown_reads_back_as_itself(number: Decimal) -> None:
    assert parse_number(format_number(number)) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("-0.0000", "0"),
        ("1234.5000", "1.234,5"),
        ("1234567", "1.234.567"),
        ("1E+3", "1.000"),
        ("0.125", "0,125"),
        ("1.234", "1,2340"),
        ("-1234.5", "-1.234,5"),
    ],
)
def test_a_number_is_written_as_vietnamese_read_it(number: str, text: str) -> None:
    assert format_number(Decimal(number)) == text


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Kind.COUNT, "Không phát sinh", NOTHING_AROSE),
        (Kind.COUNT, "KPS", NOTHING_AROSE),
        (Kind.COUNT, "-", NOTHING_AROSE),
        (Kind.COUNT, "chưa báo cáo", NOT_REPORTED),
        (Kind.AMOUNT, "…", NOT_REPORTED),
        (Kind.COUNT, "0", reported(0)),
        (Kind.AMOUNT, "2,5", reported(Decimal("2.5"))),
        (Kind.YES_NO, "Có", YES),
        (Kind.YES_NO, "không", NO),
        (Kind.YES_NO, "không phát sinh", NOTHING_AROSE),
        (Kind.TEXT, " Đã ban hành ", Value(ValueState.REPORTED, text="Đã ban hành")),
        (Kind.RATE, "không phát sinh", NOTHING_AROSE),
    ],
)
def test_words_say_what_numbers_cannot(kind: Kind, typed: str, value: Value) -> None:
    assert parse_value(kind, typed) == value


@pytest.mark.parametrize(
    "typed",
    [
        "ước 1.200",
        "Ước đạt: 1.200",
        "ƯỚC TÍNH 1200",
        "1.200 (ước)",
        "1.200 ước",
        " ước  1 200 ",
        "estimate 1200",
        unicodedata.normalize("NFD", "1.200 (ước)"),
    ],
)
def test_a_number_that_is_called_an_estimate_is_one(typed: str) -> None:
    assert parse_value(Kind.COUNT, typed) == reported(1200, is_estimate=True)


@pytest.mark.parametrize("typed", ["ước", "(ước)", "ước 12 (ước)", "ước tính", "ước1x", "bước 12"])
def test_an_estimate_of_no_number_is_malformed(typed: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        parse_value(Kind.COUNT, typed)
    assert refused.value.code == "figure_malformed"


@pytest.mark.parametrize("piece", ["1", "1 ", " ", "ước ", "(ước)", "1ước"])
def test_an_endless_entry_is_refused_at_once(piece: str) -> None:
    with pytest.raises(RuleViolation):
        parse_value(Kind.COUNT, f"ước 1{piece * 200_000}x")


def test_a_text_that_speaks_of_an_estimate_is_a_text() -> None:
    said = "Ước đạt 12 mô hình"
    assert parse_value(Kind.TEXT, said) == Value(ValueState.REPORTED, text=said)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        pytest.param(Kind.COUNT, None, NOT_REPORTED, id="an empty cell"),
        pytest.param(Kind.COUNT, "", NOT_REPORTED, id="an empty text"),
        pytest.param(Kind.COUNT, 0, reported(0), id="a zero"),
        pytest.param(Kind.COUNT, 12.0, reported(12), id="a whole float"),
        pytest.param(Kind.AMOUNT, 0.1 + 0.2, reported(Decimal("0.3")), id="noise of floats"),
        pytest.param(Kind.AMOUNT, "1.234,5", reported(Decimal("1234.5")), id="a typed text"),
        pytest.param(Kind.YES_NO, True, YES, id="a ticked cell"),
        pytest.param(Kind.YES_NO, 0, NO, id="zero for no"),
        pytest.param(Kind.TEXT, 12, Value(ValueState.REPORTED, text="12"), id="a number as text"),
        pytest.param(Kind.COUNT, "không phát sinh", NOTHING_AROSE, id="words"),
    ],
)
def test_a_cell_is_read_as_it_stands(kind: Kind, cell: object, value: Value) -> None:
    assert read_cell(kind, cell) == value


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        pytest.param(Kind.AMOUNT, dt.datetime(2020, 5, 1), "figure_cell_is_date", id="a date"),
        pytest.param(Kind.AMOUNT, dt.time(1, 5), "figure_cell_is_date", id="a time"),
        pytest.param(Kind.COUNT, 1.5, "figure_count_fraction", id="half a meeting"),
        pytest.param(Kind.COUNT, -1, "figure_negative", id="below zero"),
        pytest.param(Kind.COUNT, float("nan"), "figure_malformed", id="no number"),
        pytest.param(Kind.COUNT, True, "figure_wrong_kind", id="a tick for a number"),
        pytest.param(Kind.RATE, 50.5, "figure_rate_typed", id="a typed rate"),
        pytest.param(Kind.YES_NO, 2, "figure_yes_or_no", id="two for yes"),
        pytest.param(Kind.YES_NO, "có lẽ", "figure_yes_or_no", id="perhaps"),
        pytest.param(Kind.COUNT, "1,234.5", "figure_ambiguous", id="English text"),
        pytest.param(Kind.AMOUNT, 1e300, "figure_too_large", id="a huge float"),
    ],
)
def test_a_cell_that_cannot_be_right_is_refused(kind: Kind, cell: object, code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        read_cell(kind, cell)
    assert refusal.value.code == code


@given(AMOUNTS)
def test_a_value_survives_being_shown_and_typed(number: Decimal) -> None:
    value = require_value(Kind.AMOUNT, reported(number))
    assert parse_value(Kind.AMOUNT, format_number(number)) == value
