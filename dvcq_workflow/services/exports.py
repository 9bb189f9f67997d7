"""The history of a plan leaves the system, for those who may see who was refused what."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.envelope import moment
from dvcq_workflow.audit.export import KeptFile, export_plan
from dvcq_workflow.audit.recorder import record_access
from dvcq_workflow.audit.sealing import Signature
from dvcq_workflow.host import get_host
from dvcq_workflow.models.audit import AccessLog, AuditStream
from dvcq_workflow.models.documents import IssuedDocument
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.errors import NotPermitted, RuleViolation
from dvcq_workflow.selectors.plans import visible_plan
from dvcq_workflow.selectors.timeline import sees_refusals
from dvcq_workflow.services.acting import acting

SUBJECT = "plan_history_export"


@dataclass(frozen=True)
class Exported:
    """A file that leaves: its name and bytes."""

    name: str
    data: bytes


def export_history(*, uid: uuid.UUID, actor: Any) -> Exported:
    """Return the whole history of a plan as a signed ZIP, and log that it was taken.

    Raises:
        NotVisible: ``plan_not_found``.
        NotPermitted: ``history_not_yours``, to whom is neither an auditor nor a leader of the
            issuing body: it holds names, reasons and refusals.
        RuleViolation: ``sealing_key_missing``.

    Source: decree 30/2020/ND-CP, Phụ lục VI (export in the order of time).
    """
    with acting(actor=actor) as act:
        act.refused_on = (SUBJECT, AuditStream.objects.filter(plan__uid=uid).first())
        on = timezone.localdate(act.at)
        plan = visible_plan(actor, uid, on)
        if not sees_refusals(actor, plan, on):
            raise NotPermitted("history_not_yours")
        data = export_plan(plan, kept=_kept_files(plan), made_at=moment(act.at), sign=_sign)
        record_access(AccessLog.Kind.DOWNLOAD, SUBJECT, act=act, stream=plan.stream)
        return Exported(f"lich-su-{plan.uid}.zip", data)


def _kept_files(plan: Plan) -> Iterator[KeptFile]:
    """Yield the stored files; one that the storage gives up no more is named without its bytes."""
    host = get_host()
    for row in IssuedDocument.objects.filter(plan=plan).order_by("pk"):
        try:
            data = host.open_document(row.storage_key)
        except OSError:
            data = None
        yield KeptFile(row.file_name, row.sha256, data)


def _sign(text: bytes) -> Signature:
    try:
        return Signature(*get_host().sign_bytes(text))
    except (OSError, ValueError) as problem:
        raise RuleViolation("sealing_key_missing") from problem
