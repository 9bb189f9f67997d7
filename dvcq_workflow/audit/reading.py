"""Reading the tables of the record as the driver has them: no objects, and memory for some
thousands of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

_FETCH = 2_000


@contextmanager
def one_view(known: str = "") -> Iterator[str]:
    """Read all that follows as of one moment, and lock nothing.

    Yields the name by which another process can read as of the same moment (``known``). It is empty
    on SQLite, where whoever begins later sees the same and perhaps more, and inside a transaction
    that had begun before, which sees what it sees.
    """
    live = connections[DEFAULT_DB_ALIAS]
    if live.in_atomic_block:
        yield ""
    elif live.vendor == "postgresql":
        with transaction.atomic(), live.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            if known:
                cursor.execute(f"SET TRANSACTION SNAPSHOT '{known}'")
            else:
                cursor.execute("SELECT pg_export_snapshot()")
                known = cursor.fetchone()[0]
            yield known
    else:
        with live.cursor() as cursor:
            # Not ``atomic``, which takes the one writer's lock where settings say IMMEDIATE.
            cursor.execute("BEGIN DEFERRED")
            try:
                cursor.execute("SELECT 1 FROM sqlite_master LIMIT 1")  # from here on it sees as now
                yield ""
            finally:
                cursor.execute("COMMIT")


def rows(sql: str, params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield what an SQL statement finds."""
    live = connections[DEFAULT_DB_ALIAS]
    with live.chunked_cursor() as cursor:
        cursor.execute(sql, params or None)
        while found := cursor.fetchmany(_FETCH):
            yield from found


def rows_of(
    model: type[models.Model], order: str, streams: tuple[int, int] | None = None
) -> Iterator[tuple[Any, ...]]:
    """Yield every row of a table of the record, or those of the streams from one key to another."""
    columns = ", ".join(selected(model, connections[DEFAULT_DB_ALIAS].vendor))
    where = "" if streams is None else " WHERE stream_id BETWEEN %s AND %s"
    sql = f"SELECT {columns} FROM {model._meta.db_table}{where} ORDER BY {order}"  # noqa: S608
    return rows(sql, streams or ())


def selected(model: type[models.Model], vendor: str) -> list[str]:
    """Return the columns as SQL that hands moments and uids out as text, and on SQLite envelopes as
    bytes: a driver that makes objects of them takes longer for it than the proof for all the rest.
    """
    return [_as_stored(field, vendor) for field in model._meta.concrete_fields]


def _as_stored(field: Any, vendor: str) -> str:
    kind, column = field.get_internal_type(), str(field.column)
    if vendor == "postgresql":
        if kind == "DateTimeField":
            return f"({column} AT TIME ZONE 'UTC')::text"
        return f"{column}::text" if kind == "UUIDField" else column
    if kind == "DateTimeField":
        return f"{column} || ''"
    return f"CAST({column} AS BLOB)" if field.attname == "envelope" else column
