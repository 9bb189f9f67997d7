"""Live rows, their history and the events say the same; whatever does not is named."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from dvcq_workflow.audit.rows import audited_models, prove_rows
from dvcq_workflow.models import Plan, Unit
from dvcq_workflow.models.append_only import unprotect
from tests.services.noticing import released
from tests.worlds import World


@pytest.fixture
def world(province: World) -> World:
    """An issued plan and a notice about it."""
    plan = province.start_plan()
    province.issue_plan(plan=plan)
    released(province, plan)
    return province


def raw(sql: str, *params: Any) -> None:
    connection.check_constraints()
    unprotect(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def table(model: Any) -> str:
    return str(model._meta.db_table)


def test_after_a_plans_whole_way_all_rows_agree(world: World) -> None:
    assert list(prove_rows()) == []
    assert len(audited_models()) > 15


PAST = Plan.history.model
TAMPERINGS: dict[str, tuple[Callable[[], None], str]] = {
    "a live row changed": (
        lambda: raw(f"UPDATE {table(Plan)} SET subject = 'Khác'"),
        "row_differs",
    ),
    "a live row put in": (lambda: raw(_put_in()), "row_differs"),
    "a history row changed": (
        lambda: raw(f"UPDATE {table(PAST)} SET status = 'draft' WHERE status = 'issued'"),
        "history_altered",
    ),
    "a history row taken out": (
        lambda: raw(f"DELETE FROM {table(PAST)} WHERE status = 'issued'"),
        "history_gone",
    ),
    "a history row written twice": (lambda: raw(_copied()), "history_unknown"),
}


def _put_in() -> str:
    given = {"uid": f"'{uuid.uuid4().hex}'", "code": "'X'"}
    columns = [f.column for f in Unit._meta.concrete_fields if f.column != "id"]
    values = ", ".join(given.get(column, column) for column in columns)
    return (
        f"INSERT INTO {table(Unit)} ({', '.join(columns)}) SELECT {values} "
        f"FROM {table(Unit)} LIMIT 1"
    )


def _copied() -> str:
    columns = [f.column for f in PAST._meta.concrete_fields if f.column != "history_id"]
    named = ", ".join(columns)
    return f"INSERT INTO {table(PAST)} ({named}) SELECT {named} FROM {table(PAST)} LIMIT 1"


def test_each_way_past_the_services_is_named(world: World) -> None:
    for name, (tamper, code) in TAMPERINGS.items():
        mark = transaction.savepoint()
        tamper()
        assert code in {found.code for found in prove_rows()}, name
        with pytest.raises(CommandError):
            call_command("dvcq_verify", "--rows")
        transaction.savepoint_rollback(mark)
    call_command("dvcq_verify", "--rows")
