"""Indicators that a plan asks for, and what reports say of them, as the rules read both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from dvcq_workflow.models.indicators import Indicator
from dvcq_workflow.models.reporting import PlanIndicator
from dvcq_workflow.models.reports import ReportValue
from dvcq_workflow.rules.consolidated import IndicatorLine
from dvcq_workflow.rules.figures import Aggregation, Definition, Kind, Value, ValueState


def definition_of(indicator: Indicator) -> Definition:
    """Return an indicator as the arithmetic sees it."""
    return Definition(
        key=indicator.pk,
        kind=Kind(indicator.kind),
        aggregation=Aggregation(indicator.aggregation),
        measure=indicator.measure,
        numerator=indicator.numerator_id,
        denominator=indicator.denominator_id,
    )


def indicator_lines(plan_id: int) -> tuple[IndicatorLine, ...]:
    """Return the indicators of a plan in their order; one query."""
    rows = PlanIndicator.objects.filter(plan_id=plan_id).select_related("indicator")
    return tuple(
        IndicatorLine(
            definition_of(row.indicator),
            row.indicator.code,
            row.indicator.name,
            row.group_title,
            row.target,
        )
        for row in rows.order_by("position")
    )


def values_of(report_ids: Iterable[int]) -> dict[int, dict[int, Value]]:
    """Return what reports say, by report and indicator; one query. An indicator of which a report
    has no row was not reported."""
    rows = ReportValue.objects.filter(report_id__in=list(report_ids)).order_by()
    columns = ("report_id", "indicator_id", "state", "number", "text", "yes_no", "is_estimate")
    states = {str(state): state for state in ValueState}
    found: dict[int, dict[int, Value]] = defaultdict(dict)
    for report, indicator, state, number, text, yes_no, is_estimate in rows.values_list(*columns):
        found[report][indicator] = Value(states[state], number, text, yes_no, is_estimate)
    return dict(found)
