"""What a consolidated report holds, word for word and figure for figure, as it is frozen.

Names of units and indicators stand in it as they were: what was delivered reads the same for ever,
whoever is renamed and whatever is corrected later. Totals stand beside the values they came of,
so that anybody can add them up again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from dvcq_workflow.rules.canonical import canonical_json, digest_text
from dvcq_workflow.rules.consolidation import Entry, Figure, FigureChange, changes, consolidate
from dvcq_workflow.rules.figures import Aggregation, Definition, Kind, Value, ValueState

FORMAT = 1


class Standing(StrEnum):
    """How a unit that owes a report stands in the consolidation; exactly one."""

    ACCEPTED = "accepted"
    SUBMITTED = "submitted"
    MISSING = "missing"


@dataclass(frozen=True)
class UnitLine:
    """A unit that owes a report. ``report``, ``report_hash``, ``number``: which one was counted.

    ``nothing_to_report``: its report says that nothing arose at all.
    """

    key: int
    name: str
    standing: Standing
    is_request: bool = False
    nothing_to_report: bool = False
    report: str = ""
    report_hash: str = ""
    number: str = ""
    submitted_on: dt.date | None = None

    @property
    def is_missing(self) -> bool:
        """Whether nothing of it was counted."""
        return self.standing is Standing.MISSING


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator as the report prints it."""

    definition: Definition
    code: str
    name: str
    group: str = ""
    target: Decimal | None = None


@dataclass(frozen=True)
class Source:
    """What one unit wrote under a heading."""

    unit: int
    text: str


@dataclass(frozen=True)
class SectionLine:
    """A heading of the outline: the text of the report, and the units' own it was made of."""

    key: str
    title: str
    text: str
    sources: tuple[Source, ...] = ()
    number: str = ""


@dataclass(frozen=True)
class ObstacleLine:
    """An obstacle that a unit raised in the period. ``status``: how it stood then."""

    unit: str
    text: str
    proposal: str
    status: str
    answer: str = ""


@dataclass(frozen=True)
class FigureLine:
    """A figure: its total as it was reckoned, and the values it came of."""

    indicator: IndicatorLine
    figure: Figure
    number: Decimal | None
    parts: tuple[Decimal, Decimal] | None = None

    @property
    def adds_up(self) -> bool:
        """Whether its values still come to the total that stands there."""
        return (self.number, self.parts) == (self.figure.number, self.figure.parts)


@dataclass(frozen=True)
class Consolidated:
    """The content of a consolidated report: what is approved, signed and delivered, without
    number, date and seal. ``supplements``: hash of the one that it adds to; ``counted_reports``:
    which reports were counted (``rules.consolidations.Counted``); ``figured_at``: when."""

    subject: str
    symbol: str
    place: str
    unit: str
    receiver: str
    period: Mapping[str, Any]
    parent_heading: str = ""
    heading_lines: tuple[str, ...] = ()
    sequence: int = 0
    supplements: str = ""
    counted_reports: str = ""
    figured_at: str = ""
    units: tuple[UnitLine, ...] = ()
    figures: tuple[FigureLine, ...] = ()
    sections: tuple[SectionLine, ...] = ()
    obstacles: tuple[ObstacleLine, ...] = field(default=())

    @property
    def missing(self) -> tuple[UnitLine, ...]:
        """Units that owe a report of which nothing came."""
        return tuple(unit for unit in self.units if unit.is_missing)

    @property
    def counted(self) -> tuple[UnitLine, ...]:
        """Units whose report was counted."""
        return tuple(unit for unit in self.units if not unit.is_missing)

    @cached_property
    def names(self) -> dict[int, str]:
        """Names of its units by key, as they were."""
        return {unit.key: unit.name for unit in self.units}

    @cached_property
    def text(self) -> str:
        """The one text that is hashed and stored."""
        return canonical_json(_data(self))

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of ``text``."""
        return digest_text(self.text)

    def figure_of(self, key: int) -> FigureLine | None:
        """Return the figure of an indicator."""
        return next((line for line in self.figures if line.indicator.definition.key == key), None)

    def with_texts(
        self, subject: str, symbol: str, place: str, texts: Mapping[str, str]
    ) -> Consolidated:
        """Return it with what its writer wrote; ``texts`` by key of the section."""
        sections = tuple(
            replace(line, text=texts.get(line.key, line.text)) for line in self.sections
        )
        return replace(self, subject=subject, symbol=symbol, place=place, sections=sections)


def figure_lines(
    indicators: Iterable[IndicatorLine],
    units: Iterable[int],
    values: Mapping[int, Mapping[int, Value]],
) -> tuple[FigureLine, ...]:
    """Return the figures of all units, reckoned anew. Arguments as ``consolidate``."""
    lines = list(indicators)
    figures = consolidate([line.definition for line in lines], units, values)
    return tuple(
        FigureLine(line, figure, figure.number, figure.parts)
        for line, figure in zip(lines, figures, strict=True)
    )


def side_by_side(sources: Iterable[Source], names: Mapping[int, str]) -> str:
    """Return what the units wrote as one text, each under its unit's name: where the writer of
    the report begins."""
    return "\n".join(f"{names[source.unit]}: {source.text}" for source in sources if source.text)


def not_adding_up(content: Consolidated) -> list[str]:
    """Return the codes of figures whose total is not that of their values; none is right."""
    return [line.indicator.code for line in content.figures if not line.adds_up]


@dataclass(frozen=True)
class UnitMove:
    """A unit that stands otherwise than in the report before; None: it did not owe one."""

    name: str
    before: Standing | None
    after: Standing | None


@dataclass(frozen=True)
class Difference:
    """What a supplement changes of the report before it."""

    figures: tuple[FigureChange, ...]
    units: tuple[UnitMove, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not self.figures and not self.units


def difference(before: Consolidated, after: Consolidated) -> Difference:
    """Return what changed from one consolidated report to a later one of the same period."""
    old = {unit.key: unit for unit in before.units}
    new = {unit.key: unit for unit in after.units}
    moves = []
    for key in sorted({*old, *new}):
        was, now = old.get(key), new.get(key)
        said = (was.standing if was else None, now.standing if now else None)
        is_same_report = bool(was and now and was.report_hash == now.report_hash)
        if said[0] != said[1] or not is_same_report:
            moves.append(UnitMove((now or old[key]).name, *said))
    return Difference(
        changes([line.figure for line in before.figures], [line.figure for line in after.figures]),
        tuple(moves),
    )


# To and from the stored text ------------------------------------------------------------------


def _data(content: Consolidated) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "subject": content.subject,
        "symbol": content.symbol,
        "place": content.place,
        "unit": content.unit,
        "receiver": content.receiver,
        "parent_heading": content.parent_heading,
        "heading_lines": list(content.heading_lines),
        "period": dict(content.period),
        "sequence": content.sequence,
        "supplements": content.supplements,
        "counted_reports": content.counted_reports,
        "figured_at": content.figured_at,
        "units": [_unit_data(unit) for unit in content.units],
        "figures": [_figure_data(line) for line in content.figures],
        "sections": [
            {
                "key": line.key,
                "number": line.number,
                "title": line.title,
                "text": line.text,
                "sources": [[source.unit, source.text] for source in line.sources],
            }
            for line in content.sections
        ],
        "obstacles": [vars(line) for line in content.obstacles],
    }


def _unit_data(unit: UnitLine) -> dict[str, Any]:
    on = unit.submitted_on
    data = {**vars(unit), "submitted_on": on.isoformat() if on else None}
    return {**data, "standing": str(unit.standing)}


def _figure_data(line: FigureLine) -> dict[str, Any]:
    definition = line.indicator.definition
    return {
        **vars(definition),
        "kind": str(definition.kind),
        "aggregation": str(definition.aggregation),
        "code": line.indicator.code,
        "name": line.indicator.name,
        "group": line.indicator.group,
        "target": _text(line.indicator.target),
        "number": _text(line.number),
        "parts": [_text(part) for part in line.parts] if line.parts else None,
        "entries": [_entry_data(entry) for entry in line.figure.entries],
    }


def _entry_data(entry: Entry) -> list[Any]:
    """Unit, then what it said; of a rate its two parts besides. Flat: there are thousands."""
    data = [entry.unit, *_value_data(entry.value)]
    for part in entry.parts or ():
        data += _value_data(part)
    return data


def _value_data(value: Value) -> tuple[Any, ...]:
    number = _text(value.number)
    return (str(value.state), number, value.text, value.yes_no, value.is_estimate)


def _text(number: Decimal | None) -> str | None:
    """A number in its one spelling, whatever zeros a database keeps at its end."""
    if number is None:
        return None
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def consolidated_from(data: Mapping[str, Any]) -> Consolidated:
    """Return the content of a stored text, read as JSON.

    Raises:
        ValueError, KeyError: it was written by a later version of this package.
    """
    if data["format"] != FORMAT:
        raise ValueError(f"unknown format {data['format']}")
    provenance = ("supplements", "counted_reports", "figured_at")
    plain = (
        "subject",
        "symbol",
        "place",
        "unit",
        "receiver",
        "parent_heading",
        "period",
        "sequence",
    )
    return Consolidated(
        **{name: data[name] for name in (*plain, *provenance)},
        heading_lines=tuple(data["heading_lines"]),
        units=tuple(_unit_from(unit) for unit in data["units"]),
        figures=tuple(_figure_from(line) for line in data["figures"]),
        sections=tuple(
            SectionLine(
                line["key"],
                line["title"],
                line["text"],
                tuple(Source(unit, text) for unit, text in line["sources"]),
                line["number"],
            )
            for line in data["sections"]
        ),
        obstacles=tuple(ObstacleLine(**line) for line in data["obstacles"]),
    )


def _unit_from(data: Mapping[str, Any]) -> UnitLine:
    on = data["submitted_on"]
    day = dt.date.fromisoformat(on) if on else None
    return UnitLine(**{**data, "standing": Standing(data["standing"]), "submitted_on": day})


def _figure_from(data: Mapping[str, Any]) -> FigureLine:
    definition = Definition(
        data["key"],
        Kind(data["kind"]),
        Aggregation(data["aggregation"]),
        data["measure"],
        data["numerator"],
        data["denominator"],
    )
    entries = tuple(_entry_from(entry) for entry in data["entries"])
    parts = data["parts"]
    return FigureLine(
        IndicatorLine(
            definition, data["code"], data["name"], data["group"], _number(data["target"])
        ),
        Figure(definition, entries),
        _number(data["number"]),
        (Decimal(parts[0]), Decimal(parts[1])) if parts else None,
    )


def _entry_from(data: list[Any]) -> Entry:
    parts = (_value_from(*data[6:11]), _value_from(*data[11:])) if len(data) > 6 else None
    return Entry(data[0], _value_from(*data[1:6]), parts)


_STATES = {str(state): state for state in ValueState}


def _value_from(
    state: str, number: str | None, text: str, yes_no: bool | None, is_estimate: bool
) -> Value:
    return Value(_STATES[state], _number(number), text, yes_no, is_estimate)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
