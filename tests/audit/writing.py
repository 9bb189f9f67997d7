"""Eight writers at once, on one plan or each on their own; and a peer that does not chain.

Shared by the tests (some events) and the bench (very many). PostgreSQL alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any
from unittest.mock import patch

from django.db import DEFAULT_DB_ALIAS, connection, connections

from dvcq_workflow.audit import recorder
from dvcq_workflow.audit.appending import _flat, _personal_sql
from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.models import AuditEvent, Plan
from dvcq_workflow.models.statements import insert_sql, prepared
from dvcq_workflow.rules.canonical import canonical_json, digest_text
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan

WRITERS = 8


def write(plan: Plan, actor: Any, text: str) -> None:
    """Change a plan in an act of its own, as a service does: lock, row, history row, event."""
    with acting(actor=actor):
        row = lock_plan(plan.pk)
        row.subject = text
        row.save()
        record_event("draft_saved", stream=row.stream)


def at_once(plans: Sequence[Plan], actor: Any, each: int) -> float:
    """Let eight writers write so often, in turn over ``plans``; return events per second."""
    gate = Barrier(WRITERS)

    def work(writer: int) -> float:
        try:
            connection.ensure_connection()
            gate.wait(timeout=60)
            started = time.perf_counter()
            for turn in range(each):
                plan = plans[(writer + turn * WRITERS) % len(plans)]
                write(plan, actor, f"Kế hoạch {writer}.{turn}")
            return time.perf_counter() - started
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS) as pool:
        return WRITERS * each / max(pool.map(work, range(WRITERS)))


def forks_and_gaps(plans: Sequence[Plan]) -> tuple[int, int]:
    """Return how many events share a predecessor, and how many numbers are left out."""
    forks = gaps = 0
    for plan in plans:
        rows = AuditEvent.objects.filter(stream_id=plan.stream_id)
        links = [
            text.rpartition('"prev":')[2][:66] for text in rows.values_list("envelope", flat=True)
        ]
        numbers = set(rows.values_list("seq", flat=True))
        forks += len(links) - len(set(links))
        gaps += max(numbers) - len(numbers)
    return forks, gaps


@contextmanager
def unchained() -> Iterator[None]:
    """Let events be written as a log without a chain would: numbered by the database's own key."""
    with patch.object(recorder, "append_event", _insert_alone):
        yield


def _insert_alone(body: dict[str, Any], columns: dict[str, Any], personal: Any) -> int:
    live = connections[DEFAULT_DB_ALIAS]
    envelope = canonical_json(body)
    seq = time.perf_counter_ns()
    row = {**columns, "seq": seq, "envelope": envelope, "digest": digest_text(envelope)}
    sql = insert_sql(AuditEvent, tuple(row), live.vendor)
    if personal:
        sql = f"WITH kept AS ({_personal_sql(personal)}) {sql}"
    with live.cursor() as cursor:
        cursor.execute(sql, [*_flat(personal), *prepared(AuditEvent, row, live)])
    return seq
