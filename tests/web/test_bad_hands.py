"""Rights that end between reading and sending, pages of yesterday, hands at the wrong desk.

One act or none, a clear sentence, and whatever was typed is still on the page; never a 500.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dvcq_workflow.models import AccessLog, AuditEvent, Desk, Membership, Plan
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.services.access import grant_view, revoke_view
from dvcq_workflow.services.people import end_membership, end_signing_authority
from tests.web.posting import client_of, open_desk_url, posted_content, says, shows
from tests.worlds import World, seat

KEPT = "Ghi rõ nơi nhận báo cáo ở mục III"
RETURNING = {
    Step.CHECK_CONTENT: "head",
    Step.CHECK_FORMAT: "format_checker",
    Step.SIGN: "vice_chairman",
    Step.NUMBER: "clerk",
}


def named(value: object) -> str:
    return str(value)


def end_seats_of(world: World, person: Any) -> None:
    """End every seat of a person, as the keeper does; yesterday was the last day."""
    for membership in Membership.objects.filter(user=person):
        yesterday = world.today() - dt.timedelta(days=1)
        end_membership(membership=membership, ended_on=yesterday, actor=world.keeper)


def returning(plan: Plan, **changes: Any) -> dict[str, Any]:
    """Return what the form of a return posts."""
    return {"choice": "return", "return-reason": KEPT, "seen_hash": plan.content_hash, **changes}


def drafting(plan: Plan, **changes: Any) -> dict[str, Any]:
    """Return what the draft's page posts, with a subject typed."""
    content = content_of(plan)
    return {
        **posted_content(content),
        "subject": KEPT,
        "choice": "save",
        "seen_hash": plan.content_hash,
        **changes,
    }


class Before:
    """How the record stood; ``unchanged`` tells whether an attempt wrote nothing of the plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.was = self.now()

    def now(self) -> tuple[Any, ...]:
        plan = Plan.objects.get(pk=self.plan.pk)
        desks = Desk.objects.filter(plan=plan).order_by("pk").values_list("pk", "state")
        events = AuditEvent.objects.filter(stream=plan.stream).count()
        return plan.status, plan.content_hash, list(desks), events

    @property
    def unchanged(self) -> bool:
        return self.now() == self.was


@pytest.mark.parametrize("step", RETURNING, ids=named)
def test_whose_seat_has_ended_finds_no_plan_but_their_own_words(
    province: World, step: Step
) -> None:
    plan = province.plan_at(step)
    person = province.people[RETURNING[step]]
    url, client = open_desk_url(province, plan, step), client_of(person)
    assert client.get(url).status_code == 200
    end_seats_of(province, person)
    before = Before(plan)
    response = client.post(url, returning(plan))
    assert response.status_code in (403, 404)
    assert shows(response, KEPT)
    assert before.unchanged
    assert client.get(url).status_code in (200, 404)


@pytest.mark.parametrize("step", RETURNING, ids=named)
def test_who_sits_elsewhere_by_now_is_told_so_and_keeps_what_was_typed(
    province: World, step: Step
) -> None:
    plan = province.plan_at(step)
    person = province.people[RETURNING[step]]
    url, client = open_desk_url(province, plan, step), client_of(person)
    assert client.get(url).status_code == 200
    end_seats_of(province, person)
    seat(province, RETURNING[step], "UBND", Role.AUDITOR, "Kiểm toán viên")
    before = Before(plan)
    response = client.post(url, returning(plan))
    assert response.status_code == 403
    assert says(response, "desk_not_yours")
    assert shows(response, KEPT)
    assert before.unchanged
    refused = AccessLog.objects.filter(kind=AccessLog.Kind.REFUSED, actor_id=person.pk)
    assert refused.latest("pk").code == "desk_not_yours"


def test_a_drafter_whose_seat_has_ended_keeps_the_draft_they_typed(province: World) -> None:
    plan = province.start_plan()
    url, client = open_desk_url(province, plan, Step.DRAFT), client_of(province.drafter)
    end_seats_of(province, province.drafter)
    before = Before(plan)
    response = client.post(url, drafting(plan))
    assert response.status_code in (403, 404)
    assert shows(response, KEPT)
    assert before.unchanged


@pytest.mark.parametrize("step", [Step.DRAFT, *RETURNING], ids=named)
def test_who_was_deactivated_in_between_writes_nothing_and_keeps_what_was_typed(
    province: World, step: Step
) -> None:
    plan = province.plan_at(step)
    person = province.people[RETURNING.get(step, "drafter")]
    url, client = open_desk_url(province, plan, step), client_of(person)
    assert client.get(url).status_code == 200
    person.is_active = False
    person.save()
    before = Before(plan)
    response = client.post(url, drafting(plan) if step is Step.DRAFT else returning(plan))
    assert response.status_code == 403
    assert shows(response, KEPT)
    assert reverse("login") in response.content.decode()
    assert plan.subject not in response.content.decode()
    assert before.unchanged


def test_a_page_without_words_leads_the_deactivated_to_the_login(province: World) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    url, client = open_desk_url(province, plan, Step.CHECK_CONTENT), client_of(province.head)
    province.head.is_active = False
    province.head.save()
    response = client.post(url, {"choice": "pass", "seen_hash": plan.content_hash})
    assert response.status_code == 302
    assert response.url.startswith(reverse("login"))


def test_a_grant_taken_back_hides_the_plan_again(province: World) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    url, client = open_desk_url(province, plan, Step.CHECK_CONTENT), client_of(province.stranger)
    granted = {"plan_id": plan.pk, "person": province.stranger, "actor": province.head}
    grant_view(reason="Phối hợp rà soát.", **granted)
    before = Before(plan)
    assert client.get(url).status_code == 200
    seen = client.post(url, returning(plan))
    assert seen.status_code == 403
    assert shows(seen, KEPT)
    assert before.unchanged
    revoke_view(reason="Đã rà soát xong.", **granted)
    before = Before(plan)
    hidden = client.post(url, returning(plan))
    assert hidden.status_code == 404
    assert shows(hidden, KEPT)
    assert plan.subject not in hidden.content.decode()
    assert before.unchanged


def test_a_power_to_sign_that_ended_meanwhile_signs_nothing(province: World) -> None:
    plan = province.plan_at(Step.SIGN)
    url, client = open_desk_url(province, plan, Step.SIGN), client_of(province.vice_chairman)
    assert b'value="sign"' in client.get(url).content
    end_signing_authority(
        authority=province.authorities["vice_chairman"],
        ended_on=province.today() - dt.timedelta(days=1),
        actor=province.keeper,
    )
    before = Before(plan)
    response = client.post(url, {"choice": "sign", "seen_hash": plan.content_hash})
    assert response.status_code in (403, 422)
    assert says(response, "signer_without_authority")
    assert before.unchanged


@pytest.mark.parametrize("step", RETURNING, ids=named)
def test_a_desk_that_another_finished_gives_the_reason_back(province: World, step: Step) -> None:
    plan = province.plan_at(step)
    first = province.people[RETURNING[step]]
    second = seat(
        province,
        "second",
        Membership.objects.get(user=first).unit.code,
        _role(first),
        "Người thứ hai",
    ).user
    url, client = open_desk_url(province, plan, step), client_of(second)
    assert client.get(url).status_code == 200
    province.act(plan, step, "return", first, reason="Đã trả lại trước.")
    before = Before(plan)
    response = client.post(url, returning(plan))
    assert response.status_code == 409
    assert says(response, "desk_done")
    assert shows(response, KEPT)
    assert before.unchanged


def _role(person: Any) -> Role:
    return Role(Membership.objects.get(user=person).role)


@pytest.mark.parametrize("step", [Step.DRAFT, *RETURNING], ids=named)
def test_a_task_under_another_process_or_desk_gives_the_words_back_and_no_more(
    province: World, step: Step
) -> None:
    plan, other = province.plan_at(step), province.start_plan()
    task = province.desk(plan, step).task_id
    process = province.desk(other, Step.DRAFT).task.process_id
    own = province.desk(plan, step).task.process_id
    elsewhere = Step.SEAL if step is not Step.SEAL else Step.RELEASE
    client = client_of(province.people[RETURNING.get(step, "drafter")])
    before = Before(plan), Before(other)
    for name, process_pk, task_pk in (
        (step, process, task),
        (elsewhere, own, task),
        (step, own, 10**15),
        (step, 10**30, task),
    ):
        url = reverse(f"dvcq_workflow:desk_{name}", args=[process_pk, task_pk])
        response = client.post(url, returning(plan))
        assert response.status_code == 404, url
        assert shows(response, KEPT)
    assert all(each.unchanged for each in before)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"choice": "withdraw", "withdraw-reason": KEPT}, "content_changed"),
        ({"choice": "consult", "round-question": KEPT}, "content_changed"),
        ({"choice": "submit"}, "content_changed"),
    ],
    ids=["withdraw", "consult", "submit"],
)
def test_a_stale_draft_does_nothing_and_keeps_every_word(
    province: World, changes: dict[str, str], code: str
) -> None:
    plan = province.start_plan()
    stale = drafting(plan, **changes, **{"round-due_on": f"{province.today():%d/%m/%Y}"})
    content = province.content(subject="Trích yếu lưu ở nơi khác")
    province.act(plan, Step.DRAFT, "save", province.drafter, content=content)
    before = Before(plan)
    response = client_of(province.drafter).post(open_desk_url(province, plan, Step.DRAFT), stale)
    assert response.status_code == 409
    assert says(response, code)
    assert shows(response, KEPT)
    assert before.unchanged


HOSTILE = (
    {"choice": "\x00"},
    {"choice": "answer-999999999999999999", "response_999999999999999999": "\x00"},
    {"choice": "consult", "unit": ["999999999", "x", "\x00"], "round-question": KEPT},
    {"op": "units:find", "unit_query": "so\x00 tu phap"},
    {"op": "units:group:\x00"},
    {"op": "units:group:" + "x" * 5000},
    {"choice": "save", "node_text": ["\x00"] * 3},
    {"choice": "save", "signer": "99999999999999999999"},
    {"choice": "save", "signer": "٣"},
    {"choice": "save", "citation_symbol": ["\x00"]},
    {"choice": "save", "recipient_text": ["x" * 100_000]},
    {"choice": "save", "year": "1e400"},
    {"choice": "withdraw", "withdraw-reason": "\x00"},
    {"choice": "save", "seen_hash": "\x00"},
)


@pytest.mark.parametrize("changes", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_posted_to_a_draft_is_answered_and_writes_nothing(
    province: World, changes: dict[str, Any]
) -> None:
    plan = province.start_plan()
    posted = drafting(plan)
    if "op" in changes:
        del posted["choice"]
    before = Before(plan)
    client = client_of(province.drafter)
    response = client.post(open_desk_url(province, plan, Step.DRAFT), {**posted, **changes})
    assert response.status_code in (200, 404, 409, 422)
    assert shows(response, KEPT)
    stores_first = changes.get("choice", "").startswith(("consult", "answer"))
    assert stores_first or before.unchanged


MARKED = (
    ({"choice": "withdraw", "withdraw-reason": " "}, "withdraw-reason"),
    ({"choice": "consult", "round-due_on": "01/01/2020"}, "round-due_on"),
    ({"choice": "consult", "round-due_on": "hôm qua"}, "round-due_on"),
)


@pytest.mark.parametrize(("changes", "name"), MARKED, ids=["reason", "past", "no day"])
def test_a_refusal_stands_at_the_field_it_is_about(
    province: World, changes: dict[str, str], name: str
) -> None:
    plan = province.start_plan()
    chosen = {"unit": [str(unit.pk) for unit in province.consulted_units]}
    response = client_of(province.drafter).post(
        open_desk_url(province, plan, Step.DRAFT), drafting(plan, **chosen, **changes)
    )
    assert response.status_code == 422
    assert is_marked(response, name)


@pytest.mark.parametrize("step", RETURNING, ids=named)
def test_a_reason_left_out_is_marked_at_its_field(province: World, step: Step) -> None:
    plan = province.plan_at(step)
    client = client_of(province.people[RETURNING[step]])
    url = open_desk_url(province, plan, step)
    response = client.post(url, returning(plan, **{"return-reason": ""}))
    assert response.status_code == 422
    assert is_marked(response, "return-reason")


def is_marked(response: Any, name: str) -> bool:
    """Return whether the field of that name is marked, and its sentence bound to it."""
    field = re.search(rf'<(?:textarea|input)[^>]*name="{name}"[^>]*>', response.content.decode())
    return bool(field and 'aria-invalid="true"' in field[0] and f"id_{name}_error" in field[0])


def test_a_form_without_a_token_is_given_back_in_the_frame_of_our_pages(province: World) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    url = open_desk_url(province, plan, Step.CHECK_CONTENT)
    client = Client(enforce_csrf_checks=True)
    client.force_login(province.head)
    before = Before(plan)
    response = client.post(url, returning(plan))
    assert response.status_code == 403
    assert shows(response, KEPT)
    assert "Content-Security-Policy" in response.headers
    assert before.unchanged


def test_a_password_is_never_given_back(client: Client, db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(reverse("login"), {"username": "x", "password": KEPT})
    assert response.status_code == 403
    assert not shows(response, KEPT)
