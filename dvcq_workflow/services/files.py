"""Issued files: bytes to the host's storage, their hash on record; and their way back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.envelope import FileDigest
from dvcq_workflow.audit.recorder import record_access, record_event
from dvcq_workflow.context import Act
from dvcq_workflow.host import get_host
from dvcq_workflow.models.audit import AccessLog
from dvcq_workflow.models.documents import Issuance, IssuedDocument
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.files import MAX_KEY, digest_of
from dvcq_workflow.selectors.plan_files import order_key, require_readable
from dvcq_workflow.selectors.storage import bytes_of
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan
from dvcq_workflow.services.work import order_if_refused, order_work


def order_files(issuance: Issuance) -> None:
    """Order the files of what was released: a plan's with its approval sheet, any other's alone.
    One work order each, so that a file that fails holds up no other."""
    kinds = IssuedDocument.Kind.values if issuance.is_of_plan else [IssuedDocument.Kind.DOCUMENT]
    for kind in kinds:
        for file_format in IssuedDocument.Format.values:
            order_work(
                "store_document",
                key=order_key(issuance, kind, file_format),
                payload={"issuance_id": issuance.pk, "kind": kind, "file_format": file_format},
            )


@dataclass(frozen=True)
class Printed:
    """A file as it came from the press, and which one of its issuance it is."""

    kind: str
    file_format: str
    file_name: str
    data: bytes


def store_issued_document(*, issuance_id: int, printed: Printed, actor: Any) -> IssuedDocument:
    """Keep the bytes of an issued document once: a second time returns the first.

    ``actor``: who released the plan; the job acts for them.

    The bytes are stored, and read back, before the plan is locked: a slow storage keeps nobody
    waiting, and what it does not give back as it got it is never on record. Whoever dies between
    the two leaves bytes that the next try finds in their place.

    Raises:
        RuleViolation: ``plan_not_issued``.
        StorageProblem: the storage failed; the work order is tried again later.
    """
    with acting(actor=actor, channel="job") as act:
        found = Issuance.objects.select_related("plan__stream").get(pk=issuance_id)
        act.refused_on = ("plan_document", found.plan.stream)
        known = _known_file(found, printed)
        if known is not None:
            return known
        key = keep_bytes(printed.file_name, printed.data)
        plan = lock_plan(found.plan_id)
        issuance = Issuance.objects.get(pk=issuance_id)
        return _known_file(issuance, printed) or _put_on_record(plan, issuance, printed, key, act)


def _put_on_record(
    plan: Plan, issuance: Issuance, printed: Printed, key: str, act: Act
) -> IssuedDocument:
    document = IssuedDocument(
        plan=plan,
        issuance=issuance,
        version_id=issuance.version_id,
        kind=printed.kind,
        file_format=printed.file_format,
        file_name=printed.file_name,
        storage_key=key,
        sha256=digest_of(printed.data),
        size_bytes=len(printed.data),
        made_at=act.at,
    )
    document.save(force_insert=True)
    record_event(
        "document_stored",
        stream=plan.stream,
        content_hash=issuance.content_hash,
        files=[FileDigest(document.file_name, document.sha256)],
        details={
            "kind": document.kind,
            "format": document.file_format,
            "size": document.size_bytes,
        },
    )
    return document


def _known_file(issuance: Issuance, printed: Printed) -> IssuedDocument | None:
    if issuance.state != Issuance.State.RELEASED:
        raise RuleViolation("plan_not_issued")
    same = {"kind": printed.kind, "file_format": printed.file_format}
    return issuance.documents.filter(**same).first()


class StorageProblem(OSError):
    """The host's storage did not keep a file. ``code``: the kind of failure, never its text, which
    may hold secrets."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def keep_bytes(name: str, data: bytes) -> str:
    """Store bytes, read them back, and return their key.

    Raises:
        StorageProblem: they are not kept as they were given.
    """
    host = get_host()
    try:
        key = host.store_document(name, data)
        kept = host.open_document(key) if 0 < len(key) <= MAX_KEY else None
    except host.storage_problems as problem:
        raise StorageProblem(type(problem).__name__) from problem
    if kept is None:
        raise StorageProblem("key_unusable")
    if kept != data:
        raise StorageProblem("stored_otherwise")
    return key


def read_issued_document(*, document: IssuedDocument, actor: Any) -> bytes:
    """Return the bytes of an issued file and log the download.

    A file that is lost, altered or out of reach is refused, and the records office is told of it,
    once for each file and day.

    Raises:
        NotVisible, NotPermitted: as ``require_readable``.
        RuleViolation: ``document_altered``, ``document_missing``.
        Unavailable: ``storage_unavailable``.
    """
    stream = document.plan.stream
    with acting(actor=actor, refused_on=("plan_document", stream)) as act:
        require_readable(document, actor, timezone.localdate(act.at))
        try:
            data = bytes_of(document)
        except RuleViolation as violation:
            _report(document, violation.code, timezone.localdate(act.at))
            raise
        record_access(
            AccessLog.Kind.DOWNLOAD,
            "plan_document",
            act=act,
            stream=stream,
            details={"document": str(document.uid), "sha256": document.sha256},
        )
        return data


def _report(document: IssuedDocument, code: str, on: dt.date) -> None:
    order_if_refused(
        "tell_of_file",
        key=f"{document.uid}:{on:%Y%m%d}:{code}",
        payload={"document_id": document.pk, "code": code},
    )
