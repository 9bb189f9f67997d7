"""History has what the table had: each trap of the library below it, reproduced and recorded."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from django.db.models import F, Value
from django.db.models.functions import Concat, Upper
from simple_history.utils import update_change_reason

from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.models import AuditEvent, CalendarDay, PlanItem, Unit
from dvcq_workflow.models.history import digest_of_row
from dvcq_workflow.services.acting import acting
from tests.models.rows import NOON, Rows, removed, saved

HISTORY = [
    model
    for model in apps.get_app_config("dvcq_workflow").get_models()
    if hasattr(model, "history_object")
]
LATER = NOON + dt.timedelta(hours=1)
OWN_COLUMNS = {
    "history_id",
    "history_date",
    "history_change_reason",
    "history_type",
    "history_user_id",
    "act_uid",
}


def told(event: AuditEvent | None = None) -> dict[str, Any]:
    """What the envelope of the newest event says."""
    event = event or AuditEvent.objects.latest("pk")
    return json.loads(event.envelope)


def fields_told(event: AuditEvent | None = None) -> dict[str, Any]:
    """Old and new of each field that the event's only change tells of."""
    (change,) = told(event)["changes"]
    return change["fields"]


def values(row: Any) -> dict[str, Any]:
    """The columns of a live row, or of a history row without its own."""
    every = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    return {name: value for name, value in every.items() if name not in OWN_COLUMNS}


def live(row: Any) -> dict[str, Any]:
    return values(type(row).objects.get(pk=row.pk))


def last(row: Any) -> Any:
    return type(row).history.filter(id=row.pk).first()


AUDITED = [
    "appendix",
    "assignment",
    "assignment_unit",
    "authority",
    "basis",
    "calendar_day",
    "chased_duty",
    "citation",
    "consolidation",
    "consolidation_section",
    "consultation",
    "duty",
    "extension",
    "group",
    "group_member",
    "indicator",
    "issuance",
    "item",
    "letter",
    "membership",
    "notice",
    "obligation",
    "obligation_actor",
    "obstacle",
    "officer",
    "opinion",
    "organ_code",
    "outline_section",
    "period",
    "plan",
    "plan_import",
    "plan_indicator",
    "recipient",
    "recipient_unit",
    "report",
    "report_remark",
    "report_section",
    "report_value",
    "reporting_rule",
    "series",
    "substitution",
    "succession",
    "unit",
    "year_policy",
]
"""Makers of a row of each audited model (``tests.models.rows.Rows``)."""


def test_every_audited_model_is_tried(rows: Rows) -> None:
    tried = {type(getattr(rows, kind)()) for kind in AUDITED}
    assert {model.instance_type for model in HISTORY} == tried


@pytest.mark.parametrize("kind", AUDITED)
def test_history_has_the_row_as_the_table_has_it(rows: Rows, kind: str) -> None:
    row = rows.keep(getattr(rows, kind)())
    past = last(row)
    kept = values(past)
    assert {name: value for name, value in live(row).items() if name in kept} == kept
    assert past.history_type == "+"
    assert past.history_user_id == rows.actor.pk
    assert past.history_date == NOON


@pytest.mark.parametrize("kind", AUDITED)
def test_the_event_holds_the_digest_of_the_history_row_as_it_is_read_back(
    rows: Rows, kind: str
) -> None:
    row = rows.keep(getattr(rows, kind)())
    past = last(row)
    ((table, history_id, digest),) = told()["history"]
    read = {f.attname: getattr(past, f.attname) for f in past._meta.concrete_fields}
    assert (table, history_id) == (row._meta.model_name, past.history_id)
    assert digest == digest_of_row(table, read)


@pytest.mark.parametrize("kind", AUDITED)
def test_the_digests_of_a_change_and_a_deletion_can_be_computed_again(
    rows: Rows, kind: str
) -> None:
    row = rows.keep(getattr(rows, kind)())
    saved(rows.actor, touched(row), at=LATER)
    changed = told()["history"]
    removed(rows.actor, row, at=LATER)
    gone = told()["history"]
    for (table, history_id, digest), sign in ((changed[0], "~"), (gone[0], "-")):
        past = type(row).history.get(history_id=history_id)
        read = {f.attname: getattr(past, f.attname) for f in past._meta.concrete_fields}
        assert past.history_type == sign
        assert digest == digest_of_row(table, read)


def touched(row: Any) -> Any:
    """The row with another identifier: the one column that all have and nothing depends on."""
    row.uid = uuid.uuid4()
    return row


def test_a_digest_changes_with_any_column(rows: Rows) -> None:
    past = last(rows.keep(rows.calendar_day()))
    read = {f.attname: getattr(past, f.attname) for f in past._meta.concrete_fields}
    told_digest = digest_of_row("calendarday", read)
    for name, value in read.items():
        other = {**read, name: f"{value} thêm"}
        assert digest_of_row("calendarday", other) != told_digest
    assert digest_of_row("unit", read) != told_digest


def test_one_dirty_attribute_does_not_get_into_history_by_another_s_save(rows: Rows) -> None:
    unit = rows.keep(rows.unit(name="Sở Nội vụ"))
    unit.name, unit.place = "Sở Y tế", "Trà Vinh"
    with acting(actor=rows.actor):
        unit.save(update_fields=["place"])
        record_event("unit_saved", stream=lock_directory())
    assert last(unit).name == live(unit)["name"] == "Sở Nội vụ"
    assert last(unit).place == "Trà Vinh"
    assert fields_told() == {"place": ["", "Trà Vinh"]}


def test_what_one_save_left_out_the_next_one_writes_and_tells(rows: Rows) -> None:
    unit = rows.keep(rows.unit(name="Sở Nội vụ"))
    unit.name, unit.place = "Sở Y tế", "Trà Vinh"
    with acting(actor=rows.actor):
        unit.save(update_fields=["place"])
        unit.save()
        record_event("unit_saved", stream=lock_directory())
    assert last(unit).name == live(unit)["name"] == "Sở Y tế"
    first, second = (change["fields"] for change in told()["changes"])
    assert set(first) == {"place"}
    assert second["name"] == ["Sở Nội vụ", "Sở Y tế"]


def test_a_relation_may_be_named_by_its_field_or_its_column(rows: Rows) -> None:
    parent, unit = rows.keep(rows.unit()), rows.keep(rows.unit())
    for name, value in (("parent", parent), ("parent_id", None)):
        unit.parent = value
        with acting(actor=rows.actor):
            unit.save(update_fields=[name])
            record_event("unit_saved", stream=lock_directory())
        assert last(unit).parent_id == live(unit)["parent_id"] == (value and value.pk)
        assert set(fields_told()) == {"parent_id"}


def test_a_computed_value_stands_in_history_and_event_as_a_number(rows: Rows) -> None:
    series = rows.keep(rows.series(continues_at=3))
    series.continues_at = F("continues_at") + 10
    saved(rows.actor, series)
    assert last(series).continues_at == live(series)["continues_at"] == 13
    assert series.continues_at == 13
    assert fields_told() == {"continues_at": [3, 13]}
    series.code = "KH"
    saved(rows.actor, series)
    assert live(series)["continues_at"] == 13


def test_a_value_that_the_database_computes_for_a_new_row_is_read_back(rows: Rows) -> None:
    day = rows.keep(rows.calendar_day(name=Upper(Value("tet"))))
    assert day.name == last(day).name == "TET"
    day.name = Concat(F("name"), Value(" 2020"))
    saved(rows.actor, day)
    assert fields_told() == {"name": ["TET", "TET 2020"]}


def test_a_row_that_was_read_anew_is_as_loaded_and_not_as_changed(rows: Rows) -> None:
    day = rows.keep(rows.calendar_day(name="Một"))
    other = CalendarDay.objects.get()
    other.name = "Hai"
    saved(rows.actor, other)
    day.refresh_from_db()
    with acting(actor=rows.actor) as act:
        day.save()
        assert act.changes == act.history == []
    day.name = "Một"
    saved(rows.actor, day)
    assert live(day)["name"] == last(day).name == "Một"
    assert fields_told() == {"name": ["Hai", "Một"]}


def test_some_columns_read_anew_leave_the_others_as_changed(rows: Rows) -> None:
    day = rows.keep(rows.calendar_day(name="Một"))
    day.name, day.decided_by = "Hai", "Thông báo"
    day.refresh_from_db(fields=["decided_by"])
    saved(rows.actor, day)
    assert fields_told() == {"name": ["Một", "Hai"]}


def test_a_partial_instance_writes_a_whole_history(rows: Rows) -> None:
    rows.keep(rows.calendar_day(name="Một", decided_by="Thông báo"))
    partial = CalendarDay.objects.only("name").get()
    partial.name = "Hai"
    saved(rows.actor, partial)
    assert last(partial).decided_by == "Thông báo"
    assert fields_told() == {"name": ["Một", "Hai"]}


def test_a_column_that_was_loaded_late_is_not_told_as_changed(rows: Rows) -> None:
    rows.keep(rows.unit(name="Sở Nội vụ", short_name="SNV"))
    partial = Unit.objects.only("place").get()
    partial.place = "Trà Vinh"
    saved(rows.actor, partial)  # its save reads the names, to fold them
    assert fields_told() == {"place": ["", "Trà Vinh"]}


def test_a_deferred_column_that_was_set_blind_is_written(rows: Rows) -> None:
    rows.keep(rows.calendar_day(name="Một"))
    partial = CalendarDay.objects.defer("name").get()
    partial.name = "Hai"
    saved(rows.actor, partial)
    assert last(partial).name == live(partial)["name"] == "Hai"


def test_a_save_that_changes_nothing_leaves_nothing(rows: Rows) -> None:
    day = rows.keep(rows.calendar_day())
    with acting(actor=rows.actor) as act:
        day.save()
        CalendarDay.objects.get().save(update_fields=["name"])
        assert act.changes == act.history == []
    assert day.history.count() == 1


def test_a_list_changed_in_place_is_told_with_what_it_was(rows: Rows) -> None:
    series = rows.keep(rows.series(document_types=["KH"]))
    series.document_types.append("CT")
    saved(rows.actor, series)
    assert last(series).document_types == live(series)["document_types"] == ["KH", "CT"]
    assert fields_told() == {"document_types": [["KH"], ["KH", "CT"]]}


JSON_VALUES = [
    pytest.param([], id="an empty list"),
    pytest.param([["một", "hai"], ["ba", "bốn"]], id="rows of cells"),
    pytest.param(["Đ", "\u0111", "\U0001f33e", '"', "\\", "\t"], id="odd characters"),
    pytest.param([None, True, False, 0, -1, 2**40], id="values of every kind"),
    pytest.param([1.5, 1.0, 1e5], id="floats, which the digest takes as text"),
    pytest.param({"b": 1, "a": {"y": [1], "x": {}}}, id="nested objects"),
    pytest.param("a text", id="a text"),
]


@pytest.mark.parametrize("value", JSON_VALUES)
def test_json_is_the_same_in_row_history_and_digest(rows: Rows, value: Any) -> None:
    series = rows.keep(rows.series(document_types=value))
    past = last(series)
    assert past.document_types == live(series)["document_types"] == value
    read = {f.attname: getattr(past, f.attname) for f in past._meta.concrete_fields}
    assert told()["history"][0][2] == digest_of_row("numberseries", read)
    series.document_types = ["KH"]
    saved(rows.actor, series)
    assert last(series).document_types == ["KH"]


def test_a_deletion_is_told_with_the_row_as_it_was(rows: Rows) -> None:
    item = rows.keep(rows.item(text="Đối thoại."))
    before = live(item)
    removed(rows.actor, item)
    past = PlanItem.history.first()
    assert values(past) == before
    assert past.history_type == "-"
    assert told()["changes"] == [{"table": "planitem", "id": before["id"], "op": "-", "fields": {}}]


def test_a_deletion_of_a_partial_instance_is_told_whole(rows: Rows) -> None:
    before = live(rows.keep(rows.item(text="Đối thoại.")))
    removed(rows.actor, PlanItem.objects.only("position").get())
    assert values(PlanItem.history.first()) == before


def test_a_deletion_tells_what_the_table_held_and_not_what_was_typed(rows: Rows) -> None:
    item = rows.keep(rows.item(text="Đối thoại."))
    before = live(item)
    item.text = "Không lưu."
    removed(rows.actor, item)
    assert values(PlanItem.history.first()) == before


def test_a_stale_instance_s_deletion_tells_the_newest_row(rows: Rows) -> None:
    item = rows.keep(rows.item(text="Một."))
    other = PlanItem.objects.get()
    other.text = "Hai."
    saved(rows.actor, other)
    removed(rows.actor, item)
    assert PlanItem.history.first().text == "Hai."


def test_a_row_is_not_deleted_twice(rows: Rows) -> None:
    item = rows.keep(rows.item())
    again = PlanItem.objects.get()
    removed(rows.actor, item)
    with pytest.raises(ObjectDoesNotExist), acting(actor=rows.actor):
        again.delete()
    assert PlanItem.history.filter(history_type="-").count() == 1


def test_a_row_that_is_gone_does_not_come_back_by_a_save(rows: Rows) -> None:
    item = rows.keep(rows.item())
    again = PlanItem.objects.get()
    removed(rows.actor, item)
    again.text = "Hai."
    with pytest.raises(DatabaseError), acting(actor=rows.actor):
        again.save()
    assert not PlanItem.objects.exists()


def test_the_reason_of_one_save_is_not_carried_to_the_next(rows: Rows) -> None:
    day = rows.calendar_day()
    day._change_reason = "x" * 5000  # a column of 100 characters crashed on PostgreSQL
    rows.keep(day)
    day.name = "Hai"
    saved(rows.actor, day)
    assert [past.history_change_reason for past in day.history.all()] == [None, None]
    with pytest.raises((RuntimeError, AttributeError)):
        update_change_reason(day, "x" * 5000)


def test_all_rows_of_an_act_share_its_uid_and_no_other_act_does(rows: Rows) -> None:
    day, unit = rows.calendar_day(), rows.unit()
    with acting(actor=rows.actor) as act:
        day.save()
        unit.save()
        day.name = "Hai"
        day.save()
        record_event("unit_saved", stream=lock_directory())
    day.name = "Ba"
    saved(rows.actor, day)
    uids = [past.act_uid for past in day.history.order_by("history_id")]
    assert uids[:2] == [act.uid, act.uid]
    assert uids[2] != act.uid
    assert unit.history.get().act_uid == act.uid
    assert AuditEvent.objects.get(act_uid=act.uid).act_uid == act.uid
    assert len(told(AuditEvent.objects.get(act_uid=act.uid))["history"]) == 3
