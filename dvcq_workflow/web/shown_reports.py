"""A unit's report as pages show it: its figures beside those of the last period, its texts, what
was found wrong at each place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dvcq_workflow.labels.figures import hint_sentence
from dvcq_workflow.models.reports import Report, ReportValue
from dvcq_workflow.rules.figures import NOT_REPORTED
from dvcq_workflow.rules.plausibility import hints_of_report
from dvcq_workflow.selectors.figures import definition_of
from dvcq_workflow.selectors.plan_files import files_of_paper
from dvcq_workflow.selectors.reports import (
    figures_of,
    number_of_report,
    remarks_of,
    sections_of,
    values_before,
)
from dvcq_workflow.web.forms.reports import shown_value


@dataclass
class FigureLine:
    """One indicator. ``field``: where it is typed; None where it is only read. ``hints``: what is
    odd about it beside the last period; nothing is refused for that."""

    code: str
    name: str
    measure: str
    state_name: str
    now: str
    before: str
    remarks: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    field: Any = None


@dataclass
class PartShown:
    """One heading with its text."""

    key: str
    title: str
    asks: str
    text: str
    remarks: list[str] = field(default_factory=list)
    field: Any = None


def _lines(report: Report, remarks: dict[str, list[str]]) -> list[FigureLine]:
    before, figures = values_before(report), figures_of(report)
    odd = hints_of_report(
        {each.indicator.pk: definition_of(each.indicator) for each in figures},
        {each.indicator.pk: each.value for each in figures},
        before,
    )
    return [
        FigureLine(
            code=each.indicator.code,
            name=each.indicator.name,
            measure=each.indicator.measure,
            state_name=str(ReportValue.State(str(each.value.state)).label),
            now=shown_value(each.value),
            before=shown_value(before.get(each.indicator.pk, NOT_REPORTED)),
            remarks=remarks.get(f"indicator:{each.indicator.code}", []),
            hints=[hint_sentence(hint) for hint in odd.get(each.indicator.pk, ())],
        )
        for each in figures
    ]


def report_context(report: Report) -> dict[str, Any]:
    """Return what a page shows of a report; a constant number of queries."""
    remarks: dict[str, list[str]] = {}
    for remark in remarks_of(report):
        remarks.setdefault(remark.field, []).append(remark.text)
    parts = [
        PartShown(
            row.section.key,
            str(row.section),
            row.section.asks,
            row.text,
            remarks.get(f"section:{row.section.key}", []),
        )
        for row in sections_of(report)
    ]
    return {
        "report": report,
        "lines": _lines(report, remarks),
        "parts": parts,
        "remarks_of_all": remarks.get("", []),
        "number": number_of_report(report),
        "files": files_of_paper(report),
    }
