"""A flow class as a graph, read from its own nodes: what is drawn is what runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from viewflow.workflow import flow
from viewflow.workflow.base import Flow, Node

from dvcq_workflow.documents.diagram import graph as diagram
from dvcq_workflow.documents.diagram.graph import Edge, Graph, Kind, Lane
from dvcq_workflow.flows.nodes import DeskView, OpinionSplit
from dvcq_workflow.models.assignments import ASSIGNMENT_STATUS_NAMES, EXTENSION_STATUS_NAMES
from dvcq_workflow.models.consolidations import CONSOLIDATION_STATUS_NAMES
from dvcq_workflow.models.desks import STEP_NAMES
from dvcq_workflow.models.obstacles import OBSTACLE_STATUS_NAMES
from dvcq_workflow.models.people import ROLE_NAMES
from dvcq_workflow.models.plans import STATUS_NAMES
from dvcq_workflow.models.reports import REPORT_STATUS_NAMES
from dvcq_workflow.rules.desks import DRAFTERS_OWN, HOLDER_OF, ROLES_AT, Holder, Role, Step
from dvcq_workflow.rules.plans import Status

KINDS: tuple[tuple[type[Node], Kind], ...] = (
    (flow.Start, Kind.START),
    (flow.StartHandle, Kind.START),
    (flow.View, Kind.TASK),
    (flow.Switch, Kind.CHOICE),
    (flow.If, Kind.CHOICE),
    (flow.Split, Kind.FORK),
    (flow.Join, Kind.JOIN),
    (flow.End, Kind.END),
)
"""What each of the engine's nodes is; whatever is none of them is done by the system."""

STATE_NAMES: dict[type, dict[Any, Any]] = {
    type(next(iter(names))): names
    for names in (
        STATUS_NAMES,
        ASSIGNMENT_STATUS_NAMES,
        EXTENSION_STATUS_NAMES,
        REPORT_STATUS_NAMES,
        CONSOLIDATION_STATUS_NAMES,
        OBSTACLE_STATUS_NAMES,
    )
}
"""The names of states, by their kind: a plan's and a report's may have one value."""

HOLDER_NAMES: dict[Holder, str | Promise] = {
    Holder.DRAFTING: gettext_lazy("Drafting unit"),
    Holder.ASKED: gettext_lazy("Units asked"),
    Holder.RECORDS: gettext_lazy("Records office"),
    Holder.ISSUING: gettext_lazy("Issuing body"),
    Holder.DUTY: gettext_lazy("Unit that owes it"),
    Holder.DUTY_RECORDS: gettext_lazy("Its records office"),
    Holder.RECEIVING: gettext_lazy("Unit that receives it"),
}
SYSTEM = "system"


def graph_of(code: str, flow_class: type[Flow]) -> Graph:
    """Return a flow as a graph, its names in the language of the moment."""
    nodes = list(flow_class.instance.nodes())
    edges = [edge for node in nodes for edge in _edges_of(node)]
    names = _names(nodes, edges)
    lanes = _lanes(nodes, edges)
    bare = Graph(
        id=code,
        name=str(flow_class.process_title or code),
        lanes=(),
        nodes=tuple(
            diagram.Node(
                node.name, _kind_of(node), names[node.name], lanes[node.name].id, _many(node)
            )
            for node in nodes
        ),
        edges=tuple(edges),
    )
    ordered = diagram.in_flow_order(diagram.with_returns(bare))
    used = dict.fromkeys(lanes[node.id] for node in ordered.nodes)
    return _with_defaults(replace(ordered, lanes=tuple(used)))


def _kind_of(node: Node) -> Kind:
    return next((kind for known, kind in KINDS if isinstance(node, known)), Kind.SERVICE)


def _edges_of(node: Node) -> Iterator[Edge]:
    conditions = dict(getattr(node, "_branches", ())) if isinstance(node, flow.Switch) else {}
    for way in node._outgoing():
        condition = conditions.get(way.dst)
        yield Edge(
            source=node.name,
            target=way.dst.name,
            name=_states_in_words(condition),
            condition=_expression(condition),
            is_default=isinstance(node, flow.Switch) and condition is None,
            ends_round=_closes_round(node, way.dst),
        )


def _closes_round(node: Node, target: Node) -> bool:
    """A fork's first branch ends the others where its join says when to go on."""
    if not isinstance(target, flow.Join) or target._continue_on_condition is None:
        return False
    forks = [way.src for way in node._incoming() if isinstance(way.src, OpinionSplit)]
    return any(fork._branches[0][0] is node for fork in forks)


def _states(condition: Any) -> tuple[StrEnum, ...]:
    return getattr(condition, "states", ())


def _states_in_words(condition: Any) -> str:
    return ", ".join(str(STATE_NAMES[type(state)][state]) for state in _states(condition))


def _expression(condition: Any) -> str:
    """Return a gate's condition as an expression of ``status``, or its name where it has none."""
    states = _states(condition)
    if not states:
        return "" if condition is None else condition.__name__.strip("_")
    return " or ".join(f'status == "{state}"' for state in states)


def _many(node: Node) -> str:
    """The number of a desk's parallel instances goes by the name of what counts them."""
    for way in node._incoming():
        if isinstance(way.src, OpinionSplit) and way.src._branches[0][0] is not node:
            return way.src.opinions_of.__name__.strip("_")
    return ""


def _names(nodes: list[Node], edges: list[Edge]) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, DeskView):
            found[node.name] = str(STEP_NAMES[Step(node.name)])
        elif isinstance(node, flow.End) and node.name in set(Status):
            found[node.name] = str(STATUS_NAMES[Status(node.name)])
        else:
            found[node.name] = str(node.task_title or "")
    for node in nodes:
        before = [edge for edge in edges if edge.target == node.name]
        if _kind_of(node) is Kind.CHOICE and before:
            found[node.name] = _("Outcome: %(step)s") % {"step": found[before[0].source]}
        elif _kind_of(node) is Kind.FORK:
            found[node.name] = next((edge.name for edge in before if edge.name), "")
    for node in nodes:
        if _kind_of(node) is Kind.JOIN:
            found[node.name] = _("Round of opinions closed")
    return found


def _lanes(nodes: list[Node], edges: list[Edge]) -> dict[str, Lane]:
    """Return each node's lane: a desk's own, the system's, or that of the step before it."""
    found = {node.name: _lane_of(node) for node in nodes if _has_lane(node)}
    while len(found) < len(nodes):
        known = len(found)
        for edge in edges:
            if edge.target not in found and edge.source in found:
                found[edge.target] = found[edge.source]
        if len(found) == known:
            _lane_from_behind(nodes, edges, found)
    return found


def _lane_from_behind(nodes: list[Node], edges: list[Edge], found: dict[str, Lane]) -> None:
    """The start, before which there is nothing, stands in the lane of what comes after it."""
    for node in nodes:
        after = [found[e.target] for e in edges if e.source == node.name and e.target in found]
        if node.name not in found:
            found[node.name] = after[0] if after else _system()
            return


def _has_lane(node: Node) -> bool:
    return _kind_of(node) in (Kind.TASK, Kind.SERVICE)


def _system() -> Lane:
    return Lane(SYSTEM, _("The system"), _("by itself"))


def _lane_of(node: Node) -> Lane:
    if not isinstance(node, DeskView):
        return _system()
    step = Step(node.name)
    holder, roles = HOLDER_OF[step], sorted(ROLES_AT[step], key=list(Role).index)
    if step in DRAFTERS_OWN:
        return Lane("drafter", _("Drafter"), str(HOLDER_NAMES[holder]), str(holder))
    first, *others = (str(ROLE_NAMES[role]) for role in roles)
    name = ", ".join([first, *(other[:1].lower() + other[1:] for other in others)])
    return Lane("_".join([holder, *roles]), name, str(HOLDER_NAMES[holder]), str(holder))


def _with_defaults(graph: Graph) -> Graph:
    """Name each choice's default: its ``Default``, or the last way that goes on to a step."""
    chosen = {node.id: _default_of(graph, node.id) for node in graph.of_kind(Kind.CHOICE)}
    edges = tuple(
        replace(edge, is_default=chosen.get(edge.source) == edge.target) for edge in graph.edges
    )
    return replace(graph, edges=edges)


def _default_of(graph: Graph, choice: str) -> str:
    ways = graph.outgoing(choice)
    named = [edge for edge in ways if edge.is_default]
    onward = [e for e in ways if not e.is_return and graph.by_id[e.target].kind is not Kind.END]
    return (named or onward or ways)[-1 if onward and not named else 0].target
