"""What its terms have ended goes in the keeper's name, below a checkpoint kept outside, and on
record; what goes otherwise is found as before."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from dvcq_workflow.audit.found import Break
from dvcq_workflow.audit.proving import prove, prove_stream
from dvcq_workflow.audit.retained import digest_of_leaves
from dvcq_workflow.audit.rows import prove_rows
from dvcq_workflow.audit.verifier import BadItemError, verify
from dvcq_workflow.host import DefaultHost
from dvcq_workflow.models import (
    AccessLog,
    AuditEvent,
    Checkpoint,
    PersonalValue,
    Plan,
    SealedLeaf,
)
from dvcq_workflow.models.append_only import (
    opened,
    protect,
    unprotect,
    unprotected_tables,
)
from dvcq_workflow.rules.canonical import canonical_json, digest_text
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import NotPermitted, RuleViolation
from dvcq_workflow.rules.retention import Terms, numbers_in, ranges_of
from dvcq_workflow.services.access import grant_view
from dvcq_workflow.services.exports import export_history
from dvcq_workflow.services.retention import prune_record
from dvcq_workflow.services.viewing import view_plan
from tests.audit.test_export import packed, parts_of, signed_anew
from tests.audit.test_sealing import key  # noqa: F401 - a fixture, by its name
from tests.worlds import World, make_province, make_user

THEN = dt.datetime(2020, 4, 6, 3, 0, tzinfo=dt.UTC)
LATER = dt.date(2021, 1, 1)
REASON = "Hết thời hạn lưu theo quyết định của tỉnh."
EVENT, ACCESS = AuditEvent._meta.db_table, AccessLog._meta.db_table


@contextmanager
def years_ago() -> Iterator[None]:
    """Turn the host's clock to the year of the plans."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DefaultHost, "now", lambda host: THEN)
        yield


@pytest.fixture
def world(db: Any) -> World:
    """Years ago: a plan withdrawn, another issued, looks at both; all of it sealed and kept."""
    with years_ago():
        world = make_province()
        plan = world.start_plan()
        world.act(plan, Step.DRAFT, "withdraw", world.drafter, reason="Thôi.")
        issued = world.issue_plan(plan=world.start_plan())
        for each in (plan, issued):
            view_plan(uid=each.uid, actor=world.drafter)
    seal_and_keep()
    person = world.people["record_keeper"] = make_user("record_keeper", "Người giữ nhật ký")
    person.user_permissions.add(Permission.objects.get(codename="prune_record"))
    connection.check_constraints()  # no table is opened while a key is still to be checked
    return world


def seal_and_keep() -> None:
    call_command("dvcq_seal", "--after-restore", stdout=StringIO())


def ended(world: World) -> Plan:
    return Plan.objects.get(status="withdrawn")


def prune(world: World, *, by: str = "record_keeper", dry_run: bool = False, **terms: Any) -> Any:
    given = terms or {"accesses_before": LATER, "plans_ended_before": LATER}
    return prune_record(
        terms=Terms(**given), reason=REASON, actor=world.people[by], dry_run=dry_run
    )


def breaks() -> list[Break]:
    published = DefaultHost().published_checkpoints()
    return [*prove(first_only=False, published=published).breaks, *prove_rows()]


def codes() -> set[str]:
    return {found.code for found in breaks()}


def everything() -> list[Any]:
    tables: tuple[Any, ...] = (AuditEvent, AccessLog, PersonalValue, Plan.history.model)
    return [list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in tables]


def _removals() -> Any:
    return AuditEvent.objects.filter(code="record_pruned").order_by("seq")


@pytest.mark.audits("prune_record")
def test_what_is_over_goes_and_what_stays_still_proves(world: World) -> None:
    plan = ended(world)
    digests = list(plan.stream.events.order_by("seq").values_list("digest", flat=True))
    assert len(digests) > 1
    pruned = prune(world, plans_ended_before=LATER)
    assert (pruned.plans, pruned.events) == (1, len(digests) - 1)
    assert [event.seq for event in plan.stream.events.all()] == [len(digests)]
    body = json.loads(_removals().get().envelope)
    told = body["details"]
    assert told["stream"] == str(plan.stream)
    assert (told["through"], told["digest"]) == (len(digests) - 1, digests[-2])
    point = Checkpoint.objects.get()
    assert (told["checkpoint"], told["root"]) == (point.number, point.root)
    assert PersonalValue.objects.get(pk=body["reason"]).value == REASON
    assert body["actor"]["id"] == world.people["record_keeper"].pk
    assert breaks() == []


def test_access_records_that_are_over_go_and_what_stays_still_proves(world: World) -> None:
    count = AccessLog.objects.count()
    assert count > 0
    pruned = prune(world, accesses_before=LATER)
    assert (pruned.accesses, pruned.events, AccessLog.objects.count()) == (count, 0, 0)
    told = json.loads(_removals().get().envelope)["details"]
    assert (told["counts"]["accesses"], told["stream"]) == (count, "")
    assert breaks() == []


def test_live_rows_keep_their_last_history_row_which_the_event_tells_of_anew(world: World) -> None:
    plan = ended(world)
    assert plan.history.count() > 1
    pruned = prune(world)
    assert pruned.history > 0
    assert plan.history.count() == 1
    assert plan.history.get().status == "withdrawn"


def test_an_issued_plan_and_the_directory_lose_nothing(world: World) -> None:
    before = AuditEvent.objects.exclude(stream=ended(world).stream).count()
    prune(world)
    after = AuditEvent.objects.exclude(stream=ended(world).stream).exclude(code="record_pruned")
    assert after.count() == before


def test_a_dry_run_says_the_same_and_writes_nothing(world: World) -> None:
    before = everything()
    would = prune(world, dry_run=True)
    assert everything() == before
    assert would.told_by == []
    did = prune(world)
    counts = ("checkpoint", "plans", "events", "accesses", "history", "values")
    assert [getattr(would, name) for name in counts] == [getattr(did, name) for name in counts]
    assert len(did.told_by) == 2


def test_done_twice_it_finds_nothing_the_second_time(world: World) -> None:
    prune(world)
    seal_and_keep()
    again = prune(world)
    assert (again.events, again.accesses, again.told_by) == (0, 0, [])


def test_a_plan_s_chain_goes_on_after_its_beginning_was_removed(world: World) -> None:
    plan = ended(world)
    prune(world)
    number = plan.stream.events.get().seq
    grant_view(plan_id=plan.pk, person=world.stranger, reason="Để xem.", actor=world.head)
    assert [event.seq for event in plan.stream.events.order_by("seq")] == [number, number + 1]
    assert breaks() == []


@pytest.mark.parametrize("by", ["keeper", "auditor", "chairman"])
def test_nobody_but_the_record_s_keeper_removes_anything(by: str, world: World) -> None:
    before = everything()[0]
    with pytest.raises(NotPermitted, match="record_not_yours"):
        prune(world, by=by)
    assert everything()[0] == before
    refusal = AccessLog.objects.latest("pk")
    assert (refusal.actor_id, refusal.code) == (world.people[by].pk, "record_not_yours")


def test_a_superuser_who_was_not_named_removes_nothing(world: World) -> None:
    world.chairman.is_superuser = True
    world.chairman.save()
    with pytest.raises(NotPermitted, match="record_not_yours"):
        prune(world, by="chairman")


def test_without_a_term_nothing_ends(world: World) -> None:
    with pytest.raises(RuleViolation, match="retention_without_term"):
        prune_record(
            terms=Terms(), reason=REASON, actor=world.people["record_keeper"], dry_run=False
        )
    with pytest.raises(RuleViolation, match="retention_term_ahead"):
        prune(world, accesses_before=dt.date(2999, 1, 1))


def test_what_is_younger_than_its_term_stays(world: World) -> None:
    pruned = prune(
        world, accesses_before=dt.date(2020, 4, 6), plans_ended_before=dt.date(2020, 4, 6)
    )
    assert (pruned.events, pruned.accesses) == (0, 0)


def test_nothing_goes_unless_a_checkpoint_kept_outside_covers_all_of_it(
    world: World,
    key: Path,  # noqa: F811
) -> None:
    plan = ended(world)
    with years_ago():
        view_plan(uid=plan.uid, actor=world.drafter)
    before = everything()[:2]
    with pytest.raises(RuleViolation, match="retention_above_checkpoint"):
        prune(world)
    assert everything()[0] == before[0]
    assert AccessLog.objects.filter(pk__in=before[1]).count() == len(before[1])
    for file in (key.parent / "seals").iterdir():
        file.unlink()
    with pytest.raises(RuleViolation, match="checkpoint_not_kept_outside"):
        prune(world)
    assert everything()[0] == before[0]


def test_an_ended_plan_with_an_event_above_the_checkpoint_stays_whole(world: World) -> None:
    plan = ended(world)
    with years_ago():
        grant_view(plan_id=plan.pk, person=world.stranger, reason="Để xem.", actor=world.head)
    count = plan.stream.events.count()
    with pytest.raises(RuleViolation, match="retention_above_checkpoint"):
        prune(world, plans_ended_before=LATER)
    assert plan.stream.events.count() == count


def test_from_a_record_that_does_not_hold_nothing_goes(world: World) -> None:
    raw(f"UPDATE {EVENT} SET code = 'plan_signed' WHERE code = 'plan_withdrawn'")
    before = everything()[0]
    with pytest.raises(RuleViolation, match="record_not_sound"):
        prune(world)
    assert everything()[0] == before


def raw(sql: str, *params: Any) -> None:
    """Do what an owner of the database can: past the guard."""
    connection.check_constraints()
    unprotect(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
    connection.check_constraints()
    protect(connection)


def test_a_row_that_goes_without_an_event_is_found(world: World) -> None:
    plan = ended(world)
    for sql in (
        f"DELETE FROM {EVENT} WHERE id = (SELECT min(id) FROM {EVENT} WHERE stream_id = %s)",
        f"DELETE FROM {EVENT} WHERE stream_id = %s",
        f"DELETE FROM {ACCESS} WHERE stream_id = %s",
    ):
        mark = transaction.savepoint()
        raw(sql, plan.stream_id)
        assert "sealed_row_gone" in codes()
        transaction.savepoint_rollback(mark)
    assert codes() == set()


def test_after_a_removal_another_one_without_an_event_is_still_found(world: World) -> None:
    plan = ended(world)
    prune(world)
    seal_and_keep()
    history = Plan.history.model._meta.db_table
    for sql in (
        f"DELETE FROM {EVENT} WHERE stream_id = {plan.stream_id}",
        f"DELETE FROM {EVENT} WHERE code = 'unit_saved'",
        f"DELETE FROM {EVENT} WHERE code = 'record_pruned'",
        f"DELETE FROM {history} WHERE id = {plan.pk}",
    ):
        mark = transaction.savepoint()
        raw(sql)
        assert codes() & {"sealed_row_gone", "event_missing", "history_gone"}, sql
        transaction.savepoint_rollback(mark)
    assert codes() == set()


def forged(change: Callable[[dict[str, Any]], None]) -> None:
    """Write the last retention event anew with all its hashes, as who owns the database can."""
    row = AuditEvent.objects.filter(code="record_pruned").latest("seq")
    body = json.loads(row.envelope)
    change(body["details"])
    text = canonical_json(body)
    raw(
        f"UPDATE {EVENT} SET envelope = %s, digest = %s WHERE id = %s",
        text,
        digest_text(text),
        row.pk,
    )


FORGERIES: dict[str, Callable[[dict[str, Any]], None]] = {
    "more rows": lambda said: said["rows"]["event"].append([1, 1]),
    "fewer rows": lambda said: said["rows"]["event"].pop(),
    "very many rows": lambda said: said["rows"].update(event=[[1, 2**53 - 1]]),
    "another checkpoint": lambda said: said.update(checkpoint=7),
    "another root": lambda said: said.update(root="0" * 64),
    "another end": lambda said: said.update(through=said["through"] - 1),
    "another hash before": lambda said: said.update(digest="0" * 64),
    "another plan": lambda said: said.update(stream="plan:none"),
    "no rows told": lambda said: said.pop("rows"),
}


def test_an_event_of_retention_that_was_forged_is_found(world: World) -> None:
    prune(world)
    for name, change in FORGERIES.items():
        mark = transaction.savepoint()
        forged(change)
        assert codes(), name
        transaction.savepoint_rollback(mark)
    seal_and_keep()
    mark = transaction.savepoint()
    forged(lambda said: said.update(before="1999-01-01"))
    assert "leaf_differs" in codes()
    transaction.savepoint_rollback(mark)
    assert codes() == set()


def test_a_removal_made_up_for_what_lies_above_the_checkpoint_is_found(world: World) -> None:
    view_plan(uid=ended(world).uid, actor=world.drafter)
    seal_and_keep()
    leaf = SealedLeaf.objects.get(
        kind="access", row_id=AccessLog.objects.latest("pk").pk, checkpoint__number=2
    )
    prune(world, accesses_before=LATER)
    row_id = leaf.row_id
    raw(f"DELETE FROM {ACCESS} WHERE id = %s", row_id)
    first = Checkpoint.objects.get(number=1)

    def tell_of_it(said: dict[str, Any]) -> None:
        said["rows"]["access"] = ranges_of([*numbers_in(said["rows"]["access"]), row_id])
        keys = numbers_in(said["rows"]["access"])
        leaves = [SealedLeaf.objects.get(kind="access", row_id=each).leaf for each in keys]
        said.update(leaves=digest_of_leaves(leaves), checkpoint=first.number, root=first.root)

    forged(tell_of_it)
    assert "retention_differs" in codes()


def test_a_removed_row_that_is_there_again_is_told_of(world: World) -> None:
    row = AccessLog.objects.earliest("pk")
    columns = [field.column for field in AccessLog._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE was AS SELECT * FROM {ACCESS}")
    prune(world, accesses_before=LATER)
    named = ", ".join(columns)
    raw(f"INSERT INTO {ACCESS} ({named}) SELECT {named} FROM was WHERE id = %s", row.pk)
    assert "retention_differs" in codes()


def test_the_tables_are_closed_again_whatever_happens(world: World) -> None:
    prune(world)
    assert unprotected_tables(connection) == []
    with pytest.raises(ZeroDivisionError), opened(connection, [AuditEvent]):
        raise ZeroDivisionError
    assert unprotected_tables(connection) == []
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {EVENT}")


def test_the_proof_of_one_plan_says_what_was_removed(world: World) -> None:
    plan = ended(world)
    count = plan.stream.events.count()
    prune(world)
    proof = prove_stream(plan.stream)
    assert proof.breaks == []
    assert [told["event"] for told in proof.retentions] == [count - 1]


def test_the_commands_say_it_plainly(world: World, capsys: Any) -> None:
    given = ("--accesses-before", "2021-01-01", "--plans-ended-before", "2021-01-01")
    by = ("--reason", REASON, "--actor")
    with pytest.raises(CommandError):
        call_command("dvcq_retain", *given, *by, "keeper")
    with pytest.raises(CommandError):
        call_command("dvcq_retain", *given, *by, "nobody")
    before = everything()[0]
    call_command("dvcq_retain", *given, *by, "record_keeper")
    assert everything()[0] == before
    call_command("dvcq_retain", *given, *by, "record_keeper", "--yes", "--json")
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["done"] is True
    assert AuditEvent.objects.filter(seq__in=told["told_by"], code="record_pruned").count() == 2
    call_command("dvcq_verify", "--rows")
    said = capsys.readouterr().out
    assert all(f"#{seq} " in said for seq in told["told_by"])
    call_command("dvcq_verify", "--json")
    proof = json.loads(capsys.readouterr().out)
    assert [each["checkpoint"] for each in proof["retentions"]] == [1, 1]
    call_command("dvcq_check", "--all")


def test_an_export_says_it_and_proves_what_is_left(world: World, tmp_path: Path) -> None:
    plan = ended(world)
    count = plan.stream.events.count()
    prune(world)
    seal_and_keep()
    path = tmp_path / "history.zip"
    path.write_bytes(export_history(uid=plan.uid, actor=world.auditor).data)
    said = "\n".join(verify(path, set(), []))
    assert f"events 1 to {count - 1} were removed by retention" in said
    assert "1 of 1 such events sealed" in said


def test_an_export_without_what_tells_of_the_removal_does_not_hold(
    world: World, tmp_path: Path
) -> None:
    plan = ended(world)
    prune(world)
    seal_and_keep()
    path = tmp_path / "history.zip"
    path.write_bytes(export_history(uid=plan.uid, actor=world.auditor).data)
    parts = parts_of(path)
    lines = parts["retention.jsonl"].decode()
    proofs = [
        line
        for line in parts["proofs.jsonl"].decode().splitlines()
        if '"kind":"retention"' not in line
    ]
    for other, found in (
        ("", "is missing"),
        (lines.replace('"through":', '"through":1'), "proof|missing|retention|sealed"),
        (lines.replace("record_pruned", "unit_saved"), "another act"),
        (lines.replace("directory:", "plan:", 1), "directory"),
    ):
        kept = parts["proofs.jsonl"] if other else "\n".join(proofs).encode()
        changed = {**parts, "retention.jsonl": other.encode(), "proofs.jsonl": kept}
        with pytest.raises(BadItemError, match=found):
            list(verify(packed(signed_anew(changed), tmp_path / "forged.zip"), set(), []))


def test_pages_say_what_was_removed(world: World, client: Any) -> None:
    plan = ended(world)
    number = plan.stream.events.count() - 1
    prune(world)
    client.force_login(world.auditor)
    for page in ("history", "proof"):
        shown = client.get(f"/dan-van/plans/{plan.uid}/{page}/").content.decode()
        assert f'data-retained="{number}"' in shown, page
