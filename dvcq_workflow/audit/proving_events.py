"""Proving events: each against its hash, its columns, the event before it and its leaf."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from dvcq_workflow.audit.found import NONE_TAKEN, Break, Proof, Sealed, Starts
from dvcq_workflow.audit.leaves import event_leaf
from dvcq_workflow.audit.reading import rows_of
from dvcq_workflow.audit.telling import end_of, event_agrees, follows
from dvcq_workflow.models.audit import AuditEvent

Names = dict[Any, str]
Streams = tuple[int, int]
Met = Callable[[int, bytes], bool]
"""What becomes of an event's key and leaf; False: it was sealed as another."""


def prove_events(
    proof: Proof,
    met: Met,
    names: Names,
    streams: Streams | None = None,
    starts: Starts = NONE_TAKEN,
) -> Iterator[Break]:
    """Each stream counts from 1, or from what retention left of it, without a gap, and each event
    holds. ``streams``: from which key to which; None: all."""
    agrees = event_agrees
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
        if not met(pk, event_leaf(name, seq, digest)):
            yield Break("leaf_differs", f"{name} #{seq}")
        before, last = seq, digest
        proof.events += 1


def against(sealed: Sealed, proof: Proof) -> Met:
    """Return what holds each event against the leaf that was sealed, and takes that out."""
    leaf_of = sealed["event"].pop

    def met(key: int, leaf: bytes) -> bool:
        told = leaf_of(key, None)
        if told is None:
            proof.unsealed += 1
            return True
        return told == leaf.hex()

    return met


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
