"""What each document of a plan prints, from its rows to a sheet; and a sheet as a file."""

from __future__ import annotations

import datetime as dt
import re

from django.utils import timezone

from dvcq_workflow.documents.press import (
    Imprint,
    NoticeFrame,
    Sheet,
    approval_sheet,
    notice_sheet,
    plan_sheet,
    with_stand_ins,
    write_docx,
    write_pdf,
)
from dvcq_workflow.host import get_host
from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.documents import Issuance, IssuedDocument
from dvcq_workflow.models.notices import PlanNotice
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.acts import AUTHORS_ACTS
from dvcq_workflow.rules.content import SignatureBlock
from dvcq_workflow.selectors.approval_sheets import approval_facts
from dvcq_workflow.selectors.consolidation_sheets import sheet_of_consolidation
from dvcq_workflow.selectors.content import content_of, content_of_version, parent_heading
from dvcq_workflow.selectors.letters import sheet_of_letter
from dvcq_workflow.selectors.notices import content_of_notice, number_of_notice
from dvcq_workflow.selectors.numbering import plan_numbers
from dvcq_workflow.selectors.report_sheets import sheet_of_report

APPROVAL_SHEET = "phieu-trinh-"
DRAFT = "du-thao-"
_UNSAFE = re.compile(r"[^\w.-]+")


def file_of(sheet: Sheet, file_format: str) -> bytes:
    """Return the bytes of a sheet in one format; the same sheet gives the same bytes.

    Raises:
        RuleViolation: ``text_not_printable``, where a PDF's typeface lacks a letter.
    """
    if file_format == IssuedDocument.Format.PDF:
        return write_pdf(sheet, typeface=get_host().typeface())
    return write_docx(sheet)


def sheet_of_draft(plan: Plan) -> Sheet:
    """Return a plan as it is being made, dated by the last act that wrote in it."""
    acts = AuditEvent.objects.filter(stream_id=plan.stream_id, code__in=sorted(AUTHORS_ACTS))
    at = acts.order_by("-seq").values_list("at", flat=True).first()
    imprint = Imprint(
        is_draft=True,
        issuer_name=plan.issuing_unit.name,
        drafted_on=timezone.localdate(at) if at else None,
    )
    return plan_sheet(content_of(plan), imprint)


def sheet_of_issue(issuance: Issuance) -> Sheet:
    """Return what goes out under a number: the plan, a notice about it, a paper of its year."""
    if issuance.report is not None:
        return sheet_of_report(issuance.report, issuance)
    if issuance.consolidation is not None:
        return sheet_of_consolidation(issuance.consolidation)
    if issuance.notice is not None:
        return sheet_of_notice(issuance.notice)
    if issuance.letter is not None:
        return sheet_of_letter(issuance.letter)
    imprint = Imprint(
        number=issuance.number,
        issued_on=issuance.issued_on,
        issuer_name=issuance.plan.issuing_unit.name,
    )
    return plan_sheet(content_of_version(issuance.plan_version), imprint)


def sheet_of_notice(notice: PlanNotice) -> Sheet:
    """Return a notice as it stands: a draft until it has its number."""
    issuer = notice.plan.issuing_unit
    number = number_of_notice(notice)
    imprint = Imprint(
        number=number.number if number else None,
        issued_on=number.issued_on if number else None,
        is_draft=number is None,
        issuer_name=issuer.name,
        drafted_on=_written_on(notice),
    )
    issued = content_of_version(
        plan_numbers().select_related("version").get(plan_id=notice.plan_id).plan_version
    )
    frame = NoticeFrame(
        parent_heading=parent_heading(issuer),
        heading_lines=tuple(issuer.heading_lines),
        plan_type=issued.document_type,
        plan_subject=issued.subject,
        recipients=issued.recipients,
        signature=SignatureBlock(
            tuple(notice.signature_lines), notice.signature_position, notice.signature_name
        ),
    )
    return notice_sheet(content_of_notice(notice), frame, imprint)


def _written_on(notice: PlanNotice) -> dt.date:
    """Return the day of a notice's last text, as its history has it."""
    saved = notice.history.filter(content_hash=notice.content_hash).order_by("history_date")
    first = saved.values_list("history_date", flat=True).first()
    return timezone.localdate(first or notice.drafted_at)


def sheet_of_approval(plan: Plan, file_format: str) -> Sheet:
    """Return a plan's approval sheet (phiếu trình) as its record stands, for a file of a format.

    Raises:
        RuleViolation: as ``approval_facts``.
    """
    sheet = approval_sheet(approval_facts(plan))
    return with_stand_ins(sheet) if file_format == IssuedDocument.Format.PDF else sheet


def name_of_issue(issuance: Issuance, file_format: str, kind: str) -> str:
    """Return the name of an issued file: ``19-KH-UBND-2020.pdf``; the approval sheet's says so."""
    opening = APPROVAL_SHEET if kind == IssuedDocument.Kind.APPROVAL_SHEET else ""
    return _name(opening, f"{issuance.full_number}-{issuance.issued_on:%Y}", file_format)


def name_of_draft(symbol: str, year: int, file_format: str) -> str:
    """Return the name of a draft's file: ``du-thao-KH-UBND-2020.docx``."""
    return _name(DRAFT, f"{symbol}-{year}", file_format)


def name_of_approval(plan: Plan, number: Issuance | None, file_format: str) -> str:
    """Return the name of an approval sheet's file, by the plan's number once it has one."""
    if number is not None:
        return name_of_issue(number, file_format, IssuedDocument.Kind.APPROVAL_SHEET)
    return _name(APPROVAL_SHEET, f"{plan.symbol}-{plan.year}", file_format)


def _name(opening: str, text: str, file_format: str) -> str:
    """Return a name that no file system and no header reads as anything but a name."""
    return f"{opening}{_UNSAFE.sub('-', text).strip('-.')}.{file_format}"
