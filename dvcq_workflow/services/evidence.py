"""Files that show what was done on a task or stands behind a report: added, and read again."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.envelope import FileDigest
from dvcq_workflow.audit.recorder import record_access
from dvcq_workflow.conf import conf
from dvcq_workflow.models.audit import AccessLog, AuditStream
from dvcq_workflow.models.reports import Evidence
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.evidence import evidence_name, require_evidence_size
from dvcq_workflow.rules.files import digest_of
from dvcq_workflow.selectors.evidence import (
    ADDING_ROLES,
    ROWS,
    TAKES_EVIDENCE,
    adding_unit,
    bytes_of_evidence,
    visible_evidence,
)
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.assignments import rehash
from dvcq_workflow.services.files import keep_bytes
from dvcq_workflow.services.handling import Handled, handling

STEPS = {"assignment": Step.WORK, "report": Step.WRITE_REPORT}
"""At which desk a file is added; whoever keeps it does not keep others from adding."""


def add_evidence(*, kind: str, pk: int, file_name: str, data: bytes, actor: Any) -> Evidence:
    """Add a file to a task or a report (``kind``), once: the same bytes again are the first file.

    By a specialist, head or leader of its unit, or of one that supports or follows the task. The
    bytes are kept before the plan is locked, and by nobody who might not add them.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``evidence_closed``, and what ``rules.evidence`` refuses.
        StorageProblem: the storage failed.
    """
    name = evidence_name(file_name)
    require_evidence_size(len(data), limit=conf.MAX_UPLOAD_BYTES)
    with acting(actor=actor) as act:
        unit = _unit(kind, pk, actor, timezone.localdate(act.at))
        key = keep_bytes(name, data) if unit is not None else ""
        with handling(
            kind,
            pk,
            actor=actor,
            step=STEPS[kind],
            seen_hash=None,
            unit_id=unit,
            roles=ADDING_ROLES,
            heeds_keeper=False,
        ) as case:
            if not TAKES_EVIDENCE[kind](case.subject):
                raise RuleViolation("evidence_closed")
            sha256 = digest_of(data)
            known = Evidence.objects.filter(sha256=sha256, **{f"{kind}_id": pk}).first()
            return known or _put_on_record(case, name, key, sha256, len(data))


def _unit(kind: str, pk: int, actor: Any, on: dt.date) -> int | None:
    subject = ROWS[kind].objects.filter(pk=pk).first()
    return adding_unit(kind, subject, actor, on) if subject is not None else None


def _put_on_record(case: Handled, name: str, key: str, sha256: str, size: int) -> Evidence:
    row = Evidence(
        unit_id=case.seat.unit_id,
        by=case.actor,
        at=case.act.at,
        name=name,
        sha256=sha256,
        size_bytes=size,
        storage_key=key,
        **{case.kind: case.subject},
    )
    row.save(force_insert=True)
    if case.kind == "assignment":
        rehash(case.subject)  # the result is decided on with what shows it
    case.record("evidence_added", files=[FileDigest(name, sha256)], size=size)
    return row


def read_evidence(*, uid: uuid.UUID, actor: Any) -> tuple[Evidence, bytes]:
    """Return a file with its bytes and log the download.

    Raises:
        NotVisible: ``evidence_not_found``.
        RuleViolation: ``document_altered``, ``document_missing``.
        Unavailable: ``storage_unavailable``.
    """
    with acting(actor=actor) as act:
        act.refused_on = _stream_of(uid)
        row = visible_evidence(actor, uid, timezone.localdate(act.at))
        data = bytes_of_evidence(row)
        subject, stream = act.refused_on
        record_access(
            AccessLog.Kind.DOWNLOAD,
            subject,
            act=act,
            stream=stream,
            details={"evidence": str(row.uid), "sha256": row.sha256},
        )
        return row, data


def _stream_of(uid: uuid.UUID) -> tuple[str, AuditStream | None]:
    row = Evidence.objects.select_related(
        "assignment__plan__stream", "report__plan__stream"
    ).filter(uid=uid)
    found = row.first()
    if found is None:
        return "assignment", None
    kind = "assignment" if found.assignment_id else "report"
    return kind, (found.assignment or found.report).plan.stream
