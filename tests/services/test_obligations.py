"""Tasks of a plan stated by hand and taken back: by the advising unit, on record, laid on units."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from dvcq_workflow.models import (
    Assignment,
    AuditEvent,
    Desk,
    Obligation,
    ObligationActor,
    PersonalValue,
    Plan,
    ReportDuty,
    Unit,
    YearOpening,
)
from dvcq_workflow.rules.content import Node
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.obligations import ObligationKind, Strength
from dvcq_workflow.services.obligations import (
    ObligationFacts,
    state_obligation,
    withdraw_obligation,
)
from dvcq_workflow.services.reports import open_report
from tests.opening import ORGANISING, issued, opened, party_body, run_all
from tests.worlds import World

FACTS = ObligationFacts("Tổ chức hội nghị đối thoại", ObligationKind.EVENT, lead_ids=())


@pytest.fixture
def plan(province: World) -> Plan:
    return opened(province)


@pytest.fixture
def outside(province: World) -> Unit:
    return party_body(province)


def written(plan: Plan) -> tuple[int, ...]:
    """How many rows and events an act on a plan's year would leave behind."""
    rows = (Obligation.objects, Assignment.objects, ReportDuty.objects)
    events = AuditEvent.objects.filter(stream=plan.stream)
    return (*(model.filter(plan=plan).count() for model in rows), events.count())


@pytest.mark.audits("state_obligation")
def test_a_task_that_the_text_leaves_open_is_stated_by_hand(province: World, plan: Plan) -> None:
    health, people = province.units["SYT"], province.people
    facts = replace(FACTS, lead_ids=(health.pk,), supporting_ids=(province.province.pk, health.pk))
    row = state_obligation(plan_id=plan.pk, facts=facts, actor=people["advising_specialist"])
    assert {(a.unit_id, a.role) for a in ObligationActor.objects.filter(obligation=row)} == {
        (health.pk, "lead"),
        (province.province.pk, "supporting"),
    }
    assert (row.origin, row.due_kind) == (Obligation.Origin.STATED, "event")
    event = AuditEvent.objects.get(stream=plan.stream, code="obligation_stated")
    assert event.actor_id == people["advising_specialist"].pk


def test_what_is_stated_lies_on_the_desk_of_each_unit_that_leads_it(
    province: World, plan: Plan
) -> None:
    leads = (province.units["SYT"].pk, province.units["STTTT"].pk)
    due = dt.date(plan.year, 11, 15)
    facts = replace(
        FACTS, lead_ids=leads, due_on=due, raw_words="trước ngày 15/11", is_inclusive=False
    )
    row = state_obligation(plan_id=plan.pk, facts=facts, actor=province.people["advising_head"])
    run_all()
    tasks = Assignment.objects.filter(obligation=row)
    assert set(tasks.values_list("unit_id", flat=True)) == set(leads)
    assert {(task.due_on, task.raw_words) for task in tasks} == {(due, "trước ngày 15/11")}
    assert not any(task.is_inclusive for task in tasks)
    assert Desk.objects.filter(assignment__in=tasks, state=Desk.State.OPEN).count() == 2


def test_stating_one_task_wakes_no_other_that_was_withdrawn(province: World, plan: Plan) -> None:
    health = province.units["SYT"]
    before = Assignment.objects.filter(plan=plan, unit=health).count()
    facts = replace(FACTS, lead_ids=(health.pk,))
    state_obligation(plan_id=plan.pk, facts=facts, actor=province.people["advising_head"])
    run_all()
    assert Assignment.objects.filter(plan=plan, unit=health).count() == before + 1


def test_who_stands_outside_the_body_s_authority_is_only_asked(
    province: World, plan: Plan, outside: Unit
) -> None:
    actor = province.people["advising_head"]
    facts = replace(FACTS, lead_ids=(outside.pk,))
    before = written(plan)
    with pytest.raises(RuleViolation, match="order_outside_authority") as refused:
        state_obligation(plan_id=plan.pk, facts=facts, actor=actor)
    assert refused.value.params == {"units": outside.name}
    assert written(plan) == before
    asked = replace(facts, strength=Strength.REQUEST, due_on=dt.date(plan.year, 3, 1))
    state_obligation(plan_id=plan.pk, facts=asked, actor=actor)
    run_all()
    task = Assignment.objects.get(unit=outside)
    assert (task.strength, task.effective_due_on) == (Strength.REQUEST, None)


def test_who_supports_may_stand_outside_the_body_s_authority(
    province: World, plan: Plan, outside: Unit
) -> None:
    facts = replace(FACTS, lead_ids=(province.advising.pk,), supporting_ids=(outside.pk,))
    row = state_obligation(plan_id=plan.pk, facts=facts, actor=province.people["advising_head"])
    assert row.strength == Strength.ORDER


def test_a_task_that_is_stated_twice_is_laid_once(province: World, plan: Plan) -> None:
    health, actor = province.units["SYT"], province.people["advising_specialist"]
    facts = replace(FACTS, lead_ids=(health.pk,))
    state_obligation(plan_id=plan.pk, facts=facts, actor=actor)
    before = written(plan)
    again = replace(facts, text=f" {facts.text} ", lead_ids=(province.province.pk, health.pk))
    with pytest.raises(RuleViolation) as refused:
        state_obligation(plan_id=plan.pk, facts=again, actor=actor)
    assert refused.value.code == "task_stated_already"
    assert written(plan) == before
    for other in ({"kind": ObligationKind.STANDING}, {"due_on": dt.date(2020, 12, 1)}):
        state_obligation(plan_id=plan.pk, facts=replace(facts, **other), actor=actor)


def test_a_task_that_was_taken_back_may_be_stated_again(province: World, plan: Plan) -> None:
    actor = province.people["advising_specialist"]
    facts = replace(FACTS, lead_ids=(province.units["SYT"].pk,))
    row = state_obligation(plan_id=plan.pk, facts=facts, actor=actor)
    withdraw_obligation(obligation_id=row.pk, reason="Nhầm", actor=actor)
    state_obligation(plan_id=plan.pk, facts=facts, actor=actor)


@pytest.mark.parametrize(("who", "problem"), [("stranger", NotVisible), ("head_SYT", NotPermitted)])
def test_another_unit_states_nothing(
    province: World, plan: Plan, who: str, problem: type[Exception]
) -> None:
    before = written(plan)
    facts = replace(FACTS, lead_ids=(province.units["SYT"].pk,))
    with pytest.raises(problem):
        state_obligation(plan_id=plan.pk, facts=facts, actor=province.people[who])
    assert written(plan) == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": "  "}, "obligation_text_missing"),
        ({"text": "x" * 4001}, "obligation_text_too_long"),
        ({"raw_words": "x" * 301}, "obligation_text_too_long"),
        ({"lead_ids": ()}, "obligation_without_lead"),
        ({"lead_ids": (10**9,)}, "unit_unknown"),
    ],
    ids=["no text", "a novel", "words without end", "nobody leads", "a unit that is none"],
)
def test_a_task_says_what_and_who(
    province: World, plan: Plan, change: dict[str, Any], code: str
) -> None:
    facts = replace(replace(FACTS, lead_ids=(province.advising.pk,)), **change)
    with pytest.raises(RuleViolation, match=code):
        state_obligation(plan_id=plan.pk, facts=facts, actor=province.people["advising_head"])


def test_nothing_is_stated_before_the_year_is_open(province: World) -> None:
    plan = issued(province)
    facts = replace(FACTS, lead_ids=(province.advising.pk,))
    with pytest.raises(RuleViolation, match="year_not_opened"):
        state_obligation(plan_id=plan.pk, facts=facts, actor=province.people["advising_head"])
    assert not YearOpening.objects.exists()


@pytest.mark.audits("withdraw_obligation")
def test_a_task_read_wrongly_is_taken_back_with_its_reason(province: World, plan: Plan) -> None:
    row = Obligation.objects.filter(plan=plan, is_assigned=False).first()
    assert row is not None
    actor = province.people["advising_head"]
    withdraw_obligation(obligation_id=row.pk, reason="Đọc nhầm câu.", actor=actor)
    row.refresh_from_db()
    assert row.withdrawn_at is not None
    event = AuditEvent.objects.get(stream=plan.stream, code="obligation_withdrawn")
    assert event.actor_id == actor.pk
    assert PersonalValue.objects.filter(kind="reason", value="Đọc nhầm câu.").exists()
    with pytest.raises(Conflict, match="obligation_gone"):
        withdraw_obligation(obligation_id=row.pk, reason="Lần nữa.", actor=actor)


def test_a_task_on_which_units_work_is_not_taken_back(province: World, plan: Plan) -> None:
    row = Obligation.objects.get(plan=plan, kind=ObligationKind.UNIT_PLAN)
    people = province.people
    with pytest.raises(RuleViolation, match="obligation_has_open_tasks"):
        withdraw_obligation(obligation_id=row.pk, reason="Thôi.", actor=people["advising_head"])
    with pytest.raises(NotVisible, match="obligation_not_found"):
        withdraw_obligation(obligation_id=10**9, reason="Thôi.", actor=province.drafter)
    with pytest.raises(NotPermitted):
        withdraw_obligation(obligation_id=row.pk, reason="Thôi.", actor=people["head_SYT"])
    with pytest.raises(RuleViolation, match="reason_missing"):
        withdraw_obligation(obligation_id=row.pk, reason=" ", actor=people["advising_head"])


def test_reports_of_a_sentence_taken_back_are_owed_no_more_unless_one_is_begun(
    province: World, plan: Plan
) -> None:
    row = Obligation.objects.get(plan=plan, kind=ObligationKind.REPORT)
    actor = province.people["advising_head"]
    duty = ReportDuty.objects.filter(plan=plan, unit=province.units["SYT"]).first()
    assert duty is not None
    report = open_report(duty_id=duty.pk, actor=province.people["head_SYT"])
    with pytest.raises(RuleViolation, match="obligation_has_reports"):
        withdraw_obligation(obligation_id=row.pk, reason="Đọc nhầm.", actor=actor)
    assert report.pk
    assert not ReportDuty.objects.filter(plan=plan, excused_at__isnull=False).exists()


def test_reports_that_nobody_began_are_excused_with_the_reason(province: World, plan: Plan) -> None:
    row = Obligation.objects.get(plan=plan, kind=ObligationKind.REPORT)
    actor = province.people["advising_head"]
    withdraw_obligation(obligation_id=row.pk, reason="Đọc nhầm.", actor=actor)
    duties = ReportDuty.objects.filter(plan=plan)
    assert duties.exists()
    assert set(duties.values_list("excused_reason", flat=True)) == {"Đọc nhầm."}


def test_a_day_without_a_year_is_of_the_plan_s_year_unless_it_was_over_at_issue(
    province: World,
) -> None:
    nodes = (
        *ORGANISING[:6],
        Node("bullet", "", "Rà soát danh mục, hoàn thành trước ngày 15/11."),
        *ORGANISING[6:],
    )
    plan = opened(province, nodes=nodes)
    row = Obligation.objects.get(plan=plan, text__startswith="Rà soát")
    assert (row.due_kind, row.due_on) == ("fixed", dt.date(plan.year, 11, 15))
    assert (row.raw_words, row.is_inclusive) == ("hoàn thành trước ngày 15/11", False)


def test_a_day_that_was_over_at_issue_is_left_to_a_person(province: World) -> None:
    words = "xong trước ngày 15/01/2021"
    nodes = (*ORGANISING[:6], Node("bullet", "", f"Rà soát danh mục, {words}."), *ORGANISING[6:])
    plan = opened(province, nodes=nodes)
    row = Obligation.objects.get(plan=plan, text__startswith="Rà soát")
    assert (row.due_kind, row.due_on, row.raw_words) == ("none", None, words)
    problems = YearOpening.objects.get(plan=plan).problems
    assert {"code": "due_before_issue", "words": words, "rows": [str(row.uid)]} in problems
