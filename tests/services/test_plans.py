"""Drafting: who may begin, what a save keeps, when a draft may leave, what is frozen."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from dvcq_workflow.flows.runner import perform
from dvcq_workflow.models import AuditEvent, Plan, PlanItem, PlanVersion
from dvcq_workflow.rules.content import Node
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import Conflict, NotPermitted, RuleViolation
from dvcq_workflow.selectors.content import content_of, content_of_version
from dvcq_workflow.services.plans import draft_plan, save_draft
from tests.worlds import World


def begin(world: World, actor: Any) -> Plan:
    return draft_plan(
        content=world.content(),
        issuing_unit=world.province,
        drafting_unit=world.room,
        advising_unit=world.advising,
        signing_authority=world.authorities["vice_chairman"],
        actor=actor,
    )


@pytest.mark.audits("draft_plan")
def test_a_draft_begins_its_own_history(province: World) -> None:
    plan = begin(province, province.drafter)
    event = AuditEvent.objects.get(stream=plan.stream)
    told = json.loads(event.envelope)
    assert (event.seq, event.code, event.actor_id) == (1, "plan_drafted", province.drafter.pk)
    assert {change["table"] for change in told["changes"]} >= {"plan", "planitem", "recipient"}
    assert event.content_hash == content_of(plan).content_hash == plan.content_hash


@pytest.mark.parametrize("name", ["stranger", "outsider", "clerk", "chairman"])
def test_who_does_not_draft_for_the_unit_begins_nothing(province: World, name: str) -> None:
    with pytest.raises(NotPermitted, match="desk_not_yours"):
        begin(province, province.people[name])
    assert not Plan.objects.exists()
    assert not PlanItem.objects.exists()


def test_a_save_that_changes_no_content_voids_nothing(province: World) -> None:
    plan = province.start_plan()
    before = plan.content_hash
    rows = PlanItem.history.count()
    province.act(plan, Step.DRAFT, "save", province.drafter, content=content_of(plan))
    assert plan.content_hash == before
    assert PlanItem.history.count() == rows


def test_a_mended_sentence_keeps_its_row_and_its_neighbours_untouched(province: World) -> None:
    plan = province.start_plan()
    content = content_of(plan)
    before = dict(plan.items.values_list("position", "pk"))
    nodes = list(content.nodes)
    nodes[4] = replace(nodes[4], text="Người đứng đầu đối thoại mỗi quý một lần.")
    nodes.insert(5, Node("bullet", "", "Công khai kết quả đối thoại."))
    province.act(
        plan, Step.DRAFT, "save", province.drafter, content=replace(content, nodes=tuple(nodes))
    )
    after = dict(plan.items.values_list("position", "pk"))
    assert before.items() <= after.items()
    assert len(after) == len(before) + 1
    assert content_of(plan).nodes == tuple(nodes)
    changed = json.loads(AuditEvent.objects.filter(stream=plan.stream).latest("seq").envelope)
    tables = [(c["table"], c["op"]) for c in changed["changes"]]
    assert tables.count(("planitem", "~")) == 1
    assert tables.count(("planitem", "+")) == 1


def test_every_shape_of_content_is_stored_and_read_back_as_it_was(province: World) -> None:
    plan = province.start_plan()
    for nodes in (
        (Node("paragraph", "", "Chỉ một đoạn."),),
        (Node("bullet", "a", "Điểm a."), Node("section", "I", "Mục"), Node("item", "1", "Việc")),
        tuple(Node("item", str(n), f"Việc {n}") for n in range(1, 40)),
        (Node("section", "I", "A"), Node("bullet", "", "B"), Node("paragraph", "", "C")),
    ):
        content = replace(content_of(plan), nodes=nodes)
        province.act(plan, Step.DRAFT, "save", province.drafter, content=content)
        assert content_of(plan).nodes == nodes
        assert content_of(plan).content_hash == plan.content_hash


def test_an_unfinished_draft_does_not_leave_its_desk(province: World) -> None:
    plan = province.start_plan(content=province.content(recipients=()))
    with pytest.raises(RuleViolation, match="draft_without_recipients"):
        province.act(plan, Step.DRAFT, "submit", province.drafter)


def test_a_draft_without_a_signer_does_not_leave_its_desk(province: World) -> None:
    plan = province.start_plan(signing_authority=None)
    with pytest.raises(RuleViolation, match="draft_without_signature"):
        province.act(plan, Step.DRAFT, "submit", province.drafter)


def test_what_leaves_the_desk_is_frozen_word_for_word(province: World) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    version = PlanVersion.objects.get(plan=plan)
    assert version.content_hash == plan.content_hash
    assert content_of_version(version) == content_of(plan)


def test_a_draft_that_was_sent_on_is_no_longer_saved(province: World) -> None:
    plan = province.start_plan()
    desk = province.desk(plan, Step.DRAFT)
    content = content_of(plan)
    province.act(plan, Step.DRAFT, "submit", province.drafter)
    with pytest.raises(Conflict, match="desk_done"):
        _save_at(province, plan, desk, content)


def _save_at(world: World, plan: Plan, desk: Any, content: Any) -> None:
    perform(
        Step.DRAFT,
        desk.task.process_id,
        desk.task_id,
        act="save",
        actor=world.drafter,
        seen_hash=plan.content_hash,
        data={"content": content},
    )


def test_an_issued_plan_is_frozen(province: World) -> None:
    plan = province.issue_plan()
    with pytest.raises(RuleViolation, match="plan_issued_frozen"):
        save_draft(
            plan_id=plan.pk,
            content=content_of(plan),
            seen_hash=plan.content_hash,
            actor=province.drafter,
        )


def test_a_bullet_stands_under_its_item_or_else_under_its_section(province: World) -> None:
    nodes = (
        Node("section", "I", "A"),
        Node("bullet", "", "một"),
        Node("bullet", "", "hai"),
        Node("item", "1", "B"),
        Node("bullet", "", "ba"),
        Node("paragraph", "", "đoạn kết"),
    )
    plan = province.start_plan(content=province.content(nodes=nodes))
    parents = dict(plan.items.values_list("text", "parent__text"))
    assert parents == {"A": None, "một": "A", "hai": "A", "B": "A", "ba": "B", "đoạn kết": "A"}
