"""The working calendar is kept by the keeper alone, on record."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from dvcq_workflow.host import DefaultHost
from dvcq_workflow.models import CalendarDay
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.services.calendars import save_calendar_day
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
