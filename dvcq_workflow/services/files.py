"""Issued files: bytes to the host's storage, their hash on record; and their way back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.envelope import FileDigest
from dvcq_workflow.audit.recorder import record_access, record_event
from dvcq_workflow.host import get_host
from dvcq_workflow.models.audit import AccessLog
from dvcq_workflow.models.documents import Issuance, IssuedDocument
from dvcq_workflow.rules.errors import NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.selectors.after_issue import may_read_text
from dvcq_workflow.selectors.plans import can_see_plan
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan
from dvcq_workflow.services.work import order_work


def order_files(issuance: Issuance, kinds: Sequence[str]) -> None:
    """Order the files of what was released now: one work order each, so that a file that fails
    holds up no other."""
    for kind in kinds:
        for file_format in (IssuedDocument.Format.DOCX,):
            order_work(
                "store_document",
                key=f"{issuance.uid}:{kind}:{file_format}",
                payload={"issuance_id": issuance.pk, "kind": kind, "file_format": file_format},
            )


def store_issued_document(
    *,
    issuance_id: int,
    kind: str,
    file_format: str,
    file_name: str,
    data: bytes,
    actor: Any,
) -> IssuedDocument:
    """Keep the bytes of an issued document once: a second time returns the first.

    ``actor``: who released the plan; the job acts for them.

    Raises:
        RuleViolation: ``plan_not_issued``.
    """
    with acting(actor=actor, channel="job") as act:
        found = Issuance.objects.get(pk=issuance_id)
        plan = lock_plan(found.plan_id)
        act.refused_on = ("plan_document", plan.stream)
        issuance = Issuance.objects.get(pk=issuance_id)
        if issuance.state != Issuance.State.RELEASED:
            raise RuleViolation("plan_not_issued")
        known = issuance.documents.filter(kind=kind, file_format=file_format).first()
        if known is not None:
            return known
        document = IssuedDocument(
            plan=plan,
            issuance=issuance,
            version_id=issuance.version_id,
            kind=kind,
            file_format=file_format,
            file_name=file_name,
            storage_key=get_host().store_document(file_name, data),
            sha256=hashlib.sha256(data).hexdigest(),
            size_bytes=len(data),
            made_at=act.at,
        )
        document.save(force_insert=True)
        record_event(
            "document_stored",
            stream=plan.stream,
            content_hash=issuance.content_hash,
            files=[FileDigest(file_name, document.sha256)],
            details={"kind": kind, "format": file_format, "size": len(data)},
        )
        return document


def read_issued_document(*, document: IssuedDocument, actor: Any) -> bytes:
    """Return the bytes of an issued file and log the download.

    Raises:
        NotVisible: ``plan_not_found``.
        NotPermitted: ``document_recalled``, for those to whom it had been sent.
        RuleViolation: ``document_altered``, where the bytes no longer have the recorded hash.
    """
    stream = document.plan.stream
    with acting(actor=actor, refused_on=("plan_document", stream)) as act:
        if not can_see_plan(actor, document.plan_id, timezone.localdate(act.at)):
            raise NotVisible("plan_not_found")
        if not may_read_text(actor, document.plan, timezone.localdate(act.at)):
            raise NotPermitted("document_recalled")
        data = get_host().open_document(document.storage_key)
        if hashlib.sha256(data).hexdigest() != document.sha256:
            raise RuleViolation("document_altered", name=document.file_name)
        record_access(
            AccessLog.Kind.DOWNLOAD,
            "plan_document",
            act=act,
            stream=stream,
            details={"document": str(document.uid), "sha256": document.sha256},
        )
        return data
