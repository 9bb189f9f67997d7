"""The matrix of reports and chasing letters on pages: found, narrowed, taken away, acted on."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from dvcq_workflow.jobs.ticking import run_year
from dvcq_workflow.models import AccessLog, ChasingLetter, Issuance
from dvcq_workflow.rules.notices import NoticeStatus
from dvcq_workflow.rules.obligations import Strength
from tests.owing import Year, make_year
from tests.web.reading import address, as_person, queries_of, text_of
from tests.worlds import World

TYPED = {
    "save-symbol": "SNV-XDCQ",
    "save-place": "Trà Vinh",
    "save-subject": "Đôn đốc báo cáo",
    "save-text": "Đề nghị gửi báo cáo trong tuần này.",
}


@pytest.fixture
def year(province: World) -> Year:
    """Of two periods past their day and one to come: one unit gave both, one was late and owes,
    one owes both and a task; a district was only asked."""
    year = make_year(province)
    periods = [year.period(-20), year.period(-5, index=2), year.period(60, index=3)]
    duties = {
        code: [year.duty(code, period) for period in periods] for code in ("SGDDT", "STTTT", "SYT")
    }
    year.duty("HCL", periods[1], Strength.REQUEST)
    year.report(duties["SGDDT"][0], -22)
    year.report(duties["SGDDT"][1], -6, nothing_to_report=True)
    year.report(duties["STTTT"][0], -15)
    year.report(duties["STTTT"][1], -6, status="returned")
    year.task("SYT", -2)
    return year


def matrix_path(year: Year, query: str = "") -> str:
    return address("plan_matrix", uid=year.plan.uid) + query


def page(year: Year, who: str, query: str = "") -> str:
    answer = as_person(year.world.people[who]).get(matrix_path(year, query))
    assert answer.status_code == 200
    return text_of(answer)


def test_the_matrix_says_of_each_unit_and_period_how_it_stands_in_words(year: Year) -> None:
    text = page(year, "advising_specialist")
    assert "2 units owe 4 reports and tasks" in text
    assert text.count(">Received in time<") >= 1
    for words in ("Received late", "Nothing to report", "Sent back", "Not received", "Not due yet"):
        assert f">{words}<" in text
    assert "days overdue: 20" in text
    assert AccessLog.objects.filter(kind="view", subject="report_matrix").count() == 1


def test_the_counts_of_each_period_add_up_to_the_units_that_owed_it(year: Year) -> None:
    text = page(year, "advising_specialist")
    rows = text.partition("Counted by period")[2].partition("</table>")[0].split("<tr>")[2:]
    for row, total in zip(rows, (3, 3, 3), strict=True):
        cells = [cell.partition("</td>")[0] for cell in row.split("<td")[1:]]
        counts = [
            int("".join(c for c in cell.split(">", 1)[1] if c.isdigit())[-1:]) for cell in cells
        ]
        assert sum(counts[:-1]) == counts[-1] == total


@pytest.mark.parametrize(
    ("query", "units"),
    [
        ("?q=y+te", {"Sở Y tế"}),
        ("?q=giao+duc", {"Sở Giáo dục và Đào tạo"}),
        ("?state=owing", {"Sở Thông tin và Truyền thông", "Sở Y tế"}),
        ("?state=returned", {"Sở Thông tin và Truyền thông"}),
        ("?kind=district", {"Ủy ban nhân dân huyện Càng Long"}),
        ("?q=khong+co+ai", set()),
    ],
)
def test_it_is_narrowed_by_words_without_marks_by_state_and_by_kind(
    year: Year, query: str, units: set[str]
) -> None:
    text = page(year, "advising_specialist", query)
    named = {unit.name for unit in year.world.units.values() if f">{unit.name}<" in text}
    assert named == units


def test_a_unit_sees_its_own_row_and_no_other_and_a_stranger_no_plan(year: Year) -> None:
    text = page(year, "head_SYT")
    assert "Sở Y tế" in text
    assert "Sở Giáo dục" not in text
    assert "Write a chasing letter" not in text
    for who in ("stranger",):
        answer = as_person(year.world.people[who]).get(matrix_path(year))
        assert answer.status_code == 404


def test_the_matrix_costs_the_same_however_many_units_owe(year: Year) -> None:
    client = as_person(year.world.people["advising_specialist"])
    before = queries_of(client, matrix_path(year))
    for period in year.periods:
        year.duty("SNV", period)
    year.task("SNV", -9)
    year.period(-1, index=4)
    assert queries_of(client, matrix_path(year)) == before


def test_it_is_taken_away_as_a_workbook_of_typed_cells(year: Year) -> None:
    client = as_person(year.world.people["advising_specialist"])
    answer = client.get(address("plan_matrix_xlsx", uid=year.plan.uid) + "?q=y+te")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Bảng đôn đốc", "Từng báo cáo", "Cộng theo kỳ"]
    rows = [[cell.value for cell in row] for row in book["Bảng đôn đốc"].iter_rows(min_row=7)]
    assert rows == [[1, "Sở Y tế", "Chưa nộp", "Chưa nộp", "Chưa đến hạn", 1]]
    first = [cell.value for cell in next(book["Từng báo cáo"].iter_rows(min_row=7))]
    assert first[3:5] == ["Chưa nộp", first[4]]
    assert first[4].date() == year.day(-20)
    assert first[6] == 20
    log = AccessLog.objects.get(kind="download", subject="report_matrix")
    assert log.actor_id == year.world.people["advising_specialist"].pk


def test_one_click_begins_a_letter_to_those_who_owe_and_three_hands_bring_it_out(
    year: Year,
) -> None:
    people = year.world.people
    drafter = as_person(people["advising_specialist"])
    path = address("letter_start", uid=year.plan.uid)
    chosen = year.world.units["SYT"].uid
    shown = text_of(drafter.get(f"{path}?unit={chosen}"))
    assert "Sở Y tế" in shown
    assert "Sở Thông tin" not in shown
    assert "Sở Thông tin" in text_of(drafter.get(path))
    answer = drafter.post(path, {**TYPED, "unit": [str(chosen)]})
    letter = ChasingLetter.objects.get()
    where = address("chasing_letter", uid=letter.uid)
    assert answer["Location"] == where
    assert {row.unit.code for row in letter.chased.all()} == {"SYT"}
    assert letter.chased.count() == 3
    for file_format in ("pdf", "docx"):
        name = f"letter_draft_{file_format}"
        assert drafter.get(address(name, uid=letter.uid)).status_code == 200
    seen = {"seen_hash": letter.content_hash}
    signer = as_person(people["snv_leader"])
    assert 'value="sign"' in text_of(signer.get(where))
    assert signer.post(where, {"choice": "sign", **seen}).status_code == 302
    clerk = as_person(people["snv_clerk"])
    day = f"{year.today:%d/%m/%Y}"
    answer = clerk.post(where, {"choice": "release", "release-issued_on": day, **seen}, follow=True)
    assert "01/SNV-XDCQ" in text_of(answer)
    letter.refresh_from_db()
    assert letter.state is NoticeStatus.RELEASED
    assert Issuance.objects.filter(letter=letter).exists()
    assert "chased last on" in page(year, "advising_specialist")
    asked = as_person(people["head_SYT"])
    assert asked.get(where).status_code == 200
    assert as_person(people["head_SGDDT"]).get(where).status_code == 404
    duty = letter.chased.filter(duty__isnull=False).first().duty
    chases = asked.get(address("duty_chases", uid=duty.uid))
    assert "Đôn đốc báo cáo" in text_of(chases)
    other = as_person(people["head_SGDDT"])
    assert other.get(address("duty_chases", uid=duty.uid)).status_code == 404


def test_a_letter_leads_whoever_it_was_sent_to_to_their_own_reports_alone(year: Year) -> None:
    people = year.world.people
    as_person(people["advising_specialist"]).post(address("letter_start", uid=year.plan.uid), TYPED)
    letter = ChasingLetter.objects.get()
    where, seen = address("chasing_letter", uid=letter.uid), {"seen_hash": letter.content_hash}
    as_person(people["snv_leader"]).post(where, {"choice": "sign", **seen})
    day = f"{year.today:%d/%m/%Y}"
    release = {"choice": "release", "release-issued_on": day, **seen}
    as_person(people["snv_clerk"]).post(where, release)
    shown = {
        who: text_of(as_person(people[who]).get(where))
        for who in ("head_SYT", "advising_specialist")
    }
    for row in letter.chased.filter(duty__isnull=False).select_related("unit", "duty"):
        link = address("duty_chases", uid=row.duty.uid)
        assert link in shown["advising_specialist"]
        assert (link in shown["head_SYT"]) is (row.unit.code == "SYT")
    assert "Sở Thông tin" in shown["head_SYT"]


@pytest.mark.parametrize(("who", "status"), [("head_SYT", 403), ("stranger", 404)])
def test_who_does_not_receive_reports_begins_no_letter(year: Year, who: str, status: int) -> None:
    client = as_person(year.world.people[who])
    path = address("letter_start", uid=year.plan.uid)
    assert client.get(path).status_code == status
    assert client.post(path, TYPED).status_code == status
    assert not ChasingLetter.objects.exists()


def test_an_incomplete_letter_comes_back_with_all_that_was_typed(year: Year) -> None:
    client = as_person(year.world.people["advising_specialist"])
    answer = client.post(address("letter_start", uid=year.plan.uid), {**TYPED, "save-text": ""})
    assert answer.status_code == 422
    assert "SNV-XDCQ" in text_of(answer)
    assert "Fill in what is empty" in text_of(answer)


def test_a_person_reads_what_they_were_reminded_of(year: Year) -> None:

    run_year()
    text = text_of(as_person(year.world.people["writer_SYT"]).get(address("reminders")))
    assert "Overdue" in text
    empty: Any = as_person(year.world.people["stranger"]).get(address("reminders"))
    assert "No reminders yet" in text_of(empty)
