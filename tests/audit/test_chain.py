"""Each event names the digest of the one before it: none can be taken out, put in or moved."""

from __future__ import annotations

import json

from django.test import override_settings

from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.models import AuditEvent, AuditStream
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.services.acting import acting
from tests.models.rows import Rows
from tests.worlds import World


def links_of(stream: AuditStream) -> list[tuple[str | None, str]]:
    """Return for each event of a stream the digest it names and its own, in order."""
    rows = AuditEvent.objects.filter(stream=stream).order_by("seq")
    return [(json.loads(row.envelope)["prev"], row.digest) for row in rows]


def test_the_events_of_a_plan_and_of_the_directory_each_make_one_chain(province: World) -> None:
    plan = province.start_plan()
    province.issue_plan(plan=plan)
    for stream in (plan.stream, AuditStream.objects.get(kind=AuditStream.Kind.DIRECTORY)):
        links = links_of(stream)
        assert len(links) > 5
        assert [before for before, _own in links] == [None, *(own for _before, own in links[:-1])]


def test_two_plans_have_two_chains(province: World) -> None:
    first, second = province.start_plan(), province.start_plan()
    assert links_of(first.stream)[0][0] is None
    assert links_of(second.stream)[0][0] is None


def test_facts_that_look_like_the_frame_do_not_mislead_the_chain(rows: Rows) -> None:
    frame = {"principal": None, "seq": 0, "stream": "plan:x"}
    with acting(actor=rows.actor):
        stream = lock_directory()
        for _each in range(2):
            record_event("unit_saved", stream=stream, details={"prev": 0, **frame})
    (_none, first), (before, _second) = links_of(stream)[-2:]
    assert before == first
    said = json.loads(AuditEvent.objects.latest("pk").envelope)
    assert said["details"] == {"prev": 0, **frame}


def test_an_event_keeps_the_names_of_act_desk_and_units_as_they_are_that_day(
    province: World,
) -> None:
    with override_settings(LANGUAGE_CODE="vi"):
        plan = province.start_plan()
        province.consult(plan)
        event = AuditEvent.objects.filter(stream=plan.stream, code="consultation_opened").get()
        said = json.loads(event.envelope)
        assert said["names"]["act"] == "Gửi lấy ý kiến"
        assert said["details"]["desk"] == Step.DRAFT
        assert said["names"]["desk"] == "Soạn thảo"
    assert said["actor"]["unit_name"] == province.room.name
