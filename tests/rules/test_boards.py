"""A board counts each thing once, whatever the order: rows, columns and totals agree."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.boards import (
    LIVE_STATES,
    change_since,
    crossed,
    latest_told,
    reported,
    share_of_target,
    shares,
    together,
)
from dvcq_workflow.rules.chasing import Standing
from dvcq_workflow.rules.year_terms import YearTerm

COUNTED = st.lists(
    st.tuples(st.sampled_from(LIVE_STATES), st.sampled_from(YearTerm), st.integers(0, 500))
)
STANDINGS = st.lists(st.sampled_from(Standing))


@given(COUNTED, st.randoms())
def test_rows_and_columns_come_to_one_total_in_whatever_order(counted, chance):
    table = crossed(counted, LIVE_STATES, YearTerm)
    whole = sum(number for _row, _column, number in counted)
    assert table.total == whole
    assert sum(table.row_total(row) for row in table.rows) == whole
    assert sum(table.column_totals.values()) == whole
    chance.shuffle(counted)
    assert crossed(counted, LIVE_STATES, YearTerm) == table


def test_what_stands_in_no_row_is_refused_and_never_left_out_in_silence():
    with pytest.raises(ValueError, match="withdrawn"):
        crossed([(AssignmentStatus.WITHDRAWN, YearTerm.IN_TERM, 1)], LIVE_STATES, YearTerm)


@given(st.dictionaries(st.sampled_from(YearTerm), st.integers(0, 10**6)), st.randoms())
def test_shares_come_to_exactly_a_hundred_in_whatever_order(counts, chance):
    found = shares(counts)
    whole = sum(counts.values())
    assert sum(found.values()) == (100 if whole else 0)
    for key, share in found.items():
        assert abs(share * whole - counts[key] * 100) < max(whole, 1)
    keys = list(counts)
    chance.shuffle(keys)
    assert shares({key: counts[key] for key in keys}) == found


def test_a_third_of_each_is_not_ninety_nine_percent():
    counts = dict.fromkeys((YearTerm.OVERDUE, YearTerm.IN_TERM, YearTerm.NO_TERM), 1)
    assert sorted(shares(counts).values()) == [33, 33, 34]


@given(STANDINGS, STANDINGS)
def test_what_is_received_is_some_of_what_is_due_and_that_some_of_all(some, others):
    told = reported(some)
    assert told.received <= told.due <= told.owed <= told.total == len(some)
    both = together([told, reported(others)])
    assert both == together([reported(others), told])
    assert both.total == told.total + len(others)
    assert both.counts == Counter([*some, *others])


def test_a_report_sent_back_is_due_and_not_received():
    told = reported([Standing.RETURNED, Standing.NOT_DUE, Standing.NOT_OWED, Standing.NOTHING])
    assert (told.received, told.due, told.owed, told.total) == (1, 2, 3, 4)


@pytest.mark.parametrize(
    ("number", "target", "share"),
    [
        (Decimal(45), Decimal(60), Decimal("75.00")),
        (Decimal(0), Decimal(60), Decimal("0.00")),
        (Decimal(1), Decimal(3), Decimal("33.33")),
        (Decimal(5), Decimal(0), None),
        (None, Decimal(60), None),
        (Decimal(5), None, None),
    ],
    ids=["part", "zero is a figure", "rounded", "no share of nothing", "not reported", "no target"],
)
def test_a_share_of_a_target_is_of_a_figure_that_was_given(number, target, share):
    assert share_of_target(number, target) == share


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [(Decimal(5), Decimal(8), Decimal(-3)), (None, Decimal(8), None), (Decimal(5), None, None)],
    ids=["fell", "none now", "none before"],
)
def test_what_was_not_reported_is_never_taken_for_zero(now, before, change):
    assert change_since(now, before) == change


@pytest.mark.parametrize(
    ("periods", "key"),
    [([], None), ([(1, False), (2, False)], 1), ([(1, True), (2, True), (3, False)], 2)],
    ids=["no period", "nothing came yet", "the last of which one came"],
)
def test_figures_are_those_of_the_latest_period_that_was_told_of(periods, key):
    assert latest_told(periods) == key
