"""A flow as BPMN 2.0 XML: lanes, conditions, merges, rounds of parallel opinions, and where each
stands on the sheet. The same flow gives the same bytes."""

from __future__ import annotations

from typing import Any

from lxml import etree

from dvcq_workflow.documents.diagram.graph import Edge, Graph, Kind, Node, with_returns
from dvcq_workflow.documents.diagram.nesting import Round, folded, rounds_of, with_merges
from dvcq_workflow.documents.diagram.sheet import add_diagram, sheet_of

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NAMESPACES: Any = {
    None: BPMN,
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "xsi": XSI,
}
EXPRESSIONS = "https://www.python.org/"
TARGET = "urn:dvcq-workflow:flows"

TAGS = {
    Kind.START: "startEvent",
    Kind.TASK: "userTask",
    Kind.SERVICE: "serviceTask",
    Kind.CHOICE: "exclusiveGateway",
    Kind.FORK: "parallelGateway",
    Kind.JOIN: "parallelGateway",
    Kind.END: "endEvent",
}


def bpmn_xml(graph: Graph) -> bytes:
    """Return a flow as a BPMN document. Expressions are Python's, over ``status``, the plan's
    state, and the counts that nodes name in ``many``."""
    rounds = rounds_of(graph)
    outer = with_returns(with_merges(folded(graph, rounds)))
    root = etree.Element(
        _tag("definitions"),
        {
            "id": f"definitions_{graph.id}",
            "targetNamespace": TARGET,
            "expressionLanguage": EXPRESSIONS,
            "exporter": "dvcq_workflow",
        },
        nsmap=NAMESPACES,
    )
    collaboration = _add(root, "collaboration", id=f"collaboration_{graph.id}")
    _add(
        collaboration,
        "participant",
        id=f"pool_{graph.id}",
        name=graph.name,
        processRef=graph.id,
    )
    process = _add(root, "process", id=graph.id, name=graph.name, isExecutable="true")
    _fill(process, outer, {each.id: each for each in rounds})
    add_diagram(root, graph.id, sheet_of(outer, rounds))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _fill(parent: etree._Element, graph: Graph, rounds: dict[str, Round]) -> None:
    """Write lanes, nodes and ways into a process or a sub-process."""
    lanes = _add(parent, "laneSet", id=f"lanes_{graph.id}")
    for lane in graph.lanes:
        name = f"{lane.name} ({lane.unit})" if lane.unit else lane.name
        written = _add(lanes, "lane", id=lane_id(graph, lane.id), name=name)
        for node in graph.nodes:
            if node.lane == lane.id:
                _add(written, "flowNodeRef").text = node.id
    for node in graph.nodes:
        _add_node(parent, graph, node, rounds)
    for edge in graph.edges:
        _add_flow(parent, graph, edge)


def lane_id(graph: Graph, lane: str) -> str:
    """Return the id of a lane in its process or sub-process."""
    return f"lane_{graph.id}_{lane}"


def flow_id(edge: Edge) -> str:
    """Return the id of a way."""
    return f"flow_{edge.source}__{edge.target}"


def _add_node(parent: etree._Element, graph: Graph, node: Node, rounds: dict[str, Round]) -> None:
    inside = rounds.get(node.id)
    written = _add(parent, "subProcess" if inside else TAGS[node.kind], id=node.id)
    if node.name:
        written.set("name", node.name)
    if node.kind is Kind.CHOICE:
        _set_direction(written, graph, node)
    for edge in graph.incoming(node.id):
        _add(written, "incoming").text = flow_id(edge)
    for edge in graph.outgoing(node.id):
        _add(written, "outgoing").text = flow_id(edge)
    if inside:
        _fill(written, inside.inner, {})
    if node.many:
        _add_instances(written, node.many)
    if node.kind is Kind.END and any(edge.ends_round for edge in graph.incoming(node.id)):
        _add(written, "terminateEventDefinition", id=f"terminate_{node.id}")


def _set_direction(written: etree._Element, graph: Graph, node: Node) -> None:
    ways = graph.outgoing(node.id)
    written.set("gatewayDirection", "Diverging" if len(ways) > 1 else "Converging")
    default = next((edge for edge in ways if edge.is_default), None)
    if default is not None:
        written.set("default", flow_id(default))


def _add_instances(written: etree._Element, many: str) -> None:
    loop = _add(written, "multiInstanceLoopCharacteristics", isSequential="false")
    cardinality = _add(loop, "loopCardinality")
    cardinality.set(f"{{{XSI}}}type", "tFormalExpression")
    cardinality.text = many


def _add_flow(parent: etree._Element, graph: Graph, edge: Edge) -> None:
    written = _add(
        parent, "sequenceFlow", id=flow_id(edge), sourceRef=edge.source, targetRef=edge.target
    )
    if edge.name:
        written.set("name", edge.name)
    is_choice = graph.by_id[edge.source].kind is Kind.CHOICE
    if is_choice and edge.condition and not edge.is_default:
        condition = _add(written, "conditionExpression")
        condition.set(f"{{{XSI}}}type", "tFormalExpression")
        condition.text = edge.condition


def _add(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, _tag(tag), attributes)


def _tag(name: str) -> str:
    return f"{{{BPMN}}}{name}"
