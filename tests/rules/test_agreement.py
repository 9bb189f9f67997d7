"""Which desks a state asks for, and what the database itself already forbids."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace

import pytest

from dvcq_workflow.rules.agreement import (
    APPROVALS_IN,
    Flow,
    NumberFacts,
    ProcessFacts,
    Record,
    Rule,
    desks_asked_for,
    disagreements,
)
from dvcq_workflow.rules.desks import PlanFacts, Step
from dvcq_workflow.rules.plans import Status

ASKED_FOR = {
    Status.DRAFT: ["draft"],
    Status.IN_CONSULTATION: ["close_consultation"],
    Status.CONTENT_CHECK: ["check_content"],
    Status.FORMAT_CHECK: ["check_format"],
    Status.AWAITING_SIGNATURE: ["sign"],
    Status.SIGNED: ["number"],
    Status.NUMBERED: ["seal"],
    Status.SEALED: ["release"],
    Status.ISSUED: [],
    Status.REFUSED: [],
    Status.WITHDRAWN: [],
    Status.REPLACED: [],
    Status.RECALLED: [],
}
PAPER = Record(
    status=Status.ISSUED,
    content_hash="a",
    live_hash="a",
    facts=PlanFacts(1),
    unit_at={},
    numbers=(NumberFacts("a", True),),
    is_historical=True,
)


@pytest.mark.parametrize("status", list(Status))
def test_a_state_asks_for_its_own_desk_alone(status: Status) -> None:
    wanted = Counter((Step(step), None) for step in ASKED_FOR[status])
    assert desks_asked_for(status) == wanted


def test_out_for_opinions_each_awaited_unit_has_a_desk_besides() -> None:
    assert desks_asked_for(Status.IN_CONSULTATION, [4, 9]) == Counter(
        [(Step.CLOSE_CONSULTATION, None), (Step.GIVE_OPINION, 4), (Step.GIVE_OPINION, 9)]
    )
    assert desks_asked_for(Status.DRAFT, [4, 9]) == Counter([(Step.DRAFT, None)])


def test_no_state_presupposes_less_than_the_one_before() -> None:
    held = [set(kinds) for kinds in APPROVALS_IN.values()]
    assert all(before <= after for before, after in itertools.pairwise(held))


def test_a_plan_recorded_from_paper_passed_over_no_desk() -> None:
    assert list(disagreements(PAPER, Flow())) == []


def test_one_plan_holds_one_number() -> None:
    twice = replace(PAPER, numbers=PAPER.numbers * 2)
    assert [found.rule for found in disagreements(twice, Flow())] == [Rule.NUMBER_TWICE]


def test_a_process_is_closed_in_the_record_exactly_when_the_engine_is_done() -> None:
    for closed, done in ((True, False), (False, True)):
        flow = Flow(processes=(ProcessFacts(closed, done),))
        rules = {found.rule for found in disagreements(PAPER, flow)}
        assert Rule.PROCESS_HALF_ENDED in rules
