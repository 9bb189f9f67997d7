"""What a host gets for nothing: seats, working days and files from the package's own tables."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from dvcq_workflow.host import DefaultHost, get_host
from dvcq_workflow.rules.desks import Role, Seat
from tests.models.rows import DAY, Rows, make_person

ONE = dt.timedelta(days=1)
SATURDAY = dt.date(2020, 3, 7)
MONDAY = dt.date(2020, 3, 9)


class AnotherHost(DefaultHost):
    """A host that says something else of one thing."""

    def person_name(self, user: Any) -> str:
        return "Người khác"


@pytest.fixture
def rows(db: Any) -> Rows:
    return Rows(make_person("clerk"))


def test_a_seat_is_held_from_its_first_day_to_its_last(rows: Rows) -> None:
    member = rows.keep(rows.membership(valid_from=DAY, valid_until=DAY + ONE, title="Trưởng"))
    held = (Seat(member.unit_id, Role.HEAD, "Trưởng", member.pk),)
    days = {DAY - ONE: (), DAY: held, DAY + ONE: held, DAY + 2 * ONE: ()}
    for day, seats in days.items():
        assert DefaultHost().units_of(rows.actor.pk, day) == seats


def test_a_seat_without_an_end_is_held_for_good(rows: Rows) -> None:
    rows.keep(rows.membership())
    assert len(DefaultHost().units_of(rows.actor.pk, DAY + 9999 * ONE)) == 1


def test_nobody_holds_another_s_seat(rows: Rows) -> None:
    rows.keep(rows.membership())
    assert DefaultHost().units_of(make_person("stranger").pk, DAY) == ()


def test_the_plain_week_works_from_monday_to_friday(rows: Rows) -> None:
    week = [DefaultHost().is_working_day(MONDAY + n * ONE) for n in range(7)]
    assert week == [True] * 5 + [False] * 2


def test_the_calendar_s_table_rules_over_the_week(rows: Rows) -> None:
    rows.keep(rows.calendar_day(day=SATURDAY, kind="working"))
    rows.keep(rows.calendar_day(day=MONDAY, kind="holiday"))
    assert DefaultHost().is_working_day(SATURDAY)
    assert not DefaultHost().is_working_day(MONDAY)


def test_a_stored_file_comes_back_to_the_byte_and_takes_no_other_s_place(
    tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    host = DefaultHost()
    keys = [host.store_document("ke-hoach.docx", data) for data in (b"\x00\x01", b"other")]
    assert keys[0] != keys[1]
    assert [host.open_document(key) for key in keys] == [b"\x00\x01", b"other"]


def test_a_file_s_name_does_not_lead_out_of_the_storage(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    key = DefaultHost().store_document("../../outside.docx", b"x")
    assert ".." not in key
    assert [path.parts[-5] for path in tmp_path.rglob("*outside.docx")] == ["media"]


def test_a_person_is_named_in_full_or_by_their_account(rows: Rows) -> None:
    assert DefaultHost().person_name(rows.actor) == rows.actor.full_name
    rows.actor.full_name = ""
    assert DefaultHost().person_name(rows.actor) == "clerk"


def test_the_host_is_the_one_that_the_settings_name(settings: Any) -> None:
    path = f"{__name__}.AnotherHost"
    settings.DVCQ_WORKFLOW = {**settings.DVCQ_WORKFLOW, "HOST": path}
    assert get_host().person_name(None) == "Người khác"


def test_today_is_the_local_day_of_the_host_s_clock() -> None:
    class NightHost(DefaultHost):
        def now(self) -> dt.datetime:
            return dt.datetime(2020, 3, 5, 18, 0, tzinfo=dt.UTC)

    assert NightHost().today() == dt.date(2020, 3, 6)
