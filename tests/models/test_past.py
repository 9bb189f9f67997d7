"""What was before can be read: in order, as of a moment, whoever has gone since."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext, isolate_apps

from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.models import CalendarDay, PlanItem, Unit
from dvcq_workflow.models.base import AuditedModel
from dvcq_workflow.models.history import AuditedRecords
from dvcq_workflow.services.acting import acting
from tests.models.rows import NOON, Rows, make_person, removed, saved

HISTORY = [
    model
    for model in apps.get_app_config("dvcq_workflow").get_models()
    if hasattr(model, "history_object")
]
LATER = NOON + dt.timedelta(hours=1)


def twice_in_one_act(rows: Rows) -> CalendarDay:
    day = rows.calendar_day(name="Một")
    with acting(actor=rows.actor, at=NOON):
        for name in ("Một", "Hai", "Ba"):
            day.name = name
            day.save()
        record_event("calendar_day_saved", stream=lock_directory())
    return day


def test_of_rows_with_one_date_the_one_written_last_comes_first(rows: Rows) -> None:
    day = twice_in_one_act(rows)
    assert [past.name for past in day.history.all()] == ["Ba", "Hai", "Một"]
    assert {past.history_date for past in day.history.all()} == {NOON}
    assert CalendarDay.history.latest().name == "Ba"


def test_neighbours_with_one_date_are_not_jumped_over(rows: Rows) -> None:
    day = twice_in_one_act(rows)
    day.name = "Bốn"
    saved(rows.actor, day, at=LATER)
    newest, third, second, first = day.history.all()
    assert newest.prev_record == third
    assert third.prev_record == second
    assert second.prev_record == first
    assert first.prev_record is None
    assert first.next_record == second
    assert second.next_record == third
    assert newest.next_record is None
    assert [c.field for c in second.diff_against(first).changes] == ["name"]


def test_as_of_gives_each_row_once_as_it_was_at_that_moment(rows: Rows) -> None:
    day = twice_in_one_act(rows)
    other = saved(rows.actor, rows.calendar_day(name="Khác"), at=LATER)
    day.name = "Bốn"
    saved(rows.actor, day, at=LATER)
    removed(rows.actor, other, at=LATER + dt.timedelta(hours=1))
    second = dt.timedelta(seconds=1)

    def names(at: dt.datetime) -> list[str]:
        return sorted(row.name for row in CalendarDay.history.as_of(at))

    assert names(NOON - second) == []
    assert names(NOON) == names(LATER - second) == ["Ba"]
    assert names(LATER) == ["Bốn", "Khác"]
    assert names(LATER + dt.timedelta(hours=2)) == ["Bốn"]
    assert day.history.as_of(NOON).name == "Ba"
    assert day.history.as_of(LATER).name == "Bốn"


def test_as_of_goes_by_what_it_was_and_not_by_what_it_is(rows: Rows) -> None:
    unit = rows.keep(rows.unit(name="Sở Nội vụ"))
    unit.name = "Sở Y tế"
    saved(rows.actor, unit, at=LATER)
    assert Unit.history.as_of(NOON).filter(name="Sở Nội vụ").count() == 1
    assert not Unit.history.as_of(LATER).filter(name="Sở Nội vụ").exists()


def test_an_account_that_goes_takes_nothing_of_history_with_it(rows: Rows) -> None:
    leaver = make_person("leaver")
    day = saved(leaver, rows.calendar_day())
    before = CalendarDay.history.values().get()
    with CaptureQueriesContext(connection) as done:
        leaver.is_active = False
        leaver.save()
        leaver.delete()
    assert not [q for q in done.captured_queries if "workflow_historical" in q["sql"]]
    assert CalendarDay.history.values().get() == before
    assert day.history.get().history_user is None


@pytest.mark.django_db
@pytest.mark.parametrize("model", HISTORY, ids=lambda model: model.__name__)
def test_history_hangs_on_no_other_table(model: Any) -> None:
    assert isinstance(model._meta.get_field("history_user_id"), models.BigIntegerField)
    assert isinstance(model._meta.get_field("history_change_reason"), models.TextField)
    assert isinstance(model._meta.pk, models.BigAutoField)
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    assert [name for name, told in found.items() if told["foreign_key"]] == []
    assert [
        name for name, told in found.items() if told["unique"] and not told["primary_key"]
    ] == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", HISTORY, ids=lambda model: model.__name__)
def test_a_row_s_past_is_found_by_one_index(model: Any) -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    wanted = [
        told["orders"]
        for told in found.values()
        if told["index"] and told["columns"] == ["id", "history_date", "history_id"]
    ]
    assert wanted == [["ASC", "DESC", "DESC"]]


@pytest.mark.parametrize(
    "model", [model.instance_type for model in HISTORY], ids=lambda model: model.__name__
)
def test_an_audited_model_has_no_relation_that_history_would_not_see(model: Any) -> None:
    assert model._meta.many_to_many == ()
    for field in model._meta.concrete_fields:
        if field.remote_field is not None:
            assert field.remote_field.on_delete is models.PROTECT


@isolate_apps("dvcq_workflow")
def test_a_field_declared_personal_stays_out_of_history() -> None:
    class Visitor(AuditedModel):
        PERSONAL_FIELDS = ("phone",)
        phone = models.CharField(max_length=20)
        purpose = models.CharField(max_length=20)
        history = AuditedRecords()

        class Meta:
            app_label = "dvcq_workflow"

    columns = {field.attname for field in Visitor.history.model._meta.concrete_fields}
    assert "phone" not in columns
    assert {"purpose", "uid", "act_uid"} <= columns


def test_history_s_ids_are_not_given_twice(rows: Rows) -> None:
    item = rows.keep(rows.item())
    removed(rows.actor, item)
    again = rows.keep(rows.item())
    ids = list(PlanItem.history.order_by("history_id").values_list("history_id", flat=True))
    assert len(set(ids)) == 3
    assert again.pk != item.pk
