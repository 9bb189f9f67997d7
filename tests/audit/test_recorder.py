"""An event says all there is to say of its act, in one text that is hashed whole."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
import rfc8785
from django.db import IntegrityError

from dvcq_workflow.audit.envelope import FileDigest
from dvcq_workflow.audit.recorder import (
    UnknownActError,
    lock_directory,
    record_access,
    record_event,
)
from dvcq_workflow.context import Act, NoActError, doing
from dvcq_workflow.models import (
    AccessLog,
    AuditEvent,
    AuditStream,
    CalendarDay,
    PersonalValue,
    Unit,
)
from dvcq_workflow.rules.acts import ACTS
from dvcq_workflow.rules.canonical import commitment
from dvcq_workflow.rules.desks import Seat
from dvcq_workflow.services.acting import acting
from tests.models.rows import HASH, NOON, Rows, make_person

IP, REASON = "203.0.113.77", "Lý do riêng của người làm."


@pytest.fixture
def principal(db: Any) -> Any:
    """The one on whose behalf the person acts."""
    return make_person("chairman")


@pytest.fixture
def event(rows: Rows, seat: Seat, principal: Any) -> AuditEvent:
    """One event with everything that an event can say."""
    day = rows.keep(rows.calendar_day(name="Một"))
    with acting(
        actor=rows.actor,
        principal=principal,
        channel="web",
        at=NOON,
        request_id="req-1",
        ip=IP,
    ):
        day.name = "Hai"
        day.save()
        record_event(
            "calendar_day_saved",
            stream=lock_directory(),
            seat=seat,
            reason=REASON,
            content_hash=HASH,
            details={"desk": "sign", "number": 7},
            files=[FileDigest("a.docx", "b" * 64)],
        )
    return AuditEvent.objects.latest("pk")


def told(row: AuditEvent | AccessLog) -> dict[str, Any]:
    return json.loads(row.envelope)


def is_whole(row: AuditEvent | AccessLog) -> bool:
    """Whether the envelope is canonical, to the letter, and is what the digest says."""
    text = row.envelope.encode("utf-8")
    return rfc8785.dumps(told(row)) == text and hashlib.sha256(text).hexdigest() == row.digest


def test_the_envelope_is_canonical_and_hashed_whole(event: AuditEvent) -> None:
    assert is_whole(event)


def test_one_letter_more_in_the_envelope_and_the_digest_no_longer_fits(event: AuditEvent) -> None:
    for place in range(0, len(event.envelope), 97):
        other = f"{event.envelope[:place]}x{event.envelope[place + 1 :]}"
        if other != event.envelope:
            assert hashlib.sha256(other.encode()).hexdigest() != event.digest


def test_every_column_is_a_copy_of_what_the_envelope_says(event: AuditEvent) -> None:
    said = told(event)
    copies = {
        "stream_id": AuditStream.objects.get(uid=said["stream"].partition(":")[2]).pk,
        "seq": said["seq"],
        "act_uid": said["act"],
        "at": said["at"],
        "code": said["code"],
        "actor_id": said["actor"]["id"],
        "principal_id": said["principal"]["id"],
        "unit_id": said["actor"]["unit"],
        "role": said["actor"]["role"],
        "channel": said["channel"],
        "content_hash": said["content_hash"],
    }
    row = {f.attname: getattr(event, f.attname) for f in AuditEvent._meta.concrete_fields}
    assert row.pop("at").strftime("%Y-%m-%dT%H:%M:%S.%fZ") == copies.pop("at")
    assert str(row.pop("act_uid")) == copies.pop("act_uid")
    for own in ("id", "envelope", "digest"):
        row.pop(own)
    assert row == copies


def test_the_event_names_seat_door_and_principal(
    event: AuditEvent, rows: Rows, seat: Seat, principal: Any
) -> None:
    said = told(event)
    unit = Unit.objects.get(pk=seat.unit_id)
    assert said["actor"] == {
        "id": rows.actor.pk,
        "name": said["actor"]["name"],
        "unit": unit.pk,
        "unit_name": unit.name,
        "role": "head",
        "role_name": said["actor"]["role_name"],
        "title": "Trưởng phòng",
    }
    assert said["actor"]["role_name"]
    assert said["principal"]["id"] == principal.pk
    assert (said["channel"], said["request"], said["v"]) == ("web", "req-1", 2)
    assert said["at"] == "2020-03-05T05:00:00.000000Z"
    assert said["stream"] == f"directory:{event.stream.uid}"
    assert said["details"] == {"desk": "sign", "number": 7}
    assert said["files"] == [{"name": "a.docx", "sha256": "b" * 64}]


def test_the_event_has_old_and_new_of_what_was_saved_and_its_history(event: AuditEvent) -> None:
    said = told(event)
    day = CalendarDay.objects.get()
    assert said["changes"] == [
        {"table": "calendarday", "id": day.pk, "op": "~", "fields": {"name": ["Một", "Hai"]}}
    ]
    newest = day.history.first()
    assert [row[:2] for row in said["history"]] == [["calendarday", newest.history_id]]
    assert newest.act_uid == event.act_uid


def test_an_event_has_what_was_saved_since_the_one_before(rows: Rows) -> None:
    with acting(actor=rows.actor):
        stream = lock_directory()
        for _time in range(2):
            rows.calendar_day().save()
            record_event("calendar_day_saved", stream=stream)
        record_event("calendar_day_saved", stream=stream)
    first, second, third = AuditEvent.objects.order_by("seq")
    changed = [[change["id"] for change in told(e)["changes"]] for e in (first, second, third)]
    ids = list(CalendarDay.objects.order_by("pk").values_list("pk", flat=True))
    assert changed == [ids[:1], ids[1:], []]
    assert first.act_uid == second.act_uid == third.act_uid


def test_the_role_s_name_is_in_the_site_s_language_whoever_looks(
    rows: Rows, seat: Seat, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "en"
    with acting(actor=rows.actor):
        record_event("unit_saved", stream=lock_directory(), seat=seat)
    assert told(AuditEvent.objects.latest("pk"))["actor"]["role_name"] == "Head of unit"


def test_names_addresses_and_reasons_stand_in_the_envelope_as_commitments_alone(
    event: AuditEvent, rows: Rows, principal: Any
) -> None:
    said = told(event)
    marks = {
        said["actor"]["name"]: ("name", rows.actor.pk, rows.actor.get_full_name()),
        said["principal"]["name"]: ("name", principal.pk, principal.get_full_name()),
        said["ip"]: ("ip", rows.actor.pk, IP),
        said["reason"]: ("reason", rows.actor.pk, REASON),
    }
    for mark, (kind, subject_id, value) in marks.items():
        kept = PersonalValue.objects.get(commitment=mark)
        assert (kept.kind, kept.subject_id, kept.value) == (kind, subject_id, value)
        assert len(bytes(kept.salt)) == 16
        assert commitment(bytes(kept.salt), value) == mark
        assert value not in event.envelope
    assert len(marks) == 4


def test_personal_values_may_be_erased_and_the_chain_still_holds(event: AuditEvent) -> None:
    before = event.envelope
    PersonalValue.objects.all().delete()
    again = AuditEvent.objects.get(pk=event.pk)
    assert again.envelope == before
    assert is_whole(again)
    assert not PersonalValue.objects.exists()


def test_one_name_is_committed_to_anew_in_each_event(rows: Rows) -> None:
    for _time in range(3):
        rows.keep(rows.calendar_day())
    marks = [told(e)["actor"]["name"] for e in AuditEvent.objects.all()]
    assert len(set(marks)) == 3


def test_what_is_not_given_is_not_committed_to(rows: Rows) -> None:
    rows.keep(rows.calendar_day())
    said = told(AuditEvent.objects.get())
    assert (said["ip"], said["reason"], said["principal"], said["content_hash"]) == (None,) * 4
    assert said["actor"]["unit"] is None
    assert [v.kind for v in PersonalValue.objects.all()] == ["name"]


@pytest.mark.parametrize("reason", ["x" * 20_000, 'Đ "\\ \u2028 🌾', '","seq":0,"stream":"'])
def test_a_reason_of_any_kind_is_kept(rows: Rows, reason: str) -> None:
    with acting(actor=rows.actor):
        record_event("unit_saved", stream=lock_directory(), reason=reason, details={"t": reason})
    row = AuditEvent.objects.get()
    assert is_whole(row)
    assert told(row)["seq"] == row.seq == 1
    assert PersonalValue.objects.get(kind="reason").value == reason


def test_each_stream_is_numbered_from_one_without_a_gap(rows: Rows) -> None:
    streams = [rows.stream() for _time in range(3)]
    for stream in streams:
        stream.save()
    order = [0, 1, 0, 2, 2, 0, 1, 2, 0]
    for index in order:
        with acting(actor=rows.actor):
            given = record_event("draft_saved", stream=streams[index])
        assert given == AuditEvent.objects.filter(stream=streams[index]).count()
    for stream in streams:
        numbers = AuditEvent.objects.filter(stream=stream).order_by("pk")
        assert [e.seq for e in numbers] == list(range(1, numbers.count() + 1))
        assert all(is_whole(e) and told(e)["seq"] == e.seq for e in numbers)


def test_a_refused_act_leaves_no_gap(rows: Rows) -> None:
    for outcome in ("done", "failed", "done"):
        try:
            with acting(actor=rows.actor):
                record_event("unit_saved", stream=lock_directory())
                if outcome == "failed":
                    raise ArithmeticError
        except ArithmeticError:
            continue
    assert sorted(e.seq for e in AuditEvent.objects.all()) == [1, 2]


@pytest.mark.parametrize("code", ["nothing", "unit_deleted", "UNIT_SAVED", "unit_saved "])
def test_an_act_that_is_in_no_list_is_not_recorded_silently(rows: Rows, code: str) -> None:
    with pytest.raises(UnknownActError, match=code), acting(actor=rows.actor):
        record_event(code, stream=lock_directory())
    assert not AuditEvent.objects.exists()


def test_every_act_in_the_lists_can_be_recorded(rows: Rows) -> None:
    with acting(actor=rows.actor):
        stream = lock_directory()
        for code in sorted(ACTS):
            record_event(code, stream=stream)
    assert {e.code for e in AuditEvent.objects.all()} == ACTS
    assert all(len(code) <= 60 for code in ACTS)


def test_an_event_outside_an_act_is_refused(rows: Rows) -> None:
    stream = lock_directory()
    with pytest.raises(NoActError):
        record_event("unit_saved", stream=stream)
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused(person: Any) -> None:
    stream = AuditStream.objects.create(kind="plan")
    act = Act(actor_id=person.pk, actor_name="", at=NOON)
    with doing(act), pytest.raises(NoActError, match="transaction"):
        record_event("draft_saved", stream=stream)
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    "details",
    [
        pytest.param({"share": 0.5}, id="a float"),
        pytest.param({"tên": "x"}, id="a key that is not ASCII"),
        pytest.param({"day": NOON}, id="a moment"),
    ],
)
def test_details_outside_the_profile_stop_the_act(rows: Rows, details: dict[str, Any]) -> None:
    def write() -> None:
        with acting(actor=rows.actor):
            rows.calendar_day().save()
            record_event("unit_saved", stream=lock_directory(), details=details)

    with pytest.raises(TypeError):
        write()
    assert not CalendarDay.objects.exists()
    assert not AuditEvent.objects.exists()


def test_there_is_one_directory(rows: Rows) -> None:
    assert lock_directory() == lock_directory()
    with pytest.raises(IntegrityError):
        AuditStream.objects.create(kind="directory")


@pytest.mark.parametrize("kind", list(AccessLog.Kind), ids=str)
def test_a_look_is_kept_whole_and_without_names(
    rows: Rows, principal: Any, kind: AccessLog.Kind
) -> None:
    stream = AuditStream.objects.create(kind="plan")
    with acting(
        actor=rows.actor, principal=principal, channel="api", at=NOON, request_id="r", ip=IP
    ) as act:
        row = record_access(kind, "plan", act=act, stream=stream, code="a", details={"n": 1})
    row = AccessLog.objects.get(pk=row.pk)
    said = told(row)
    assert is_whole(row)
    assert (row.kind, row.subject, row.code, row.channel) == (str(kind), "plan", "a", "api")
    assert (said["kind"], said["subject"], said["code"], said["channel"]) == (
        str(kind),
        "plan",
        "a",
        "api",
    )
    assert said["stream"] == f"plan:{stream.uid}"
    assert said["act"] == str(act.uid)
    assert row.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ") == said["at"]
    assert row.actor_id == said["actor"]["id"] == rows.actor.pk
    assert said["principal"]["id"] == principal.pk
    for value in (IP, rows.actor.get_full_name(), principal.get_full_name()):
        assert value not in row.envelope
        assert PersonalValue.objects.filter(value=value).exists()


def test_a_look_at_something_that_is_in_no_list_is_not_kept_silently(rows: Rows) -> None:
    with acting(actor=rows.actor) as act, pytest.raises(UnknownActError):
        record_access(AccessLog.Kind.VIEW, "kitchen", act=act, stream=None)
    assert not AccessLog.objects.exists()
