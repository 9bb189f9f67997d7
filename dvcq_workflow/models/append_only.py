"""Tables whose rows the database itself neither changes nor gives up: triggers, vendor by vendor.

Django's managers refuse such writes already; these hold against raw SQL and other programs. An
owner of the table can drop them: see docs/howto/witness.md for two roles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction

from dvcq_workflow.models.base import AppendOnlyModel
from dvcq_workflow.models.history import ActColumns

MESSAGE = "dvcq: rows of this table are written once and stay"

_FUNCTION = f"""
CREATE OR REPLACE FUNCTION dvcq_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{MESSAGE} (%, %)', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_POSTGRESQL = {
    "dvcq_ao_row": "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
    "dvcq_ao_tru": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
}


def append_only_models() -> list[type[models.Model]]:
    """Return our models whose rows stay: what is written once, and every history."""
    ours = apps.get_app_config("dvcq_workflow").get_models()
    return [model for model in ours if issubclass(model, AppendOnlyModel | ActColumns)]


def protect(connection: Any) -> None:
    """Create the triggers of every such table that there is; twice has the effect of once.

    Run after each ``migrate``: on SQLite a changed table is a new one, and has lost its triggers.
    """
    present = set(connection.introspection.table_names())
    guarded = [model for model in append_only_models() if model._meta.db_table in present]
    _execute(connection, trigger_sql(connection.vendor, guarded))


def protect_after_migrate(*, using: str, **kwargs: Any) -> None:
    """Listen to Django's ``post_migrate``."""
    protect(connections[using])


def unprotect(connection: Any) -> None:
    """Drop the triggers: for a test database that is emptied, and for a keeper of the record."""
    _execute(connection, _dropping(connection.vendor, append_only_models()))


@contextmanager
def opened(connection: Any, guarded: Iterable[type[models.Model]]) -> Iterator[None]:
    """Let rows of these tables go until the block ends, within the transaction that is open: nobody
    else ever sees the tables open, and whatever goes wrong leaves them closed.

    On PostgreSQL only the tables' owner can; writers wait until the transaction ends.
    """
    chosen = list(guarded)
    if not connection.in_atomic_block:
        raise RuntimeError("Opened outside a transaction, a table would stand open to everybody.")
    with transaction.atomic(using=connection.alias):
        if connection.vendor == "postgresql":
            connection.check_constraints()  # no table is altered while a key is still to be checked
            _execute(connection, _switching("DISABLE", chosen))
            yield
            _execute(connection, _switching("ENABLE ALWAYS", chosen))
        else:
            _execute(connection, _dropping(connection.vendor, chosen))
            yield
            _execute(connection, trigger_sql(connection.vendor, chosen))


def owns_tables(connection: Any) -> bool:
    """Return whether this connection's role may open them: on PostgreSQL the owner's alone."""
    if connection.vendor != "postgresql":
        return True
    sql = (
        "SELECT coalesce(bool_and(pg_has_role(current_user, relowner, 'USAGE')), false) "
        "FROM pg_class WHERE oid IN (SELECT tgrelid FROM pg_trigger WHERE tgname = 'dvcq_ao_row')"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return bool(cursor.fetchone()[0])


def unprotected_tables(connection: Any) -> list[str]:
    """Return the tables that lack one of their triggers."""
    if connection.vendor == "postgresql":
        sql = (
            "SELECT tgrelid::regclass::text, tgname::text FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgenabled = 'A'"
        )
    else:
        sql = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = set(cursor.fetchall())
    return [
        model._meta.db_table
        for model in append_only_models()
        if any(
            (model._meta.db_table, name) not in found
            for name in trigger_names(connection.vendor, model)
        )
    ]


def trigger_names(vendor: str, model: type[models.Model]) -> list[str]:
    """Return the names of a table's triggers; SQLite has one space of names for all tables."""
    if vendor == "postgresql":
        return list(_POSTGRESQL)
    return [f"{model._meta.db_table}_ao_{end}" for end in ("upd", "del", "ins")]


def trigger_sql(vendor: str, guarded: Iterable[type[models.Model]]) -> Iterator[str]:
    """Yield the statements that protect the tables of ``guarded``."""
    if vendor == "postgresql":
        yield _FUNCTION
    yield from _dropping(vendor, guarded)
    for model in guarded:
        yield from (_for_postgresql if vendor == "postgresql" else _for_sqlite)(model)


def _dropping(vendor: str, guarded: Iterable[type[models.Model]]) -> Iterator[str]:
    for model in guarded:
        on = f" ON {model._meta.db_table}" if vendor == "postgresql" else ""
        for name in trigger_names(vendor, model):
            yield f"DROP TRIGGER IF EXISTS {name}{on}"


def _switching(how: str, guarded: Iterable[type[models.Model]]) -> Iterator[str]:
    for model in guarded:
        yield f"ALTER TABLE {model._meta.db_table} {how} TRIGGER dvcq_ao_row"


def _execute(connection: Any, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _for_postgresql(model: type[models.Model]) -> Iterator[str]:
    """``ENABLE ALWAYS`` holds in a session that plays a replica, too."""
    table = model._meta.db_table
    for name, when in _POSTGRESQL.items():
        yield (
            f"CREATE TRIGGER {name} {when.format(table=table)} EXECUTE FUNCTION dvcq_append_only()"
        )
        yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"


def _for_sqlite(model: type[models.Model]) -> Iterator[str]:
    """The third one is for INSERT OR REPLACE, which deletes a row without asking the second."""
    table = model._meta.db_table
    stop = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    changed, deleted, replaced = trigger_names("sqlite", model)
    taken = " OR ".join(
        "(" + " AND ".join(f"{column} = NEW.{column}" for column in columns) + ")"
        for columns in _unique_columns(model)
    )
    yield f"CREATE TRIGGER {changed} BEFORE UPDATE ON {table} {stop}"
    yield f"CREATE TRIGGER {deleted} BEFORE DELETE ON {table} {stop}"
    there = f"EXISTS (SELECT 1 FROM {table} WHERE {taken})"  # noqa: S608
    yield f"CREATE TRIGGER {replaced} BEFORE INSERT ON {table} WHEN {there} {stop}"


def _unique_columns(model: type[models.Model]) -> list[tuple[str, ...]]:
    """Return the columns of each way in which a row may collide with one that is there."""
    meta = model._meta
    alone: list[tuple[str, ...]] = [
        (str(field.column),) for field in meta.concrete_fields if field.unique
    ]
    together = [
        tuple(str(meta.get_field(name).column) for name in constraint.fields)  # type: ignore[union-attr]
        for constraint in meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields
    ]
    return [*alone, *together]
