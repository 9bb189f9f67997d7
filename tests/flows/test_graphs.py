"""The drawn flow is the flow that runs: read from its nodes, with no second list."""

from __future__ import annotations

import pytest

from dvcq_workflow.documents.diagram import Graph, Kind
from dvcq_workflow.flows.graphs import graph_of
from dvcq_workflow.flows.nodes import DeskView
from dvcq_workflow.flows.plan_approval import PlanApprovalFlow
from dvcq_workflow.flows.registry import all_flows, register_flow
from dvcq_workflow.rules.desks import HOLDER_OF, ROLES_AT, Step
from dvcq_workflow.rules.plans import Status


@pytest.fixture
def graph() -> Graph:
    return graph_of("plan_approval", PlanApprovalFlow)


def test_every_node_and_every_way_is_in_the_graph(graph: Graph) -> None:
    nodes = list(PlanApprovalFlow.instance.nodes())
    assert {node.id for node in graph.nodes} == {node.name for node in nodes}
    ways = {(way.src.name, way.dst.name) for node in nodes for way in node._outgoing()}
    assert {edge.key for edge in graph.edges} == ways


def test_a_desk_is_a_task_and_desks_of_one_role_share_a_lane(graph: Graph) -> None:
    desks = [node.name for node in PlanApprovalFlow.instance.nodes() if isinstance(node, DeskView)]
    assert sorted(node.id for node in graph.of_kind(Kind.TASK)) == sorted(desks)
    lanes: dict[str, set[object]] = {}
    for node in graph.of_kind(Kind.TASK):
        step = Step(node.id)
        lanes.setdefault(node.lane, set()).add((HOLDER_OF[step], ROLES_AT[step]))
    assert all(len(roles) == 1 for roles in lanes.values())
    assert graph.lanes[0].id == graph.by_id["draft"].lane


def test_every_step_has_a_holder() -> None:
    assert set(HOLDER_OF) == set(Step)


def test_every_gate_says_which_states_it_asks_for(graph: Graph) -> None:
    for choice in graph.of_kind(Kind.CHOICE):
        ways = graph.outgoing(choice.id)
        assert sum(way.is_default for way in ways) == 1
        for way in ways:
            assert any(f'"{status}"' in way.condition for status in Status), way.key
            assert way.name


def test_whoever_closes_the_consultation_ends_its_round(graph: Graph) -> None:
    ending = [edge.source for edge in graph.edges if edge.ends_round]
    assert ending == ["close_consultation"]
    assert [node.id for node in graph.nodes if node.many] == ["give_opinion"]


def test_a_code_belongs_to_one_flow() -> None:
    register_flow("plan_approval", PlanApprovalFlow)
    with pytest.raises(ValueError, match="plan_approval"):
        register_flow("plan_approval", type("OtherFlow", (), {}))  # type: ignore[arg-type]
    assert all_flows()["plan_approval"] is PlanApprovalFlow
