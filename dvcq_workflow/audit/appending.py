"""Appending an event to its stream: one statement on PostgreSQL; read-last and insert on SQLite.

The number in the stream and the digest of the event before it stand inside the envelope that is
hashed: no event can be taken out, put in or moved without breaking the one after it. On PostgreSQL
the statement itself sets both in and hashes the whole, so that no second round trip is needed under
the lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from dvcq_workflow.models.audit import AuditEvent, PersonalValue
from dvcq_workflow.models.statements import column_of, insert_sql, prepared
from dvcq_workflow.rules.canonical import canonical_json, digest_text

PREV_UNKNOWN = '"prev":0,"principal":'
SEQ_UNKNOWN = '"seq":0,"stream":'
NUMBERED = ("seq", "envelope", "digest")

PersonalRow = tuple[str, str, int | None, bytes, str]


def append_event(
    body: dict[str, Any], columns: dict[str, Any], personal: Sequence[PersonalRow]
) -> int:
    """Write an event, and the personal values behind it, and return its number in the stream.

    ``body``: the envelope with ``prev`` and ``seq`` 0; ``columns``: all columns but number,
    envelope, digest. The caller holds the stream's lock.
    """
    whole, _marker, end = canonical_json(body).rpartition(SEQ_UNKNOWN)
    begin, _marker, middle = whole.rpartition(PREV_UNKNOWN)
    pieces = (f'{begin}"prev":', f',"principal":{middle}"seq":', f',"stream":{end}')
    if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        return _in_one_statement(pieces, columns, personal)
    return _in_steps(pieces, columns, personal)


def store_personal_values(personal: Sequence[PersonalRow]) -> None:
    """Keep the values behind an envelope's commitments, in one statement."""
    if personal:
        _execute(_personal_sql(personal), _flat(personal), answers=False)


def _in_one_statement(
    pieces: tuple[str, str, str], columns: dict[str, Any], personal: Sequence[PersonalRow]
) -> int:
    table = AuditEvent._meta.db_table
    names = [column_of(AuditEvent, name) for name in columns]
    last = _last_sql(table)
    kept = f"kept AS ({_personal_sql(personal)}), " if personal else ""
    sql = (
        f"WITH {kept}"  # noqa: S608
        f"last AS ({last}), "
        "head AS (SELECT COALESCE((SELECT seq FROM last), 0) + 1 AS n, "
        "COALESCE((SELECT '\"' || digest || '\"' FROM last), 'null') AS prev), "
        "body AS (SELECT n, %s || prev || %s || n || %s AS envelope FROM head) "
        f"INSERT INTO {table} ({', '.join([*NUMBERED, *names])}) "
        "SELECT n, envelope, encode(sha256(convert_to(envelope, 'UTF8')), 'hex'), "
        f"{', '.join(['%s'] * len(names))} FROM body RETURNING seq"
    )
    live = connections[DEFAULT_DB_ALIAS]
    values = prepared(AuditEvent, columns, live)
    return _execute(sql, [*_flat(personal), columns["stream_id"], *pieces, *values])


def _in_steps(
    pieces: tuple[str, str, str], columns: dict[str, Any], personal: Sequence[PersonalRow]
) -> int:
    table = AuditEvent._meta.db_table
    number, digest = _first(_last_sql(table), [columns["stream_id"]]) or (0, None)
    seq = number + 1
    prev = f'"{digest}"' if digest else "null"
    envelope = f"{pieces[0]}{prev}{pieces[1]}{seq}{pieces[2]}"
    row = {**columns, "seq": seq, "envelope": envelope, "digest": digest_text(envelope)}
    live = connections[DEFAULT_DB_ALIAS]
    _execute(insert_sql(AuditEvent, tuple(row), live.vendor), prepared(AuditEvent, row, live))
    store_personal_values(personal)
    return seq


def _last_sql(table: str) -> str:
    return f"SELECT seq, digest FROM {table} WHERE stream_id = %s ORDER BY seq DESC LIMIT 1"  # noqa: S608


def _execute(sql: str, params: Sequence[Any], *, answers: bool = True) -> Any:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0] if answers else None


def _first(sql: str, params: Sequence[Any]) -> Any:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()


def _personal_sql(personal: Sequence[PersonalRow]) -> str:
    places = ", ".join(["(%s, %s, %s, %s, %s)"] * len(personal))
    return (
        f"INSERT INTO {PersonalValue._meta.db_table} "  # noqa: S608
        f"(commitment, kind, subject_id, salt, value) VALUES {places}"
    )


def _flat(personal: Sequence[PersonalRow]) -> list[Any]:
    return [value for row in personal for value in row]
