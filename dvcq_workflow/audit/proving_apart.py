"""Proving a long record in several processes, each of which takes whole streams: nothing that is
asked of an event looks beyond its own.

They look at events while this one grows the tree, and hand back the leaf of each. Where anything
does not hold, this process looks at every event again and says what: a break is told as by one.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context

from django.db import DEFAULT_DB_ALIAS, connections

from dvcq_workflow.audit.found import Break, Proof, Sealed, Starts
from dvcq_workflow.audit.proving_events import Names, Streams, against, prove_events
from dvcq_workflow.audit.reading import one_view, rows
from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.rules.merkle import HASH_BYTES

WORTH_SHARING = 20_000
"""Events below which one process is done before others have begun."""
ENDLESS = 2**63 - 1
"""The greatest key that a database gives."""


@dataclass(frozen=True)
class Part:
    """What another process found of some streams: whether all of it holds, the events' keys, and
    their leaves in the same order, ``HASH_BYTES`` each."""

    holds: bool
    keys: array[int]
    leaves: bytes


@dataclass(frozen=True)
class Others:
    """Processes that stand by, and which streams each takes."""

    pool: ProcessPoolExecutor
    shares: Sequence[Streams]

    def look(self, view: str, names: Names, starts: Starts) -> list[Future[Part]]:
        """Have them begin, each with what this process sees (``reading.one_view``) or later."""
        return [self.pool.submit(_look, each, view, names, starts) for each in self.shares]


@contextmanager
def others(jobs: int) -> Iterator[Others | None]:
    """Have ``jobs`` processes stand by; None where the record is short or they could not see it."""
    parts = _parts(jobs)
    if len(parts) < 2:
        yield None
        return
    connections.close_all()  # a connection cannot be shared; each process opens its own
    with ProcessPoolExecutor(len(parts), get_context("fork")) as pool:
        pool.submit(int).result()  # the first task forks them all, before anything is opened anew
        yield Others(pool, parts)


def prove_events_apart(
    proof: Proof, sealed: Sealed, names: Names, starts: Starts, looking: Sequence[Future[Part]]
) -> Iterator[Break]:
    """Take what other processes found; where none looked, or not all holds, look here."""
    leaves = sealed["event"]
    parts = [future.result() for future in looking]
    if not (parts and all(part.holds and _as_sealed(part, leaves) for part in parts)):
        yield from prove_events(proof, against(sealed, proof), names, starts=starts)
        return
    for part in parts:
        proof.events += len(part.keys)
        proof.unsealed += sum(leaves.pop(key, None) is None for key in part.keys)


def _as_sealed(part: Part, leaves: dict[int, str]) -> bool:
    """Whether each event that was sealed has the leaf that was."""
    told, step, end = part.leaves.hex(), 2 * HASH_BYTES, 0
    for key in part.keys:
        start, end = end, end + step
        leaf = leaves.get(key)
        if leaf is not None and leaf != told[start:end]:
            return False
    return True


def _parts(jobs: int) -> list[Streams]:
    """Return which streams each process takes: about as many events each."""
    live = connections[DEFAULT_DB_ALIAS]
    unseen = live.in_atomic_block or getattr(live, "is_in_memory_db", bool)()
    if jobs < 2 or unseen or "fork" not in get_all_start_methods():
        return []
    counted = list(
        rows(
            f"SELECT stream_id, count(*) FROM {AuditEvent._meta.db_table} "  # noqa: S608
            "GROUP BY stream_id ORDER BY stream_id"
        )
    )
    if sum(count for _, count in counted) < WORTH_SHARING:
        return []
    *parts, (first, _last) = shares(counted, jobs)
    return [*parts, (first, ENDLESS)]  # a stream that begins meanwhile is the last one's


def shares(counted: Sequence[tuple[int, int]], jobs: int) -> list[Streams]:
    """Cut streams with their numbers of events, in order, into at most ``jobs`` runs from one key
    to another, each with about as many events as the next."""
    fair = -(-sum(count for _, count in counted) // jobs)
    parts, first, held = list[Streams](), None, 0
    for key, count in counted:
        first, held = (key if first is None else first), held + count
        if held >= fair:
            parts.append((first, key))
            first, held = None, 0
    return parts if first is None else [*parts, (first, counted[-1][0])]


def _look(streams: Streams, view: str, names: Names, starts: Starts) -> Part:
    keys, leaves = array("q"), bytearray()

    def met(key: int, leaf: bytes) -> bool:
        keys.append(key)
        leaves.extend(leaf)
        return True

    with one_view(view):
        holds = not any(prove_events(Proof(), met, names, streams, starts))
    return Part(holds, keys, bytes(leaves))
