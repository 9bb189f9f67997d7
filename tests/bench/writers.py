"""Eight writers on one plan and on many: what the chain costs beside a log without one."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from django.db import connection

from dvcq_workflow.audit.proving import prove
from dvcq_workflow.models import AuditEvent, AuditStream
from tests.audit.writing import WRITERS, at_once, forks_and_gaps, unchained
from tests.bench.measuring import Figure
from tests.worlds import make_province

EACH = 100
ROUNDS = 5


def figures() -> Iterator[Figure]:
    """Yield throughput, forks and gaps; nothing on SQLite, which has one writer."""
    if connection.vendor != "postgresql":
        return
    world = make_province()
    for count in (1, WRITERS):
        plans = [world.start_plan() for _each in range(count)]
        peers = [world.start_plan() for _each in range(count)]
        chained, free = [], []
        for _round in range(ROUNDS):  # in turns, so that noise meets both
            chained.append(at_once(plans, world.drafter, EACH))
            with unchained():
                free.append(at_once(peers, world.drafter, EACH))
        mine, theirs = statistics.median(chained), statistics.median(free)
        where = f"8 writers on {count} plan{'s' if count > 1 else ''}"
        note = f"{mine:,.0f} events/s chained, {theirs:,.0f} unchained"
        yield Figure(f"{where}: unchained / chained", theirs / mine, "×", 1.25, note)
        forks, gaps = forks_and_gaps(plans)
        yield Figure(f"{where}: forks", forks, "", 0)
        yield Figure(f"{where}: gaps", gaps, "", 0)
        ours = {str(AuditStream.objects.get(pk=plan.stream_id)) for plan in plans}
        bad = [b for b in prove(first_only=False).breaks if b.where.split(" #")[0] in ours]
        yield Figure(f"{where}: breaks in the chain", len(bad), "", 0)
    assert AuditEvent.objects.count() > WRITERS * EACH
