"""Proving events: each against its hash, its columns, the event before it and its leaf.

A long record is looked at by several processes, each of which takes whole streams: nothing that is
asked of an event looks beyond its own.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from multiprocessing import get_all_start_methods, get_context
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from dvcq_workflow.audit.found import NONE_TAKEN, Break, Proof, Sealed, Starts
from dvcq_workflow.audit.leaves import event_leaf
from dvcq_workflow.audit.reading import rows, rows_of
from dvcq_workflow.audit.telling import end_of, event_agrees, follows
from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.checkpoints import SealedLeaf

WORTH_SHARING = 20_000
"""Events below which one process is done before others have begun."""
Names = dict[Any, str]
Streams = tuple[int, int]


@dataclass(frozen=True)
class _Part:
    """What another process found. ``held``: the events whose leaves it met."""

    proof: Proof
    held: array[int]


_LOOK: list[Callable[[Streams], _Part]] = []
"""In another process: how it looks at streams. Empty in the one that asks."""


def prove_events(
    proof: Proof,
    sealed: Sealed,
    names: Names,
    streams: Streams | None = None,
    starts: Starts = NONE_TAKEN,
) -> Iterator[Break]:
    """Each stream counts from 1, or from what retention left of it, without a gap, and each event
    holds. ``streams``: from which key to which; None: all."""
    leaf_of, agrees = sealed["event"].pop, event_agrees
    stream, name, before, last, end = None, "", 0, None, b""
    for row in rows_of(AuditEvent, "stream_id, seq", streams):
        pk, stream_id, seq, _, _, _, _, _, _, _, _, _, envelope, digest = row
        if stream_id != stream:
            stream, name = stream_id, names.get(stream_id, "")
            (before, last), end = starts.get(name, (0, None)), end_of(name)
        if seq != before + 1:
            yield Break("event_missing", f"{name} #{before + 1}")
        told = envelope if type(envelope) is bytes else envelope.encode()
        if sha256(told).hexdigest() != digest:
            yield Break("event_altered", f"{name} #{seq}")
        elif not (told.endswith(b',"seq":%d%b' % (seq, end)) and agrees(row, told, last)) and (
            code := _what_differs(row, told, name, last)
        ):
            yield Break(code, f"{name} #{seq}")
        leaf = leaf_of(pk, None)
        if leaf is None:
            proof.unsealed += 1
        elif leaf != event_leaf(name, seq, digest).hex():
            yield Break("leaf_differs", f"{name} #{seq}")
        before, last = seq, digest
        proof.events += 1


def prove_events_apart(
    proof: Proof, sealed: Sealed, names: Names, starts: Starts, *, jobs: int, first_only: bool
) -> Iterator[Break]:
    """Do the same in ``jobs`` processes, and say the same in the same order; in this one where the
    record is short or another process could not see it."""
    parts = _parts(jobs)
    if len(parts) < 2:
        yield from prove_events(proof, sealed, names, starts=starts)
        return
    look = partial(_look_at, sealed=sealed, names=names, starts=starts, first_only=first_only)
    connections.close_all()  # a connection cannot be shared; each process opens its own
    # Handed over by the fork itself: leaves by the million are not sent through a pipe.
    with ProcessPoolExecutor(len(parts), get_context("fork"), _LOOK.append, (look,)) as pool:
        for part in pool.map(_look, parts):
            for key in part.held:
                sealed["event"].pop(key, None)
            proof.events += part.proof.events
            proof.unsealed += part.proof.unsealed
            yield from part.proof.breaks


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
    return shares(counted, jobs)


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


def _look(streams: Streams) -> _Part:
    return _LOOK[0](streams)


def _look_at(
    streams: Streams, *, sealed: Sealed, names: Names, starts: Starts, first_only: bool
) -> _Part:
    proof, whole = Proof(), set(sealed[SealedLeaf.Kind.EVENT])
    with transaction.atomic():  # outside of one PostgreSQL lays all rows aside before the first
        for found in prove_events(proof, sealed, names, streams, starts):
            proof.breaks.append(found)
            if first_only:
                break
    return _Part(proof, array("q", whole.difference(sealed[SealedLeaf.Kind.EVENT])))


def _what_differs(row: tuple[Any, ...], told: bytes, name: str, last: str | None) -> str:
    """Return what does not hold of an event, or nothing: those of the first version named no digest
    of the one before."""
    end, first = end_of(name), end_of(name, version=1)
    is_first = told.endswith(b',"seq":%d%b' % (row[2], first))
    if not (is_first or told.endswith(b',"seq":%d%b' % (row[2], end))):
        return "columns_differ"
    if not event_agrees(row, told, None, chained=False):
        return "columns_differ"
    return "" if is_first or follows(told, last) else "chain_broken"
