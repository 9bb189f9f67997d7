"""A report's form leaves as a workbook; each one taken is on record."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_access
from dvcq_workflow.documents.press.report_book import report_xlsx
from dvcq_workflow.models.audit import AccessLog, AuditStream
from dvcq_workflow.rules.files import digest_of
from dvcq_workflow.selectors.report_books import book_of_report
from dvcq_workflow.selectors.reports import visible_report
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.printing import PrintedFile

SUBJECT = "report"


def export_report_book(*, uid: uuid.UUID, actor: Any) -> PrintedFile:
    """Return the form of a report as a workbook, as it is filled in now, and log the download.

    Raises:
        NotVisible: ``report_not_found``.
    """
    with acting(actor=actor) as act:
        act.refused_on = (SUBJECT, AuditStream.objects.filter(plan__reports__uid=uid).first())
        on = timezone.localdate(act.at)
        report = visible_report(actor, uid, on)
        data = report_xlsx(book_of_report(report, on))
        period = report.duty.period
        name = f"bieu-bao-cao-{report.unit.code}-{period.kind}-{period.index}-{period.year}.xlsx"
        record_access(
            AccessLog.Kind.DOWNLOAD,
            SUBJECT,
            act=act,
            stream=report.plan.stream,
            details={"report": str(report.uid), "file": name, "sha256": digest_of(data)},
        )
        return PrintedFile(name, data)
