"""Where everything stands: columns in the order of the flow, a band for each lane.

Each step has a column of its own, but for the branches of a fork, which share one. So a line may
always run straight up from a step to a rail above the lanes, and cross nothing but other lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dvcq_workflow.documents.diagram.graph import Edge, Graph, Kind

Point = tuple[int, int]


@dataclass(frozen=True)
class Box:
    """A rectangle, in pixels; y grows downwards."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Its lower side."""
        return self.y + self.height

    @property
    def cx(self) -> int:
        """Its middle from left to right."""
        return self.x + self.width // 2

    @property
    def cy(self) -> int:
        """Its middle from top to bottom."""
        return self.y + self.height // 2

    def meets(self, other: Box) -> bool:
        """Return whether two rectangles share any area."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )


@dataclass(frozen=True)
class Measures:
    """Room around things. ``rail``: height that a rail above the lanes takes."""

    label: int
    gap: int
    band_pad: int
    rail: int
    margin: int = 0


@dataclass(frozen=True)
class Route:
    """The line of an edge. ``both``: one line for there and back. ``rail``: it runs on a rail."""

    edge: Edge
    points: tuple[Point, ...]
    both: bool = False
    rail: bool = False


@dataclass
class Layout:
    """A drawing without its ink. ``rails``: height of the rail to a node, by that node's id."""

    width: int
    height: int
    bands: dict[str, Box]
    boxes: dict[str, Box]
    columns: dict[str, int]
    rails: dict[str, int] = field(default_factory=dict)
    routes: list[Route] = field(default_factory=list)


def columns_of(graph: Graph, siblings: Callable[[str], Sequence[str]]) -> dict[str, int]:
    """Return the column of each node: steps in the order of the flow, ends in the last ones."""
    order = {node.id: place for place, node in enumerate(graph.nodes)}
    ends = {node.id for node in graph.of_kind(Kind.END)}
    waiting = [node.id for node in graph.nodes if node.id not in ends]
    found: dict[str, int] = {}
    column = 0
    while waiting:
        ready = [n for n in waiting if _is_ready(graph, n, found)] or waiting
        first = min(ready, key=order.__getitem__)
        together = [first]
        for other in siblings(first):
            lanes = {graph.by_id[n].lane for n in together}
            if other in ready and graph.by_id[other].lane not in lanes:
                together.append(other)
        for node_id in together:
            found[node_id] = column
            waiting.remove(node_id)
        column += 1
    taken: dict[str, int] = {}
    for node in graph.of_kind(Kind.END):
        found[node.id] = column + taken.get(node.lane, 0)
        taken[node.lane] = taken.get(node.lane, 0) + 1
    return found


def _is_ready(graph: Graph, node_id: str, placed: dict[str, int]) -> bool:
    before = [edge.source for edge in graph.incoming(node_id) if not edge.is_return]
    return all(source in placed for source in before)


def place(
    graph: Graph,
    *,
    measures: Measures,
    size_of: Callable[[str], tuple[int, int]],
    slot_of: Callable[[str], int],
    reach_of: Callable[[str], tuple[int, int]],
    siblings: Callable[[str], Sequence[str]],
    rails: Sequence[str],
    origin: Point = (0, 0),
) -> Layout:
    """Return where nodes and lanes stand. ``slot_of``: least width of a node's column.
    ``reach_of``: least room of a lane above and below the line on which its nodes stand.
    ``rails``: ids of the nodes to which a rail leads."""
    columns = columns_of(graph, siblings)
    sizes = {node.id: size_of(node.id) for node in graph.nodes}
    left, top = origin[0] + measures.margin, origin[1] + measures.margin
    slots = {node_id: max(size[0], slot_of(node_id)) for node_id, size in sizes.items()}
    lefts, right = _column_lefts(columns, slots, left + measures.label, measures.gap)
    y, step = top + measures.rail * len(rails), measures.rail
    rail_heights = {node_id: top + step * i + step * 2 // 3 for i, node_id in enumerate(rails)}
    bands: dict[str, Box] = {}
    boxes: dict[str, Box] = {}
    for lane in graph.lanes:
        here = {node.id: sizes[node.id] for node in graph.nodes if node.lane == lane.id}
        half = max((height for _width, height in here.values()), default=0) // 2
        above, below = (max(half, need) + measures.band_pad for need in reach_of(lane.id))
        bands[lane.id] = Box(left, y, right - left, above + below)
        for node_id, size in here.items():
            boxes[node_id] = _centred(lefts[columns[node_id]], y + above, size)
        y += above + below
    return Layout(
        width=right + measures.margin - origin[0],
        height=y + measures.margin - origin[1],
        bands=bands,
        boxes=boxes,
        columns=columns,
        rails=rail_heights,
    )


def _centred(column: tuple[int, int], y: int, size: tuple[int, int]) -> Box:
    """Return a box in the middle of its column, on the line at ``y``."""
    (x, room), (width, height) = column, size
    return Box(x + (room - width) // 2, y - height // 2, width, height)


def _column_lefts(
    columns: dict[str, int], slots: dict[str, int], left: int, gap: int
) -> tuple[dict[int, tuple[int, int]], int]:
    """Return left side and width of each column, and where the last one's gap ends."""
    found: dict[int, tuple[int, int]] = {}
    x = left + gap // 2
    for column in sorted(set(columns.values())):
        width = max(slots[node_id] for node_id, at in columns.items() if at == column)
        found[column] = (x, width)
        x += width + gap
    return found, x - gap // 2
