"""A flow as a graph: its nodes in lanes, and the ways between them. Names come in one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """What a node is. ``CHOICE`` sends one way, ``FORK`` all ways, ``JOIN`` gathers a fork."""

    START = "start"
    TASK = "task"
    SERVICE = "service"
    CHOICE = "choice"
    FORK = "fork"
    JOIN = "join"
    END = "end"


GATEWAYS = frozenset({Kind.CHOICE, Kind.FORK, Kind.JOIN})


@dataclass(frozen=True)
class Lane:
    """Who acts: a role, and the unit in which it is held. ``holder``: which unit, as a code."""

    id: str
    name: str
    unit: str = ""
    holder: str = ""


@dataclass(frozen=True)
class Node:
    """One step, gateway or end. ``many``: the expression that counts its parallel instances."""

    id: str
    kind: Kind
    name: str
    lane: str
    many: str = ""


@dataclass(frozen=True)
class Edge:
    """A way from node to node.

    ``condition``: the expression under which a choice goes this way, empty on its default.
    ``is_return``: it leads back to a node from which one came. ``ends_round``: whoever arrives at
    a join by this way ends what the fork's other branches have open.
    """

    source: str
    target: str
    name: str = ""
    condition: str = ""
    is_default: bool = False
    is_return: bool = False
    ends_round: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Its two ends."""
        return self.source, self.target


@dataclass(frozen=True)
class Graph:
    """A flow. Nodes stand in the order in which a plan comes to them, the start first."""

    id: str
    name: str
    lanes: tuple[Lane, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """Nodes by their id."""
        return {node.id: node for node in self.nodes}

    def outgoing(self, node_id: str) -> list[Edge]:
        """Return the ways out of a node, in their order."""
        return self._outgoing.get(node_id, [])

    def incoming(self, node_id: str) -> list[Edge]:
        """Return the ways into a node, in their order."""
        return self._incoming.get(node_id, [])

    @cached_property
    def _outgoing(self) -> dict[str, list[Edge]]:
        found: dict[str, list[Edge]] = {}
        for edge in self.edges:
            found.setdefault(edge.source, []).append(edge)
        return found

    @cached_property
    def _incoming(self) -> dict[str, list[Edge]]:
        found: dict[str, list[Edge]] = {}
        for edge in self.edges:
            found.setdefault(edge.target, []).append(edge)
        return found

    def of_kind(self, *kinds: Kind) -> list[Node]:
        """Return the nodes of some kinds, in their order."""
        return [node for node in self.nodes if node.kind in kinds]

    @cached_property
    def main_end(self) -> str:
        """The end of the ordinary way: the one that is farthest from the start."""
        depths = _depths(self)
        return max((node.id for node in self.of_kind(Kind.END)), key=lambda end: depths[end])

    @cached_property
    def optional(self) -> frozenset[str]:
        """Steps that a way from the start to the main end may leave out."""
        start = self.of_kind(Kind.START)[0].id
        steps = [node.id for node in self.of_kind(Kind.TASK, Kind.SERVICE)]
        return frozenset(
            step for step in steps if self.main_end in reachable(self, start, without=step)
        )

    def siblings(self, node_id: str) -> list[str]:
        """Return the nodes that the same fork begins together with this one, itself included."""
        forks = [self.by_id[edge.source] for edge in self.incoming(node_id)]
        for fork in forks:
            if fork.kind is Kind.FORK:
                return [edge.target for edge in self.outgoing(fork.id)]
        return [node_id]


def reachable(graph: Graph, start: str, *, without: str = "") -> set[str]:
    """Return the nodes to which ways lead from ``start``, none of them through ``without``."""
    found, waiting = {start}, [start]
    while waiting:
        for edge in graph.outgoing(waiting.pop()):
            if edge.target not in found and edge.target != without:
                found.add(edge.target)
                waiting.append(edge.target)
    return found


def with_returns(graph: Graph) -> Graph:
    """Return the graph with its ways back marked: those that close a circle."""
    closing: set[tuple[str, str]] = set()
    seen: set[str] = set()

    def walk(node_id: str, path: frozenset[str]) -> None:
        seen.add(node_id)
        here = path | {node_id}
        for edge in graph.outgoing(node_id):
            if edge.target in here:
                closing.add(edge.key)
            elif edge.target not in seen:
                walk(edge.target, here)

    for node in graph.of_kind(Kind.START):
        walk(node.id, frozenset())
    edges = tuple(replace(edge, is_return=edge.key in closing) for edge in graph.edges)
    return replace(graph, edges=edges)


def in_flow_order(graph: Graph) -> Graph:
    """Return the graph with its nodes from the start on, a choice's first way first."""
    left: list[str] = []

    def leave(node_id: str) -> None:
        seen.add(node_id)
        for edge in reversed(graph.outgoing(node_id)):
            if edge.target not in seen and not edge.is_return:
                leave(edge.target)
        left.append(node_id)

    seen: set[str] = set()
    for node in graph.nodes:
        if node.kind is Kind.START:
            leave(node.id)
    unreached = [node.id for node in graph.nodes if node.id not in seen]
    nodes = tuple(graph.by_id[node_id] for node_id in [*reversed(left), *unreached])
    return replace(graph, nodes=nodes)


def desks_of(graph: Graph) -> Graph:
    """Return the graph without its gateways: from step to step, as people see it.

    A fork's branches stay known: ``siblings`` asks the whole graph. Where one branch ends a round,
    it alone leads on; the others end with their own step.
    """
    kept = [node for node in graph.nodes if node.kind not in GATEWAYS]
    edges: dict[tuple[str, str], Edge] = {}
    for node in kept:
        for edge in _through_gateways(graph, node.id):
            edges.setdefault(edge.key, edge)
    return replace(graph, nodes=tuple(kept), edges=tuple(edges.values()))


def _through_gateways(graph: Graph, source: str) -> Iterator[Edge]:
    for first in graph.outgoing(source):
        waiting, seen = [first], set()
        while waiting:
            edge = waiting.pop(0)
            node = graph.by_id[edge.target]
            if node.kind not in GATEWAYS:
                yield replace(edge, source=source)
            elif node.id not in seen and not _is_left_behind(graph, edge):
                seen.add(node.id)
                waiting += [
                    replace(
                        after,
                        is_return=edge.is_return or after.is_return,
                        name=after.name or edge.name,
                    )
                    for after in graph.outgoing(node.id)
                ]


def _is_left_behind(graph: Graph, edge: Edge) -> bool:
    ways = graph.incoming(edge.target)
    return any(way.ends_round for way in ways) and not any(
        way.ends_round for way in ways if way.source == edge.source
    )


def _depths(graph: Graph) -> dict[str, int]:
    """Return how far each node lies from the start, by the longest way forward."""
    depths = {node.id: 0 for node in graph.nodes}
    for _round in graph.nodes:
        for edge in graph.edges:
            if not edge.is_return:
                depths[edge.target] = max(depths[edge.target], depths[edge.source] + 1)
    return depths
