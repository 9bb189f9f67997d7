"""What a person settles of a plan's year on pages: beside each problem, by the advising unit."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from dvcq_workflow.models import Assignment, Obligation, Plan, ReportDuty, ReportingRule
from dvcq_workflow.rules.obligations import ObligationKind
from tests.opening import NOBODY, ORGANISING, number_of, opened, party_body, run_all
from tests.web.posting import says, shows
from tests.web.reading import address, as_person, queries_of, text_of
from tests.worlds import World

TASK = {
    "choice": "state",
    "text": "Tổ chức hội nghị đối thoại",
    "kind": "event",
    "strength": "order",
    "due_on": "",
    "raw_words": "",
    "day_counts": "on",
}
RULE = {
    "choice": "state",
    "period_kind": "nine_month",
    "due_day": "20",
    "due_month": "9",
    "raw_words": "ngày 20 tháng 9",
    "day_counts": "before",
    "text": "",
    "strength": "order",
}


@pytest.fixture
def plan(province: World) -> Plan:
    return opened(province)


@pytest.fixture
def adviser(province: World) -> Client:
    return as_person(province.people["advising_specialist"])


def year_page(plan: Plan) -> str:
    return address("plan_year", uid=plan.uid)


def problem_page(plan: Plan, code: str = "name_stands_for_no_unit", **more: Any) -> str:
    return address("year_problem", uid=plan.uid, number=number_of(plan, code))


def test_the_year_s_page_leads_from_each_problem_to_where_it_is_settled(
    plan: Plan, adviser: Client
) -> None:
    page = text_of(adviser.get(year_page(plan)))
    assert NOBODY in page
    assert problem_page(plan) in page
    assert address("state_task", uid=plan.uid) in page
    assert address("state_rule", uid=plan.uid) in page


def test_who_settles_nothing_sees_the_problem_or_not_even_that(province: World, plan: Plan) -> None:
    issuing = text_of(as_person(province.clerk).get(year_page(plan)))
    assert NOBODY in issuing
    assert problem_page(plan) not in issuing
    unit = text_of(as_person(province.people["head_SYT"]).get(year_page(plan)))
    assert "To be settled" not in unit
    for name in ("state_task", "state_rule"):
        where = address(name, uid=plan.uid)
        assert as_person(province.people["head_SYT"]).get(where).status_code == 403
        assert as_person(province.stranger).get(where).status_code == 404


def test_a_task_is_stated_and_lies_before_its_unit(
    province: World, plan: Plan, adviser: Client
) -> None:
    health = province.units["SYT"]
    posted = {**TASK, "due_on": f"15/11/{plan.year}", "raw_words": "trước 15/11"}
    where = address("state_task", uid=plan.uid)
    answer = adviser.post(where, {**posted, "lead": health.pk, "day_counts": "before"}, follow=True)
    assert answer.redirect_chain[-1][0] == year_page(plan)
    assert shows(answer, TASK["text"])
    run_all()
    task = Assignment.objects.get(obligation__text=TASK["text"])
    assert (task.unit, task.is_inclusive, task.raw_words) == (health, False, "trước 15/11")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": ""}, "obligation_text_missing"),
        ({"lead": []}, "obligation_without_lead"),
        ({"lead": ["99999999"]}, "unit_unknown"),
        ({"choice": "fly"}, "desk_act_unknown"),
    ],
    ids=["no text", "nobody leads", "no such unit", "no such choice"],
)
def test_what_is_refused_stands_there_as_typed_with_one_sentence(
    province: World, plan: Plan, adviser: Client, change: dict[str, Any], code: str
) -> None:
    posted = {**TASK, "raw_words": "khi phát sinh", "lead": [str(province.units["SYT"].pk)]}
    answer = adviser.post(address("state_task", uid=plan.uid), {**posted, **change})
    assert answer.status_code == 422
    assert says(answer, code)
    assert shows(answer, "khi phát sinh")
    assert not Obligation.objects.filter(plan=plan, origin="stated").exists()


def test_a_day_that_is_none_is_said_at_its_field(
    province: World, plan: Plan, adviser: Client
) -> None:
    posted = {**TASK, "due_on": "31/11/2020", "lead": province.units["SYT"].pk}
    answer = adviser.post(address("state_task", uid=plan.uid), posted)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "31/11/2020" in page
    assert "This is not a day." in page
    assert f'id="l-{province.units["SYT"].pk}" checked' in page


def test_units_are_found_by_name_without_losing_what_was_typed_or_ticked(
    province: World, plan: Plan, adviser: Client
) -> None:
    health, district = province.units["SYT"], province.units["HCL"]
    posted = {**TASK, "op": "leads:find", "lead_query": "cang long", "lead": health.pk}
    page = text_of(adviser.post(address("state_task", uid=plan.uid), posted))
    assert TASK["text"] in page
    assert f'id="l-{health.pk}" checked' in page
    assert f'id="l-{district.pk}"' in page
    assert f'id="l-{province.units["STTTT"].pk}"' not in page
    posted = {**TASK, "op": "leads:group:SO_NGANH"}
    page = text_of(adviser.post(address("state_task", uid=plan.uid), posted))
    assert page.count('name="lead"') == page.count('name="supporting"')
    assert sum(f'id="l-{unit.pk}" checked' in page for unit in province.units.values()) == 4


def test_an_order_to_a_body_outside_is_refused_in_its_words(
    province: World, plan: Plan, adviser: Client
) -> None:
    body = party_body(province)
    where, posted = address("state_task", uid=plan.uid), {**TASK, "lead": body.pk}
    refused = adviser.post(where, posted)
    assert refused.status_code == 422
    assert says(refused, "order_outside_authority", units=body.name)
    assert adviser.post(where, {**posted, "strength": "request"}).status_code == 302
    assert Obligation.objects.get(plan=plan, origin="stated").strength == "request"


def test_the_units_meant_are_named_and_the_problem_says_so(
    province: World, plan: Plan, adviser: Client
) -> None:
    where = problem_page(plan)
    assert NOBODY in text_of(adviser.get(where))
    none = adviser.post(where, {"choice": "name", "reason": "viết dở"})
    assert none.status_code == 422
    assert says(none, "name_without_units", words=NOBODY)
    answer = adviser.post(where, {"choice": "name", "unit": province.units["SYT"].pk}, follow=True)
    page = text_of(answer)
    assert "the units meant are named" in page
    assert where not in page
    run_all()
    assert Assignment.objects.filter(
        unit=province.units["SYT"], text__startswith="Tuyên truyền"
    ).exists()
    again = adviser.post(where, {"choice": "aside", "reason": "Thôi."})
    assert again.status_code == 422
    assert "the units meant are named" in text_of(adviser.get(where))


def test_what_needs_nothing_more_is_set_aside(plan: Plan, adviser: Client) -> None:
    where = problem_page(plan)
    refused = adviser.post(where, {"choice": "aside", "reason": " "})
    assert refused.status_code == 422
    assert says(refused, "reason_missing")
    page = text_of(adviser.post(where, {"choice": "aside", "reason": "Đã giải thể."}, follow=True))
    assert "Set aside on" in page


def test_a_rule_is_stated_from_its_problem(province: World, adviser: Client) -> None:
    plan = opened(province, nodes=ORGANISING[:-1])
    number = number_of(plan, "no_reporting_sentence")
    where = address("year_problem_rule", uid=plan.uid, number=number)
    assert adviser.get(where).status_code == 200
    nobody = adviser.post(where, RULE)
    assert nobody.status_code == 422
    assert says(nobody, "rule_without_reporters")
    wrong = adviser.post(where, {**RULE, "due_day": "mười"})
    assert wrong.status_code == 422
    assert "mười" in text_of(wrong)
    posted = {**RULE, "text": "Theo công văn của Sở", "lead": province.units["SYT"].pk}
    page = text_of(adviser.post(where, posted, follow=True))
    assert "the rule is stated" in page
    run_all()
    rule = ReportingRule.objects.get(plan=plan)
    assert (rule.due_day, rule.due_month, rule.is_inclusive) == (20, 9, False)
    assert ReportDuty.objects.get(plan=plan).unit == province.units["SYT"]


def test_a_rule_of_a_name_s_problem_is_not_there(plan: Plan, adviser: Client) -> None:
    number = number_of(plan, "name_stands_for_no_unit")
    where = address("year_problem_rule", uid=plan.uid, number=number)
    assert adviser.get(where).status_code == 404
    assert adviser.get(address("year_problem", uid=plan.uid, number=99)).status_code == 404


def test_a_task_is_taken_back_from_the_year_s_page(plan: Plan, adviser: Client) -> None:
    row = Obligation.objects.filter(plan=plan, is_assigned=False).first()
    assert row is not None
    where = address("take_back_task", uid=plan.uid, obligation_uid=row.uid)
    assert where in text_of(adviser.get(year_page(plan)))
    assert shows(adviser.get(where), row.text)
    refused = adviser.post(where, {"choice": "take_back", "reason": ""})
    assert refused.status_code == 422
    assert says(refused, "reason_missing")
    page = text_of(adviser.post(where, {"choice": "take_back", "reason": "Nhầm."}, follow=True))
    assert where not in page
    assert adviser.get(where).status_code == 404


def test_a_task_on_which_units_work_says_what_to_do_first(plan: Plan, adviser: Client) -> None:
    row = Obligation.objects.get(plan=plan, kind=ObligationKind.UNIT_PLAN)
    where = address("take_back_task", uid=plan.uid, obligation_uid=row.uid)
    answer = adviser.post(where, {"choice": "take_back", "reason": "Đọc nhầm."})
    assert answer.status_code == 422
    assert says(answer, "obligation_has_open_tasks")
    assert shows(answer, "Đọc nhầm.")
    assert address("plan_tasks", uid=plan.uid) in text_of(answer)


def test_pages_of_the_year_ask_as_much_for_many_rows_as_for_few(
    province: World, plan: Plan, adviser: Client
) -> None:
    pages = [year_page(plan), address("state_task", uid=plan.uid), problem_page(plan)]
    few = [queries_of(adviser, page) for page in pages]
    for n in range(6):
        posted = {**TASK, "text": f"Việc thêm {n}", "lead": province.units["SYT"].pk}
        assert adviser.post(address("state_task", uid=plan.uid), posted).status_code == 302
    assert [queries_of(adviser, page) for page in pages] == few
