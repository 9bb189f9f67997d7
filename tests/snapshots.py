"""A world that services have built once is laid again by its rows.

Most tests stand on the same few worlds. The first test of a process has a world built by services,
as ever; what that wrote is kept, and the next test that asks for the same world from the same state
of the database gets those rows again, with copies of the same objects. Whatever else is written
makes the state unknown, and everything is then built by services.
"""

from __future__ import annotations

import copy
import datetime as dt
import functools
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, is_dataclass
from pathlib import Path
from typing import Any

import psycopg.sql
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import get_language

from dvcq_workflow.host import get_host
from dvcq_workflow.models import IssuedDocument
from dvcq_workflow.models.reports import Evidence

READING = re.compile(r"\s*(SELECT|SAVEPOINT|RELEASE|SET|SHOW|PRAGMA|EXPLAIN|BEGIN|START)\b", re.I)
WRITING_SELECT = re.compile(r"\b(setval|nextval|insert|update|delete)\b", re.I)
LEFT_OUT = {"django_migrations", "django_content_type", "auth_permission", "django_session"}
PLAIN = (str, int, bool, type(None), dt.date)
NEAR = dt.timedelta(minutes=5)

Rows = dict[str, dict[Any, str]]
"""Each table's rows by their key, as the database writes them."""


@dataclass
class Kept:
    """What a step wrote: ``gone`` and ``new`` by table, files by name; and what it left of the
    objects that it was given, with what it returned."""

    gone: dict[str, list[Any]]
    new: dict[str, list[str]]
    files: dict[str, bytes]
    given: list[Any]
    result: Any


@dataclass
class Shelf:
    """The steps of this process. ``state``: the name of what the database holds; None: unknown."""

    kept: dict[str, Kept] = field(default_factory=dict)
    rows: dict[str, Rows] = field(default_factory=dict)
    state: str | None = None
    is_laying: bool = False

    def watch(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Forget the state once somebody else writes, or takes back what was written."""
        if self.state is not None and not self.is_laying:
            is_reading = READING.match(sql) and not WRITING_SELECT.search(sql)
            self.state = self.state if is_reading else None
        return execute(sql, params, many, context)


shelf = Shelf()


def begin(fixtures: Collection[str] = ()) -> None:
    """A test begins: its database is as the migrations left it. One that puts other things in their
    place (``fixtures``) has its world built by services, with those things."""
    shelf.state = None if {"monkeypatch", "settings"} & set(fixtures) else ""
    if shelf.watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(shelf.watch)


def kept(build: Callable[..., Any]) -> Callable[..., Any]:
    """Lay again what ``build`` wrote and returned where it is asked for from the same state, under
    the same settings, with the same arguments: worlds, saved rows and plain values."""

    @functools.wraps(build)
    def laid(*args: Any, **named: Any) -> Any:
        name = _name(build, args, named)
        if name is None:
            return build(*args, **named)
        given = [each for each in (*args, *named.values()) if _is_object(each)]
        if name in shelf.kept:
            return _lay(name, given)
        return _build(name, given, functools.partial(build, *args, **named))

    return laid


def _name(build: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]) -> str | None:
    """Name the step, or None where it is not one that can be laid again."""
    if shelf.state is None or not connection.in_atomic_block:
        return None
    if not isinstance(default_storage, FileSystemStorage):
        return None
    host = get_host()
    if abs(host.now() - timezone.now()) > NEAR:
        return None
    said = [_said(each) for each in (*args, *named.values())]
    if None in said:
        return None
    around = (type(host).__qualname__, getattr(settings, "DVCQ_WORKFLOW", None), get_language())
    return f"{shelf.state}|{build.__module__}.{build.__qualname__}{said}{sorted(named)}{around!r}"


def _is_object(each: Any) -> bool:
    """Whether it is a saved row, or a world or a year of one, that the step goes on with."""
    return isinstance(each, Model) or hasattr(each, "units") or hasattr(each, "world")


def _said(each: Any) -> str | None:
    """Say what an argument is; None: what cannot be told from another by its words."""
    if isinstance(each, PLAIN):
        return repr(each)
    if isinstance(each, tuple) and all(isinstance(part, PLAIN) for part in each):
        return repr(each)
    if isinstance(each, Model):
        return f"{each._meta.label} {each.pk}" if each.pk else None
    if not _is_object(each):
        is_value = is_dataclass(each) and type(each).__dataclass_params__.frozen
        return repr(each) if is_value else None
    world = getattr(each, "world", each)
    return None if getattr(world, "at", None) is not None else type(each).__qualname__


def _build(name: str, given: list[Any], build: Callable[[], Any]) -> Any:
    start = str(shelf.state)
    if start not in shelf.rows:
        shelf.rows[start] = _dump()
    result = build()
    before, after = shelf.rows[start], _dump()
    shelf.rows[name] = after
    left, returned = copy.deepcopy((given, result))
    shelf.kept[name] = Kept(
        gone=_unlike(before, after, lambda key, _row: key),
        new=_unlike(after, before, lambda _key, row: row),
        files=_files(),
        given=left,
        result=returned,
    )
    shelf.state = name
    return result


def _unlike(rows: Rows, others: Rows, take: Callable[[Any, str], Any]) -> dict[str, list[Any]]:
    """Return what to take of the rows that do not stand alike among the others, by table."""
    found = {
        table: [take(key, row) for key, row in held.items() if others[table].get(key) != row]
        for table, held in rows.items()
    }
    return {table: taken for table, taken in found.items() if taken}


def _lay(name: str, given: list[Any]) -> Any:
    step = shelf.kept[name]
    shelf.is_laying = True
    try:
        with connection.cursor() as cursor:
            for statement in STATEMENTS[connection.vendor](step):
                cursor.execute(statement)
    finally:
        shelf.is_laying = False
    shelf.state = name
    for path, data in step.files.items():
        place = Path(settings.MEDIA_ROOT) / path
        if not place.exists() or place.read_bytes() != data:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
    # The copies speak of the very objects that were given, as if the step had been done to them.
    known = {id(left): each for left, each in zip(step.given, given, strict=True)}
    for left, each in zip(step.given, given, strict=True):
        each.__dict__.update(copy.deepcopy(left.__dict__, known))
    return copy.deepcopy(step.result, known)


def _files() -> dict[str, bytes]:
    """The files that the rows speak of, as they lie in the storage."""
    keys = [*IssuedDocument.objects.values_list("storage_key", flat=True)]
    keys += Evidence.objects.values_list("storage_key", flat=True)
    places = {key: Path(settings.MEDIA_ROOT) / key for key in keys}
    return {key: place.read_bytes() for key, place in places.items() if place.is_file()}


@dataclass(frozen=True)
class Table:
    """A table's columns, its key, and whether the database counts that key up."""

    columns: list[str]
    key: str
    is_counted: bool


@functools.cache
def _tables() -> dict[str, Table]:
    look = connection.introspection
    with connection.cursor() as cursor:
        return {
            name: Table(
                [column.name for column in look.get_table_description(cursor, name)],
                look.get_primary_key_column(cursor, name) or "",
                bool(look.get_sequences(cursor, name)),
            )
            for name in sorted(set(look.table_names(cursor)) - LEFT_OUT)
        }


def _dump() -> Rows:
    found: Rows = {}
    with connection.cursor() as cursor:
        for name, table in _tables().items():
            if connection.vendor == "sqlite":
                said = "||','||".join(f'quote("{column}")' for column in table.columns)
                cursor.execute(f'SELECT rowid, {said} FROM "{name}"')
            else:
                cursor.execute(f'SELECT "{table.key}"::text, to_jsonb(t)::text FROM "{name}" t')
            found[name] = dict(cursor.fetchall())
    return found


def _on_sqlite(step: Kept) -> list[str]:
    statements = [
        f'DELETE FROM "{name}" WHERE rowid IN ({",".join(map(str, keys))})'
        for name, keys in step.gone.items()
    ]
    for name, rows in step.new.items():
        columns = ",".join(f'"{column}"' for column in _tables()[name].columns)
        values = ",".join(f"({row})" for row in rows)
        statements.append(f'INSERT INTO "{name}" ({columns}) VALUES {values}')
    return statements


def _on_postgresql(step: Kept) -> list[str]:
    def literal(said: Any) -> str:
        return psycopg.sql.Literal(said).as_string(connection.connection)

    statements = [
        f'DELETE FROM "{name}" WHERE "{_tables()[name].key}"::text = ANY({literal(keys)})'
        for name, keys in step.gone.items()
    ]
    for name, rows in step.new.items():
        said, key = literal("[" + ",".join(rows) + "]"), _tables()[name].key
        statements.append(
            f'INSERT INTO "{name}" '
            f'SELECT * FROM jsonb_populate_recordset(NULL::"{name}", {said}::jsonb)'
        )
        if _tables()[name].is_counted:
            counter = f"pg_get_serial_sequence('\"{name}\"', '{key}')"
            last = f'SELECT max("{key}") FROM "{name}"'
            statements.append(f"SELECT setval({counter}, GREATEST(({last}), nextval({counter})))")
    return [";".join(statements)] if statements else []


STATEMENTS: dict[str, Callable[[Kept], list[str]]] = {
    "sqlite": _on_sqlite,
    "postgresql": _on_postgresql,
}
