"""A consolidated report as its pages show it: each figure with the way to the values behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from dvcq_workflow.labels.consolidations import COUNTED_NAMES, STANDING_NAMES
from dvcq_workflow.labels.figures import figure_words, value_words
from dvcq_workflow.models.consolidations import Consolidation
from dvcq_workflow.models.obstacles import OBSTACLE_STATUS_NAMES
from dvcq_workflow.rules.consolidated import Consolidated, Difference, FigureLine, Standing
from dvcq_workflow.rules.consolidation import Entry
from dvcq_workflow.rules.consolidations import Counted
from dvcq_workflow.rules.figure_texts import format_number
from dvcq_workflow.rules.figures import ValueState
from dvcq_workflow.rules.obstacles import ObstacleStatus

STANDING_MARKS = {
    Standing.ACCEPTED: ("ok", "ok"),
    Standing.SUBMITTED: ("here", "half"),
    Standing.MISSING: ("late", "need"),
}
VALUE_MARKS = {
    ValueState.REPORTED: ("ok", "ok"),
    ValueState.NOTHING_AROSE: ("off", "dash"),
    ValueState.NOT_REPORTED: ("late", "need"),
}


@dataclass(frozen=True)
class FigureRow:
    """One figure: ``words`` its total; ``parts`` the sums of a rate; ``url`` what is behind it."""

    line: FigureLine
    words: str
    parts: str
    target: str
    url: str

    @property
    def reported(self) -> int:
        """How many units reported a value."""
        return len(self.line.figure.contributing)

    @property
    def nothing(self) -> int:
        """How many units say that nothing arose."""
        return len(self.line.figure.without_any)

    @property
    def missing(self) -> int:
        """How many units said nothing."""
        return len(self.line.figure.missing)


@dataclass(frozen=True)
class FigureGroup:
    """Figures under one heading of the table."""

    title: str
    rows: list[FigureRow] = field(default_factory=list)


@dataclass(frozen=True)
class EntryRow:
    """What one unit gave to a figure."""

    unit: str
    words: str
    parts: tuple[str, ...]
    look: str
    icon: str
    state: str


def figure_groups(consolidation: Consolidation, content: Consolidated) -> list[FigureGroup]:
    """Return the figures under their headings, in the order of the report."""
    groups: list[FigureGroup] = []
    for line in content.figures:
        if not groups or groups[-1].title != line.indicator.group:
            groups.append(FigureGroup(line.indicator.group))
        groups[-1].rows.append(_figure_row(consolidation, line))
    return groups


def _figure_row(consolidation: Consolidation, line: FigureLine) -> FigureRow:
    target = line.indicator.target
    where = {"uid": consolidation.uid, "key": line.indicator.definition.key}
    return FigureRow(
        line=line,
        words=figure_words(line),
        parts=" / ".join(map(format_number, line.parts)) if line.parts else "",
        target=format_number(target) if target is not None else "",
        url=reverse("dvcq_workflow:consolidation_figure", kwargs=where),
    )


def entry_rows(content: Consolidated, line: FigureLine) -> list[EntryRow]:
    """Return what each unit gave to a figure, in the order of the report's units."""
    order = {unit.key: place for place, unit in enumerate(content.units)}
    entries = sorted(line.figure.entries, key=lambda entry: order.get(entry.unit, len(order)))
    return [entry_row(content.names, entry) for entry in entries]


def entry_row(names: Mapping[int, str], entry: Entry) -> EntryRow:
    """Return what one unit gave to a figure. ``names``: of units, by key."""
    look, icon = VALUE_MARKS[entry.value.state]
    words = value_words(entry.value)
    return EntryRow(
        unit=names.get(entry.unit, ""),
        words=words,
        parts=tuple(value_words(part) for part in entry.parts or ()),
        look=look,
        icon=icon,
        state=str(entry.value.state),
    )


@dataclass(frozen=True)
class MovedFigure:
    """A figure that a supplement changes, and whose values did."""

    name: str
    before: str
    after: str
    units: tuple[tuple[str, str, str], ...]


def moved_figures(
    former: Consolidated, content: Consolidated, found: Difference
) -> list[MovedFigure]:
    """Return what a supplement changes, figure by figure, with the units that caused it."""
    names = {**former.names, **content.names}
    return [
        MovedFigure(
            name=_name_of(change.definition.key, content, former),
            before=_words_of(change.definition.key, former),
            after=_words_of(change.definition.key, content),
            units=tuple(
                (names.get(unit.unit, ""), _said(unit.before), _said(unit.after))
                for unit in change.units
            ),
        )
        for change in found.figures
    ]


def _name_of(key: int, *contents: Consolidated) -> str:
    lines = (content.figure_of(key) for content in contents)
    return next((line.indicator.name for line in lines if line is not None), "")


def _words_of(key: int, content: Consolidated) -> str:
    line = content.figure_of(key)
    return figure_words(line) if line is not None else "–"


def _said(entry: Entry | None) -> str:
    return value_words(entry.value) if entry is not None else "–"


def report_context(consolidation: Consolidation, content: Consolidated) -> dict[str, Any]:
    """Return what every page of a consolidated report shows of it."""
    return {
        "report": content,
        "groups": figure_groups(consolidation, content),
        "units": [
            (unit, *STANDING_MARKS[unit.standing], STANDING_NAMES[unit.standing])
            for unit in content.units
        ],
        "missing": content.missing,
        "figured_at": dt.datetime.fromisoformat(content.figured_at),
        "counted_words": COUNTED_NAMES[Counted(content.counted_reports)],
        "incomplete": _incomplete(content.figures),
        "sections": [
            (line, [(content.names.get(s.unit, ""), s.text) for s in line.sources])
            for line in content.sections
        ],
        "obstacles": [
            (line, OBSTACLE_STATUS_NAMES[ObstacleStatus(line.status)]) for line in content.obstacles
        ],
    }


def _incomplete(lines: Iterable[FigureLine]) -> int:
    return sum(not line.figure.is_complete for line in lines)
