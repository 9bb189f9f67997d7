"""A value is reported, said not to have arisen, or not reported; and some values cannot be."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.figures import (
    MAX_TEXT,
    NOT_REPORTED,
    NOTHING_AROSE,
    Kind,
    Value,
    ValueState,
    rate_value,
    ratio,
    reported,
    require_denominator,
    require_value,
)
from tests.rules.figure_strategies import ALL, COUNTS, SHARE, values

GIVEN = ValueState.REPORTED


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        pytest.param(Kind.COUNT, reported(-1), "figure_negative", id="a count below zero"),
        pytest.param(Kind.AMOUNT, reported(-1), "figure_negative", id="an amount below zero"),
        pytest.param(
            Kind.COUNT, reported(Decimal("1.5")), "figure_count_fraction", id="half a meeting"
        ),
        pytest.param(
            Kind.AMOUNT, reported(Decimal("0.00001")), "figure_too_fine", id="five places"
        ),
        pytest.param(Kind.AMOUNT, reported(10**16), "figure_too_large", id="seventeen digits"),
        pytest.param(Kind.COUNT, reported(Decimal("NaN")), "figure_too_large", id="no number"),
        pytest.param(Kind.AMOUNT, reported(Decimal("Infinity")), "figure_too_large", id="endless"),
        pytest.param(Kind.RATE, reported(50), "figure_rate_typed", id="a typed rate"),
        pytest.param(Kind.COUNT, Value(GIVEN), "figure_empty", id="reported, yet no value"),
        pytest.param(Kind.TEXT, Value(GIVEN, text="  "), "figure_empty", id="a text of spaces"),
        pytest.param(
            Kind.TEXT, Value(GIVEN, text="x" * (MAX_TEXT + 1)), "figure_text_too_long", id="a novel"
        ),
        pytest.param(Kind.TEXT, reported(3), "figure_wrong_kind", id="a number for a text"),
        pytest.param(
            Kind.COUNT, Value(GIVEN, text="3"), "figure_wrong_kind", id="a text for a number"
        ),
        pytest.param(
            Kind.YES_NO, Value(GIVEN, text="có"), "figure_wrong_kind", id="a text for yes or no"
        ),
        pytest.param(
            Kind.COUNT,
            Value(GIVEN, Decimal(3), yes_no=True),
            "figure_wrong_kind",
            id="a number that says yes",
        ),
        pytest.param(
            Kind.COUNT,
            Value(ValueState.NOTHING_AROSE, Decimal(0)),
            "figure_state_contradicted",
            id="zero where nothing arose",
        ),
        pytest.param(
            Kind.COUNT,
            Value(ValueState.NOT_REPORTED, Decimal(0)),
            "figure_state_contradicted",
            id="zero that was not reported",
        ),
        pytest.param(
            Kind.YES_NO,
            Value(ValueState.NOTHING_AROSE, yes_no=False),
            "figure_state_contradicted",
            id="no where nothing arose",
        ),
    ],
)
def test_an_impossible_value_is_refused_by_its_code(kind: Kind, value: Value, code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        require_value(kind, value)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        pytest.param(Kind.COUNT, reported(0), id="zero is a value"),
        pytest.param(Kind.COUNT, reported(10**16 - 1), id="sixteen digits"),
        pytest.param(Kind.AMOUNT, reported(Decimal("0.0001")), id="four places"),
        pytest.param(Kind.COUNT, reported(Decimal("3.0000")), id="whole, as a database gives it"),
        pytest.param(Kind.YES_NO, Value(GIVEN, yes_no=False), id="no is a value"),
        pytest.param(Kind.TEXT, Value(GIVEN, text="x" * MAX_TEXT), id="a long text"),
        pytest.param(Kind.RATE, NOTHING_AROSE, id="a rate of nothing"),
    ],
)
def test_a_possible_value_passes_unchanged(kind: Kind, value: Value) -> None:
    assert require_value(kind, value) == value


def test_zero_nothing_arose_and_not_reported_are_three_values() -> None:
    three = [reported(0), NOTHING_AROSE, NOT_REPORTED]
    assert len(set(three)) == 3
    assert [value.is_known for value in three] == [True, True, False]
    assert [value.amount for value in three] == [Decimal(0), Decimal(0), None]


@given(
    st.sampled_from([d for d in ALL if d is not SHARE]).flatmap(
        lambda d: st.tuples(st.just(d.kind), values(d))
    )
)
def test_what_was_let_through_is_let_through_again(case: tuple[Kind, Value]) -> None:
    kind, value = case
    assert require_value(kind, require_value(kind, value)) == require_value(kind, value)


def test_a_numerator_without_its_denominator_is_refused() -> None:
    with pytest.raises(RuleViolation, match="figure_denominator_missing"):
        require_denominator(reported(3), NOT_REPORTED)
    for pair in [
        (reported(3), reported(4)),
        (NOT_REPORTED, reported(4)),
        (reported(3), reported(2)),
    ]:
        require_denominator(*pair)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rate"),
    [
        pytest.param(reported(10), reported(11), reported(Decimal("90.91")), id="of two numbers"),
        pytest.param(NOTHING_AROSE, reported(4), reported(0), id="nothing of some"),
        pytest.param(reported(0), reported(0), NOTHING_AROSE, id="of nothing at all"),
        pytest.param(NOTHING_AROSE, NOTHING_AROSE, NOTHING_AROSE, id="nothing arose"),
        pytest.param(NOT_REPORTED, reported(4), NOT_REPORTED, id="numerator unknown"),
        pytest.param(reported(4), NOT_REPORTED, NOT_REPORTED, id="denominator unknown"),
    ],
)
def test_the_rate_of_a_unit_comes_of_its_parts(
    numerator: Value, denominator: Value, rate: Value
) -> None:
    assert rate_value(SHARE, numerator, denominator) == rate


def test_a_rate_with_an_estimated_part_is_an_estimate() -> None:
    assert rate_value(SHARE, reported(1, is_estimate=True), reported(2)).is_estimate


def test_a_ratio_that_is_not_scaled_keeps_four_places() -> None:
    assert ratio(Decimal(1), Decimal(3), Decimal(1)) == Decimal("0.3333")
    assert ratio(Decimal(2), Decimal(3), Decimal(1000)) == Decimal("666.67")


@given(COUNTS, COUNTS)
def test_a_rate_is_the_exact_ratio_rounded_half_up(above: Decimal, below: Decimal) -> None:
    rate = ratio(above, below, Decimal(100))
    if not below:
        assert rate is None
    else:
        assert rate is not None
        scaled = Fraction(above) * 10_000 / Fraction(below)
        assert rate * 100 == (scaled + Fraction(1, 2)) // 1
