"""The tick: periods opened, people reminded once, one message a day, whatever it dies of."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import override_settings

from dvcq_workflow.host import DefaultHost, Notice, get_host
from dvcq_workflow.jobs.ticking import run_year
from dvcq_workflow.models import AuditEvent, Digest, Reminder, ReportingPeriod
from dvcq_workflow.rules.errors import NotPermitted
from dvcq_workflow.rules.obligations import PeriodKind, Strength
from dvcq_workflow.rules.reminders import ReminderKind
from dvcq_workflow.selectors.reminders import Due, Wanted, chases_of
from dvcq_workflow.services.people import save_membership
from dvcq_workflow.services.reminders import open_period, remind, send_digest
from tests.owing import Year, make_year
from tests.worlds import World

K = ReminderKind


class PostHost(DefaultHost):
    """A host whose post goes out for good, and may fail of one person before or after it did."""

    told: list[Notice] = []
    fails_for: int | None = None

    def notify(self, notice: Notice) -> None:
        if notice.user_ids == (self.fails_for,):
            raise ConnectionError("the post is down")
        self.told.append(notice)


class KilledError(BaseException):
    """Stands for a kill: nobody catches it."""


@pytest.fixture
def post() -> Iterator[type[PostHost]]:
    PostHost.told, PostHost.fails_for = [], None
    with override_settings(DVCQ_WORKFLOW={"HOST": f"{__name__}.PostHost"}):
        yield PostHost


@pytest.fixture
def year(province: World, post: Any) -> Year:
    return make_year(province)


def moment(days: int = 0) -> dt.datetime:
    return get_host().now() + dt.timedelta(days=days)


def reminded() -> list[tuple[str, str]]:
    """Return who was reminded of what, by account and cause."""
    rows = Reminder.objects.order_by("pk").values_list("user__username", "kind")
    return [(name, str(kind)) for name, kind in rows]


def told(post: type[PostHost]) -> list[str]:
    names = dict(get_user_model()._default_manager.values_list("pk", "username"))
    return [names[user] for notice in post.told for user in notice.user_ids]


# -- periods


@pytest.mark.audits("open_period")
def test_a_period_opens_a_month_before_its_report_is_due_and_once(year: Year) -> None:
    soon, later = year.period(25), year.period(40, PeriodKind.YEAR)
    for period in (soon, later):
        year.change(period, opened_at=None)
    assert [run_year(at=moment()).opened for _time in range(2)] == [1, 0]
    opened = ReportingPeriod.objects.filter(opened_at__isnull=False)
    assert list(opened.values_list("pk", flat=True)) == [soon.pk]
    event = AuditEvent.objects.get(stream=year.plan.stream, code="period_opened")
    assert (event.channel, event.actor_id) == ("job", year.world.people["advising_head"].pk)


def test_a_period_is_opened_in_nobody_s_name_who_left(year: Year) -> None:
    period = year.period(25)
    year.change(period, opened_at=None)
    head = year.world.people["advising_head"]
    get_user_model()._default_manager.filter(pk=head.pk).update(is_active=False)
    before = AuditEvent.objects.count()
    with pytest.raises(NotPermitted, match="person_inactive"):
        open_period(period_id=period.pk, actor=head)
    assert AuditEvent.objects.count() == before
    assert run_year(at=moment()).opened == 1


# -- who is reminded of what


@pytest.mark.audits("remind")
def test_those_who_write_are_reminded_before_the_day_and_on_record(
    year: Year, post: type[PostHost]
) -> None:
    duty = year.duty("SYT", year.period(7))
    ticked = run_year(at=moment())
    assert (ticked.reminders, ticked.digests) == (1, 1)
    assert reminded() == [("writer_SYT", K.SOON_7)]
    assert told(post) == ["writer_SYT"]
    (notice,) = post.told
    assert (notice.kind, notice.due_on) == ("reminders", duty.effective_due_on)
    event = AuditEvent.objects.get(stream=year.plan.stream, code="reminders_sent")
    told_of = json.loads(event.envelope)
    assert told_of["details"]["reminded_people"] == 1
    assert [chase.kind for chase in chases_of(duty_id=duty.pk)] == [K.SOON_7]


def test_a_week_three_days_and_a_day_before_each_once(year: Year, post: type[PostHost]) -> None:
    year.duty("SYT", year.period(7))
    for day in range(8):
        run_year(at=moment(day))
        run_year(at=moment(day))
    assert [kind for _who, kind in reminded()] == [K.SOON_7, K.SOON_3, K.SOON_1]
    assert told(post) == ["writer_SYT"] * 3


def test_overdue_goes_up_to_the_head_and_then_to_the_receiver(
    year: Year, post: type[PostHost]
) -> None:
    year.duty("SYT", year.period(0))
    days = {}
    for day in range(1, 12):
        before = len(reminded())
        run_year(at=moment(day))
        days[day] = reminded()[before:]
    assert {day: rows for day, rows in days.items() if rows} == {
        1: [("writer_SYT", K.OVERDUE)],
        3: [("head_SYT", K.ESCALATED_HEAD)],
        7: [("advising_specialist", K.ESCALATED_RECEIVER), ("advising_head", K.ESCALATED_RECEIVER)],
    }


def test_a_task_reminds_those_who_are_named_for_it(year: Year) -> None:
    world = year.world
    year.task("SYT", -3, person_in_charge=world.people["head_SGDDT"])
    run_year(at=moment())
    assert sorted(reminded()) == [
        ("head_SGDDT", K.ESCALATED_HEAD),
        ("head_SYT", K.ESCALATED_HEAD),
        ("writer_SYT", K.OVERDUE),
    ]


@pytest.mark.parametrize("status", ["awaiting_verification", "withdrawn"])
def test_a_task_that_lies_with_nobody_in_its_unit_reminds_nobody(year: Year, status: str) -> None:
    year.task("SYT", -3, status=status)
    assert run_year(at=moment()).reminders == 0


def test_what_was_given_excused_merged_or_only_asked_for_reminds_nobody_past_its_day(
    year: Year,
) -> None:
    period, other = year.period(-2), year.period(-2, PeriodKind.HALF_YEAR)
    year.report(year.duty("SYT", period), -3)
    excused = year.duty("SGDDT", period)
    year.change(excused, excused_at=moment(), excused_reason="Mới thành lập")
    year.duty("HCL", period, Strength.REQUEST)
    year.duty("STTTT", other)
    year.change(other, merged_into=period)
    assert run_year(at=moment()).reminders == 0
    assert run_year(at=moment(30)).reminders == 0


def test_a_report_that_was_sent_back_is_owed_again(year: Year) -> None:
    year.report(year.duty("SYT", year.period(-1)), -3, status="returned")
    run_year(at=moment())
    assert reminded() == [("writer_SYT", K.OVERDUE)]


def test_a_new_due_date_begins_anew(year: Year) -> None:
    task = year.task("SYT", 1)
    run_year(at=moment())
    year.change(task, effective_due_on=year.day(10))
    for day in (3, 4):
        run_year(at=moment(day))
    assert [kind for _who, kind in reminded()] == [K.SOON_1, K.SOON_7]


# -- one message, once


def test_all_that_a_person_owes_comes_in_one_message_a_day(
    year: Year, post: type[PostHost]
) -> None:
    year.duty("SYT", year.period(1))
    year.task("SYT", -1)
    year.task("SYT", 3)
    run_year(at=moment())
    assert told(post) == ["writer_SYT"]
    assert len(reminded()) == 3
    assert "1" in post.told[0].title
    assert Digest.objects.get().reminders == 3


def test_what_comes_up_after_the_day_s_message_waits_for_the_next_day(
    year: Year, post: type[PostHost]
) -> None:
    year.task("SYT", 3)
    run_year(at=moment())
    year.task("SYT", 4)
    run_year(at=moment())
    assert told(post) == ["writer_SYT"]
    run_year(at=moment(1))
    assert told(post) == ["writer_SYT"] * 2
    assert len(reminded()) == 2


def test_after_an_outage_of_a_month_there_is_one_message_and_not_thirty(
    year: Year, post: type[PostHost]
) -> None:
    year.duty("SYT", year.period(1))
    run_year(at=moment(31))
    assert sorted(told(post)) == ["advising_head", "advising_specialist", "head_SYT", "writer_SYT"]
    assert len(post.told) == len(reminded()) == 4
    assert run_year(at=moment(32)).digests == 0


def test_a_failing_post_holds_up_nobody_else_and_is_tried_again(
    year: Year, post: type[PostHost]
) -> None:
    for code in ("SGDDT", "SYT", "STTTT"):
        year.task(code, 1)
    post.fails_for = year.world.people["writer_SYT"].pk
    ticked = run_year(at=moment())
    assert (ticked.digests, ticked.untold) == (2, 1)
    post.fails_for = None
    assert run_year(at=moment()).digests == 1
    assert sorted(told(post)) == ["writer_SGDDT", "writer_STTTT", "writer_SYT"]


def test_what_failed_all_day_comes_with_the_next_day_s_message(
    year: Year, post: type[PostHost]
) -> None:
    year.task("SYT", 3)
    post.fails_for = year.world.people["writer_SYT"].pk
    run_year(at=moment())
    post.fails_for = None
    run_year(at=moment(2))
    assert told(post) == ["writer_SYT"]
    assert Digest.objects.get().reminders == 2


KILLS = {
    "while reminders are written": ("dvcq_workflow.services.reminders.record_event", 0),
    "between plans and messages": ("dvcq_workflow.jobs.ticking.people_to_tell", 0),
    "before the second message": ("dvcq_workflow.services.reminders.Notice", 1),
    "after the second mark": ("dvcq_workflow.services.reminders._title", 1),
}


@pytest.mark.parametrize("kill", KILLS.values(), ids=KILLS)
def test_a_tick_killed_half_way_sends_nothing_twice_and_loses_nothing(
    year: Year, post: type[PostHost], monkeypatch: pytest.MonkeyPatch, kill: tuple[str, int]
) -> None:
    name, after = kill
    for code in ("SGDDT", "SYT", "STTTT"):
        year.task(code, 1)
    with monkeypatch.context() as patch:
        _kill_at(patch, name, after)
        with pytest.raises(KilledError):
            run_year(at=moment())
    assert len(post.told) == after
    for _time in range(3):
        run_year(at=moment())
    assert sorted(told(post)) == ["writer_SGDDT", "writer_STTTT", "writer_SYT"]
    assert Reminder.objects.count() == Digest.objects.count() == 3


def _kill_at(patch: pytest.MonkeyPatch, name: str, after: int) -> None:
    """Let a function of the tick be the last thing that it does, after so many calls."""
    module, _, attribute = name.rpartition(".")
    target = __import__(module, fromlist=[attribute])
    real, calls = getattr(target, attribute), iter(range(1000))

    def last(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == after:
            raise KilledError
        return real(*args, **kwargs)

    patch.setattr(target, attribute, last)


def test_the_same_reminder_asked_for_twice_is_written_once(year: Year) -> None:
    task = year.task("SYT", 1)
    due = Due(
        "assignment", task.pk, year.plan.pk, task.unit_id, year.receiver.pk, year.day(1), True
    )
    wanted = [Wanted(due, K.SOON_1, year.world.people["writer_SYT"].pk)]
    actor = year.world.people["advising_head"]
    counts = [remind(plan_id=year.plan.pk, wanted=wanted, actor=actor) for _time in range(2)]
    assert counts == [1, 0]
    told_twice = [send_digest(user_id=wanted[0].user_id, at=moment()) for _time in range(2)]
    assert told_twice == [1, 0]


def test_who_left_is_reminded_of_nothing(year: Year, post: type[PostHost]) -> None:
    year.task("SYT", 1)
    seat = year.world.people["writer_SYT"].dvcq_memberships.get()
    seat.valid_until = year.day(-1)
    save_membership(membership=seat, actor=year.world.keeper)
    run_year(at=moment())
    assert reminded() == [("head_SYT", K.SOON_1)]


# -- the command, and what it costs


def test_a_tick_with_nothing_due_asks_a_constant_and_small_number_of_queries(
    year: Year, django_assert_num_queries: Any
) -> None:
    period = year.period(200)
    for code in ("SGDDT", "SYT", "STTTT"):
        year.duty(code, period)
        year.task(code, 100)
    run_year(at=moment())
    with django_assert_num_queries(4):
        run_year(at=moment())


def test_the_command_says_what_it_did_and_again_does_nothing_again(
    year: Year, post: type[PostHost]
) -> None:
    year.task("SYT", 1)
    said = []
    for _time in range(2):
        out = StringIO()
        call_command("dvcq_tick", stdout=out)
        said.append(out.getvalue())
    assert len(post.told) == 1
    assert said[0] != said[1]
