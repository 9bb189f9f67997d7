"""Sparse positions: a paragraph put between two others moves neither of them."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

GAP = 1024


def matched(old: Sequence[object], new: Sequence[object]) -> list[int | None]:
    """Say for each of ``new`` which index of ``old`` it continues, or None where it is new.

    Equal runs continue themselves; in a replaced run the n-th continues the n-th, so that an
    edited sentence keeps its history.
    """
    result: list[int | None] = [None] * len(new)
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag in ("equal", "replace"):
            for step in range(min(old_to - old_from, new_to - new_from)):
                result[new_from + step] = old_from + step
    return result


def positions(kept: Sequence[int | None]) -> list[int] | None:
    """Return a position for each place: kept ones stay, new ones fall between their neighbours.

    ``kept``: the old positions in the new order, ascending; None for a new row. Returns None
    where some gap is used up: then all must be numbered anew.
    """
    result: list[int] = []
    index, last = 0, 0
    while index < len(kept):
        value = kept[index]
        if value is not None:
            result.append(value)
            last = value
            index += 1
            continue
        end = index
        while end < len(kept) and kept[end] is None:
            end += 1
        count = end - index
        if end < len(kept):
            ceiling = kept[end]
            step = ((ceiling or 0) - last) // (count + 1)
            if step < 1:
                return None
        else:
            step = GAP
        result.extend(last + step * (place + 1) for place in range(count))
        last = result[-1]
        index = end
    return result
