"""What BPMN says in another form: a fork whose join is cut short is a sub-process of its own.

BPMN has no gateway that goes on when one branch is done and ends the rest. A sub-process has: a
*terminate* end event in it ends whatever is still open there, and the flow goes on after it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dvcq_workflow.documents.diagram.graph import Edge, Graph, Kind, Node, reachable


@dataclass(frozen=True)
class Round:
    """A fork with its branches and its join; ``inner`` is what stands in the sub-process."""

    id: str
    fork: str
    join: str
    name: str
    inner: Graph


def merge_id(node_id: str) -> str:
    """Return the id of the gateway in which several ways to a node meet."""
    return f"merge_{node_id}"


def with_merges(graph: Graph) -> Graph:
    """Return the graph with a gateway before each node into which several ways lead."""
    nodes: list[Node] = []
    edges = list(graph.edges)
    for node in graph.nodes:
        ways = graph.incoming(node.id)
        if len(ways) > 1 and node.kind is not Kind.JOIN:
            merge = Node(merge_id(node.id), Kind.CHOICE, "", node.lane)
            nodes.append(merge)
            edges = [replace(e, target=merge.id) if e.target == node.id else e for e in edges]
            edges.append(Edge(merge.id, node.id))
        nodes.append(node)
    return replace(graph, nodes=tuple(nodes), edges=tuple(edges))


def rounds_of(graph: Graph) -> list[Round]:
    """Return the forks whose join does not wait for all branches."""
    found = []
    for fork in graph.of_kind(Kind.FORK):
        joins = [n.id for n in graph.of_kind(Kind.JOIN) if n.id in reachable(graph, fork.id)]
        cut = [join for join in joins if any(e.ends_round for e in graph.incoming(join))]
        if cut:
            found.append(_round(graph, fork, cut[0]))
    return found


def _round(graph: Graph, fork: Node, join: str) -> Round:
    between = reachable(graph, fork.id, without=join)
    inside = [node for node in graph.nodes if node.id in between]
    start = Node(f"{fork.id}_start", Kind.START, "", fork.lane)
    nodes, edges = [start, *inside], [Edge(start.id, fork.id)]
    for edge in graph.edges:
        if edge.source not in between:
            continue
        if edge.target != join:
            edges.append(edge)
        elif edge.ends_round:
            nodes.append(replace(graph.by_id[join], kind=Kind.END, lane=fork.lane))
            edges.append(edge)
        else:
            rest = Node(f"{edge.source}_end", Kind.END, "", graph.by_id[edge.source].lane)
            nodes.append(rest)
            edges.append(replace(edge, target=rest.id))
    lanes = {node.lane for node in nodes}
    inner = replace(
        graph,
        id=f"round_{fork.id}",
        lanes=tuple(lane for lane in graph.lanes if lane.id in lanes),
        nodes=tuple(nodes),
        edges=tuple(edges),
    )
    return Round(inner.id, fork.id, join, fork.name, inner)


def folded(graph: Graph, rounds: list[Round]) -> Graph:
    """Return the graph with each round as one node."""
    nodes, edges = list(graph.nodes), list(graph.edges)
    for each in rounds:
        inside = {node.id for node in each.inner.nodes} | {each.join}
        lane = graph.by_id[each.fork].lane
        place = next(i for i, node in enumerate(nodes) if node.id == each.fork)
        nodes[place] = Node(each.id, Kind.SERVICE, each.name, lane)
        nodes = [node for node in nodes if node.id not in inside]
        edges = [
            replace(
                edge,
                source=each.id if edge.source in inside else edge.source,
                target=each.id if edge.target in inside else edge.target,
            )
            for edge in edges
            if not (edge.source in inside and edge.target in inside)
        ]
    used = {node.lane for node in nodes}
    lanes = tuple(lane for lane in graph.lanes if lane.id in used)
    return replace(graph, lanes=lanes, nodes=tuple(nodes), edges=tuple(edges))
