"""Verifying 100,000 events with their columns. One process is held to the time of the processor;
the way of the command, a process for each processor, is held to the clock."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
import uuid
from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.contrib.auth import get_user_model
from django.db import connection

from dvcq_workflow.audit.export import proofs_of
from dvcq_workflow.audit.proving import prove
from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.audit.sealing import Sign, Signature, seal
from dvcq_workflow.models import AuditEvent, AuditStream
from dvcq_workflow.rules.canonical import canonical_json, digest_text
from dvcq_workflow.services.acting import acting
from tests.bench.laying import bulk
from tests.bench.measuring import Figure

EVENTS = 100_000
STREAMS = 500
TIMES = 5
"""Whatever else runs only adds: the least of some turns is nearest to the work itself."""
AT = dt.datetime(2020, 4, 6, 3, 0, tzinfo=dt.UTC)


def figures() -> Iterator[Figure]:
    """Yield how long the whole proof takes for each event."""
    _lay_events()
    start = time.perf_counter()
    seal(_signing(), at=AT, after_restore=True)
    yield Figure(f"seal {EVENTS:,} events", time.perf_counter() - start, "s")
    seconds, busy = map(min, zip(*(_proving(1) for _time in range(TIMES)), strict=True))
    note = f"{1 / seconds:,.0f} events/s, the best of {TIMES}"
    yield Figure("verify, columns and tree", seconds * 1e6, "µs", note=note)
    note = f"{1 / busy:,.0f} events/s of one core, the best of {TIMES}"
    yield Figure("verify, columns and tree, CPU", busy * 1e6, "µs", 10, note)
    jobs = os.cpu_count() or 1
    seconds = min(_proving(jobs)[0] for _time in range(TIMES))
    note = f"{1 / seconds:,.0f} events/s, the best of {TIMES}"
    yield Figure(f"verify, as dvcq_verify runs ({jobs})", seconds * 1e6, "µs", 10, note)
    yield from _exporting(EVENTS + 1)


def _proving(jobs: int) -> tuple[float, float]:
    """Return what the whole proof takes for each event: by the clock, and of this process."""
    start, busy = time.perf_counter(), time.process_time()
    proof = prove(first_only=False, jobs=jobs)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    assert proof.breaks == [], proof.breaks[:3]
    assert proof.events == EVENTS + 1
    return seconds / proof.events, busy / proof.events


def _exporting(leaves: int) -> Iterator[Figure]:
    """Yield how long the proofs of one plan's export take: the tree is built once and kept."""
    stream = AuditStream.objects.filter(kind=AuditStream.Kind.PLAN).first()
    events = AuditEvent.objects.filter(stream=stream).order_by("seq")
    keys = {"event": list(events.values_list("pk", flat=True)), "access": []}
    for name in ("first", "again"):
        start = time.perf_counter()
        count = len(list(proofs_of(keys, leaves)))
        assert count == len(keys["event"])
        seconds = time.perf_counter() - start
        yield Figure(f"{count} proofs among {leaves:,} leaves, {name}", seconds * 1e3, "ms")


def _signing() -> Sign:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw().hex()
    return lambda text: Signature(public, key.sign(text).hex())


def _lay_events() -> None:
    """Write events as the recorder does, chained, past it: how they came is not measured here."""
    actor = get_user_model()._default_manager.create_user("bench-proof", full_name="x")
    with acting(actor=actor):
        record_event("unit_saved", stream=lock_directory(), details={"desk": "draft"})
    pattern = json.loads(AuditEvent.objects.latest("pk").envelope)
    streams = bulk(AuditStream(kind=AuditStream.Kind.PLAN) for _ in range(STREAMS))
    for stream in streams:
        prev, rows = None, []
        for seq in range(1, EVENTS // STREAMS + 1):
            act = uuid.uuid4()
            told = canonical_json(
                {
                    **pattern,
                    "act": str(act),
                    "changes": [
                        {"fields": {"status": ["a", "b"]}, "id": seq, "op": "~", "table": "plan"}
                    ],
                    "history": [["plan", seq, "f" * 64], ["desk", seq, "0" * 64]],
                    "content_hash": "a" * 64,
                    "prev": prev,
                    "seq": seq,
                    "stream": str(stream),
                }
            )
            prev = digest_text(told)
            rows.append(
                AuditEvent(
                    stream=stream,
                    seq=seq,
                    act_uid=act,
                    at=dt.datetime.fromisoformat(pattern["at"]),
                    code="unit_saved",
                    actor_id=actor.pk,
                    channel="code",
                    content_hash="a" * 64,
                    envelope=told,
                    digest=prev,
                )
            )
        bulk(iter(rows))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
