"""What the opening of a year left open is settled by a person, once, on record."""

from __future__ import annotations

import pytest

from dvcq_workflow.models import (
    Assignment,
    AuditEvent,
    Obligation,
    PersonalValue,
    Plan,
    ReportDuty,
    YearOpening,
)
from dvcq_workflow.rules.content import Node
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.services.problems import say_who_is_meant, set_problem_aside
from tests.opening import NOBODY, ORGANISING, REPORTING, number_of, opened, run_all
from tests.worlds import World


@pytest.fixture
def plan(province: World) -> Plan:
    return opened(province)


def unnamed(plan: Plan) -> int:
    return number_of(plan, "name_stands_for_no_unit")


@pytest.mark.audits("say_who_is_meant")
def test_the_units_that_are_meant_get_the_task_of_the_name(province: World, plan: Plan) -> None:
    number, health = unnamed(plan), province.units["SYT"]
    actor = province.people["advising_specialist"]
    say_who_is_meant(plan_id=plan.pk, problem=number, unit_ids=[health.pk], actor=actor)
    run_all()
    row = Obligation.objects.get(plan=plan, text__startswith="Tuyên truyền")
    assert row.is_assigned
    task = Assignment.objects.get(obligation=row)
    assert (task.unit, task.status) == (health, "offered")
    settled = YearOpening.objects.get(plan=plan).problems[number]["settled"]
    assert settled == {"way": "named", "on": province.today().isoformat()}
    event = AuditEvent.objects.get(stream=plan.stream, code="year_problem_settled")
    assert health.name in event.envelope


def test_whoever_the_reporting_sentence_means_owes_its_reports(province: World) -> None:
    sentence = Node("paragraph", "", REPORTING.replace("UBND cấp huyện", NOBODY))
    plan = opened(province, nodes=(*ORGANISING[:-1], sentence))
    number, district = unnamed(plan), province.units["HCL"]
    assert not ReportDuty.objects.filter(unit=district).exists()
    rows = YearOpening.objects.get(plan=plan).problems[number]["rows"]
    assert len(rows) == 2
    actor = province.people["advising_head"]
    say_who_is_meant(plan_id=plan.pk, problem=number, unit_ids=[district.pk], actor=actor)
    run_all()
    assert ReportDuty.objects.filter(unit=district).count() == 6
    report = Obligation.objects.get(plan=plan, kind="report")
    assert not report.is_assigned


@pytest.mark.audits("set_problem_aside")
def test_what_needs_nothing_more_is_set_aside_with_its_reason(province: World, plan: Plan) -> None:
    number, actor = unnamed(plan), province.people["advising_head"]
    set_problem_aside(plan_id=plan.pk, problem=number, reason="Cơ quan đã giải thể.", actor=actor)
    assert YearOpening.objects.get(plan=plan).problems[number]["settled"]["way"] == "aside"
    event = AuditEvent.objects.get(stream=plan.stream, code="year_problem_set_aside")
    assert event.actor_id == actor.pk
    assert PersonalValue.objects.filter(kind="reason", value="Cơ quan đã giải thể.").exists()
    with pytest.raises(Conflict, match="year_problem_settled"):
        say_who_is_meant(
            plan_id=plan.pk, problem=number, unit_ids=[province.advising.pk], actor=actor
        )


def test_what_is_not_there_is_not_settled(province: World, plan: Plan) -> None:
    actor, before = province.people["advising_head"], AuditEvent.objects.count()
    for number in (-1, 99):
        with pytest.raises(NotVisible, match="year_problem_unknown"):
            set_problem_aside(plan_id=plan.pk, problem=number, reason="Thôi.", actor=actor)
    with pytest.raises(RuleViolation, match="reason_missing"):
        set_problem_aside(plan_id=plan.pk, problem=unnamed(plan), reason=" ", actor=actor)
    with pytest.raises(RuleViolation, match="name_without_units"):
        say_who_is_meant(plan_id=plan.pk, problem=unnamed(plan), unit_ids=[], actor=actor)
    with pytest.raises(RuleViolation, match="unit_unknown"):
        say_who_is_meant(plan_id=plan.pk, problem=unnamed(plan), unit_ids=[10**9], actor=actor)
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(("who", "problem"), [("stranger", NotVisible), ("head_SYT", NotPermitted)])
def test_another_unit_settles_nothing(
    province: World, plan: Plan, who: str, problem: type[Exception]
) -> None:
    actor, number = province.people[who], unnamed(plan)
    with pytest.raises(problem):
        set_problem_aside(plan_id=plan.pk, problem=number, reason="Thôi.", actor=actor)
    with pytest.raises(problem):
        say_who_is_meant(
            plan_id=plan.pk, problem=number, unit_ids=[province.advising.pk], actor=actor
        )
    assert "settled" not in YearOpening.objects.get(plan=plan).problems[number]
