"""What cannot be printed is stopped where it is written, so that a release never ends without a
file."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import pytest

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models import AccessLog, AuditEvent, Plan, PlanNotice, PlanVersion
from dvcq_workflow.rules.content import Node
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.services.notices import draft_notice, save_notice
from dvcq_workflow.services.plans import submit_plan
from dvcq_workflow.web import checking
from tests.services.noticing import drafted, written
from tests.web.posting import client_of, open_desk_url
from tests.worlds import World

ODD = Node("paragraph", "", "Gần dân 😀 hơn nữa.")


def odd_plan(world: World) -> Plan:
    """Return a draft, complete, with a letter that no face of ours has."""
    content = world.content()
    return world.start_plan(content=replace(content, nodes=(*content.nodes, ODD)))


def test_a_draft_may_hold_what_cannot_be_printed_but_does_not_leave_its_desk(
    province: World,
) -> None:
    plan = odd_plan(province)
    events = AuditEvent.objects.filter(stream=plan.stream).count()
    with pytest.raises(RuleViolation) as refusal:
        province.act(plan, Step.DRAFT, "submit", province.drafter)
    assert refusal.value.code == "text_not_printable"
    assert refusal.value.params == {
        "characters": "😀 U+1F600",
        "place": "Gần dân 😀 hơn nữa./.",
    }
    plan.refresh_from_db()
    assert plan.state is Status.DRAFT
    assert not PlanVersion.objects.filter(plan=plan).exists()
    assert AuditEvent.objects.filter(stream=plan.stream).count() == events


def test_the_refusal_stands_in_the_log_with_who_and_why(province: World) -> None:
    plan = odd_plan(province)
    with pytest.raises(RuleViolation, match="text_not_printable"):
        submit_plan(plan_id=plan.pk, seen_hash=plan.content_hash, actor=province.drafter)
    logged = AccessLog.objects.filter(kind="refused").latest("pk")
    assert logged.actor_id == province.drafter.pk
    assert logged.code == "text_not_printable"


def test_once_mended_it_leaves(province: World) -> None:
    plan = odd_plan(province)
    mended = replace(content_of(plan), nodes=province.content().nodes)
    province.act(plan, Step.DRAFT, "save", province.drafter, content=mended)
    province.act(plan, Step.DRAFT, "submit", province.drafter)
    assert plan.state is not Status.DRAFT


@pytest.mark.parametrize("field", ["symbol", "place", "subject", "text"])
def test_a_notice_that_cannot_be_printed_is_not_begun(province: World, field: str) -> None:
    plan = province.issue_plan()
    events = AuditEvent.objects.filter(stream=plan.stream).count()
    with pytest.raises(RuleViolation, match="text_not_printable"):
        draft_notice(
            plan_id=plan.pk,
            kind=drafted(province, plan).kind,
            written=written(**{field: "Dòng một\n中"}),
            actor=province.drafter,
        )
    assert PlanNotice.objects.count() == 1
    assert AuditEvent.objects.filter(stream=plan.stream).count() == events + 1


def test_nor_is_it_saved_and_what_stood_there_stays(province: World) -> None:
    notice = drafted(province, province.issue_plan())
    with pytest.raises(RuleViolation, match="text_not_printable"):
        save_notice(
            notice_id=notice.pk,
            written=written(text="Sửa 中"),
            seen_hash=notice.content_hash,
            actor=province.drafter,
        )
    before = notice.text
    notice.refresh_from_db()
    assert notice.text == before
    assert AccessLog.objects.filter(kind="refused", actor_id=province.drafter.pk).exists()


def test_the_reason_of_a_notice_is_not_printed_and_may_hold_anything(province: World) -> None:
    plan = province.issue_plan()
    kind = drafted(province, plan).kind
    notice = draft_notice(
        plan_id=plan.pk, kind=kind, written=written(reason="中"), actor=province.drafter
    )
    assert notice.reason == "中"


def test_the_sentence_tells_which_where_and_what_to_do(province: World) -> None:
    said = sentence_of(RuleViolation("text_not_printable", characters="😀 U+1F600", place="Gần"))
    assert "😀 U+1F600" in said
    assert "“Gần”" in said


def test_the_desk_of_format_finds_it_in_a_draft_that_came_before_the_door(province: World) -> None:
    with patch("dvcq_workflow.services.plans.require_printable_plan"):
        plan = province.plan_at(Step.CHECK_FORMAT, plan=odd_plan(province))
    page = client_of(province.format_checker).get(open_desk_url(province, plan, Step.CHECK_FORMAT))
    assert "U+1F600" in page.content.decode()


def test_the_desk_of_format_says_nothing_where_all_can_be_printed(province: World) -> None:
    plan = province.plan_at(Step.CHECK_FORMAT)
    assert checking._unprintable(province.content()) == ""
    page = client_of(province.format_checker).get(open_desk_url(province, plan, Step.CHECK_FORMAT))
    assert "U+" not in page.content.decode()
