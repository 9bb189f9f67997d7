"""Next year's plan: words with their time moved forward, doubtful citations, tasks carried over."""

from __future__ import annotations

import json

import pytest

from dvcq_workflow.flows.starting import start_next_year
from dvcq_workflow.models import AuditEvent, Obligation, Plan
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.errors import NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.selectors.next_year import doubtful_citations
from tests.services.noticing import release_recall
from tests.tasking import offered_task, staff, task_at
from tests.worlds import World


@pytest.fixture
def world(province: World) -> World:
    return staff(province)


@pytest.fixture
def plan(world: World) -> Plan:
    return world.issue_without_tasks()


@pytest.mark.audits("draft_next_year")
def test_a_draft_begins_with_last_year_s_words_and_its_unfinished_tasks(
    world: World, plan: Plan
) -> None:
    done = task_at(world, plan, AssignmentStatus.DONE)
    left = offered_task(world, plan, unit="SGDDT", text="Xây dựng mô hình.")
    draft = start_next_year(plan_id=plan.pk, carried=[left.pk], actor=world.drafter)
    content = content_of(draft)
    assert (draft.state, draft.year) == (Status.DRAFT, plan.year + 1)
    assert content.subject == "Công tác dân vận chính quyền năm 2021"
    assert content.citations == content_of(plan).citations
    assert draft.signing_authority == plan.signing_authority
    carried = Obligation.objects.get(plan=draft)
    assert (carried.origin, carried.carried_from, carried.text) == ("carried", left, left.text)
    assert [actor.unit for actor in carried.actors.all()] == [world.units["SGDDT"]]
    event = AuditEvent.objects.get(stream=draft.stream, code="obligation_carried_over")
    assert json.loads(event.envelope)["details"]["tasks"] == [str(left.uid)]
    with pytest.raises(RuleViolation, match="task_not_carried_over"):
        start_next_year(plan_id=plan.pk, carried=[done.pk], actor=world.drafter)


def test_only_who_drafts_in_its_unit_begins_it_and_only_from_what_was_issued(
    world: World, plan: Plan
) -> None:
    for who, refusal in ((world.clerk, NotPermitted), (world.stranger, NotVisible)):
        with pytest.raises(refusal):
            start_next_year(plan_id=plan.pk, carried=[], actor=who)
    draft = world.start_plan()
    with pytest.raises(RuleViolation, match="plan_not_issued"):
        start_next_year(plan_id=draft.pk, carried=[], actor=world.drafter)
    assert Plan.objects.count() == 2


def test_a_citation_that_nobody_looked_up_or_that_was_recalled_is_named(
    world: World, plan: Plan
) -> None:
    assert [(each.citation.symbol, each.doubt) for each in doubtful_citations(plan)] == [
        ("553/QĐ-UBND", "unknown")
    ]
    number = plan.issuances.get().full_number
    citing = world.start_plan()
    content = world.content()
    cited = content.citations[0].__class__(number, "Kế hoạch")
    world.act(
        citing,
        "draft",  # type: ignore[arg-type]
        "save",
        world.drafter,
        content=world.content(citations=(*content.citations, cited)),
    )
    release_recall(world, plan)
    assert (number, "ended") in [
        (each.citation.symbol, each.doubt) for each in doubtful_citations(citing)
    ]
