"""Lines between boxes: right-angled, through no box; long ways back run on a rail above."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from dvcq_workflow.documents.diagram.graph import Edge, Graph, Kind
from dvcq_workflow.documents.diagram.layout import (
    Box,
    Layout,
    Measures,
    Point,
    Route,
    columns_of,
    place,
)

CLEARANCE = 2


def lay_out(
    graph: Graph,
    *,
    measures: Measures,
    size_of: Callable[[str], tuple[int, int]],
    slot_of: Callable[[str], int],
    reach_of: Callable[[str], tuple[int, int]],
    siblings: Callable[[str], Sequence[str]],
    origin: Point = (0, 0),
) -> Layout:
    """Return where everything stands, with the lines between."""
    layout = place(
        graph,
        measures=measures,
        size_of=size_of,
        slot_of=slot_of,
        reach_of=reach_of,
        siblings=siblings,
        rails=rails_of(graph, columns_of(graph, siblings)),
        origin=origin,
    )
    layout.routes = route_all(graph, layout)
    return layout


def rails_of(graph: Graph, columns: dict[str, int]) -> list[str]:
    """Return the nodes that a rail leads to: of long ways back, and of ends reached from many."""
    found: list[str] = []
    for node in graph.nodes:
        ways = graph.incoming(node.id)
        back = [edge for edge in ways if edge.is_return and not _is_mutual(graph, edge, columns)]
        if back or (node.kind is Kind.END and (len(ways) > 1 or _is_hidden(graph, ways, columns))):
            found.append(node.id)
    return found


def _is_hidden(graph: Graph, ways: Sequence[Edge], columns: dict[str, int]) -> bool:
    """An end is hidden from where one comes if others stand between them in its lane."""
    for edge in ways:
        lane = graph.by_id[edge.target].lane
        between = range(columns[edge.source] + 1, columns[edge.target])
        if any(node.lane == lane and columns[node.id] in between for node in graph.nodes):
            return True
    return False


def _is_mutual(graph: Graph, edge: Edge, columns: dict[str, int]) -> bool:
    """A way back to the column before, from where a way leads here: one line shows both."""
    near = columns[edge.source] - columns[edge.target] == 1
    return near and any(way.source == edge.target for way in graph.incoming(edge.source))


def route_all(graph: Graph, layout: Layout) -> list[Route]:
    """Return a line for every edge; there and back are one."""
    routes = []
    for edge in graph.edges:
        if edge.is_return and _is_mutual(graph, edge, layout.columns):
            continue
        both = any(
            back.key == (edge.target, edge.source) and _is_mutual(graph, back, layout.columns)
            for back in graph.edges
            if back.is_return
        )
        points = _straight_ways(edge, layout)
        if edge.target in layout.rails and (edge.is_return or _is_end(graph, edge)):
            points = None
        if points is not None:
            routes.append(Route(edge, points, both=both))
        else:
            routes.append(Route(edge, _by_rail(edge, layout), rail=True))
    return routes


def _is_end(graph: Graph, edge: Edge) -> bool:
    return graph.by_id[edge.target].kind is Kind.END


def _straight_ways(edge: Edge, layout: Layout) -> tuple[Point, ...] | None:
    """Return the first way forward that runs through no box."""
    if layout.columns[edge.target] <= layout.columns[edge.source]:
        return None
    for points in _ways(edge, layout):
        if is_free(points, layout, but=edge.key):
            return points
    return None


def _ways(edge: Edge, layout: Layout) -> Iterator[tuple[Point, ...]]:
    source, target = layout.boxes[edge.source], layout.boxes[edge.target]
    start, end = (source.right, source.cy), (target.x, target.cy)
    after, before = _gap_after(source, layout), _gap_before(target, layout)
    if source.cy == target.cy:
        yield start, end
    elif layout.columns[edge.target] - layout.columns[edge.source] == 1:
        yield start, (after, source.cy), (after, target.cy), end
    side = source.bottom if target.cy > source.cy else source.y
    yield (source.cx, side), (source.cx, target.cy), end
    yield start, (before, source.cy), (before, target.cy), end
    yield start, (after, source.cy), (after, target.cy), end
    for band in layout.bands.values():
        for y in (band.y, band.bottom):
            yield start, (after, source.cy), (after, y), (before, y), (before, target.cy), end


def _gap_after(box: Box, layout: Layout) -> int:
    rights = [b.right for b in layout.boxes.values() if abs(b.cx - box.cx) <= 1]
    nexts = [b.x for b in layout.boxes.values() if b.x > max(rights)]
    return (max(rights) + min(nexts)) // 2 if nexts else max(rights) + 8


def _gap_before(box: Box, layout: Layout) -> int:
    lefts = [b.x for b in layout.boxes.values() if abs(b.cx - box.cx) <= 1]
    lasts = [b.right for b in layout.boxes.values() if b.right < min(lefts)]
    return (min(lefts) + max(lasts)) // 2 if lasts else min(lefts) - 8


def _by_rail(edge: Edge, layout: Layout) -> tuple[Point, ...]:
    """Up from the source, along the target's rail, down into the target."""
    source, target = layout.boxes[edge.source], layout.boxes[edge.target]
    y = layout.rails.get(edge.target, min(band.y for band in layout.bands.values()) - 4)
    ports = list(layout.rails)
    slot = ports.index(edge.target) if edge.target in ports else len(ports)
    up = source.cx + _offset(source, slot, len(ports))
    down = target.cx
    rise: tuple[Point, ...] = ((up, source.y), (up, y))
    if not is_free(rise, layout, but=edge.key):
        x = _gap_before(source, layout)
        rise = ((source.x, source.cy), (x, source.cy), (x, y))
    return (*rise, (down, y), (down, target.y))


def _offset(box: Box, slot: int, slots: int) -> int:
    """Lines to several rails leave a box beside each other."""
    if slots < 2:
        return 0
    spread = min(32, box.width // 3)
    return round(-spread / 2 + spread * slot / (slots - 1))


def is_free(points: Sequence[Point], layout: Layout, *, but: Iterable[str] = ()) -> bool:
    """Return whether a line runs through no box; the two it joins do not count, where it ends."""
    ends = set(but)
    for (x1, y1), (x2, y2) in pairwise(points):
        line = Box(min(x1, x2), min(y1, y2), max(abs(x2 - x1), 1), max(abs(y2 - y1), 1))
        for node_id, box in layout.boxes.items():
            inner = _shrunk(box) if node_id in ends else _grown(box)
            if line.meets(inner):
                return False
    return True


def _grown(box: Box) -> Box:
    size = 2 * CLEARANCE
    return Box(box.x - CLEARANCE, box.y - CLEARANCE, box.width + size, box.height + size)


def _shrunk(box: Box) -> Box:
    size = 2 * CLEARANCE
    return Box(box.x + CLEARANCE, box.y + CLEARANCE, box.width - size, box.height - size)
