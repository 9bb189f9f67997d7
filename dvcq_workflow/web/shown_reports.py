"""A unit's report as pages show it: its figures beside those of the last period, its texts, what
was found wrong at each place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dvcq_workflow.models.reports import Report
from dvcq_workflow.selectors.plan_files import files_of_paper
from dvcq_workflow.selectors.reports import (
    number_of_report,
    remarks_of,
    sections_of,
    values_before,
    values_of,
)
from dvcq_workflow.web.forms.reports import shown_value


@dataclass
class FigureLine:
    """One indicator. ``field``: where it is typed; None where it is only read."""

    code: str
    name: str
    measure: str
    group: str
    state: str
    state_name: str
    now: str
    before: str
    remarks: list[str] = field(default_factory=list)
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


def report_context(report: Report) -> dict[str, Any]:
    """Return what a page shows of a report; a constant number of queries."""
    remarks: dict[str, list[str]] = {}
    for remark in remarks_of(report):
        remarks.setdefault(remark.field, []).append(remark.text)
    before = values_before(report)
    lines = []
    for row in values_of(report):
        last = before.get(row.indicator_id)
        lines.append(
            FigureLine(
                code=row.indicator.code,
                name=row.indicator.name,
                measure=row.indicator.measure,
                group=row.group,  # type: ignore[attr-defined]
                state=row.state,
                state_name=str(row.get_state_display()),
                now=shown_value(row),
                before=shown_value(last) if last else "",
                remarks=remarks.get(f"indicator:{row.indicator.code}", []),
            )
        )
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
        "lines": lines,
        "parts": parts,
        "remarks_of_all": remarks.get("", []),
        "number": number_of_report(report),
        "files": files_of_paper(report),
    }
