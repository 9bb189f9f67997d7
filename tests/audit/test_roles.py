"""The two roles of docs/howto/witness.md, as its SQL makes them: the application works, and cannot
change what is written once."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from dvcq_workflow.audit.proving import prove
from dvcq_workflow.host import DefaultHost
from dvcq_workflow.models import AuditEvent, Plan
from dvcq_workflow.models.append_only import append_only_models, unprotected_tables
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.retention import Terms
from dvcq_workflow.services.retention import Pruned, prune_record
from dvcq_workflow.services.viewing import view_plan
from tests.architecture.source import REPOSITORY
from tests.audit.test_sealing import key, sealed  # noqa: F401 - a fixture, by its name
from tests.services.noticing import released
from tests.worlds import World

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles"),
]
PAGE = REPOSITORY / "docs" / "howto" / "witness.md"
APPLICATION, OWNER, KEEPER = (f"dvcq_{name}_{os.getpid()}" for name in ("app", "owner", "keeper"))


def blocks() -> list[str]:
    """Return the SQL of the page, with names of our own for its roles: a cluster has them once."""
    text = PAGE.read_text(encoding="utf-8")
    found = re.findall(r"^```(?:postgre)?sql\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    ours = {"dvcq_app": APPLICATION, "dvcq_owner": OWNER, "dvcq_keeper": KEEPER}
    return [re.sub(r"\bdvcq_(app|owner|keeper)\b", lambda m: ours[m[0]], sql) for sql in found]


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@contextmanager
def as_application(role: str = APPLICATION) -> Iterator[None]:
    execute(f"SET ROLE {role}")
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


def owned_by_the_owner() -> None:
    """Give what a first `migrate` by the owner gives; here the tables are there already."""
    connection.check_constraints()
    for name in connection.introspection.table_names():
        execute(f"ALTER TABLE {name} OWNER TO {OWNER}")
    execute(f"ALTER FUNCTION dvcq_append_only() OWNER TO {OWNER}")
    execute(f"GRANT USAGE ON SCHEMA public TO {OWNER}")


def test_only_the_keeper_s_role_may_open_the_tables(roles: World) -> None:
    owned_by_the_owner()
    person = roles.keeper
    person.user_permissions.add(Permission.objects.get(codename="prune_record"))
    view_plan(uid=roles.start_plan().uid, actor=roles.drafter)
    call_command("dvcq_seal", "--after-restore", stdout=StringIO())
    connection.check_constraints()

    def prune() -> Pruned:
        terms = Terms(accesses_before=DefaultHost().today())
        return prune_record(terms=terms, reason="Hết thời hạn.", actor=person, dry_run=False)

    with as_application(), pytest.raises(RuleViolation, match="retention_needs_owner"):
        prune()
    with pytest.MonkeyPatch.context() as patch, as_application(KEEPER):
        tomorrow = DefaultHost().now() + dt.timedelta(days=1)
        patch.setattr(DefaultHost, "now", lambda host: tomorrow)
        call_command("dvcq_seal", "--after-restore", stdout=StringIO())
        assert prune().accesses > 0
        assert unprotected_tables(connection) == []
        assert prove(first_only=False).breaks == []
