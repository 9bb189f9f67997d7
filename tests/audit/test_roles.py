"""The two roles of docs/howto/witness.md, as its SQL makes them: the application works, and cannot
change what is written once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import ProgrammingError, connection, transaction

from dvcq_workflow.audit.proving import prove
from dvcq_workflow.models import AuditEvent, Plan
from dvcq_workflow.models.append_only import append_only_models, unprotected_tables
from tests.architecture.source import REPOSITORY
from tests.audit.test_sealing import key, sealed  # noqa: F401 - a fixture, by its name
from tests.services.noticing import released
from tests.worlds import World

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles"),
]
PAGE = REPOSITORY / "docs" / "howto" / "witness.md"
APPLICATION, OWNER = f"dvcq_app_{os.getpid()}", f"dvcq_owner_{os.getpid()}"


def blocks() -> list[str]:
    """Return the SQL of the page, with names of our own for its roles: a cluster has them once."""
    text = PAGE.read_text(encoding="utf-8")
    found = re.findall(r"^```(?:postgre)?sql\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    ours = {"dvcq_app": APPLICATION, "dvcq_owner": OWNER}
    return [re.sub(r"\bdvcq_(app|owner)\b", lambda m: ours[m[0]], sql) for sql in found]


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@contextmanager
def as_application() -> Iterator[None]:
    execute(f"SET ROLE {APPLICATION}")
    try:
        yield
    finally:
        execute("RESET ROLE")


@pytest.fixture
def roles(province: World) -> World:
    """A province, and the roles; they go with the test's transaction."""
    connection.check_constraints()
    for sql in blocks():
        execute(sql)
    return province


def test_the_application_s_role_carries_a_plan_its_whole_way_and_seals_it(roles: World) -> None:
    with as_application():
        plan = roles.start_plan()
        roles.issue_plan(plan=plan)
        released(roles, plan)
        assert sealed(after_restore=False) is None  # nothing of this transaction is committed
        assert prove(first_only=False).breaks == []
        assert unprotected_tables(connection) == []
    assert Plan.objects.get(pk=plan.pk).documents.exists()


TABLE = AuditEvent._meta.db_table
FORGED = """CREATE OR REPLACE FUNCTION dvcq_append_only() RETURNS trigger
  LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$"""


@pytest.mark.parametrize(
    "sql",
    [
        f"UPDATE {TABLE} SET code = 'x'",
        f"DELETE FROM {TABLE}",
        f"TRUNCATE {TABLE}",
        f"DROP TRIGGER dvcq_ao_row ON {TABLE}",
        f"ALTER TABLE {TABLE} DISABLE TRIGGER ALL",
        f"ALTER TABLE {TABLE} RENAME TO gone",
        f"DROP TABLE {TABLE} CASCADE",
        "DROP FUNCTION dvcq_append_only() CASCADE",
        FORGED,
        "SET LOCAL session_replication_role = replica",
    ],
)
def test_the_application_s_role_cannot(sql: str, roles: World) -> None:
    with as_application(), pytest.raises(ProgrammingError), transaction.atomic():
        execute(sql)


def test_no_table_of_the_witness_is_left_open_to_the_application_s_role(roles: World) -> None:
    for model in append_only_models():
        for verb in ("UPDATE", "DELETE", "TRUNCATE"):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT has_table_privilege(%s, %s, %s)",
                    [APPLICATION, model._meta.db_table, verb],
                )
                assert cursor.fetchone() == (False,), (model, verb)
