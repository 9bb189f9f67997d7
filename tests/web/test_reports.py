"""The pages of a unit's report: written on its desk, read by those whom it concerns."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from dvcq_workflow.models import Desk, Indicator, Report, ReportDuty
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.rules.figure_texts import parse_value
from dvcq_workflow.rules.figures import (
    NOT_REPORTED,
    NOTHING_AROSE,
    Kind,
    Value,
    ValueState,
    reported,
)
from dvcq_workflow.selectors.reports import figures_of
from dvcq_workflow.services.indicators import save_indicator
from dvcq_workflow.web.forms.reports import shown_value
from tests.services.test_years import opened
from tests.web.reading import address, as_person, queries_of, text_of
from tests.worlds import FOUNDED, World, seat


@pytest.fixture
def year(province: World) -> World:
    """A province whose plan's year is open; Sở Y tế has somebody who writes."""
    made: dict[str, Indicator] = {}
    for code, kind, aggregation in (
        ("GQ", "count", "sum"),
        ("NHAN", "count", "sum"),
        ("TL", "rate", "ratio"),
    ):
        parts = {"numerator": made["GQ"], "denominator": made["NHAN"]} if kind == "rate" else {}
        row = Indicator(
            code=code,
            name=f"Chỉ tiêu {code}",
            kind=kind,
            aggregation=aggregation,
            measure="%" if kind == "rate" else "đơn",
            valid_from=FOUNDED,
            **parts,
        )
        made[code] = save_indicator(indicator=row, actor=province.keeper)
    seat(province, "writer", "SYT", Role.SPECIALIST, "Chuyên viên")
    opened(province)
    return province


def begun(world: World) -> tuple[Any, str, Report]:
    """The writer's client, the address of the desk, and the report on it."""
    duty = ReportDuty.objects.filter(unit=world.units["SYT"]).order_by("due_on").first()
    assert duty is not None
    client = as_person(world.people["writer"])
    answer = client.post(address("report_start", uid=duty.uid))
    return client, answer.headers["Location"], Report.objects.get(duty=duty)


def typed(report: Report, choice: str, **given: str) -> dict[str, str]:
    report.refresh_from_db()
    return {
        "choice": choice,
        "seen_hash": report.content_hash,
        **{f"report-{name}": value for name, value in given.items()},
    }


def test_a_writer_begins_a_report_from_the_list_and_writes_it_on_its_desk(year: World) -> None:
    client = as_person(year.people["writer"])
    assert "Write the report" in client.get(address("report_list")).content.decode()
    client, desk, report = begun(year)
    given = {"value_GQ": "1.234", "value_NHAN": "2.468", "section_leading": "Đã quán triệt."}
    answer = client.post(desk, typed(report, "save", **given))
    assert answer.status_code == 302
    page = client.get(desk).content.decode()
    assert "1.234" in page
    assert "Đã quán triệt." in page
    rates = {each.indicator.code: each.value.number for each in figures_of(report)}
    assert rates["TL"] == 50


def test_a_figure_that_is_none_is_said_at_its_field_and_nothing_typed_is_lost(year: World) -> None:
    client, desk, report = begun(year)
    given = {"value_GQ": "1,234.5", "value_NHAN": "7", "section_leading": "Chữ đã gõ."}
    answer = client.post(desk, typed(report, "save", **given))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "1,234.5" in page
    assert "Chữ đã gõ." in page
    assert not report.values.exclude(state="not_reported").exists()


def test_who_wrote_in_another_tab_loses_nothing(year: World) -> None:
    client, desk, report = begun(year)
    first = typed(report, "save", value_GQ="1")
    stale = typed(report, "save", section_leading="Từ thẻ khác.")
    assert client.post(desk, first).status_code == 302
    answer = client.post(desk, stale)
    assert answer.status_code == 409
    assert "Từ thẻ khác." in answer.content.decode()
    assert report.sections.get(section__key="leading").text == ""


def test_nothing_arose_stays_said_when_the_page_is_sent_on(year: World) -> None:
    client, desk, report = begun(year)
    assert client.post(desk, typed(report, "nothing")).status_code == 302
    form = client.get(desk).context["form"]
    shown = {name: form[name].value() or "" for name in form.fields}
    answer = client.post(desk, typed(report, "send", **shown))
    assert answer.status_code == 302
    report.refresh_from_db()
    assert report.nothing_to_report
    assert report.status == "awaiting_approval"


def test_only_those_it_concerns_read_a_report(year: World) -> None:
    _client, desk, report = begun(year)
    path = address("report", uid=report.uid)
    for reader in ("writer", "head_SYT", "advising_specialist", "drafter", "auditor"):
        assert as_person(year.people[reader]).get(path).status_code == 200, reader
    for stranger in ("head_SGDDT", "outsider", "stranger"):
        client = as_person(year.people[stranger])
        assert client.get(path).status_code == 404, stranger
        assert client.get(desk).status_code == 404, stranger


def test_nobody_begins_another_unit_s_report(year: World) -> None:
    duty = ReportDuty.objects.filter(unit=year.units["SYT"]).first()
    assert duty is not None
    path = address("report_start", uid=duty.uid)
    for who in ("head_SGDDT", "advising_specialist", "stranger"):
        assert as_person(year.people[who]).post(path).status_code == 404, who
    assert not Report.objects.exists()
    assert not Desk.objects.filter(report__isnull=False).exists()


def test_the_list_asks_as_many_queries_for_many_reports_as_for_few(
    year: World, settings: Any
) -> None:
    client = as_person(year.people["writer"])
    settings.DVCQ_WORKFLOW = {**getattr(settings, "DVCQ_WORKFLOW", {}), "PAGE_SIZE": 2}
    few = queries_of(client, address("report_list"))
    settings.DVCQ_WORKFLOW = {**settings.DVCQ_WORKFLOW, "PAGE_SIZE": 50}
    assert queries_of(client, address("report_list")) == few


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.COUNT, reported(1234)),
        (Kind.COUNT, reported(1234, is_estimate=True)),
        (Kind.AMOUNT, reported(Decimal("1234.5"))),
        (Kind.COUNT, NOTHING_AROSE),
        (Kind.COUNT, NOT_REPORTED),
        (Kind.YES_NO, Value(ValueState.REPORTED, yes_no=True)),
        (Kind.YES_NO, Value(ValueState.REPORTED, yes_no=False)),
        (Kind.TEXT, Value(ValueState.REPORTED, text="Đã ban hành quy chế.")),
    ],
    ids=[
        "a count",
        "an estimate",
        "an amount",
        "nothing arose",
        "not reported",
        "yes",
        "no",
        "a text",
    ],
)
def test_what_a_field_shows_is_read_back_as_the_same(
    language: str, kind: Kind, value: Value
) -> None:
    with translation.override(language):
        assert parse_value(kind, shown_value(value)) == value


def test_who_receives_reports_is_led_to_the_matrix_and_the_consolidated_reports(
    year: World,
) -> None:
    plan = ReportDuty.objects.first().plan  # type: ignore[union-attr]
    client = as_person(year.people["advising_head"])
    page = text_of(client.get(address("report_list")))
    for name in ("plan_matrix", "plan_consolidations"):
        path = address(name, uid=plan.uid)
        assert f'href="{path}"' in page
        assert client.get(path).status_code == 200


def test_who_receives_none_is_led_to_no_plan(year: World) -> None:
    plan = ReportDuty.objects.first().plan  # type: ignore[union-attr]
    page = text_of(as_person(year.people["writer"]).get(address("report_list")))
    assert address("plan_matrix", uid=plan.uid) not in page
