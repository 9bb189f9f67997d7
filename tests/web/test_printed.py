"""Documents on a plan's and a notice's page: what is kept, what is being made, what is printed."""

from __future__ import annotations

from typing import Any

import pytest

from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.models import AccessLog, Plan, WorkOrder
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.notices import NoticeKind
from tests.services.noticing import drafted, release_recall, released
from tests.web.posting import open_desk_url
from tests.web.reading import address, as_person, queries_of, text_of
from tests.worlds import World

FORMATS = ("docx", "pdf")


def documents_page(plan: Plan, who: Any) -> str:
    answer = as_person(who).get(f"{address('plan', uid=plan.uid)}?part=documents")
    assert answer.status_code == 200
    return text_of(answer)


def links(name: str, uid: Any) -> set[str]:
    return {address(f"{name}_{file_format}", uid=uid) for file_format in FORMATS}


# -- the doors


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("name", ["plan_draft", "approval_sheet"])
def test_a_printed_file_is_sent_as_a_download_and_is_on_record(
    province: World, name: str, file_format: str
) -> None:
    plan = province.plan_at(Step.SIGN)
    answer = as_person(province.vice_chairman).get(address(f"{name}_{file_format}", uid=plan.uid))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.content.startswith(b"%PDF" if file_format == "pdf" else b"PK")
    log = AccessLog.objects.get(kind=AccessLog.Kind.DOWNLOAD)
    assert (log.channel, log.stream_id) == ("web", plan.stream_id)


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_notice_s_draft_is_sent_to_the_issuing_side_alone(
    province: World, file_format: str
) -> None:
    notice = drafted(province, province.issue_plan())
    path = address(f"notice_draft_{file_format}", uid=notice.uid)
    assert as_person(province.drafter).get(path).status_code == 200
    for who in (province.consulted_heads[0], province.outsider):
        assert as_person(who).get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("plan_draft", "outsider"),
        ("approval_sheet", "outsider"),
        ("approval_sheet", "head_SYT"),
    ],
)
def test_whoever_may_not_have_it_finds_nothing(province: World, name: str, who: str) -> None:
    plan = province.start_plan()
    province.consult(plan)
    for path in links(name, plan.uid):
        assert as_person(province.people[who]).get(path).status_code == 404


def test_a_draft_of_what_is_issued_is_refused_with_a_sentence(province: World) -> None:
    plan = province.issue_plan()
    for path in links("plan_draft", plan.uid):
        answer = as_person(province.drafter).get(path)
        assert answer.status_code == 422
        assert "Download its issued files." in text_of(answer)


# -- the plan's page


def test_a_plan_under_way_offers_its_draft_to_readers_and_its_sheet_to_its_makers(
    province: World,
) -> None:
    plan = province.start_plan()
    province.consult(plan)
    mine = documents_page(plan, province.drafter)
    theirs = documents_page(plan, province.consulted_heads[0])
    for path in links("plan_draft", plan.uid):
        assert path in mine
        assert path in theirs
    for path in links("approval_sheet", plan.uid):
        assert path in mine
        assert path not in theirs
    assert "Approval sheet" not in theirs


def test_an_issued_plan_shows_its_files_and_offers_no_draft(province: World) -> None:
    plan = province.issue_plan()
    mine = documents_page(plan, province.drafter)
    theirs = documents_page(plan, province.consulted_heads[0])
    for row in plan.documents.all():
        assert address("document", uid=row.uid) in mine
        is_shown = address("document", uid=row.uid) in theirs
        assert is_shown == (row.kind == "document")
    for page in (mine, theirs):
        assert not any(path in page for path in links("plan_draft", plan.uid))
    assert "phieu-trinh" not in theirs


def test_the_tab_counts_what_its_viewer_may_see(province: World) -> None:
    plan = province.issue_plan()
    for who, count in ((province.drafter, 4), (province.consulted_heads[0], 2)):
        assert f'Documents <span class="dv-count">{count}</span>' in documents_page(plan, who)


def test_files_still_being_made_and_files_that_failed_are_said_as_such(province: World) -> None:
    plan = province.issue_plan(run_work=False)
    assert documents_page(plan, province.drafter).count("Being printed") == 4
    WorkOrder.objects.filter(key__endswith="document:pdf").update(state=WorkOrder.State.FAILED)
    run_due()
    page = documents_page(plan, province.drafter)
    assert page.count("Could not be printed.") == 1
    assert "Being printed" not in page


def test_a_notice_s_files_stand_beside_the_plan_s_and_are_named_as_its_own(
    province: World,
) -> None:
    plan = province.issue_plan()
    number = released(province, plan, NoticeKind.CORRECTION)
    run_due()
    page = documents_page(plan, province.consulted_heads[0])
    for row in number.documents.all():
        assert address("document", uid=row.uid) in page
    assert address("notice", uid=number.notice.uid) in page


def test_a_page_asks_the_same_of_many_files_as_of_few(province: World) -> None:
    plan = province.issue_plan()
    released(province, plan, NoticeKind.CORRECTION)
    run_due()
    client, path = as_person(province.clerk), f"{address('plan', uid=plan.uid)}?part=documents"
    few = queries_of(client, path)
    for _time in range(3):
        released(province, plan, NoticeKind.CORRECTION)
    run_due()
    assert queries_of(client, path) == few


# -- the notice's page, the signer's desk


def test_a_notice_is_shown_as_it_is_printed(province: World) -> None:
    plan = province.issue_plan()
    notice = drafted(province, plan, NoticeKind.CORRECTION)
    page = text_of(as_person(province.drafter).get(address("notice", uid=notice.uid)))
    for said in (
        "DỰ THẢO",
        "V/v về kế hoạch đã ban hành",
        "Kính gửi:",
        "- Các sở, ban, ngành tỉnh;",
        "đính chính Kế hoạch số 01/KH-UBND",
        "Trang 2, dòng 3: sửa ngày.",
        "- Như trên;",
    ):
        assert said in page, said
    assert all(path in page for path in links("notice_draft", notice.uid))


def test_a_released_notice_offers_its_files_to_those_who_received_the_plan(
    province: World,
) -> None:
    plan = province.issue_plan()
    release_recall(province, plan)
    notice = plan.notices.get()
    client = as_person(province.consulted_heads[0])
    assert "Being printed" in text_of(client.get(address("notice", uid=notice.uid)))
    run_due()
    page = text_of(client.get(address("notice", uid=notice.uid)))
    for row in notice.issuances.get().documents.all():
        path = address("document", uid=row.uid)
        assert path in page
        assert client.get(path).status_code == 200
    assert not any(path in page for path in links("notice_draft", notice.uid))


def test_the_signer_is_offered_the_draft_and_the_approval_sheet(province: World) -> None:
    plan = province.plan_at(Step.SIGN)
    page = text_of(as_person(province.vice_chairman).get(open_desk_url(province, plan, Step.SIGN)))
    assert address("plan_draft_pdf", uid=plan.uid) in page
    assert address("approval_sheet_pdf", uid=plan.uid) in page
