"""What a unit's report prints, from the version that was signed to a sheet."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from dvcq_workflow.documents.press import Imprint, ReportDoc, Sheet, report_sheet
from dvcq_workflow.documents.press.report import ReportKind, outline_parts
from dvcq_workflow.documents.press.report_figures import Figure, FigureRow
from dvcq_workflow.documents.press.report_tables import FigureGroup
from dvcq_workflow.documents.press.report_words import period_text
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.reports import Report, ReportVersion
from dvcq_workflow.rules.content import SignatureBlock
from dvcq_workflow.rules.obligations import PeriodKind
from dvcq_workflow.selectors.consolidation_sheets import plan_named
from dvcq_workflow.selectors.content import parent_heading


def sheet_of_report(report: Report, issuance: Issuance) -> Sheet:
    """Return a report as it went out under a number: the version that was signed, word for word.
    One that was returned and signed again with the same words has two versions that say the same.
    """
    signed = ReportVersion.objects.filter(report=report, content_hash=issuance.content_hash)
    version = signed.latest("number")
    said = json.loads(version.content)
    imprint = Imprint(
        number=issuance.number, issued_on=issuance.issued_on, issuer_name=said["unit"]
    )
    return report_sheet(_doc(report, said, version.content), imprint)


def _doc(report: Report, said: dict[str, Any], source: str) -> ReportDoc:
    unit, period = report.unit, report.duty.period
    return ReportDoc(
        kind=ReportKind.UNIT,
        heading_lines=tuple(unit.heading_lines),
        parent_heading=parent_heading(unit),
        symbol=said["symbol"],
        place=said["place"],
        subject=said["subject"],
        unit_name=said["unit"],
        plan=plan_named(report.plan_id),
        period=period_text(PeriodKind(period.kind), period.index, period.year),
        source_text=source,
        addressee=said["receiver"],
        is_nothing=said["is_nothing"],
        parts=tuple(
            outline_parts(
                (part["number"], part["title"], part["text"])
                for part in said["sections"]
                if part["text"].strip()
            )
        ),
        figures=tuple(_groups(said["figures"])),
        signature=SignatureBlock(
            tuple(report.signature_lines), report.signature_position, report.signature_name
        ),
    )


def _groups(figures: list[dict[str, Any]]) -> list[FigureGroup]:
    groups: dict[str, list[FigureRow]] = {}
    for each in figures:
        row = FigureRow(each["name"], each["measure"], _figure(each))
        groups.setdefault(each["group"], []).append(row)
    return [FigureGroup(title, tuple(rows)) for title, rows in groups.items()]


def _figure(each: dict[str, Any]) -> Figure:
    value: Any = each["text"] or each["yes_no"]
    if each["number"] is not None:
        value = Decimal(each["number"])
    return Figure(each["state"], value, each["is_estimate"])
