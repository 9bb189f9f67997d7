"""The appendices of a report: its figures, who reported and who did not, each unit's figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dvcq_workflow.documents.press import report_words as words
from dvcq_workflow.documents.press.report_figures import (
    NOT_REPORTED,
    Figure,
    FigureRow,
    difference_text,
    figure_text,
)
from dvcq_workflow.documents.press.sheet import TableSheet, printable, roman
from dvcq_workflow.documents.press.words import APPENDIX_LABEL
from dvcq_workflow.rules.formats import short_date

# With order and name, so many columns fill a page that lies on its side.
_INDICATORS_IN_TABLE = 6


@dataclass(frozen=True)
class FigureGroup:
    """A group of the plan and its indicators; ``title`` empty: rows without a head of their own."""

    title: str
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True)
class UnitFigures:
    """One unit in a consolidated report.

    ``standing``: how its report came, in words ("Đúng hạn", "Chậm 3 ngày", "Chưa gửi"; whoever
    fills it knows). ``has_reported``: whether its values are in the sums. ``figures``: one for each
    of the table's ``indicators``; a unit that has not reported may have none.
    """

    name: str
    standing: str
    has_reported: bool
    number: str = ""
    sent_on: dt.date | None = None
    note: str = ""
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class UnitTable:
    """The units of a consolidated report. ``indicators``: name with unit of measure, as the head of
    a column says it; without any, only who reported is told."""

    units: tuple[UnitFigures, ...]
    indicators: tuple[str, ...] = ()


def report_appendices(
    groups: Sequence[FigureGroup], units: UnitTable | None, *, note: str, is_supplement: bool
) -> list[TableSheet]:
    """Return the appendices in order, each with its label; ``note``: the line "(Kèm theo …)"."""
    tables = [*_figures(groups, is_supplement=is_supplement), *_units(units)]
    label = words_of_label(len(tables))
    return [
        replace(table, label=name, note=note) for table, name in zip(tables, label, strict=True)
    ]


def words_of_label(count: int) -> list[str]:
    """Return the labels of so many appendices; a single one bears no number."""
    if count == 1:
        return [APPENDIX_LABEL]
    return [f"{APPENDIX_LABEL} {roman(at)}" for at in range(1, count + 1)]


def _figures(groups: Sequence[FigureGroup], *, is_supplement: bool) -> Iterator[TableSheet]:
    if not any(group.rows for group in groups):
        return
    columns = words.SUPPLEMENT_COLUMNS if is_supplement else words.FIGURE_COLUMNS
    title = words.SUPPLEMENT_TITLE if is_supplement else words.FIGURES_TITLE
    rows = _figure_rows(groups, is_supplement=is_supplement)
    middle = tuple(range(2, len(columns) - 1))
    yield _table(title, columns, rows, middle=middle)


def _figure_rows(
    groups: Sequence[FigureGroup], *, is_supplement: bool
) -> Iterator[tuple[str, ...]]:
    """Order numbers run on over the groups, which are counted in Roman numerals."""
    order = titled = 0
    for group in groups:
        if group.rows and (title := printable(group.title)):
            titled += 1
            yield (f"{roman(titled)}. {title}",)
        for row in group.rows:
            order += 1
            named = str(order), printable(row.name), printable(row.measure)
            yield (*named, *_values(row, is_supplement=is_supplement), printable(row.note))


def _values(row: FigureRow, *, is_supplement: bool) -> tuple[str, ...]:
    if is_supplement:
        moved = difference_text(row.now, row.before)
        return figure_text(row.before), figure_text(row.now), moved
    return figure_text(row.now), figure_text(row.before)


def _units(table: UnitTable | None) -> Iterator[TableSheet]:
    if table is None or not table.units:
        return
    yield _table(
        words.UNITS_TITLE, words.UNITS_COLUMNS, _standing_rows(table.units), middle=(2, 3, 4)
    )
    for start in range(0, len(table.indicators), _INDICATORS_IN_TABLE):
        span = slice(start, start + _INDICATORS_IN_TABLE)
        heads = tuple(printable(text) for text in table.indicators[span])
        yield _table(
            words.UNIT_FIGURES_TITLE,
            (*words.UNIT_FIGURES_HEAD, *heads),
            _value_rows(table, span),
            middle=tuple(range(2, 2 + len(heads))),
        )


def _standing_rows(units: Sequence[UnitFigures]) -> Iterator[tuple[str, ...]]:
    order = 0
    groups = (words.REPORTED_GROUP, True), (words.MISSING_GROUP, False)
    for number, (title, has_reported) in enumerate(groups, start=1):
        held = [unit for unit in units if unit.has_reported is has_reported]
        yield (f"{roman(number)}. {title.format(count=len(held), total=len(units))}",)
        for unit in held:
            order += 1
            yield (
                str(order),
                printable(unit.name),
                printable(unit.standing),
                printable(unit.number),
                short_date(unit.sent_on) if unit.sent_on else "",
                printable(unit.note),
            )


def _value_rows(table: UnitTable, span: slice) -> Iterator[tuple[str, ...]]:
    for order, unit in enumerate(table.units, start=1):
        figures = unit.figures or (NOT_REPORTED,) * len(table.indicators)
        yield (str(order), printable(unit.name), *map(figure_text, figures[span]))


def _table(
    title: str,
    columns: tuple[str, ...],
    rows: Iterable[tuple[str, ...]],
    *,
    middle: tuple[int, ...],
) -> TableSheet:
    return TableSheet("", title, "", columns, tuple(rows), middle)
