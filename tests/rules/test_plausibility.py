"""A hint asks to look again beside the last period; it refuses nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from dvcq_workflow.rules.figures import (
    NOT_REPORTED,
    NOTHING_AROSE,
    Definition,
    Value,
    ValueState,
    reported,
)
from dvcq_workflow.rules.plausibility import (
    Hint,
    HintCode,
    carried_over,
    hints,
    hints_of_report,
)
from tests.rules.figure_strategies import (
    ALL,
    DONE,
    HAS_RULES,
    MONEY,
    RECEIVED,
    REPORTS,
    SHARE,
    STOCK,
)

YES = Value(ValueState.REPORTED, yes_no=True)


@pytest.mark.parametrize(
    ("definition", "now", "before", "codes"),
    [
        pytest.param(DONE, 30, 10, ["rose_manifold"], id="three times as much"),
        pytest.param(DONE, 29, 10, [], id="not quite three times"),
        pytest.param(DONE, 10, 30, ["fell_manifold"], id="a third"),
        pytest.param(DONE, 11, 30, [], id="not quite a third"),
        pytest.param(DONE, 0, 4, ["zero_after_some"], id="zero after some"),
        pytest.param(DONE, 4, 0, [], id="some after zero"),
        pytest.param(DONE, 0, 0, [], id="zero after zero"),
        pytest.param(STOCK, 9, 10, ["running_total_fell"], id="a stock that falls"),
        pytest.param(STOCK, 10, 10, [], id="a stock that stays"),
        pytest.param(DONE, 9, 10, [], id="a flow may fall"),
        pytest.param(
            STOCK, 1, 10, ["fell_manifold", "running_total_fell"], id="a stock that breaks down"
        ),
    ],
)
def test_a_number_is_held_beside_that_of_the_last_period(
    definition: Definition, now: int, before: int, codes: list[str]
) -> None:
    found = hints(definition, reported(now), reported(before))
    assert [hint.code.value for hint in found] == codes


def test_a_hint_says_how_many_times() -> None:
    found = hints(MONEY, reported(Decimal("342")), reported(Decimal("100")))
    assert found == (Hint(HintCode.ROSE_MANIFOLD, Decimal("3.4")),)


def test_nothing_arose_after_some_is_asked_about_and_silence_is_not() -> None:
    assert [h.code for h in hints(DONE, NOTHING_AROSE, reported(4))] == [HintCode.ZERO_AFTER_SOME]
    assert hints(DONE, NOT_REPORTED, reported(4)) == ()
    assert hints(DONE, reported(4), NOT_REPORTED) == ()
    assert hints(HAS_RULES, NOTHING_AROSE, YES) == ()


def test_a_numerator_above_its_denominator_is_asked_about_at_the_rate() -> None:
    now = {DONE.key: reported(5), RECEIVED.key: reported(4)}
    definitions = {d.key: d for d in (DONE, RECEIVED, SHARE)}
    assert hints_of_report(definitions, now, {}) == {
        SHARE.key: (Hint(HintCode.PART_EXCEEDS_WHOLE),)
    }
    assert hints_of_report(definitions, {**now, RECEIVED.key: reported(5)}, {}) == {}
    assert hints_of_report(definitions, {DONE.key: reported(5)}, {}) == {}


@given(REPORTS, REPORTS)
def test_no_two_reports_are_too_odd_to_be_compared(
    now: dict[int, Value], before: dict[int, Value]
) -> None:
    found = hints_of_report({d.key: d for d in ALL}, now, before)
    assert all(found.values())
    assert hints_of_report({d.key: d for d in ALL if d is not SHARE}, now, now) == {}


@pytest.mark.parametrize(
    ("definition", "before", "proposed"),
    [
        pytest.param(STOCK, reported(7), reported(7), id="a stock"),
        pytest.param(STOCK, reported(7, is_estimate=True), reported(7), id="an estimate no longer"),
        pytest.param(STOCK, NOT_REPORTED, None, id="nothing was said"),
        pytest.param(STOCK, NOTHING_AROSE, None, id="nothing arose"),
        pytest.param(DONE, reported(7), None, id="a flow begins anew"),
        pytest.param(SHARE, reported(7), None, id="a rate is computed"),
    ],
)
def test_only_a_stock_is_carried_over(
    definition: Definition, before: Value, proposed: Value | None
) -> None:
    assert carried_over(definition, before) == proposed
