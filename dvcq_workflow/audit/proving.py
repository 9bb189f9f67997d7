"""Proving the record: each event against its hash, its columns and the event before it, and all of
them against the signed checkpoints. Reads; never writes.

What was cut off or rewritten above the last checkpoint, whole with its hashes, is not found here:
the interval of sealing is the insider's window.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from operator import itemgetter
from typing import Any

from dvcq_workflow.audit.envelope import moment
from dvcq_workflow.audit.found import Break, Proof, Sealed
from dvcq_workflow.audit.leaves import access_leaf
from dvcq_workflow.audit.proving_apart import others, prove_events_apart
from dvcq_workflow.audit.proving_events import Streams, against, prove_events
from dvcq_workflow.audit.reading import one_view, rows, rows_of
from dvcq_workflow.audit.retained import Removal, removals, starts_of, take_out
from dvcq_workflow.audit.sealing import signed_text
from dvcq_workflow.audit.signing import is_signed
from dvcq_workflow.audit.telling import access_teller
from dvcq_workflow.models.audit import AccessLog, AuditEvent, AuditStream
from dvcq_workflow.models.checkpoints import Checkpoint, SealedLeaf
from dvcq_workflow.rules.canonical import digest_text
from dvcq_workflow.rules.merkle import HASH_BYTES, Frontier


def prove(
    *,
    first_only: bool = True,
    keys: Sequence[str] = (),
    published: Iterable[str] = (),
    jobs: int = 1,
) -> Proof:
    """Look at the whole record, in a number of queries that only ``jobs`` adds to.

    ``first_only``: stop at the first break. ``keys``: public keys that are trusted; none: that of
    the first checkpoint. ``published``: checkpoints as they were kept outside the database.
    ``jobs``: how many further processes look at the events of a long record; more than one closes
    this process's connections, and is for a command that runs alone.
    """
    proof = Proof()
    with others(jobs) as apart, one_view() as view:
        sealed: Sealed = {kind: {} for kind in SealedLeaf.Kind.values}
        names = {stream.pk: str(stream) for stream in AuditStream.objects.all()}
        taken = removals()
        starts = starts_of(taken)
        looking = apart.look(view, names, starts) if apart else ()
        for step in (
            _prove_leaves(proof, sealed),
            _prove_checkpoints(proof, keys, published),
            prove_events_apart(proof, sealed, names, starts, looking),
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
    alone = (stream.pk, stream.pk)
    proof.breaks += prove_events(proof, against(sealed, proof), names, alone, starts_of(taken))
    proof.breaks += _prove_accesses(proof, sealed, names, alone)
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
    sealed: Sealed = {kind: {} for kind in SealedLeaf.Kind.values}
    for kind, row_id, leaf in rows(" UNION ALL ".join(wanted), params):
        sealed[kind][row_id] = leaf
    return sealed


def _prove_leaves(proof: Proof, sealed: Sealed) -> Iterator[Break]:
    """The tree grows from its leaves to the root of each checkpoint, with no place left out."""
    points = list(Checkpoint.objects.order_by("size"))
    proof.checkpoints = len(points)
    ends = iter(points)
    end, frontier, expected = next(ends, None), Frontier(), 0
    append = frontier.append
    for position, under, kind, row_id, leaf in rows(
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


def _bytes(envelope: Any) -> bytes:
    """SQLite hands an envelope out as bytes, PostgreSQL as text."""
    return envelope if isinstance(envelope, bytes) else str(envelope).encode()


def _prove_accesses(
    proof: Proof, sealed: Sealed, names: dict[Any, str], streams: Streams | None = None
) -> Iterator[Break]:
    attnames = [field.attname for field in AccessLog._meta.concrete_fields]
    pick = itemgetter(*(attnames.index(name) for name in ("id", "envelope", "digest")))
    agrees, accesses = access_teller(attnames, names), sealed["access"]
    for row in rows_of(AccessLog, "id", streams):
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
