"""After issue on pages: what changed a plan, and who may begin, sign and release its changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from dvcq_workflow.models import AccessLog, AuditEvent, Desk, Issuance, Plan, PlanNotice
from dvcq_workflow.rules.notices import NoticeKind, NoticeStatus
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.services.viewing import view_notice
from tests.services.noticing import drafted, release_recall, released, signed
from tests.web.posting import desk_url, shows
from tests.web.reading import address, as_person, queries_of, text_of
from tests.worlds import World, issued_file

NOTICE = {
    "symbol": "TB-UBND",
    "place": "Trà Vinh",
    "subject": "Thu hồi kế hoạch",
    "text": "Kế hoạch không còn phù hợp.",
    "reason": "Căn cứ đã hết hiệu lực.",
}


@pytest.fixture
def plan(province: World) -> Plan:
    return province.issue_plan()


def plan_page(plan: Plan, who: Any, part: str = "after") -> str:
    answer = as_person(who).get(f"{address('plan', uid=plan.uid)}?part={part}")
    assert answer.status_code == 200
    return text_of(answer)


def choose(client: Client, notice: PlanNotice, choice: str, **typed: str) -> Any:
    """Post a choice of a notice's page with the content as it is now before the person."""
    data = {f"{choice}-{name}": value for name, value in typed.items()}
    seen = {"choice": choice, "seen_hash": notice.content_hash}
    return client.post(address("notice", uid=notice.uid), {**seen, **data})


# -- amendment, replacement


@pytest.mark.parametrize("kind", ["amend", "replace"])
def test_a_drafter_begins_a_change_from_a_copy_and_stands_at_its_desk(
    province: World, plan: Plan, kind: str
) -> None:
    client = as_person(province.drafter)
    path = address("plan_change", uid=plan.uid)
    assert path in plan_page(plan, province.drafter)
    assert client.get(path).status_code == 200
    answer = client.post(path, {"choice": kind, "seen_hash": plan.content_hash}, follow=True)
    draft = Plan.objects.latest("pk")
    assert answer.redirect_chain[-1][0].startswith("/dan-van/desks/") or draft.desks.exists()
    assert (draft.changes_plan, draft.change_kind, draft.state) == (plan, kind, Status.DRAFT)
    assert content_of(draft).nodes == content_of(plan).nodes
    assert draft.signing_authority == plan.signing_authority
    number = plan.issuances.get()
    words = {"amend": "Sửa đổi, bổ sung", "replace": "Thay thế"}[kind]
    assert f"({words} Kế hoạch số {number.full_number} ngày" in plan_page(
        draft, province.drafter, "content"
    )


def test_the_draft_s_desk_keeps_what_it_changes_when_it_is_stored(
    province: World, plan: Plan
) -> None:
    draft = province.start_plan(changes_plan=plan, change_kind="amend")
    before = draft.content_hash
    content = province.content(subject="Công tác dân vận chính quyền, sửa đổi")
    province.act(draft, "draft", "save", province.drafter, content=content)
    assert draft.content_hash != before
    assert content_of(draft).changes is not None


@pytest.mark.parametrize("who", ["clerk", "vice_chairman", "advising_head"])
@pytest.mark.parametrize("page", ["plan_change", "plan_correction", "plan_recall"])
def test_who_does_not_draft_there_begins_nothing(
    province: World, plan: Plan, page: str, who: str
) -> None:
    before = Plan.objects.count()
    client = as_person(province.people[who])
    path = address(page, uid=plan.uid)
    assert path not in plan_page(plan, province.people[who])
    assert client.get(path).status_code == 403
    assert client.post(path, {"choice": "replace", **NOTICE}).status_code == 403
    assert (Plan.objects.count(), PlanNotice.objects.count()) == (before, 0)


def test_a_change_begun_on_an_odd_page_says_so_and_begins_nothing(
    province: World, plan: Plan
) -> None:
    client, path = as_person(province.drafter), address("plan_change", uid=plan.uid)
    odd = client.post(path, {"choice": "correct", "seen_hash": plan.content_hash})
    assert odd.status_code == 422
    assert client.post(path, {"choice": "amend", "seen_hash": "0"}).status_code == 409
    release_recall(province, plan)
    assert client.get(path).status_code == 422
    assert Plan.objects.count() == 1


def test_a_plan_and_the_list_say_what_amended_and_replaced_it_with_links(
    province: World, plan: Plan
) -> None:
    amended = province.issue_plan(plan=province.start_plan(changes_plan=plan, change_kind="amend"))
    other = province.issue_plan(plan=province.start_plan(changes_plan=plan, change_kind="replace"))
    listed = text_of(as_person(province.clerk).get(address("plan_list")))
    for page in (plan_page(plan, province.clerk, "content"), listed):
        for word, change in (("Amended by", amended), ("Replaced by", other)):
            assert word in page
            assert address("plan", uid=change.uid) in page
            assert change.issuances.get().full_number in page
    page = plan_page(other, province.clerk, "content")
    assert "Replaces" in page
    assert address("plan", uid=plan.uid) in page


def test_a_change_under_way_is_told_to_those_alone_who_see_it(province: World, plan: Plan) -> None:
    subject = "Kế hoạch thay thế đang soạn"
    content = province.content(subject=subject)
    province.start_plan(changes_plan=plan, change_kind="replace", content=content)
    assert subject in plan_page(plan, province.head)
    assert subject not in plan_page(plan, province.consulted_heads[0])


# -- notices


@pytest.mark.parametrize(
    ("page", "kind", "symbol"),
    [("plan_correction", "correction", "UBND-THNV"), ("plan_recall", "recall", "TB-UBND")],
)
def test_a_notice_begins_with_its_usual_symbol_and_subject(
    province: World, plan: Plan, page: str, kind: str, symbol: str
) -> None:
    client, path = as_person(province.drafter), address(page, uid=plan.uid)
    shown = text_of(client.get(path))
    assert symbol in shown
    assert "Kế hoạch số 01/KH-UBND ngày" in shown
    answer = client.post(path, {f"save-{name}": value for name, value in NOTICE.items()})
    notice = PlanNotice.objects.get()
    assert (answer.status_code, notice.kind) == (302, kind)
    assert answer.headers["Location"] == address("notice", uid=notice.uid)


def test_an_unfinished_notice_is_not_stored_and_nothing_typed_is_lost(
    province: World, plan: Plan
) -> None:
    client, path = as_person(province.drafter), address("plan_recall", uid=plan.uid)
    typed = {f"save-{name}": value for name, value in {**NOTICE, "reason": " "}.items()}
    answer = client.post(path, typed)
    assert answer.status_code == 422
    assert says_in_english(answer, "A reason is needed here.")
    assert shows(answer, NOTICE["text"])
    assert not PlanNotice.objects.exists()


def says_in_english(answer: Any, words: str) -> bool:
    return words in text_of(answer)


def test_a_notice_is_written_signed_and_released_on_its_page(province: World, plan: Plan) -> None:
    notice = drafted(province, plan)
    drafter, signer = as_person(province.drafter), as_person(province.vice_chairman)
    text = "Kế hoạch được thay bằng hướng dẫn mới."
    assert choose(drafter, notice, "save", **{**NOTICE, "text": text}).status_code == 302
    notice.refresh_from_db()
    assert notice.text == text
    assert choose(signer, notice, "sign").status_code == 302
    day = province.today().strftime("%d/%m/%Y")
    clerk = as_person(province.clerk)
    answer = choose(clerk, notice, "release", issued_on=day)
    assert answer.status_code == 302
    plan.refresh_from_db()
    assert plan.state is Status.RECALLED
    page = text_of(clerk.get(address("notice", uid=notice.uid)))
    for said in ("02/TB-UBND", text, "KT. CHỦ TỊCH", "THÔNG BÁO", "on behalf of"):
        assert said in page


def test_each_page_offers_what_its_viewer_can_do_and_no_more(province: World, plan: Plan) -> None:
    unsigned, waiting = drafted(province, plan), signed(province, plan)
    offered = {
        (unsigned.pk, "drafter"): {"save", "drop"},
        (unsigned.pk, "second_drafter"): set(),
        (unsigned.pk, "vice_chairman"): {"sign"},
        (unsigned.pk, "clerk"): set(),
        (waiting.pk, "drafter"): set(),
        (waiting.pk, "vice_chairman"): set(),
        (waiting.pk, "clerk"): {"release"},
    }
    for (key, who), wanted in offered.items():
        notice = PlanNotice.objects.get(pk=key)
        page = text_of(as_person(province.people[who]).get(address("notice", uid=notice.uid)))
        every = ("save", "drop", "sign", "release")
        assert {c for c in every if f'name="choice" value="{c}"' in page} == wanted, who


def test_a_refusal_has_its_status_and_leaves_the_notice_as_it_was(
    province: World, plan: Plan
) -> None:
    notice = drafted(province, plan)
    second, drafter = as_person(province.people["second_drafter"]), as_person(province.drafter)
    assert choose(second, notice, "save", **NOTICE).status_code == 403
    assert choose(drafter, notice, "sign").status_code == 403
    assert choose(drafter, notice, "burn").status_code == 422
    assert choose(drafter, notice, "drop", reason=" ").status_code == 422
    assert choose(as_person(province.outsider), notice, "save").status_code == 404
    stale = PlanNotice.objects.get()
    stale.content_hash = "0" * 64
    typed = {**NOTICE, "text": "Điều tôi vừa gõ."}
    answer = choose(drafter, stale, "save", **typed)
    assert answer.status_code == 409
    assert shows(answer, "Điều tôi vừa gõ.")
    assert PlanNotice.objects.get().state is NoticeStatus.DRAFTED
    assert AccessLog.objects.filter(subject="plan_notice", kind="refused").exists()


def test_what_was_typed_is_kept_when_somebody_signed_in_between(
    province: World, plan: Plan
) -> None:
    notice = signed(province, plan)
    typed = {**NOTICE, "text": "Điều tôi vừa gõ."}
    answer = choose(as_person(province.drafter), notice, "save", **typed)
    assert answer.status_code == 409
    assert shows(answer, "Điều tôi vừa gõ.")
    assert shows(answer, "What you typed, not sent")


def test_a_recipient_sees_a_notice_once_it_is_released_and_no_draft_of_it(
    province: World, plan: Plan
) -> None:
    reader, notice = province.consulted_heads[0], signed(province, plan)
    path = address("notice", uid=notice.uid)
    assert as_person(reader).get(path).status_code == 404
    assert notice.subject not in plan_page(plan, reader)
    assert notice.subject in plan_page(plan, province.clerk)
    released(province, plan, NoticeKind.CORRECTION)
    correction = PlanNotice.objects.latest("pk")
    assert as_person(reader).get(address("notice", uid=correction.uid)).status_code == 200
    assert "Corrected by" in plan_page(plan, reader)


def test_a_recalled_plan_says_by_what_and_why_and_keeps_its_text_on_the_issuing_side(
    province: World, plan: Plan
) -> None:
    reader = province.consulted_heads[0]
    release_recall(province, plan)
    for person in (reader, province.drafter):
        page = plan_page(plan, person, "content")
        for said in ("Recalled by", "02/TB-UBND", "Căn cứ đã hết hiệu lực."):
            assert said in page
    assert "I. MỤC ĐÍCH" not in plan_page(plan, reader, "content")
    assert "I. MỤC ĐÍCH" in plan_page(plan, province.drafter, "content")
    desk = Desk.objects.filter(plan=plan).earliest("pk")
    paths = [
        address("document", uid=issued_file(plan).uid),
        address("plan_timeline", uid=plan.uid),
        desk_url(desk),
    ]
    for path in paths:
        assert as_person(reader).get(path).status_code == 403
        assert as_person(province.drafter).get(path).status_code == 200


@pytest.mark.audits("view_notice")
def test_looking_at_a_notice_is_on_record(province: World, plan: Plan) -> None:
    notice = drafted(province, plan)
    events = AuditEvent.objects.count()
    view_notice(uid=notice.uid, actor=province.head)
    look = AccessLog.objects.get(kind=AccessLog.Kind.VIEW, subject="plan_notice")
    assert (look.actor_id, look.stream_id) == (province.head.pk, plan.stream_id)
    assert AuditEvent.objects.count() == events


# -- register


def test_the_register_shows_notices_as_lines_of_their_own_type(province: World, plan: Plan) -> None:
    released(province, plan, NoticeKind.CORRECTION)
    released(province, plan, NoticeKind.RECALL)
    page = text_of(as_person(province.clerk).get(address("register")))
    for said in ("01/KH-UBND", "02/UBND-THNV", "03/TB-UBND", "Công văn", "Thông báo"):
        assert said in page
    for notice in PlanNotice.objects.all():
        assert address("notice", uid=notice.uid) in page
    found = text_of(as_person(province.clerk).get(address("register") + "?q=ke hoach da ban hanh"))
    assert "02/UBND-THNV" in found
    assert "01/KH-UBND" not in found


def test_a_notice_s_number_is_nobody_s_plan_number(province: World, plan: Plan) -> None:
    released(province, plan, NoticeKind.CORRECTION)
    listed = as_person(province.clerk).get(address("plan_list") + "?q=2/UBND")
    assert plan.subject not in text_of(listed)
    assert Issuance.objects.filter(plan=plan).count() == 2
    assert "Số: 01/KH-UBND" in plan_page(plan, province.clerk, "content")


def test_pages_ask_as_many_queries_for_much_that_happened_as_for_little(
    province: World, plan: Plan, django_assert_num_queries: Any
) -> None:
    released(province, plan, NoticeKind.CORRECTION)
    province.issue_plan(plan=province.start_plan(changes_plan=plan, change_kind="amend"))
    client = as_person(province.clerk)
    paths = [f"{address('plan', uid=plan.uid)}?part=after", address("plan_list")]
    asked = [queries_of(client, path) for path in paths]
    released(province, plan, NoticeKind.CORRECTION)
    for _time in range(2):
        province.issue_plan(plan=province.start_plan(changes_plan=plan, change_kind="amend"))
    for path, count in zip(paths, asked, strict=True):
        with django_assert_num_queries(count):
            client.get(path)
    assert max(asked) <= 32
