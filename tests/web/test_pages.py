"""What holds on every page: who gets in, what a refusal says, which headers it carries."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client, override_settings

from dvcq_workflow.models import AccessLog, PersonalValue
from tests.web.reading import address, as_person, text_of
from tests.worlds import World

OWN_BASE = {
    "HOST": "dvcq_workflow.host.DefaultHost",
    "BASE_TEMPLATE": "dvcq_workflow/base.html",
}
PAGES = ("inbox", "plan_list", "register", "draft_start", "import_start")


@pytest.mark.parametrize("name", PAGES)
def test_whoever_is_not_logged_in_is_sent_to_the_login(db: None, client: Client, name: str) -> None:
    answer = client.get(address(name))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/dang-nhap/?next=")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("base", [None, OWN_BASE], ids=["the host's base", "our own base"])
def test_a_page_keeps_the_policy_and_out_of_caches(
    province: World, name: str, base: dict[str, str] | None
) -> None:
    client = as_person(province.drafter)
    if base is None:
        answer = client.get(address(name))
    else:
        with override_settings(DVCQ_WORKFLOW=base):
            answer = client.get(address(name))
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    page = text_of(answer)
    assert "<script" not in page
    assert " style=" not in page
    assert "dvcq_workflow/dvcq.css" in page
    assert 'aria-current="page"' in page


def test_a_refusal_is_a_page_with_a_sentence_and_a_way_on(province: World) -> None:
    answer = as_person(province.drafter).get(address("plan", uid=uuid.uuid4()))
    assert answer.status_code == 404
    page = text_of(answer)
    assert "There is no such plan" in page
    assert f'href="{address("inbox")}"' in page
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_our_own_base_speaks_the_viewer_s_language(province: World) -> None:
    client = as_person(province.drafter)
    with override_settings(DVCQ_WORKFLOW=OWN_BASE):
        assert '<html lang="en"' in text_of(client.get(address("inbox")))
        answer = client.post(address("language"), {"language": "vi", "next": address("inbox")})
        assert answer.headers["Location"] == address("inbox")
        assert '<html lang="vi"' in text_of(client.get(address("inbox")))


def test_the_language_switch_leads_to_no_other_site(province: World) -> None:
    client = as_person(province.drafter)
    elsewhere = {"language": "vi", "next": "https://elsewhere.example/"}
    answer = client.post(address("language"), elsewhere)
    assert "elsewhere" not in answer.headers.get("Location", "")


def test_a_page_names_its_viewer_their_seat_and_the_day(province: World) -> None:
    page = text_of(as_person(province.drafter).get(address("inbox")))
    assert "Chuyên viên Phòng THNV" in page
    assert "Chuyên viên, Phòng THNV" in page


def test_the_record_has_the_address_and_the_request_s_own_number(province: World) -> None:
    plan = province.start_plan()
    client = as_person(province.drafter)
    client.get(
        address("plan", uid=plan.uid), headers={"x-request-id": "a-1"}, REMOTE_ADDR="192.0.2.7"
    )
    look = AccessLog.objects.get(kind=AccessLog.Kind.VIEW)
    assert '"request":"a-1"' in look.envelope
    assert look.channel == "web"
    assert PersonalValue.objects.filter(value="192.0.2.7").exists()


def test_a_request_number_that_is_none_stays_out_of_the_record(province: World) -> None:
    plan = province.start_plan()
    header = {"x-request-id": 'x"}' * 400}
    as_person(province.drafter).get(address("plan", uid=plan.uid), headers=header)
    assert '"request":""' in AccessLog.objects.get(kind=AccessLog.Kind.VIEW).envelope


@pytest.mark.parametrize(("who", "offered"), [("drafter", True), ("clerk", False)])
def test_drafting_is_offered_to_those_alone_who_may_draft(
    province: World, who: str, offered: bool
) -> None:
    page = text_of(as_person(province.people[who]).get(address("inbox")))
    assert (f'href="{address("draft_start")}"' in page) == offered
    assert (f'href="{address("import_start")}"' in page) == offered
