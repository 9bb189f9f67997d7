"""One tick with nothing due, over 100,000 duties to report: half given long ago, half far ahead.

It is the whole of ``dvcq_tick``: the years and the work orders. What a tick finds to do costs by
what it does; that it finds nothing must cost next to nothing, since it does so every few minutes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import connection

from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.host import get_host
from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.jobs.ticking import Ticked, run_year
from dvcq_workflow.models import Report, ReportDuty, ReportingPeriod, Unit
from dvcq_workflow.services.acting import acting
from tests.bench.laying import bulk, save_units
from tests.bench.measuring import Figure, sql_cost
from tests.owing import Year, make_year
from tests.worlds import make_province

DUTIES = 100_000
UNITS = 125
MOST_QUERIES = 12


def figures() -> Iterator[Figure]:
    """Yield the number of queries and the SQL time of a tick that finds nothing."""
    year = make_year(make_province())
    _lay(year)
    at = get_host().now()

    def tick() -> tuple[Ticked, int]:
        return run_year(at=at), run_due(at=at)

    tick()
    milliseconds, queries = sql_cost(tick, runs=7)
    ticked, done = tick()
    note = f"{ticked.reminders} reminders, {ticked.opened} periods, {done} orders"
    name = f"a tick, nothing due over {DUTIES:,} duties"
    yield Figure(name, queries, "queries", MOST_QUERIES, note)
    yield Figure(name, milliseconds, "ms SQL", None)


def _lay(year: Year) -> None:
    """Lay the duties down in bulk: history is not what is measured here."""
    with acting(actor=year.world.keeper):
        stream = lock_directory()
        units = save_units("T", UNITS, dt.date(2020, 1, 1))
        record_event("unit_saved", stream=stream)
    pattern = year.period(100)
    count = DUTIES // UNITS
    periods = bulk(_period(year, pattern, at, count) for at in range(count))
    duties = bulk(_duty(year, period, unit) for period in periods for unit in units)
    bulk(_report(year, duty) for duty in duties if duty.effective_due_on < year.today)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _period(year: Year, pattern: ReportingPeriod, at: int, count: int) -> ReportingPeriod:
    """Half of the periods are past, half of them are more than a month ahead."""
    days = 40 + at if at < count // 2 else -(at + 1)
    due_on = year.day(days)
    return ReportingPeriod(
        plan=year.plan,
        rule_id=pattern.rule_id,
        kind=pattern.kind,
        index=2,
        year=1000 + at,
        starts_on=due_on,
        ends_on=due_on,
        due_on=due_on,
        effective_due_on=due_on,
        opened_at=None if days > 0 else pattern.opened_at,
        receiver=year.receiver,
    )


def _duty(year: Year, period: ReportingPeriod, unit: Unit) -> ReportDuty:
    return ReportDuty(
        plan=year.plan,
        period=period,
        unit=unit,
        unit_name=unit.name,
        receiver=year.receiver,
        due_on=period.due_on,
        effective_due_on=period.effective_due_on,
        strength="order",
    )


def _report(year: Year, duty: ReportDuty) -> Report:
    at = get_host().now()
    return Report(
        plan=year.plan,
        duty=duty,
        unit_id=duty.unit_id,
        unit_name=duty.unit_name,
        receiver=year.receiver,
        status="accepted",
        opened_at=at,
        submitted_at=at,
        submitted_on=duty.due_on,
        signed_at=at,
        signed_by=year.world.keeper,
    )
