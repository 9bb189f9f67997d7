"""A period that opens lays its report on the desk of each unit that owes it, once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.flows.starting import start_report
from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.jobs.ticking import run_year
from dvcq_workflow.models import (
    AuditEvent,
    Desk,
    Report,
    ReportDuty,
    ReportingPeriod,
    WorkOrder,
)
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan
from dvcq_workflow.services.years import open_unit_year
from tests.reporting import do_report
from tests.services.test_years import opened
from tests.worlds import World, seat

DAYS_BEFORE = 20


class KilledError(BaseException):
    """Stands for a kill: nobody catches it."""


@pytest.fixture
def period(province: World) -> ReportingPeriod:
    """The first period of a plan's year; it is not near yet."""
    seat(province, "writer", "SYT", Role.SPECIALIST, "Chuyên viên")
    plan = opened(province)
    return ReportingPeriod.objects.filter(plan=plan).order_by("effective_due_on", "pk")[0]


def near(period: ReportingPeriod) -> dt.datetime:
    """Return a moment at which the period is to be open, and no other one."""
    day = period.effective_due_on - dt.timedelta(days=DAYS_BEFORE)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(8)))


def tick(period: ReportingPeriod) -> int:
    """Do what ``dvcq_tick`` does, at that moment; return how many periods it opened."""
    at = near(period)
    count = run_year(at=at).opened
    run_due(at=at, limit=1000)
    return count


def desks() -> list[tuple[str, str]]:
    """Unit and step of each open desk at which a report lies."""
    rows = Desk.objects.filter(report__isnull=False, state=Desk.State.OPEN)
    return sorted(rows.values_list("unit__code", "step"))


def owing(period: ReportingPeriod) -> list[tuple[str, str]]:
    rows = ReportDuty.objects.filter(period=period).values_list("unit__code", flat=True)
    return sorted((code, "write_report") for code in rows)


def excuse(world: World, duty: ReportDuty) -> None:
    with acting(actor=world.clerk) as act:
        plan = lock_plan(duty.plan_id)
        duty.excused_at = act.at
        duty.save()
        record_event("year_opened", stream=plan.stream)


def test_each_unit_that_owes_the_report_finds_it_on_its_desk(period: ReportingPeriod) -> None:
    assert desks() == []
    assert tick(period) == 1
    assert desks() == owing(period) != []
    event = AuditEvent.objects.get(stream=period.plan.stream, code="period_opened")
    assert f'"units":{len(owing(period))}' in event.envelope
    reports = Report.objects.filter(duty__period=period)
    assert set(reports.values_list("drafter", "status")) == {(None, "being_written")}


def test_a_second_tick_starts_nothing_again(period: ReportingPeriod) -> None:
    tick(period)
    before = desks(), Report.objects.count(), AuditEvent.objects.count()
    assert tick(period) == 0
    assert (desks(), Report.objects.count(), AuditEvent.objects.count()) == before


@pytest.mark.parametrize("after", [0, 1], ids=["before the first", "after the first"])
def test_a_tick_killed_while_it_starts_reports_goes_on_at_the_next(
    period: ReportingPeriod, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    calls = iter(range(1000))

    def last(**given: Any) -> Report:
        if next(calls) == after:
            raise KilledError
        return start_report(**given)

    with monkeypatch.context() as patch:
        patch.setattr("dvcq_workflow.jobs.opening.start_report", last)
        with pytest.raises(KilledError):
            tick(period)
    assert len(desks()) == after
    assert tick(period) == 0
    assert desks() == owing(period)


def test_a_period_whose_opening_is_lost_starts_no_report(
    period: ReportingPeriod, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: Any, **given: Any) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr("dvcq_workflow.services.reminders.record_event", killed)
        with pytest.raises(KilledError):
            tick(period)
    assert not WorkOrder.objects.filter(kind="start_report").exists()
    assert tick(period) == 1
    assert desks() == owing(period)


def test_what_a_unit_began_or_withdrew_itself_is_left_as_it_is(
    province: World, period: ReportingPeriod
) -> None:
    duty = ReportDuty.objects.get(period=period, unit=province.units["SYT"])
    report = start_report(duty_id=duty.pk, actor=province.people["writer"])
    do_report(province, report, Step.WRITE_REPORT, "withdraw", "writer", reason="Nhầm kỳ.")
    tick(period)
    assert list(Report.objects.filter(duty=duty)) == [report]


@pytest.mark.parametrize("when", ["before the period opens", "while its order waits"])
def test_who_is_excused_finds_nothing_and_no_order_fails_for_it(
    province: World, period: ReportingPeriod, when: str
) -> None:
    duty = ReportDuty.objects.get(period=period, unit=province.units["SYT"])
    if when == "while its order waits":
        assert run_year(at=near(period)).opened == 1
    excuse(province, duty)
    tick(period)
    assert ("SYT", "write_report") not in desks()
    orders = WorkOrder.objects.filter(kind="start_report").exclude(state=WorkOrder.State.DONE)
    assert not orders.exists()


def test_a_unit_whose_year_is_laid_after_the_period_opened_finds_its_report_too(
    province: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("dvcq_workflow.services.years._lay_duties", lambda *given: 0)
        plan = opened(province)
    period = ReportingPeriod.objects.filter(plan=plan).order_by("effective_due_on", "pk")[0]
    tick(period)
    assert desks() == []
    unit = province.units["SYT"]
    open_unit_year(plan_id=plan.pk, unit_id=unit.pk, actor=province.clerk)
    tick(period)
    assert desks() == [("SYT", "write_report")]
