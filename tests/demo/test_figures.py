"""Figures of the demonstration: made up by one rule, and agreeing with each other."""

from __future__ import annotations

import pytest
from documents.demo.figures import DEPARTMENT, DISTRICT, Reported

from dvcq_workflow.rules.obligations import PeriodKind

PLACES = range(27)


def said(place: int, size: int, kind: PeriodKind, index: int) -> dict[str, int]:
    figures = Reported("Đơn vị", place, size, kind, index).figures()
    return {code: int(value.number or 0) for code, value in figures.items()}


@pytest.mark.parametrize("size", [DEPARTMENT, DISTRICT])
@pytest.mark.parametrize("place", PLACES)
def test_the_figures_of_longer_periods_are_the_sums_of_their_quarters(
    place: int, size: int
) -> None:
    quarters = [said(place, size, PeriodKind.QUARTER, index) for index in (1, 2, 3, 4)]
    for kind, count in ((PeriodKind.HALF_YEAR, 2), (PeriodKind.YEAR, 4)):
        sums = {code: sum(each[code] for each in quarters[:count]) for code in quarters[0]}
        assert said(place, size, kind, 1) == sums


@pytest.mark.parametrize("size", [DEPARTMENT, DISTRICT])
def test_no_unit_settles_more_letters_than_it_received(size: int) -> None:
    for place in PLACES:
        for index in (1, 2, 3, 4):
            figures = said(place, size, PeriodKind.QUARTER, index)
            assert 0 <= figures["DON_GQ"] <= figures["DON_NHAN"]


def test_what_is_reported_before_the_year_ends_is_an_estimate() -> None:
    for kind, is_estimate in ((PeriodKind.YEAR, True), (PeriodKind.QUARTER, False)):
        figures = Reported("Đơn vị", 3, DEPARTMENT, kind, 1).figures()
        assert {value.is_estimate for value in figures.values()} == {is_estimate}
