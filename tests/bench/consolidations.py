"""Draft the consolidated report of 150 units with 60 indicators each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.host import get_host
from dvcq_workflow.models import (
    Indicator,
    OutlineSection,
    PlanIndicator,
    Report,
    ReportDuty,
    ReportingPeriod,
    ReportSection,
    ReportValue,
    Unit,
)
from dvcq_workflow.rules.consolidations import Counted
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.selectors.gathering import gathered
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan
from tests.bench.laying import bulk, lay_duties, save_units
from tests.bench.measuring import Figure, median_ms
from tests.consolidating import Year, make_year
from tests.worlds import FOUNDED, make_province

UNITS = 150
INDICATORS = 60
SECTIONS = 8
GATE_MS = 1000


def figures() -> Iterator[Figure]:
    """Yield the time to gather and reckon, its queries, and the time of the whole act."""
    year = _laid()
    period = ReportingPeriod.objects.select_related("receiver__parent", "plan__issuing_unit").get(
        pk=year.period.pk
    )
    at = get_host().now()

    def gather() -> Any:
        return gathered(period, Counted.HANDED_IN, at)

    name = f"consolidate {UNITS} reports × {INDICATORS} indicators"
    yield Figure(name, median_ms(gather, runs=7), "ms", GATE_MS, _shown(gather()))
    with CaptureQueriesContext(connection) as asked:
        gather()
    yield Figure(name, len(asked), "queries", 8)
    yield Figure(f"{name}: the whole act", _act_ms(year), "ms", GATE_MS)


def _shown(content: Any) -> str:
    return f"{len(content.counted)} counted, {len(content.text) // 1024} KiB frozen"


def _act_ms(year: Year) -> float:
    """Draft, then collect again: each draft reckons and freezes anew."""
    made = year.begin()

    def draft() -> None:
        year.act(made, Step.COLLECT, "draft", year.writer)

    times = []
    for _ in range(5):
        times.append(median_ms(draft, runs=1, warm_up=0))
        year.act(made, Step.DRAFT_CONSOLIDATION, "collect", year.writer)
    return sorted(times)[len(times) // 2]


def _laid() -> Year:
    """Lay reports in bulk, past the audited managers: history is not what is measured here."""
    world = make_province()
    year = make_year(world, codes=())
    with acting(actor=world.keeper):
        plan = lock_plan(year.plan.pk)
        units = save_units("BC", UNITS, FOUNDED)
        record_event("unit_saved", stream=plan.stream)
    _lay_indicators(year)
    sections = bulk(
        OutlineSection(plan=year.plan, position=10 + n, key=f"S{n}", number=str(n), title="Nhóm")
        for n in range(SECTIONS - len(year.sections))
    )
    _lay_reports(year, units, [*year.sections.values(), *sections])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return year


def _lay_indicators(year: Year) -> None:
    have = len(year.indicators)
    more = bulk(
        Indicator(
            code=f"B{n}",
            name=f"Chỉ tiêu {n}",
            kind="count",
            aggregation="sum",
            measure="cuộc",
            valid_from=FOUNDED,
        )
        for n in range(INDICATORS - have)
    )
    bulk(
        PlanIndicator(plan=year.plan, position=have + 1 + n, indicator=row)
        for n, row in enumerate(more)
    )


def _lay_reports(year: Year, units: list[Unit], sections: list[OutlineSection]) -> None:
    period, at, by = year.period, get_host().now(), year.world.keeper
    given = {"plan": year.plan, "receiver": period.receiver}
    duties = lay_duties(period, units)
    reports = bulk(_report(duty, n, at, by, given) for n, duty in enumerate(duties))
    asked = list(PlanIndicator.objects.filter(plan=year.plan).select_related("indicator"))
    bulk(
        _value(report, row.indicator, n)
        for report in reports
        for n, row in enumerate(asked)
        if row.indicator.kind != "rate"
    )
    bulk(
        ReportSection(report=report, section=section, text="Đã tổ chức thực hiện. " * 40)
        for report in reports
        for section in sections
    )


def _report(duty: ReportDuty, n: int, at: dt.datetime, by: Any, given: dict[str, Any]) -> Report:
    return Report(
        duty=duty,
        unit=duty.unit,
        unit_name=duty.unit_name,
        status="accepted",
        opened_at=at,
        submitted_at=at,
        submitted_on=duty.due_on,
        signed_at=at,
        signed_by=by,
        content_hash=f"{n:064d}",
        **given,
    )


def _value(report: Report, indicator: Indicator, n: int) -> ReportValue:
    said: dict[str, Any] = {"number": Decimal(n * 7 + report.pk % 11)}
    if indicator.kind == "text":
        said = {"text": "Ghi chú"}
    elif indicator.kind == "yes_no":
        said = {"yes_no": n % 2 == 0}
    return ReportValue(report=report, indicator=indicator, state="reported", **said)
