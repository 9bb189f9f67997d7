"""The history of a plan, or the log of a whole flow, leaves the system: for those who may, and on
record."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.envelope import moment
from dvcq_workflow.audit.export import KeptFile, export_plan
from dvcq_workflow.audit.recorder import record_access
from dvcq_workflow.audit.sealing import Signature
from dvcq_workflow.audit.xes import event_log
from dvcq_workflow.context import Act
from dvcq_workflow.documents.press.history import history_pdf, history_xlsx
from dvcq_workflow.host import get_host
from dvcq_workflow.models.audit import AccessLog, AuditStream
from dvcq_workflow.models.documents import IssuedDocument
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.errors import NotPermitted, RuleViolation
from dvcq_workflow.rules.files import digest_of
from dvcq_workflow.selectors.histories import (
    case_of,
    cases_of_flow,
    flow_of,
    history_of,
    is_auditor,
)
from dvcq_workflow.selectors.plans import visible_plan
from dvcq_workflow.selectors.storage import bytes_of
from dvcq_workflow.selectors.timeline import sees_refusals
from dvcq_workflow.services.acting import acting

SUBJECT = "plan_history_export"
FLOW_SUBJECT = "flow_log"
MAX_LINES = {"pdf": 5_000, "xlsx": 50_000}
"""Of one file that is for reading; the ZIP and the event log have no bound."""


@dataclass(frozen=True)
class Exported:
    """A file that leaves: its name and bytes."""

    name: str
    data: bytes


def export_history(*, uid: uuid.UUID, actor: Any, file_format: str = "zip") -> Exported:
    """Return the whole history of a plan as a file, and log that it was taken: in which format,
    with how many bytes of which hash.

    ``file_format``: zip (signed, and proves itself), pdf or xlsx (for reading), xes (for process
    mining).

    Raises:
        NotVisible: ``plan_not_found``.
        NotPermitted: ``history_not_yours``, to whom is neither an auditor nor a leader of the
            issuing body: it holds names, reasons and refusals.
        RuleViolation: ``sealing_key_missing`` for a zip; ``history_too_long`` for a pdf or xlsx;
            ``text_not_printable`` for a pdf in a host's own typeface.

    Source: decree 30/2020/ND-CP, Phụ lục VI (export in the order of time).
    """
    with acting(actor=actor) as act:
        act.refused_on = (SUBJECT, AuditStream.objects.filter(plan__uid=uid).first())
        on = timezone.localdate(act.at)
        plan = visible_plan(actor, uid, on)
        if not sees_refusals(actor, plan, on):
            raise NotPermitted("history_not_yours")
        data = _WRITERS[file_format](plan, act)
        file = Exported(f"lich-su-{plan.uid}.{file_format}", data)
        _log(file, act, SUBJECT, plan.stream, format=file_format)
        return file


def export_flow(*, flow: str, actor: Any) -> Exported:
    """Return the event log (XES) of all plans of a flow that an auditor may see, and log that it
    was taken: of which flow, of how many plans.

    Raises:
        NotPermitted: ``flow_log_not_yours``, to whom is no auditor.
    """
    with acting(actor=actor, refused_on=(FLOW_SUBJECT, None)) as act:
        act.refused_on = (FLOW_SUBJECT, None)
        on = timezone.localdate(act.at)
        if not is_auditor(actor, on):
            raise NotPermitted("flow_log_not_yours")
        cases = cases_of_flow(actor, flow, on)
        data = event_log(flow, cases, zone=timezone.get_current_timezone())
        file = Exported(f"{flow}.xes", data)
        _log(file, act, FLOW_SUBJECT, None, flow=flow, plans=len(cases))
        return file


def _log(file: Exported, act: Act, subject: str, stream: AuditStream | None, **said: Any) -> None:
    taken = {"file": file.name, "size": len(file.data), "sha256": digest_of(file.data)}
    kind = AccessLog.Kind.DOWNLOAD
    record_access(kind, subject, act=act, stream=stream, details={**said, **taken})


def _zip(plan: Plan, act: Act) -> bytes:
    return export_plan(plan, kept=_kept_files(plan), made_at=moment(act.at), sign=_sign)


def _pdf(plan: Plan, act: Act) -> bytes:
    book = history_of(plan, limit=MAX_LINES["pdf"])
    return history_pdf(book, typeface=get_host().typeface())


def _xlsx(plan: Plan, act: Act) -> bytes:
    return history_xlsx(history_of(plan, limit=MAX_LINES["xlsx"], with_accesses=True))


def _xes(plan: Plan, act: Act) -> bytes:
    return event_log(flow_of(plan), [case_of(plan)], zone=timezone.get_current_timezone())


_WRITERS: dict[str, Callable[[Plan, Act], bytes]] = {
    "zip": _zip,
    "pdf": _pdf,
    "xlsx": _xlsx,
    "xes": _xes,
}
FORMATS = tuple(_WRITERS)


def _kept_files(plan: Plan) -> Iterator[KeptFile]:
    """Yield the stored files; one that the storage does not give out as it is on record is named
    with the reason, and the rest of the history still leaves."""
    for row in IssuedDocument.objects.filter(plan=plan).order_by("pk"):
        data, why = None, ""
        try:
            data = bytes_of(row)
        except RuleViolation as violation:
            why = violation.code
        yield KeptFile(row.file_name, row.sha256, data, why)


def _sign(text: bytes) -> Signature:
    try:
        return Signature(*get_host().sign_bytes(text))
    except (OSError, ValueError) as problem:
        raise RuleViolation("sealing_key_missing") from problem
