"""What history would not see is refused: bulk writes, writes of nobody, rows written once."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, connection, models

from dvcq_workflow.audit.recorder import lock_directory, record_access, record_event
from dvcq_workflow.context import Act, NoActError, doing
from dvcq_workflow.models import (
    AccessLog,
    AuditEvent,
    CalendarDay,
    PlanItem,
    PlanVersion,
    Unit,
)
from dvcq_workflow.models.base import AppendOnlyModel, AuditedModel, RefusedWriteError
from dvcq_workflow.services.acting import acting
from tests.models.rows import NOON, Rows, saved

OWN = [
    model
    for model in apps.get_app_config("dvcq_workflow").get_models()
    if issubclass(model, AuditedModel | AppendOnlyModel)
]
HISTORY = [
    model
    for model in apps.get_app_config("dvcq_workflow").get_models()
    if hasattr(model, "history_object")
]


def name_of(model: type[models.Model]) -> str:
    return model.__name__


BULK: dict[str, Callable[[Any, Any], Any]] = {
    "queryset.update": lambda objects, row: objects.all().update(pk=1),
    "queryset.delete": lambda objects, row: objects.all().delete(),
    "manager.update": lambda objects, row: objects.update(pk=1),
    "bulk_create": lambda objects, row: objects.bulk_create([row]),
    "bulk_create of none": lambda objects, row: objects.bulk_create([]),
    "bulk_create or ignore": lambda objects, row: objects.bulk_create([row], ignore_conflicts=True),
    "bulk_update": lambda objects, row: objects.bulk_update([row], ["pk"]),
    "update of a slice of rows": lambda objects, row: objects.filter(pk=1).update(pk=2),
    "delete of none": lambda objects, row: objects.none().delete(),
}


@pytest.mark.parametrize("model", OWN, ids=name_of)
@pytest.mark.parametrize("way", BULK.values(), ids=BULK.keys())
def test_no_manager_of_the_record_writes_in_bulk(
    model: type[models.Model], way: Callable[[Any, Any], Any]
) -> None:
    # No database is asked for: the refusal comes before any statement.
    for door in ("objects", "_base_manager", "_default_manager"):
        with pytest.raises(RefusedWriteError, match=model.__name__):
            way(getattr(model, door), model())


@pytest.mark.parametrize("way", ["aupdate", "adelete", "abulk_create", "abulk_update"])
def test_no_door_stands_open_for_asynchronous_code(way: str) -> None:
    given: dict[str, tuple[Any, ...]] = {
        "aupdate": (),
        "adelete": (),
        "abulk_create": ([],),
        "abulk_update": ([], ["name"]),
    }
    with pytest.raises(RefusedWriteError):
        asyncio.run(getattr(CalendarDay.objects.all(), way)(*given[way]))


def test_a_set_of_rows_that_hang_on_another_is_not_written_in_bulk(rows: Rows) -> None:
    parent, child = rows.keep(rows.unit()), rows.keep(rows.unit())
    with pytest.raises(RefusedWriteError), acting(actor=rows.actor):
        parent.children.add(child)
    with pytest.raises(RefusedWriteError), acting(actor=rows.actor):
        parent.children.set([child])
    with pytest.raises(RefusedWriteError), acting(actor=rows.actor):
        parent.children.all().update(name="Đơn vị khác")
    assert not Unit.objects.filter(parent=parent).exists()


@pytest.mark.parametrize("model", HISTORY, ids=name_of)
@pytest.mark.parametrize("way", BULK.values(), ids=BULK.keys())
def test_history_itself_is_not_rewritten(model: Any, way: Callable[[Any, Any], Any]) -> None:
    for manager in (model.objects, model._base_manager, model.instance_type.history):
        with pytest.raises(RefusedWriteError):
            way(manager, model())


def test_a_row_of_history_is_neither_saved_nor_deleted(rows: Rows) -> None:
    day = rows.keep(rows.calendar_day(name="Giỗ Tổ"))
    past = day.history.get()
    past.name = "Tết"
    with pytest.raises(RefusedWriteError):
        past.save()
    with pytest.raises(RefusedWriteError):
        past.delete()
    with pytest.raises(RefusedWriteError):
        CalendarDay.history.bulk_history_create([day])
    assert day.history.get().name == "Giỗ Tổ"


def test_no_row_is_saved_without_its_history(rows: Rows, settings: Any) -> None:
    day = rows.keep(rows.calendar_day())
    day.name = "Tết"
    with pytest.raises(RefusedWriteError), acting(actor=rows.actor):
        day.save_without_historical_record()
    settings.SIMPLE_HISTORY_ENABLED = False
    saved(rows.actor, day)
    assert [past.name for past in day.history.all()] == ["Tết", "Ngày nghỉ"]


@pytest.mark.django_db
def test_a_row_is_not_saved_outside_an_act(rows: Rows) -> None:
    day = rows.calendar_day()
    with pytest.raises(NoActError):
        day.save()
    with pytest.raises(NoActError):
        CalendarDay.objects.create(day=day.day, kind="holiday", name="Tết")
    with pytest.raises(NoActError):
        CalendarDay.objects.get_or_create(day=day.day, defaults={"kind": "holiday", "name": "T"})
    assert not CalendarDay.objects.exists()


def test_a_row_is_not_deleted_outside_an_act(rows: Rows) -> None:
    item = rows.keep(rows.item())
    with pytest.raises(NoActError):
        item.delete()
    assert PlanItem.objects.filter(pk=item.pk).exists()


def an_act(actor: Any) -> Act:
    return Act(actor_id=actor.pk, actor_name="", at=NOON)


@pytest.mark.django_db(transaction=True)
def test_a_row_is_neither_saved_nor_deleted_outside_a_transaction(rows: Rows) -> None:
    day = rows.keep(rows.calendar_day())
    with doing(an_act(rows.actor)):
        with pytest.raises(NoActError, match="transaction"):
            rows.calendar_day().save()
        with pytest.raises(NoActError, match="transaction"):
            day.delete()
    assert CalendarDay.objects.count() == 1


def test_a_new_row_never_takes_the_place_of_an_old_one(rows: Rows) -> None:
    day = rows.keep(rows.calendar_day(name="Giỗ Tổ"))
    forged = CalendarDay(pk=day.pk, uid=day.uid, day=day.day, kind=day.kind, name="Tết")
    with pytest.raises(IntegrityError), acting(actor=rows.actor):
        forged.save()
    assert CalendarDay.objects.get().name == "Giỗ Tổ"


def a_look(rows: Rows) -> AccessLog:
    with acting(actor=rows.actor) as act:
        record_access(AccessLog.Kind.VIEW, "plan", act=act, stream=None)
    return AccessLog.objects.get()


ONCE: dict[str, Callable[[Rows], Any]] = {
    "PlanVersion": lambda rows: rows.keep(rows.version()),
    "Approval": lambda rows: rows.keep(rows.approval()),
    "PlanReturn": lambda rows: rows.keep(rows.plan_return()),
    "IssuedDocument": lambda rows: rows.keep(rows.document()),
    "ProgressNote": lambda rows: rows.keep(rows.progress_note()),
    "ReportVersion": lambda rows: rows.keep(rows.report_version()),
    "Evidence": lambda rows: rows.keep(rows.evidence()),
    "Reminder": lambda rows: rows.keep(rows.reminder()),
    "Digest": lambda rows: rows.keep(rows.digest()),
    "AuditEvent": lambda rows: rows.keep(rows.unit()) and AuditEvent.objects.first(),
    "AccessLog": a_look,
    "Checkpoint": lambda rows: rows.keep(rows.checkpoint()),
    "SealedLeaf": lambda rows: rows.keep(rows.leaf()),
}
"""One saved row of each kind that is written once."""


def test_each_model_that_is_written_once_is_tried() -> None:
    assert set(ONCE) == {model.__name__ for model in OWN if issubclass(model, AppendOnlyModel)}


@pytest.mark.parametrize("name", ONCE)
def test_a_row_that_is_written_once_is_neither_saved_again_nor_deleted(
    rows: Rows, name: str
) -> None:
    row = ONCE[name](rows)
    before = type(row).objects.filter(pk=row.pk).values().get()
    with pytest.raises(RefusedWriteError, match="once"):
        row.save()
    with pytest.raises(RefusedWriteError, match="once"):
        row.save(update_fields=["digest"])
    with pytest.raises(RefusedWriteError, match="once"):
        row.delete()
    fresh = type(row).objects.get(pk=row.pk)
    with pytest.raises(RefusedWriteError, match="once"):
        fresh.save()
    assert type(row).objects.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize("name", ONCE)
def test_no_new_row_takes_the_place_of_one_that_is_written_once(rows: Rows, name: str) -> None:
    row = ONCE[name](rows)
    before = type(row).objects.filter(pk=row.pk).values().get()
    forged = type(row)(**before)
    with pytest.raises((IntegrityError, RefusedWriteError)), acting(actor=rows.actor):
        forged.save()
    assert type(row).objects.filter(pk=row.pk).values().get() == before


def test_a_version_is_not_updated_or_created_over(rows: Rows) -> None:
    version = rows.keep(rows.version())
    with pytest.raises(RefusedWriteError), acting(actor=rows.actor):
        PlanVersion.objects.update_or_create(pk=version.pk, defaults={"content": "{1}"})
    assert PlanVersion.objects.get().content == "{}"


def test_the_events_of_a_plan_do_not_go_with_anything(rows: Rows) -> None:
    with acting(actor=rows.actor):
        stream = lock_directory()
        record_event("unit_saved", stream=stream)
    with pytest.raises(models.ProtectedError):
        stream.delete()
    assert AuditEvent.objects.count() == 1


def test_a_fixture_does_not_slip_past_history(rows: Rows) -> None:
    day = rows.keep(rows.calendar_day(name="Giỗ Tổ"))
    text = serializers.serialize("json", [day])
    values = json.loads(text)
    values[0]["fields"]["name"] = "Tết"
    (loaded,) = serializers.deserialize("json", json.dumps(values))
    with pytest.raises(RefusedWriteError):
        loaded.save()
    assert CalendarDay.objects.get().name == "Giỗ Tổ"


def test_the_database_s_own_moment_is_not_the_act_s(rows: Rows) -> None:
    early = NOON - dt.timedelta(days=400)
    day = saved(rows.actor, rows.calendar_day(), at=early)
    assert day.history.get().history_date == early
    assert connection.vendor in ("sqlite", "postgresql")
