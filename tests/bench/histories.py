"""A page of the longest history among a million events, and a plan with its items as of then."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from dvcq_workflow.models import AuditEvent, AuditStream, Plan, PlanItem
from dvcq_workflow.selectors.timeline import timeline_page
from tests.bench.laying import bulk
from tests.bench.measuring import Figure, server_ms, sql_cost
from tests.worlds import make_province

EVENTS = 1_000_000
LONGEST = 100_000
STREAMS = 1_800
PLANS = 2_000
ITEMS = 120
GATE_MS = 5.0
RUNS, TURNS = 3, 25


def figures() -> Iterator[Figure]:
    """Yield what a page costs at three depths, and what the past of one plan costs."""
    world = make_province()
    plan = world.start_plan()
    _lay_events(plan)
    _lay_items(plan)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    longest = AuditEvent.objects.filter(stream=plan.stream).latest("seq").seq
    for name, before in (("newest", None), ("middle", longest // 2), ("oldest", 52)):
        page = partial(timeline_page, plan, before=before)
        yield from _within(f"history of {longest:,} events, {name} page", page, 6)
    at = Plan.history.filter(id=plan.pk).latest("history_id").history_date
    yield from _within("as of a moment: a plan with its items", partial(_as_of, plan, at), 2)


def _within(name: str, act: Callable[[], Any], queries_at_most: int) -> Iterator[Figure]:
    milliseconds, queries = sql_cost(act, runs=RUNS, turns=TURNS)
    yield Figure(name, milliseconds, "ms SQL", GATE_MS, f"the best of {TURNS} turns")
    if connection.vendor == "postgresql":
        yield Figure(name, server_ms(act), "ms server", GATE_MS, "planned and executed")
    yield Figure(name, queries, "queries", queries_at_most)


def _as_of(plan: Plan, at: dt.datetime) -> int:
    Plan.history.as_of(at).filter(pk=plan.pk).get()
    rows = list(PlanItem.history.as_of(at).filter(plan_id=plan.pk).order_by("position"))
    assert len(rows) >= ITEMS
    return len(rows)


def _lay_events(plan: Plan) -> None:
    """Lay events down as the recorder writes them, past it."""
    pattern = AuditEvent.objects.filter(stream=plan.stream).latest("seq")
    said = json.loads(pattern.envelope)
    others = bulk(AuditStream(kind=AuditStream.Kind.PLAN) for _ in range(STREAMS))
    bulk(_events(plan.stream, pattern, said, pattern.seq + 1, LONGEST))
    for stream in others:
        bulk(_events(stream, pattern, said, 1, (EVENTS - LONGEST) // STREAMS))


def _events(
    stream: AuditStream, pattern: AuditEvent, said: dict[str, Any], first: int, count: int
) -> Iterator[AuditEvent]:
    for seq in range(first, first + count):
        yield AuditEvent(
            stream=stream,
            seq=seq,
            act_uid=uuid.uuid4(),
            at=pattern.at + dt.timedelta(seconds=seq),
            code=pattern.code,
            actor_id=pattern.actor_id,
            unit_id=pattern.unit_id,
            role=pattern.role,
            channel=pattern.channel,
            envelope=pattern.envelope,
            digest=pattern.digest,
        )


def _lay_items(plan: Plan) -> None:
    """Lay down the past of many plans' items: three history rows of each item."""
    past = PlanItem.history.model
    pattern = past.objects.filter(plan_id=plan.pk).first()
    values = {f.attname: getattr(pattern, f.attname) for f in past._meta.concrete_fields}
    del values["history_id"]
    key, batch = 10_000_000, list[Any]()
    for other in range(PLANS):
        owner = plan.pk if other == PLANS // 2 else 1_000_000 + other
        for item in range(ITEMS):
            key += 1
            for change in range(3):
                given = {"id": key, "plan_id": owner, "position": 1_000 + item}
                date = values["history_date"] - dt.timedelta(days=change)
                batch.append(past(**{**values, **given, "history_date": date}))
        if len(batch) > 5_000:
            QuerySet(model=past).bulk_create(batch, batch_size=2_000)
            batch = []
    QuerySet(model=past).bulk_create(batch, batch_size=2_000)
