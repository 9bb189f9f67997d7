"""A paragraph put between two others moves neither of them."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.rules.ordering import GAP, matched, positions

WORDS = st.lists(st.sampled_from("abcdef"), max_size=25)


@st.composite
def kept_positions(draw: st.DrawFn, spread: int) -> list[int | None]:
    """Old positions in ascending order with new rows anywhere between them."""
    old = sorted(draw(st.sets(st.integers(1, spread), max_size=12)))
    result: list[int | None] = []
    for value in old:
        result += [None] * draw(st.integers(0, 4))
        result.append(value)
    return result + [None] * draw(st.integers(0, 4))


def is_rising(values: list[int]) -> bool:
    return all(one < two for one, two in itertools.pairwise(values))


@given(kept_positions(spread=100 * GAP))
def test_kept_rows_stay_and_new_ones_fall_between_their_neighbours(kept: list[int | None]) -> None:
    placed = positions(kept)
    if placed is None:
        return
    assert is_rising(placed)
    assert all(place > 0 for place in placed)
    assert [place for place, old in zip(placed, kept, strict=True) if old is not None] == [
        old for old in kept if old is not None
    ]


def has_room(kept: list[int | None]) -> bool:
    """Whether each run of new rows fits into its gap, told apart from the code."""
    last, waiting = 0, 0
    for value in kept:
        if value is None:
            waiting += 1
            continue
        if value - last - 1 < waiting:
            return False
        last, waiting = value, 0
    return True


@given(kept_positions(spread=20))
def test_all_are_numbered_anew_only_where_a_gap_is_used_up(kept: list[int | None]) -> None:
    assert (positions(kept) is not None) is has_room(kept)


def test_a_gap_that_is_used_up_is_told() -> None:
    assert positions([1, None, 2]) is None
    assert positions([None, 1]) is None
    assert positions([1, None, 3]) == [1, 2, 3]


def test_the_first_rows_have_wide_gaps() -> None:
    assert positions([None, None, None]) == [GAP, 2 * GAP, 3 * GAP]
    assert positions([]) == []


def test_one_place_takes_ten_new_rows_before_all_are_numbered_anew() -> None:
    kept: list[int | None] = [GAP, 2 * GAP]
    for _time in range(10):
        placed = positions([kept[0], None, *kept[1:]])
        assert placed is not None
        kept = list(placed)
    assert is_rising([place for place in kept if place is not None])


@given(WORDS, WORDS)
def test_each_old_row_is_continued_once_and_in_order(old: list[str], new: list[str]) -> None:
    origin = matched(old, new)
    assert len(origin) == len(new)
    found = [index for index in origin if index is not None]
    assert is_rising(found)
    assert all(0 <= index < len(old) for index in found)


@given(WORDS)
def test_a_text_that_did_not_change_continues_itself(old: list[str]) -> None:
    assert matched(old, old) == list(range(len(old)))


@given(st.lists(st.integers(), min_size=1, max_size=25, unique=True), st.data())
def test_one_edited_sentence_keeps_its_history(old: list[int], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(old) - 1))
    assert matched(old, [*old[:place], "edited", *old[place + 1 :]]) == list(range(len(old)))


@given(st.lists(st.integers(), unique=True, max_size=25), st.data())
def test_one_new_sentence_moves_no_other(old: list[int], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(old)))
    origin = matched(old, [*old[:place], "new", *old[place:]])
    assert origin == [*range(place), None, *range(place, len(old))]


@given(WORDS, WORDS)
def test_rows_brought_to_a_new_text_are_placed_in_its_order(old: list[str], new: list[str]) -> None:
    before = [(index + 1) * GAP for index in range(len(old))]
    placed = positions([None if i is None else before[i] for i in matched(old, new)])
    assert placed is not None
    assert is_rising(placed)
