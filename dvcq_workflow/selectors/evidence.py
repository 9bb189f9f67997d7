"""Files that show what was done: whose they are, who adds them, their bytes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from dvcq_workflow.models.assignments import Assignment
from dvcq_workflow.models.reports import Evidence, Report
from dvcq_workflow.rules.assignments import OPEN_STATES
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.rules.errors import NotVisible
from dvcq_workflow.rules.reports import WRITABLE
from dvcq_workflow.selectors.assignments import adding_units_of, unit_among
from dvcq_workflow.selectors.storage import kept_bytes
from dvcq_workflow.selectors.year_access import may_see_subject

ADDING_ROLES = frozenset({Role.SPECIALIST, Role.HEAD, Role.LEADER})
"""Who of a unit adds a file or a note."""

ROWS: dict[str, Any] = {"assignment": Assignment, "report": Report}
"""What evidence may belong to."""

TAKES_EVIDENCE: dict[str, Callable[[Any], bool]] = {
    "assignment": lambda task: task.state in OPEN_STATES,
    "report": lambda report: report.state in WRITABLE,
}
"""Whether a file may still be added."""


def adding_unit(kind: str, subject: Any, viewer: Any, on: dt.date) -> int | None:
    """Return for which unit a person adds a file or a note on a day; None: for none."""
    units = adding_units_of(subject) if kind == "assignment" else {subject.unit_id: None}
    return unit_among(units, viewer, on, ADDING_ROLES)


def may_add_evidence(kind: str, subject: Any, viewer: Any, on: dt.date) -> bool:
    """Return whether a person may add a file to a task or a report on a day."""
    return TAKES_EVIDENCE[kind](subject) and adding_unit(kind, subject, viewer, on) is not None


def evidence_of(kind: str, pk: int) -> list[Evidence]:
    """Return the files of a task or a report in the order they came, with who added them."""
    rows = Evidence.objects.filter(**{f"{kind}_id": pk})
    return list(rows.select_related("by", "unit").order_by("pk"))


def visible_owner(kind: str, uid: uuid.UUID, viewer: Any, on: dt.date) -> Any:
    """Return the task or report of that uid.

    Raises:
        NotVisible: ``evidence_not_found``, whether it does not exist or may not be seen.
    """
    links = ("plan__issuing_unit", "plan__stream", "unit")
    subject = ROWS[kind].objects.select_related(*links).filter(uid=uid).first()
    if subject is None or not may_see_subject(viewer, subject, on):
        raise NotVisible("evidence_not_found")
    return subject


def visible_evidence(viewer: Any, uid: uuid.UUID, on: dt.date) -> Evidence:
    """Return a file of something that a person sees.

    Raises:
        NotVisible: ``evidence_not_found``, whether it does not exist or may not be seen.
    """
    row = (
        Evidence.objects.select_related(
            "assignment__plan__stream",
            "assignment__plan__issuing_unit",
            "assignment__unit",
            "report__plan__stream",
            "report__plan__issuing_unit",
            "report__unit",
        )
        .filter(uid=uid)
        .first()
    )
    if row is None or not may_see_subject(viewer, row.assignment or row.report, on):
        raise NotVisible("evidence_not_found")
    return row


def bytes_of_evidence(row: Evidence) -> bytes:
    """Return the bytes of a file, which have the size and the hash on record.

    Raises: as ``kept_bytes``.
    """
    return kept_bytes(row.name, row.storage_key, size=row.size_bytes, sha256=row.sha256)
