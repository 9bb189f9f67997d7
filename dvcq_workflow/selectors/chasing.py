"""Who owes what under a plan: the matrix of units × periods, and what may be chased on a day."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Q

from dvcq_workflow.models.assignments import Assignment
from dvcq_workflow.models.chasing import ChasedDuty, Reminder
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.reporting import ReportDuty, ReportingPeriod
from dvcq_workflow.models.reports import Report
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.chasing import (
    UNCHASED_STATES,
    DutyFacts,
    ReportFacts,
    Standing,
    is_owed,
    standing_of,
)
from dvcq_workflow.rules.obligations import Strength
from dvcq_workflow.rules.text import fold
from dvcq_workflow.selectors.people import seats_of
from dvcq_workflow.selectors.year_access import sees_whole_year


@dataclass(frozen=True)
class Cell:
    """One unit's report of one period on a day.

    ``is_owed``: whether it may be chased. ``letters``, ``reminders``: how often it was, and
    ``chased_on`` when last. ``is_request``: asked for, not ordered.
    """

    standing: Standing
    period_id: int
    duty_id: int | None = None
    duty_uid: uuid.UUID | None = None
    due_on: dt.date | None = None
    submitted_on: dt.date | None = None
    is_owed: bool = False
    is_request: bool = False
    letters: int = 0
    reminders: int = 0
    chased_on: dt.date | None = None

    def days_late(self, today: dt.date) -> int:
        """Return by how many days it came late, or is late by now; 0: it is not late."""
        if self.due_on is None or self.standing is Standing.NOT_OWED:
            return 0
        reached = self.submitted_on if self.standing is not Standing.MISSING else today
        return max(((reached or today) - self.due_on).days, 0)


@dataclass(frozen=True)
class OwedTask:
    """A task that a unit has not done past its day."""

    pk: int
    text: str
    due_on: dt.date
    letters: int


@dataclass(frozen=True)
class Row:
    """One unit: a cell for each period, in their order, and its tasks past their day."""

    unit: Unit
    name: str
    cells: tuple[Cell, ...]
    tasks: tuple[OwedTask, ...] = ()

    @property
    def has_duties(self) -> bool:
        """Whether it ever owed a report under the plan, and does not stand here for a task."""
        return any(cell.duty_id is not None for cell in self.cells)

    @property
    def owes(self) -> int:
        """How many reports and tasks of it may be chased."""
        return sum(cell.is_owed for cell in self.cells) + len(self.tasks)


@dataclass(frozen=True)
class Matrix:
    """All units that report under a plan, by all its periods, as they stand on ``today``."""

    plan: Plan
    today: dt.date
    periods: tuple[ReportingPeriod, ...]
    rows: tuple[Row, ...]
    is_whole: bool = True
    counts: dict[int, Counter[Standing]] = field(default_factory=dict)
    """By period: how many units stand how; each unit is counted once."""


@dataclass(frozen=True)
class MatrixFilter:
    """What a viewer narrowed the matrix to. ``words``: of units' names, without diacritics too."""

    words: str = ""
    standing: Standing | None = None
    kind: str = ""
    only_owing: bool = False


def matrix_of(plan: Plan, viewer: Any, on: dt.date) -> Matrix:
    """Return the matrix of a plan for a viewer: all of it to the issuing side, the receiver and
    auditors, to others the rows of their own units, if any. A constant number of queries."""
    wanted = None if may_chase_or_audit(viewer, plan, on) else _units_of(viewer, on)
    periods = tuple(ReportingPeriod.objects.filter(plan=plan).order_by("due_on", "pk"))
    for period in periods:
        period.plan = plan
    duties = _duties(plan, wanted)
    tasks = owed_tasks(plan, on, units=wanted)
    rows = _rows(periods, duties, tasks, on)
    counts = {
        period.pk: Counter(row.cells[at].standing for row in rows)
        for at, period in enumerate(periods)
    }
    return Matrix(plan, on, periods, rows, wanted is None, counts)


@dataclass(frozen=True)
class ReportLine:
    """One unit's report of one period as a line of a list."""

    row: Row
    period: ReportingPeriod
    cell: Cell


@dataclass(frozen=True)
class ReportFilter:
    """What a list of reports is narrowed to. ``standings``: empty for all."""

    standings: frozenset[Standing] = frozenset()
    period: uuid.UUID | None = None
    unit: uuid.UUID | None = None


def report_lines(matrix: Matrix, wanted: ReportFilter) -> list[ReportLine]:
    """Return the cells of a matrix as lines, period by period: of each unit that ever owed a
    report under the plan, so that each number counted of them has as many."""
    rows = [row for row in matrix.rows if row.has_duties and wanted.unit in (None, row.unit.uid)]
    return [
        ReportLine(row, period, row.cells[at])
        for at, period in enumerate(matrix.periods)
        if wanted.period in (None, period.uid)
        for row in rows
        if not wanted.standings or row.cells[at].standing in wanted.standings
    ]


def may_chase_or_audit(viewer: Any, plan: Plan, on: dt.date) -> bool:
    """Return whether a person may see what every unit owes: also those who receive it."""
    if sees_whole_year(viewer, plan, on):
        return True
    units = _units_of(viewer, on)
    return ReportingPeriod.objects.filter(plan=plan, receiver_id__in=units).exists()


def narrowed(matrix: Matrix, wanted: MatrixFilter) -> tuple[Row, ...]:
    """Return the rows that a viewer asked for; the counts stay those of the whole."""
    words = fold(wanted.words).split()
    return tuple(row for row in matrix.rows if _is_wanted(row, wanted, words))


def _is_wanted(row: Row, wanted: MatrixFilter, words: Sequence[str]) -> bool:
    names = f"{fold(row.name)} {row.unit.name_folded} {row.unit.short_name_folded}"
    if not all(word in names for word in words):
        return False
    if wanted.kind and row.unit.kind != wanted.kind:
        return False
    if wanted.only_owing and not row.owes:
        return False
    return wanted.standing is None or any(c.standing is wanted.standing for c in row.cells)


def _units_of(viewer: Any, on: dt.date) -> set[int]:
    return {seat.unit_id for seat in seats_of(viewer, on)}


def _duties(plan: Plan, units: Collection[int] | None) -> list[ReportDuty]:
    rows = ReportDuty.objects.filter(plan=plan)
    if units is not None:
        rows = rows.filter(_of_units(units))
    return list(rows.select_related("unit", "period").order_by("unit_name", "unit_id", "pk"))


def _of_units(units: Collection[int]) -> Q:
    return Q(unit_id__in=units) | Q(unit__records_office_id__in=units)


def _rows(
    periods: Sequence[ReportingPeriod],
    duties: Sequence[ReportDuty],
    tasks: Sequence[Assignment],
    on: dt.date,
) -> tuple[Row, ...]:
    reports = live_reports(duty.pk for duty in duties)
    chased = _chased(Q(duty__in=[duty.pk for duty in duties]), "duty_id")
    letters = _chased(Q(assignment__in=[task.pk for task in tasks]), "assignment_id")
    reminded = _reminded([duty.pk for duty in duties])
    by_unit: dict[int, dict[int, ReportDuty]] = defaultdict(dict)
    units: dict[int, tuple[Unit, str]] = {}
    for duty in duties:
        by_unit[duty.unit_id][duty.period_id] = duty
        units.setdefault(duty.unit_id, (duty.unit, duty.unit_name))
    owed: dict[int, list[OwedTask]] = defaultdict(list)
    for task in tasks:
        units.setdefault(task.unit_id, (task.unit, task.unit_name))
        due = task.effective_due_on or on
        owed[task.unit_id].append(OwedTask(task.pk, task.text, due, letters[task.pk][0]))
    rows = []
    for pk, (unit, name) in units.items():
        cells = tuple(
            _cell(period, by_unit[pk].get(period.pk), reports, chased, reminded, on)
            for period in periods
        )
        rows.append(Row(unit, name, cells, tuple(owed[pk])))
    return tuple(sorted(rows, key=lambda row: (row.unit.kind, fold(row.name), row.unit.pk)))


def _cell(
    period: ReportingPeriod,
    duty: ReportDuty | None,
    reports: dict[int, ReportFacts],
    chased: dict[int, tuple[int, dt.date | None]],
    reminded: dict[int, tuple[int, dt.date | None]],
    on: dt.date,
) -> Cell:
    if duty is None:
        return Cell(Standing.NOT_OWED, period.pk)
    facts, report = facts_of(duty), reports.get(duty.pk)
    standing = standing_of(facts, report, on)
    letters, sent_on = chased[duty.pk]
    reminders, reminded_on = reminded[duty.pk]
    days = [day for day in (sent_on, reminded_on) if day is not None]
    return Cell(
        standing,
        period.pk,
        duty_id=duty.pk,
        duty_uid=duty.uid,
        due_on=duty.effective_due_on,
        submitted_on=report.submitted_on if report else None,
        is_owed=is_owed(standing, facts, on),
        is_request=duty.is_request,
        letters=letters,
        reminders=reminders,
        chased_on=max(days, default=None),
    )


def facts_of(duty: ReportDuty) -> DutyFacts:
    """Return what the rules must know of a duty; its period is at hand."""
    is_excused = duty.excused_at is not None or duty.period.merged_into_id is not None
    return DutyFacts(duty.effective_due_on, duty.strength, is_excused)


def live_reports(duty_ids: Iterable[int]) -> dict[int, ReportFacts]:
    """Return by duty what is known of its report, where there is one that was not withdrawn."""
    rows = Report.objects.filter(duty__in=list(duty_ids)).exclude(status="withdrawn")
    return {
        pk: ReportFacts(status, submitted_on, nothing)
        for pk, status, submitted_on, nothing in rows.values_list(
            "duty_id", "status", "submitted_on", "nothing_to_report"
        )
    }


def owed_tasks(
    plan: Plan, on: dt.date, *, units: Collection[int] | None = None
) -> list[Assignment]:
    """Return the tasks that may be chased on a day (``rules.chasing.is_task_owed``); parts of a
    task are for the unit that gave them."""
    rows = Assignment.objects.filter(
        plan=plan,
        parent__isnull=True,
        strength=Strength.ORDER,
        effective_due_on__lt=on,
    ).exclude(status__in=sorted(UNCHASED_STATES))
    if units is not None:
        rows = rows.filter(_of_units(units))
    return list(rows.select_related("unit").order_by("unit_name", "effective_due_on", "pk"))


def owed_duties(
    plan: Plan, on: dt.date, *, units: Collection[int] | None = None
) -> list[ReportDuty]:
    """Return the duties to report that may be chased on a day, the earliest due first."""
    rows = ReportDuty.objects.filter(
        plan=plan,
        strength=Strength.ORDER,
        effective_due_on__lt=on,
        excused_at__isnull=True,
        period__merged_into__isnull=True,
    )
    if units is not None:
        rows = rows.filter(unit_id__in=list(units))
    found = list(rows.select_related("unit", "period").order_by("effective_due_on", "pk"))
    reports = live_reports(duty.pk for duty in found)
    return [
        duty
        for duty in found
        if is_owed(standing_of(facts_of(duty), reports.get(duty.pk), on), facts_of(duty), on)
    ]


def _chased(wanted: Q, key: str) -> dict[int, tuple[int, dt.date | None]]:
    """Return by duty or task how many letters that went out asked for it, and when the last did."""
    found: dict[int, tuple[int, dt.date | None]] = defaultdict(lambda: (0, None))
    rows = ChasedDuty.objects.filter(wanted, letter__status="released").order_by()
    told = rows.values(key).annotate(n=Count("pk"), last=Max("letter__issuances__issued_on"))
    found.update({row[key]: (row["n"], row["last"]) for row in told})
    return found


def _reminded(duty_ids: Sequence[int]) -> dict[int, tuple[int, dt.date | None]]:
    found: dict[int, tuple[int, dt.date | None]] = defaultdict(lambda: (0, None))
    rows = Reminder.objects.filter(duty__in=duty_ids).order_by().values("duty_id")
    told = rows.annotate(n=Count("day", distinct=True), last=Max("day"))
    found.update({row["duty_id"]: (row["n"], row["last"]) for row in told})
    return found
