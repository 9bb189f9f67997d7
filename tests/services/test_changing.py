"""Amendment and replacement: a plan of equivalent form that names what it changes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dvcq_workflow.models import AuditEvent, Plan
from dvcq_workflow.rules.content import PlanContent
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import NotVisible, RuleViolation
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.content import content_of, content_of_version
from dvcq_workflow.services.access import grant_view
from tests.services.noticing import release_recall
from tests.worlds import World


def codes_of(plan: Plan) -> list[str]:
    events = AuditEvent.objects.filter(stream=plan.stream).order_by("seq")
    return list(events.values_list("code", flat=True))


def last_told(plan: Plan, code: str) -> dict[str, Any]:
    event = AuditEvent.objects.filter(stream=plan.stream, code=code).latest("seq")
    told: dict[str, Any] = json.loads(event.envelope)
    return told


def change(world: World, plan: Plan, kind: str = "replace", **draft: Any) -> Plan:
    """Begin a plan that changes ``plan``."""
    return world.start_plan(changes_plan=plan, change_kind=kind, **draft)


@pytest.mark.parametrize("kind", ["amend", "replace"])
def test_a_changing_plan_names_number_and_date_of_what_it_changes(
    province: World, kind: str
) -> None:
    issued = province.issue_plan()
    named = content_of(change(province, issued, kind)).changes
    assert named is not None
    number = issued.issuances.get()
    assert (named.kind, named.plan) == (kind, str(issued.uid))
    assert (named.number, named.date) == (number.full_number, number.issued_on)


def test_what_it_changes_is_checked_signed_and_frozen_with_the_rest(province: World) -> None:
    issued = province.issue_plan()
    other = change(province, issued, "amend")
    assert content_of(other).content_hash == other.content_hash
    province.issue_plan(plan=other)
    version = other.versions.get()
    assert content_of_version(version).changes == content_of(other).changes
    assert version.content_hash == other.content_hash


def test_a_save_cannot_change_what_a_plan_changes(province: World) -> None:
    issued = province.issue_plan()
    other = change(province, issued)
    content: PlanContent = province.content(subject="Công tác dân vận chính quyền, thay thế")
    assert content.changes is None
    province.act(other, Step.DRAFT, "save", province.drafter, content=content)
    assert content_of(other).changes is not None
    assert other.changes_plan == issued


def test_a_replacement_ends_the_plan_when_it_is_released_and_not_before(province: World) -> None:
    issued = province.issue_plan()
    other = province.plan_at(Step.RELEASE, plan=change(province, issued))
    issued.refresh_from_db()
    assert issued.state is Status.ISSUED
    province.act(other, Step.RELEASE, "release", province.clerk)
    issued.refresh_from_db()
    assert (issued.state, other.state) == (Status.REPLACED, Status.ISSUED)


def test_an_amendment_lets_the_plan_stand(province: World) -> None:
    issued = province.issue_plan()
    for _time in range(2):
        province.issue_plan(plan=change(province, issued, "amend"))
    issued.refresh_from_db()
    assert issued.state is Status.ISSUED
    assert codes_of(issued).count("plan_amended") == 2


@pytest.mark.audits("release_plan")
@pytest.mark.parametrize(
    ("kind", "code"), [("replace", "plan_replaced"), ("amend", "plan_amended")]
)
def test_the_changed_plan_s_own_record_names_what_changed_it(
    province: World, kind: str, code: str
) -> None:
    issued = province.issue_plan()
    other = province.issue_plan(plan=change(province, issued, kind))
    told = last_told(issued, code)
    assert told["details"]["by_plan"] == str(other.uid)
    assert told["details"]["by_number"] == other.issuances.get().full_number
    assert told["act"] == last_told(other, "plan_released")["act"]
    assert told["actor"]["id"] == province.clerk.pk
    assert last_told(other, "plan_drafted")["details"][f"{kind}s_number"] == "01/KH-UBND"


def test_a_plan_is_replaced_once_and_the_second_release_leaves_nothing(province: World) -> None:
    issued = province.issue_plan()
    first, second = change(province, issued), change(province, issued)
    for other in (first, second):
        province.plan_at(Step.RELEASE, plan=other)
    province.act(first, Step.RELEASE, "release", province.clerk)
    before = codes_of(issued), codes_of(second)
    with pytest.raises(RuleViolation, match="change_replaced_already"):
        province.act(second, Step.RELEASE, "release", province.clerk)
    second.refresh_from_db()
    assert second.state is Status.SEALED
    assert (codes_of(issued), codes_of(second)) == before
    assert second.issuances.get().state == "taken"


@pytest.mark.parametrize(
    ("step", "act", "who"),
    [
        pytest.param(Step.DRAFT, "submit", "drafter", id="sent to be checked"),
        pytest.param(Step.SIGN, "sign", "vice_chairman", id="signed"),
        pytest.param(Step.NUMBER, "assign", "clerk", id="numbered"),
    ],
)
def test_nobody_goes_on_with_a_change_of_what_no_longer_holds(
    province: World, step: Step, act: str, who: str
) -> None:
    issued = province.issue_plan()
    other = province.plan_at(step, plan=change(province, issued))
    release_recall(province, issued)
    data = {"issued_on": province.today()} if act == "assign" else {}
    with pytest.raises(RuleViolation, match="change_recalled"):
        province.act(other, step, act, province.people[who], **data)


def test_the_wrong_person_begins_no_change_and_nothing_is_written(province: World) -> None:
    issued = province.issue_plan()
    plans = Plan.objects.count()
    for name in ("advising_specialist", "clerk", "vice_chairman", "outsider", "stranger"):
        with pytest.raises(RuleViolation, match="desk_not_yours"):
            change(province, issued, by=province.people[name])
    assert Plan.objects.count() == plans


def test_only_an_issued_plan_of_the_same_body_that_one_sees_is_named(province: World) -> None:
    draft = province.start_plan()
    with pytest.raises(RuleViolation, match="change_not_issued"):
        change(province, draft)
    issued = province.issue_plan()
    with pytest.raises(RuleViolation, match="change_other_body"):
        change(province, issued, issuing_unit=province.advising, signing_authority=None)
    district = province.units["HCL"]
    own = {"issuing_unit": district, "drafting_unit": district, "advising_unit": None}
    with pytest.raises(NotVisible, match="plan_not_found"):
        change(province, issued, by=province.outsider, signing_authority=None, **own)
    plan = province.issue_plan()
    grant_view(plan_id=plan.pk, person=province.outsider, reason="Đoàn", actor=province.chairman)
    with pytest.raises(RuleViolation, match="change_other_body"):
        change(province, plan, by=province.outsider, signing_authority=None, **own)


@pytest.mark.parametrize(
    "odd", [{"change_kind": "amend"}, {"changes_plan": None, "change_kind": "replace"}]
)
def test_a_change_without_its_plan_is_refused(province: World, odd: dict[str, Any]) -> None:
    with pytest.raises(RuleViolation, match="change_incomplete"):
        province.start_plan(**odd)


def test_a_replaced_or_recalled_plan_is_not_changed_again(province: World) -> None:
    replaced, recalled = province.issue_plan(), province.issue_plan()
    province.issue_plan(plan=change(province, replaced))
    release_recall(province, recalled)
    for plan, code in ((replaced, "change_replaced_already"), (recalled, "change_recalled")):
        for kind in ("amend", "replace"):
            with pytest.raises(RuleViolation, match=code):
                change(province, plan, kind)
