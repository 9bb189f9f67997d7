"""Reports of units become one report: drafted, written, signed, numbered, delivered for ever."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import docx
import pytest

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.host import get_host
from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.models import (
    AccessLog,
    AuditEvent,
    Consolidation,
    Desk,
    Issuance,
    PlanProcess,
    ReportVersion,
)
from dvcq_workflow.rules.consolidated import Standing
from dvcq_workflow.rules.consolidations import ConsolidationStatus, Counted
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.figures import NOTHING_AROSE, Value, ValueState, reported
from dvcq_workflow.rules.reports import ReportStatus
from dvcq_workflow.selectors.consolidations import (
    content_of_consolidation,
    difference_to_former,
    last_return_of_consolidation,
    periods_of,
)
from dvcq_workflow.selectors.gathering import gathered, handed_in_since
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.consolidation_papers import return_consolidation
from dvcq_workflow.services.consolidation_viewing import (
    print_consolidation,
    take_frozen_content,
    view_consolidation,
    view_periods,
)
from dvcq_workflow.services.consolidations import open_consolidation
from dvcq_workflow.services.deciding import lock_plan
from dvcq_workflow.services.files import read_issued_document
from dvcq_workflow.services.units import save_unit
from tests.consolidating import Year, make_year
from tests.worlds import World, seat

WRITER_REFUSED = ["advising_clerk", "head_SYT", "vice_chairman", "outsider", "stranger"]


@pytest.fixture
def year(province: World) -> Year:
    """Three units owe a report; one has handed in its own, one came without being accepted."""
    year = make_year(province)
    year.report(
        "SGDDT",
        {
            "GQ": reported(9),
            "NHAN": reported(10),
            "KP": reported(Decimal("1.5")),
            "MH": reported(2),
            "DIEM": reported(Decimal("8.5")),
            "GC": Value(ValueState.REPORTED, text="Đã tổ chức hội nghị."),
            "QC": Value(ValueState.REPORTED, yes_no=True),
        },
        {"I": "Đã quán triệt.", "II": "Tổ chức 4 cuộc đối thoại."},
    )
    year.report(
        "STTTT",
        {"GQ": reported(0), "NHAN": reported(90), "KP": NOTHING_AROSE, "MH": reported(3)},
        {"I": "Đã đăng 12 tin, bài."},
        status=ReportStatus.SUBMITTED,
    )
    return year


def told_of(year: Year) -> list[tuple[str, dict[str, Any]]]:
    events = AuditEvent.objects.filter(stream=year.plan.stream, code__startswith="consolidation")
    return [(event.code, json.loads(event.envelope)) for event in events.order_by("seq")]


def trace_of(year: Year) -> tuple[Any, ...]:
    """Everything that a refused act must leave as it was."""
    return (
        len(told_of(year)),
        list(Consolidation.objects.order_by("pk").values()),
        Consolidation.history.count(),
        ReportVersion.objects.count(),
        Issuance.objects.count(),
    )


def figure(made: Consolidation, year: Year, code: str) -> Any:
    content = content_of_consolidation(made)
    assert content is not None
    return content.figure_of(year.indicators[code].pk)


# -- open


@pytest.mark.audits("open_consolidation")
def test_the_receiver_begins_the_report_of_a_period_on_record(year: Year) -> None:
    made = year.begin()
    assert made.state is ConsolidationStatus.COLLECTING
    assert (made.unit, made.receiver) == (year.world.advising, year.world.province)
    code, told = told_of(year)[-1]
    assert (code, told["actor"]["id"]) == ("consolidation_opened", year.writer.pk)
    assert told["details"]["subject_uid"] == str(made.uid)
    desk = Desk.objects.get(consolidation=made, state=Desk.State.OPEN)
    assert (desk.step, desk.unit) == (Step.COLLECT, year.world.advising)


@pytest.mark.parametrize("who", WRITER_REFUSED)
def test_nobody_else_begins_it(year: Year, who: str) -> None:
    before = trace_of(year)
    with pytest.raises((NotPermitted, NotVisible)):
        year.begin(by=year.world.people[who])
    assert trace_of(year) == before
    assert AccessLog.objects.filter(kind="refused", actor_id=year.world.people[who].pk).exists()


def test_a_period_has_one_report_under_way(year: Year) -> None:
    year.begin()
    with pytest.raises(RuleViolation, match="consolidation_open_already"):
        year.begin()
    assert Consolidation.objects.count() == 1


def test_a_period_that_does_not_exist_is_not_found(year: Year) -> None:
    with pytest.raises(NotVisible, match="consolidation_not_found"):
        open_consolidation(period_id=10**9, actor=year.writer)


# -- draft


@pytest.mark.audits("draft_consolidation")
def test_one_click_drafts_sums_rates_texts_and_who_is_missing(year: Year) -> None:
    year.obstacle("SYT", "Chưa có hướng dẫn về kinh phí.")
    made = year.consolidation_at(Step.DRAFT_CONSOLIDATION)
    content = content_of_consolidation(made)
    assert content is not None
    assert figure(made, year, "GQ").number == 9
    assert figure(made, year, "NHAN").number == 100
    assert figure(made, year, "TL").number == Decimal(9)
    assert figure(made, year, "MH").number == 5
    assert figure(made, year, "DIEM").number is None
    assert [unit.name for unit in content.missing] == ["Sở Y tế"]
    assert [unit.standing for unit in content.units] == [
        Standing.ACCEPTED,
        Standing.SUBMITTED,
        Standing.MISSING,
    ]
    assert content.sections[0].text == (
        "Sở Giáo dục và Đào tạo: Đã quán triệt.\nSở Thông tin và Truyền thông: Đã đăng 12 tin, bài."
    )
    assert [(line.unit, line.status) for line in content.obstacles] == [("Sở Y tế", "raised")]
    code, told = told_of(year)[-1]
    assert (code, told["content_hash"]) == ("consolidation_drafted", made.content_hash)
    assert told["details"]["missing"] == [year.world.units["SYT"].pk]
    assert content.content_hash == made.content_hash


def test_what_a_unit_did_not_report_is_missing_and_no_zero(year: Year) -> None:
    made = year.consolidation_at(Step.DRAFT_CONSOLIDATION)
    world = year.world.units
    money = figure(made, year, "KP").figure
    assert money.number == Decimal("1.5")
    assert money.without_any == (world["STTTT"].pk,)
    assert money.missing == (world["SYT"].pk,)
    done = figure(made, year, "GQ").figure
    assert set(done.contributing) == {world["SGDDT"].pk, world["STTTT"].pk}
    yes = figure(made, year, "QC").figure
    assert (yes.yes, yes.no, len(yes.missing)) == (1, 0, 2)


def test_only_accepted_reports_count_where_the_writer_says_so(year: Year) -> None:
    made = year.begin()
    year.act(made, Step.COLLECT, "draft", year.writer, counted=Counted.ACCEPTED)
    content = content_of_consolidation(made)
    assert content is not None
    assert content.counted_reports == "accepted"
    assert [unit.name for unit in content.counted] == ["Sở Giáo dục và Đào tạo"]
    assert figure(made, year, "NHAN").number == 10


@pytest.mark.parametrize("status", [ReportStatus.RETURNED, ReportStatus.BEING_WRITTEN])
def test_a_report_that_is_not_handed_in_counts_nowhere(year: Year, status: ReportStatus) -> None:
    year.report("SYT", {"GQ": reported(1000)}, status=status)
    made = year.consolidation_at(Step.DRAFT_CONSOLIDATION)
    assert figure(made, year, "GQ").number == 9


def test_a_report_with_nothing_to_report_says_that_nothing_arose(year: Year) -> None:
    year.report("SYT", nothing_to_report=True)
    made = year.consolidation_at(Step.DRAFT_CONSOLIDATION)
    done = figure(made, year, "GQ").figure
    assert (done.number, done.is_complete) == (9, True)
    assert done.without_any == (year.world.units["SYT"].pk,)


def test_an_excused_unit_is_not_missing(year: Year) -> None:
    duty = year.duties["SYT"]
    excuse(year, duty)
    made = year.consolidation_at(Step.DRAFT_CONSOLIDATION)
    content = content_of_consolidation(made)
    assert content is not None
    assert content.missing == ()


def excuse(year: Year, duty: Any) -> None:
    from_now_on = year.world.people["keeper"]
    with acting(actor=from_now_on) as act:
        plan = lock_plan(year.plan.pk)
        duty.excused_at = act.at
        duty.save()
        record_event("year_opened", stream=plan.stream)


@pytest.mark.parametrize("who", WRITER_REFUSED)
def test_nobody_else_drafts_it(year: Year, who: str) -> None:
    made = year.begin()
    before = trace_of(year)
    with pytest.raises((NotPermitted, NotVisible)):
        year.act(made, Step.COLLECT, "draft", year.world.people[who])
    assert trace_of(year) == before


def test_drafting_asks_no_more_of_more_units_and_indicators(
    year: Year, django_assert_num_queries: Any
) -> None:
    now = get_host().now()
    gathered(year.period, Counted.HANDED_IN, now)  # the period's own units are read once
    with django_assert_num_queries(8):
        gathered(year.period, Counted.HANDED_IN, now)
    year.report("SYT", {"GQ": reported(1), "NHAN": reported(2)}, {"I": "Đã làm."})
    with django_assert_num_queries(8):
        gathered(year.period, Counted.HANDED_IN, now)


# -- save, send, collect again, withdraw


@pytest.mark.audits("save_consolidation")
def test_its_writer_rewrites_the_text_and_the_figures_stay(year: Year) -> None:
    made = year.consolidation_at(Step.DRAFT_CONSOLIDATION)
    before = made.content_hash
    written = year.written(made, I="Toàn tỉnh đã quán triệt.")
    year.act(made, Step.DRAFT_CONSOLIDATION, "save", year.head, written=written)
    content = content_of_consolidation(made)
    assert content is not None
    assert content.sections[0].text == "Toàn tỉnh đã quán triệt."
    assert len(content.sections[0].sources) == 2
    assert content.content_hash == made.content_hash != before
    assert figure(made, year, "GQ").number == 9
    code, told = told_of(year)[-1]
    assert (code, told["details"]["before"]) == ("consolidation_saved", before)
    assert told["actor"]["id"] == year.head.pk


def test_what_was_seen_before_somebody_else_stored_is_not_stored(year: Year) -> None:
    made = year.consolidation_at(Step.DRAFT_CONSOLIDATION)
    old = made.content_hash
    first = year.written(made, I="Một.")
    year.act(made, Step.DRAFT_CONSOLIDATION, "save", year.writer, written=first)
    before = trace_of(year)
    second = year.written(made, I="Hai.")
    with pytest.raises(Conflict, match="content_changed"):
        year.act(made, Step.DRAFT_CONSOLIDATION, "save", year.head, written=second, seen_hash=old)
    assert trace_of(year) == before


@pytest.mark.audits("send_consolidation")
def test_it_is_sent_to_be_signed_frozen_word_for_word(year: Year) -> None:
    made = year.consolidation_at(Step.APPROVE_CONSOLIDATION)
    assert made.state is ConsolidationStatus.AWAITING_APPROVAL
    frozen = ReportVersion.objects.get(consolidation=made, content_hash=made.content_hash)
    code, told = told_of(year)[-1]
    assert code == "consolidation_sent_for_approval"
    assert told["details"]["version"] == frozen.number
    assert told["content_hash"] == made.content_hash


@pytest.mark.parametrize("missing", ["subject", "symbol", "place"])
def test_a_report_without_its_head_is_not_sent(year: Year, missing: str) -> None:
    made = year.consolidation_at(Step.DRAFT_CONSOLIDATION)
    written = replace(year.written(made), **{missing: "  "})
    before = trace_of(year)
    with pytest.raises(RuleViolation, match="consolidation_incomplete"):
        year.act(made, Step.DRAFT_CONSOLIDATION, "send", year.writer, written=written)
    assert trace_of(year) == before


@pytest.mark.audits("collect_again")
def test_reports_are_collected_again_and_what_was_written_stays(year: Year) -> None:
    made = year.consolidation_at(Step.DRAFT_CONSOLIDATION)
    year.act(
        made,
        Step.DRAFT_CONSOLIDATION,
        "save",
        year.writer,
        written=year.written(made, I="Toàn tỉnh đã quán triệt."),
    )
    year.report("SYT", {"GQ": reported(5), "NHAN": reported(5)}, {"I": "Đã làm."})
    content = content_of_consolidation(made)
    assert content is not None
    assert handed_in_since(year.period, content) == ["Sở Y tế"]
    year.act(made, Step.DRAFT_CONSOLIDATION, "collect", year.writer)
    assert told_of(year)[-1][0] == "consolidation_collected_again"
    year.act(made, Step.COLLECT, "draft", year.writer)
    content = content_of_consolidation(made)
    assert content is not None
    assert figure(made, year, "GQ").number == 14
    assert content.sections[0].text == "Toàn tỉnh đã quán triệt."
    assert handed_in_since(year.period, content) == []


@pytest.mark.audits("withdraw_consolidation")
@pytest.mark.parametrize(
    "step", [Step.COLLECT, Step.DRAFT_CONSOLIDATION, Step.APPROVE_CONSOLIDATION]
)
def test_it_is_given_up_with_a_reason_before_it_is_signed(year: Year, step: Step) -> None:
    made = year.consolidation_at(step)
    with pytest.raises(RuleViolation, match="reason_missing"):
        year.act(made, step, "withdraw", year.writer, reason=" ")
    year.act(made, step, "withdraw", year.writer, reason="Lập lại từ đầu.")
    assert made.state is ConsolidationStatus.WITHDRAWN
    assert told_of(year)[-1][0] == "consolidation_withdrawn"
    assert PlanProcess.objects.get(consolidation=made).closed_at is not None
    assert not Desk.objects.filter(consolidation=made, state=Desk.State.OPEN).exists()
    again = year.begin()
    assert again.sequence == 0


# -- sign, return


@pytest.mark.audits("sign_consolidation")
def test_the_head_signs_with_the_power_held_that_day(year: Year) -> None:
    made = year.consolidation_at(Step.NUMBER_CONSOLIDATION)
    assert made.state is ConsolidationStatus.SIGNED
    assert (made.signed_by, made.signature_position) == (year.head, "GIÁM ĐỐC")
    code, told = told_of(year)[-1]
    assert (code, told["details"]["position"]) == ("consolidation_signed", "GIÁM ĐỐC")


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("advising_specialist", "desk_not_yours"),
        ("advising_deputy", "signer_without_authority"),
        ("vice_chairman", "desk_not_yours"),
        ("head_SYT", "consolidation_not_found"),
        ("stranger", "consolidation_not_found"),
    ],
)
def test_who_has_no_seat_or_power_there_does_not_sign(year: Year, who: str, code: str) -> None:
    made = year.consolidation_at(Step.APPROVE_CONSOLIDATION)
    before = trace_of(year)
    with pytest.raises((NotPermitted, NotVisible), match=code):
        year.act(made, Step.APPROVE_CONSOLIDATION, "sign", year.world.people[who])
    assert trace_of(year) == before


def test_whoever_wrote_in_it_does_not_sign_it(year: Year) -> None:
    made = year.consolidation_at(Step.DRAFT_CONSOLIDATION)
    year.act(
        made, Step.DRAFT_CONSOLIDATION, "save", year.head, written=year.written(made, I="Sửa.")
    )
    year.act(made, Step.DRAFT_CONSOLIDATION, "send", year.writer, written=year.written(made))
    with pytest.raises(NotPermitted, match="writer_signs_own_consolidation"):
        year.act(made, Step.APPROVE_CONSOLIDATION, "sign", year.head)


@pytest.mark.audits("return_consolidation")
@pytest.mark.parametrize(
    ("step", "who"),
    [(Step.APPROVE_CONSOLIDATION, "advising_head"), (Step.NUMBER_CONSOLIDATION, "advising_clerk")],
)
def test_it_goes_back_to_its_writer_with_a_reason(year: Year, step: Step, who: str) -> None:
    made = year.consolidation_at(step)
    with pytest.raises(RuleViolation, match="reason_missing"):
        year.act(made, step, "return", year.world.people[who], reason="")
    year.act(made, step, "return", year.world.people[who], reason="Thiếu phần đánh giá.")
    assert made.state is ConsolidationStatus.DRAFTED
    assert (made.signed_by, made.signed_at, made.signature_name) == (None, None, "")
    assert Desk.objects.get(consolidation=made, state="open").step == Step.DRAFT_CONSOLIDATION
    code, told = told_of(year)[-1]
    assert code == "consolidation_returned"
    assert "Thiếu" not in json.dumps(told, ensure_ascii=False)
    back = last_return_of_consolidation(made)
    assert back is not None
    assert back[1] == "Thiếu phần đánh giá."
    year.act(made, Step.DRAFT_CONSOLIDATION, "send", year.writer, written=year.written(made))
    assert last_return_of_consolidation(made) is None


def test_nothing_is_returned_from_a_desk_that_cannot(year: Year) -> None:
    made = year.consolidation_at(Step.DELIVER)
    with pytest.raises(RuleViolation, match="desk_cannot_return"):
        return_consolidation(
            consolidation_id=made.pk,
            step=Step.DELIVER,
            reason="Muộn.",
            seen_hash=made.content_hash,
            actor=year.clerk,
        )


# -- number, deliver, acknowledge


@pytest.mark.audits("number_consolidation")
def test_the_records_office_takes_the_next_number_of_the_units_series(year: Year) -> None:
    made = year.consolidation_at(Step.DELIVER)
    number = Issuance.objects.get(consolidation=made)
    assert (number.full_number, number.series.unit) == ("01/BC-SNV", year.world.advising)
    code, told = told_of(year)[-1]
    assert (code, told["details"]["number"]) == ("consolidation_numbered", "01/BC-SNV")


@pytest.mark.audits("enter_consolidation_number")
def test_a_number_given_on_paper_is_entered_with_a_reason(year: Year) -> None:
    made = year.consolidation_at(Step.NUMBER_CONSOLIDATION)
    day = year.world.today()
    given = {"number": 1, "issued_on": day}
    with pytest.raises(RuleViolation, match="reason_missing"):
        year.act(made, Step.NUMBER_CONSOLIDATION, "enter_paper", year.clerk, reason="", **given)
    year.act(
        made, Step.NUMBER_CONSOLIDATION, "enter_paper", year.clerk, reason="Mất điện.", **given
    )
    number = Issuance.objects.get(consolidation=made)
    assert (number.medium, number.reason) == ("paper", "Mất điện.")
    assert told_of(year)[-1][1]["details"]["on_paper"] is True


def test_the_signer_does_not_number_what_they_signed(year: Year) -> None:
    seat(year.world, "advising_head", "SNV", Role.RECORDS_CLERK, "Văn thư kiêm nhiệm")
    made = year.consolidation_at(Step.NUMBER_CONSOLIDATION)
    before = trace_of(year)
    with pytest.raises(NotPermitted, match="signer_numbers_own_consolidation"):
        year.act(made, Step.NUMBER_CONSOLIDATION, "assign", year.head, issued_on=year.world.today())
    assert trace_of(year) == before


@pytest.mark.parametrize("who", ["advising_specialist", "clerk", "head_SYT", "stranger"])
def test_nobody_else_numbers_or_delivers_it(year: Year, who: str) -> None:
    person = year.world.people[who]
    made = year.consolidation_at(Step.NUMBER_CONSOLIDATION)
    with pytest.raises((NotPermitted, NotVisible)):
        year.act(made, Step.NUMBER_CONSOLIDATION, "assign", person, issued_on=year.world.today())
    day = year.world.today()
    year.act(made, Step.NUMBER_CONSOLIDATION, "assign", year.clerk, issued_on=day)
    before = trace_of(year)
    with pytest.raises((NotPermitted, NotVisible)):
        year.act(made, Step.DELIVER, "deliver", person)
    assert trace_of(year) == before


@pytest.mark.audits("deliver_consolidation")
def test_delivery_releases_the_number_and_lays_it_before_the_issuing_body(year: Year) -> None:
    made = year.consolidation_at(Step.ACKNOWLEDGE)
    assert made.state is ConsolidationStatus.DELIVERED
    assert made.delivered_at is not None
    assert Issuance.objects.get(consolidation=made).state == "released"
    assert told_of(year)[-1][0] == "consolidation_delivered"
    desk = Desk.objects.get(consolidation=made, state="open")
    assert (desk.step, desk.unit) == (Step.ACKNOWLEDGE, year.world.office)


@pytest.mark.audits("acknowledge_consolidation")
def test_the_issuing_body_acknowledges_and_the_process_ends(year: Year) -> None:
    made = year.consolidation_at(Step.ACKNOWLEDGE)
    before = trace_of(year)
    with pytest.raises(NotPermitted, match="desk_not_yours"):
        year.act(made, Step.ACKNOWLEDGE, "acknowledge", year.writer)
    assert trace_of(year) == before
    year.act(made, Step.ACKNOWLEDGE, "acknowledge", year.world.clerk)
    assert made.state is ConsolidationStatus.ACKNOWLEDGED
    assert made.acknowledged_by == year.world.clerk
    assert told_of(year)[-1][0] == "consolidation_acknowledged"
    assert PlanProcess.objects.get(consolidation=made).closed_at is not None


# -- for ever as delivered; supplements


def test_what_was_delivered_reads_the_same_whatever_changes_later(year: Year) -> None:
    late = year.report("SYT", {"GQ": reported(1), "NHAN": reported(10)})
    made = year.consolidation_at(Step.ACKNOWLEDGE)
    content = content_of_consolidation(made)
    assert content is not None
    before = content.text
    unit = year.world.units["SYT"]
    unit.name = "Sở Y tế và Dân số"
    save_unit(unit=unit, actor=year.world.keeper)
    year.correct(late, {"GQ": reported(8), "NHAN": reported(10)})
    made.refresh_from_db()
    after = content_of_consolidation(made)
    assert after is not None
    assert after.text == before
    assert "Sở Y tế và Dân số" not in after.text
    assert figure(made, year, "GQ").number == 10
    frozen = ReportVersion.objects.get(consolidation=made, content_hash=made.content_hash)
    assert hashlib.sha256(frozen.content.encode()).hexdigest() == made.content_hash


def test_a_report_that_comes_later_gives_a_supplement_that_shows_the_difference(
    year: Year,
) -> None:
    first = year.consolidation_at(Step.ACKNOWLEDGE)
    year.report("SYT", {"GQ": reported(5), "NHAN": reported(10)})
    second = year.consolidation_at(Step.ACKNOWLEDGE)
    assert (second.sequence, second.supplements) == (1, first)
    content = content_of_consolidation(second)
    assert content is not None
    assert content.supplements == first.content_hash
    assert content.subject.startswith("Bổ sung lần 1")
    found = difference_to_former(second, content)
    assert found is not None
    assert [(move.name, move.before, move.after) for move in found.units] == [
        ("Sở Y tế", Standing.MISSING, Standing.ACCEPTED)
    ]
    changed = {change.definition.key: change for change in found.figures}
    done = changed[year.indicators["GQ"].pk]
    assert (done.before.number, done.after.number) == (9, 14)  # type: ignore[union-attr]
    assert [unit.unit for unit in done.units] == [year.world.units["SYT"].pk]
    assert figure(first, year, "GQ").number == 9
    assert Issuance.objects.get(consolidation=second).full_number == "02/BC-SNV"


def test_nothing_new_is_no_supplement(year: Year) -> None:
    year.consolidation_at(Step.ACKNOWLEDGE)
    with pytest.raises(RuleViolation, match="supplement_without_difference"):
        year.begin()
    assert Consolidation.objects.count() == 1


def test_the_list_of_periods_says_what_can_be_begun(
    year: Year, django_assert_num_queries: Any
) -> None:
    on = year.world.today()
    (row,) = periods_of(year.plan, year.writer, on)
    assert (row.may_begin, row.may_supplement) == (True, False)
    (row,) = periods_of(year.plan, year.world.vice_chairman, on)
    assert not row.may_begin
    year.consolidation_at(Step.ACKNOWLEDGE)
    with django_assert_num_queries(5):
        (row,) = periods_of(year.plan, year.writer, on)
    assert (row.may_begin, row.may_supplement) == (False, True)


# -- files and looks


def test_the_delivered_report_is_printed_as_it_was_and_says_what_is_missing(year: Year) -> None:
    made = year.consolidation_at(Step.ACKNOWLEDGE)
    run_due()
    documents = {d.file_format: d for d in Issuance.objects.get(consolidation=made).documents.all()}
    assert set(documents) == {"docx", "pdf"}
    data = read_issued_document(document=documents["docx"], actor=year.world.chairman)
    assert hashlib.sha256(data).hexdigest() == documents["docx"].sha256
    text = text_of_docx(data)
    assert "Số: 01/BC-SNV" in text
    assert "Chưa có báo cáo của: Sở Y tế." in text
    assert "Chưa báo cáo" in text
    assert "Không phát sinh" in text
    assert "Tỷ lệ giải quyết đúng hạn" in text
    with pytest.raises(NotVisible):
        read_issued_document(document=documents["pdf"], actor=year.world.people["head_SYT"])


def text_of_docx(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_a_supplement_prints_old_and_new_with_the_unit_that_caused_it(year: Year) -> None:
    year.consolidation_at(Step.ACKNOWLEDGE)
    year.report("SYT", {"GQ": reported(5), "NHAN": reported(10)})
    second = year.consolidation_at(Step.ACKNOWLEDGE)
    run_due()
    document = Issuance.objects.get(consolidation=second).documents.get(file_format="docx")
    text = text_of_docx(read_issued_document(document=document, actor=year.head))
    assert "Số liệu bổ sung, điều chỉnh" in text
    assert "Sở Y tế: Chưa báo cáo → 5" in text
    assert "+5" in text


@pytest.mark.audits("view_consolidation")
def test_a_look_at_the_report_is_on_record_and_a_refused_one_too(year: Year) -> None:
    made = year.consolidation_at(Step.DRAFT_CONSOLIDATION)
    assert view_consolidation(uid=made.uid, actor=year.head) == made
    kept = AccessLog.objects.filter(kind="view", subject="consolidation").latest("pk")
    assert (kept.actor_id, kept.stream) == (year.head.pk, year.plan.stream)
    other = year.world.people["head_SYT"]
    with pytest.raises(NotVisible, match="consolidation_not_found"):
        view_consolidation(uid=made.uid, actor=other)
    assert AccessLog.objects.filter(kind="refused", actor_id=other.pk).exists()


@pytest.mark.audits("view_periods")
def test_the_periods_are_for_those_who_see_what_every_unit_gave(year: Year) -> None:
    assert view_periods(uid=year.plan.uid, actor=year.writer) == year.plan
    assert AccessLog.objects.filter(kind="view", actor_id=year.writer.pk).exists()
    with pytest.raises(NotVisible):
        view_periods(uid=year.plan.uid, actor=year.world.people["head_SYT"])


@pytest.mark.audits("take_frozen_content")
def test_the_frozen_content_is_given_byte_for_byte_and_on_record(year: Year) -> None:
    made = year.consolidation_at(Step.DELIVER)
    with pytest.raises(Conflict, match="consolidation_moved_on"):
        take_frozen_content(uid=made.uid, actor=year.head)
    year.act(made, Step.DELIVER, "deliver", year.clerk)
    file = take_frozen_content(uid=made.uid, actor=year.world.chairman)
    assert hashlib.sha256(file.data).hexdigest() == made.content_hash
    kept = AccessLog.objects.filter(kind="download", subject="consolidation").latest("pk")
    assert kept.actor_id == year.world.chairman.pk
    with pytest.raises(NotVisible):
        take_frozen_content(uid=made.uid, actor=year.world.outsider)


@pytest.mark.audits("print_consolidation")
def test_a_draft_is_printed_for_who_may_see_it_until_the_delivery(year: Year) -> None:
    made = year.begin()
    with pytest.raises(Conflict, match="consolidation_moved_on"):
        print_consolidation(uid=made.uid, file_format="docx", actor=year.head)
    year.consolidation_at(Step.DELIVER, made=made)
    file = print_consolidation(uid=made.uid, file_format="docx", actor=year.head)
    assert "DỰ THẢO" in text_of_docx(file.data)
    assert AccessLog.objects.filter(kind="download", actor_id=year.head.pk).exists()
    with pytest.raises(NotVisible):
        print_consolidation(uid=made.uid, file_format="docx", actor=year.world.outsider)
    year.act(made, Step.DELIVER, "deliver", year.clerk)
    with pytest.raises(RuleViolation, match="draft_is_issued"):
        print_consolidation(uid=made.uid, file_format="docx", actor=year.head)
