"""The value of one indicator in one unit's report: what it may be, and what is unthinkable.

Three states never mix: a unit reported a value, a unit says that nothing arose (không phát sinh),
a unit said nothing. Zero is a reported value; what is not reported is never taken for zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

from dvcq_workflow.rules.errors import RuleViolation

MAX_DIGITS = 20
DECIMAL_PLACES = 4
RATE_PLACES = 2
MAX_TEXT = 4000

EXACT = Context(prec=200)
"""Wide enough that no sum of reported values is ever rounded."""

SCALES = {"%": Decimal(100), "‰": Decimal(1000)}
"""By its unit of measure, what a ratio is multiplied by to be read."""


class ValueState(StrEnum):
    """What a unit said of an indicator; exactly one."""

    REPORTED = "reported"
    NOTHING_AROSE = "nothing_arose"
    NOT_REPORTED = "not_reported"


class Kind(StrEnum):
    """What kind of value an indicator has."""

    COUNT = "count"
    AMOUNT = "amount"
    RATE = "rate"
    TEXT = "text"
    YES_NO = "yes_no"


class Aggregation(StrEnum):
    """How values become one. LAST is said of time: the stock at the end of the last period."""

    SUM = "sum"
    RATIO = "ratio"
    LAST = "last"
    NONE = "none"


NUMERIC = frozenset({Kind.COUNT, Kind.AMOUNT})
"""Kinds whose number a person types; that of a rate is always computed."""


@dataclass(frozen=True)
class Definition:
    """An indicator as the arithmetic sees it. ``numerator``, ``denominator``: keys, of a rate."""

    key: int
    kind: Kind
    aggregation: Aggregation
    measure: str = ""
    numerator: int | None = None
    denominator: int | None = None

    @property
    def scale(self) -> Decimal:
        """What a ratio is multiplied by to be read in the indicator's own unit."""
        return SCALES.get(self.measure.strip(), Decimal(1))


@dataclass(frozen=True, slots=True)
class Value:
    """What one unit said of one indicator; ``number`` in the indicator's own unit."""

    state: ValueState = ValueState.NOT_REPORTED
    number: Decimal | None = None
    text: str = ""
    yes_no: bool | None = None
    is_estimate: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the unit said anything at all, if only that nothing arose."""
        return self.state is not ValueState.NOT_REPORTED

    @property
    def amount(self) -> Decimal | None:
        """What it adds to a sum; None where the unit said nothing."""
        if self.state is ValueState.NOTHING_AROSE:
            return Decimal(0)
        return self.number if self.state is ValueState.REPORTED else None


NOT_REPORTED = Value()
NOTHING_AROSE = Value(ValueState.NOTHING_AROSE)


def reported(number: Decimal | int, *, is_estimate: bool = False) -> Value:
    """Return a reported number."""
    return Value(ValueState.REPORTED, Decimal(number), is_estimate=is_estimate)


def require_value(kind: Kind, value: Value) -> Value:
    """Refuse what no indicator of this kind can have; return the value without stray spaces.

    Raises:
        RuleViolation: ``figure_state_contradicted``, ``figure_empty``, ``figure_rate_typed``,
            ``figure_negative``, ``figure_count_fraction``, ``figure_too_fine``,
            ``figure_too_large``, ``figure_text_too_long``, ``figure_wrong_kind``.
    """
    text = value.text.strip()
    given = value.number is not None or value.yes_no is not None or bool(text)
    if value.state is not ValueState.REPORTED:
        if given:
            raise RuleViolation("figure_state_contradicted")
        return Value(value.state)
    if kind is Kind.RATE:
        raise RuleViolation("figure_rate_typed")
    if not given:
        raise RuleViolation("figure_empty")
    _require_kind(kind, value, text)
    if value.number is not None:
        _require_number(kind, value.number)
    if len(text) > MAX_TEXT:
        raise RuleViolation("figure_text_too_long", limit=MAX_TEXT)
    return Value(value.state, value.number, text, value.yes_no, value.is_estimate)


def _require_kind(kind: Kind, value: Value, text: str) -> None:
    fits = {
        "number": (value.number is not None) == (kind in NUMERIC),
        "text": bool(text) == (kind is Kind.TEXT),
        "yes_no": (value.yes_no is not None) == (kind is Kind.YES_NO),
    }
    if not all(fits.values()):
        raise RuleViolation("figure_wrong_kind")


def _require_number(kind: Kind, number: Decimal) -> None:
    if not number.is_finite():
        raise RuleViolation("figure_too_large", limit=MAX_DIGITS - DECIMAL_PLACES)
    if number < 0:
        raise RuleViolation("figure_negative")
    if number.adjusted() >= MAX_DIGITS - DECIMAL_PLACES:
        raise RuleViolation("figure_too_large", limit=MAX_DIGITS - DECIMAL_PLACES)
    if kind is Kind.COUNT and number != number.to_integral_value():
        raise RuleViolation("figure_count_fraction")
    if number != round(number, DECIMAL_PLACES):
        raise RuleViolation("figure_too_fine", limit=DECIMAL_PLACES)


def require_denominator(numerator: Value, denominator: Value) -> None:
    """Refuse a numerator whose denominator the unit left out: no rate could be made of it.

    Raises:
        RuleViolation: ``figure_denominator_missing``.
    """
    if numerator.is_known and not denominator.is_known:
        raise RuleViolation("figure_denominator_missing")


def total(amounts: Sequence[Decimal]) -> Decimal:
    """Return the exact sum."""
    result = Decimal(0)
    for amount in amounts:
        result = EXACT.add(result, amount)
    return result


def ratio(numerator: Decimal, denominator: Decimal, scale: Decimal) -> Decimal | None:
    """Return the rate as it is read, rounded half up: to two places where it is scaled (90,91 %),
    else to four; None over nothing."""
    if not denominator:
        return None
    exact = EXACT.divide(EXACT.multiply(numerator, scale), denominator)
    places = Decimal(1).scaleb(-(DECIMAL_PLACES if scale == 1 else RATE_PLACES))
    return exact.quantize(places, rounding=ROUND_HALF_UP, context=EXACT)


def rate_value(definition: Definition, numerator: Value, denominator: Value) -> Value:
    """Return a unit's rate out of its two parts: not reported without both, and where the
    denominator is nothing, nothing arose of which a rate could be taken."""
    above, below = numerator.amount, denominator.amount
    if above is None or below is None:
        return NOT_REPORTED
    number = ratio(above, below, definition.scale)
    if number is None:
        return NOTHING_AROSE
    is_estimate = numerator.is_estimate or denominator.is_estimate
    return Value(ValueState.REPORTED, number, is_estimate=is_estimate)
