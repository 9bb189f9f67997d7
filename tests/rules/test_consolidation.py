"""Many units' values become one figure: in any order, losing nothing, inventing no zero."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.rules.consolidation import Figure, changes, consolidate, merge
from dvcq_workflow.rules.figures import (
    NOT_REPORTED,
    NOTHING_AROSE,
    Definition,
    Value,
    ValueState,
    reported,
)
from tests.rules.figure_strategies import (
    ALL,
    DONE,
    HAS_RULES,
    MONEY,
    PROVINCES,
    RECEIVED,
    REMARK,
    SCORE,
    SHARE,
    STOCK,
)

Province = dict[int, dict[int, Value]]


def figure_of(definition: Definition, *values: Value) -> Figure:
    said = {unit: {definition.key: value} for unit, value in enumerate(values, start=1)}
    return consolidate([definition], said, said)[0]


def share_of(*pairs: tuple[Value, Value]) -> Figure:
    said = {
        unit: {DONE.key: done, RECEIVED.key: received}
        for unit, (done, received) in enumerate(pairs, start=1)
    }
    return consolidate([SHARE], said, said)[0]


def test_a_sum_counts_what_was_reported_and_names_who_said_nothing() -> None:
    figure = figure_of(DONE, reported(3), NOT_REPORTED, reported(0), NOTHING_AROSE)
    assert figure.number == 3
    assert figure.contributing == (1, 3)
    assert figure.missing == (2,)
    assert figure.without_any == (4,)
    assert not figure.is_complete


def test_missing_is_not_zero_and_neither_is_nothing_arose() -> None:
    zero, nothing, missing = (
        figure_of(DONE, value, value) for value in (reported(0), NOTHING_AROSE, NOT_REPORTED)
    )
    assert (zero.state, zero.number) == (ValueState.REPORTED, 0)
    assert (nothing.state, nothing.number) == (ValueState.NOTHING_AROSE, None)
    assert (missing.state, missing.number) == (ValueState.NOT_REPORTED, None)
    assert (zero.is_complete, nothing.is_complete, missing.is_complete) == (True, True, False)


def test_a_unit_that_owes_and_sent_nothing_is_missing_from_every_figure() -> None:
    figures = consolidate(ALL, [1, 2], {1: {DONE.key: reported(5)}})
    assert all(2 in figure.missing for figure in figures)


def test_a_rate_is_the_ratio_of_sums_and_no_average_of_rates() -> None:
    figure = share_of((reported(1), reported(1)), (reported(0), reported(99)))
    assert figure.number == Decimal("1.0000")
    assert figure.parts == (1, 100)


def test_a_numerator_never_stands_over_the_denominator_of_others() -> None:
    figure = share_of((reported(50), reported(100)), (reported(9), NOT_REPORTED))
    assert figure.number == Decimal("50.0000")
    assert figure.missing == (2,)


def test_a_rate_of_nothing_is_no_zero() -> None:
    figure = share_of((reported(0), reported(0)), (NOTHING_AROSE, NOTHING_AROSE))
    assert (figure.number, figure.state) == (None, ValueState.NOTHING_AROSE)
    assert share_of((NOT_REPORTED, NOT_REPORTED)).parts is None


def test_a_stock_is_added_over_units() -> None:
    assert figure_of(STOCK, reported(2), reported(5)).number == 7


def test_what_is_not_aggregated_lies_side_by_side() -> None:
    figure = figure_of(SCORE, reported(Decimal("8.5")), reported(9))
    assert figure.number is None
    assert [entry.value.number for entry in figure.entries] == [Decimal("8.5"), 9]
    texts = figure_of(REMARK, Value(ValueState.REPORTED, text="A"), NOTHING_AROSE)
    assert [entry.value.text for entry in texts.entries] == ["A", ""]
    assert texts.number is None


def test_yes_and_no_are_counted_apart_from_silence() -> None:
    yes, no = (Value(ValueState.REPORTED, yes_no=said) for said in (True, False))
    figure = figure_of(HAS_RULES, yes, no, no, NOTHING_AROSE, NOT_REPORTED)
    assert (figure.yes, figure.no, figure.without_any, figure.missing) == (1, 2, (4,), (5,))


def test_a_figure_with_one_estimate_is_known_to_have_it() -> None:
    assert figure_of(DONE, reported(1), reported(2, is_estimate=True)).has_estimates
    assert not figure_of(DONE, reported(1), reported(2)).has_estimates


def test_no_digit_is_lost_in_a_large_sum() -> None:
    large = Decimal("9999999999999999.9999")
    assert figure_of(MONEY, *[reported(large)] * 150).number == large * 150


@given(PROVINCES, st.randoms())
def test_the_order_of_reports_does_not_matter(province: Province, shuffled: random.Random) -> None:
    turned = list(province.items())
    shuffled.shuffle(turned)
    assert consolidate(ALL, reversed(province), dict(turned)) == consolidate(
        ALL, province, province
    )


@given(PROVINCES, st.dictionaries(st.integers(1, 40), st.integers(0, 3)))
def test_groups_of_units_merge_into_the_whole(province: Province, group: dict[int, int]) -> None:
    parts = [
        {unit: said for unit, said in province.items() if group.get(unit, 0) == number}
        for number in range(4)
    ]
    whole = consolidate(ALL, province, province)
    assert merge(*(consolidate(ALL, part, part) for part in parts)) == whole
    for place, figure in enumerate(whole):
        totals = [consolidate(ALL, part, part)[place].number for part in parts]
        if figure.definition in (DONE, RECEIVED, MONEY, STOCK):
            conserved = sum(Fraction(number) for number in totals if number is not None)
            assert Fraction(figure.number or 0) == conserved


def test_a_unit_in_two_groups_is_never_counted_twice() -> None:
    half = consolidate([DONE], [1], {1: {DONE.key: reported(3)}})
    with pytest.raises(ValueError, match="counted twice"):
        merge(half, half)


@given(PROVINCES, st.integers(41, 50))
def test_a_unit_that_says_nothing_changes_no_number(province: Province, silent: int) -> None:
    without = consolidate(ALL, province, province)
    beside = consolidate(ALL, [*province, silent], province)
    assert [figure.number for figure in beside] == [figure.number for figure in without]
    assert [(figure.yes, figure.no) for figure in beside] == [(f.yes, f.no) for f in without]
    assert all(silent in figure.missing and not figure.is_complete for figure in beside)


@given(PROVINCES)
def test_every_unit_stands_in_exactly_one_state_of_each_figure(province: Province) -> None:
    for figure in consolidate(ALL, province, province):
        units = [*figure.contributing, *figure.without_any, *figure.missing]
        assert sorted(units) == sorted(province)


@given(PROVINCES)
def test_an_independent_reckoning_comes_to_the_same(province: Province) -> None:
    """Plain loops over fractions, written without a look at the rule."""
    figures = {f.definition.key: f for f in consolidate(ALL, province, province)}
    for definition in (DONE, RECEIVED, MONEY, STOCK):
        found, somebody = Fraction(0), False
        for said in province.values():
            value = said.get(definition.key)
            if value is not None and value.state == "reported":
                found += Fraction(str(value.number))
                somebody = True
        number = figures[definition.key].number
        assert (number is not None) == somebody
        assert not somebody or Fraction(str(number)) == found
    above, below = Fraction(0), Fraction(0)
    for said in province.values():
        pair = [said.get(DONE.key), said.get(RECEIVED.key)]
        if any(value is None or value.state == "not_reported" for value in pair):
            continue
        above += Fraction(str(pair[0].number or 0))  # type: ignore[union-attr]
        below += Fraction(str(pair[1].number or 0))  # type: ignore[union-attr]
    share = figures[SHARE.key].number
    assert (share is not None) == (below > 0)
    if share is not None:
        assert abs(Fraction(str(share)) - 100 * above / below) <= Fraction(1, 200)


@given(PROVINCES, PROVINCES)
def test_a_supplement_says_what_changed_and_whose_values_did(old: Province, new: Province) -> None:
    before, after = consolidate(ALL, old, old), consolidate(ALL, new, new)
    told = {change.definition.key: change for change in changes(before, after)}
    for figure, later in zip(before, after, strict=True):
        moved = {
            unit: (was, now)
            for unit in {*old, *new}
            if (was := dict(by_unit(figure)).get(unit)) != (now := dict(by_unit(later)).get(unit))
        }
        change = told.get(figure.definition.key)
        assert (change is not None) == bool(moved)
        if change is not None:
            assert (change.before, change.after) == (figure, later)
            assert {unit.unit for unit in change.units} == set(moved)


def by_unit(figure: Figure) -> list[tuple[int, object]]:
    """What each unit says of a figure; one part of a rate alone says nothing of the rate."""
    return [
        (entry.unit, (entry.value, entry.value.is_known and entry.parts))
        for entry in figure.entries
    ]


def test_nothing_changed_is_no_supplement() -> None:
    figures = consolidate(ALL, [1], {1: {DONE.key: reported(3)}})
    assert changes(figures, figures) == ()


def test_a_late_report_turns_silence_into_a_number_of_its_unit() -> None:
    before = consolidate([DONE], [1, 2], {1: {DONE.key: reported(3)}})
    after = consolidate(
        [DONE, MONEY], [1, 2], {1: {DONE.key: reported(3)}, 2: {DONE.key: reported(4)}}
    )
    done, money = changes(before, after)
    assert (done.before.number, done.after.number) == (3, 7)  # type: ignore[union-attr]
    assert [change.unit for change in done.units] == [2]
    assert done.units[0].before.value == NOT_REPORTED  # type: ignore[union-attr]
    assert (money.before, money.definition) == (None, MONEY)
