"""One bit of any byte, in any table of the witness: it is found, or it was never proven."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import connection

from dvcq_workflow.audit.proving import prove
from dvcq_workflow.audit.rows import prove_rows
from dvcq_workflow.models import AccessLog, AuditEvent, Checkpoint, PersonalValue, SealedLeaf
from dvcq_workflow.models.append_only import unprotect
from dvcq_workflow.rules.canonical import digest_text
from tests.audit.test_sealing import act, key, sealed, told, undone, world  # noqa: F401 - fixtures
from tests.worlds import World

TEXTS: tuple[tuple[Any, str, int], ...] = (
    (AuditEvent, "envelope", 60),
    (AuditEvent, "digest", 12),
    (AccessLog, "envelope", 30),
    (AccessLog, "digest", 8),
    (SealedLeaf, "leaf", 30),
    (Checkpoint, "text", 30),
    (Checkpoint, "signature", 12),
    (Checkpoint, "key", 8),
    (Checkpoint, "root", 8),
)
"""Columns of text, and how many bytes of each are tried."""


@pytest.fixture
def opened(world: World) -> World:  # noqa: F811
    """The world of the sealing tests, with the guard of its tables opened by their owner."""
    connection.check_constraints()
    unprotect(connection)
    return world


def execute(sql: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def set_column(row: Any, column: str, value: Any) -> None:
    table, pk = row._meta.db_table, row._meta.pk
    execute(f"UPDATE {table} SET {column} = %s WHERE {pk.column} = %s", value, row.pk)


def with_one_bit_changed(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text))
    return text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]


@pytest.mark.parametrize(
    ("model", "column", "times"), TEXTS, ids=[f"{m.__name__}.{c}" for m, c, _n in TEXTS]
)
def test_a_bit_changed_in_any_byte_is_found(
    model: Any, column: str, times: int, opened: World
) -> None:
    chance = random.Random(f"{model.__name__}.{column}")
    rows = list(model.objects.all())
    for _each in range(times):
        row = chance.choice(rows)
        value = with_one_bit_changed(getattr(row, column), chance)
        with undone():
            set_column(row, column, value)
            assert told(prove()), (row.pk, value)
    assert told(prove()) == []


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (SealedLeaf, {"position": 10**6, "row_id": 10**6, "checkpoint_id": None, "kind": None}),
        (Checkpoint, {"number": 10**6, "size": 10**6, "sealed_at": "2020-01-01 00:00:00"}),
    ],
    ids=["leaf", "checkpoint"],
)
def test_any_other_column_of_the_tree_that_is_changed_is_found(
    model: Any, columns: dict[str, Any], opened: World
) -> None:
    first, second = Checkpoint.objects.order_by("number")
    for column, value in columns.items():
        row = (
            model.objects.filter(checkpoint=first, kind="event").last()
            if (model is SealedLeaf)
            else second
        )
        given = {"checkpoint_id": second.pk, "kind": "access"}.get(column, value)
        with undone():
            set_column(row, column, given)
            assert told(prove()), column


def test_the_peaks_from_which_the_tree_grows_on_are_proven(opened: World) -> None:
    last = Checkpoint.objects.get(number=2)
    set_column(last, "peaks", '["' + "0" * 64 + '"]')
    assert told(prove()) == ["checkpoint_altered"]


def test_a_leaf_put_in_for_what_never_was_is_found(opened: World) -> None:
    table = SealedLeaf._meta.db_table
    execute(
        f"INSERT INTO {table} (position, checkpoint_id, kind, row_id, leaf) "
        f"SELECT max(position) + 1, max(checkpoint_id), 'event', 999999, max(leaf) FROM {table}"
    )
    assert told(prove())


def test_a_name_or_reason_that_is_changed_is_found_with_the_rows(opened: World) -> None:
    for row in list(PersonalValue.objects.order_by("?")[:5]):
        with undone():
            set_column(row, "value", row.value + "!")
            assert [found.code for found in prove_rows()] == ["personal_altered"]
    assert list(prove_rows()) == []


def test_what_is_cut_off_or_rewritten_above_the_last_checkpoint_is_not_found(
    opened: World,
) -> None:
    act(opened.clerk)
    act(opened.clerk)
    first, second = AuditEvent.objects.order_by("pk")[AuditEvent.objects.count() - 2 :]
    with undone():
        execute(f"DELETE FROM {AuditEvent._meta.db_table} WHERE id = %s", second.pk)
        assert told(prove(first_only=False)) == []
    with undone():
        forged = second.envelope.replace('"request":""', '"request":"forged"')
        set_column(second, "envelope", forged)
        set_column(second, "digest", digest_text(forged))
        assert told(prove(first_only=False)) == []
    sealed()
    execute(f"DELETE FROM {AuditEvent._meta.db_table} WHERE id = %s", second.pk)
    assert told(prove()) == ["sealed_row_gone"]
    assert first.seq + 1 == second.seq
