"""Looking at the matrix of reports, and taking it away as a file: each is on record."""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_access
from dvcq_workflow.documents.press.chasing_book import (
    BookRow,
    CellFacts,
    MatrixBook,
    matrix_xlsx,
)
from dvcq_workflow.models.audit import AccessLog, AuditStream
from dvcq_workflow.models.reporting import ReportDuty
from dvcq_workflow.rules.chasing import Standing
from dvcq_workflow.rules.errors import NotVisible
from dvcq_workflow.selectors.chasing import (
    Matrix,
    MatrixFilter,
    Row,
    matrix_of,
    may_chase_or_audit,
    narrowed,
)
from dvcq_workflow.selectors.letters import period_words
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.plans import visible_plan
from dvcq_workflow.selectors.year_access import may_see_subject
from dvcq_workflow.services.acting import acting

SUBJECT = "report_matrix"
_UNSAFE = re.compile(r"[^\w.-]+")


def view_matrix(*, uid: uuid.UUID, actor: Any) -> Matrix:
    """Return the matrix of a plan to look at and log the look.

    Raises:
        NotVisible: ``plan_not_found``.
    """
    with acting(actor=actor) as act:
        matrix = _matrix(uid, actor)
        record_access(AccessLog.Kind.VIEW, SUBJECT, act=act, stream=matrix.plan.stream)
        return matrix


def view_duty(*, uid: uuid.UUID, actor: Any) -> ReportDuty:
    """Return one duty to report, to see how often it was chased, and log the look.

    Raises:
        NotVisible: ``plan_not_found``: no such duty, or another unit's.
    """
    with acting(actor=actor) as act:
        rows = ReportDuty.objects.select_related(
            "plan__stream", "plan__issuing_unit", "period", "unit", "receiver"
        )
        duty = rows.filter(uid=uid).first()
        act.refused_on = (SUBJECT, duty.plan.stream if duty else None)
        on = timezone.localdate(act.at)
        if duty is None or not (
            may_see_subject(actor, duty, on) or may_chase_or_audit(actor, duty.plan, on)
        ):
            raise NotVisible("plan_not_found")
        record_access(
            AccessLog.Kind.VIEW,
            SUBJECT,
            act=act,
            stream=duty.plan.stream,
            details={"duty": str(duty.uid)},
        )
        return duty


@dataclass(frozen=True)
class MatrixFile:
    """A file of the matrix, and the name it is sent under."""

    name: str
    data: bytes


def export_matrix(*, uid: uuid.UUID, wanted: MatrixFilter, actor: Any) -> MatrixFile:
    """Print the rows of the matrix that a person may see and asked for as a workbook, and log that
    they took it away: how many rows, and the hash of the file.

    Raises:
        NotVisible: as ``view_matrix``.
    """
    with acting(actor=actor) as act:
        matrix = _matrix(uid, actor)
        rows = narrowed(matrix, wanted)
        number = issuance_of(matrix.plan)
        named = number.full_number if number else matrix.plan.symbol
        data = matrix_xlsx(_book(matrix, rows, named))
        safe = _UNSAFE.sub("-", named).strip("-.")
        name = f"bang-don-doc-{safe}-{matrix.today:%Y%m%d}.xlsx"
        record_access(
            AccessLog.Kind.DOWNLOAD,
            SUBJECT,
            act=act,
            stream=matrix.plan.stream,
            details={
                "file": name,
                "rows": len(rows),
                "sha256": hashlib.sha256(data).hexdigest(),
            },
        )
        return MatrixFile(name, data)


def _matrix(uid: uuid.UUID, actor: Any) -> Matrix:
    with acting(actor=actor) as act:
        act.refused_on = (SUBJECT, AuditStream.objects.filter(plan__uid=uid).first())
        on = timezone.localdate(act.at)
        return matrix_of(visible_plan(actor, uid, on), actor, on)


def _book(matrix: Matrix, rows: tuple[Row, ...], number: str) -> MatrixBook:
    periods = [(period_words(period), period.effective_due_on) for period in matrix.periods]
    return MatrixBook(
        number=number,
        body=matrix.plan.issuing_unit.name,
        today=matrix.today,
        periods=tuple((words[:1].upper() + words[1:], due_on) for words, due_on in periods),
        rows=tuple(_book_row(row, matrix) for row in rows),
    )


def _book_row(row: Row, matrix: Matrix) -> BookRow:
    cells = (
        CellFacts(
            cell.standing,
            None if cell.standing is Standing.NOT_OWED else cell.due_on,
            cell.submitted_on,
            cell.days_late(matrix.today),
            cell.letters,
            cell.reminders,
        )
        for cell in row.cells
    )
    return BookRow(row.name, tuple(cells), len(row.tasks))
