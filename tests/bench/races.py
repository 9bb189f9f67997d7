"""A thousand races of each kind on PostgreSQL: every gate is exact, every time is only told."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from django.db import connection

from tests.bench.measuring import Figure
from tests.flows.racing import (
    KINDS,
    Tally,
    deadlocks,
    disagreeing,
    gaps_and_doubles,
    racing_in,
    run,
)
from tests.worlds import make_province

PAIRS = 1_000


def figures() -> Iterator[Figure]:
    """Yield for each kind what came of its races; nothing on SQLite, which has one writer."""
    if connection.vendor != "postgresql":
        return
    world = make_province()
    before = deadlocks()
    with racing_in(world) as racing:
        for name in KINDS:
            tally = run(racing, name, PAIRS)
            _tell_progress(name, tally)
            yield from _of_one_kind(name, tally)
    gaps, doubles = gaps_and_doubles(world)
    yield Figure("races: deadlocks the database saw", deadlocks() - before, "", 0)
    yield Figure("races: numbers left out", gaps, "", 0)
    yield Figure("races: numbers twice", doubles, "", 0)
    yield Figure("races: what dvcq_check names after all", len(disagreeing()), "", 0)


def _tell_progress(name: str, tally: Tally) -> None:
    """Say at once what came of a kind, and of each pair that did not end as it must."""
    lines = [f"{name}: {tally.as_due} of {tally.pairs} as due, {tally.conflicts} conflicts"]
    sys.stderr.write("".join(f"{line}\n" for line in [*lines, *tally.odd]))
    sys.stderr.flush()


def _of_one_kind(name: str, tally: Tally) -> Iterator[Figure]:
    note = f"{tally.pairs:,} pairs: {tally.effects:,} acts, {tally.conflicts:,} conflicts"
    yield Figure(f"{name}: not as due", tally.pairs - tally.as_due, "pairs", 0, note)
    yield Figure(f"{name}: gave up waiting", tally.busy, "acts", 0)
    yield Figure(f"{name}: raced", tally.pairs / tally.seconds, "pairs/s")
