"""What looks odd beside the last period, and what may be carried over from it.

A hint asks whoever writes to look again. It never refuses: odd years are true at times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from dvcq_workflow.rules.figures import (
    EXACT,
    NOT_REPORTED,
    NUMERIC,
    Aggregation,
    Definition,
    Kind,
    Value,
    ValueState,
)

FACTOR = Decimal(3)
"""From how many times the last period's value on a figure is asked about; so for its inverse."""


class HintCode(StrEnum):
    """What is odd about a value."""

    ROSE_MANIFOLD = "rose_manifold"
    FELL_MANIFOLD = "fell_manifold"
    ZERO_AFTER_SOME = "zero_after_some"
    RUNNING_TOTAL_FELL = "running_total_fell"
    PART_EXCEEDS_WHOLE = "part_exceeds_whole"


@dataclass(frozen=True)
class Hint:
    """One oddity. ``factor``: how many times more, or less, than in the last period."""

    code: HintCode
    factor: Decimal | None = None


def hints(
    definition: Definition, now: Value, before: Value, parts: tuple[Value, Value] | None = None
) -> tuple[Hint, ...]:
    """Return what is odd about a value. ``parts``: numerator and denominator, of a rate.

    What is not reported, now or then, is compared with nothing.
    """
    found = []
    if parts is not None and _exceeds(*parts):
        found.append(Hint(HintCode.PART_EXCEEDS_WHOLE))
    if definition.kind in NUMERIC:
        found += _beside_last(definition, now.amount, before.amount)
    return tuple(found)


def _exceeds(numerator: Value, denominator: Value) -> bool:
    above, below = numerator.amount, denominator.amount
    return above is not None and below is not None and above > below


def _beside_last(definition: Definition, now: Decimal | None, before: Decimal | None) -> list[Hint]:
    if now is None or not before:
        return []
    if not now:
        return [Hint(HintCode.ZERO_AFTER_SOME)]
    found = []
    if now >= EXACT.multiply(before, FACTOR):
        found.append(Hint(HintCode.ROSE_MANIFOLD, _times(now, before)))
    if EXACT.multiply(now, FACTOR) <= before:
        found.append(Hint(HintCode.FELL_MANIFOLD, _times(before, now)))
    if definition.aggregation is Aggregation.LAST and now < before:
        found.append(Hint(HintCode.RUNNING_TOTAL_FELL))
    return found


def _times(more: Decimal, less: Decimal) -> Decimal:
    return round(EXACT.divide(more, less), 1)


def carried_over(definition: Definition, before: Value) -> Value | None:
    """Return what is proposed for the new period: the stock that the last one ended with.

    Only what was reported is carried; a proposal counts as reported once its unit says so.
    """
    is_stock = definition.aggregation is Aggregation.LAST and definition.kind is not Kind.RATE
    if not is_stock or before.state is not ValueState.REPORTED:
        return None
    return Value(before.state, before.number, before.text, before.yes_no)


def hints_of_report(
    definitions: Mapping[int, Definition], now: Mapping[int, Value], before: Mapping[int, Value]
) -> dict[int, tuple[Hint, ...]]:
    """Return the oddities of a whole report by indicator; an indicator with none is left out."""
    found = {}
    for key, definition in definitions.items():
        parts = None
        if definition.numerator is not None and definition.denominator is not None:
            parts = (
                now.get(definition.numerator, NOT_REPORTED),
                now.get(definition.denominator, NOT_REPORTED),
            )
        odd = hints(
            definition, now.get(key, NOT_REPORTED), before.get(key, NOT_REPORTED), parts=parts
        )
        if odd:
            found[key] = odd
    return found
