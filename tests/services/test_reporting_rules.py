"""Reporting rules stated by hand: their periods and duties are laid, once for each unit."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from dvcq_workflow.models import AuditEvent, Plan, ReportDuty, ReportingRule, YearOpening
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.obligations import ObligationKind, PeriodKind
from dvcq_workflow.services.obligations import ObligationFacts
from dvcq_workflow.services.reporting_rules import RuleFacts, state_reporting_rule
from tests.opening import ORGANISING, number_of, opened, run_all
from tests.worlds import World

SENTENCE = ObligationFacts("Báo cáo theo yêu cầu của Sở", ObligationKind.REPORT, lead_ids=())
NINE = RuleFacts(PeriodKind.NINE_MONTH, 20, 9, "ngày 20 tháng 9")


@pytest.fixture
def silent(province: World) -> Plan:
    """A plan whose text has no sentence about reports, its year opened."""
    return opened(province, nodes=ORGANISING[:-1])


def stated_by(world: World, plan: Plan, facts: RuleFacts, **more: Any) -> ReportingRule:
    given = {"actor": world.people["advising_specialist"], **more}
    return state_reporting_rule(plan_id=plan.pk, facts=facts, **given)


def with_units(world: World, *codes: str) -> RuleFacts:
    leads = tuple(world.units[code].pk for code in codes)
    return replace(NINE, sentence=replace(SENTENCE, lead_ids=leads))


@pytest.mark.audits("state_reporting_rule")
def test_a_rule_of_the_plan_s_own_sentence_holds_for_whom_it_names(province: World) -> None:
    plan = opened(province)
    rule = stated_by(province, plan, NINE)
    run_all()
    duties = ReportDuty.objects.filter(period__rule=rule)
    assert {duty.unit.code for duty in duties} == {"SGDDT", "STTTT", "SYT", "HCL"}
    assert {duty.due_on for duty in duties} == {dt.date(plan.year, 9, 20)}
    event = AuditEvent.objects.get(stream=plan.stream, code="reporting_rule_stated")
    assert event.actor_id == province.people["advising_specialist"].pk


def test_a_plan_without_such_a_sentence_gets_one_with_its_units(
    province: World, silent: Plan
) -> None:
    number = number_of(silent, "no_reporting_sentence")
    rule = stated_by(province, silent, with_units(province, "SYT"), problem=number)
    run_all()
    assert ReportDuty.objects.get(plan=silent).unit == province.units["SYT"]
    assert (rule.obligation.kind, rule.obligation.due_kind) == ("report", "recurring")
    problem = YearOpening.objects.get(plan=silent).problems[number]
    assert problem["settled"]["way"] == "rule"
    with pytest.raises(Conflict, match="year_problem_settled"):
        stated_by(province, silent, with_units(province, "STTTT"), problem=number)
    assert ReportingRule.objects.filter(plan=silent).count() == 1


def test_what_was_due_before_its_rule_was_stated_is_not_owed(province: World) -> None:
    today = province.today()
    yesterday = today - dt.timedelta(days=1)
    plan = opened(province, nodes=ORGANISING[:-1], year=yesterday.year)
    of_year = replace(with_units(province, "SYT"), period_kind=PeriodKind.YEAR)
    over = replace(of_year, due_day=yesterday.day, due_month=yesterday.month)
    assert not stated_by(province, plan, over).periods.exists()
    if today.year == yesterday.year:
        owed = replace(with_units(province, "STTTT"), period_kind=PeriodKind.YEAR)
        now = replace(owed, due_day=today.day, due_month=today.month)
        assert [p.due_on for p in stated_by(province, plan, now).periods.all()] == [today]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(NINE, due_day=0), "rule_day_unknown"),
        (replace(NINE, due_day=31), "rule_day_unknown"),
        (replace(NINE, due_month=13), "rule_day_unknown"),
        (replace(NINE, period_kind=PeriodKind.QUARTER), "rule_quarter_with_month"),
        (replace(NINE, raw_words="x" * 301), "rule_words_too_long"),
        (replace(NINE, period_kind=PeriodKind.YEAR), "reporting_rule_stands"),
        (replace(NINE, sentence=SENTENCE), "obligation_without_lead"),
    ],
    ids=["day 0", "31 September", "month 13", "a quarter's month", "a novel", "known", "nobody"],
)
def test_a_rule_says_which_day_and_who(province: World, facts: RuleFacts, code: str) -> None:
    plan = opened(province)
    before = ReportingRule.objects.count(), AuditEvent.objects.count()
    with pytest.raises(RuleViolation, match=code):
        stated_by(province, plan, facts)
    assert (ReportingRule.objects.count(), AuditEvent.objects.count()) == before


def test_a_rule_that_names_nobody_where_the_plan_does_not_either_is_refused(
    province: World, silent: Plan
) -> None:
    with pytest.raises(RuleViolation, match="rule_without_reporters"):
        stated_by(province, silent, NINE)


@pytest.mark.parametrize(("who", "problem"), [("stranger", NotVisible), ("head_SYT", NotPermitted)])
def test_another_unit_states_no_rule(
    province: World, silent: Plan, who: str, problem: type[Exception]
) -> None:
    with pytest.raises(problem):
        stated_by(province, silent, with_units(province, "SYT"), actor=province.people[who])
    assert not ReportingRule.objects.filter(plan=silent).exists()
