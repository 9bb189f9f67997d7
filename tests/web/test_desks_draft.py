"""The drafter's desk: what is typed is kept, what is stored is what was typed."""

from __future__ import annotations

from typing import Any

import pytest

from dvcq_workflow.models import Consultation, Opinion, Plan
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.selectors.content import content_of
from tests.web.posting import client_of, open_desk_url, posted_content, says, shows
from tests.worlds import World

NEW = "Một đoạn mới do người soạn thảo viết thêm"


@pytest.fixture
def plan(province: World) -> Plan:
    """A draft on its drafter's desk."""
    return province.start_plan()


def post(world: World, plan: Plan, who: Any = None, **changes: Any) -> Any:
    """Post the draft's page, untouched but for ``changes``."""
    plan = Plan.objects.get(pk=plan.pk)
    posted = {
        **posted_content(content_of(plan)),
        "seen_hash": plan.content_hash,
        "signer": str(plan.signing_authority_id or ""),
        "round-due_on": short_date(world.today()),
        **changes,
    }
    return client_of(who or world.drafter).post(open_desk_url(world, plan, Step.DRAFT), posted)


def test_the_page_shows_every_paragraph_to_be_edited(province: World, plan: Plan) -> None:
    page = client_of(province.drafter).get(open_desk_url(province, plan, Step.DRAFT))
    assert page.status_code == 200
    for node in content_of(plan).nodes:
        assert shows(page, node.text)


def test_storing_an_untouched_page_changes_no_content(province: World, plan: Plan) -> None:
    response = post(province, plan, choice="save")
    assert response.status_code == 302
    assert Plan.objects.get(pk=plan.pk).content_hash == plan.content_hash


def test_what_is_typed_is_stored(province: World, plan: Plan) -> None:
    response = post(province, plan, choice="save", subject=NEW)
    assert response.status_code == 302
    assert Plan.objects.get(pk=plan.pk).subject == NEW


def test_sending_on_stores_first(province: World, plan: Plan) -> None:
    response = post(province, plan, choice="submit", subject=NEW)
    assert response.status_code == 302
    sent = Plan.objects.get(pk=plan.pk)
    assert (sent.status, sent.subject) == ("content_check", NEW)


def test_an_unfinished_draft_is_stored_but_stays(province: World, plan: Plan) -> None:
    texts = [node.text for node in content_of(plan).nodes]
    response = post(province, plan, choice="submit", node_text=["", *texts[1:]], subject=NEW)
    assert response.status_code == 422
    assert says(response, "draft_empty_paragraph", position=1)
    kept = Plan.objects.get(pk=plan.pk)
    assert (kept.status, kept.subject) == ("draft", NEW)
    assert kept.content_hash.encode() in response.content


@pytest.mark.parametrize(
    ("operation", "count"),
    [
        ("node:after:0", 1),
        ("node:before:0", 1),
        ("node:add", 1),
        ("node:remove:0", -1),
        ("node:up:1", 0),
        ("node:down:99999999", 0),
        ("node:explode:1", 0),
        ("no such operation", 0),
    ],
)
def test_a_button_of_the_page_writes_nothing_and_keeps_what_is_typed(
    province: World, plan: Plan, operation: str, count: int
) -> None:
    response = post(province, plan, op=operation, subject=NEW, node_number=["IX"] * 9)
    assert response.status_code == 200
    assert shows(response, NEW)
    assert response.content.count(b'name="node_text"') == 9 + count
    assert Plan.objects.get(pk=plan.pk).content_hash == plan.content_hash


def test_the_text_may_be_edited_as_one(province: World, plan: Plan) -> None:
    page = post(province, plan, op="body:text")
    assert shows(page, "# I. MỤC ĐÍCH")
    text = "# I. MỤC ĐÍCH\n1. Một việc\n- Làm ngay\nHết."
    response = post(province, plan, choice="save", body_mode="text", body_text=text)
    assert response.status_code == 302
    kinds = [node.kind for node in content_of(Plan.objects.get(pk=plan.pk)).nodes]
    assert kinds == ["section", "item", "bullet", "paragraph"]


def test_a_date_that_is_none_is_marked_and_nothing_is_stored(province: World, plan: Plan) -> None:
    response = post(province, plan, choice="save", citation_date=["32/13/2016"], subject=NEW)
    assert response.status_code == 422
    assert shows(response, "32/13/2016")
    assert shows(response, NEW)
    assert Plan.objects.get(pk=plan.pk).content_hash == plan.content_hash


def test_a_stale_page_shows_both_texts_and_loses_none(province: World, plan: Plan) -> None:
    stored = province.content(subject="Trích yếu lưu từ cửa sổ khác")
    old_hash = plan.content_hash
    province.act(plan, Step.DRAFT, "save", province.drafter, content=stored)
    response = post(province, plan, choice="save", subject=NEW, seen_hash=old_hash)
    assert response.status_code == 409
    assert says(response, "content_changed")
    assert shows(response, NEW)
    assert b"<del>" in response.content
    assert Plan.objects.get(pk=plan.pk).subject == stored.subject


def test_the_signer_is_named_on_the_page(province: World) -> None:
    plan = province.start_plan(signing_authority=None)
    chairman = province.authorities["chairman"]
    response = post(province, plan, choice="save", signer=str(chairman.pk))
    assert response.status_code == 302
    named = Plan.objects.get(pk=plan.pk)
    assert named.signing_authority == chairman
    assert named.signature_lines == chairman.prefixes


def test_a_signer_who_is_none_is_refused(province: World, plan: Plan) -> None:
    response = post(province, plan, choice="save", signer="999999", subject=NEW)
    assert response.status_code == 422
    assert says(response, "signer_not_authorised")
    assert shows(response, NEW)


def test_a_round_of_opinions_is_opened_from_the_page(province: World, plan: Plan) -> None:
    units = [str(unit.pk) for unit in province.consulted_units]
    response = post(province, plan, choice="consult", unit=units, **{"round-question": "Góp ý gì?"})
    assert response.status_code == 302
    asked = Consultation.objects.get(plan=plan)
    assert asked.opinions.count() == 3
    assert asked.question == "Góp ý gì?"


def test_a_round_without_units_keeps_what_is_typed(province: World, plan: Plan) -> None:
    response = post(province, plan, choice="consult", **{"round-question": NEW})
    assert response.status_code == 422
    assert says(response, "consultation_without_units")
    assert shows(response, NEW)


def test_units_are_found_without_marks_and_stay_ticked(province: World, plan: Plan) -> None:
    ticked = province.consulted_units[0]
    page = post(province, plan, op="units:find", unit_query="so y te", unit=[str(ticked.pk)])
    assert page.status_code == 200
    assert shows(page, "Sở Y tế")
    assert not shows(page, f">{province.consulted_units[1].name}<")
    assert f'value="{ticked.pk}" id="u-{ticked.pk}" checked' in page.content.decode()


def test_a_group_of_units_is_ticked_at_once(province: World, plan: Plan) -> None:
    page = post(province, plan, op="units:group:SO_NGANH")
    assert page.content.count(b" checked><label") == 4


def test_an_answer_to_an_opinion_is_stored_with_the_draft(province: World, plan: Plan) -> None:
    province.consult(plan)
    opinion = Opinion.objects.get(unit=province.consulted_units[0])
    province.act(
        plan,
        Step.GIVE_OPINION,
        "give",
        province.consulted_heads[0],
        unit=province.consulted_units[0],
        agrees=False,
        text="Đề nghị sửa",
    )
    province.act(plan, Step.CLOSE_CONSULTATION, "close", province.drafter, reason="Hết hạn")
    response = post(
        province,
        plan,
        choice=f"answer-{opinion.pk}",
        subject=NEW,
        **{f"response_{opinion.pk}": "Đã tiếp thu"},
    )
    assert response.status_code == 302
    opinion.refresh_from_db()
    assert opinion.response == "Đã tiếp thu"
    assert Plan.objects.get(pk=plan.pk).subject == NEW


def test_a_draft_is_withdrawn_with_a_reason_only(province: World, plan: Plan) -> None:
    refused = post(province, plan, choice="withdraw", subject=NEW)
    assert refused.status_code == 422
    assert says(refused, "reason_missing")
    assert shows(refused, NEW)
    response = post(province, plan, choice="withdraw", **{"withdraw-reason": "Không cần nữa"})
    assert response.status_code == 302
    assert Plan.objects.get(pk=plan.pk).status == "withdrawn"


def test_a_colleague_reads_the_draft_but_may_not_store(province: World, plan: Plan) -> None:
    colleague = province.people["second_drafter"]
    page = client_of(colleague).get(open_desk_url(province, plan, Step.DRAFT))
    assert page.status_code == 200
    assert b'name="choice"' not in page.content
    response = post(province, plan, who=colleague, choice="save", subject=NEW)
    assert response.status_code == 403
    assert says(response, "drafter_only")


def test_a_draft_sent_on_in_between_gives_back_what_was_typed(province: World, plan: Plan) -> None:
    url = open_desk_url(province, plan, Step.DRAFT)
    posted = {**posted_content(content_of(plan)), "seen_hash": plan.content_hash}
    province.act(plan, Step.DRAFT, "submit", province.drafter)
    response = client_of(province.drafter).post(url, {**posted, "choice": "save", "subject": NEW})
    assert response.status_code == 409
    assert says(response, "desk_done")
    assert shows(response, NEW)


@pytest.mark.parametrize("choice", ["", "explode", "answer-x", "answer-999999"])
def test_an_unknown_choice_is_refused(province: World, plan: Plan, choice: str) -> None:
    response = post(province, plan, choice=choice, subject=NEW)
    assert response.status_code in (404, 422)
    assert Plan.objects.get(pk=plan.pk).status == "draft"
