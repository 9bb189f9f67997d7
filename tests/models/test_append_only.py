"""What is written once stays, whoever asks the database: raw SQL, too."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from dvcq_workflow.models import AuditEvent, Unit
from dvcq_workflow.models.append_only import (
    append_only_models,
    protect,
    unprotect,
    unprotected_tables,
)
from dvcq_workflow.services.viewing import record_view
from tests.models.rows import Rows
from tests.services.noticing import released
from tests.worlds import World

GUARDED = append_only_models()


def refused(sql: str, *params: Any) -> bool:
    """Whether the database refuses a statement for the guard's reason."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, params)
    except IntegrityError as problem:
        return "written once" in str(problem)
    return False


@pytest.fixture
def record(province: World) -> World:
    """A province with an issued plan and a notice, and a row of every kind: rows in all tables."""
    plan = province.start_plan()
    province.issue_plan(plan=plan)
    released(province, plan)
    Rows(province.keeper).keep_one_of_each()
    record_view(subject="plan", stream=plan.stream, actor=province.clerk, channel="code")
    return province


def test_events_versions_files_and_each_history_are_among_them() -> None:
    names = {model.__name__ for model in GUARDED}
    assert {"AuditEvent", "AccessLog", "PlanVersion", "IssuedDocument", "Approval"} <= names
    assert {"HistoricalPlan", "HistoricalUnit", "HistoricalIssuance"} <= names


def rows_of_each() -> list[tuple[type[models.Model], Any]]:
    """Return the models that have a row in this world, each with the key of its last one."""
    last = ((model, model._default_manager.order_by("pk").last()) for model in GUARDED)
    found = [(model, row.pk) for model, row in last if row is not None]
    empty = {model.__name__ for model in GUARDED} - {model.__name__ for model, _pk in found}
    assert not empty, "this world is too small to try it on"
    return found


def test_no_row_is_changed_or_taken_away(record: World) -> None:
    for model, pk in rows_of_each():
        table, key = model._meta.db_table, model._meta.pk.column
        count = model._default_manager.count()
        assert refused(f"UPDATE {table} SET {key} = {key} WHERE {key} = %s", pk), table
        assert refused(f"DELETE FROM {table} WHERE {key} = %s", pk), table
        assert model._default_manager.count() == count


@pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE is SQLite's")
def test_no_row_is_replaced_by_another_of_its_key(record: World) -> None:
    for model, pk in rows_of_each():
        table, key = model._meta.db_table, model._meta.pk.column
        copy = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE {key} = %s"
        assert refused(copy, pk), table


@pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE is SQLite's")
def test_an_event_is_not_replaced_by_another_of_its_number(rows: Rows) -> None:
    rows.keep(rows.unit())
    event = AuditEvent.objects.latest("pk")
    names = [f.column for f in AuditEvent._meta.concrete_fields if f.column != "id"]
    columns = ", ".join(names)
    forged = (
        f"INSERT OR REPLACE INTO {AuditEvent._meta.db_table} ({columns}) "
        f"SELECT {columns} FROM {AuditEvent._meta.db_table} WHERE id = %s"
    )
    assert refused(forged, event.pk)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE is PostgreSQL's")
@pytest.mark.parametrize("role", ["origin", "replica"])
def test_no_table_is_emptied_even_by_a_session_that_plays_a_replica(role: str, db: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL session_replication_role = {role}")
    for model in GUARDED:
        assert refused(f"TRUNCATE {model._meta.db_table} CASCADE"), model


def test_what_may_change_still_may(rows: Rows) -> None:
    unit = rows.keep(rows.unit())
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Unit._meta.db_table} SET name = name WHERE id = %s", [unit.pk])
    assert refused(f"DELETE FROM {unit.history.model._meta.db_table} WHERE id = %s", unit.pk)


def test_a_table_without_its_guard_is_named(db: Any) -> None:
    assert unprotected_tables(connection) == []
    unprotect(connection)
    assert set(unprotected_tables(connection)) == {model._meta.db_table for model in GUARDED}
    protect(connection)
    protect(connection)
    assert unprotected_tables(connection) == []
