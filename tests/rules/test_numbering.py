"""Numbers are in order, without a gap, never reused, never dated backwards."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.numbering import (
    PAPER_SERIES,
    Place,
    Recorded,
    next_number,
    opens_by_itself,
    require_dates_in_order,
    require_historical,
    require_paper_number,
    series_for,
    series_to_carry_over,
)

NEW_YEAR, SILVESTER = dt.date(2020, 1, 1), dt.date(2020, 12, 31)
DAY = dt.date(2020, 3, 5)
NEARBY = st.dates(dt.date(2019, 12, 1), dt.date(2021, 1, 31))


@given(
    st.integers(1, 500),
    st.none() | st.dates(NEW_YEAR, SILVESTER),
    st.lists(st.tuples(NEARBY, NEARBY, NEARBY), max_size=40),
)
def test_whatever_is_tried_numbers_have_no_gap_and_dates_never_fall(
    continues_at: int,
    paper_until: dt.date | None,
    attempts: list[tuple[dt.date, dt.date, dt.date]],
) -> None:
    taken: list[tuple[int, dt.date]] = []
    for issued_on, signed_on, today in attempts:
        last = taken[-1] if taken else None
        try:
            require_dates_in_order(
                issued_on,
                year=2020,
                not_before=last[1] if last else paper_until,
                signed_on=signed_on,
                on=today,
            )
        except RuleViolation:
            continue
        assert signed_on <= issued_on <= today
        taken.append((next_number(continues_at, last[0] if last else None), issued_on))
    dates = [issued_on for _number, issued_on in taken]
    assert [number for number, _day in taken] == list(
        range(continues_at, continues_at + len(taken))
    )
    assert dates == sorted(dates)
    assert all(day.year == 2020 and (paper_until is None or day >= paper_until) for day in dates)


@pytest.mark.parametrize(
    ("issued_on", "not_before", "signed_on", "today", "code"),
    [
        pytest.param(
            dt.date(2019, 12, 31), None, DAY, DAY, "number_date_other_year", id="the year before"
        ),
        pytest.param(
            dt.date(2021, 1, 1),
            None,
            DAY,
            dt.date(2021, 1, 1),
            "number_date_other_year",
            id="the year after",
        ),
        pytest.param(
            DAY, dt.date(2020, 3, 6), DAY, SILVESTER, "number_date_before_last", id="before n-1"
        ),
        pytest.param(
            DAY,
            None,
            dt.date(2020, 3, 6),
            SILVESTER,
            "number_date_before_signature",
            id="before the signature",
        ),
        pytest.param(dt.date(2020, 3, 6), None, DAY, DAY, "number_date_in_future", id="tomorrow"),
    ],
)
def test_a_date_out_of_order_is_refused_article_15(
    issued_on: dt.date,
    not_before: dt.date | None,
    signed_on: dt.date,
    today: dt.date,
    code: str,
) -> None:
    with pytest.raises(RuleViolation) as refused:
        require_dates_in_order(
            issued_on, year=2020, not_before=not_before, signed_on=signed_on, on=today
        )
    assert refused.value.code == code


@pytest.mark.parametrize("day", [NEW_YEAR, DAY, SILVESTER], ids=str)
def test_several_numbers_may_have_one_date(day: dt.date) -> None:
    require_dates_in_order(day, year=2020, not_before=day, signed_on=day, on=day)


@pytest.mark.parametrize(
    ("continues_at", "last", "number"),
    [
        pytest.param(1, None, 1, id="a new year begins at 01"),
        pytest.param(13, None, 13, id="it continues a paper register"),
        pytest.param(13, 13, 14, id="then goes on by one"),
        pytest.param(1, 99, 100, id="past a hundred"),
    ],
)
def test_a_number_follows_the_last_one(continues_at: int, last: int | None, number: int) -> None:
    assert next_number(continues_at, last) == number


@pytest.mark.parametrize(
    ("number", "issued_on", "first_here", "code"),
    [
        pytest.param(0, DAY, None, "number_not_positive", id="number nought"),
        pytest.param(-3, DAY, None, "number_not_positive", id="a negative number"),
        pytest.param(3, DAY + dt.timedelta(1), None, "number_date_in_future", id="tomorrow"),
        pytest.param(13, DAY, 13, "number_not_on_paper", id="the first that is given here"),
        pytest.param(99, DAY, 13, "number_not_on_paper", id="one that will be given here"),
    ],
)
def test_a_number_of_the_past_that_paper_cannot_hold_is_refused(
    number: int, issued_on: dt.date, first_here: int | None, code: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        require_historical(number, issued_on, on=DAY, first_here=first_here)
    assert refused.value.code == code


@pytest.mark.parametrize(("number", "first_here"), [(12, 13), (1, 2), (7000, None)], ids=str)
def test_a_number_of_the_paper_register_is_kept(number: int, first_here: int | None) -> None:
    require_historical(number, DAY, on=DAY, first_here=first_here)


@dataclass
class Register:
    """A series in memory: what a register in the database would hold after the same acts."""

    continues_at: int
    paper_until: dt.date | None
    days: dict[int, dt.date] = field(default_factory=dict)
    void: set[int] = field(default_factory=set)

    def place(self, number: int) -> Place:
        """Return what the series says of a number, as the selector reads it."""
        given = [n for n in self.days if n >= self.continues_at]
        return Place(
            2020,
            self.continues_at,
            self.paper_until,
            last=self._recorded(max(given, default=None)),
            before=self._recorded(max((n for n in self.days if n < number), default=None)),
            after=self._recorded(min((n for n in self.days if n > number), default=None)),
            is_taken=number in self.days,
        )

    def _recorded(self, number: int | None) -> Recorded | None:
        return None if number is None else Recorded(number, self.days[number])

    def take(self, issued_on: dt.date, signed_on: dt.date, today: dt.date) -> None:
        place = self.place(0)
        require_dates_in_order(
            issued_on, year=2020, not_before=place.not_before, signed_on=signed_on, on=today
        )
        self._keep(place.next_number, issued_on)

    def enter(self, number: int, issued_on: dt.date, signed_on: dt.date, today: dt.date) -> None:
        require_paper_number(
            number, issued_on, place=self.place(number), signed_on=signed_on, on=today
        )
        self._keep(number, issued_on)

    def _keep(self, number: int, issued_on: dt.date) -> None:
        assert number not in self.days
        self.days[number] = issued_on


EARLY = st.dates(NEW_YEAR, dt.date(2020, 1, 12))
UNHINDERED = st.tuples(EARLY, st.just(NEW_YEAR), st.just(SILVESTER))
DAYS = UNHINDERED | st.tuples(NEARBY, NEARBY, NEARBY)
ATTEMPTS = st.lists(
    st.one_of(
        st.tuples(st.just("enter"), st.integers(0, 7), UNHINDERED),
        st.tuples(st.just("enter"), st.integers(-1, 12), DAYS),
        st.tuples(st.just("take"), st.just(0), DAYS),
        st.tuples(st.just("void"), st.integers(1, 7), st.none()),
        st.tuples(st.just("enter"), st.integers(1, 6), UNHINDERED),
    ),
    min_size=12,
    max_size=30,
)
PAPER = st.none() | st.tuples(st.integers(4, 7), st.just(dt.date(2020, 1, 12)) | EARLY)


@given(PAPER, ATTEMPTS)
def test_takes_paper_entries_and_voids_in_any_order_leave_a_register_in_order(
    paper: tuple[int, dt.date] | None,
    attempts: list[tuple[str, int, tuple[dt.date, dt.date, dt.date] | None]],
) -> None:
    register = Register(*(paper or (1, None)))
    for kind, number, days in attempts:
        if kind == "void":
            register.void |= {number} & set(register.days)
            continue
        try:
            if kind == "take":
                register.take(*days)
            else:
                register.enter(number, *days)
        except RuleViolation:
            continue
        issued_on, signed_on, today = days
        assert signed_on <= issued_on <= today
    numbers = sorted(register.days)
    given_here = [n for n in numbers if n >= register.continues_at]
    assert given_here == list(range(register.continues_at, register.continues_at + len(given_here)))
    dates = [register.days[n] for n in numbers]
    assert dates == sorted(dates)
    assert all(day.year == 2020 for day in dates)
    if register.paper_until is not None:
        assert all(
            (register.days[n] <= register.paper_until)
            if n < register.continues_at
            else (register.days[n] >= register.paper_until)
            for n in numbers
        )


PAPER_ENDS = dt.date(2020, 4, 3)


def after_paper(**changes: object) -> Place:
    """A series from 19 on, of whose paper register 10 and 15 are recorded, and which gave 19."""
    given = {
        "last": Recorded(19, dt.date(2020, 4, 6)),
        "before": Recorded(10, dt.date(2020, 2, 10)),
        "after": Recorded(15, dt.date(2020, 3, 20)),
        **changes,
    }
    return Place(2020, 19, PAPER_ENDS, **given)


@pytest.mark.parametrize(
    ("number", "day", "place", "code"),
    [
        pytest.param(0, DAY, after_paper(), "number_not_positive", id="number nought"),
        pytest.param(21, DAY, after_paper(), "number_leaves_gap", id="one would be left out"),
        pytest.param(19, DAY, after_paper(is_taken=True), "number_taken", id="taken here"),
        pytest.param(15, DAY, after_paper(is_taken=True), "number_taken", id="taken on paper"),
        pytest.param(
            20, DAY, after_paper(), "number_date_before_last", id="the next, before the last"
        ),
        pytest.param(
            12,
            dt.date(2020, 2, 9),
            after_paper(),
            "number_date_before_last",
            id="paper, before its neighbour",
        ),
        pytest.param(
            12,
            dt.date(2020, 3, 21),
            after_paper(),
            "number_date_after_next",
            id="paper, after its neighbour",
        ),
        pytest.param(
            18,
            dt.date(2020, 4, 4),
            after_paper(after=Recorded(19, dt.date(2020, 4, 6))),
            "number_date_after_paper",
            id="paper, after its register ended",
        ),
        pytest.param(
            12,
            dt.date(2019, 12, 31),
            after_paper(before=None),
            "number_date_other_year",
            id="the year before",
        ),
    ],
)
def test_a_paper_number_that_the_register_cannot_hold_is_refused_article_15(
    number: int, day: dt.date, place: Place, code: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        require_paper_number(number, day, place=place, signed_on=NEW_YEAR, on=SILVESTER)
    assert refused.value.code == code


def test_a_plan_signed_after_the_paper_register_ended_takes_no_number_of_it() -> None:
    with pytest.raises(RuleViolation) as refused:
        require_paper_number(
            12, DAY, place=after_paper(), signed_on=dt.date(2020, 3, 21), on=SILVESTER
        )
    assert refused.value.code == "number_paper_before_signature"
    assert refused.value.params["latest"] == dt.date(2020, 3, 20)


@pytest.mark.parametrize(
    ("number", "day"),
    [
        pytest.param(12, dt.date(2020, 2, 10), id="on the day of the one before"),
        pytest.param(12, dt.date(2020, 3, 20), id="on the day of the one after"),
        pytest.param(20, dt.date(2020, 4, 6), id="the next of the series"),
    ],
)
def test_a_paper_number_between_its_neighbours_is_kept(number: int, day: dt.date) -> None:
    require_paper_number(number, day, place=after_paper(), signed_on=NEW_YEAR, on=SILVESTER)


@dataclass
class Series:
    code: str
    document_types: list[str] = field(default_factory=list)


def test_a_type_is_numbered_in_its_own_series_before_the_shared_one() -> None:
    shared, own, paper = Series("VB"), Series("KH", ["KH", "CTr"]), Series(PAPER_SERIES)
    assert series_for("CTr", [paper, shared, own]) is own
    assert series_for("CV", [paper, shared, own]) is shared
    assert series_for("CV", [paper, own]) is None


def test_a_new_year_takes_over_all_series_but_what_hand_or_paper_began() -> None:
    before = [Series("VB"), Series("KH", ["KH"]), Series("TB", ["TB"]), Series(PAPER_SERIES)]
    assert series_to_carry_over(before, []) == before[:3]
    assert series_to_carry_over(before, [Series("VB")]) == before[1:3]
    assert series_to_carry_over(before, [Series(PAPER_SERIES)]) == []
    assert series_to_carry_over(before, [Series("X", ["KH", "BC"])]) == [before[0], before[2]]


@pytest.mark.parametrize("year", [2019, 2021], ids=str)
def test_only_the_year_that_has_begun_opens_by_itself(year: int) -> None:
    assert opens_by_itself(2020, SILVESTER)
    assert not opens_by_itself(year, SILVESTER)
