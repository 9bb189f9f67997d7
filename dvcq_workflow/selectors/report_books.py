"""The form of a report as a workbook takes it: what is asked, said last time, and said now."""

from __future__ import annotations

import datetime as dt

from dvcq_workflow.documents.press.report_book import FigureAsked, ReportBook, TextAsked
from dvcq_workflow.documents.press.report_words import period_text
from dvcq_workflow.models.reports import Report
from dvcq_workflow.rules.figures import NOT_REPORTED, Kind
from dvcq_workflow.rules.obligations import PeriodKind
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.reports import (
    figures_of,
    report_before,
    sections_of,
    texts_before,
    values_before,
)


def book_of_report(report: Report, on: dt.date) -> ReportBook:
    """Return the form of a report on a day; a constant number of queries."""
    period, last = report.duty.period, report_before(report)
    said, written = values_before(last), texts_before(last)
    number = issuance_of(report.plan)
    return ReportBook(
        report=str(report.uid),
        unit=report.unit_name,
        period=period_text(PeriodKind(period.kind), period.index, period.year),
        plan=number.full_number if number else report.plan.subject,
        content_hash=report.content_hash,
        today=on,
        figures=tuple(
            FigureAsked(
                code=each.indicator.code,
                group=each.group,
                name=each.indicator.name,
                measure=each.indicator.measure,
                kind=Kind(each.indicator.kind),
                before=said.get(each.indicator.pk, NOT_REPORTED),
                now=each.value,
            )
            for each in figures_of(report)
        ),
        texts=tuple(
            TextAsked(
                key=row.section.key,
                title=str(row.section),
                asks=row.section.asks,
                before=written.get(row.section.key, ""),
                now=row.text,
            )
            for row in sections_of(report)
        ),
    )
