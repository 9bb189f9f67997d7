"""The BPMN document: valid, complete, with a place on the sheet for all that is in it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, BpmnValidator

from dvcq_workflow.documents.diagram import Graph, Kind, bpmn_xml
from tests.documents.diagram.graphs import graphs, withdrawable
from tests.documents.diagram.test_layout import KNOWN

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DIAGRAM = "{http://www.omg.org/spec/BPMN/20100524/DI}"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
ACTIVE = ("userTask", "serviceTask", "exclusiveGateway", "subProcess", "endEvent")


def document(graph: Graph) -> etree._Element:
    return etree.fromstring(bpmn_xml(graph))


def elements(root: etree._Element, *names: str) -> list[etree._Element]:
    return [element for name in names for element in root.iter(f"{MODEL}{name}")]


@settings(deadline=None, max_examples=50)
@given(graphs())
def test_any_flow_is_valid_and_another_engine_reads_it(graph: Graph) -> None:
    parser = BpmnParser(validator=BpmnValidator())
    parser.add_bpmn_str(bpmn_xml(graph))
    assert parser.get_spec(graph.id)


@pytest.mark.parametrize("graph", KNOWN, ids=[graph.id for graph in KNOWN])
class TestKnownFlows:
    def test_it_is_valid(self, graph: Graph) -> None:
        BpmnValidator().validate(document(graph))

    def test_the_same_flow_gives_the_same_bytes(self, graph: Graph) -> None:
        assert bpmn_xml(graph) == bpmn_xml(graph)

    def test_every_node_is_in_it_under_its_own_name(self, graph: Graph) -> None:
        ids = [element.get("id") for element in document(graph).iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        assert {node.id for node in graph.nodes} <= set(ids)

    def test_a_choice_has_one_default_and_a_condition_on_every_other_way(
        self, graph: Graph
    ) -> None:
        root = document(graph)
        ways = elements(root, "sequenceFlow")
        for gateway in elements(root, "exclusiveGateway"):
            leaving = [way for way in ways if way.get("sourceRef") == gateway.get("id")]
            open_ways = [
                w.get("id") for w in leaving if w.find(f"{MODEL}conditionExpression") is None
            ]
            if len(leaving) > 1:
                assert open_ways == [gateway.get("default")]

    def test_several_ways_meet_in_a_gateway_only(self, graph: Graph) -> None:
        root = document(graph)
        for element in elements(root, "userTask", "serviceTask", "subProcess", "endEvent"):
            assert len(element.findall(f"{MODEL}incoming")) == 1, element.get("id")

    def test_each_element_stands_in_one_lane(self, graph: Graph) -> None:
        root = document(graph)
        refs = [ref.text for ref in elements(root, "flowNodeRef")]
        assert len(refs) == len(set(refs))
        assert {element.get("id") for element in elements(root, *ACTIVE)} <= set(refs)

    def test_everything_has_its_place_on_the_sheet(self, graph: Graph) -> None:
        root = document(graph)
        shapes = [shape.get("bpmnElement") for shape in root.iter(f"{DIAGRAM}BPMNShape")]
        lines = {line.get("bpmnElement"): line for line in root.iter(f"{DIAGRAM}BPMNEdge")}
        wanted = elements(root, *ACTIVE, "startEvent", "parallelGateway", "lane", "participant")
        assert sorted(shapes) == sorted(element.get("id", "") for element in wanted)
        assert set(lines) == {way.get("id") for way in elements(root, "sequenceFlow")}
        assert all(len(line.findall(WAYPOINT)) >= 2 for line in lines.values())


def test_who_closes_a_round_ends_the_opinions_still_open() -> None:
    root = document(withdrawable())
    (inside,) = elements(root, "subProcess")
    give = next(task for task in elements(inside, "userTask") if task.get("id") == "give")
    loop = give.find(f"{MODEL}multiInstanceLoopCharacteristics")
    assert loop is not None
    assert loop.get("isSequential") == "false"
    assert loop.findtext(f"{MODEL}loopCardinality") == "asked_of"
    (ending,) = [e.getparent() for e in elements(inside, "terminateEventDefinition")]
    assert ending.get("id") == "join"
    (way,) = [w for w in elements(inside, "sequenceFlow") if w.get("targetRef") == "join"]
    assert way.get("sourceRef") == "close"


def test_a_graph_without_a_round_has_no_sub_process() -> None:
    graph = withdrawable()
    assert [node.id for node in graph.of_kind(Kind.FORK)] == ["fork"]
    assert graph.optional == {"close", "give"}
    assert graph.main_end == "issued"
