"""Opening a year: once, whatever is run twice or dies half-way; by hand what is left open."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.models import (
    Assignment,
    AuditEvent,
    CalendarDay,
    Obligation,
    ObligationActor,
    Plan,
    ReportDuty,
    ReportingPeriod,
    WorkOrder,
    YearOpening,
    YearPolicy,
)
from dvcq_workflow.rules.content import Node
from dvcq_workflow.rules.errors import NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.obligations import ObligationKind
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.calendars import save_calendar_day
from dvcq_workflow.services.obligations import (
    ObligationFacts,
    state_obligation,
    withdraw_obligation,
)
from dvcq_workflow.services.recomputing import recompute_year
from dvcq_workflow.services.years import open_unit_year, open_year
from tests.models.rows import saved
from tests.worlds import World

REPORTING = (
    "Định kỳ hàng quý (ngày 10 của tháng cuối quý), 6 tháng (ngày 10 tháng 6), năm (ngày 25 tháng "
    "11), các sở, ban, ngành tỉnh, UBND cấp huyện báo cáo kết quả về Sở Nội vụ để tổng hợp, báo "
    "cáo UBND tỉnh./."
)
ORGANISING = (
    Node("section", "I", "NỘI DUNG"),
    Node("item", "1", "Học tập, tuyên truyền"),
    Node("bullet", "", "Phổ biến các văn bản về công tác dân vận."),
    Node("section", "II", "TỔ CHỨC THỰC HIỆN"),
    Node("item", "1", "Các sở, ban, ngành tỉnh:"),
    Node("bullet", "", "Xây dựng kế hoạch cụ thể của cơ quan mình."),
    Node("item", "2", "Sở Không Có Trong Danh Mục: tuyên truyền."),
    Node("paragraph", "", REPORTING),
)


@pytest.fixture
def year(province: World) -> World:
    """A province whose plan names who is to do what, a year ahead so that nothing is over yet."""
    return province


def issued(world: World, **more: Any) -> Plan:
    content = replace(world.content(), nodes=ORGANISING, year=world.today().year + 1)
    plan = world.issue_plan(content=content, run_work=False, **more)
    return plan


def opened(world: World) -> Plan:
    plan = issued(world)
    while run_due(limit=1000):
        pass
    plan.refresh_from_db()
    return plan


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


@pytest.mark.audits("open_year")
def test_a_name_that_stands_for_nobody_is_left_to_a_person(year: World) -> None:
    plan = opened(year)
    problems = YearOpening.objects.get(plan=plan).problems
    assert {"code": "name_stands_for_no_unit", "words": "Sở Không Có Trong Danh Mục"} in problems
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


FACTS = ObligationFacts("Tổ chức hội nghị đối thoại", ObligationKind.EVENT, lead_ids=())


@pytest.mark.audits("state_obligation")
def test_a_task_that_the_text_leaves_open_is_stated_by_hand(year: World) -> None:
    plan = opened(year)
    facts = replace(FACTS, lead_ids=(year.units["SYT"].pk,), supporting_ids=(year.province.pk,))
    row = state_obligation(plan_id=plan.pk, facts=facts, actor=year.people["advising_specialist"])
    assert {(a.unit_id, a.role) for a in ObligationActor.objects.filter(obligation=row)} == {
        (year.units["SYT"].pk, "lead"),
        (year.province.pk, "supporting"),
    }
    assert AuditEvent.objects.filter(stream=plan.stream, code="obligation_stated").count() == 1


@pytest.mark.parametrize(("who", "problem"), [("stranger", NotVisible), ("head_SYT", NotPermitted)])
def test_another_unit_states_nothing(year: World, who: str, problem: type[Exception]) -> None:
    plan = opened(year)
    before = counts(plan)
    facts = replace(FACTS, lead_ids=(year.units["SYT"].pk,))
    with pytest.raises(problem):
        state_obligation(plan_id=plan.pk, facts=facts, actor=year.people[who])
    assert counts(plan) == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": "  "}, "obligation_text_missing"),
        ({"text": "x" * 4001}, "obligation_text_too_long"),
        ({"lead_ids": ()}, "obligation_without_lead"),
        ({"lead_ids": (10**9,)}, "unit_unknown"),
    ],
    ids=["no text", "a novel", "nobody leads", "a unit that is none"],
)
def test_a_task_says_what_and_who(year: World, change: dict[str, Any], code: str) -> None:
    plan = opened(year)
    facts = replace(FACTS, lead_ids=(year.advising.pk,), **{})
    with pytest.raises(RuleViolation, match=code):
        state_obligation(
            plan_id=plan.pk,
            facts=replace(facts, **change),
            actor=year.people["advising_specialist"],
        )


@pytest.mark.audits("withdraw_obligation")
def test_a_task_read_wrongly_is_taken_back_with_its_reason(year: World) -> None:
    plan = opened(year)
    row = Obligation.objects.filter(plan=plan, is_assigned=False).first()
    assert row is not None
    actor = year.people["advising_head"]
    withdraw_obligation(obligation_id=row.pk, reason="Đọc nhầm câu.", actor=actor)
    row.refresh_from_db()
    assert row.withdrawn_at is not None
    assert AuditEvent.objects.filter(stream=plan.stream, code="obligation_withdrawn").exists()


def test_a_task_on_which_units_work_is_not_taken_back(year: World) -> None:
    plan = opened(year)
    row = Obligation.objects.get(plan=plan, kind=ObligationKind.UNIT_PLAN)
    with pytest.raises(RuleViolation, match="obligation_has_open_tasks"):
        withdraw_obligation(
            obligation_id=row.pk, reason="Thôi.", actor=year.people["advising_head"]
        )
    with pytest.raises(NotVisible, match="obligation_not_found"):
        withdraw_obligation(obligation_id=10**9, reason="Thôi.", actor=year.drafter)
    with pytest.raises(NotPermitted):
        withdraw_obligation(obligation_id=row.pk, reason="Thôi.", actor=year.people["head_SYT"])


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
