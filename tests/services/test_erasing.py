"""What is known of a person by name can be erased; what they did stays, and stays provable."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from dvcq_workflow.audit.proving import prove
from dvcq_workflow.audit.rows import prove_rows
from dvcq_workflow.models import AccessLog, AuditEvent, PersonalValue
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import NotPermitted, RuleViolation
from dvcq_workflow.services.erasing import erase_personal_values
from dvcq_workflow.services.people import end_membership
from tests.worlds import World

REASON = "Người được ghi tên đề nghị."


@pytest.fixture
def left(province: World) -> World:
    """The drafter submitted a plan and has left since."""
    plan = province.plan_at(Step.CHECK_CONTENT)
    province.act(plan, Step.CHECK_CONTENT, "return", province.head, reason="Thiếu căn cứ.")
    (seat,) = province.drafter.dvcq_memberships.all()
    end_membership(
        membership=seat,
        ended_on=province.today().replace(month=1, day=1),
        reason="Nghỉ việc.",
        actor=province.keeper,
    )
    return province


def values_of(person: Any) -> int:
    return PersonalValue.objects.filter(subject_id=person.pk).count()


@pytest.mark.audits("erase_personal_values")
def test_after_erasing_nobody_reads_the_name_and_the_record_still_holds(left: World) -> None:
    before = list(AuditEvent.objects.order_by("pk").values_list("digest", flat=True))
    count = values_of(left.drafter)
    assert count > 0
    erased = erase_personal_values(person=left.drafter, reason=REASON, actor=left.keeper)
    assert erased == count
    assert values_of(left.drafter) == 0
    assert values_of(left.head) > 0
    event = AuditEvent.objects.latest("pk")
    said = json.loads(event.envelope)
    assert event.code == "personal_values_erased"
    assert said["details"] == {"person": left.drafter.pk, "values": count}
    assert PersonalValue.objects.get(pk=said["reason"]).value == REASON
    kept = AuditEvent.objects.order_by("pk").values_list("digest", flat=True)
    assert list(kept)[: len(before)] == before
    assert prove(first_only=False).breaks == []
    assert list(prove_rows()) == []


def test_erasing_twice_is_recorded_once(left: World) -> None:
    erase_personal_values(person=left.drafter, reason=REASON, actor=left.keeper)
    assert erase_personal_values(person=left.drafter, reason=REASON, actor=left.keeper) == 0
    assert AuditEvent.objects.filter(code="personal_values_erased").count() == 1


def test_who_holds_a_seat_stays_readable(left: World) -> None:
    with pytest.raises(RuleViolation, match="person_in_office"):
        erase_personal_values(person=left.head, reason=REASON, actor=left.keeper)
    assert values_of(left.head) > 0


def test_without_a_reason_nothing_is_erased(left: World) -> None:
    with pytest.raises(RuleViolation, match="reason_missing"):
        erase_personal_values(person=left.drafter, reason=" ", actor=left.keeper)
    assert values_of(left.drafter) > 0


def test_only_a_keeper_erases(left: World) -> None:
    with pytest.raises(NotPermitted, match="directory_not_yours"):
        erase_personal_values(person=left.drafter, reason=REASON, actor=left.chairman)
    assert values_of(left.drafter) > 0
    assert AccessLog.objects.latest("pk").code == "directory_not_yours"


def test_the_command_erases_in_a_keeper_s_name(left: World, capsys: Any) -> None:
    given = ("drafter", "--reason", REASON, "--as")
    with pytest.raises(CommandError):
        call_command("dvcq_erase", *given, "chairman")
    with pytest.raises(CommandError):
        call_command("dvcq_erase", *given, "nobody")
    call_command("dvcq_erase", *given, "keeper")
    assert values_of(left.drafter) == 0
    assert AuditEvent.objects.latest("pk").channel == "command"
    assert capsys.readouterr().out


def test_a_history_page_says_that_a_name_was_erased(left: World, client: Any) -> None:
    plan = AuditEvent.objects.filter(code="plan_submitted").get().stream.plan
    erase_personal_values(person=left.drafter, reason=REASON, actor=left.keeper)
    client.force_login(left.auditor)
    page = client.get(f"/dan-van/plans/{plan.uid}/history/")
    assert page.status_code == 200
    assert "đã xóa theo quy định về dữ liệu cá nhân" in page.content.decode()
