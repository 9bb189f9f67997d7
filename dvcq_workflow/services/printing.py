"""Documents printed when asked for: drafts, and the approval sheet. Each download is on record."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_access
from dvcq_workflow.models.audit import AccessLog, AuditStream
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.errors import NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.notices import NoticeStatus
from dvcq_workflow.rules.plans import ONCE_ISSUED
from dvcq_workflow.selectors.after_issue import is_on_issuing_side, may_read_text
from dvcq_workflow.selectors.notices import visible_notice
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.plans import visible_plan
from dvcq_workflow.selectors.sheets import (
    file_of,
    name_of_approval,
    name_of_draft,
    sheet_of_approval,
    sheet_of_draft,
    sheet_of_notice,
)
from dvcq_workflow.services.acting import acting


@dataclass(frozen=True)
class PrintedFile:
    """A file made for one reader and kept nowhere."""

    name: str
    data: bytes


def print_draft(*, uid: uuid.UUID, file_format: str, actor: Any) -> PrintedFile:
    """Return a plan that is not issued as a file that says DỰ THẢO, and log the download.

    Raises:
        NotVisible: ``plan_not_found``.
        NotPermitted: ``document_recalled``.
        RuleViolation: ``draft_is_issued``; ``text_not_printable``, ``content_malformed``.
    """
    with acting(actor=actor) as act:
        plan = _visible(uid, actor, "plan_document")
        if not may_read_text(actor, plan, timezone.localdate(act.at)):
            raise NotPermitted("document_recalled")
        if plan.state in ONCE_ISSUED:
            raise RuleViolation("draft_is_issued")
        data = file_of(sheet_of_draft(plan), file_format)
        record_access(
            AccessLog.Kind.DOWNLOAD,
            "plan_document",
            act=act,
            stream=plan.stream,
            details={"draft": plan.content_hash, "format": file_format},
        )
        return PrintedFile(name_of_draft(plan.symbol, plan.year, file_format), data)


def print_approval_sheet(*, uid: uuid.UUID, file_format: str, actor: Any) -> PrintedFile:
    """Return a plan's approval sheet as its record stands, and log the download. For the issuing
    side alone; nothing of what it says goes into the log.

    Raises:
        NotVisible: ``plan_not_found``, also for those who see the plan and did not make it.
        RuleViolation: ``approval_sheet_historical``.
    """
    with acting(actor=actor) as act:
        plan = _visible(uid, actor, "approval_sheet")
        if not is_on_issuing_side(actor, plan, timezone.localdate(act.at)):
            raise NotVisible("plan_not_found")
        data = file_of(sheet_of_approval(plan, file_format), file_format)
        record_access(
            AccessLog.Kind.DOWNLOAD,
            "approval_sheet",
            act=act,
            stream=plan.stream,
            details={"format": file_format},
        )
        return PrintedFile(name_of_approval(plan, issuance_of(plan), file_format), data)


def print_notice(*, uid: uuid.UUID, file_format: str, actor: Any) -> PrintedFile:
    """Return a notice that has not gone out as a file that says DỰ THẢO, and log the download.

    Raises:
        NotVisible: ``notice_not_found``.
        RuleViolation: ``draft_is_issued``; ``text_not_printable``, ``content_malformed``.
    """
    with acting(actor=actor) as act:
        stream = AuditStream.objects.filter(plan__notices__uid=uid).first()
        act.refused_on = ("plan_notice", stream)
        notice = visible_notice(actor, uid, timezone.localdate(act.at))
        if notice.state is NoticeStatus.RELEASED:
            raise RuleViolation("draft_is_issued")
        sheet = sheet_of_notice(notice)
        data = file_of(sheet, file_format)
        record_access(
            AccessLog.Kind.DOWNLOAD,
            "plan_notice",
            act=act,
            stream=stream,
            details={
                "notice": str(notice.uid),
                "draft": notice.content_hash,
                "format": file_format,
            },
        )
        year = (sheet.dated_on or timezone.localdate(act.at)).year
        return PrintedFile(name_of_draft(notice.symbol, year, file_format), data)


def _visible(uid: uuid.UUID, actor: Any, subject: str) -> Plan:
    with acting(actor=actor) as act:
        act.refused_on = (subject, AuditStream.objects.filter(plan__uid=uid).first())
        return visible_plan(actor, uid, timezone.localdate(act.at))
