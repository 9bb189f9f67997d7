"""The matrix of units × periods: who reported, who owes; and how often one duty was chased."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from dvcq_workflow.labels.chasing import STANDING_MARKS, STANDING_NAMES
from dvcq_workflow.models.chasing import Reminder
from dvcq_workflow.models.reporting import ReportingPeriod
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.chasing import Standing
from dvcq_workflow.rules.desks import ROLES_AT
from dvcq_workflow.rules.formats import day_in
from dvcq_workflow.selectors.chasing import Cell, Matrix, MatrixFilter, Row, narrowed
from dvcq_workflow.selectors.letters import letters_of
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.reminders import chases_of, reminders_of_person
from dvcq_workflow.services.chasing import WRITING
from dvcq_workflow.services.matrices import export_matrix, view_duty, view_matrix
from dvcq_workflow.web.asked import asked_text
from dvcq_workflow.web.downloads import CONTENT_TYPES, download
from dvcq_workflow.web.pages import Page

COUNTED = tuple(state for state in Standing if state is not Standing.NOT_OWED)
REMINDERS_SHOWN = 200


@dataclass(frozen=True)
class ShownCell:
    """One cell as shown: colour, shape and words of its state, its day, and how late."""

    cell: Cell
    period: ReportingPeriod
    days_late: int

    @property
    def look(self) -> str:
        """Its colour."""
        return STANDING_MARKS[self.cell.standing][0]

    @property
    def icon(self) -> str:
        """Its shape."""
        return STANDING_MARKS[self.cell.standing][1]

    @property
    def name(self) -> str:
        """Its state in words."""
        return str(STANDING_NAMES[self.cell.standing])

    @property
    def handed_in(self) -> str:
        """The day on which it came, without the year that its column names."""
        day = self.cell.submitted_on
        return day_in(day, self.period.due_on.year) if day else ""

    @property
    def chased(self) -> str:
        """The day on which it was chased last, likewise."""
        day = self.cell.chased_on
        return day_in(day, self.period.due_on.year) if day else ""

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is to be done or known about it: a phone leaves it out."""
        return self.cell.standing in (Standing.NOT_DUE, Standing.NOT_OWED)

    @property
    def is_missing(self) -> bool:
        """Whether its days late go on being counted."""
        return self.cell.standing is Standing.MISSING


@dataclass(frozen=True)
class ShownRow:
    """One unit as shown."""

    row: Row
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True)
class ShownGroup:
    """Units of one kind."""

    name: str
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True)
class CountLine:
    """One period: how many units stand how, each a link to the list of just so many."""

    period: ReportingPeriod
    counts: tuple[tuple[str, int, str], ...]
    total: int


def wanted_of(request: HttpRequest) -> MatrixFilter:
    """Read what the matrix is narrowed to: the same for the page and for its file."""
    asked = request.GET.get("state", "")
    return MatrixFilter(
        words=asked_text(request, "q"),
        standing=Standing(asked) if asked in set(Standing) else None,
        kind=request.GET.get("kind", ""),
        only_owing=asked == "owing",
    )


class MatrixView(Page):
    """Who reported and who owes, as of today."""

    section = "plans"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the rows that were asked for; the look is on record."""
        with self.acting():
            matrix = view_matrix(uid=uid, actor=request.user)
        wanted = wanted_of(request)
        rows = narrowed(matrix, wanted)
        context = {
            **self._around(matrix),
            "matrix": matrix,
            "groups": _groups(matrix, rows),
            "lines": _lines(matrix),
            "owing_units": sum(row.owes > 0 for row in matrix.rows),
            "owed": sum(row.owes for row in matrix.rows),
            "shown": len(rows),
            "span": len(matrix.periods) + 3,
            "may_chase": matrix.is_whole and bool(_receivers(matrix, self)),
            **_filter_context(wanted, request),
        }
        return self.render("dvcq_workflow/chasing/matrix.html", context)

    def _around(self, matrix: Matrix) -> dict[str, Any]:
        plan = matrix.plan
        return {
            "plan": plan,
            "issuance": issuance_of(plan),
            "letters": letters_of(plan) if matrix.is_whole else [],
        }


class MatrixFileView(Page):
    """The matrix as a workbook, narrowed as its page is; each one is on record."""

    section = "plans"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Send the file; it is never shown inside the page."""
        with self.acting():
            file = export_matrix(uid=uid, wanted=wanted_of(request), actor=request.user)
        return download(file.data, file.name, CONTENT_TYPES["xlsx"])


class DutyChasesView(Page):
    """How often one duty to report was chased: by reminders, and by letters that went out."""

    section = "plans"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show every time, in order; the look is on record."""
        with self.acting():
            duty = view_duty(uid=uid, actor=request.user)
        names = {str(kind): str(name) for kind, name in Reminder.Kind.choices}
        context = {
            "duty": duty,
            "plan": duty.plan,
            "issuance": issuance_of(duty.plan),
            "chases": [
                (chase, names.get(chase.kind, _("Chasing letter")))
                for chase in chases_of(duty_id=duty.pk)
            ],
        }
        return self.render("dvcq_workflow/chasing/duty.html", context)


class RemindersView(Page):
    """What the viewer was reminded of, the latest first."""

    section = "inbox"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the viewer's own reminders."""
        rows = reminders_of_person(request.user, limit=REMINDERS_SHOWN)
        days = [(day, list(held)) for day, held in groupby(rows, key=lambda row: row.day)]
        return self.render("dvcq_workflow/chasing/reminders.html", {"days": days})


def _receivers(matrix: Matrix, page: Page) -> set[int]:
    """Return the units that receive reports under the plan and for which the viewer may write."""
    writes = {seat.unit_id for seat in page.shell.held if seat.role in ROLES_AT[WRITING]}
    return writes & {period.receiver_id for period in matrix.periods}


def _groups(matrix: Matrix, rows: tuple[Row, ...]) -> list[ShownGroup]:
    groups = []
    for kind, held in groupby(rows, key=lambda row: row.unit.kind):
        shown = tuple(ShownRow(row, _cells(matrix, row)) for row in held)
        groups.append(ShownGroup(str(Unit.Kind(kind).label), shown))
    return groups


def _cells(matrix: Matrix, row: Row) -> tuple[ShownCell, ...]:
    return tuple(
        ShownCell(cell, period, cell.days_late(matrix.today))
        for cell, period in zip(row.cells, matrix.periods, strict=True)
    )


def _lines(matrix: Matrix) -> list[CountLine]:
    lines, path = [], reverse("dvcq_workflow:board_reports", args=[matrix.plan.uid])
    for period in matrix.periods:
        counts: Counter[Standing] = matrix.counts[period.pk]
        told = tuple(
            (str(STANDING_NAMES[state]), counts[state], f"{path}?state={state}&period={period.uid}")
            for state in COUNTED
        )
        lines.append(CountLine(period, told, sum(counts[state] for state in COUNTED)))
    return lines


def _filter_context(wanted: MatrixFilter, request: HttpRequest) -> dict[str, Any]:
    query = request.GET.urlencode()
    uid = request.resolver_match.kwargs["uid"] if request.resolver_match else ""
    file = reverse("dvcq_workflow:plan_matrix_xlsx", args=[uid])
    state = "owing" if wanted.only_owing else str(wanted.standing or "")
    return {
        "words": wanted.words,
        "kind": wanted.kind,
        "state": state,
        "states": [(str(key), str(name)) for key, name in STANDING_NAMES.items()],
        "kinds": Unit.Kind.choices,
        "names": [str(STANDING_NAMES[state]) for state in COUNTED],
        "is_narrowed": bool(wanted.words or wanted.kind or state),
        "xlsx_url": f"{file}?{query}" if query else file,
    }
