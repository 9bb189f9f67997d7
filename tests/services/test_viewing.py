"""Whoever looks at a plan, a desk or an import is on record; whoever may not look, too."""

from __future__ import annotations

import json
import uuid

import pytest

from dvcq_workflow.models import AccessLog, AuditEvent
from dvcq_workflow.rules.errors import NotPermitted, NotVisible
from dvcq_workflow.services.viewing import record_view, view_acts, view_plan
from tests.worlds import World


@pytest.mark.audits("record_view")
def test_a_look_is_kept_with_who_and_where_from(province: World) -> None:
    plan = province.start_plan()
    events = AuditEvent.objects.count()
    row = record_view(
        subject="desk",
        stream=plan.stream,
        actor=province.drafter,
        channel="web",
        request_id="r-1",
        ip="192.0.2.1",
    )
    kept = AccessLog.objects.get(pk=row.pk)
    assert (kept.kind, kept.subject, kept.stream) == ("view", "desk", plan.stream)
    assert kept.actor_id == province.drafter.pk
    assert json.loads(kept.envelope)["kind"] == "view"
    assert AuditEvent.objects.count() == events


def test_an_inactive_person_looks_at_nothing(province: World) -> None:
    plan = province.start_plan()
    type(province.drafter).objects.filter(pk=province.drafter.pk).update(is_active=False)
    with pytest.raises(NotPermitted, match="person_inactive"):
        record_view(subject="desk", stream=plan.stream, actor=province.drafter)
    assert not AccessLog.objects.filter(kind=AccessLog.Kind.VIEW).exists()


@pytest.mark.audits("view_plan")
def test_a_look_at_a_plan_is_on_its_record(province: World) -> None:
    plan = province.start_plan()
    assert view_plan(uid=plan.uid, actor=province.head) == plan
    look = AccessLog.objects.get(kind=AccessLog.Kind.VIEW)
    assert (look.stream, look.actor_id, look.subject) == (plan.stream, province.head.pk, "plan")


@pytest.mark.parametrize("who", ["stranger", "outsider"])
def test_a_refused_look_is_on_the_plan_s_record(province: World, who: str) -> None:
    plan = province.start_plan()
    person = province.people[who]
    with pytest.raises(NotVisible, match="plan_not_found"):
        view_plan(uid=plan.uid, actor=person)
    refused = AccessLog.objects.get(kind=AccessLog.Kind.REFUSED)
    assert (refused.actor_id, refused.stream) == (person.pk, plan.stream)


def test_a_look_at_what_is_not_there_is_kept_without_a_stream(province: World) -> None:
    with pytest.raises(NotVisible, match="plan_not_found"):
        view_plan(uid=uuid.uuid4(), actor=province.head)
    assert AccessLog.objects.get(kind=AccessLog.Kind.REFUSED).stream is None


@pytest.mark.audits("view_acts")
def test_a_look_at_acts_across_plans_is_on_record(province: World) -> None:
    view_acts(actor=province.auditor)
    look = AccessLog.objects.get(kind=AccessLog.Kind.VIEW)
    assert (look.subject, look.stream, look.actor_id) == ("acts", None, province.auditor.pk)


def test_who_audits_nothing_sees_no_acts_across_plans_and_that_is_on_record(
    province: World,
) -> None:
    with pytest.raises(NotPermitted, match="history_not_yours"):
        view_acts(actor=province.drafter)
    (refused,) = AccessLog.objects.all()
    assert (refused.kind, refused.actor_id) == ("refused", province.drafter.pk)
