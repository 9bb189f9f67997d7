"""Writing a report on its desk: kept by the page, taken over from last time, brought by a file."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from dvcq_workflow.documents.press.report_book import FIGURES
from dvcq_workflow.flows.starting import start_report
from dvcq_workflow.models import (
    AccessLog,
    AuditEvent,
    Desk,
    Evidence,
    Indicator,
    Report,
    ReportDuty,
)
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.rules.figures import NOTHING_AROSE, reported
from dvcq_workflow.services.indicators import save_indicator
from tests.reporting import carry, do_report
from tests.services.test_years import opened
from tests.web.posting import desk_url
from tests.web.reading import address, as_person, text_of
from tests.worlds import FOUNDED, World, seat

INDICATORS = (
    ("GQ", "Đơn đã giải quyết", "count", "sum"),
    ("MH", "Mô hình đang thực hiện", "count", "last"),
    ("KP", "Kinh phí", "amount", "last"),
    ("QC", "Đã có quy chế", "yes_no", "none"),
    ("GC", "Ghi chú", "text", "none"),
)


@pytest.fixture
def year(province: World) -> World:
    """A plan's year in which Sở Y tế gave its first report and begins the second."""
    for code, name, kind, aggregation in INDICATORS:
        row = Indicator(
            code=code, name=name, kind=kind, aggregation=aggregation, valid_from=FOUNDED
        )
        save_indicator(indicator=row, actor=province.keeper)
    seat(province, "writer", "SYT", Role.SPECIALIST, "Chuyên viên")
    seat(province, "unit_clerk", "SYT", Role.RECORDS_CLERK, "Văn thư")
    opened(province)
    return province


def begun(world: World, index: int) -> Report:
    """Begin the report of a quarter."""
    duty = ReportDuty.objects.get(
        unit=world.units["SYT"], period__kind="quarter", period__index=index
    )
    return start_report(duty_id=duty.pk, actor=world.people["writer"])


@pytest.fixture
def report(year: World) -> Report:
    return begun(year, 1)


@pytest.fixture
def second(year: World, report: Report) -> Report:
    """The report of the quarter after one that was accepted."""
    values = {"GQ": reported(40), "MH": reported(9), "KP": NOTHING_AROSE}
    do_report(year, report, Step.WRITE_REPORT, "save", "writer", sections={}, values=values)
    carry(year, report, writer="writer")
    return begun(year, 2)


def desk_of(report: Report) -> str:
    return desk_url(Desk.objects.select_related("task").get(report=report, state="open"))


def posted(report: Report, choice: str, **given: Any) -> dict[str, Any]:
    report.refresh_from_db()
    files = {name: given.pop(name) for name in ("book", "file") if name in given}
    fields = {f"report-{name}": value for name, value in given.items()}
    return {"choice": choice, "seen_hash": report.content_hash, **fields, **files}


def keep(client: Client, report: Report, **given: str) -> Any:
    """Post what the page's script posts after some seconds of quiet."""
    return client.post(desk_of(report), posted(report, "autosave", **given))


def stored(report: Report) -> dict[str, tuple[str, Any]]:
    rows = report.values.exclude(state="not_reported").select_related("indicator")
    return {row.indicator.code: (row.state, row.number) for row in rows}


def events(report: Report, code: str = "report_saved") -> list[dict[str, Any]]:
    rows = AuditEvent.objects.filter(code=code, envelope__contains=str(report.uid))
    return [json.loads(row.envelope)["details"] for row in rows.order_by("seq")]


# -- kept by the page


def test_what_is_typed_is_kept_and_on_record_as_kept_by_the_page(
    year: World, report: Report
) -> None:
    client = as_person(year.people["writer"])
    answer = keep(client, report, value_GQ="1.234", section_leading="Đã quán triệt.")
    assert answer.status_code == 200
    report.refresh_from_db()
    assert answer.json()["seen_hash"] == report.content_hash
    assert "Stored at" in answer.json()["said"]
    assert stored(report) == {"GQ": ("reported", Decimal(1234))}
    assert [event["autosave"] for event in events(report)] == [True]
    assert "Stored at" in text_of(client.get(desk_of(report)))


def test_where_nothing_differs_nothing_is_written(year: World, report: Report) -> None:
    client = as_person(year.people["writer"])
    keep(client, report, value_GQ="7")
    before = AuditEvent.objects.count()
    assert keep(client, report, value_GQ="7").status_code == 200
    assert AuditEvent.objects.count() == before


def test_a_figure_half_typed_stays_out_and_all_else_is_kept(year: World, report: Report) -> None:
    client = as_person(year.people["writer"])
    answer = keep(client, report, value_GQ="1,234.", value_MH="9")
    assert "cannot be read" in answer.json()["said"]
    assert stored(report) == {"MH": ("reported", Decimal(9))}


def test_what_no_database_takes_stays_out_of_figures_and_texts(year: World, report: Report) -> None:
    client = as_person(year.people["writer"])
    answer = keep(client, report, value_GC="a\0b", section_leading="a\0b", value_MH="9")
    assert answer.status_code == 200
    assert stored(report) == {"MH": ("reported", Decimal(9))}


def test_what_somebody_else_wrote_meanwhile_is_told_and_kept(year: World, report: Report) -> None:
    client = as_person(year.people["writer"])
    stale = posted(report, "autosave", value_GQ="1")
    do_report(
        year, report, Step.WRITE_REPORT, "save", "head_SYT", sections={}, values={"GQ": reported(2)}
    )
    answer = client.post(desk_of(report), stale)
    assert answer.status_code == 409
    assert answer.json()["said"]
    assert stored(report) == {"GQ": ("reported", Decimal(2))}


@pytest.mark.parametrize("choice", ["autosave", "load", "carry", "attach"])
def test_who_does_not_sit_there_changes_nothing_and_keeps_what_they_typed(
    year: World, report: Report, choice: str
) -> None:
    before = AuditEvent.objects.count(), Evidence.objects.count()
    typed = {"value_GQ": "5", "section_leading": "Chữ đã gõ."}
    for who, code in (("advising_specialist", 403), ("head_SGDDT", 404), ("unit_clerk", 403)):
        client = as_person(year.people[who])
        files = {name: SimpleUploadedFile("a.pdf", b"%PDF") for name in ("book", "file")}
        answer = client.post(desk_of(report), posted(report, choice, **typed, **files))
        assert answer.status_code == code, who
        assert "Chữ đã gõ." in text_of(answer), who
    assert (AuditEvent.objects.count(), Evidence.objects.count()) == before
    assert stored(report) == {}


def test_a_page_that_shows_what_is_not_stored_is_not_kept_by_itself(
    year: World, report: Report
) -> None:
    client = as_person(year.people["writer"])
    assert "data-dv-autosave" in text_of(client.get(desk_of(report)))
    answer = client.post(desk_of(report), posted(report, "save", value_GQ="1,2.3"))
    assert answer.status_code == 422
    assert "data-dv-autosave" not in text_of(answer)


# -- nothing arose, and last time


def test_a_tick_says_that_nothing_arose(year: World, report: Report) -> None:
    client = as_person(year.people["writer"])
    given = posted(report, "save", value_GQ="", none_GQ="on", value_MH="0")
    assert client.post(desk_of(report), given).status_code == 302
    assert stored(report) == {"GQ": ("nothing_arose", None), "MH": ("reported", Decimal(0))}
    form = client.get(desk_of(report)).context["form"]
    assert (form["none_GQ"].value(), form["value_GQ"].value()) == (True, "")


def test_a_figure_and_a_tick_beside_it_contradict_each_other(year: World, report: Report) -> None:
    client = as_person(year.people["writer"])
    answer = client.post(desk_of(report), posted(report, "save", value_GQ="3", none_GQ="on"))
    assert answer.status_code == 422
    assert "without one" in text_of(answer)
    assert stored(report) == {}


def test_stocks_of_last_time_are_taken_over_where_nothing_is_typed(
    year: World, second: Report
) -> None:
    client = as_person(year.people["writer"])
    page = client.get(desk_of(second))
    assert "Take over last period" in text_of(page)
    answer = client.post(desk_of(second), posted(second, "carry", value_GQ="41"))
    form = answer.context["form"]
    assert answer.status_code == 200
    shown = {code: form[f"value_{code}"].value() for code in ("GQ", "MH", "KP")}
    assert shown == {"GQ": "41", "MH": "9", "KP": None}
    assert stored(second) == {}
    kept = client.post(desk_of(second), posted(second, "carry", value_MH="11"))
    assert kept.context["form"]["value_MH"].value() == "11"


def test_there_is_nothing_to_take_over_in_a_first_report(year: World, report: Report) -> None:
    page = as_person(year.people["writer"]).get(desk_of(report))
    assert "Take over last period" not in text_of(page)
    assert "no earlier report" in text_of(page)


# -- a workbook


def cells_of(held: Any) -> dict[str, Any]:
    """The answers of a workbook by the code beside them."""
    rows = [row for sheet in held.worksheets[:2] for row in sheet.iter_rows(min_row=7)]
    return {row[0].value: row[-1] for row in rows}


def form_of(client: Client, report: Report, **answers: object) -> SimpleUploadedFile:
    """Download the form, fill answers in by code of the indicator or heading, and bring it."""
    answer = client.get(address("report_book", uid=report.uid))
    assert answer.status_code == 200
    held = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = cells_of(held)
    for code, value in answers.items():
        cells[code].value = value
    packed = io.BytesIO()
    held.save(packed)
    return SimpleUploadedFile("bieu.xlsx", packed.getvalue())


def load(client: Client, report: Report, book: SimpleUploadedFile, **given: str) -> Any:
    return client.post(desk_of(report), posted(report, "load", book=book, **given))


@pytest.mark.audits("export_report_book")
def test_the_form_is_sent_to_those_who_see_the_report_and_each_is_on_record(
    year: World, report: Report
) -> None:
    before = AccessLog.objects.filter(kind="download").count()
    form_of(as_person(year.people["writer"]), report)
    taken = AccessLog.objects.filter(kind="download", subject="report")
    assert AccessLog.objects.filter(kind="download").count() == before + 1
    assert str(report.uid) in taken.get().envelope
    path = address("report_book", uid=report.uid)
    assert as_person(year.people["head_SGDDT"]).get(path).status_code == 404
    assert taken.count() == 1


def test_what_a_workbook_says_stands_on_the_page_and_is_not_stored(
    year: World, report: Report
) -> None:
    client = as_person(year.people["writer"])
    answers = {"GQ": "1.234", "MH": 12, "KP": 2.5, "QC": "có", "GC": "Đủ.", "leading": "Một\nHai"}
    book = form_of(client, report, **answers)
    answer = load(client, report, book)
    form = answer.context["form"]
    assert answer.status_code == 200
    shown = [form[f"value_{code}"].value() for code, *_rest in INDICATORS]
    assert shown == ["1.234", "12", "2,5", "yes", "Đủ."]
    assert form["section_leading"].value() == "Một\nHai"
    assert stored(report) == {}
    assert events(report) == []
    fields = {name: form[name].value() or "" for name in form.fields}
    assert client.post(desk_of(report), posted(report, "save", **fields)).status_code == 302
    assert stored(report)["KP"] == ("reported", Decimal("2.5"))


def test_a_bad_cell_says_so_by_sheet_and_cell_beside_what_was_typed(
    year: World, report: Report
) -> None:
    client = as_person(year.people["writer"])
    book = form_of(client, report, GQ="mười", MH=9.5, KP="=1/0", QC="có")
    cells = cells_of(openpyxl.load_workbook(book))
    book.seek(0)
    answer = load(client, report, book)
    form, page = answer.context["form"], text_of(answer)
    assert answer.status_code == 422
    said = {code: form.errors[f"value_{code}"] for code in ("GQ", "MH", "KP")}
    assert all(len(sentences) == 1 for sentences in said.values())
    for code, typed in (("GQ", "mười"), ("MH", "9,5")):
        assert f"sheet “{FIGURES}”, cell {cells[code].coordinate}: " in said[code][0]
        assert escape(said[code][0]) in page
        assert form[f"value_{code}"].value() == typed
    assert form["value_QC"].value() == "yes"
    assert "value_QC" not in form.errors
    assert stored(report) == {}


def test_an_empty_cell_leaves_what_stands_on_the_page(year: World, report: Report) -> None:
    client = as_person(year.people["writer"])
    book = form_of(client, report, MH=9)
    answer = load(client, report, book, value_GQ="5", section_leading="Đang gõ dở.")
    form = answer.context["form"]
    shown = (form["value_GQ"].value(), form["value_MH"].value(), form["section_leading"].value())
    assert shown == ("5", "9", "Đang gõ dở.")


def test_what_is_no_form_of_this_report_is_refused_and_nothing_typed_is_lost(
    year: World, report: Report
) -> None:
    client = as_person(year.people["writer"])
    other = form_of(client, begun(year, 2))
    bad = SimpleUploadedFile("a.xlsx", b"%PDF-1.7")
    given: dict[str, Any] = {"section_leading": "Đang gõ dở."}
    for book, words in ((other, "another report"), (bad, "Excel workbook"), (None, "Choose the")):
        files = {"book": book} if book else {}
        answer = client.post(desk_of(report), posted(report, "load", **given, **files))
        assert answer.status_code == 422
        assert words in text_of(answer)
        assert "Đang gõ dở." in text_of(answer)


@pytest.mark.parametrize("choice", ["load", "carry", "save"])
def test_what_was_typed_before_somebody_else_wrote_is_not_stored_over_it_unasked(
    year: World, report: Report, choice: str
) -> None:
    """A page that was shown again still says from which content it was typed."""
    client = as_person(year.people["writer"])
    files = {"book": form_of(client, report, MH=9)} if choice == "load" else {}
    given = posted(report, choice, value_GQ="5", value_KP="1,2.3", **files)
    values = {"GQ": reported(2)}
    do_report(year, report, Step.WRITE_REPORT, "save", "head_SYT", sections={}, values=values)
    page = client.post(desk_of(report), given)
    assert page.context["content_hash"] == given["seen_hash"]
    again = {**posted(report, "save", value_GQ="5"), "seen_hash": page.context["content_hash"]}
    answer = client.post(desk_of(report), again)
    assert answer.status_code == 409
    assert stored(report) == {"GQ": ("reported", Decimal(2))}
    again["seen_hash"] = answer.context["content_hash"]
    assert client.post(desk_of(report), again).status_code == 302


def test_a_form_older_than_what_is_stored_says_so(year: World, report: Report) -> None:
    client = as_person(year.people["writer"])
    book = form_of(client, report, GQ=1)
    keep(client, report, value_GQ="2")
    assert "stored anew" in text_of(load(client, report, book))


# -- files, and the way there


def test_a_file_is_added_on_the_desk_and_what_is_typed_is_kept(year: World, report: Report) -> None:
    client = as_person(year.people["writer"])
    file = SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.7")
    answer = client.post(desk_of(report), posted(report, "attach", file=file, value_GQ="5"))
    assert answer.status_code == 302
    assert stored(report) == {"GQ": ("reported", Decimal(5))}
    assert Evidence.objects.get(report=report).name == "bien-ban.pdf"
    for path in (desk_of(report), address("report", uid=report.uid)):
        assert "bien-ban.pdf" in text_of(client.get(path))
    odd = SimpleUploadedFile("a.exe", b"MZ")
    answer = client.post(
        desk_of(report), posted(report, "attach", file=odd, section_leading="Chữ.")
    )
    assert answer.status_code == 422
    assert "Chữ." in text_of(answer)


def test_the_list_leads_to_the_desk_for_those_who_sit_there_and_else_to_the_report(
    year: World, report: Report
) -> None:
    page = text_of(as_person(year.people["writer"]).get(address("report_list")))
    assert f'href="{desk_of(report)}"' in page
    assert "Go on writing" in page
    page = text_of(as_person(year.people["unit_clerk"]).get(address("report_list")))
    assert f'href="{desk_of(report)}"' not in page
    assert f'href="{address("report", uid=report.uid)}"' in page
