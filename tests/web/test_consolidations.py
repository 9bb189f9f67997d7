"""The pages of a consolidated report: every figure leads to its values, and silence is no zero."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest

from dvcq_workflow.models import Consolidation, Desk
from dvcq_workflow.rules.consolidations import ConsolidationStatus
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.figures import NOTHING_AROSE, Value, ValueState, reported
from dvcq_workflow.rules.reports import ReportStatus
from tests.consolidating import Year, make_year
from tests.web.posting import desk_url, says, shows
from tests.web.reading import address, as_person, queries_of, text_of
from tests.worlds import World


@pytest.fixture
def year(province: World) -> Year:
    """Three units owe a report; two have handed in, one said nothing of one indicator."""
    year = make_year(province)
    year.report(
        "SGDDT",
        {
            "GQ": reported(9),
            "NHAN": reported(10),
            "KP": reported(Decimal("1234.5"), is_estimate=True),
            "DIEM": reported(8),
            "GC": Value(ValueState.REPORTED, text="Đã tổ chức hội nghị."),
            "QC": Value(ValueState.REPORTED, yes_no=True),
        },
        {"I": "Đã quán triệt."},
    )
    year.report(
        "STTTT",
        {"GQ": reported(0), "NHAN": reported(90), "KP": NOTHING_AROSE},
        status=ReportStatus.SUBMITTED,
    )
    return year


def desk_of(made: Consolidation) -> Desk:
    return Desk.objects.select_related("task").get(consolidation=made, state=Desk.State.OPEN)


def post(year: Year, made: Consolidation, who: Any, choice: str, **data: str) -> Any:
    """Post a choice at the open desk, having seen the report as it is now."""
    made.refresh_from_db()
    posted = {"choice": choice, "seen_hash": made.content_hash, "acting_for": "self", **data}
    return as_person(who).post(desk_url(desk_of(made)), posted, follow=True)


def text_fields(made: Consolidation, **changes: str) -> dict[str, str]:
    """Return the fields of the editor as a browser posts them untouched."""
    rows = made.sections.select_related("section")
    fields = {
        "text-subject": made.subject,
        "text-symbol": made.symbol,
        "text-place": made.place,
        **{f"text-section_{row.section.key}": row.text for row in rows},
    }
    return {**fields, **{f"text-{name}": value for name, value in changes.items()}}


def test_a_report_goes_over_all_its_desks_by_its_pages(year: Year) -> None:
    world = year.world
    listed = address("plan_consolidations", uid=year.plan.uid)
    begun = as_person(year.writer).post(listed, {"period": str(year.period.uid)}, follow=True)
    assert shows(begun, "Collect reports")
    made = Consolidation.objects.get()
    assert shows(as_person(year.writer).get(address("inbox")), "Collect reports")
    drafted = post(year, made, year.writer, "draft", **{"draft-counted": "handed_in"})
    assert shows(drafted, "The consolidated report is drafted.")
    made.refresh_from_db()
    stored = post(year, made, year.writer, "save", **text_fields(made, section_I="Đã làm tốt."))
    assert shows(stored, "The report is stored.")
    assert shows(stored, "Đã làm tốt.")
    made.refresh_from_db()
    assert shows(post(year, made, year.writer, "send", **text_fields(made)), "sent to be signed")
    assert shows(post(year, made, year.head, "sign"), "You signed the consolidated report.")
    day = f"{world.today():%d/%m/%Y}"
    numbered = post(year, made, year.clerk, "number", **{"number-issued_on": day})
    assert shows(numbered, "Number 01/BC-SNV")
    assert shows(post(year, made, year.clerk, "deliver"), "The consolidated report is delivered.")
    received = post(year, made, world.clerk, "acknowledge")
    assert shows(received, "Receipt of the consolidated report is confirmed.")
    made.refresh_from_db()
    assert made.state is ConsolidationStatus.ACKNOWLEDGED


def test_the_collecting_desk_says_who_handed_in_and_who_did_not(year: Year) -> None:
    page = as_person(year.writer).get(desk_url(desk_of(year.begin())))
    assert shows(page, "Accepted: 1 of 3")
    assert shows(page, "Sở Thông tin và Truyền thông")
    assert shows(page, "No report: 1")
    assert shows(page, "Sở Y tế")


def test_every_figure_leads_to_the_values_of_the_units(year: Year) -> None:
    made = year.consolidation_at(Step.ACKNOWLEDGE)
    client = as_person(year.world.chairman)
    page = text_of(client.get(address("consolidation", uid=made.uid)))
    for code, indicator in year.indicators.items():
        url = address("consolidation_figure", uid=made.uid, key=indicator.pk)
        assert url in page, code
        assert client.get(url).status_code == 200, code
    rate = client.get(address("consolidation_figure", uid=made.uid, key=year.indicators["TL"].pk))
    for words in ("9 / 100", "90", "Not reported", "Sở Y tế"):
        assert shows(rate, words), words


def test_silence_nothing_and_zero_are_three_words_on_the_page(year: Year) -> None:
    made = year.consolidation_at(Step.ACKNOWLEDGE)
    client = as_person(year.head)
    money = text_of(
        client.get(address("consolidation_figure", uid=made.uid, key=year.indicators["KP"].pk))
    )
    assert "1.234,5 (estimate)" in money
    assert "Nothing arose" in money
    assert "Not reported" in money
    done = text_of(
        client.get(address("consolidation_figure", uid=made.uid, key=year.indicators["GQ"].pk))
    )
    assert "<span>0</span>" in done
    report = text_of(client.get(address("consolidation", uid=made.uid)))
    assert "Yes: 1, no: 0" in report
    assert "Side by side: 1" in report
    assert "No report from:" in report


@pytest.mark.parametrize("who", ["head_SYT", "outsider", "stranger"])
def test_others_do_not_learn_that_there_is_a_report(year: Year, who: str) -> None:
    made = year.consolidation_at(Step.ACKNOWLEDGE)
    client = as_person(year.world.people[who])
    key = year.indicators["GQ"].pk
    for page in (
        address("plan_consolidations", uid=year.plan.uid),
        address("consolidation", uid=made.uid),
        address("consolidation_figure", uid=made.uid, key=key),
        address("consolidation_content", uid=made.uid),
        address("consolidation_draft_pdf", uid=made.uid),
        desk_url(desk_of(made)),
    ):
        assert client.get(page).status_code == 404, page


def test_a_figure_that_is_none_of_the_report_is_not_found(year: Year) -> None:
    made = year.consolidation_at(Step.DRAFT_CONSOLIDATION)
    client = as_person(year.head)
    assert client.get(address("consolidation_figure", uid=made.uid, key=10**6)).status_code == 404
    assert client.get(address("consolidation", uid=uuid.UUID(int=0))).status_code == 404


def test_whoever_sees_the_desk_and_sits_elsewhere_reads_and_is_refused(year: Year) -> None:
    made = year.consolidation_at(Step.APPROVE_CONSOLIDATION)
    client = as_person(year.world.chairman)
    assert shows(client.get(desk_url(desk_of(made))), "You read, others decide here")
    posted = {"choice": "sign", "seen_hash": made.content_hash}
    assert client.post(desk_url(desk_of(made)), posted).status_code == 403


def test_whoever_wrote_in_it_reads_why_they_do_not_sign(year: Year) -> None:
    made = year.consolidation_at(Step.DRAFT_CONSOLIDATION)
    year.act(made, Step.DRAFT_CONSOLIDATION, "send", year.head, written=year.written(made))
    page = as_person(year.head).get(desk_url(desk_of(made)))
    assert says(page, "writer_signs_own_consolidation")
    assert not shows(page, 'value="sign"')


def test_who_holds_no_power_to_sign_reads_so(year: Year) -> None:
    made = year.consolidation_at(Step.APPROVE_CONSOLIDATION)
    page = as_person(year.world.people["advising_deputy"]).get(desk_url(desk_of(made)))
    assert says(page, "signer_without_authority")


def test_nothing_typed_is_lost_where_sending_on_is_refused(year: Year) -> None:
    made = year.consolidation_at(Step.DRAFT_CONSOLIDATION)
    typed = text_fields(made, subject="", section_II="Chữ của tôi.")
    page = post(year, made, year.writer, "send", **typed)
    assert page.status_code == 422
    assert says(page, "consolidation_incomplete")
    assert shows(page, "Chữ của tôi.")
    made.refresh_from_db()
    assert made.state is ConsolidationStatus.DRAFTED


def test_what_somebody_else_stored_meanwhile_is_said_and_the_typed_text_kept(year: Year) -> None:
    made = year.consolidation_at(Step.DRAFT_CONSOLIDATION)
    typed = text_fields(made, section_I="Chữ của tôi.")
    old = made.content_hash
    first = year.written(made, I="Chữ của người khác.")
    year.act(made, Step.DRAFT_CONSOLIDATION, "save", year.head, written=first)
    page = post(year, made, year.writer, "save", **{**typed, "seen_hash": old})
    assert page.status_code == 409
    assert says(page, "content_changed")
    assert shows(page, "Chữ của tôi.")


def test_a_return_shows_its_reason_at_the_writers_desk(year: Year) -> None:
    made = year.consolidation_at(Step.APPROVE_CONSOLIDATION)
    post(year, made, year.head, "return", **{"return-reason": "Bổ sung phần đánh giá."})
    page = as_person(year.writer).get(desk_url(desk_of(made)))
    assert shows(page, "Bổ sung phần đánh giá.")


def test_the_page_says_which_reports_came_since_and_a_supplement_shows_them(year: Year) -> None:
    first = year.consolidation_at(Step.ACKNOWLEDGE)
    year.report("SYT", {"GQ": reported(5), "NHAN": reported(10)})
    client = as_person(year.writer)
    page = client.get(address("consolidation", uid=first.uid))
    assert shows(page, "Since the delivery")
    listed = address("plan_consolidations", uid=year.plan.uid)
    client.post(listed, {"period": str(year.period.uid)})
    second = Consolidation.objects.get(sequence=1)
    year.consolidation_at(Step.DRAFT_CONSOLIDATION, made=second)
    shown = client.get(address("consolidation", uid=second.uid))
    assert shows(shown, "Sở Y tế: Not reported → 5")
    assert shows(shown, "the report came")
    before = client.get(
        address("consolidation_figure", uid=first.uid, key=year.indicators["GQ"].pk)
    )
    assert '<b class="dv-big">9</b>' in text_of(before)


def test_a_supplement_without_a_difference_is_refused_in_a_sentence(year: Year) -> None:
    year.consolidation_at(Step.ACKNOWLEDGE)
    listed = address("plan_consolidations", uid=year.plan.uid)
    page = as_person(year.writer).post(listed, {"period": str(year.period.uid)})
    assert page.status_code == 422
    assert says(page, "supplement_without_difference")


def test_a_period_that_is_none_of_the_plan_is_not_found(year: Year) -> None:
    listed = address("plan_consolidations", uid=year.plan.uid)
    page = as_person(year.writer).post(listed, {"period": str(uuid.UUID(int=0))})
    assert page.status_code == 404


def test_the_frozen_content_is_downloaded_as_it_was_hashed(year: Year) -> None:
    made = year.consolidation_at(Step.ACKNOWLEDGE)
    answer = as_person(year.head).get(address("consolidation_content", uid=made.uid))
    assert answer["Content-Type"] == "application/json"
    assert "attachment" in answer["Content-Disposition"]


def test_a_report_of_more_units_asks_no_more_queries(year: Year) -> None:
    made = year.consolidation_at(Step.ACKNOWLEDGE)
    client = as_person(year.head)
    page = address("consolidation", uid=made.uid)
    figure = address("consolidation_figure", uid=made.uid, key=year.indicators["GQ"].pk)
    few = queries_of(client, page), queries_of(client, figure)
    year.report("SYT", {"GQ": reported(5), "NHAN": reported(10)}, {"I": "Đã làm."})
    assert queries_of(client, page) == few[0]
    assert queries_of(client, figure) == few[1]
