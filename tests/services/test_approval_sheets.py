"""The approval sheet of plans carried over their desks: nothing missing, nothing invented."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib

import pytest
from pytest_django import DjangoAssertNumQueries

from dvcq_workflow.documents.press import approval_sheet, write_docx
from dvcq_workflow.documents.press.slip_facts import ApprovalFacts
from dvcq_workflow.host import get_host
from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.models import (
    AccessLog,
    AuditEvent,
    AuditStream,
    IssuedDocument,
    Plan,
    WorkOrder,
)
from dvcq_workflow.rules.canonical import digest
from dvcq_workflow.rules.desks import Role, Seat, Step
from dvcq_workflow.rules.errors import NotVisible, RuleViolation
from dvcq_workflow.rules.notices import NoticeKind
from dvcq_workflow.selectors.approval_sheets import approval_facts
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.selectors.plans import visible_plan
from dvcq_workflow.services.files import read_issued_document
from dvcq_workflow.services.historical import record_historical_plan
from dvcq_workflow.services.printing import print_approval_sheet
from tests.services.noticing import released
from tests.substitutions import stand_in
from tests.worlds import World, issued_file, make_province

QUERIES = 9


def fresh(plan: Plan, world: World) -> Plan:
    """Return a plan as a page reads it."""
    return visible_plan(world.drafter, plan.uid, world.today())


def facts_of(plan: Plan, world: World) -> ApprovalFacts:
    return approval_facts(fresh(plan, world))


def step(facts: ApprovalFacts, key: str):
    (found,) = [each for each in facts.steps if each.key == key]
    return found


def travelled(world: World, plan: Plan | None = None) -> Plan:
    """A plan asked about once, returned from the signer and from the seal, and then issued."""
    plan = plan or world.start_plan()
    world.consult(plan)
    unit, head = world.consulted_units[0], world.consulted_heads[0]
    world.act(
        plan, Step.GIVE_OPINION, "give", head, unit=unit, agrees=False, text="Ghi rõ chỉ tiêu."
    )
    world.act(plan, Step.CLOSE_CONSULTATION, "close", world.drafter, reason="Quá hạn.")
    world.plan_at(Step.SIGN, plan=plan)
    world.act(plan, Step.SIGN, "return", world.vice_chairman, reason="Sửa mục I.")
    world.plan_at(Step.SEAL, plan=plan)
    world.act(plan, Step.SEAL, "return", world.clerk, reason="Sai nơi nhận.")
    return world.issue_plan(plan=plan, run_work=False)


@pytest.fixture
def world(db: None) -> World:
    """A province with a clock of its own: every act a minute after the last."""
    return make_province(at=dt.datetime(2020, 4, 6, 1, 0, tzinfo=dt.UTC))


def test_a_new_draft_says_who_drafts_and_that_nothing_else_is_done(world: World) -> None:
    facts = facts_of(world.start_plan(), world)
    assert [each.hand for each in facts.steps] == [None] * 7
    (drafter,) = facts.drafters
    assert (drafter.name, drafter.title, drafter.unit) == (
        "Chuyên viên Phòng THNV",
        "Chuyên viên",
        "Phòng THNV",
    )
    assert (facts.status, facts.content.version) == ("draft", None)
    assert facts.told_at == drafter.at


def test_every_hand_of_an_issued_plan_is_named_with_its_office_and_moment(world: World) -> None:
    facts = facts_of(travelled(world), world)
    moments = [each.hand.at for each in facts.steps]
    assert moments == sorted(moments)
    named = {each.key: (each.hand.title, each.hand.unit) for each in facts.steps}
    office = "Văn phòng Ủy ban nhân dân tỉnh"
    assert named == {
        "submit": ("Chuyên viên", "Phòng THNV"),
        "content": ("Trưởng phòng", "Phòng THNV"),
        "format": ("Chuyên viên kiểm tra thể thức", office),
        "signature": ("Phó Chủ tịch", "Ủy ban nhân dân tỉnh Trà Vinh"),
        "number": ("Văn thư", office),
        "seal": ("Văn thư", office),
        "release": ("Văn thư", office),
    }
    assert facts.status == "issued"
    assert facts.told_at == step(facts, "release").hand.at


def test_a_signature_names_the_person_signed_for_and_the_power(world: World) -> None:
    signature = step(facts_of(world.plan_at(Step.NUMBER), world), "signature")
    assert signature.hand.for_whom == get_host().person_name(world.chairman)
    assert signature.lines == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")


def test_a_number_says_its_date(world: World) -> None:
    number = step(facts_of(world.plan_at(Step.SEAL), world), "number")
    assert (number.number, number.numbered_on) == ("01/KH-UBND", world.today())


def test_a_stand_in_is_named_with_the_person_stood_in_for(world: World) -> None:
    stand_in(world, "deputy", "head", "THNV", Role.HEAD)
    plan = world.plan_at(Step.CHECK_CONTENT)
    world.act(plan, Step.CHECK_CONTENT, "pass", world.people["deputy"])
    checked = step(facts_of(plan, world), "content").hand
    assert (checked.name, checked.for_whom) == (
        "Người thay head",
        get_host().person_name(world.head),
    )


def test_what_a_return_made_void_is_told_apart_from_what_counts(world: World) -> None:
    facts = facts_of(travelled(world), world)
    assert [(row.kind, row.step, row.reason) for row in facts.returns] == [
        ("returned", "sign", "Sửa mục I."),
        ("returned", "seal", "Sai nơi nhận."),
    ]
    assert [(void.key, void.ended_by) for void in facts.voided] == [
        ("content", 1),
        ("format", 1),
        ("content", 2),
        ("format", 2),
        ("signature", 2),
        ("number", 2),
    ]
    assert (facts.voided[-1].number, facts.voided[-1].reason) == ("01/KH-UBND", "Sai nơi nhận.")
    assert step(facts, "number").number == "02/KH-UBND"
    assert all(each.hand.at > facts.returns[-1].hand.at for each in facts.steps)


def test_after_a_return_no_step_is_done_until_it_is_done_again(world: World) -> None:
    plan = world.plan_at(Step.SIGN)
    world.act(plan, Step.SIGN, "return", world.vice_chairman, reason="Sửa mục I.")
    assert [each.hand for each in facts_of(plan, world).steps] == [None] * 7


def test_versions_are_named_by_number_and_hash(world: World) -> None:
    plan = world.plan_at(Step.CHECK_CONTENT)
    first = plan.content_hash
    world.act(plan, Step.CHECK_CONTENT, "return", world.head, reason="Sửa tên.")
    content = dataclasses.replace(content_of(plan), subject="Công tác dân vận, sửa đổi")
    world.act(plan, Step.DRAFT, "save", world.drafter, content=content)
    world.plan_at(Step.SIGN, plan=plan)
    facts = facts_of(plan, world)
    assert (facts.returns[0].content.version, facts.returns[0].content.hash) == (1, first)
    assert (facts.content.version, facts.content.hash) == (2, plan.content_hash)


def test_an_opinion_is_told_with_its_giver_and_the_drafter_s_answer(world: World) -> None:
    plan = world.start_plan()
    world.consult(plan)
    unit, head = world.consulted_units[0], world.consulted_heads[0]
    said = "Ghi rõ chỉ tiêu."
    world.act(plan, Step.GIVE_OPINION, "give", head, unit=unit, agrees=False, text=said)
    asked = facts_of(plan, world).rounds[0]
    assert asked.closed_at is None
    assert sorted(opinion.state for opinion in asked.opinions) == ["asked", "asked", "commented"]
    world.act(plan, Step.CLOSE_CONSULTATION, "close", world.drafter, reason="Quá hạn.")
    given = plan.consultations.get().opinions.get(unit=unit)
    world.act(plan, Step.DRAFT, "answer", world.drafter, opinion_id=given.pk, response="Đã ghi.")
    (told,) = facts_of(plan, world).rounds
    assert (told.closing_reason, told.due_on) == (
        "Quá hạn.",
        world.today() + dt.timedelta(days=7),
    )
    by_state = {opinion.state: opinion for opinion in told.opinions}
    assert by_state["passed_over"].hand is None
    commented = by_state["commented"]
    assert (commented.text, commented.answer, commented.hand.title) == (said, "Đã ghi.", "Giám đốc")


def test_everyone_who_wrote_the_draft_is_a_drafter(world: World) -> None:
    plan = world.start_plan()
    second = world.people["second_drafter"]
    world.act(plan, Step.DRAFT, "hand_over", world.head, drafter=second, reason="Nghỉ phép.")
    world.act(plan, Step.DRAFT, "save", second, content=world.content(subject="Sửa tên"))
    assert [drafter.title for drafter in facts_of(plan, world).drafters] == [
        "Chuyên viên",
        "Chuyên viên thứ hai",
    ]


@pytest.mark.parametrize("act", ["refuse", "withdraw"])
def test_a_plan_that_ended_says_how(world: World, act: str) -> None:
    plan = world.plan_at(Step.SIGN)
    who = world.vice_chairman if act == "refuse" else world.drafter
    world.act(plan, Step.SIGN, act, who, reason="Không cần nữa.")
    facts = facts_of(plan, world)
    assert facts.returns[-1].kind == facts.status == plan.status
    assert [void.ended_by for void in facts.voided] == [1, 1]


def test_the_facts_are_read_in_a_constant_number_of_queries(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    short, long = world.start_plan(), travelled(world)
    for plan, expected in ((short, QUERIES - 1), (long, QUERIES)):
        row = fresh(plan, world)
        with django_assert_num_queries(expected):
            approval_facts(row)


# -- the same record, the same sheet


def test_the_same_state_gives_the_same_bytes_and_each_act_another_sheet(world: World) -> None:
    plan = world.plan_at(Step.CHECK_FORMAT)
    before = write_docx(approval_sheet(facts_of(plan, world)))
    assert write_docx(approval_sheet(facts_of(plan, world))) == before
    world.act(plan, Step.CHECK_FORMAT, "pass", world.format_checker)
    assert write_docx(approval_sheet(facts_of(plan, world))) != before


def test_a_claimed_desk_and_a_look_change_nothing(world: World) -> None:
    plan = world.plan_at(Step.CHECK_FORMAT)
    before = facts_of(plan, world)
    world.act(plan, Step.CHECK_FORMAT, "claim", world.format_checker)
    print_approval_sheet(uid=plan.uid, file_format="docx", actor=world.drafter)
    assert facts_of(plan, world) == before


@pytest.mark.parametrize("file_format", ["docx", "pdf"])
def test_the_frozen_sheet_tells_of_the_release_and_is_the_same_however_late_it_is_made(
    province: World, file_format: str
) -> None:
    plan = travelled(province)
    asked = {"uid": plan.uid, "file_format": file_format, "actor": province.drafter}
    at_once = print_approval_sheet(**asked)
    released(province, plan, NoticeKind.CORRECTION)
    run_due(at=get_host().now() + dt.timedelta(days=30))
    document = issued_file(plan, file_format, "approval_sheet")
    assert document.sha256 == hashlib.sha256(at_once.data).hexdigest()
    later = print_approval_sheet(**asked)
    assert later == at_once
    assert later.name == document.file_name
    assert step(facts_of(plan, province), "release").hand is not None


def test_work_that_runs_twice_freezes_one_sheet(world: World) -> None:
    plan = travelled(world)
    for _time in range(2):
        run_due(at=world.at + dt.timedelta(days=1))
        WorkOrder.objects.update(state=WorkOrder.State.WAITING, done_at=None)
    assert plan.documents.filter(kind="approval_sheet").count() == 2


def test_a_replaced_and_a_recalled_plan_keep_the_sheet_of_their_issue(province: World) -> None:
    plans = province.issue_plan(), province.issue_plan()
    before = [facts_of(plan, province) for plan in plans]
    released(province, plans[0], NoticeKind.RECALL)
    change = province.start_plan(changes_plan=plans[1], change_kind="replace")
    province.issue_plan(plan=change)
    assert [facts_of(plan, province) for plan in plans] == before


def test_a_plan_issued_before_the_system_has_no_sheet(world: World) -> None:
    plan = record_historical_plan(
        content=world.content(),
        issuing_unit=world.province,
        drafting_unit=world.room,
        number=7,
        issued_on=dt.date(2019, 3, 1),
        reason="Sổ giấy năm 2019.",
        stream=AuditStream.objects.create(kind=AuditStream.Kind.PLAN),
        seat=Seat(world.room.pk, Role.SPECIALIST, "Chuyên viên"),
        actor=world.drafter,
    )
    with pytest.raises(RuleViolation, match="approval_sheet_historical"):
        print_approval_sheet(uid=plan.uid, file_format="docx", actor=world.drafter)


# -- who may see it


@pytest.mark.audits("print_approval_sheet")
def test_a_download_is_on_record_and_names_nobody(world: World) -> None:
    plan = world.plan_at(Step.SIGN)
    print_approval_sheet(uid=plan.uid, file_format="docx", actor=world.vice_chairman)
    log = AccessLog.objects.get(kind=AccessLog.Kind.DOWNLOAD)
    assert (log.actor_id, log.stream_id) == (world.vice_chairman.pk, plan.stream_id)
    assert log.subject == "approval_sheet"
    assert digest(facts_of(plan, world).to_json()) not in log.envelope


@pytest.mark.parametrize(
    "who",
    ["drafter", "head", "format_checker", "vice_chairman", "clerk", "advising_head", "auditor"],
)
def test_whoever_made_the_plan_may_see_it(world: World, who: str) -> None:
    plan = world.issue_plan()
    assert print_approval_sheet(uid=plan.uid, file_format="docx", actor=world.people[who]).data
    document = issued_file(plan, kind="approval_sheet")
    assert read_issued_document(document=document, actor=world.people[who])


@pytest.mark.parametrize("who", ["head_SYT", "outsider", "stranger"])
def test_recipients_and_others_do_not_learn_that_there_is_one(world: World, who: str) -> None:
    plan = world.issue_plan()
    person = world.people[who]
    with pytest.raises(NotVisible, match="plan_not_found"):
        print_approval_sheet(uid=plan.uid, file_format="docx", actor=person)
    with pytest.raises(NotVisible, match="plan_not_found"):
        read_issued_document(document=issued_file(plan, kind="approval_sheet"), actor=person)
    refused = AccessLog.objects.filter(kind=AccessLog.Kind.REFUSED)
    assert [row.stream_id for row in refused] == [plan.stream_id] * 2


def test_a_unit_that_was_only_asked_does_not_see_it(world: World) -> None:
    plan = world.start_plan()
    world.consult(plan)
    with pytest.raises(NotVisible):
        print_approval_sheet(uid=plan.uid, file_format="docx", actor=world.consulted_heads[0])


def test_no_event_of_the_chain_holds_the_hash_of_the_facts(world: World) -> None:
    plan = world.issue_plan()
    told = digest(facts_of(plan, world).to_json())
    assert not AuditEvent.objects.filter(envelope__contains=told).exists()
    assert IssuedDocument.objects.filter(kind="approval_sheet").count() == 2


def test_facts_are_plain_and_say_every_moment_in_utc(world: World) -> None:
    facts = facts_of(world.issue_plan(), world)
    assert facts.to_json()["told_at"].endswith("Z")
    assert dataclasses.is_dataclass(facts)
