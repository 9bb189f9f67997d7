"""Drafts printed when asked for: by whoever reads the text, each on record, none after the issue;
and the files of notices."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from docx import Document

from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.models import AccessLog, IssuedDocument, WorkOrder
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.notices import NoticeKind
from dvcq_workflow.selectors.plan_files import files_of_notice, files_of_plan
from dvcq_workflow.services.files import read_issued_document
from dvcq_workflow.services.printing import print_draft, print_notice
from tests.documents.press.printed import printed_lines
from tests.services.noticing import drafted, released, signed
from tests.worlds import World, issued_file, make_province

KINDS = list(NoticeKind)


@pytest.mark.audits("print_draft")
@pytest.mark.parametrize("who", ["drafter", "head", "vice_chairman", "clerk"])
def test_a_draft_is_printed_for_whoever_reads_it_and_the_download_is_on_record(
    province: World, who: str
) -> None:
    plan = province.plan_at(Step.SIGN)
    file = print_draft(uid=plan.uid, file_format="docx", actor=province.people[who])
    lines = printed_lines(file.data)
    assert {"DỰ THẢO", "Số:      /KH-UBND", "I. MỤC ĐÍCH"} <= set(lines)
    assert file.name == f"du-thao-KH-UBND-{plan.year}.docx"
    log = AccessLog.objects.get(kind=AccessLog.Kind.DOWNLOAD)
    assert (log.actor_id, log.subject) == (province.people[who].pk, "plan_document")
    assert plan.content_hash in log.envelope


def test_a_unit_that_is_asked_for_its_opinion_prints_the_draft(province: World) -> None:
    plan = province.start_plan()
    province.consult(plan)
    assert print_draft(uid=plan.uid, file_format="docx", actor=province.consulted_heads[0]).data


def test_the_pdf_of_a_draft_is_one(province: World) -> None:
    plan = province.start_plan()
    file = print_draft(uid=plan.uid, file_format="pdf", actor=province.drafter)
    assert file.data.startswith(b"%PDF")
    assert file.name.endswith(".pdf")


def test_a_draft_is_dated_by_the_last_act_that_wrote_in_it(db: None) -> None:
    world = make_province(at=dt.datetime(2020, 4, 6, 18, 0, tzinfo=dt.UTC))
    plan = world.start_plan()
    first = print_draft(uid=plan.uid, file_format="docx", actor=world.drafter)
    # One o'clock in the night, in local time.
    created = Document(io.BytesIO(first.data)).core_properties.created
    assert created.date() == dt.date(2020, 4, 7)
    world.plan_at(Step.CHECK_CONTENT, plan=plan)
    world.at += dt.timedelta(days=3)
    world.act(plan, Step.CHECK_CONTENT, "pass", world.head)
    assert print_draft(uid=plan.uid, file_format="docx", actor=world.drafter) == first


@pytest.mark.parametrize("who", ["outsider", "stranger", "head_SYT"])
def test_whoever_does_not_see_the_plan_prints_no_draft(province: World, who: str) -> None:
    plan = province.start_plan()
    with pytest.raises(NotVisible, match="plan_not_found"):
        print_draft(uid=plan.uid, file_format="docx", actor=province.people[who])
    refusal = AccessLog.objects.get()
    assert (refusal.kind, refusal.stream_id) == (AccessLog.Kind.REFUSED, plan.stream_id)


def test_no_draft_is_printed_of_what_is_issued(province: World) -> None:
    plan = province.issue_plan()
    with pytest.raises(RuleViolation, match="draft_is_issued"):
        print_draft(uid=plan.uid, file_format="docx", actor=province.drafter)
    released(province, plan, NoticeKind.RECALL)
    with pytest.raises(NotPermitted, match="document_recalled"):
        print_draft(uid=plan.uid, file_format="docx", actor=province.consulted_heads[0])


# -- notices


@pytest.mark.audits("print_notice")
@pytest.mark.parametrize("kind", KINDS)
def test_a_notice_is_printed_as_a_draft_until_it_goes_out(
    province: World, kind: NoticeKind
) -> None:
    plan = province.issue_plan()
    notice = signed(province, plan, kind)
    file = print_notice(uid=notice.uid, file_format="docx", actor=province.clerk)
    lines = printed_lines(file.data)
    assert {"DỰ THẢO", "KT. CHỦ TỊCH", "- Lưu: VT, THNV."} <= set(lines)
    assert any("số 01/KH-UBND" in line for line in lines)
    assert "Trang 2, dòng 3: sửa ngày." in lines
    log = AccessLog.objects.get(kind=AccessLog.Kind.DOWNLOAD, subject="plan_notice")
    assert notice.content_hash in log.envelope


def test_a_recipient_prints_no_notice_before_it_goes_out(province: World) -> None:
    notice = drafted(province, province.issue_plan())
    for who in (province.consulted_heads[0], province.outsider):
        with pytest.raises(NotVisible, match="notice_not_found"):
            print_notice(uid=notice.uid, file_format="docx", actor=who)


def test_no_draft_is_printed_of_a_notice_that_went_out(province: World) -> None:
    plan = province.issue_plan()
    released(province, plan, NoticeKind.CORRECTION)
    with pytest.raises(RuleViolation, match="draft_is_issued"):
        print_notice(uid=plan.notices.get().uid, file_format="docx", actor=province.clerk)


@pytest.mark.parametrize("kind", KINDS)
def test_a_notice_that_goes_out_is_kept_in_both_formats_under_its_own_number(
    province: World, kind: NoticeKind
) -> None:
    plan = province.issue_plan()
    number = released(province, plan, kind)
    run_due()
    documents = number.documents.all()
    assert {document.file_format for document in documents} == {"docx", "pdf"}
    stem = f"{number.full_number.replace('/', '-')}-{number.issued_on.year}"
    assert {document.file_name for document in documents} == {f"{stem}.docx", f"{stem}.pdf"}
    data = read_issued_document(
        document=number.documents.get(file_format="docx"), actor=province.clerk
    )
    lines = printed_lines(data)
    assert f"Số: {number.full_number}" in lines
    assert "DỰ THẢO" not in lines


def test_work_that_runs_twice_keeps_a_notice_s_files_once(province: World) -> None:
    plan = province.issue_plan()
    number = released(province, plan, NoticeKind.CORRECTION)
    for _time in range(2):
        run_due()
        WorkOrder.objects.update(state=WorkOrder.State.WAITING, done_at=None)
    assert number.documents.count() == 2


def test_the_notice_that_recalls_a_plan_is_read_by_those_who_may_no_longer_read_the_plan(
    province: World,
) -> None:
    plan = province.issue_plan()
    number = released(province, plan, NoticeKind.RECALL)
    run_due()
    reader = province.consulted_heads[0]
    assert read_issued_document(document=number.documents.first(), actor=reader)
    with pytest.raises(NotPermitted, match="document_recalled"):
        read_issued_document(document=issued_file(plan), actor=reader)


def test_the_file_of_a_notice_names_the_plan_as_it_was_issued(province: World) -> None:
    plan = province.issue_plan(content=province.content(subject="Tên khi ban hành"))
    notice = drafted(province, plan)
    plan.subject = "Tên khác"
    file = print_notice(uid=notice.uid, file_format="docx", actor=province.drafter)
    assert any("về tên khi ban hành" in line for line in printed_lines(file.data))


# -- the list of files


def test_files_are_listed_with_what_is_still_being_made_and_what_failed(province: World) -> None:
    plan = province.issue_plan(run_work=False)
    rows = files_of_plan(plan, with_approval_sheets=True)
    assert [(row.kind, row.file_format, row.document) for row in rows] == [
        ("document", "docx", None),
        ("document", "pdf", None),
        ("approval_sheet", "docx", None),
        ("approval_sheet", "pdf", None),
    ]
    assert not any(row.has_failed for row in rows)
    WorkOrder.objects.filter(key__endswith="document:pdf").update(state=WorkOrder.State.FAILED)
    run_due()
    found = {(row.kind, row.file_format): row for row in _all_files(plan)}
    assert found["document", "pdf"].has_failed
    assert all(row.document for key, row in found.items() if key != ("document", "pdf"))


def test_recipients_are_told_of_no_approval_sheet(province: World) -> None:
    plan = province.issue_plan()
    rows = files_of_plan(plan, with_approval_sheets=False)
    assert {row.kind for row in rows} == {"document"}
    assert IssuedDocument.objects.filter(plan=plan, kind="approval_sheet").exists()


def test_a_plan_s_own_files_come_first_and_each_notice_has_its_own(province: World) -> None:
    plan = province.issue_plan()
    number = released(province, plan, NoticeKind.CORRECTION)
    run_due()
    assert [row.issuance.notice_id is None for row in _all_files(plan)] == [True] * 4 + [False] * 2
    own = files_of_notice(number.notice)
    assert {row.issuance for row in own} == {number}
    assert len(own) == 2


def test_files_are_listed_in_three_queries(province: World, django_assert_num_queries: Any) -> None:
    plan = province.issue_plan()
    for _time in range(3):
        released(province, plan, NoticeKind.CORRECTION)
    run_due()
    with django_assert_num_queries(3):
        assert len(_all_files(plan)) == 10


def _all_files(plan: Any) -> list[Any]:
    return files_of_plan(plan, with_approval_sheets=True)
