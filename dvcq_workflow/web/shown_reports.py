"""A unit's report as pages show it: its figures beside those of the last period, its texts, what
was found wrong at each place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dvcq_workflow.labels.figures import hint_sentence
from dvcq_workflow.models.reports import Report, ReportValue
from dvcq_workflow.rules.figures import NOT_REPORTED
from dvcq_workflow.rules.plausibility import carried_over, hints_of_report
from dvcq_workflow.selectors.figures import definition_of
from dvcq_workflow.selectors.plan_files import files_of_paper
from dvcq_workflow.selectors.reports import (
    figures_of,
    number_of_report,
    remarks_of,
    report_before,
    sections_of,
    texts_before,
    values_before,
)
from dvcq_workflow.web.forms.reports import shown_value


@dataclass
class FigureLine:
    """One indicator. ``field``, ``none``: where it is typed, and marked as nothing; None where it
    is only read. ``hints``: what is odd about it beside the last period; nothing is refused for
    that. ``is_open``: the unit said nothing of it yet; ``carries``: the last period ended with a
    stock that may be taken over."""

    code: str
    name: str
    group: str
    measure: str
    state_name: str
    now: str
    before: str
    is_open: bool
    carries: bool
    remarks: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    field: Any = None
    none: Any = None


@dataclass
class PartShown:
    """One heading with its text, and what was written there last time."""

    key: str
    title: str
    asks: str
    text: str
    before: str
    remarks: list[str] = field(default_factory=list)
    field: Any = None

    @property
    def is_open(self) -> bool:
        """Whether nothing is written there yet."""
        return not self.text


def _lines(report: Report, last: Report | None, remarks: dict[str, list[str]]) -> list[FigureLine]:
    before, figures = values_before(last), figures_of(report)
    definitions = {each.indicator.pk: definition_of(each.indicator) for each in figures}
    odd = hints_of_report(definitions, {each.indicator.pk: each.value for each in figures}, before)
    lines = []
    for each in figures:
        key, then = each.indicator.pk, before.get(each.indicator.pk, NOT_REPORTED)
        lines.append(
            FigureLine(
                code=each.indicator.code,
                name=each.indicator.name,
                group=each.group,
                measure=each.indicator.measure,
                state_name=str(ReportValue.State(str(each.value.state)).label),
                now=shown_value(each.value),
                before=shown_value(then),
                is_open=not each.value.is_known,
                carries=carried_over(definitions[key], then) is not None,
                remarks=remarks.get(f"indicator:{each.indicator.code}", []),
                hints=[hint_sentence(hint) for hint in odd.get(key, ())],
            )
        )
    return lines


def report_context(report: Report) -> dict[str, Any]:
    """Return what a page shows of a report; a constant number of queries."""
    remarks: dict[str, list[str]] = {}
    for remark in remarks_of(report):
        remarks.setdefault(remark.field, []).append(remark.text)
    last = report_before(report)
    written = texts_before(last)
    parts = [
        PartShown(
            row.section.key,
            str(row.section),
            row.section.asks,
            row.text,
            written.get(row.section.key, ""),
            remarks.get(f"section:{row.section.key}", []),
        )
        for row in sections_of(report)
    ]
    return {
        "report": report,
        "lines": _lines(report, last, remarks),
        "last": last,
        "parts": parts,
        "remarks_of_all": remarks.get("", []),
        "number": number_of_report(report),
        "files": files_of_paper(report),
    }
