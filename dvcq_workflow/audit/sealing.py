"""Sealing: what was committed since the last checkpoint goes into the tree, and its root is signed.

Keys are not the order of commits: a transaction that still runs may hold a key below those that are
there. On PostgreSQL a row is taken when no running transaction is older than its own; on SQLite
there is one writer, and keys are the order.

Source: RFC 9162, section 2.1; docs/explanation/history.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from dvcq_workflow.audit.envelope import moment
from dvcq_workflow.audit.leaves import access_leaf, event_leaf
from dvcq_workflow.models.audit import AccessLog, AuditEvent, AuditStream
from dvcq_workflow.models.checkpoints import Checkpoint, SealedLeaf
from dvcq_workflow.models.statements import insert_sql, prepared
from dvcq_workflow.rules.canonical import canonical_json, digest_text
from dvcq_workflow.rules.merkle import Frontier

VERSION = 1
_BATCH = 1_000
_LOCK = 0x64766371  # "dvcq": one sealer at a time
_LEAF = ("position", "checkpoint_id", "kind", "row_id", "leaf")


class RestoredError(RuntimeError):
    """The database was restored into another cluster, which counts its transactions anew."""


@dataclass(frozen=True)
class Signature:
    """A signature over a checkpoint's text: Ed25519, both in hex."""

    key: str
    signature: str


Sign = Callable[[bytes], Signature]


@dataclass(frozen=True)
class _Row:
    kind: str
    row_id: int
    leaf: bytes


def seal(sign: Sign, *, at: dt.datetime, after_restore: bool = False) -> Checkpoint | None:
    """Seal what is not sealed yet; None where there is nothing.

    ``after_restore``: take every row that is not in the tree, whatever its transaction's number.

    Raises:
        RestoredError: this is another database cluster than the one that was sealed last.
    """
    with transaction.atomic():
        _wait_for_turn()
        last = Checkpoint.objects.order_by("-number").first()
        horizon = _horizon(last, after_restore=after_restore)
        frontier = Frontier(last.size, map(bytes.fromhex, last.peaks)) if last else Frontier()
        first = frontier.size
        rows = list(_unsealed(last, horizon, after_restore=after_restore))
        if not rows:
            return None
        for row in rows:
            frontier.append(row.leaf)
        checkpoint = _checkpoint(sign, last, frontier, at, horizon)
        checkpoint.save(force_insert=True)
        _keep(checkpoint, rows, first)
        return checkpoint


def signed_text(checkpoint: Checkpoint) -> str:
    """Return what is kept outside the database: the text, its key and its signature."""
    return canonical_json(
        {
            "checkpoint": checkpoint.text,
            "key": checkpoint.key,
            "signature": checkpoint.signature,
        }
    )


def _checkpoint(
    sign: Sign, last: Checkpoint | None, frontier: Frontier, at: dt.datetime, horizon: Any
) -> Checkpoint:
    text = canonical_json(
        {
            "v": VERSION,
            "number": last.number + 1 if last else 1,
            "size": frontier.size,
            "root": frontier.root().hex(),
            "at": moment(at),
            "previous": digest_text(last.text) if last else None,
        }
    )
    made = sign(text.encode())
    return Checkpoint(
        number=last.number + 1 if last else 1,
        size=frontier.size,
        root=frontier.root().hex(),
        text=text,
        signature=made.signature,
        key=made.key,
        sealed_at=at,
        peaks=[peak.hex() for peak in frontier.peaks],
        horizon=horizon,
    )


def _keep(checkpoint: Checkpoint, rows: list[_Row], first: int) -> None:
    """Write the leaves, a thousand a statement."""
    live = connections[DEFAULT_DB_ALIAS]
    one = insert_sql(SealedLeaf, _LEAF, live.vendor)
    head, _values, tail = one.partition("VALUES ")
    places = tail[: tail.index(")") + 1]
    numbered = enumerate(rows, start=first)
    while batch := list(islice(numbered, _BATCH // len(_LEAF))):
        params: list[Any] = []
        for position, row in batch:
            values = (position, checkpoint.pk, row.kind, row.row_id, row.leaf.hex())
            params += prepared(SealedLeaf, dict(zip(_LEAF, values, strict=True)), live)
        with live.cursor() as cursor:
            cursor.execute(f"{head}VALUES {', '.join([places] * len(batch))}", params)


def _wait_for_turn() -> None:
    """SQLite's transaction holds the one write lock already."""
    live = connections[DEFAULT_DB_ALIAS]
    if live.vendor == "postgresql":
        with live.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _horizon(last: Checkpoint | None, *, after_restore: bool) -> dict[str, Any]:
    """Return up to where rows may be taken: on PostgreSQL the oldest transaction that still runs,
    and the cluster that counts them; on SQLite nothing, for what is there is committed.

    After a restore the old numbers mean nothing: writers are held off, and all there is counts.
    """
    live = connections[DEFAULT_DB_ALIAS]
    if live.vendor != "postgresql":
        return {}
    with live.cursor() as cursor:
        if after_restore:
            for model in (AuditEvent, AccessLog):
                cursor.execute(f"LOCK TABLE {model._meta.db_table} IN SHARE MODE")
        cursor.execute(
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text, system_identifier::text "
            "FROM pg_control_system()"
        )
        oldest, cluster = cursor.fetchone()
    if last and last.horizon.get("cluster") != cluster and not after_restore:
        raise RestoredError
    return {"xid": oldest, "cluster": cluster}


def _unsealed(
    last: Checkpoint | None, horizon: dict[str, Any], *, after_restore: bool
) -> Iterator[_Row]:
    """Yield the rows to seal, events first, each kind by its key."""
    since = last.horizon.get("xid", "0") if last else "0"
    ranged = [] if after_restore or "xid" not in horizon else [since, horizon["xid"]]
    events, streams = AuditEvent._meta.db_table, AuditStream._meta.db_table
    condition, params = _condition("event", ranged)
    sql = (
        f"SELECT r.id, s.kind, s.uid, r.seq, r.digest FROM {events} r "  # noqa: S608
        f"JOIN {streams} s ON s.id = r.stream_id WHERE {condition} ORDER BY r.id"
    )
    uid = AuditStream._meta.get_field("uid")
    for key, kind, raw, seq, digest in _rows(sql, params):
        yield _Row("event", key, event_leaf(f"{kind}:{uid.to_python(raw)}", seq, digest))
    condition, params = _condition("access", ranged)
    table = AccessLog._meta.db_table
    sql = f"SELECT r.id, r.digest FROM {table} r WHERE {condition} ORDER BY r.id"  # noqa: S608
    for key, digest in _rows(sql, params):
        yield _Row("access", key, access_leaf(digest))


def _condition(kind: str, ranged: list[str]) -> tuple[str, list[str]]:
    """Return which rows are not in the tree and, by the numbers of their transactions, may go into
    it; the parameters are the kind and those numbers."""
    leaves = SealedLeaf._meta.db_table
    absent = f"NOT EXISTS (SELECT 1 FROM {leaves} l WHERE l.kind = %s AND l.row_id = r.id)"  # noqa: S608
    within = "r.committed_in >= %s::text::xid8 AND r.committed_in < %s::text::xid8"
    return (f"{absent} AND {within}" if ranged else absent), [kind, *ranged]


def _rows(sql: str, params: list[Any]) -> Iterator[tuple[Any, ...]]:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, params)
        while found := cursor.fetchmany(_BATCH):
            yield from found
