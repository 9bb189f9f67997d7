"""What a consolidated report, or a supplement to one, prints: from its frozen content alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from dvcq_workflow.documents.press import consolidated_words as words
from dvcq_workflow.documents.press.report import (
    PlanNamed,
    ReportDoc,
    ReportKind,
    ReportPart,
    outline_parts,
)
from dvcq_workflow.documents.press.report_figures import (
    NOT_REPORTED,
    NOTHING_AROSE,
    Figure,
    FigureRow,
    figure_text,
)
from dvcq_workflow.documents.press.report_tables import FigureGroup, UnitFigures, UnitTable
from dvcq_workflow.documents.press.report_words import period_text
from dvcq_workflow.rules.consolidated import (
    Consolidated,
    Difference,
    FigureLine,
    IndicatorLine,
    UnitLine,
    difference,
)
from dvcq_workflow.rules.consolidation import Entry, FigureChange
from dvcq_workflow.rules.content import SignatureBlock
from dvcq_workflow.rules.figures import Kind, Value, ValueState
from dvcq_workflow.rules.obligations import PeriodKind


@dataclass(frozen=True)
class ConsolidatedFrame:
    """What stands around the content. ``former``: the report that a supplement adds to; ``last``:
    the one of the period before, for its figures."""

    plan: PlanNamed
    signature: SignatureBlock = field(default_factory=SignatureBlock)
    former: Consolidated | None = None
    last: Consolidated | None = None


def consolidated_doc(content: Consolidated, frame: ConsolidatedFrame) -> ReportDoc:
    """Return a consolidated report as the press of reports prints it."""
    found = difference(frame.former, content) if frame.former is not None else None
    period = content.period
    return ReportDoc(
        kind=ReportKind.SUPPLEMENT if found else ReportKind.CONSOLIDATED,
        parent_heading=content.parent_heading,
        heading_lines=content.heading_lines,
        symbol=content.symbol,
        place=content.place,
        subject=content.subject,
        unit_name=content.unit,
        plan=frame.plan,
        period=period_text(PeriodKind(period["kind"]), period["index"], period["year"]),
        source_text=content.text,
        addressee=content.receiver,
        parts=tuple(_parts(content)),
        figures=tuple(_changed(content, frame.former, found) if found else _all(content, frame)),
        units=_units(content, with_figures=found is None),
        signature=frame.signature,
    )


def _parts(content: Consolidated) -> Iterator[ReportPart]:
    yield from outline_parts((line.number, line.title, line.text) for line in content.sections)
    if content.obstacles:
        raised = tuple(
            f"{line.unit}: {line.text}{words.PROPOSAL.format(text=line.proposal)}"
            if line.proposal
            else f"{line.unit}: {line.text}"
            for line in content.obstacles
        )
        yield ReportPart(words.OBSTACLES, raised)
    yield ReportPart(words.REPORTING, tuple(_reporting(content)))


def _reporting(content: Consolidated) -> Iterator[str]:
    yield words.COUNTED[content.counted_reports].format(
        counted=len(content.counted), owed=len(content.units)
    )
    if content.missing:
        names = "; ".join(unit.name for unit in content.missing)
        yield words.MISSING.format(names=names)


def _all(content: Consolidated, frame: ConsolidatedFrame) -> Iterator[FigureGroup]:
    groups: dict[str, list[FigureRow]] = {}
    for line in content.figures:
        before = frame.last.figure_of(line.indicator.definition.key) if frame.last else None
        row = FigureRow(
            name=line.indicator.name,
            measure=line.indicator.definition.measure,
            now=_total(line),
            before=_total(before) if before else None,
            note=_incomplete(line),
        )
        groups.setdefault(line.indicator.group, []).append(row)
    for title, rows in groups.items():
        yield FigureGroup(title, tuple(rows))


def _changed(
    content: Consolidated, former: Consolidated | None, found: Difference
) -> Iterator[FigureGroup]:
    rows = []
    names = {**(former.names if former else {}), **content.names}
    for change in found.figures:
        now = content.figure_of(change.definition.key)
        before = former.figure_of(change.definition.key) if former else None
        line = now or before
        if line is not None:
            rows.append(
                FigureRow(
                    name=line.indicator.name,
                    measure=change.definition.measure,
                    now=_total(now) if now else NOT_REPORTED,
                    before=_total(before) if before else None,
                    note=_causes(change, names),
                )
            )
    yield FigureGroup("", tuple(rows))


def _causes(change: FigureChange, names: dict[int, str]) -> str:
    return "; ".join(
        f"{names.get(unit.unit, '')}: {_said(unit.before)} → {_said(unit.after)}"
        for unit in change.units
    )


def _said(entry: Entry | None) -> str:
    return figure_text(_value(entry.value) if entry is not None else None)


def _total(line: FigureLine) -> Figure:
    """A figure of all units: what is not added up is told unit by unit."""
    figure = line.figure
    if line.number is not None:
        return Figure(value=line.number, is_estimate=figure.has_estimates)
    if figure.state is ValueState.NOTHING_AROSE:
        return NOTHING_AROSE
    if figure.state is ValueState.NOT_REPORTED:
        return NOT_REPORTED
    if line.indicator.definition.kind is Kind.YES_NO:
        return Figure(value=words.YES_NO.format(yes=figure.yes, no=figure.no))
    return Figure(value=words.SIDE_BY_SIDE)


def _value(value: Value) -> Figure:
    said: Decimal | str | bool | None = value.number
    if value.yes_no is not None:
        said = value.yes_no
    elif value.text:
        said = value.text
    return Figure(str(value.state), said, value.is_estimate)


def _incomplete(line: FigureLine) -> str:
    missing = len(line.figure.missing)
    return words.INCOMPLETE.format(count=missing) if missing else ""


def _units(content: Consolidated, *, with_figures: bool) -> UnitTable:
    """A supplement tells who reported; the values of each unit stand in what it adds to."""
    lines = content.figures if with_figures else ()
    by_unit: dict[int, list[Figure]] = {unit.key: [] for unit in content.units}
    for line in lines:
        for entry in line.figure.entries:
            by_unit.setdefault(entry.unit, []).append(_value(entry.value))
    return UnitTable(
        units=tuple(_unit(unit, tuple(by_unit[unit.key])) for unit in content.units),
        indicators=tuple(_head(line.indicator) for line in lines),
    )


def _unit(unit: UnitLine, figures: tuple[Figure, ...]) -> UnitFigures:
    return UnitFigures(
        name=unit.name,
        standing=words.STANDINGS[unit.standing],
        has_reported=not unit.is_missing,
        number=unit.number,
        sent_on=unit.submitted_on,
        note=words.NOTHING_TO_REPORT if unit.nothing_to_report else "",
        figures=figures,
    )


def _head(indicator: IndicatorLine) -> str:
    measure = indicator.definition.measure
    return f"{indicator.name} ({measure})" if measure else indicator.name
