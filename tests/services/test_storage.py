"""A failing storage loses and doubles nothing, and what it lost or altered is told."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.db import connection, connections

from dvcq_workflow.host import DefaultHost, get_host
from dvcq_workflow.jobs.runner import run_due, run_order
from dvcq_workflow.models import AccessLog, AuditEvent, IssuedDocument, WorkOrder
from dvcq_workflow.rules.errors import NotPermitted, RuleViolation, Unavailable
from dvcq_workflow.rules.files import MAX_KEY, storage_key
from dvcq_workflow.services import files
from dvcq_workflow.services.files import read_issued_document
from dvcq_workflow.services.retrying import order_files_again, order_work_again
from dvcq_workflow.services.work import MAX_ATTEMPTS
from tests.architecture.source import REPOSITORY
from tests.services.storing import (
    HOST,
    SECRET,
    MoodyHost,
    fail_once,
    is_kept_once,
    kept_files,
    order_of,
    overwrite,
    recorded_files,
    told_of_storing,
)
from tests.worlds import World, issued_file, make_province

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def moods(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    settings.DVCQ_WORKFLOW = {**settings.DVCQ_WORKFLOW, "HOST": HOST}
    for said in (MoodyHost.storing, MoodyHost.reading, MoodyHost.told):
        said.clear()
    yield
    for said in (MoodyHost.storing, MoodyHost.reading, MoodyHost.told):
        said.clear()


def later(hours: float = 1) -> dt.datetime:
    return get_host().now() + hours * HOUR


# -- on the way in


@pytest.mark.parametrize(
    ("mood", "problem"),
    [
        ("down", "OSError"),
        ("backend", "BackendError"),
        ("half, then down", "OSError"),
        ("down after it", "OSError"),
        ("other bytes", "stored_otherwise"),
        ("nothing", "FileNotFoundError"),
        ("long key", "key_unusable"),
    ],
)
def test_a_storage_that_failed_is_tried_again_and_the_file_kept_once(
    province: World, mood: str, problem: str
) -> None:
    MoodyHost.storing[:] = [mood] * 3
    plan = province.issue_plan()
    for attempt in (1, 2, 3):
        order = order_of(plan)
        assert (order.state, order.attempts) == (WorkOrder.State.WAITING, attempt)
        assert order.last_problem == problem
        assert not recorded_files().exists()
        run_due(at=later(attempt))
    assert order_of(plan).state == WorkOrder.State.DONE
    assert is_kept_once(plan)


def test_a_storage_that_failed_is_nobody_s_refusal(province: World) -> None:
    MoodyHost.storing[:] = ["down"]
    province.issue_plan()
    assert not AccessLog.objects.filter(kind=AccessLog.Kind.REFUSED).exists()


def test_a_transaction_that_fails_after_the_file_was_stored_leaves_one_file(
    province: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_once(monkeypatch, files, "_put_on_record")
    plan = province.issue_plan()
    assert order_of(plan).last_problem == "DatabaseError"
    assert not recorded_files().exists()
    assert len(kept_files()) == 1
    run_due(at=later())
    assert is_kept_once(plan)


def test_a_worker_that_is_killed_leaves_the_order_due_and_one_file(province: World) -> None:
    plan = province.issue_plan(run_work=False)
    MoodyHost.storing[:] = ["killed"]
    with pytest.raises(SystemExit):
        run_due()
    order = order_of(plan)
    assert (order.state, order.attempts) == (WorkOrder.State.WAITING, 0)
    assert (len(kept_files()), recorded_files().count()) == (1, 0)
    run_due()
    assert is_kept_once(plan)


def test_a_failure_that_no_host_named_is_seen_and_holds_up_nobody(
    province: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MoodyHost, "storage_problems", DefaultHost.storage_problems)
    MoodyHost.storing[:] = ["backend"]
    plan = province.issue_plan(run_work=False)
    with pytest.raises(Exception, match=SECRET):
        run_due()
    assert (order_of(plan).attempts, order_of(plan).last_problem) == (1, "BackendError")
    while run_due():
        pass  # what one order does may order more
    assert set(WorkOrder.objects.exclude(pk=order_of(plan).pk).values_list("state")) == {("done",)}
    run_due(at=later())
    assert is_kept_once(plan)


def test_after_the_last_attempt_it_is_given_up_and_no_secret_is_on_record(province: World) -> None:
    MoodyHost.storing[:] = ["down"] * MAX_ATTEMPTS
    plan = province.issue_plan()
    for day in range(1, MAX_ATTEMPTS):
        run_due(at=later(24 * day))
    order = order_of(plan)
    assert (order.state, order.attempts) == (WorkOrder.State.FAILED, MAX_ATTEMPTS)
    assert SECRET not in str(WorkOrder.objects.values())
    assert run_due(at=later(1000)) == 0


@pytest.mark.audits("order_work_again")
@pytest.mark.parametrize("who", ["clerk", "keeper"])
def test_what_was_given_up_is_ordered_again_by_somebody_on_record(
    province: World, who: str
) -> None:
    plan = given_up(province)
    person = province.people[who]
    # Who released it has left: a job acts for a person who is active.
    if who != "clerk":
        _leave(province.clerk)
    assert order_work_again(order_id=order_of(plan).pk, actor=person)
    event = AuditEvent.objects.get(stream=plan.stream, code="work_ordered_again")
    assert (event.actor_id, event.channel) == (person.pk, "command")
    assert f'"attempts":{MAX_ATTEMPTS}' in event.envelope
    run_due()
    assert is_kept_once(plan)
    assert told_of_storing().get().actor_id == person.pk


@pytest.mark.parametrize("who", ["drafter", "outsider", "stranger", "head", "advising_head"])
def test_who_does_not_look_after_the_files_orders_nothing_again(province: World, who: str) -> None:
    plan = given_up(province)
    for again in (
        lambda: order_work_again(order_id=order_of(plan).pk, actor=province.people[who]),
        lambda: order_files_again(issuance_id=plan.issuances.get().pk, actor=province.people[who]),
    ):
        with pytest.raises(NotPermitted, match="desk_not_yours"):
            again()
    assert order_of(plan).state == WorkOrder.State.FAILED


def test_what_is_not_given_up_is_left_as_it_is(province: World) -> None:
    plan = province.issue_plan()
    assert not order_work_again(order_id=order_of(plan).pk, actor=province.clerk)
    assert order_of(plan).state == WorkOrder.State.DONE
    assert not AuditEvent.objects.filter(code="work_ordered_again").exists()


@pytest.mark.audits("order_files_again")
def test_a_file_that_nobody_ordered_is_ordered_by_somebody_on_record(province: World) -> None:
    plan = province.issue_plan(run_work=False)
    order_of(plan).delete()
    run_due()
    assert not recorded_files().exists()
    order_files_again(issuance_id=plan.issuances.get().pk, actor=province.clerk)
    run_due()
    assert is_kept_once(plan)
    event = AuditEvent.objects.get(code="work_ordered_again")
    assert event.actor_id == province.clerk.pk


def given_up(province: World) -> Any:
    plan = province.issue_plan(run_work=False)
    WorkOrder.objects.filter(pk=order_of(plan).pk).update(
        state=WorkOrder.State.FAILED, attempts=MAX_ATTEMPTS
    )
    return plan


def _leave(person: Any) -> None:
    type(person)._default_manager.filter(pk=person.pk).update(is_active=False)


# -- the default storage


def test_the_same_name_and_bytes_have_one_place(tmp_path: Any) -> None:
    host = DefaultHost()
    keys = {host.store_document("19-KH-UBND-2020.docx", b"x") for _ in range(3)}
    keys.add(host.store_document("19-KH-UBND-2020.docx", b"y"))
    assert (len(keys), len(kept_files())) == (2, 2)


def test_a_half_written_file_is_written_anew(tmp_path: Any) -> None:
    host = DefaultHost()
    key = host.store_document("a.docx", b"whole")
    overwrite(key, b"who")
    assert host.store_document("a.docx", b"whole") == key
    assert host.open_document(key) == b"whole"
    assert len(kept_files()) == 1


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/srv/x.docx",
        "C:\\x.docx",
        "a\x00b.docx",
        "đ" * 500 + ".docx",
        "🎉.docx",
        ".docx",
        "",
        "..",
        "a" * 10 + "." + "b" * 500,
        "19-KH-UBND-2020.docx",
    ],
)
def test_a_key_is_bounded_plain_and_stays_in_its_folder(name: str) -> None:
    key = storage_key("dvcq", name, b"x")
    folder, two, sha256, plain = key.split("/")
    assert (folder, len(two), len(sha256)) == ("dvcq", 2, 64)
    assert len(key) <= MAX_KEY
    assert plain
    assert plain.isascii()
    assert not set(plain) - set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert ".." not in plain
    assert default_storage.generate_filename(key) == key


# -- on the way out


def spoil(document: IssuedDocument, how: str) -> None:
    if how == "altered":
        overwrite(document.storage_key, b"\x00" * document.size_bytes)
    elif how == "shortened":
        overwrite(document.storage_key, b"\x00")
    elif how == "lost":
        default_storage.delete(document.storage_key)
    elif how == "elsewhere":
        document.storage_key = "../../outside"
    else:
        MoodyHost.reading[:] = [how]


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("altered", "document_altered"),
        ("shortened", "document_altered"),
        ("lost", "document_missing"),
        ("elsewhere", "document_missing"),
        ("down", "storage_unavailable"),
        ("backend", "storage_unavailable"),
    ],
)
def test_a_file_that_is_not_as_recorded_is_refused_and_told_of_once_a_day(
    province: World, how: str, code: str
) -> None:
    document = issued_file(province.issue_plan())
    MoodyHost.told.clear()
    for _click in range(2):
        spoil(document, how)
        with pytest.raises(RuleViolation, match=code) as refused:
            read_issued_document(document=document, actor=province.people["advising_head"])
        assert isinstance(refused.value, Unavailable) == (code == "storage_unavailable")
    logs = AccessLog.objects.filter(kind=AccessLog.Kind.REFUSED, code=code)
    assert [log.stream_id for log in logs] == [document.plan.stream_id] * 2
    assert not AccessLog.objects.filter(kind=AccessLog.Kind.DOWNLOAD).exists()
    run_due()
    (notice,) = MoodyHost.told
    assert notice.kind == code
    assert set(notice.user_ids) == {province.clerk.pk, province.keeper.pk}
    assert document.file_name in notice.title
    assert str(document.plan.uid) in notice.path


def test_the_next_day_it_is_told_again(province: World, monkeypatch: pytest.MonkeyPatch) -> None:
    document = issued_file(province.issue_plan())
    MoodyHost.told.clear()
    overwrite(document.storage_key, b"altered")
    days = [get_host().now(), later(24)]
    for moment in days:
        monkeypatch.setattr(MoodyHost, "now", lambda self, at=moment: at)
        with pytest.raises(RuleViolation, match="document_altered"):
            read_issued_document(document=document, actor=province.clerk)
    run_due()
    assert len(MoodyHost.told) == 2


def test_who_may_not_see_the_plan_reports_nothing(province: World) -> None:
    document = issued_file(province.issue_plan())
    overwrite(document.storage_key, b"altered")
    with pytest.raises(RuleViolation, match="plan_not_found"):
        read_issued_document(document=document, actor=province.stranger)
    assert not WorkOrder.objects.filter(kind="tell_of_file").exists()


def test_a_clerk_who_left_is_not_told(province: World) -> None:
    document = issued_file(province.issue_plan())
    MoodyHost.told.clear()
    _leave(province.clerk)
    overwrite(document.storage_key, b"altered")
    with pytest.raises(RuleViolation, match="document_altered"):
        read_issued_document(document=document, actor=province.drafter)
    run_due()
    assert MoodyHost.told[0].user_ids == (province.keeper.pk,)


# -- more than one worker


@pytest.fixture
def world(transactional_db: Any) -> World:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    return make_province()


def left_to_do(world: World) -> Any:
    """A released plan whose file the first nudge, after commit, did not get stored."""
    MoodyHost.storing[:] = ["down"]
    plan = world.issue_plan(run_work=False)
    assert order_of(plan).attempts == 1
    assert kept_files() == []
    return plan


@pytest.mark.postgres
def test_two_workers_at_once_keep_one_file(world: World) -> None:
    plan = left_to_do(world)
    order_id = order_of(plan).pk

    def work(_hand: int) -> bool:
        try:
            return run_order(order_id)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as hands:
        done = list(hands.map(work, range(4)))
    assert sum(done) == 1
    assert is_kept_once(plan)


DYING = """
import os, sys, django
from django.conf import settings
settings.MEDIA_ROOT = sys.argv[1]
settings.DATABASES["default"]["NAME"] = sys.argv[2]
settings.DVCQ_WORKFLOW = {**settings.DVCQ_WORKFLOW, "HOST": sys.argv[3]}
django.setup()
from tests.services.storing import MoodyHost
MoodyHost.storing[:] = ["kill -9"]
from dvcq_workflow.jobs.runner import run_order
run_order(int(sys.argv[4]))
"""


@pytest.mark.postgres
def test_kill_9_between_storing_and_commit_leaves_one_file(world: World) -> None:
    plan = left_to_do(world)
    order = order_of(plan)
    name = connection.settings_dict["NAME"]
    where = [str(django_settings.MEDIA_ROOT), name, HOST, str(order.pk)]
    paths = os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "example_project")])
    dead = subprocess.run(
        [sys.executable, "-c", DYING, *where],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": paths},
        check=False,
    )
    assert dead.returncode == -signal.SIGKILL
    assert (len(kept_files()), recorded_files().count()) == (1, 0)
    run_due(at=later())
    assert is_kept_once(plan)
