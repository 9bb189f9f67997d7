"""A unit's report: written, signed, numbered, handed in, sent back by field, accepted."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import Any

import docx
import pytest

from dvcq_workflow.flows.runner import perform
from dvcq_workflow.flows.starting import start_report
from dvcq_workflow.host import get_host
from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.models import (
    AuditEvent,
    Desk,
    Indicator,
    Issuance,
    IssuedDocument,
    Report,
    ReportDuty,
    ReportVersion,
    SigningAuthority,
)
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.figures import NOTHING_AROSE, reported
from dvcq_workflow.rules.reports import ReportStatus
from dvcq_workflow.selectors.reports import content_of_report, number_of_report
from dvcq_workflow.services.indicators import save_indicator
from dvcq_workflow.services.issuance import open_number_series
from dvcq_workflow.services.people import save_signing_authority
from dvcq_workflow.services.reports import open_report
from tests.services.test_years import opened
from tests.worlds import BASIS, FOUNDED, World, seat

TEXTS = {"leading": "Đã quán triệt đến toàn thể cán bộ."}
FIGURES = {"DOI_THOAI": reported(3), "DON": NOTHING_AROSE}


@pytest.fixture
def duty(province: World) -> ReportDuty:
    """What Sở Y tế owes first under an issued plan; it has people for every desk."""
    for code, name in (("DOI_THOAI", "Cuộc đối thoại"), ("DON", "Đơn đã nhận")):
        indicator = Indicator(
            code=code, name=name, kind="count", aggregation="sum", valid_from=FOUNDED
        )
        save_indicator(indicator=indicator, actor=province.keeper)
    seat(province, "writer", "SYT", Role.SPECIALIST, "Chuyên viên")
    seat(province, "unit_clerk", "SYT", Role.RECORDS_CLERK, "Văn thư")
    unit = province.units["SYT"]
    power = SigningAuthority(
        user=province.people["head_SYT"],
        unit=unit,
        prefixes=[],
        position="GIÁM ĐỐC",
        signer_name="Giám đốc Sở Y tế",
        basis=BASIS,
        valid_from=FOUNDED,
    )
    save_signing_authority(authority=power, actor=province.keeper)
    clerk = province.people["unit_clerk"]
    open_number_series(unit=unit, year=province.today().year, code="VB", actor=clerk)
    plan = opened(province)
    return ReportDuty.objects.filter(plan=plan, unit=unit).order_by("due_on").first()


@pytest.fixture
def report(province: World, duty: ReportDuty) -> Report:
    """That report, on its writer's desk."""
    return start_report(duty_id=duty.pk, actor=province.people["writer"])


def act(world: World, report: Report, step: Step, what: str, by: str, **data: Any) -> Any:
    """Do an act at the report's open desk, having seen it as it is now."""
    desk = Desk.objects.select_related("task").get(
        report=report, step=str(step), state=Desk.State.OPEN
    )
    report.refresh_from_db()
    result = perform(
        step,
        desk.task.process_id,
        desk.task_id,
        act=what,
        actor=world.people[by],
        seen_hash=data.pop("seen_hash", report.content_hash),
        data=data,
    )
    report.refresh_from_db()
    return result


def written(world: World, report: Report) -> None:
    act(world, report, Step.WRITE_REPORT, "save", "writer", sections=TEXTS, values=FIGURES)
    act(world, report, Step.WRITE_REPORT, "send", "writer")


def handed_in(world: World, report: Report) -> None:
    written(world, report)
    act(world, report, Step.APPROVE_REPORT, "sign", "head_SYT")
    act(world, report, Step.NUMBER_REPORT, "assign", "unit_clerk", issued_on=get_host().today())
    act(world, report, Step.SUBMIT_REPORT, "submit", "unit_clerk")


def codes(report: Report) -> list[str]:
    events = AuditEvent.objects.filter(stream_id=report.plan.stream_id)
    rows = events.filter(envelope__contains=str(report.uid)).order_by("seq")
    return list(rows.values_list("code", flat=True))


@pytest.mark.audits("open_report")
def test_a_report_begins_with_a_part_for_each_heading_and_nothing_reported(
    province: World, duty: ReportDuty, report: Report
) -> None:
    assert {row.section.key for row in report.sections.all()} >= {"leading", "group_1", "next"}
    assert set(report.values.values_list("state", flat=True)) == {"not_reported"}
    assert open_report(duty_id=duty.pk, actor=province.people["writer"]) == report
    assert start_report(duty_id=duty.pk, actor=province.people["writer"]) == report
    assert codes(report) == ["report_opened"]
    with pytest.raises(NotVisible, match="duty_not_found"):
        open_report(duty_id=10**9, actor=province.people["writer"])


@pytest.mark.audits(
    "save_report",
    "send_report_for_approval",
    "sign_report",
    "number_report",
    "submit_report",
    "accept_report",
)
def test_a_report_goes_over_its_desks_to_whoever_receives_it(
    province: World, report: Report
) -> None:
    handed_in(province, report)
    assert report.submitted_on == get_host().today()
    act(province, report, Step.CHECK_REPORT, "accept", "advising_specialist")
    assert report.state is ReportStatus.ACCEPTED
    assert not Desk.objects.filter(report=report, state=Desk.State.OPEN).exists()
    assert codes(report)[1:] == [
        "report_saved",
        "report_sent_for_approval",
        "report_signed",
        "report_numbered",
        "report_submitted",
        "report_accepted",
    ]
    version = ReportVersion.objects.get(report=report)
    assert version.content_hash == report.content_hash == content_of_report(report).content_hash
    values = {row.indicator.code: (row.state, row.number) for row in report.values.all()}
    assert values == {"DOI_THOAI": ("reported", Decimal(3)), "DON": ("nothing_arose", None)}


def test_what_went_out_is_printed_from_the_version_that_was_signed(
    province: World, report: Report
) -> None:
    handed_in(province, report)
    while run_due(limit=1000):
        pass
    kept = IssuedDocument.objects.filter(issuance__report=report)
    assert {row.file_format for row in kept} == {"docx", "pdf"}
    data = get_host().open_document(kept.get(file_format="docx").storage_key)
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(data)).paragraphs)
    assert "Đã quán triệt đến toàn thể cán bộ" in text
    assert "BÁO CÁO" in text
    number = number_of_report(report)
    assert number is not None
    assert number.symbol == "BC-SYT"


def test_what_was_returned_and_signed_again_word_for_word_is_printed(
    province: World, report: Report
) -> None:
    written(province, report)
    act(province, report, Step.APPROVE_REPORT, "sign", "head_SYT")
    act(province, report, Step.NUMBER_REPORT, "return", "unit_clerk", reason="Chờ phụ lục.")
    act(province, report, Step.WRITE_REPORT, "send", "writer")
    act(province, report, Step.APPROVE_REPORT, "sign", "head_SYT")
    act(province, report, Step.NUMBER_REPORT, "assign", "unit_clerk", issued_on=get_host().today())
    act(province, report, Step.SUBMIT_REPORT, "submit", "unit_clerk")
    while run_due():
        pass
    files = IssuedDocument.objects.filter(issuance__report=report)
    assert sorted(files.values_list("file_format", flat=True)) == ["docx", "pdf"]


@pytest.mark.audits("say_nothing_to_report")
def test_nothing_arose_in_the_whole_period_is_a_report_too(province: World, report: Report) -> None:
    act(province, report, Step.WRITE_REPORT, "nothing", "writer")
    last = AuditEvent.objects.filter(stream_id=report.plan.stream_id).latest("seq")
    assert (last.code, last.actor_id) == ("report_saved", province.people["writer"].pk)
    assert json.loads(last.envelope)["details"]["nothing"] is True
    assert report.nothing_to_report
    assert set(report.values.values_list("state", flat=True)) == {"nothing_arose"}
    act(province, report, Step.WRITE_REPORT, "send", "writer")
    assert report.state is ReportStatus.AWAITING_APPROVAL


def test_a_report_that_says_nothing_is_not_sent_on(province: World, report: Report) -> None:
    with pytest.raises(RuleViolation, match="report_empty"):
        act(province, report, Step.WRITE_REPORT, "send", "writer")
    assert report.state is ReportStatus.BEING_WRITTEN


@pytest.mark.audits("return_report_to_writer", "return_report_to_unit")
def test_what_is_sent_back_by_field_is_written_signed_and_numbered_anew(
    province: World, report: Report
) -> None:
    written(province, report)
    act(province, report, Step.APPROVE_REPORT, "return", "head_SYT", reason="Thiếu số liệu.")
    act(province, report, Step.WRITE_REPORT, "send", "writer")
    act(province, report, Step.APPROVE_REPORT, "sign", "head_SYT")
    act(province, report, Step.NUMBER_REPORT, "assign", "unit_clerk", issued_on=get_host().today())
    act(province, report, Step.SUBMIT_REPORT, "submit", "unit_clerk")
    first_in = report.submitted_at
    remarks = [("indicator:DOI_THOAI", "Xem lại số cuộc."), ("", "Thiếu đánh giá chung.")]
    act(province, report, Step.CHECK_REPORT, "send_back", "advising_specialist", remarks=remarks)
    assert report.state is ReportStatus.RETURNED
    assert report.remarks.filter(is_answered=False).count() == 2
    act(
        province,
        report,
        Step.WRITE_REPORT,
        "save",
        "writer",
        sections={},
        values={"DOI_THOAI": reported(4)},
    )
    assert not report.remarks.filter(is_answered=False).exists()
    act(province, report, Step.WRITE_REPORT, "send", "writer")
    act(province, report, Step.APPROVE_REPORT, "sign", "head_SYT")
    act(province, report, Step.NUMBER_REPORT, "assign", "unit_clerk", issued_on=get_host().today())
    act(province, report, Step.SUBMIT_REPORT, "submit", "unit_clerk")
    assert report.submitted_at == first_in
    numbers = list(Issuance.objects.filter(report=report).values_list("number", "state"))
    assert numbers == [(1, "released"), (2, "released")]
    assert ReportVersion.objects.filter(report=report).count() == 2
    assert {"report_returned", "report_sent_back"} <= set(codes(report))


@pytest.mark.parametrize(
    ("remarks", "code"),
    [
        ([], "remark_missing"),
        ([("", "  ")], "remark_missing"),
        ([("indicator:LA", "Sai.")], "remark_field_unknown"),
        ([("", "x" * 4001)], "remark_too_long"),
    ],
    ids=["none", "blank", "no such place", "a novel"],
)
def test_who_sends_back_says_what_is_to_be_mended(
    province: World, report: Report, remarks: list[tuple[str, str]], code: str
) -> None:
    handed_in(province, report)
    with pytest.raises(RuleViolation, match=code):
        act(
            province,
            report,
            Step.CHECK_REPORT,
            "send_back",
            "advising_specialist",
            remarks=remarks,
        )
    assert not report.remarks.exists()


def test_who_wrote_it_does_not_sign_it_and_who_signed_does_not_number_it(
    province: World, report: Report
) -> None:
    data = {"sections": TEXTS, "values": FIGURES}
    act(province, report, Step.WRITE_REPORT, "save", "head_SYT", **data)
    act(province, report, Step.WRITE_REPORT, "send", "head_SYT")
    with pytest.raises(NotPermitted, match="writer_signs_own_report"):
        act(province, report, Step.APPROVE_REPORT, "sign", "head_SYT")
    assert not ReportVersion.objects.exists()


def test_another_unit_neither_reads_nor_writes_it(province: World, report: Report) -> None:
    before = report.content_hash
    with pytest.raises(NotVisible):
        act(province, report, Step.WRITE_REPORT, "save", "head_SGDDT", sections=TEXTS, values={})
    with pytest.raises(NotPermitted, match="desk_not_yours"):
        act(
            province,
            report,
            Step.WRITE_REPORT,
            "save",
            "advising_specialist",
            sections=TEXTS,
            values={},
        )
    report.refresh_from_db()
    assert report.content_hash == before
    assert codes(report) == ["report_opened"]


def test_two_writers_do_not_overwrite_each_other(province: World, report: Report) -> None:
    seen = report.content_hash
    act(province, report, Step.WRITE_REPORT, "save", "writer", sections=TEXTS, values={})
    with pytest.raises(Conflict, match="content_changed"):
        act(
            province,
            report,
            Step.WRITE_REPORT,
            "save",
            "head_SYT",
            sections={"leading": "Khác"},
            values={},
            seen_hash=seen,
        )
    assert report.sections.get(section__key="leading").text == TEXTS["leading"]


@pytest.mark.parametrize(
    ("sections", "values", "code"),
    [
        ({"khong-co": "x"}, {}, "report_field_unknown"),
        ({"leading": "x" * 40_001}, {}, "report_text_too_long"),
        ({}, {"LA": reported(1)}, "report_field_unknown"),
        ({}, {"DON": reported(-1)}, "figure_negative"),
        ({}, {"DON": reported(Decimal("1.5"))}, "figure_count_fraction"),
    ],
    ids=["no such heading", "a novel", "no such indicator", "less than none", "half a petition"],
)
def test_what_no_report_can_say_is_refused(
    province: World, report: Report, sections: Any, values: Any, code: str
) -> None:
    with pytest.raises(RuleViolation, match=code):
        act(province, report, Step.WRITE_REPORT, "save", "writer", sections=sections, values=values)


@pytest.mark.audits("withdraw_report")
def test_a_withdrawn_report_leaves_the_duty_and_another_may_begin(
    province: World, duty: ReportDuty, report: Report
) -> None:
    act(province, report, Step.WRITE_REPORT, "withdraw", "writer", reason="Nhầm kỳ.")
    assert report.state is ReportStatus.WITHDRAWN
    again = start_report(duty_id=duty.pk, actor=province.people["writer"])
    assert again != report
    assert codes(report)[-1] == "report_withdrawn"
