"""The working calendar is kept by the keeper alone, on record."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from dvcq_workflow.host import DefaultHost
from dvcq_workflow.models import AuditEvent, CalendarDay, WorkOrder
from dvcq_workflow.rules.calendars import DayFacts
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.services.calendars import lay_calendar, save_calendar_day
from tests.opening import opened
from tests.services.witness import assert_refused_without_trace, last_directory_event
from tests.worlds import World

HUNG_KINGS = dt.date(2020, 4, 2)


def write_day(actor: Any) -> CalendarDay:
    day = CalendarDay(day=HUNG_KINGS, kind=CalendarDay.Kind.HOLIDAY, name="Giỗ Tổ Hùng Vương")
    return save_calendar_day(day=day, actor=actor)


def test_a_day_off_in_the_table_is_no_working_day(province: World) -> None:
    assert DefaultHost().is_working_day(HUNG_KINGS)
    write_day(province.keeper)
    assert not DefaultHost().is_working_day(HUNG_KINGS)


def test_nobody_but_the_keeper_changes_the_calendar(province: World) -> None:
    assert_refused_without_trace(write_day, province.drafter, CalendarDay)


@pytest.mark.audits("save_calendar_day")
def test_the_record_says_who_changed_the_calendar(province: World) -> None:
    day = write_day(province.keeper)
    event, said = last_directory_event()
    assert (event.code, event.actor_id) == ("calendar_day_saved", province.keeper.pk)
    assert said["details"]["row"] == str(day.uid)


def test_a_day_stands_in_the_calendar_once(province: World) -> None:
    write_day(province.keeper)
    with pytest.raises(RuleViolation, match="calendar_day_taken"):
        write_day(province.keeper)


SWAP = [
    DayFacts(dt.date(2020, 4, 29), "holiday", "Nghỉ hoán đổi", "Công văn của Văn phòng Chính phủ"),
    DayFacts(dt.date(2020, 5, 4), "working", "Ngày làm việc bù"),
]


@pytest.mark.audits("lay_calendar")
def test_many_days_are_laid_in_one_act_and_a_second_time_none(province: World) -> None:
    laid = lay_calendar(days=SWAP, actor=province.keeper)
    assert [(each.state, each.is_written) for each in laid] == [("new", True), ("new", True)]
    events = AuditEvent.objects.filter(code="calendar_day_saved")
    assert (events.count(), events.values("act_uid").distinct().count()) == (2, 1)
    assert {event.actor_id for event in events} == {province.keeper.pk}
    again = lay_calendar(days=SWAP, actor=province.keeper)
    assert [(each.state, each.is_written) for each in again] == [("stands", False)] * 2
    assert events.count() == 2


def test_a_day_that_stands_otherwise_is_left_unless_it_is_to_be_written_over(
    province: World,
) -> None:
    lay_calendar(days=SWAP, actor=province.keeper)
    other = [replace(SWAP[0], kind="working", name="Làm việc")]
    (told,) = lay_calendar(days=other, actor=province.keeper)
    assert (told.state, told.is_written, told.standing) == ("differs", False, SWAP[0])
    assert CalendarDay.objects.get(day=SWAP[0].day).kind == "holiday"
    (done,) = lay_calendar(days=other, actor=province.keeper, replace=True)
    assert done.is_written
    row = CalendarDay.objects.get(day=SWAP[0].day)
    assert (row.kind, row.name) == ("working", "Làm việc")
    assert row.history.count() == 2


def test_a_name_that_the_keeper_wrote_otherwise_stands(province: World) -> None:
    lay_calendar(days=SWAP, actor=province.keeper)
    (told,) = lay_calendar(
        days=[replace(SWAP[1], name="Làm bù")], actor=province.keeper, replace=True
    )
    assert (told.state, told.is_written) == ("stands", False)


def test_a_dry_run_writes_nothing(province: World) -> None:
    laid = lay_calendar(days=SWAP, actor=province.keeper, dry_run=True)
    assert [(each.state, each.is_written) for each in laid] == [("new", False)] * 2
    assert not CalendarDay.objects.exists()


def test_nobody_but_the_keeper_lays_a_calendar(province: World) -> None:
    def write(actor: Any) -> None:
        lay_calendar(days=SWAP, actor=actor)

    assert_refused_without_trace(write, province.drafter, CalendarDay)


def test_each_running_year_is_reckoned_anew_once_for_all_the_days(province: World) -> None:
    plan = opened(province)
    days = [replace(day, day=day.day.replace(year=plan.year)) for day in SWAP]
    lay_calendar(days=days, actor=province.keeper)
    order = WorkOrder.objects.get(kind="reckon_year")
    assert "Nghỉ hoán đổi" in order.payload["cause"]
    assert "Ngày làm việc bù" in order.payload["cause"]
