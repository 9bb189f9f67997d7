"""Open the year of a plan for 150 units: the plan's own order, then one order for each unit.

Each unit is laid two tasks, each put on its desk by the flow, and six duties to report. What is
measured is the order itself, as the worker runs it: claim, lock, rows with history and event, the
process of each task, its desk and its notice, progress, and the order's end.

The peer lays as many plain rows with Django's ``Model.save`` and starts the bare engine's flow
(``tests.bench.peer``) once for each task, in one transaction; no history, event, desk or order.
Both take turns, a unit each, so that noise meets both.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.jobs.runner import run_order
from dvcq_workflow.models import Assignment, ReportDuty, WorkOrder, YearOpening
from dvcq_workflow.rules.content import Node, PlanContent
from dvcq_workflow.services.acting import acting
from dvcq_workflow.signals import work_ordered
from tests.bench.approvals import plain_row
from tests.bench.laying import save_units
from tests.bench.measuring import Figure
from tests.bench.peer.flows import PeerFlow
from tests.opening import ORGANISING, issued
from tests.worlds import CONSULTED, FOUNDED, World, make_province

UNITS = 150
TASKS, DUTIES = 2, 6
GATE = 6.0
NODES = (
    *ORGANISING[:6],
    Node("bullet", "", "Phân công cán bộ, công chức phụ trách công tác dân vận."),
    ORGANISING[-1],
)


def figures() -> Iterator[Figure]:
    """Yield what the opening costs: as a whole, for a unit, and beside the bare engine."""
    work_ordered.disconnect(dispatch_uid="dvcq_workflow.jobs")
    world = make_province()
    _more_departments(world)
    plan = issued(world, nodes=NODES)
    begun = _timed(lambda: run_order(_orders("open_year")[0]))
    yield Figure("open a year: the plan", begun * 1000, "ms")
    start = time.perf_counter()
    turns = _turns(_orders("open_unit_year"), world.content())
    seconds = time.perf_counter() - start - sum(turns.theirs)
    opening = YearOpening.objects.get(plan=plan)
    note = f"{opening.units_done} of {opening.units_total} units, {_laid()}"
    yield Figure(f"open a year: {opening.units_total} units", seconds, "s", None, note)
    mine, theirs = statistics.median(turns.mine), statistics.median(turns.theirs)
    yield Figure("open a year: a unit", mine * 1000, "ms")
    yield Figure("open a year: a unit", turns.queries[-1], "queries")
    more = turns.queries[-1] - turns.queries[3]  # the first ones received the plan themselves
    yield Figure("open a year: the last unit beside the tenth", more, "queries", 0)
    note = f"{mine * 1000:.1f} ms beside {theirs * 1000:.1f} ms"
    yield Figure("a unit / bare viewflow", mine / theirs, "×", GATE, note)


def _more_departments(world: World) -> None:
    with acting(actor=world.keeper):
        stream = lock_directory()
        save_units("MN", UNITS - len(CONSULTED) - 2, FOUNDED)
        record_event("unit_saved", stream=stream)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _orders(kind: str) -> list[int]:
    rows = WorkOrder.objects.filter(kind=kind, state=WorkOrder.State.WAITING)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _laid() -> str:
    return f"{Assignment.objects.count()} tasks, {ReportDuty.objects.count()} duties"


@dataclass
class _Turns:
    """Seconds of ours and of the peer's, and our queries, a unit each."""

    mine: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)


def _turns(orders: list[int], content: PlanContent) -> _Turns:
    """Run each order, and the peer's work after it. Every third order is counted and not timed: to
    note statements takes time of its own."""
    turns = _Turns()
    for at, order in enumerate(orders):
        if at % 3:
            turns.mine.append(_timed(partial(run_order, order)))
            turns.theirs.append(_timed(partial(_peer, content)))
            continue
        with CaptureQueriesContext(connection) as asked:
            run_order(order)
        turns.queries.append(len(asked))
    return turns


def _timed(act: Callable[[], Any]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _peer(content: PlanContent) -> None:
    with transaction.atomic():
        for _ in range(DUTIES):
            plain_row(content)
        for _ in range(TASKS):
            PeerFlow.start.run(record=plain_row(content))
