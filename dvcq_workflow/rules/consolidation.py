"""The arithmetic of a consolidated report: how the values of many units become one figure.

Sums are sums of what was reported. A rate is the ratio of the sums of its parts, never an average
of averages. A stock (LAST) is added over units and never over periods. Texts, and what is not
aggregated, lie side by side. A unit that said nothing is named, never counted as zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from dvcq_workflow.rules.figures import (
    NOT_REPORTED,
    NUMERIC,
    Aggregation,
    Definition,
    Kind,
    Value,
    ValueState,
    rate_value,
    ratio,
    total,
)

ADDED = frozenset({Aggregation.SUM, Aggregation.LAST})


@dataclass(frozen=True, slots=True)
class Entry:
    """What one unit gave to a figure. ``parts``: its numerator and denominator, of a rate."""

    unit: int
    value: Value
    parts: tuple[Value, Value] | None = None


@dataclass(frozen=True)
class Figure:
    """One indicator over all units that owe it: one entry each, in the order of their keys."""

    definition: Definition
    entries: tuple[Entry, ...]

    @property
    def state(self) -> ValueState:
        """Reported if one unit did; else whether anybody said that nothing arose."""
        states = {entry.value.state for entry in self.entries}
        for state in (ValueState.REPORTED, ValueState.NOTHING_AROSE):
            if state in states:
                return state
        return ValueState.NOT_REPORTED

    @property
    def missing(self) -> tuple[int, ...]:
        """Units that said nothing."""
        return self._units(ValueState.NOT_REPORTED)

    @property
    def without_any(self) -> tuple[int, ...]:
        """Units that say that nothing arose."""
        return self._units(ValueState.NOTHING_AROSE)

    @property
    def contributing(self) -> tuple[int, ...]:
        """Units that reported a value."""
        return self._units(ValueState.REPORTED)

    @property
    def is_complete(self) -> bool:
        """Whether every unit said something."""
        return not self.missing

    @property
    def has_estimates(self) -> bool:
        """Whether some unit's value is an estimate (ước)."""
        return any(entry.value.is_estimate for entry in self.entries)

    @property
    def number(self) -> Decimal | None:
        """The figure of all units together; None where it has none."""
        if self.definition.kind is Kind.RATE:
            return self._rate()
        is_added = self.definition.kind in NUMERIC and self.definition.aggregation in ADDED
        if not is_added or self.state is not ValueState.REPORTED:
            return None
        return total([entry.value.number or Decimal(0) for entry in self.entries])

    @property
    def parts(self) -> tuple[Decimal, Decimal] | None:
        """The sums that a rate is made of: over the units that gave both of its parts, so that
        no numerator stands over the denominator of others."""
        pairs = [
            (above, below)
            for entry in self.entries
            if entry.parts
            and (above := entry.parts[0].amount) is not None
            and (below := entry.parts[1].amount) is not None
        ]
        if not pairs:
            return None
        return total([above for above, _ in pairs]), total([below for _, below in pairs])

    @property
    def yes(self) -> int:
        """How many units say yes."""
        return sum(entry.value.yes_no is True for entry in self.entries)

    @property
    def no(self) -> int:
        """How many units say no."""
        return sum(entry.value.yes_no is False for entry in self.entries)

    def _rate(self) -> Decimal | None:
        return ratio(*self.parts, self.definition.scale) if self.parts else None

    def _units(self, state: ValueState) -> tuple[int, ...]:
        return tuple(entry.unit for entry in self.entries if entry.value.state is state)


def consolidate(
    definitions: Iterable[Definition],
    units: Iterable[int],
    values: Mapping[int, Mapping[int, Value]],
) -> tuple[Figure, ...]:
    """Return one figure per definition, in their order.

    units: keys of all that owe a report. values: by unit, by indicator; a unit or an indicator
    that is left out was not reported. What other units sent is counted as well.
    """
    keys = sorted({*units, *values})
    return tuple(
        Figure(definition, tuple(_entry(definition, unit, values.get(unit, {})) for unit in keys))
        for definition in definitions
    )


def _entry(definition: Definition, unit: int, values: Mapping[int, Value]) -> Entry:
    if definition.kind is not Kind.RATE:
        return Entry(unit, values.get(definition.key, NOT_REPORTED))
    parts = (_part(values, definition.numerator), _part(values, definition.denominator))
    return Entry(unit, rate_value(definition, *parts), parts)


def _part(values: Mapping[int, Value], key: int | None) -> Value:
    return NOT_REPORTED if key is None else values.get(key, NOT_REPORTED)


def merge(*partial: Iterable[Figure]) -> tuple[Figure, ...]:
    """Return the consolidation of all units out of those of groups that share no unit.

    Raises:
        ValueError: a unit stands in two of them, and would be counted twice.
    """
    entries: dict[Definition, dict[int, Entry]] = {}
    for figures in partial:
        for figure in figures:
            merged = entries.setdefault(figure.definition, {})
            for entry in figure.entries:
                if entry.unit in merged:
                    raise ValueError(f"unit {entry.unit} is counted twice")
                merged[entry.unit] = entry
    return tuple(
        Figure(definition, tuple(merged[unit] for unit in sorted(merged)))
        for definition, merged in entries.items()
    )


@dataclass(frozen=True)
class UnitChange:
    """What one unit's entry was and is; None: it did not owe the figure then, or no longer."""

    unit: int
    before: Entry | None
    after: Entry | None


@dataclass(frozen=True)
class FigureChange:
    """A figure that is no longer what it was, and the units that caused it."""

    definition: Definition
    before: Figure | None
    after: Figure | None
    units: tuple[UnitChange, ...]


def changes(before: Iterable[Figure], after: Iterable[Figure]) -> tuple[FigureChange, ...]:
    """Return what a later consolidation changes of an earlier one, figure by figure, in the
    order of the later; what stayed is left out."""
    old = {figure.definition.key: figure for figure in before}
    new = {figure.definition.key: figure for figure in after}
    keys = [*new, *(key for key in old if key not in new)]
    return tuple(change for key in keys if (change := _change(old.get(key), new.get(key))))


def _change(before: Figure | None, after: Figure | None) -> FigureChange | None:
    old = {entry.unit: entry for entry in before.entries} if before else {}
    new = {entry.unit: entry for entry in after.entries} if after else {}
    units = tuple(
        UnitChange(unit, old.get(unit), new.get(unit))
        for unit in sorted({*old, *new})
        if _said(old.get(unit)) != _said(new.get(unit))
    )
    latest = after or before
    if latest is None or not (units or before is None or after is None):
        return None
    return FigureChange(latest.definition, before, after, units)


def _said(entry: Entry | None) -> tuple[Value, tuple[Value, Value] | None] | None:
    """One part of a rate alone says nothing of the rate."""
    if entry is None:
        return None
    return entry.value, entry.parts if entry.value.is_known else None
