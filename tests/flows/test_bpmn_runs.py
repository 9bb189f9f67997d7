"""The exported BPMN, run by another engine, takes a plan over the same desks in the same order."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils.translation import override
from viewflow.workflow.status import STATUS

from dvcq_workflow.documents.diagram import bpmn_xml
from dvcq_workflow.flows.graphs import graph_of
from dvcq_workflow.flows.registry import all_flows
from dvcq_workflow.flows.runner import ACTS_AT
from dvcq_workflow.models import Desk, Opinion, Plan, Unit, WorkOrder
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.plans import FROZEN
from tests.flows.engine import OtherEngine
from tests.worlds import LOCAL, PATH, World, make_province

FLOW = "plan_approval"
BEGUN = dt.datetime(2026, 3, 2, 8, 0, tzinfo=LOCAL)
WHY = "Cần xem lại."
WHO = {step: who for step, _act, who in PATH}
WHO |= {Step.CLOSE_CONSULTATION: "drafter", Step.GIVE_OPINION: ""}


@dataclass
class Story:
    """The same acts in our flow and in the other engine, looked at after each."""

    world: World
    plan: Plan
    engine: OtherEngine

    def act(self, step: Step, act: str, *, unit: Unit | None = None, **data: Any) -> None:
        role = "drafter" if act == "withdraw" else WHO[step]
        who = self.world.people[f"head_{unit.code}" if unit else role]
        self.world.act(self.plan, step, act, who, unit=unit, **data)
        self.follow(step)

    def follow(self, step: Step) -> None:
        """Do in the other engine what was done in ours; then the same desks must be open."""
        asked = Opinion.objects.filter(
            consultation__plan=self.plan, consultation__closed_at__isnull=True
        )
        self.engine.do(str(step), status=self.plan.status, opinions_asked=asked.count())
        assert self.engine.open == self.our_open()

    def our_open(self) -> list[str]:
        desks = Desk.objects.filter(plan=self.plan, state=Desk.State.OPEN)
        return sorted(desks.values_list("step", flat=True))

    def our_done(self) -> list[str]:
        """The desks by which the plan went on. From one at which it was withdrawn its token went
        on too, though nobody there did the work; an opinion not given is cancelled."""
        desks = Desk.objects.filter(plan=self.plan, task__status=STATUS.DONE)
        return list(desks.order_by("done_at").values_list("step", flat=True))

    def consult(self) -> None:
        self.world.consult(self.plan)
        self.follow(Step.DRAFT)

    def on_to(self, last: Step) -> None:
        """Carry the plan to the desk of ``last``."""
        for step, act, _who in PATH:
            if step is last:
                return
            data = {"issued_on": self.world.today()} if act == "assign" else {}
            self.act(step, act, **data)

    def issue(self) -> None:
        self.on_to(Step.RELEASE)
        self.act(Step.RELEASE, "release")


@pytest.fixture
def story(db: Any) -> Story:
    world = make_province(at=BEGUN)
    xml = bpmn_xml(graph_of(FLOW, all_flows()[FLOW]))
    return Story(world, world.start_plan(), OtherEngine(xml, FLOW))


def straight_to_issue(story: Story) -> None:
    story.issue()


def one_round_with_an_opinion_passed_over(story: Story) -> None:
    story.consult()
    for unit in story.world.consulted_units[:2]:
        story.act(Step.GIVE_OPINION, "give", unit=unit, agrees=True, text="")
    story.act(Step.CLOSE_CONSULTATION, "close", reason=WHY)
    story.issue()


def one_round_with_every_opinion_given(story: Story) -> None:
    story.consult()
    for unit in story.world.consulted_units:
        story.act(Step.GIVE_OPINION, "give", unit=unit, agrees=False, text=WHY)
    story.act(Step.CLOSE_CONSULTATION, "close", reason="")
    story.issue()


def two_rounds_and_a_return_between(story: Story) -> None:
    story.consult()
    story.act(Step.CLOSE_CONSULTATION, "close", reason=WHY)
    story.on_to(Step.CHECK_FORMAT)
    story.act(Step.CHECK_FORMAT, "return", reason=WHY)
    story.consult()
    story.act(Step.GIVE_OPINION, "give", unit=story.world.consulted_units[0], agrees=True, text="")
    story.act(Step.CLOSE_CONSULTATION, "close", reason=WHY)
    story.issue()


def returned_once_from_each_desk_that_may(story: Story) -> None:
    for step in [step for step, _act, _who in PATH if "return" in ACTS_AT[step]]:
        story.on_to(step)
        story.act(step, "return", reason=WHY)
    story.issue()


def refused_by_the_signer(story: Story) -> None:
    story.on_to(Step.SIGN)
    story.act(Step.SIGN, "refuse", reason=WHY)


def withdrawn_after_a_return(story: Story) -> None:
    story.on_to(Step.CHECK_CONTENT)
    story.act(Step.CHECK_CONTENT, "return", reason=WHY)
    story.act(Step.DRAFT, "withdraw", reason=WHY)


def withdrawn_while_opinions_are_open(story: Story) -> None:
    story.consult()
    story.act(Step.GIVE_OPINION, "give", unit=story.world.consulted_units[0], agrees=True, text="")
    story.act(Step.CLOSE_CONSULTATION, "withdraw", reason=WHY)


STORIES = [
    straight_to_issue,
    one_round_with_an_opinion_passed_over,
    one_round_with_every_opinion_given,
    two_rounds_and_a_return_between,
    returned_once_from_each_desk_that_may,
    refused_by_the_signer,
    withdrawn_after_a_return,
    withdrawn_while_opinions_are_open,
]


@pytest.mark.parametrize("tell", STORIES, ids=[tell.__name__ for tell in STORIES])
def test_another_engine_takes_the_plan_over_the_same_desks(
    story: Story, tell: Callable[[Story], None]
) -> None:
    tell(story)
    both_ended_alike(story)


@pytest.mark.parametrize("step", [step for step, _act, _who in PATH if "withdraw" in ACTS_AT[step]])
def test_a_withdrawal_ends_both_at_the_same_desk(story: Story, step: Step) -> None:
    story.on_to(step)
    story.act(step, "withdraw", reason=WHY)
    both_ended_alike(story)


def both_ended_alike(story: Story) -> None:
    assert story.engine.done == story.our_done()
    assert story.plan.state in FROZEN
    assert story.engine.is_finished
    assert story.engine.ends == [story.plan.status]
    orders = WorkOrder.objects.filter(kind="open_year")
    assert len(story.engine.services) == orders.count()


def test_names_are_translated_and_what_runs_is_not() -> None:
    documents = []
    for language in ("vi", "en"):
        with override(language):
            documents.append(bpmn_xml(graph_of(FLOW, all_flows()[FLOW])))
    assert documents[0] != documents[1]
    ids = [re.findall(rb' (?:id|sourceRef|targetRef|default)="[^"]*"', xml) for xml in documents]
    assert ids[0] == ids[1]
