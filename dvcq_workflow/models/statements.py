"""The few statements that run on every write, compiled once.

The ORM builds such a statement anew each time, which costs more than running it does: an audited
save was 9 times a plain one, and is under 3 with these (``make bench``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, cast

from django.db import connections, models
from django.db.models.expressions import Col

Convert = Callable[[Any, Any, Any], Any]


def column_of(model: type[models.Model], name: str) -> str:
    """Return the table's column behind a field's name or attribute."""
    return str(_field(model, name).column)


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    return cast("models.Field[Any, Any]", model._meta.get_field(name))


@lru_cache(maxsize=512)
def insert_sql(model: type[models.Model], attnames: tuple[str, ...], vendor: str) -> str:
    """Return an INSERT of one row that returns its key. ``vendor`` keeps the databases apart."""
    quote = connections["default"].ops.quote_name
    meta = model._meta
    columns = [quote(column_of(model, name)) for name in attnames]
    return (
        f"INSERT INTO {quote(meta.db_table)} ({', '.join(columns)}) "  # noqa: S608
        f"VALUES ({', '.join(['%s'] * len(columns))}) RETURNING {quote(meta.pk.column)}"
    )


@lru_cache(maxsize=512)
def insert_select_sql(
    model: type[models.Model],
    target: type[models.Model],
    copied: tuple[str, ...],
    added: tuple[str, ...],
    vendor: str,
) -> str:
    """Return an INSERT that copies one live row into ``target`` and returns what was written.

    Its parameters are the values of ``added``, then the live row's key.
    """
    quote = connections["default"].ops.quote_name
    from_row = [quote(column_of(model, name)) for name in copied]
    extra = [quote(column_of(target, name)) for name in added]
    key = quote(target._meta.pk.column)
    return (
        f"INSERT INTO {quote(target._meta.db_table)} ({', '.join(from_row + extra)}) "  # noqa: S608
        f"SELECT {', '.join(from_row + ['%s'] * len(extra))} "
        f"FROM {quote(model._meta.db_table)} WHERE {quote(model._meta.pk.column)} = %s "
        f"RETURNING {', '.join([key, *from_row, *extra])}"
    )


@lru_cache(maxsize=512)
def update_and_copy_sql(
    model: type[models.Model],
    target: type[models.Model],
    changed: tuple[str, ...],
    copied: tuple[str, ...],
    added: tuple[str, ...],
) -> str:
    """Return one statement for PostgreSQL that updates a row and copies it, as it is then, into
    ``target``; it returns what was copied, or nothing where there is no such row.

    Its parameters are the values of ``changed``, the row's key, the values of ``added``.
    """
    quote = connections["default"].ops.quote_name
    meta, goal = model._meta, target._meta
    sets = [f"{quote(column_of(model, name))} = %s" for name in changed]
    from_row = [quote(column_of(model, name)) for name in copied]
    extra = [quote(column_of(target, name)) for name in added]
    return (
        f"WITH live AS (UPDATE {quote(meta.db_table)} SET {', '.join(sets)} "  # noqa: S608
        f"WHERE {quote(meta.pk.column)} = %s RETURNING {', '.join(from_row)}) "
        f"INSERT INTO {quote(goal.db_table)} ({', '.join(from_row + extra)}) "
        f"SELECT {', '.join(from_row + ['%s'] * len(extra))} FROM live "
        f"RETURNING {', '.join([quote(goal.pk.column), *from_row, *extra])}"
    )


def prepared(model: type[models.Model], values: dict[str, Any], connection: Any) -> list[Any]:
    """Return values as the database driver takes them, field by field."""
    prepare = _preparers(model, tuple(values))
    return [step(value, connection) for step, value in zip(prepare, values.values(), strict=True)]


@lru_cache(maxsize=512)
def _preparers(
    model: type[models.Model], attnames: tuple[str, ...]
) -> tuple[Callable[[Any, Any], Any], ...]:
    return tuple(_field(model, name).get_db_prep_save for name in attnames)


def converted(
    model: type[models.Model], attnames: tuple[str, ...], row: Sequence[Any], connection: Any
) -> dict[str, Any]:
    """Return a raw row as the fields' Python values, as the ORM itself would read it."""
    result = dict(zip(attnames, row, strict=True))
    for name, expression, steps in _converters(model, attnames, connection.alias):
        for step in steps:
            result[name] = step(result[name], expression, connection)
    return result


@lru_cache(maxsize=512)
def _converters(
    model: type[models.Model], attnames: tuple[str, ...], alias: str
) -> tuple[tuple[str, Col, tuple[Convert, ...]], ...]:
    """Return the columns that need converting, each with its steps."""
    connection = connections[alias]
    found = []
    for name in attnames:
        expression = Col(model._meta.db_table, _field(model, name))
        steps = (
            *connection.ops.get_db_converters(expression),
            *expression.get_db_converters(connection),
        )
        if steps:
            found.append((name, expression, steps))
    return tuple(found)
