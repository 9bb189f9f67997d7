"""Every desk: who sees it, who may act, what happens twice or too late."""

from __future__ import annotations

import pytest
from django.urls import reverse

from dvcq_workflow.models import AccessLog, Desk, Plan
from dvcq_workflow.rules.desks import Step
from tests.web.posting import client_of, desk_url, open_desk_url, says, shows
from tests.worlds import World

KEPT = "Ghi rõ nơi nhận báo cáo ở mục III"

PASSING = {
    Step.CHECK_CONTENT: ("head", {"choice": "pass"}),
    Step.CHECK_FORMAT: ("format_checker", {"choice": "pass"}),
    Step.SIGN: ("vice_chairman", {"choice": "sign"}),
    Step.SEAL: ("clerk", {"choice": "seal"}),
    Step.RELEASE: ("clerk", {"choice": "release"}),
}
RETURNING = {
    Step.CHECK_CONTENT: "head",
    Step.CHECK_FORMAT: "format_checker",
    Step.SIGN: "vice_chairman",
    Step.NUMBER: "clerk",
}
ALL = (Step.DRAFT, *RETURNING, Step.SEAL, Step.RELEASE)
HOLDERS = {
    Step.DRAFT: "drafter",
    **RETURNING,
    Step.SEAL: "clerk",
    Step.RELEASE: "clerk",
}


def named(value: object) -> str:
    return str(value)


@pytest.mark.parametrize("step", PASSING, ids=named)
def test_whoever_sits_at_a_desk_passes_the_plan_on(province: World, step: Step) -> None:
    plan = province.plan_at(step)
    role, posted = PASSING[step]
    url = open_desk_url(province, plan, step)
    response = client_of(province.people[role]).post(
        url, {**posted, "seen_hash": plan.content_hash}
    )
    assert response.status_code == 302
    assert response.url == reverse("dvcq_workflow:inbox")
    assert Desk.objects.get(plan=plan, step=step).state == Desk.State.DONE


@pytest.mark.parametrize("step", RETURNING, ids=named)
def test_a_return_with_a_reason_brings_the_plan_to_its_drafter(province: World, step: Step) -> None:
    plan = province.plan_at(step)
    response = client_of(province.people[RETURNING[step]]).post(
        open_desk_url(province, plan, step),
        {"choice": "return", "return-reason": KEPT, "seen_hash": plan.content_hash},
    )
    assert response.status_code == 302
    assert province.desk(plan, Step.DRAFT).assigned_to == province.drafter
    page = client_of(province.drafter).get(open_desk_url(province, plan, Step.DRAFT))
    assert shows(page, KEPT)


@pytest.mark.parametrize("step", RETURNING, ids=named)
def test_a_return_without_a_reason_shows_the_page_again(province: World, step: Step) -> None:
    plan = province.plan_at(step)
    response = client_of(province.people[RETURNING[step]]).post(
        open_desk_url(province, plan, step),
        {"choice": "return", "return-reason": "  ", "seen_hash": plan.content_hash},
    )
    assert response.status_code == 422
    assert says(response, "reason_missing")
    assert province.desk(plan, step).state == Desk.State.OPEN


@pytest.mark.parametrize("step", ALL, ids=named)
def test_who_sees_the_plan_but_sits_elsewhere_reads_without_choices(
    province: World, step: Step
) -> None:
    plan = province.plan_at(step)
    page = client_of(province.auditor).get(open_desk_url(province, plan, step))
    assert page.status_code == 200
    assert b'name="choice"' not in page.content


@pytest.mark.parametrize("step", ALL, ids=named)
def test_who_sees_the_plan_but_sits_elsewhere_may_not_act(province: World, step: Step) -> None:
    plan = province.plan_at(step)
    choices = {Step.DRAFT: "save", Step.NUMBER: "assign"}
    choice = choices.get(step) or PASSING[step][1]["choice"]
    response = client_of(province.auditor).post(
        open_desk_url(province, plan, step),
        {"choice": choice, "assign-issued_on": "06/4/2020", "seen_hash": plan.content_hash},
    )
    assert response.status_code == 403
    assert says(response, "desk_not_yours")
    assert province.desk(plan, step).state == Desk.State.OPEN
    refused = AccessLog.objects.get(kind=AccessLog.Kind.REFUSED)
    assert (refused.actor_id, refused.code) == (province.auditor.pk, "desk_not_yours")


@pytest.mark.parametrize("step", ALL, ids=named)
@pytest.mark.parametrize("who", ["stranger", "outsider"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_not_know_of_the_plan_finds_nothing(
    province: World, step: Step, who: str, method: str
) -> None:
    plan = province.plan_at(step)
    client = client_of(province.people[who])
    response = getattr(client, method)(open_desk_url(province, plan, step))
    assert response.status_code == 404
    assert plan.subject not in response.content.decode()


@pytest.mark.parametrize("step", ALL, ids=named)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_anonymous_are_asked_to_log_in(
    province: World, client: object, step: Step, method: str
) -> None:
    plan = province.plan_at(step)
    url = open_desk_url(province, plan, step)
    response = getattr(client, method)(url)
    assert response.status_code == 302
    assert response.url.startswith(reverse("login"))


@pytest.mark.parametrize("step", ALL, ids=named)
def test_a_task_under_another_process_is_not_found(province: World, step: Step) -> None:
    plan, other = province.plan_at(step), province.start_plan()
    task = province.desk(plan, step).task_id
    process = province.desk(other, Step.DRAFT).task.process_id
    url = reverse(f"dvcq_workflow:desk_{step}", args=[process, task])
    client = client_of(province.people[HOLDERS[step]])
    assert client.get(url).status_code == 404
    assert client.post(url, {"choice": "pass"}).status_code == 404


@pytest.mark.parametrize("step", PASSING, ids=named)
def test_a_second_click_finds_the_task_done(province: World, step: Step) -> None:
    plan = province.plan_at(step)
    role, posted = PASSING[step]
    url = open_desk_url(province, plan, step)
    client = client_of(province.people[role])
    posted = {**posted, "seen_hash": plan.content_hash}
    assert client.post(url, posted).status_code == 302
    again = client.post(url, posted)
    assert again.status_code == 409
    assert says(again, "desk_done")


@pytest.mark.parametrize("step", RETURNING, ids=named)
def test_a_stale_page_is_refused_and_keeps_what_was_typed(province: World, step: Step) -> None:
    plan = province.plan_at(step)
    response = client_of(province.people[RETURNING[step]]).post(
        open_desk_url(province, plan, step),
        {"choice": "return", "return-reason": KEPT, "seen_hash": "0" * 64},
    )
    assert response.status_code == 409
    assert says(response, "content_changed")
    assert shows(response, KEPT)
    assert plan.content_hash.encode() in response.content


def test_a_reason_typed_too_late_is_given_back(province: World) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    url = open_desk_url(province, plan, Step.CHECK_CONTENT)
    province.act(plan, Step.CHECK_CONTENT, "pass", province.head)
    response = client_of(province.head).post(
        url, {"choice": "return", "return-reason": KEPT, "seen_hash": plan.content_hash}
    )
    assert response.status_code == 409
    assert shows(response, KEPT)


def test_a_choice_that_the_desk_does_not_offer_changes_nothing(province: World) -> None:
    plan = province.plan_at(Step.SEAL)
    response = client_of(province.clerk).post(
        open_desk_url(province, plan, Step.SEAL), {"choice": "withdraw"}
    )
    assert response.status_code == 422
    assert says(response, "desk_act_unknown")


def test_a_finished_desk_says_who_finished_it_and_where_the_plan_lies(province: World) -> None:
    plan = province.plan_at(Step.CHECK_FORMAT)
    done = Desk.objects.get(plan=plan, step=Step.CHECK_CONTENT)
    page = client_of(province.head).get(desk_url(done))
    assert page.status_code == 200
    assert b'name="choice"' not in page.content
    assert shows(page, str(province.office))


def test_a_desk_that_was_looked_at_is_on_record(province: World) -> None:
    plan = province.plan_at(Step.SIGN)
    client_of(province.vice_chairman).get(open_desk_url(province, plan, Step.SIGN))
    seen = AccessLog.objects.get(kind=AccessLog.Kind.VIEW, subject="desk")
    assert (seen.actor_id, seen.stream) == (province.vice_chairman.pk, plan.stream)


def test_who_drafted_and_heads_the_unit_reads_why_another_checks(province: World) -> None:
    plan = province.start_plan(by=province.head)
    province.act(plan, Step.DRAFT, "submit", province.head)
    page = client_of(province.head).get(open_desk_url(province, plan, Step.CHECK_CONTENT))
    assert page.status_code == 200
    assert says(page, "drafter_checks_own_draft")
    assert b'value="pass"' not in page.content
    assert b'value="withdraw"' in page.content


@pytest.mark.parametrize("who", ["chairman", "vice_chairman"])
def test_the_signer_reads_in_whose_place_they_sign(province: World, who: str) -> None:
    plan = province.plan_at(Step.SIGN)
    page = client_of(province.people[who]).get(open_desk_url(province, plan, Step.SIGN))
    assert page.status_code == 200
    if who == "vice_chairman":
        assert shows(page, str(province.chairman.full_name))
        assert b'value="sign"' in page.content
    else:
        assert says(page, "signature_block_differs")


def test_what_changed_since_the_desk_saw_it_comes_first(province: World) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    province.act(plan, Step.CHECK_CONTENT, "return", province.head, reason=KEPT)
    content = province.content(subject="Một trích yếu hoàn toàn mới")
    province.act(plan, Step.DRAFT, "save", province.drafter, content=content)
    authority = province.authorities["vice_chairman"]
    province.act(
        plan,
        Step.DRAFT,
        "save",
        province.drafter,
        content=content,
        signing_authority=authority,
    )
    province.act(plan, Step.DRAFT, "submit", province.drafter)
    page = client_of(province.head).get(open_desk_url(province, plan, Step.CHECK_CONTENT))
    assert b"<ins>" in page.content
    assert "hoàn toàn mới" in page.content.decode()


def test_refusing_ends_the_process_with_the_reason(province: World) -> None:
    plan = province.plan_at(Step.SIGN)
    response = client_of(province.vice_chairman).post(
        open_desk_url(province, plan, Step.SIGN),
        {"choice": "refuse", "refuse-reason": KEPT, "seen_hash": plan.content_hash},
    )
    assert response.status_code == 302
    assert Plan.objects.get(pk=plan.pk).status == "refused"


def test_every_desk_page_costs_a_bounded_number_of_queries(
    province: World, django_assert_max_num_queries: object
) -> None:
    plan = province.plan_at(Step.CHECK_FORMAT)
    client = client_of(province.format_checker)
    url = open_desk_url(province, plan, Step.CHECK_FORMAT)
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        assert client.get(url).status_code == 200
