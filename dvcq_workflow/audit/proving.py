"""Proving the record: each event against its hash, its columns and the event before it, and all of
them against the signed checkpoints. Reads; never writes.

What was cut off or rewritten above the last checkpoint, whole with its hashes, is not found here:
the interval of sealing is the insider's window.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from operator import itemgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

from dvcq_workflow.audit.envelope import moment
from dvcq_workflow.audit.leaves import access_leaf, event_leaf
from dvcq_workflow.audit.retained import Removal, removals, starts_of, take_out
from dvcq_workflow.audit.sealing import signed_text
from dvcq_workflow.audit.signing import is_signed
from dvcq_workflow.audit.telling import access_teller, end_of, event_agrees, follows, selected
from dvcq_workflow.models.audit import AccessLog, AuditEvent, AuditStream
from dvcq_workflow.models.checkpoints import Checkpoint, SealedLeaf
from dvcq_workflow.rules.canonical import digest_text
from dvcq_workflow.rules.merkle import HASH_BYTES, Frontier

_FETCH = 2_000

Sealed = dict[str, dict[int, str]]
"""For each kind of row the leaf that was sealed, by the row's key; what holds is taken out."""

Starts = Mapping[str, tuple[int, str]]
NONE_TAKEN: Starts = {}


@dataclass(frozen=True)
class Break:
    """One thing that is not as it was recorded. ``code``: of ``labels.proof.BREAKS``; ``where``:
    the row by name (stream and number, place in the tree, checkpoint)."""

    code: str
    where: str


@dataclass
class Proof:
    """What was looked at: rows that hold, and how many of them no checkpoint covers yet.
    ``retentions``: what was taken out on record, each as ``Removal.told``."""

    events: int = 0
    accesses: int = 0
    checkpoints: int = 0
    unsealed: int = 0
    retentions: list[dict[str, Any]] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)


def prove(
    *, first_only: bool = True, keys: Sequence[str] = (), published: Iterable[str] = ()
) -> Proof:
    """Look at the whole record, in a constant number of queries.

    ``first_only``: stop at the first break. ``keys``: public keys that are trusted; none: that of
    the first checkpoint. ``published``: checkpoints as they were kept outside the database.
    """
    proof = Proof()
    sealed: Sealed = {kind: {} for kind in SealedLeaf.Kind.values}
    names = {stream.pk: str(stream) for stream in AuditStream.objects.all()}
    taken = removals()
    for step in (
        _prove_leaves(proof, sealed),
        _prove_checkpoints(proof, keys, published),
        _prove_events(proof, sealed, names, starts=starts_of(taken)),
        _prove_accesses(proof, sealed, names),
        _prove_retention(proof, sealed, taken),
        _missing_rows(sealed),
    ):
        for found in step:
            proof.breaks.append(found)
            if first_only:
                return proof
    return proof


def prove_stream(stream: AuditStream) -> Proof:
    """Look at the rows of one stream alone, in four queries: each event and access record against
    its hash, its columns, the event before it and, where it was sealed, its leaf.

    That leaves and checkpoints hold together, and that nothing was cut off at the end, only
    ``prove`` shows, which reads the whole record.
    """
    proof = Proof()
    sealed = _leaves_of(stream)
    names = {stream.pk: str(stream)}
    taken = removals(str(stream))
    proof.retentions += [removal.told() for removal in taken]
    starts = starts_of(taken)
    proof.breaks += _prove_events(proof, sealed, names, only=stream.pk, starts=starts)
    proof.breaks += _prove_accesses(proof, sealed, names, only=stream.pk)
    return proof


def _leaves_of(stream: AuditStream) -> Sealed:
    kinds = {SealedLeaf.Kind.EVENT: AuditEvent, SealedLeaf.Kind.ACCESS: AccessLog}
    leaves, wanted, params = SealedLeaf._meta.db_table, [], []
    for kind, model in kinds.items():
        table = model._meta.db_table
        wanted.append(
            f"SELECT l.kind, l.row_id, l.leaf FROM {table} r "  # noqa: S608
            f"JOIN {leaves} l ON l.kind = %s AND l.row_id = r.id WHERE r.stream_id = %s"
        )
        params += [str(kind), stream.pk]
    rows = _rows(" UNION ALL ".join(wanted), params)
    sealed: Sealed = {kind: {} for kind in SealedLeaf.Kind.values}
    for kind, row_id, leaf in rows:
        sealed[kind][row_id] = leaf
    return sealed


def _prove_leaves(proof: Proof, sealed: Sealed) -> Iterator[Break]:
    """The tree grows from its leaves to the root of each checkpoint, with no place left out."""
    points = list(Checkpoint.objects.order_by("size"))
    proof.checkpoints = len(points)
    ends = iter(points)
    end, frontier, expected = next(ends, None), Frontier(), 0
    append = frontier.append
    for position, under, kind, row_id, leaf in _rows(
        "SELECT position, checkpoint_id, kind, row_id, leaf "  # noqa: S608
        f"FROM {SealedLeaf._meta.db_table} ORDER BY position"
    ):
        if position != expected:
            yield Break("leaf_missing", f"#{expected}")
            return
        node = _node(leaf)
        if end is None or under != end.pk or node is None:
            yield Break("leaf_altered", f"#{position}")
            return
        append(node)
        sealed.setdefault(kind, {})[row_id] = leaf
        expected += 1
        if end.size == expected:
            yield from _unlike(end, frontier)
            end = next(ends, None)
    if end is not None:
        yield Break("leaf_missing", f"#{expected} (checkpoint {end.number})")


def _node(leaf: str) -> bytes | None:
    """Return a leaf's hash, or None of what is none as it is written here."""
    try:
        node = bytes.fromhex(leaf)
    except ValueError:
        return None
    return node if node.hex() == leaf and len(node) == HASH_BYTES else None


def _unlike(end: Checkpoint, frontier: Frontier) -> Iterator[Break]:
    """The tree is at a checkpoint's end: it has its root, and goes on from its peaks."""
    if frontier.root().hex() != end.root:
        yield Break("root_differs", f"checkpoint {end.number}")
    if [peak.hex() for peak in frontier.peaks] != end.peaks:
        yield Break("checkpoint_altered", f"checkpoint {end.number}")


def _prove_checkpoints(
    proof: Proof, keys: Sequence[str], published: Iterable[str]
) -> Iterator[Break]:
    """Each was signed by a trusted key, says what its columns say, and names the one before it."""
    before: Checkpoint | None = None
    kept: dict[int, str] = {}
    trusted = set(keys)
    for checkpoint in Checkpoint.objects.order_by("number"):
        where = f"checkpoint {checkpoint.number}"
        trusted = trusted or {checkpoint.key}
        said = _parsed(checkpoint.text)
        told = tuple(map(said.get, ("number", "size", "root", "previous", "at")))
        previous = digest_text(before.text) if before else None
        number = before.number + 1 if before else 1
        if checkpoint.number != number:
            yield Break("checkpoint_missing", f"checkpoint {number}")
        at = moment(checkpoint.sealed_at)
        if told != (checkpoint.number, checkpoint.size, checkpoint.root, previous, at):
            yield Break("checkpoint_altered", where)
        if checkpoint.key not in trusted:
            yield Break("key_unknown", where)
        if not is_signed(
            checkpoint.text.encode(), key=checkpoint.key, signature=checkpoint.signature
        ):
            yield Break("signature_wrong", where)
        kept[checkpoint.number] = signed_text(checkpoint)
        before = checkpoint
    for text in published:
        number = _parsed(_parsed(text).get("checkpoint", "")).get("number", 0)
        if kept.get(number) != text.strip():
            yield Break("published_differs", f"checkpoint {number}")


def _prove_events(
    proof: Proof,
    sealed: Sealed,
    names: dict[Any, str],
    only: int | None = None,
    starts: Starts = NONE_TAKEN,
) -> Iterator[Break]:
    """Each stream counts from 1, or from what retention left of it, without a gap, and each event
    holds."""
    leaf_of, agrees = sealed["event"].pop, event_agrees
    stream, name, before, last, end = None, "", 0, None, b""
    for row in _rows(*_selecting(AuditEvent, "stream_id, seq", only)):
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


def _selecting(model: type[models.Model], order: str, only: int | None) -> tuple[str, list[Any]]:
    """Return the SQL of all rows, or of one stream's, and its parameters."""
    columns = ", ".join(selected(model, connections[DEFAULT_DB_ALIAS].vendor))
    where, params = ("", []) if only is None else (" WHERE stream_id = %s", [only])
    sql = f"SELECT {columns} FROM {model._meta.db_table}{where} ORDER BY {order}"  # noqa: S608
    return sql, params


def _bytes(envelope: Any) -> bytes:
    """SQLite hands an envelope out as bytes, PostgreSQL as text."""
    return envelope if isinstance(envelope, bytes) else str(envelope).encode()


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


def _prove_accesses(
    proof: Proof, sealed: Sealed, names: dict[Any, str], only: int | None = None
) -> Iterator[Break]:
    attnames = [field.attname for field in AccessLog._meta.concrete_fields]
    pick = itemgetter(*(attnames.index(name) for name in ("id", "envelope", "digest")))
    agrees, accesses = access_teller(attnames, names), sealed["access"]
    for row in _rows(*_selecting(AccessLog, "id", only)):
        pk, envelope, digest = pick(row)
        told = _bytes(envelope)
        if sha256(told).hexdigest() != digest:
            yield Break("access_altered", f"access {pk}")
        elif not agrees(row, told):
            yield Break("columns_differ", f"access {pk}")
        leaf = accesses.pop(pk, None)
        if leaf is None:
            proof.unsealed += 1
        elif leaf != access_leaf(digest).hex():
            yield Break("leaf_differs", f"access {pk}")
        proof.accesses += 1


def _prove_retention(proof: Proof, sealed: Sealed, taken: Iterable[Removal]) -> Iterator[Break]:
    """What was taken out on record is gone, was that which was sealed, and lay below its
    checkpoint."""
    for removal in taken:
        proof.retentions.append(removal.told())
        if not take_out(removal, sealed):
            yield Break("retention_differs", removal.where)


def _missing_rows(sealed: Sealed) -> Iterator[Break]:
    """What was sealed and is there no more, though no retention took it out."""
    for kind, leaves in sealed.items():
        for row_id in leaves:
            yield Break("sealed_row_gone", f"{kind} {row_id}")


def _parsed(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _rows(sql: str, params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield rows as the driver has them, with memory for some thousands."""
    live = connections[DEFAULT_DB_ALIAS]
    with live.chunked_cursor() as cursor:
        cursor.execute(sql, params or None)
        while found := cursor.fetchmany(_FETCH):
            yield from found
