"""Boards of a plan's year: of all of it, or of one unit, as the lists behind them stand today.

A board counts what its viewer may list and nothing else, so that each number on it is the length
of a list.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.reporting import ReportingPeriod
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.boards import (
    LIVE_STATES,
    Beside,
    Crossed,
    Reported,
    change_since,
    crossed,
    latest_told,
    reported,
    share_of_target,
)
from dvcq_workflow.rules.chasing import RECEIVED, Standing
from dvcq_workflow.rules.consolidated import FigureLine
from dvcq_workflow.rules.errors import NotVisible
from dvcq_workflow.rules.obligations import Strength
from dvcq_workflow.rules.plans import ONCE_ISSUED, Status
from dvcq_workflow.rules.text import fold
from dvcq_workflow.rules.year_terms import YearTerm
from dvcq_workflow.selectors.assignment_lists import TaskCount, counted_tasks, tasks_of_plan
from dvcq_workflow.selectors.chasing import (
    Matrix,
    ReportFilter,
    ReportLine,
    matrix_of,
    may_chase_or_audit,
    report_lines,
)
from dvcq_workflow.selectors.gathering import figures_so_far
from dvcq_workflow.selectors.people import seats_of

TaskTable = Crossed[AssignmentStatus, YearTerm]


@dataclass(frozen=True)
class TaskBoard:
    """Tasks of one strength, ordered or asked for; what was withdrawn is counted apart."""

    strength: Strength
    table: TaskTable
    withdrawn: int


@dataclass(frozen=True)
class UnitLine:
    """One unit on a plan's board: its tasks by term, its reports by state."""

    unit: Unit
    terms: Crossed[Strength, YearTerm]
    reports: Reported


@dataclass(frozen=True)
class FigureBeside:
    """An indicator's figure, and that of the same period of the year before where there is one.

    ``beside``: why ``before`` is or is not there. ``target``: of the whole plan's year, None where
    none is set; none is set for a unit.
    """

    line: FigureLine
    before: FigureLine | None
    beside: Beside
    target: Decimal | None

    @property
    def share(self) -> Decimal | None:
        """The figure in percent of its target."""
        return share_of_target(self.line.number, self.target)

    @property
    def change(self) -> Decimal | None:
        """By how much it rose since the year before."""
        return change_since(self.line.number, self.before.number if self.before else None)


@dataclass(frozen=True)
class FigureBoard:
    """The figures of one period. ``before``: the same period a year earlier, of whichever plan;
    ``names``: of the units that owe a report, by key."""

    period: ReportingPeriod
    before: ReportingPeriod | None
    rows: tuple[FigureBeside, ...]
    names: Mapping[int, str]


@dataclass(frozen=True)
class Board:
    """What a viewer sees of a plan's year, or of one unit's part in it, on ``today``.

    ``is_whole``: all units are counted; otherwise the viewer's own, or ``unit``.
    """

    plan: Plan
    today: dt.date
    unit: Unit | None
    is_whole: bool
    tasks: tuple[TaskBoard, ...]
    periods: tuple[tuple[ReportingPeriod, Reported], ...]
    figures: FigureBoard | None
    units: tuple[UnitLine, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to count: the year is not open, or not for the viewer."""
        return not self.periods and not any(t.table.total + t.withdrawn for t in self.tasks)

    @property
    def figured_periods(self) -> tuple[ReportingPeriod, ...]:
        """The periods whose figures can be asked for: not those that went into another."""
        return tuple(period for period, _ in self.periods if period.merged_into_id is None)


def board_of(
    plan: Plan,
    viewer: Any,
    on: dt.date,
    *,
    unit_uid: uuid.UUID | None = None,
    period_uid: uuid.UUID | None = None,
) -> Board:
    """Return the board of a plan, or of one unit under it, for a viewer.

    ``period_uid``: whose figures; otherwise the latest of which a report came. A constant number
    of queries, whatever the number of units, tasks, periods and indicators.

    Raises:
        NotVisible: ``board_not_found``: there is no such unit, or it is another's.
    """
    sees_all = may_chase_or_audit(viewer, plan, on)
    unit = _unit(viewer, unit_uid, on, sees_all=sees_all) if unit_uid else None
    tasks = tasks_of_plan(viewer, plan, on)
    counts = counted_tasks(tasks if unit is None else tasks.filter(unit=unit), on)
    matrix = matrix_of(plan, viewer, on)
    lines = report_lines(matrix, ReportFilter(unit=unit_uid))
    is_whole = matrix.is_whole and unit is None
    names = {line.row.unit.pk: line.row.name for line in lines}
    period = _period(matrix, lines, period_uid)
    before = _period_before(period, viewer, on, sees_all=sees_all) if period else None
    return Board(
        plan=plan,
        today=on,
        unit=unit,
        is_whole=is_whole,
        tasks=tuple(_task_board(strength, counts) for strength in Strength),
        periods=tuple(
            (each, reported(line.cell.standing for line in lines if line.period is each))
            for each in matrix.periods
        ),
        figures=_figures(period, before, names, is_whole=is_whole) if period else None,
        units=_unit_lines(counts, lines) if is_whole else (),
    )


def _unit(viewer: Any, uid: uuid.UUID, on: dt.date, *, sees_all: bool) -> Unit:
    unit = Unit.objects.filter(uid=uid).first()
    if unit is None or not (sees_all or unit.pk in {s.unit_id for s in seats_of(viewer, on)}):
        raise NotVisible("board_not_found")
    return unit


def _task_board(strength: Strength, counts: Sequence[TaskCount]) -> TaskBoard:
    own = [count for count in counts if count.strength is strength]
    live = [(c.status, c.term, c.number) for c in own if c.term is not None]
    withdrawn = sum(c.number for c in own if c.term is None)
    return TaskBoard(strength, crossed(live, LIVE_STATES, YearTerm), withdrawn)


def _unit_lines(counts: Sequence[TaskCount], lines: Sequence[ReportLine]) -> tuple[UnitLine, ...]:
    reports: dict[int, list[Standing]] = defaultdict(list)
    tasks: dict[int, list[tuple[Strength, YearTerm, int]]] = defaultdict(list)
    for line in lines:
        reports[line.row.unit.pk].append(line.cell.standing)
    for count in counts:
        if count.term is not None:
            tasks[count.unit_id].append((count.strength, count.term, count.number))
    units = {line.row.unit.pk: line.row.unit for line in lines}
    units |= Unit.objects.in_bulk(tasks.keys() - units.keys())
    found = [
        UnitLine(unit, crossed(tasks[pk], Strength, YearTerm), reported(reports[pk]))
        for pk, unit in units.items()
    ]
    return tuple(sorted(found, key=lambda each: (each.unit.kind, fold(each.unit.name))))


def _period(
    matrix: Matrix, lines: Iterable[ReportLine], asked: uuid.UUID | None
) -> ReportingPeriod | None:
    """Return the period whose figures are shown; a period that ends later, or at the same time and
    began earlier, tells more."""
    shown = [period for period in matrix.periods if period.merged_into_id is None]
    came = {line.period.pk for line in lines if line.cell.standing in RECEIVED}
    ordered = sorted(shown, key=lambda p: (p.ends_on, -p.starts_on.toordinal(), p.pk))
    latest = latest_told([(period.pk, period.pk in came) for period in ordered])
    wanted = next((period for period in shown if period.uid == asked), None)
    return wanted or next((period for period in shown if period.pk == latest), None)


# Figures ----------------------------------------------------------------------------------------


def _figures(
    period: ReportingPeriod,
    before: ReportingPeriod | None,
    names: Mapping[int, str],
    *,
    is_whole: bool,
) -> FigureBoard:
    units = None if is_whole else names.keys()
    earlier = figures_so_far(before, units) if before else ()
    rows = (_beside(line, before, earlier, units) for line in figures_so_far(period, units))
    return FigureBoard(period, before, tuple(rows), names)


def _beside(
    line: FigureLine,
    period: ReportingPeriod | None,
    earlier: Sequence[FigureLine],
    units: Collection[int] | None,
) -> FigureBeside:
    target = line.indicator.target if units is None else None
    if period is None:
        return FigureBeside(line, None, Beside.NO_PERIOD, target)
    same = {each.indicator.definition.key: each for each in earlier}
    before = same.get(line.indicator.definition.key)
    if before is not None:
        return FigureBeside(line, before, Beside.FIGURE, target)
    # A changed meaning is a new version of the indicator: the two are not to be compared.
    codes = {each.indicator.code for each in earlier}
    why = Beside.COUNTED_OTHERWISE if line.indicator.code in codes else Beside.NOT_COUNTED
    return FigureBeside(line, None, why, target)


def _period_before(
    period: ReportingPeriod, viewer: Any, on: dt.date, *, sees_all: bool
) -> ReportingPeriod | None:
    """Return the same period of the year before, of the newest plan of the same body that was not
    recalled; where it went into another one, that. Who sees all units this year (``sees_all``) and
    did not the year before has no figure of it; who sees their own units alone, has theirs."""
    standing = sorted(str(status) for status in ONCE_ISSUED - {Status.RECALLED})
    rows = ReportingPeriod.objects.filter(
        kind=period.kind,
        index=period.index,
        year=period.year - 1,
        plan__issuing_unit=period.plan.issuing_unit_id,
        plan__level=period.plan.level,
        plan__status__in=standing,
    ).select_related("plan__issuing_unit", "merged_into__plan__issuing_unit")
    found = rows.order_by("-plan_id", "-pk").first()
    told = (found.merged_into or found) if found else None
    if told and sees_all and not may_chase_or_audit(viewer, told.plan, on):
        return None
    return told
