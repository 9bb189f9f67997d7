"""Correction as công văn, recall as notice: written, signed by another, released by the office."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import override_settings

from dvcq_workflow.host import DefaultHost, Notice
from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.models import AccessLog, AuditEvent, Issuance, Plan, PlanNotice
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.notices import NoticeKind, NoticeStatus
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.notices import visible_notice
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.services.files import read_issued_document
from dvcq_workflow.services.notices import (
    draft_notice,
    drop_notice,
    release_notice,
    save_notice,
    sign_notice,
)
from tests.services.noticing import drafted, release_recall, released, signed, written
from tests.worlds import World, issued_file, make_province, seat

KINDS = [NoticeKind.CORRECTION, NoticeKind.RECALL]


class ListeningHost(DefaultHost):
    """A host that keeps what it was asked to tell."""

    told: list[Notice] = []

    def notify(self, notice: Notice) -> None:
        self.told.append(notice)


@pytest.fixture
def plan(province: World) -> Plan:
    """An issued plan."""
    return province.issue_plan()


def told_of(plan: Plan) -> list[tuple[str, dict[str, Any]]]:
    events = AuditEvent.objects.filter(stream=plan.stream).order_by("seq")
    return [(event.code, json.loads(event.envelope)) for event in events]


def codes_of(plan: Plan) -> list[str]:
    return [code for code, _told in told_of(plan)]


def trace_of(plan: Plan) -> tuple[Any, ...]:
    """Everything that a refused act must leave as it was."""
    return (
        codes_of(plan),
        list(PlanNotice.objects.order_by("pk").values()),
        PlanNotice.history.count(),
        Issuance.objects.count(),
        Plan.objects.values_list("status", flat=True).get(pk=plan.pk),
    )


# -- draft, save, drop


@pytest.mark.audits("draft_notice")
@pytest.mark.parametrize("kind", KINDS)
def test_a_notice_is_begun_by_the_drafting_unit_and_on_record(
    province: World, plan: Plan, kind: NoticeKind
) -> None:
    notice = drafted(province, plan, kind)
    wanted = {NoticeKind.CORRECTION: ("CV", "UBND-THNV"), NoticeKind.RECALL: ("TB", "TB-UBND")}
    assert (notice.document_type, notice.symbol) == wanted[kind]
    code, told = told_of(plan)[-1]
    assert (code, told["actor"]["id"]) == ("notice_drafted", province.drafter.pk)
    assert told["details"]["notice"] == str(notice.uid)
    assert told["content_hash"] == notice.content_hash
    assert notice.reason not in json.dumps(told, ensure_ascii=False)
    plan.refresh_from_db()
    assert plan.state is Status.ISSUED


@pytest.mark.parametrize("who", ["clerk", "vice_chairman", "advising_head", "outsider", "stranger"])
def test_no_other_unit_begins_a_notice(province: World, plan: Plan, who: str) -> None:
    before = trace_of(plan)
    with pytest.raises((NotPermitted, NotVisible)):
        draft_notice(
            plan_id=plan.pk,
            kind=NoticeKind.RECALL,
            written=written(),
            actor=province.people[who],
        )
    assert trace_of(plan) == before
    assert AccessLog.objects.filter(kind="refused", actor_id=province.people[who].pk).exists()


def test_what_was_never_issued_has_no_notice(province: World) -> None:
    draft = province.start_plan()
    with pytest.raises(RuleViolation, match="change_not_issued"):
        drafted(province, draft)
    assert not PlanNotice.objects.exists()


@pytest.mark.audits("save_notice")
def test_its_drafter_goes_on_writing_and_the_hash_follows(province: World, plan: Plan) -> None:
    notice = drafted(province, plan)
    before = notice.content_hash
    text = written(text="Trang 3, dòng 1.")
    saved = save_notice(notice_id=notice.pk, written=text, seen_hash=before, actor=province.drafter)
    assert saved.content_hash != before
    assert saved.text == "Trang 3, dòng 1."
    code, told = told_of(plan)[-1]
    assert (code, told["content_hash"]) == ("notice_saved", saved.content_hash)
    assert told["details"]["before"] == before


@pytest.mark.audits("drop_notice")
def test_its_drafter_drops_it_with_a_reason_and_it_stays_on_record(
    province: World, plan: Plan
) -> None:
    notice = drafted(province, plan)
    seen = {"notice_id": notice.pk, "seen_hash": notice.content_hash, "actor": province.drafter}
    with pytest.raises(RuleViolation, match="reason_missing"):
        drop_notice(reason=" ", **seen)
    assert drop_notice(reason="Không cần nữa.", **seen).state is NoticeStatus.DROPPED
    assert codes_of(plan)[-1] == "notice_dropped"
    with pytest.raises(Conflict, match="notice_moved_on"):
        save_notice(written=written(), **seen)


@pytest.mark.parametrize("who", ["second_drafter", "head"])
def test_only_its_drafter_writes_or_drops_it(province: World, plan: Plan, who: str) -> None:
    notice = drafted(province, plan)
    before = trace_of(plan)
    seen = {
        "notice_id": notice.pk,
        "seen_hash": notice.content_hash,
        "actor": province.people[who],
    }
    with pytest.raises(NotPermitted, match="notice_not_yours"):
        save_notice(written=written(), **seen)
    with pytest.raises(NotPermitted, match="notice_not_yours"):
        drop_notice(reason="Bỏ.", **seen)
    assert trace_of(plan) == before


def test_who_had_another_text_before_them_does_nothing(province: World, plan: Plan) -> None:
    notice = drafted(province, plan)
    seen = {"notice_id": notice.pk, "seen_hash": "0" * 64}
    before = trace_of(plan)
    with pytest.raises(Conflict, match="content_changed"):
        save_notice(written=written(), actor=province.drafter, **seen)
    with pytest.raises(Conflict, match="content_changed"):
        sign_notice(actor=province.vice_chairman, **seen)
    assert trace_of(plan) == before


# -- sign


@pytest.mark.audits("sign_notice")
def test_a_signature_names_signer_principal_and_power(province: World, plan: Plan) -> None:
    notice = signed(province, plan)
    assert notice.state is NoticeStatus.SIGNED
    assert notice.signature_lines == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"]
    assert (notice.signed_by, notice.signed_for) == (province.vice_chairman, province.chairman)
    code, told = told_of(plan)[-1]
    assert code == "notice_signed"
    assert (told["actor"]["id"], told["principal"]["id"]) == (
        province.vice_chairman.pk,
        province.chairman.pk,
    )
    assert told["details"]["authority_lines"] == notice.signature_lines


@pytest.mark.parametrize("who", ["drafter", "head", "clerk", "advising_head", "auditor"])
def test_who_may_not_sign_for_the_body_signs_no_notice(
    province: World, plan: Plan, who: str
) -> None:
    notice = drafted(province, plan)
    before = trace_of(plan)
    with pytest.raises(NotPermitted):
        sign_notice(notice_id=notice.pk, seen_hash=notice.content_hash, actor=province.people[who])
    assert trace_of(plan) == before


def test_a_leader_without_a_power_that_day_signs_no_notice(province: World, plan: Plan) -> None:
    seat(province, "new_leader", "UBND", Role.LEADER, "Phó Chủ tịch")
    notice = drafted(province, plan)
    with pytest.raises(NotPermitted, match="signer_without_authority"):
        sign_notice(
            notice_id=notice.pk,
            seen_hash=notice.content_hash,
            actor=province.people["new_leader"],
        )
    other = province.authorities["chairman"].pk
    with pytest.raises(NotPermitted, match="signer_without_authority"):
        sign_notice(
            notice_id=notice.pk,
            seen_hash=notice.content_hash,
            actor=province.vice_chairman,
            authority_id=other,
        )


@pytest.mark.parametrize("writer", ["vice_chairman", "chairman"])
def test_who_wrote_a_notice_neither_signs_it_nor_is_signed_for(
    province: World, plan: Plan, writer: str
) -> None:
    seat(province, writer, "THNV", Role.SPECIALIST, "Kiêm nhiệm")
    notice = draft_notice(
        plan_id=plan.pk,
        kind=NoticeKind.RECALL,
        written=written(),
        actor=province.people[writer],
    )
    with pytest.raises(NotPermitted, match="drafter_signs_own_notice"):
        sign_notice(
            notice_id=notice.pk, seen_hash=notice.content_hash, actor=province.vice_chairman
        )


# -- release


@pytest.mark.audits("release_notice")
@pytest.mark.parametrize("kind", KINDS)
def test_a_release_takes_the_next_number_and_is_on_record(
    province: World, plan: Plan, kind: NoticeKind
) -> None:
    number = released(province, plan, kind)
    wanted = {NoticeKind.CORRECTION: "02/UBND-THNV", NoticeKind.RECALL: "02/TB-UBND"}
    assert number.full_number == wanted[kind]
    assert number.state == Issuance.State.RELEASED
    told = dict(told_of(plan))["notice_released"]
    assert told["details"]["number"] == number.full_number
    assert told["content_hash"] == number.content_hash
    assert issuance_of(plan) != number


def test_a_correction_lets_the_plan_stand(province: World, plan: Plan) -> None:
    for _time in range(2):
        released(province, plan, NoticeKind.CORRECTION)
    assert plan.state is Status.ISSUED
    assert "plan_recalled" not in codes_of(plan)


def test_a_recall_ends_the_plan_in_the_same_act(province: World, plan: Plan) -> None:
    number = release_recall(province, plan)
    assert plan.state is Status.RECALLED
    told = dict(told_of(plan))
    assert told["plan_recalled"]["act"] == told["notice_released"]["act"]
    assert told["plan_recalled"]["details"]["by_number"] == number.full_number
    assert plan.history.latest().status == Status.RECALLED


def test_a_recalled_plan_takes_no_further_notice(province: World, plan: Plan) -> None:
    waiting, unsigned = signed(province, plan), drafted(province, plan)
    release_recall(province, plan)
    before = trace_of(plan)
    with pytest.raises(RuleViolation, match="change_recalled"):
        release_notice(
            notice_id=waiting.pk,
            issued_on=province.today(),
            seen_hash=waiting.content_hash,
            actor=province.clerk,
        )
    seen = {"notice_id": unsigned.pk, "seen_hash": unsigned.content_hash}
    with pytest.raises(RuleViolation, match="change_recalled"):
        sign_notice(actor=province.vice_chairman, **seen)
    with pytest.raises(RuleViolation, match="change_recalled"):
        save_notice(written=written(), actor=province.drafter, **seen)
    for kind in KINDS:
        with pytest.raises(RuleViolation, match="change_recalled"):
            drafted(province, plan, kind)
    assert trace_of(plan) == before
    drop_notice(reason="Đã thu hồi.", actor=province.drafter, **seen)


@pytest.mark.parametrize("who", ["drafter", "head", "vice_chairman", "format_checker", "auditor"])
def test_the_records_office_alone_releases_a_notice(province: World, plan: Plan, who: str) -> None:
    notice = signed(province, plan)
    before = trace_of(plan)
    with pytest.raises(NotPermitted):
        release_notice(
            notice_id=notice.pk,
            issued_on=province.today(),
            seen_hash=notice.content_hash,
            actor=province.people[who],
        )
    assert trace_of(plan) == before


@pytest.mark.parametrize("who", ["vice_chairman", "chairman"])
def test_who_signed_or_was_signed_for_releases_nothing(
    province: World, plan: Plan, who: str
) -> None:
    seat(province, who, "VPUB", Role.RECORDS_CLERK, "Kiêm văn thư")
    notice = signed(province, plan)
    with pytest.raises(NotPermitted, match="signer_releases_own_notice"):
        release_notice(
            notice_id=notice.pk,
            issued_on=province.today(),
            seen_hash=notice.content_hash,
            actor=province.people[who],
        )


def test_an_unsigned_notice_is_not_released(province: World, plan: Plan) -> None:
    notice = drafted(province, plan)
    with pytest.raises(Conflict, match="notice_moved_on"):
        release_notice(
            notice_id=notice.pk,
            issued_on=province.today(),
            seen_hash=notice.content_hash,
            actor=province.clerk,
        )


def test_a_notice_is_never_dated_before_its_signature_or_the_number_before(db: None) -> None:
    world = make_province(at=dt.datetime(2020, 4, 6, 2, 0, tzinfo=dt.UTC))
    plan = world.issue_plan()
    with pytest.raises(RuleViolation, match="series_missing"):
        released(world, plan, issued_on=dt.date(2019, 12, 31))
    with pytest.raises(RuleViolation, match="number_date_before_signature"):
        released(world, plan, issued_on=dt.date(2020, 4, 7))
    assert plan.issuances.count() == 1


def test_those_who_received_the_plan_are_told_once(province: World, plan: Plan) -> None:
    release_recall(province, plan)
    ListeningHost.told.clear()
    with override_settings(DVCQ_WORKFLOW={"HOST": f"{__name__}.ListeningHost"}):
        run_due()
        run_due()
    (notice,) = ListeningHost.told
    heads = {head.pk for head in province.consulted_heads}
    assert heads <= set(notice.user_ids)
    assert province.outsider.pk not in notice.user_ids
    assert notice.kind == "plan_recall"


# -- who reads


def test_a_notice_is_shown_to_recipients_once_it_is_released(province: World, plan: Plan) -> None:
    reader, today = province.consulted_heads[0], province.today()
    notice = signed(province, plan)
    assert visible_notice(province.head, notice.uid, today) == notice
    for person in (reader, province.outsider):
        with pytest.raises(NotVisible, match="notice_not_found"):
            visible_notice(person, notice.uid, today)
    release_notice(
        notice_id=notice.pk,
        issued_on=today,
        seen_hash=notice.content_hash,
        actor=province.clerk,
    )
    assert visible_notice(reader, notice.uid, today) == notice
    with pytest.raises(NotVisible, match="notice_not_found"):
        visible_notice(province.outsider, notice.uid, today)


def test_the_files_of_a_recalled_plan_stay_with_the_issuing_side(
    province: World, plan: Plan
) -> None:
    document, reader = issued_file(plan), province.consulted_heads[0]
    read_issued_document(document=document, actor=reader)
    release_recall(province, plan)
    document = issued_file(plan)
    with pytest.raises(NotPermitted, match="document_recalled"):
        read_issued_document(document=document, actor=reader)
    for person in (province.clerk, province.drafter, province.auditor):
        assert read_issued_document(document=document, actor=person)
