"""A checkpoint signs all that was committed before it; whatever is changed below it is found."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from dvcq_workflow.audit.found import Proof
from dvcq_workflow.audit.leaves import event_leaf
from dvcq_workflow.audit.proving import prove
from dvcq_workflow.audit.recorder import lock_directory, record_access, record_event
from dvcq_workflow.audit.sealing import RestoredError, Signature, seal, signed_text
from dvcq_workflow.audit.signing import is_signed, new_key
from dvcq_workflow.conf import conf
from dvcq_workflow.host import DefaultHost, get_host
from dvcq_workflow.models import AccessLog, AuditEvent, Checkpoint, SealedLeaf
from dvcq_workflow.models.append_only import unprotect
from dvcq_workflow.rules.canonical import digest_text
from dvcq_workflow.rules.errors import NotPermitted, NotVisible
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.approvals import withdraw_plan
from dvcq_workflow.services.viewing import view_plan
from tests.models.rows import NOON, Rows, make_person
from tests.worlds import World

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time"
)


@pytest.fixture(autouse=True)
def key(tmp_path: Path) -> Iterator[Path]:
    """The key of these tests, and a folder outside the database."""
    file = tmp_path / "key.pem"
    file.write_bytes(new_key())
    (tmp_path / "seals").mkdir()
    given = {"SEALING_KEY": str(file), "SEALS_FOLDER": str(tmp_path / "seals")}
    with override_settings(DVCQ_WORKFLOW=given):
        yield file


def sealed(*, after_restore: bool = True) -> Checkpoint | None:
    """Seal with the tests' key. What a test wrote in its one transaction is not committed, and no
    other way of sealing takes it."""
    return seal(
        lambda text: Signature(*DefaultHost().sign_bytes(text)),
        at=NOON,
        after_restore=after_restore,
    )


def act(rows_or_actor: Any) -> None:
    """Do something that leaves one event."""
    with acting(actor=rows_or_actor):
        record_event("unit_saved", stream=lock_directory())


def told(proof: Proof) -> list[str]:
    return [found.code for found in proof.breaks]


@pytest.fixture
def world(province: World) -> World:
    """An issued plan, looked at and refused, all of it sealed twice."""
    plan = province.start_plan()
    with pytest.raises((NotPermitted, NotVisible)):
        withdraw_plan(
            plan_id=plan.pk, reason="Thôi.", seen_hash=plan.content_hash, actor=province.clerk
        )
    sealed()
    view_plan(uid=plan.uid, actor=province.drafter)
    province.issue_plan(plan=plan)
    sealed()
    return province


def test_all_events_and_access_records_are_in_the_tree_once(world: World) -> None:
    first, second = Checkpoint.objects.order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert second.size == AuditEvent.objects.count() + AccessLog.objects.count()
    positions = list(SealedLeaf.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(second.size))


def test_the_signed_text_names_size_root_and_the_checkpoint_before(world: World) -> None:
    first, second = Checkpoint.objects.order_by("number")
    said = json.loads(second.text)
    assert (said["size"], said["root"]) == (second.size, second.root)
    assert said["previous"] is not None
    assert json.loads(first.text)["previous"] is None
    assert is_signed(second.text.encode(), key=second.key, signature=second.signature)
    assert not is_signed(first.text.encode(), key=second.key, signature=second.signature)


def test_with_nothing_new_nothing_is_sealed(world: World) -> None:
    assert sealed() is None
    assert Checkpoint.objects.count() == 2


def test_a_sound_record_holds_and_tells_what_is_not_sealed_yet(world: World) -> None:
    proof = prove(first_only=False)
    assert proof.breaks == []
    assert (proof.checkpoints, proof.unsealed) == (2, 0)
    act(world.clerk)
    proof = prove()
    assert (told(proof), proof.unsealed) == ([], 1)


def raw(sql: str, *params: Any) -> None:
    """Do what an owner of the database can: past the guard."""
    connection.check_constraints()
    unprotect(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


EVENT, LEAF = AuditEvent._meta.db_table, SealedLeaf._meta.db_table
ACCESS, POINT = AccessLog._meta.db_table, Checkpoint._meta.db_table


def other_value(row: Any, field: Any) -> Any:
    """Return a value of the same kind as a column holds, and not the same."""
    old = getattr(row, field.attname)
    kind = field.get_internal_type()
    if kind in {"DateTimeField"}:
        return old.replace(year=old.year - 1)
    if kind == "UUIDField":
        return type(old)(int=(old.int + 1) % 2**128)
    if "Integer" in kind:
        return (old or 0) + 1_000
    last = (old or "x")[-1]
    return (old or "x")[:-1] + ("y" if last != "y" else "z")


@contextmanager
def undone() -> Iterator[None]:
    """Take back what was tampered with, so that one world serves many."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)


# A row that is moved to another key, or another stream, is one taken out and one put in.
@pytest.mark.parametrize(
    ("model", "kept"),
    [(AuditEvent, {"id", "stream_id"}), (AccessLog, {"id", "uid", "stream_id"})],
    ids=["event", "access record"],
)
def test_any_column_that_is_changed_is_found(model: Any, kept: set[str], world: World) -> None:
    fields = [field for field in model._meta.concrete_fields if field.attname not in kept]
    assert len(fields) >= 8
    for field in fields:
        row = model.objects.order_by("?").first()
        value = field.get_db_prep_value(other_value(row, field), connection)
        with undone():
            raw(
                f"UPDATE {model._meta.db_table} SET {field.column} = %s WHERE id = %s",
                value,
                row.pk,
            )
            assert told(prove()), field.attname
        assert told(prove()) == []


TAMPERINGS: dict[str, Callable[[World], None]] = {}


def tampering(act: Callable[[World], None]) -> Callable[[World], None]:
    TAMPERINGS[act.__name__.replace("_", " ")] = act
    return act


@tampering
def an_event_taken_out(world: World) -> None:
    row = AuditEvent.objects.filter(seq=3).first()
    raw(f"DELETE FROM {EVENT} WHERE id = %s", row.pk)


@tampering
def the_last_event_of_a_plan_taken_out(world: World) -> None:
    row = AuditEvent.objects.filter(stream__kind="plan").latest("seq")
    raw(f"DELETE FROM {EVENT} WHERE id = %s", row.pk)


@tampering
def a_whole_plan_taken_out(world: World) -> None:
    row = AuditEvent.objects.filter(stream__kind="plan").latest("seq")
    raw(f"DELETE FROM {EVENT} WHERE stream_id = %s", row.stream_id)


@tampering
def two_events_swapped(world: World) -> None:
    one, two = AuditEvent.objects.filter(stream__kind="plan").order_by("seq")[1:3]
    for number, row in ((10**6, one), (one.seq, two), (two.seq, one)):
        raw(f"UPDATE {EVENT} SET seq = %s WHERE id = %s", number, row.pk)


@tampering
def an_event_written_twice(world: World) -> None:
    row = AuditEvent.objects.filter(stream__kind="plan").latest("seq")
    columns = [f.column for f in AuditEvent._meta.concrete_fields if f.column not in ("id", "seq")]
    named = ", ".join(columns)
    raw(
        f"INSERT INTO {EVENT} (seq, {named}) SELECT seq + 1, {named} FROM {EVENT} WHERE id = %s",
        row.pk,
    )


@tampering
def an_event_rewritten_with_its_hash(world: World) -> None:
    row = AuditEvent.objects.filter(stream__kind="plan", seq=2).first()
    text = row.envelope.replace('"channel":"', '"channel":"x')
    raw(f"UPDATE {EVENT} SET envelope = %s, digest = %s WHERE id = %s", *hashed(text), row.pk)


@tampering
def a_whole_plan_rewritten_with_all_its_hashes(world: World) -> None:
    prev = "null"
    for row in AuditEvent.objects.filter(stream__kind="plan").order_by("stream_id", "seq"):
        head, _prev, tail = row.envelope.rpartition('"prev":')
        tail = tail[tail.index(',"principal":') :]
        text = f'{head}"prev":{prev}{tail}'.replace('"request":""', '"request":"forged"')
        text, digest = hashed(text)
        raw(f"UPDATE {EVENT} SET envelope = %s, digest = %s WHERE id = %s", text, digest, row.pk)
        prev = f'"{digest}"'


@tampering
def an_access_record_taken_out(world: World) -> None:
    raw(f"DELETE FROM {ACCESS} WHERE id = %s", AccessLog.objects.latest("pk").pk)


@tampering
def a_leaf_taken_out(world: World) -> None:
    raw(f"DELETE FROM {LEAF} WHERE position = 2")


@tampering
def the_last_leaf_taken_out(world: World) -> None:
    last = SealedLeaf.objects.order_by("position").last()
    raw(f"DELETE FROM {LEAF} WHERE id = %s", last.pk)


@tampering
def two_leaves_swapped(world: World) -> None:
    one, two = SealedLeaf.objects.order_by("position")[2:4]
    for place, row in ((10**6, one), (one.position, two), (two.position, one)):
        raw(f"UPDATE {LEAF} SET position = %s WHERE id = %s", place, row.pk)


@tampering
def an_event_and_its_leaf_rewritten(world: World) -> None:
    row = AuditEvent.objects.filter(stream__kind="plan").latest("seq")
    text, digest = hashed(row.envelope.replace('"request":""', '"request":"forged"'))
    raw(f"UPDATE {EVENT} SET envelope = %s, digest = %s WHERE id = %s", text, digest, row.pk)
    leaf = event_leaf(str(row.stream), row.seq, digest).hex()
    raw(f"UPDATE {LEAF} SET leaf = %s WHERE kind = 'event' AND row_id = %s", leaf, row.pk)


@tampering
def the_first_checkpoint_taken_out(world: World) -> None:
    raw(f"UPDATE {LEAF} SET checkpoint_id = %s", Checkpoint.objects.get(number=2).pk)
    raw(f"DELETE FROM {POINT} WHERE number = 1")


@tampering
def a_checkpoint_signed_anew_by_another_key(world: World) -> None:
    Path(conf.SEALING_KEY).write_bytes(new_key())
    last = Checkpoint.objects.get(number=2)
    key, signature = DefaultHost().sign_bytes(last.text.encode())
    raw(f"UPDATE {POINT} SET key = %s, signature = %s WHERE number = 2", key, signature)


def hashed(text: str) -> tuple[str, str]:
    return text, digest_text(text)


def test_what_an_owner_of_the_database_does_below_a_checkpoint_is_found(world: World) -> None:
    for name, tamper in TAMPERINGS.items():
        key = Path(conf.SEALING_KEY).read_bytes()
        with undone():
            tamper(world)
            assert told(prove()), name
        Path(conf.SEALING_KEY).write_bytes(key)
        assert told(prove()) == []


def test_a_checkpoint_kept_outside_finds_a_tail_cut_with_its_checkpoint(world: World) -> None:
    published = [signed_text(point) for point in Checkpoint.objects.all()]
    second = Checkpoint.objects.get(number=2)
    first = Checkpoint.objects.get(number=1)
    cut = SealedLeaf.objects.filter(checkpoint=second)
    events = list(cut.filter(kind="event").values_list("row_id", flat=True))
    accesses = list(cut.filter(kind="access").values_list("row_id", flat=True))
    raw(f"DELETE FROM {LEAF} WHERE checkpoint_id = %s", second.pk)
    raw(f"DELETE FROM {POINT} WHERE id = %s", second.pk)
    for key in events:
        raw(f"DELETE FROM {EVENT} WHERE id = %s", key)
    for key in accesses:
        raw(f"DELETE FROM {ACCESS} WHERE id = %s", key)
    assert told(prove()) == []  # the database alone cannot know
    assert told(prove(published=published)) == ["published_differs"]
    assert first.size == SealedLeaf.objects.count()


def test_a_key_that_is_not_trusted_is_told_of(world: World) -> None:
    assert told(prove(keys=["00" * 32])) == ["key_unknown"]


def wait_for_older_transactions() -> None:
    """Other tests write into other databases of the same cluster, which counts for all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        (ours,) = cursor.fetchone()
        for _each in range(1_200):
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
            if int(cursor.fetchone()[0]) > int(ours):
                return
            time.sleep(0.1)
    pytest.fail("Somebody's transaction has been running for two minutes.")


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_still_runs_is_waited_for_and_not_lost() -> None:
    slow, fast = make_person("slow"), make_person("fast")
    begun, go_on = threading.Event(), threading.Event()

    def linger() -> None:
        try:
            with transaction.atomic():
                rows = Rows(slow)
                rows.keep(rows.unit())
                begun.set()
                go_on.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=linger)
    thread.start()
    assert begun.wait(10)
    with acting(actor=fast) as doing_it:
        record_access(AccessLog.Kind.VIEW, "plan", act=doing_it, stream=None)
    early = sealed(after_restore=False)
    go_on.set()
    thread.join()
    wait_for_older_transactions()
    late = sealed(after_restore=False)
    assert late is not None
    assert early is None or early.size < late.size
    assert late.size == AuditEvent.objects.count() + AccessLog.objects.count()
    assert told(prove(first_only=False)) == []


@on_postgresql
def test_another_cluster_is_noticed_and_after_a_restore_nothing_is_left_out(
    world: World,
) -> None:
    horizon = json.dumps({"xid": "999999999999", "cluster": "another"})
    raw(f"UPDATE {POINT} SET horizon = %s WHERE number = 2", horizon)
    act(world.clerk)
    with pytest.raises(RestoredError):
        sealed(after_restore=False)
    point = sealed()
    assert point is not None
    assert point.size == AuditEvent.objects.count() + AccessLog.objects.count()
    act(world.clerk)
    assert get_host().sign_bytes(b"")


def test_the_command_seals_keeps_outside_and_proves(world: World, key: Path, capsys: Any) -> None:
    act(world.clerk)
    call_command("dvcq_seal", "--json", "--after-restore")
    assert json.loads(capsys.readouterr().out)["checkpoint"]["number"] == 3
    assert [f.name for f in (key.parent / "seals").iterdir()] == ["checkpoint-00000003.json"]
    call_command("dvcq_verify", "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["holds"] is True
    raw(f"DELETE FROM {EVENT} WHERE id = %s", AuditEvent.objects.latest("pk").pk)
    with pytest.raises(CommandError, match=r"event_missing|sealed_row_gone"):
        call_command("dvcq_verify")


def test_without_a_key_the_command_tells_how_to_make_one(world: World, tmp_path: Path) -> None:
    file = tmp_path / "new.pem"
    act(world.clerk)
    with override_settings(DVCQ_WORKFLOW={}):
        with pytest.raises(CommandError, match="--new-key"):
            call_command("dvcq_seal", "--after-restore")
        call_command("dvcq_seal", "--new-key", str(file))
        with pytest.raises(CommandError, match=r"new\.pem"):
            call_command("dvcq_seal", "--new-key", str(file))
    assert file.stat().st_mode & 0o077 == 0
    with override_settings(DVCQ_WORKFLOW={"SEALING_KEY": str(file)}):
        call_command("dvcq_seal", "--after-restore")
    assert Checkpoint.objects.count() == 3
