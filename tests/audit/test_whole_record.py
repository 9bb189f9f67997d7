"""A plan carried over its desks, by services alone: its record is whole and keeps secrets."""

from __future__ import annotations

import hashlib
import itertools
import json
from typing import Any

import pytest
import rfc8785

from dvcq_workflow.models import AccessLog, AuditEvent, Consultation, Issuance, PersonalValue, Plan
from dvcq_workflow.rules.canonical import commitment
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.services.access import grant_view
from tests.worlds import World

CLOSING = "Ba ngày chờ là đủ rồi, ông Sáu nói vậy."
RETURN = "Chị Bảy quên ghi căn cứ ở mục đầu."
GRANT = "Anh Tám cần xem để đối chiếu."
REASONS = (CLOSING, RETURN, GRANT)


@pytest.fixture
def plan(province: World) -> Plan:
    """A plan that was consulted on, returned once, refused once to a stranger, and issued."""
    plan = province.start_plan()
    province.consult(plan)
    province.act(plan, Step.CLOSE_CONSULTATION, "close", province.drafter, reason=CLOSING)
    province.plan_at(Step.CHECK_CONTENT, plan=plan)
    province.act(plan, Step.CHECK_CONTENT, "return", province.head, reason=RETURN)
    with pytest.raises(RuleViolation):
        province.act(plan, Step.DRAFT, "submit", province.stranger)
    grant_view(plan_id=plan.pk, person=province.stranger, reason=GRANT, actor=province.head)
    return province.issue_plan(plan=plan)


def told(row: AuditEvent | AccessLog) -> dict[str, Any]:
    return json.loads(row.envelope)


def every_row() -> list[AuditEvent | AccessLog]:
    return [*AuditEvent.objects.order_by("pk"), *AccessLog.objects.order_by("pk")]


def test_every_envelope_is_canonical_and_is_what_its_digest_says(plan: Plan) -> None:
    for row in every_row():
        text = row.envelope.encode()
        assert rfc8785.dumps(told(row)) == text
        assert hashlib.sha256(text).hexdigest() == row.digest
    assert len(every_row()) > 40


def test_every_stream_is_numbered_without_a_gap_and_never_goes_back_in_time(plan: Plan) -> None:
    events = AuditEvent.objects.order_by("stream_id", "seq")
    for _stream, group in itertools.groupby(events, key=lambda event: event.stream_id):
        line = list(group)
        assert [event.seq for event in line] == list(range(1, len(line) + 1))
        assert [event.at for event in line] == sorted(event.at for event in line)
        assert [event.pk for event in line] == sorted(event.pk for event in line)


def test_no_reason_stands_in_the_clear_in_any_envelope(plan: Plan) -> None:
    for row in every_row():
        assert [reason for reason in REASONS if reason in row.envelope] == []
    for reason in REASONS:
        kept = PersonalValue.objects.get(value=reason)
        assert commitment(bytes(kept.salt), reason) == kept.commitment
        assert AuditEvent.objects.filter(envelope__contains=kept.commitment).count() >= 1


def test_no_reason_stands_in_history_which_cannot_be_erased(plan: Plan) -> None:
    for model in (Consultation, Issuance):
        assert model.PERSONAL_FIELDS
        columns = {field.attname for field in model.history.model._meta.concrete_fields}
        assert not columns & set(model.PERSONAL_FIELDS)


def test_no_account_s_name_stands_in_the_clear_in_any_envelope(plan: Plan, province: World) -> None:
    names = {person.get_full_name() for person in province.people.values()}
    for row in every_row():
        said = told(row)
        for part in ("actor", "principal", "reason", "ip", "details"):
            text = json.dumps(said.get(part), ensure_ascii=False)
            assert [name for name in names if name in text] == []


def test_who_acted_for_a_unit_is_named_by_seat_and_title(plan: Plan) -> None:
    for event in AuditEvent.objects.filter(stream=plan.stream).exclude(channel="job"):
        actor = told(event)["actor"]
        assert actor["unit"]
        assert actor["unit_name"]
        assert actor["role"]
        assert actor["role_name"]
        assert actor["title"]


def test_the_reason_stays_readable_where_people_look_for_it(plan: Plan) -> None:
    assert Consultation.objects.get(plan=plan).closing_reason == CLOSING
    assert plan.returns.get().reason == RETURN


def test_every_history_row_of_the_plan_stands_in_one_event(plan: Plan) -> None:
    listed = [
        tuple(row[:2])
        for event in AuditEvent.objects.all()
        for row in told(event)["history"]
        if row[0] == "plan"
    ]
    kept = [("plan", row.history_id) for row in Plan.history.filter(id=plan.pk)]
    assert sorted(listed) == sorted(kept)
    assert len(set(listed)) == len(listed)
