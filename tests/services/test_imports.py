"""From a file to a draft, or to a plan of the past: nothing without a person's word."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from dvcq_workflow.models import AuditEvent, Issuance, Plan, PlanImport
from dvcq_workflow.rules.content import content_from_json
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.services.imports import (
    correct_import,
    drop_import,
    open_import,
    open_pasted,
    record_as_issued,
    store_as_draft,
)
from tests.worlds import World

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "small_plan.txt"
PAST = {"number": 21, "issued_on": dt.date(2019, 3, 19), "reason": "Nhập hồ sơ giấy năm 2019."}


def upload(world: World, actor: Any = None) -> PlanImport:
    return open_import(
        unit=world.room,
        file_name=SAMPLE.name,
        data=SAMPLE.read_bytes(),
        actor=actor or world.drafter,
    )


def as_draft(world: World, opened: PlanImport, actor: Any = None) -> Plan:
    return store_as_draft(
        import_id=opened.pk,
        issuing_unit=world.province,
        drafting_unit=world.room,
        advising_unit=world.advising,
        signing_authority=world.authorities["vice_chairman"],
        actor=actor or world.drafter,
    )


def as_issued(world: World, opened: PlanImport, actor: Any = None, **changes: Any) -> Plan:
    return record_as_issued(
        import_id=opened.pk,
        issuing_unit=world.province,
        drafting_unit=world.room,
        actor=actor or world.drafter,
        **{**PAST, **changes},
    )


def last_event(opened: PlanImport) -> AuditEvent:
    return AuditEvent.objects.filter(stream=opened.stream).latest("seq")


@pytest.mark.audits("open_import")
def test_an_upload_is_kept_with_its_hash_until_a_person_confirms(province: World) -> None:
    opened = upload(province)
    assert opened.state == PlanImport.State.OPEN
    assert not Plan.objects.exists()
    event = last_event(opened)
    assert (event.code, event.actor_id) == ("plan_import_opened", province.drafter.pk)
    assert opened.sha256 in event.envelope
    assert opened.found["sections"][0]["lines"]


@pytest.mark.audits("open_pasted")
def test_a_pasted_text_is_read_like_a_file(province: World) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    opened = open_pasted(unit=province.room, text=text, actor=province.drafter)
    assert opened.content == upload(province).content
    assert last_event(opened).code == "plan_import_opened"


@pytest.mark.parametrize("name", ["stranger", "clerk", "outsider"])
def test_who_does_not_draft_for_the_unit_opens_nothing(province: World, name: str) -> None:
    with pytest.raises(NotPermitted):
        upload(province, province.people[name])
    assert not PlanImport.objects.exists()


def test_a_text_that_is_no_plan_is_refused(province: World) -> None:
    with pytest.raises(RuleViolation, match="import_"):
        open_pasted(unit=province.room, text="Hôm nay trời đẹp.", actor=province.drafter)
    assert not PlanImport.objects.exists()


@pytest.mark.audits("correct_import")
def test_a_correction_is_kept_and_on_record(province: World) -> None:
    opened = upload(province)
    content = content_from_json({**opened.content, "subject": "Trích yếu đã sửa"})
    correct_import(import_id=opened.pk, content=content, actor=province.drafter)
    opened.refresh_from_db()
    assert opened.content["subject"] == "Trích yếu đã sửa"
    changes = json.loads(last_event(opened).envelope)["changes"]
    assert [c["table"] for c in changes] == ["planimport"]


@pytest.mark.audits("drop_import")
def test_a_dropped_import_says_why_and_goes_no_further(province: World) -> None:
    opened = upload(province)
    drop_import(import_id=opened.pk, reason="Nhầm tệp.", actor=province.drafter)
    assert last_event(opened).code == "plan_import_dropped"
    with pytest.raises(Conflict, match="import_closed"):
        as_draft(province, opened)


@pytest.mark.audits("store_as_draft")
def test_a_draft_keeps_words_but_no_number_date_or_signature_of_the_text(province: World) -> None:
    opened = upload(province)
    plan = as_draft(province, opened)
    assert plan.state is Status.DRAFT
    assert not Issuance.objects.exists()
    content = content_of(plan)
    assert content.heading_lines == tuple(province.province.heading_lines)
    assert content.signature.name == province.authorities["vice_chairman"].signer_name
    assert [n["text"] for n in opened.content["nodes"]] == [n.text for n in content.nodes]
    assert plan.stream == opened.stream
    assert last_event(opened).code == "plan_import_stored"


@pytest.mark.audits("record_as_issued")
@pytest.mark.audits("record_historical_plan")
def test_a_plan_of_the_past_keeps_its_own_number_and_date(province: World) -> None:
    opened = upload(province)
    plan = as_issued(province, opened)
    issuance = Issuance.objects.get(plan=plan)
    assert (plan.state, plan.is_historical) == (Status.ISSUED, True)
    assert (issuance.number, issuance.issued_on) == (21, dt.date(2019, 3, 19))
    assert (issuance.medium, issuance.reason) == ("paper", PAST["reason"])
    event = AuditEvent.objects.get(code="plan_recorded_as_issued")
    assert json.loads(event.envelope)["details"]["number"] == issuance.full_number
    assert PAST["reason"] not in event.envelope


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"reason": " "}, "reason_missing", id="no-reason"),
        pytest.param({"number": 0}, "number_not_positive", id="number-zero"),
        pytest.param(
            {"issued_on": dt.date(2100, 1, 1)}, "number_date_in_future", id="date-to-come"
        ),
    ],
)
def test_a_plan_of_the_past_that_cannot_be_is_refused(
    province: World, changes: dict[str, Any], code: str
) -> None:
    opened = upload(province)
    with pytest.raises(RuleViolation, match=code):
        as_issued(province, opened, **changes)
    assert not Plan.objects.exists()


def test_two_plans_of_the_past_do_not_share_a_number(province: World) -> None:
    as_issued(province, upload(province))
    with pytest.raises(RuleViolation, match="number_taken"):
        as_issued(province, upload(province))


def test_a_number_that_the_system_gives_is_not_one_of_the_past(province: World) -> None:
    today = province.today()
    with pytest.raises(RuleViolation, match="number_not_on_paper"):
        as_issued(province, upload(province), number=1, issued_on=today)


def test_an_import_is_stored_once(province: World) -> None:
    opened = upload(province)
    as_draft(province, opened)
    with pytest.raises(Conflict, match="import_closed"):
        as_draft(province, opened)
    assert Plan.objects.count() == 1


@pytest.mark.parametrize("name", ["stranger", "outsider", "advising_specialist"])
def test_another_units_import_is_not_to_be_seen(province: World, name: str) -> None:
    opened = upload(province)
    actor = province.people[name]
    content = content_from_json(opened.content)
    for write in (
        lambda: as_draft(province, opened, actor),
        lambda: as_issued(province, opened, actor),
        lambda: drop_import(import_id=opened.pk, reason="x", actor=actor),
        lambda: correct_import(import_id=opened.pk, content=content, actor=actor),
    ):
        with pytest.raises(NotVisible, match="import_not_found"):
            write()
    assert not Plan.objects.exists()
    assert PlanImport.objects.get().state == PlanImport.State.OPEN
