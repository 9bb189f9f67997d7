"""Opening a year: once, whatever is run twice or dies half-way."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from dvcq_workflow.flows.starting import start_report
from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.models import (
    Assignment,
    AuditEvent,
    CalendarDay,
    Obligation,
    Plan,
    ReportDuty,
    ReportingPeriod,
    WorkOrder,
    YearOpening,
    YearPolicy,
)
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.selectors.assignments import content_of_assignment
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.calendars import save_calendar_day
from dvcq_workflow.services.recomputing import recompute_year
from dvcq_workflow.services.years import open_unit_year, open_year
from tests.models.rows import saved
from tests.opening import NOBODY, issued, opened, run_all
from tests.tasking import offered_task, staff
from tests.worlds import World


@pytest.fixture
def year(province: World) -> World:
    """A province whose plan names who is to do what, a year ahead so that nothing is over yet."""
    return province


def test_a_year_opened_twice_is_opened_once(year: World) -> None:
    plan = opened(year)
    before = counts(plan)
    open_year(plan_id=plan.pk, actor=year.clerk)
    for unit in year.consulted_units:
        open_unit_year(plan_id=plan.pk, unit_id=unit.pk, actor=year.clerk)
    assert counts(plan) == before


def counts(plan: Plan) -> tuple[int, ...]:
    models: tuple[Any, ...] = (Assignment, ReportDuty, Obligation, ReportingPeriod)
    events = AuditEvent.objects.filter(stream=plan.stream).count()
    return (*(model.objects.filter(plan=plan).count() for model in models), events)


@pytest.mark.audits("open_unit_year")
def test_what_died_half_way_goes_on_where_it_stopped(
    year: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = issued(year)
    run_due(limit=1000)
    waiting = WorkOrder.objects.filter(kind="open_unit_year", state=WorkOrder.State.WAITING)
    first = waiting.get(payload__unit_id=year.units["SYT"].pk)
    real = ReportDuty.save

    def dies(row: Any, *args: Any, **kwargs: Any) -> None:
        if row.unit_id == first.payload["unit_id"]:
            raise OSError("gone")
        real(row, *args, **kwargs)

    monkeypatch.setattr(ReportDuty, "save", dies)
    while run_due(limit=1000):
        pass
    opening = YearOpening.objects.get(plan=plan)
    assert opening.units_done < opening.units_total
    assert not Assignment.objects.filter(unit_id=first.payload["unit_id"]).exists()
    monkeypatch.setattr(ReportDuty, "save", real)
    while run_due(at=timezone.now() + dt.timedelta(days=2), limit=1000):
        pass
    opening.refresh_from_db()
    assert opening.units_done == opening.units_total
    assert opening.finished_at is not None
    told = AuditEvent.objects.filter(stream=plan.stream, code="unit_year_opened")
    assert told.count() == opening.units_total


def test_a_worker_that_is_killed_leaves_its_unit_whole_for_the_next_one(
    year: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = issued(year)
    run_due(limit=1000)
    orders = WorkOrder.objects.filter(kind="open_unit_year")
    real, saved_duties = ReportDuty.save, []

    def is_killed(row: Any, *args: Any, **kwargs: Any) -> None:
        if len(saved_duties) == 3:
            raise KeyboardInterrupt
        saved_duties.append(row)
        real(row, *args, **kwargs)

    monkeypatch.setattr(ReportDuty, "save", is_killed)
    with pytest.raises(KeyboardInterrupt):
        run_all()
    monkeypatch.setattr(ReportDuty, "save", real)
    done = orders.filter(state=WorkOrder.State.DONE).count()
    assert YearOpening.objects.get(plan=plan).units_done == done < orders.count()
    assert set(orders.exclude(state=WorkOrder.State.DONE).values_list("attempts", flat=True)) == {0}
    run_all()
    opening = YearOpening.objects.get(plan=plan)
    assert opening.units_done == opening.units_total == orders.count()
    assert ReportDuty.objects.filter(plan=plan).count() == 4 * 6
    told = AuditEvent.objects.filter(stream=plan.stream, code="unit_year_opened")
    assert told.count() == opening.units_total


@pytest.mark.audits("open_year")
def test_a_name_that_stands_for_nobody_is_left_to_a_person(year: World) -> None:
    plan = opened(year)
    (problem,) = YearOpening.objects.get(plan=plan).problems
    row = Obligation.objects.get(plan=plan, uid__in=problem["rows"])
    assert problem == {"code": "name_stands_for_no_unit", "words": NOBODY, "rows": [str(row.uid)]}
    assert not row.is_assigned
    assert AuditEvent.objects.filter(stream=plan.stream, code="year_opened").count() == 1


def test_nothing_is_opened_of_a_plan_that_is_not_issued(year: World) -> None:
    plan = year.start_plan()
    for act in (
        lambda: open_year(plan_id=plan.pk, actor=year.drafter),
        lambda: open_unit_year(plan_id=plan.pk, unit_id=year.advising.pk, actor=year.drafter),
    ):
        with pytest.raises(RuleViolation, match="plan_not_issued"):
            act()
    assert not YearOpening.objects.exists()


def test_the_receiver_reports_to_itself_only_where_the_plan_s_policy_says_so(year: World) -> None:
    plan = issued(year)
    with acting(actor=year.clerk):
        saved(year.clerk, YearPolicy(plan=plan, receiver_reports=True, merge_same_day=True))
    while run_due(limit=1000):
        pass
    assert ReportDuty.objects.filter(plan=plan, unit=year.advising).exists()
    merged = ReportingPeriod.objects.get(plan=plan, merged_into__isnull=False)
    assert (merged.kind, merged.index) == ("quarter", 2)
    assert not ReportDuty.objects.filter(period=merged).exists()


def test_without_a_policy_it_does_not(year: World) -> None:
    plan = opened(year)
    assert not ReportDuty.objects.filter(plan=plan, unit=year.advising).exists()
    assert not ReportingPeriod.objects.filter(plan=plan, merged_into__isnull=False).exists()


@pytest.mark.audits("recompute_year")
def test_a_new_holiday_moves_what_still_runs_and_says_which_day_caused_it(year: World) -> None:
    plan = opened(year)
    period = ReportingPeriod.objects.filter(plan=plan).order_by("effective_due_on").first()
    assert period is not None
    day = CalendarDay(day=period.effective_due_on, kind="holiday", name="Nghỉ bù")
    save_calendar_day(day=day, actor=year.keeper)
    while run_due(limit=1000):
        pass
    moved = ReportingPeriod.objects.get(pk=period.pk)
    assert moved.effective_due_on > period.effective_due_on
    assert moved.due_on == period.due_on
    duties = set(moved.duties.values_list("effective_due_on", flat=True))
    assert duties == {moved.effective_due_on}
    event = AuditEvent.objects.get(stream=plan.stream, code="year_reckoned_anew")
    assert "Nghỉ bù" in event.envelope
    assert recompute_year(plan_id=plan.pk, cause="", actor=year.keeper) == 0


def test_with_a_moved_day_the_desks_of_tasks_and_reports_are_due_on_it(year: World) -> None:
    plan = opened(staff(year))
    duty = ReportDuty.objects.filter(plan=plan, unit=year.units["SYT"]).earliest("due_on")
    report = start_report(duty_id=duty.pk, actor=year.people["officer"])
    task = offered_task(year, plan, due_on=year.today() + dt.timedelta(days=40))
    hashed = task.content_hash
    for day in {duty.effective_due_on, task.effective_due_on}:
        holiday = CalendarDay(day=day, kind="holiday", name="Nghỉ bù")
        save_calendar_day(day=holiday, actor=year.keeper)
    while run_due(limit=1000):
        pass
    for subject in (task, report):
        before = subject.effective_due_on
        subject.refresh_from_db()
        assert subject.effective_due_on > before
        (due_on,) = subject.desks.filter(state="open").values_list("due_on", flat=True)
        assert due_on == subject.effective_due_on
    assert task.content_hash == content_of_assignment(task).content_hash != hashed
