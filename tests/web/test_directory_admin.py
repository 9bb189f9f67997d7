"""Master data in the admin: open to the keeper alone, saved by services, refused in sentences."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models import (
    AccessLog,
    AuditEvent,
    CalendarDay,
    Indicator,
    Membership,
    NumberSeries,
    OrganCode,
    SigningAuthority,
    Substitution,
    Unit,
    UnitGroup,
    UnitGroupMember,
    UnitSuccession,
)
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.rules.errors import Conflict, RuleViolation
from dvcq_workflow.services.calendars import save_calendar_day
from dvcq_workflow.services.units import save_unit
from tests.substitutions import stand_in
from tests.worlds import FOUNDED, World, make_province

TABLES = [
    CalendarDay,
    Indicator,
    Membership,
    NumberSeries,
    OrganCode,
    SigningAuthority,
    Substitution,
    Unit,
    UnitGroup,
    UnitGroupMember,
    UnitSuccession,
]
NEW_UNIT = {
    "code": "STP",
    "name": "Sở Tư pháp",
    "abbreviation": "STP",
    "kind": "department",
    "place": "Trà Vinh",
    "valid_from": "2020-01-01",
    "seen": "",
}


def page(model: Any, what: str, *args: Any) -> str:
    return reverse(f"admin:dvcq_workflow_{model._meta.model_name}_{what}", args=args)


def log_in(client: Client, person: Any) -> None:
    """Log a person in who may enter the admin; what they may do there is another matter."""
    person.is_staff = True
    person.save()
    client.force_login(person)


@pytest.fixture
def keeper(province: World, client: Client) -> Any:
    log_in(client, province.keeper)
    return province.keeper


def typed(row: Any, client: Client) -> dict[str, str]:
    """Return what the change page of a row holds in its fields."""
    answer = client.get(page(type(row), "change", row.pk))
    form = answer.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else str(value) for name, value in values.items()}


@pytest.mark.parametrize("model", TABLES)
def test_whoever_is_not_logged_in_is_sent_to_the_login(
    province: World, client: Client, model: Any
) -> None:
    for what in ("changelist", "add"):
        answer = client.get(page(model, what))
        assert answer.status_code == 302
        assert "login" in answer.headers["Location"]


@pytest.mark.parametrize("model", TABLES)
@pytest.mark.parametrize("who", ["drafter", "chairman", "stranger"])
def test_staff_without_the_right_see_no_master_data(
    province: World, client: Client, model: Any, who: str
) -> None:
    log_in(client, province.people[who])
    for what in ("changelist", "add"):
        assert client.get(page(model, what)).status_code == 403
    assert client.post(page(model, "add"), NEW_UNIT).status_code == 403
    assert not Unit.objects.filter(code="STP").exists()


@pytest.mark.parametrize("model", TABLES)
@pytest.mark.usefixtures("keeper")
def test_the_keeper_opens_every_table(client: Client, model: Any) -> None:
    assert client.get(page(model, "changelist")).status_code == 200
    may_add = model is not NumberSeries
    assert client.get(page(model, "add")).status_code == (200 if may_add else 403)
    assert client.get(page(model, "changelist"), {"q": "trà vinh"}).status_code == 200


def test_a_unit_added_by_the_keeper_is_an_act_through_the_web(client: Client, keeper: Any) -> None:
    answer = client.post(page(Unit, "add"), NEW_UNIT, REMOTE_ADDR="10.0.0.7")
    assert answer.status_code == 302
    unit = Unit.objects.get(code="STP")
    event = AuditEvent.objects.latest("pk")
    assert (event.code, event.channel, event.actor_id) == ("unit_saved", "web", keeper.pk)
    said = json.loads(event.envelope)
    assert said["details"]["row"] == str(unit.uid)
    assert said["ip"] is not None


@pytest.mark.usefixtures("keeper")
def test_a_refused_row_comes_back_with_its_sentence_and_what_was_typed(client: Client) -> None:
    events = AuditEvent.objects.count()
    answer = client.post(page(Unit, "add"), {**NEW_UNIT, "code": "SNV", "place": "Duyên Hải"})
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert sentence_of(RuleViolation("unit_code_taken", key="SNV")) in shown
    assert "Duyên Hải" in shown
    assert Unit.objects.filter(code="SNV").count() == 1
    assert AuditEvent.objects.count() == events
    assert AccessLog.objects.get(kind=AccessLog.Kind.REFUSED).code == "unit_code_taken"


@pytest.mark.usefixtures("keeper")
def test_a_change_is_refused_in_the_form_as_well(province: World, client: Client) -> None:
    unit = province.office
    data = {**typed(unit, client), "parent": str(province.room.pk)}
    answer = client.post(page(Unit, "change", unit.pk), data)
    assert answer.status_code == 200
    assert sentence_of(RuleViolation("unit_below_itself")) in answer.content.decode()
    assert Unit.objects.get(pk=unit.pk).parent_id == province.province.pk


def test_a_change_saves_and_keeps_old_and_new(province: World, client: Client, keeper: Any) -> None:
    unit = province.advising
    data = {**typed(unit, client), "short_name": "Sở NV"}
    assert client.post(page(Unit, "change", unit.pk), data).status_code == 302
    assert Unit.objects.get(pk=unit.pk).short_name == "Sở NV"
    shown = client.get(page(Unit, "history", unit.pk)).content.decode()
    assert "<ins>Sở NV</ins>" in shown
    assert str(keeper.get_full_name()) in shown


def test_a_form_opened_before_another_s_save_is_refused(
    province: World, client: Client, keeper: Any
) -> None:
    unit = Unit.objects.get(code="SNV")
    data = {**typed(unit, client), "short_name": "của tôi"}
    unit.short_name = "của người khác"
    save_unit(unit=unit, actor=keeper)
    answer = client.post(page(Unit, "change", unit.pk), data)
    assert answer.status_code == 200
    assert sentence_of(Conflict("directory_row_changed")) in answer.content.decode()
    assert Unit.objects.get(pk=unit.pk).short_name == "của người khác"


@pytest.mark.parametrize("model", [Unit, UnitGroup, Membership, SigningAuthority, UnitGroupMember])
@pytest.mark.usefixtures("keeper")
def test_nothing_is_deleted_and_nothing_done_in_bulk(client: Client, model: Any) -> None:
    row = model.objects.first()
    assert client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(page(model, "changelist"), bulk)
    assert model.objects.filter(pk=row.pk).exists()
    assert 'name="action"' not in client.get(page(model, "changelist")).content.decode()


@pytest.mark.parametrize(
    ("model", "words", "found"),
    [
        pytest.param(Unit, "so noi vu", 1, id="a unit by its name"),
        pytest.param(Unit, "ubnd tinh", 1, id="a unit by its short name"),
        pytest.param(Membership, "truong phong", 1, id="a person by name"),
        pytest.param(UnitGroupMember, "y te", 1, id="a member by its unit"),
        pytest.param(UnitGroup, "so, ban", 1, id="a group by its name"),
        pytest.param(SigningAuthority, "pho chu tich", 1, id="a power by its signer"),
        pytest.param(Unit, "khong co", 0, id="nothing"),
    ],
)
@pytest.mark.usefixtures("keeper")
def test_what_is_typed_without_marks_is_found(
    client: Client, model: Any, words: str, found: int
) -> None:
    answer = client.get(page(model, "changelist"), {"q": words})
    assert answer.context["cl"].result_count == found


def test_a_day_off_is_found_without_marks(client: Client, keeper: Any) -> None:
    day = CalendarDay(day=FOUNDED, kind=CalendarDay.Kind.HOLIDAY, name="Tết Dương lịch")
    save_calendar_day(day=day, actor=keeper)
    answer = client.get(page(CalendarDay, "changelist"), {"q": "duong lich"})
    assert answer.context["cl"].result_count == 1


@pytest.mark.usefixtures("keeper")
def test_a_person_is_seated_by_account_name(province: World, client: Client) -> None:
    data = {
        "user": "stranger",
        "unit": province.advising.pk,
        "role": "specialist",
        "title": "Chuyên viên",
        "valid_from": "2020-01-01",
    }
    assert client.post(page(Membership, "add"), data).status_code == 302
    assert Membership.objects.get(user=province.stranger).unit == province.advising
    answer = client.post(page(Membership, "add"), {**data, "user": "nobody-of-that-name"})
    assert answer.status_code == 200
    assert "nobody-of-that-name" in answer.content.decode()


@pytest.mark.usefixtures("keeper")
def test_a_power_to_sign_is_typed_line_by_line(province: World, client: Client) -> None:
    data = {
        "user": "head",
        "unit": province.province.pk,
        "prefixes": "TM. ỦY BAN NHÂN DÂN\nTL. CHỦ TỊCH\n",
        "position": "TRƯỞNG PHÒNG",
        "signer_name": "Trưởng phòng",
        "on_behalf_of": "chairman",
        "basis": "Quy chế làm việc",
        "valid_from": "2020-01-01",
    }
    assert client.post(page(SigningAuthority, "add"), data).status_code == 302
    power = SigningAuthority.objects.get(user=province.head)
    assert power.prefixes == ["TM. ỦY BAN NHÂN DÂN", "TL. CHỦ TỊCH"]
    assert power.on_behalf_of == province.chairman
    assert typed(power, client)["user"] == "head"


@pytest.mark.usefixtures("keeper")
def test_an_absence_is_entered_by_account_names_and_found_by_them(
    province: World, client: Client
) -> None:
    data = {
        "user": "head",
        "substitute": "second_drafter",
        "unit": province.room.pk,
        "role": "head",
        "basis": "Thông báo phân công",
        "valid_from": "2020-03-01",
        "valid_until": "2020-03-31",
    }
    assert client.post(page(Substitution, "add"), data).status_code == 302
    row = Substitution.objects.get()
    assert (row.user, row.substitute) == (province.head, province.people["second_drafter"])
    assert typed(row, client)["substitute"] == "second_drafter"
    for words, found in (("truong phong", 1), ("chuyen vien thu hai", 1), ("van thu", 0)):
        answer = client.get(page(Substitution, "changelist"), {"q": words})
        assert answer.context["cl"].result_count == found


@pytest.mark.usefixtures("keeper")
@pytest.mark.parametrize(
    ("typed_so", "code"),
    [
        ({"user": "clerk"}, "substitution_without_seat"),
        ({"substitute": "head"}, "substitution_for_oneself"),
        ({"valid_until": "2020-02-01"}, "validity_reversed"),
    ],
    ids=["for a seat not held", "for oneself", "for no time"],
)
def test_an_absence_that_cannot_be_comes_back_with_its_sentence(
    province: World, client: Client, typed_so: dict[str, str], code: str
) -> None:
    data = {
        "user": "head",
        "substitute": "drafter",
        "unit": province.room.pk,
        "role": "head",
        "basis": "Thông báo phân công",
        "valid_from": "2020-03-01",
        "valid_until": "2020-03-31",
    }
    answer = client.post(page(Substitution, "add"), {**data, **typed_so})
    assert answer.status_code == 200
    days = {"since": dt.date(2020, 3, 1), "until": dt.date(2020, 2, 1)}
    sentence = sentence_of(RuleViolation(code, **(days if code == "validity_reversed" else {})))
    shown = answer.content.decode()
    assert sentence in shown
    assert "dvcq_substitution" not in shown
    assert not Substitution.objects.exists()


def test_an_absence_ended_early_keeps_old_and_new(
    province: World, client: Client, keeper: Any
) -> None:
    row = stand_in(province, "second_drafter", "head", "THNV", Role.HEAD)
    data = {**typed(row, client), "valid_until": "2020-03-15"}
    assert client.post(page(Substitution, "change", row.pk), data).status_code == 302
    row.refresh_from_db()
    assert row.valid_until == dt.date(2020, 3, 15)
    assert client.post(page(Substitution, "delete", row.pk), {"post": "yes"}).status_code == 403
    event = AuditEvent.objects.latest("pk")
    assert (event.code, event.channel, event.actor_id) == ("substitution_saved", "web", keeper.pk)


def test_a_series_is_opened_by_a_records_clerk(province: World, client: Client) -> None:
    log_in(client, province.clerk)
    data = {
        "unit": province.province.pk,
        "year": "2020",
        "code": "KH",
        "document_types": "KH",
        "continues_at": "19",
        "paper_until": "2020-04-03",
    }
    assert client.get(page(Unit, "changelist")).status_code == 403
    assert client.post(page(NumberSeries, "add"), data).status_code == 302
    series = NumberSeries.objects.get(year=2020, code="KH")
    assert (series.continues_at, series.document_types) == (19, ["KH"])
    answer = client.post(page(NumberSeries, "add"), data)
    assert answer.status_code == 200
    assert NumberSeries.objects.filter(year=2020).count() == 1
    assert client.post(page(NumberSeries, "change", series.pk), data).status_code == 403


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Unit, UnitGroupMember])
def test_a_list_takes_as_many_queries_for_many_rows_as_for_few(client: Client, model: Any) -> None:
    world = make_province("large")
    log_in(client, world.keeper)
    few = queries_of(client, page(model, "changelist") + "?q=noi+vu")
    many = queries_of(client, page(model, "changelist") + "?q=so")
    assert many == few


def test_every_table_of_master_data_has_its_pages() -> None:
    registered = {m for m in admin.site._registry if m._meta.app_label == "dvcq_workflow"}
    assert registered == set(TABLES)
