"""The frame of every act: one actor, one transaction, one record; a refusal outlives it."""

from __future__ import annotations

import datetime as dt
import json
import threading
from typing import Any

import pytest
from django.db import connection, transaction

from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.context import NoActError, UnrecordedActError, act_or_none, current_act
from dvcq_workflow.models import (
    AccessLog,
    AuditEvent,
    AuditStream,
    CalendarDay,
    PersonalValue,
    WorkOrder,
)
from dvcq_workflow.rules.errors import Conflict, NotPermitted, RuleViolation
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.work import order_work
from tests.models.rows import NOON, Rows, make_person

IP = "203.0.113.77"


def write(rows: Rows, name: str = "Ngày nghỉ") -> CalendarDay:
    """Save a row and its event in the current act."""
    day = rows.calendar_day(name=name)
    day.save()
    record_event("calendar_day_saved", stream=lock_directory())
    return day


def refuse(rows: Rows) -> None:
    """Write, and then find that it may not be."""
    write(rows)
    order_work("document", key="1", payload={})
    raise RuleViolation("reason_too_long", limit=4000)


def nothing_was_written() -> bool:
    tables = (CalendarDay, CalendarDay.history.model, AuditEvent, WorkOrder)
    return not any(table.objects.exists() for table in tables)


def test_rows_saved_without_an_event_are_rolled_back(rows: Rows) -> None:
    with pytest.raises(UnrecordedActError, match="calendarday"), acting(actor=rows.actor):
        rows.calendar_day().save()
    assert nothing_was_written()


def test_rows_saved_after_the_last_event_are_rolled_back_with_all_before(rows: Rows) -> None:
    def forgetful() -> None:
        with acting(actor=rows.actor):
            write(rows)
            rows.calendar_day().save()

    with pytest.raises(UnrecordedActError):
        forgetful()
    assert nothing_was_written()


def test_a_row_deleted_without_an_event_stays(rows: Rows) -> None:
    item = rows.keep(rows.item())
    with pytest.raises(UnrecordedActError, match="planitem"), acting(actor=rows.actor):
        item.delete()
    assert type(item).objects.filter(pk=item.pk).exists() or item.pk is None
    assert type(item).objects.count() == 1


def test_an_act_that_changes_nothing_needs_no_event(rows: Rows) -> None:
    with acting(actor=rows.actor):
        assert CalendarDay.objects.count() == 0
    assert nothing_was_written()


def test_an_act_within_an_act_is_the_same_act(rows: Rows) -> None:
    with acting(actor=rows.actor, at=NOON, channel="web", ip=IP) as outer:
        with acting(actor=rows.actor, at=NOON + dt.timedelta(1), channel="api") as inner:
            assert inner is outer is current_act()
            write(rows)
        write(rows)
    assert act_or_none() is None
    assert {(e.act_uid, e.at, e.channel) for e in AuditEvent.objects.all()} == {
        (outer.uid, NOON, "web")
    }


def test_an_act_has_one_actor(rows: Rows) -> None:
    other = make_person("deputy")

    def two_at_once() -> None:
        with acting(actor=rows.actor):
            write(rows)
            with acting(actor=other):
                write(rows)

    with pytest.raises(RuntimeError, match="one actor"):
        two_at_once()
    assert nothing_was_written()


def test_an_act_is_done_on_behalf_of_one_person(rows: Rows) -> None:
    chairman = make_person("chairman")

    def another_principal() -> None:
        with acting(actor=rows.actor):
            write(rows)
            with acting(actor=rows.actor, principal=chairman):
                write(rows)

    with pytest.raises(RuntimeError, match="behalf"):
        another_principal()
    assert nothing_was_written()


def test_a_refusal_is_kept_and_nothing_else(rows: Rows) -> None:
    stream = AuditStream.objects.create(kind="plan")
    with (
        pytest.raises(RuleViolation, match="reason_too_long"),
        acting(
            actor=rows.actor,
            at=NOON,
            channel="web",
            ip=IP,
            request_id="r-1",
            refused_on=("desk", stream),
        ) as act,
    ):
        refuse(rows)
    assert nothing_was_written()
    kept = AccessLog.objects.get()
    assert (kept.kind, kept.subject, kept.code) == ("refused", "desk", "reason_too_long")
    assert (kept.actor_id, kept.at, kept.stream) == (rows.actor.pk, NOON, stream)
    said = json.loads(kept.envelope)
    assert said["details"] == {"rule": "reason_too_long", "params": {"limit": "4000"}}
    assert (said["act"], said["request"]) == (str(act.uid), "r-1")
    assert PersonalValue.objects.get(kind="ip").value == IP


@pytest.mark.django_db(transaction=True)
def test_a_refusal_outlives_the_rollback_of_its_act(rows: Rows) -> None:
    with pytest.raises(RuleViolation), acting(actor=rows.actor):
        refuse(rows)
    assert not connection.in_atomic_block
    assert nothing_was_written()
    assert AccessLog.objects.get().code == "reason_too_long"


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_kept_within_a_host_s_own_transaction(rows: Rows) -> None:
    # As under ATOMIC_REQUESTS: the page answers the refusal, and the request is committed.
    with transaction.atomic(), pytest.raises(RuleViolation), acting(actor=rows.actor):
        refuse(rows)
    assert nothing_was_written()
    assert AccessLog.objects.get().code == "reason_too_long"


def test_a_refusal_deep_inside_is_kept_once(rows: Rows) -> None:
    def deep() -> None:
        with acting(actor=rows.actor), acting(actor=rows.actor):
            refuse(rows)

    with pytest.raises(RuleViolation):
        deep()
    assert nothing_was_written()
    assert AccessLog.objects.count() == 1


def test_a_fault_is_no_refusal(rows: Rows) -> None:
    def fail() -> None:
        with acting(actor=rows.actor):
            write(rows)
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail()
    assert nothing_was_written()
    assert not AccessLog.objects.exists()


def test_a_new_act_starts_clean_after_a_refused_one(rows: Rows) -> None:
    with pytest.raises(RuleViolation), acting(actor=rows.actor):
        refuse(rows)
    with acting(actor=rows.actor) as act:
        assert act.changes == act.history == []
        write(rows)
    assert AuditEvent.objects.get().seq == 1


def test_who_was_deactivated_in_between_does_nothing_more(rows: Rows) -> None:
    same = type(rows.actor).objects.get(pk=rows.actor.pk)
    same.is_active = False
    same.save()
    assert rows.actor.is_active
    with pytest.raises(NotPermitted, match="person_inactive"), acting(actor=rows.actor):
        write(rows)
    assert nothing_was_written()
    assert AccessLog.objects.get().code == "person_inactive"


def test_who_is_gone_does_nothing_more(rows: Rows) -> None:
    leaver = make_person("leaver")
    type(leaver).objects.filter(pk=leaver.pk).delete()
    with pytest.raises(NotPermitted, match="person_inactive"), acting(actor=leaver):
        write(rows)
    assert AccessLog.objects.get().actor_id == leaver.pk


def test_no_row_is_written_in_a_savepoint_of_its_own(rows: Rows) -> None:
    # Taken back alone, it would leave in the event what never was.
    def write_and_take_back() -> None:
        with acting(actor=rows.actor):
            with pytest.raises(NoActError, match="savepoint"), transaction.atomic():
                rows.calendar_day(name="Trôi đi").save()
            with transaction.atomic(savepoint=False):
                write(rows, "Ở lại")

    write_and_take_back()
    said = json.loads(AuditEvent.objects.get().envelope)
    assert [row.name for row in CalendarDay.objects.all()] == ["Ở lại"]
    assert len(said["changes"]) == len(said["history"]) == 1


def test_threads_do_not_share_an_act(rows: Rows) -> None:
    seen: list[Any] = []
    with acting(actor=rows.actor):
        thread = threading.Thread(target=lambda: seen.append(act_or_none()))
        thread.start()
        thread.join()
    assert seen == [None]


@pytest.fixture
def stranger_s_lock(transactional_db: Any) -> Any:
    """Another connection that holds the directory's lock until it is told to let go."""
    AuditStream.objects.get_or_create(kind="directory")
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            lock_directory()
            held.set()
            let_go.wait(20)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(10)
    yield
    let_go.set()
    thread.join()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_who_waits_too_long_for_another_is_told_that_it_is_busy(
    stranger_s_lock: Any, settings: Any
) -> None:
    settings.DVCQ_WORKFLOW = {**settings.DVCQ_WORKFLOW, "LOCK_TIMEOUT_SECONDS": 1}
    rows = Rows(make_person("clerk"))
    with pytest.raises(Conflict) as busy, acting(actor=rows.actor):
        write(rows)
    assert busy.value.code == "plan_busy"
    assert nothing_was_written()
    assert AccessLog.objects.get().code == "plan_busy"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_the_limit_of_waiting_ends_with_the_act(rows: Rows) -> None:
    def limit() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            return cursor.fetchone()[0]

    before = limit()
    with acting(actor=rows.actor):
        assert limit() == "5s"
    assert limit() == before
