"""The board of one plan: 30 units and 150, each with tasks, reports of two periods and figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.host import get_host
from dvcq_workflow.models import (
    Assignment,
    Obligation,
    PlanIndicator,
    Report,
    ReportingPeriod,
    ReportValue,
    Unit,
)
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan
from tests.bench.laying import bulk, lay_duties, save_units
from tests.bench.measuring import Figure, median_ms
from tests.consolidating import Year, make_year
from tests.worlds import FOUNDED, make_province

FEW, MANY = 30, 150
TASKS_EACH = 20
OPEN = tuple(
    state
    for state in AssignmentStatus
    if state not in (AssignmentStatus.DONE, AssignmentStatus.WITHDRAWN)
)


def figures() -> Iterator[Figure]:
    """Yield the board's queries with few units and with many, and its time beside a page of the
    matrix of the same plan, which asks for the same reports."""
    world = make_province()
    year = make_year(world, codes=())
    client = Client(headers={"host": "localhost"})
    client.force_login(year.writer)
    board = reverse("dvcq_workflow:plan_board", kwargs={"uid": year.plan.uid})
    matrix = reverse("dvcq_workflow:plan_matrix", kwargs={"uid": year.plan.uid})
    obligations = bulk(_obligation(year, n) for n in range(TASKS_EACH))
    _lay(year, obligations, "F", FEW)
    few = _queries(client, board)
    _lay(year, obligations, "M", MANY - FEW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    many = _queries(client, board)
    name = "board page (constant queries)"
    yield Figure(name, many, "queries", few, f"{few} with {FEW} units, {many} with {MANY}")
    peer = median_ms(lambda: client.get(matrix), runs=5)
    note = f"{MANY} units × {TASKS_EACH} tasks; the matrix page: {peer:.0f} ms"
    yield Figure(f"board page, {MANY} units", _ms(client, board), "ms", note=note)


def _queries(client: Client, path: str) -> int:
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def _ms(client: Client, path: str) -> float:
    return median_ms(lambda: client.get(path), runs=5)


def _lay(year: Year, obligations: list[Obligation], letter: str, count: int) -> None:
    """Lay units with what they owe and gave in bulk, past the audited managers: history is not what
    is measured here."""
    with acting(actor=year.world.keeper):
        plan = lock_plan(year.plan.pk)
        units = save_units(letter, count, FOUNDED)
        record_event("unit_saved", stream=plan.stream)
    bulk(_task(year, row, n, unit) for n, row in enumerate(obligations) for unit in units)
    _lay_reports(year, year.period, units)


def _obligation(year: Year, n: int) -> Obligation:
    return Obligation(
        plan=year.plan,
        position=10_000 + n,
        text=f"Nhiệm vụ {n}",
        kind="standing",
        strength="order" if n % 5 else "request",
        due_kind="none",
        origin="stated",
    )


def _task(year: Year, obligation: Obligation, n: int, unit: Unit) -> Assignment:
    last_day = year.world.today() + dt.timedelta(days=n - 9)
    return Assignment(
        plan=year.plan,
        obligation=obligation,
        unit=unit,
        unit_name=unit.name,
        receiver=year.period.receiver,
        text=obligation.text,
        strength=obligation.strength,
        due_kind=obligation.due_kind,
        effective_due_on=last_day if obligation.strength == "order" else None,
        status=OPEN[n % len(OPEN)],
        opened_at=get_host().now(),
    )


def _lay_reports(year: Year, period: ReportingPeriod, units: list[Unit]) -> None:
    at = get_host().now()
    given: dict[str, Any] = {"plan": year.plan, "receiver": period.receiver}
    duties = lay_duties(period, units)
    reports = bulk(
        Report(
            duty=duty,
            unit=duty.unit,
            unit_name=duty.unit_name,
            status="accepted",
            opened_at=at,
            submitted_at=at,
            submitted_on=duty.due_on,
            signed_at=at,
            signed_by=year.world.keeper,
            content_hash=f"{n:064d}",
            **given,
        )
        for n, duty in enumerate(duties)
        if n % 3
    )
    asked = PlanIndicator.objects.filter(plan=year.plan, indicator__kind__in=["count", "amount"])
    indicators = [row.indicator for row in asked.select_related("indicator")]
    bulk(
        ReportValue(report=report, indicator=indicator, state="reported", number=report.pk % 17)
        for report in reports
        for indicator in indicators
    )
