"""Tables of a board: numbers with the sums of their rows and columns, each a way to its list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from dvcq_workflow.labels.assignments import YEAR_TERM_NAMES
from dvcq_workflow.labels.chasing import STANDING_NAMES
from dvcq_workflow.models.assignments import ASSIGNMENT_STATUS_NAMES
from dvcq_workflow.models.obligations import STRENGTH_NAMES
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.boards import DUE, Reported, shares, together
from dvcq_workflow.rules.chasing import RECEIVED, Standing
from dvcq_workflow.rules.year_terms import YearTerm
from dvcq_workflow.selectors.boards import Board, TaskBoard, UnitLine
from dvcq_workflow.web.board_charts import Chart, standing_chart, term_chart

STANDINGS_ASKED = {
    **{str(state): frozenset({state}) for state in Standing},
    "received": RECEIVED,
    "due": DUE,
}
"""What a list of reports can be narrowed to."""


@dataclass(frozen=True)
class Number:
    """A number of a board under the name of its column. ``url``: the list of just so many; empty
    where there is nothing."""

    name: str
    count: int
    url: str


@dataclass(frozen=True)
class NumberRow:
    """Numbers that come to their total. ``url``: of what the row is about, where it has a page;
    ``more``: of other things than the total, or of some of them again."""

    name: str
    numbers: tuple[Number, ...]
    total: Number
    more: tuple[Number, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class NumberTable:
    """Rows of numbers, and the sums of their columns. ``what``: what stands in a row, ``caption``:
    what is counted; ``shares``: of the columns, in whole percents that come to 100;
    ``withdrawn``: counted apart."""

    key: str
    title: str
    what: str
    caption: str
    rows: tuple[NumberRow, ...]
    sums: NumberRow
    chart: Chart | None = None
    shares: tuple[int, ...] = ()
    withdrawn: Number | None = None


class Lists:
    """The addresses of the lists behind a board's numbers."""

    def __init__(self, board: Board) -> None:
        given = {"uid": board.plan.uid}
        self._tasks = reverse("dvcq_workflow:plan_tasks", kwargs=given)
        self._reports = reverse("dvcq_workflow:board_reports", kwargs=given)
        self._plan = board.plan.uid
        self._unit = board.unit.uid if board.unit else ""

    def tasks(self, name: Any, count: int, **asked: Any) -> Number:
        """Return a number of tasks: of those not withdrawn, unless a state is asked for."""
        live = {} if "status" in asked else {"live": 1}
        return _number(name, self._tasks, count, {"lead": self._unit, **live, **asked})

    def reports(self, name: Any, count: int, **asked: Any) -> Number:
        """Return a number of reports."""
        return _number(name, self._reports, count, {"unit": self._unit, **asked})

    def board_of(self, unit: Unit) -> str:
        """Return where a unit's own board is."""
        given = {"uid": self._plan, "unit_uid": unit.uid}
        return reverse("dvcq_workflow:unit_board", kwargs=given)


def _number(name: Any, path: str, count: int, asked: dict[str, Any]) -> Number:
    query = urlencode({key: str(value) for key, value in asked.items() if value})
    return Number(str(name), count, f"{path}?{query}" if count else "")


def task_table(tasks: TaskBoard, lists: Lists) -> NumberTable:
    """Return tasks of one strength: their processing states by their terms."""
    table, strength = tasks.table, tasks.strength
    rows = tuple(
        _task_row(
            str(ASSIGNMENT_STATUS_NAMES[state]),
            {term: table.count(state, term) for term in YearTerm},
            lists,
            strength=strength,
            status=state,
        )
        for state in table.rows
    )
    bars = [
        (str(ASSIGNMENT_STATUS_NAMES[state]), {t: table.count(state, t) for t in YearTerm})
        for state in table.rows
        if table.row_total(state)
    ]
    apart = {"strength": strength, "status": AssignmentStatus.WITHDRAWN}
    return NumberTable(
        key=str(strength),
        title=_("Tasks: %(strength)s") % {"strength": STRENGTH_NAMES[strength]},
        what=_("State"),
        caption=_("Processing states by terms; each task is counted once"),
        rows=rows,
        sums=_task_row(_("Total"), table.column_totals, lists, strength=strength),
        chart=term_chart(bars),
        shares=tuple(shares(table.column_totals).values()),
        withdrawn=lists.tasks(
            ASSIGNMENT_STATUS_NAMES[AssignmentStatus.WITHDRAWN], tasks.withdrawn, **apart
        ),
    )


def _task_row(name: str, terms: Mapping[YearTerm, int], lists: Lists, **asked: Any) -> NumberRow:
    numbers = tuple(
        lists.tasks(YEAR_TERM_NAMES[term], count, term=term, **asked)
        for term, count in terms.items()
    )
    return NumberRow(name, numbers, lists.tasks(_("Total"), sum(terms.values()), **asked))


def report_table(board: Board, lists: Lists) -> NumberTable:
    """Return reports: periods by how the reports of each stand."""
    every = together(told for _period, told in board.periods)
    return NumberTable(
        key="reports",
        title=_("Reports received"),
        what=_("Period"),
        caption=_("Reports by period and state; each is counted once"),
        rows=tuple(
            _report_row(period.label, told, lists, period=period.uid)
            for period, told in board.periods
        ),
        sums=_report_row(_("Total"), every, lists),
        chart=standing_chart(
            [(period.label, dict(told.counts)) for period, told in board.periods if told.owed]
        ),
    )


def _report_row(name: str, told: Reported, lists: Lists, **asked: Any) -> NumberRow:
    numbers = tuple(
        lists.reports(STANDING_NAMES[state], told.counts.get(state, 0), state=state, **asked)
        for state in Standing
    )
    total = lists.reports(_("Total"), told.total, **asked)
    return NumberRow(name, numbers, total, more=_received(told, lists, **asked))


def _received(told: Reported, lists: Lists, **asked: Any) -> tuple[Number, ...]:
    return (
        lists.reports(_("Reports received"), told.received, state="received", **asked),
        lists.reports(_("Reports due"), told.due, state="due", **asked),
    )


def unit_table(board: Board, lists: Lists) -> NumberTable:
    """Return the units of a plan: their tasks by term, ordered and asked for together, and how many
    of their reports that are due came."""
    totals = {term: sum(each.terms.column_total(term) for each in board.units) for term in YearTerm}
    every = together(line.reports for line in board.units)
    sums = _task_row(_("Total"), totals, lists)
    return NumberTable(
        key="units",
        title=_("By unit"),
        what=_("Unit"),
        caption=_("Tasks of each unit by terms, and its reports received of those due"),
        rows=tuple(_unit_row(line, lists) for line in board.units),
        sums=replace(sums, more=_received(every, lists)),
    )


def _unit_row(line: UnitLine, lists: Lists) -> NumberRow:
    unit = line.unit
    row = _task_row(unit.name, line.terms.column_totals, lists, lead=unit.uid)
    more = _received(line.reports, lists, unit=unit.uid)
    return replace(row, more=more, url=lists.board_of(unit))
