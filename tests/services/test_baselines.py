"""Rows from before auditing are taken into the record once, in somebody's name."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from dvcq_workflow.audit.proving import prove
from dvcq_workflow.audit.rows import prove_rows
from dvcq_workflow.models import AuditEvent, Unit
from dvcq_workflow.rules.errors import NotPermitted
from dvcq_workflow.services import baselines
from dvcq_workflow.services.baselines import record_baseline
from tests.worlds import World

OLD = 7


@pytest.fixture
def old(province: World) -> World:
    """Units that another program entered before auditing started."""
    columns = [f.column for f in Unit._meta.concrete_fields if f.column != "id"]
    table = Unit._meta.db_table
    with connection.cursor() as cursor:
        for number in range(OLD):
            given = {"uid": f"'{uuid.uuid4().hex}'", "code": f"'OLD{number}'"}
            values = ", ".join(given.get(column, column) for column in columns)
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} "
                f"WHERE id = {province.advising.pk}"
            )
    return province


@pytest.mark.audits("record_baseline")
def test_each_row_without_history_gets_one_and_an_event_tells_of_it(old: World) -> None:
    assert {found.code for found in prove_rows()} == {"row_differs"}
    assert record_baseline(actor=old.keeper) == OLD
    event = AuditEvent.objects.latest("pk")
    said = json.loads(event.envelope)
    assert (event.code, said["details"]) == ("baseline_recorded", {"rows": {"unit": OLD}})
    assert len(said["history"]) == OLD
    assert list(prove_rows()) == []
    assert prove(first_only=False).breaks == []


def test_done_twice_it_finds_nothing_and_records_nothing(old: World) -> None:
    record_baseline(actor=old.keeper)
    before = AuditEvent.objects.count()
    assert record_baseline(actor=old.keeper) == 0
    assert AuditEvent.objects.count() == before


def test_many_rows_are_several_acts(old: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baselines, "ROWS_OF_AN_EVENT", 3)
    assert record_baseline(actor=old.keeper) == OLD
    assert AuditEvent.objects.filter(code="baseline_recorded").count() == 3
    assert list(prove_rows()) == []


def test_only_a_keeper_takes_rows_into_the_record(old: World) -> None:
    with pytest.raises(NotPermitted, match="directory_not_yours"):
        record_baseline(actor=old.chairman)


def test_the_command_says_how_many_it_took(old: World, capsys: Any) -> None:
    with pytest.raises(CommandError):
        call_command("dvcq_baseline", "--as", "chairman")
    with pytest.raises(CommandError):
        call_command("dvcq_baseline", "--as", "nobody")
    call_command("dvcq_baseline", "--as", "keeper")
    assert str(OLD) in capsys.readouterr().out
