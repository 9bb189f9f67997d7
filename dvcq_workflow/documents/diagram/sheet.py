"""Where a flow's BPMN elements stand on their sheet (diagram interchange)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from dvcq_workflow.documents.diagram.graph import Graph, Kind
from dvcq_workflow.documents.diagram.layout import Box, Layout, Measures, Point
from dvcq_workflow.documents.diagram.nesting import Round
from dvcq_workflow.documents.diagram.routing import lay_out

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"

SIZES = {
    Kind.START: (36, 36),
    Kind.END: (36, 36),
    Kind.TASK: (110, 80),
    Kind.SERVICE: (110, 80),
    Kind.CHOICE: (50, 50),
    Kind.FORK: (50, 50),
    Kind.JOIN: (50, 50),
}
OUTER = Measures(label=60, gap=60, band_pad=24, rail=40)
INNER = Measures(label=30, gap=44, band_pad=16, rail=40, margin=8)
HEADER = 30
AT = (60, 60)


@dataclass(frozen=True)
class Sheet:
    """A graph with its layout; ``insides``: the same of each round in it."""

    graph: Graph
    layout: Layout
    insides: tuple[Sheet, ...] = ()
    origin: Point = AT


def sheet_of(graph: Graph, rounds: Sequence[Round]) -> Sheet:
    """Return where everything stands, the rounds' insides within their boxes."""
    sizes = {each.id: _placed(each.inner, INNER, (0, 0), {}) for each in rounds}
    given = {key: (layout.width, layout.height) for key, layout in sizes.items()}
    layout = _placed(graph, OUTER, AT, given)
    insides = tuple(_inside(each, layout.boxes[each.id]) for each in rounds)
    return Sheet(graph, layout, insides)


def _inside(each: Round, box: Box) -> Sheet:
    origin = (box.x, box.y)
    return Sheet(each.inner, _placed(each.inner, INNER, origin, {}), origin=origin)


def _placed(
    graph: Graph, measures: Measures, origin: Point, given: dict[str, tuple[int, int]]
) -> Layout:
    return lay_out(
        graph,
        measures=measures,
        size_of=lambda node_id: given.get(node_id, SIZES[graph.by_id[node_id].kind]),
        slot_of=lambda node_id: 0,
        reach_of=lambda lane: (0, 0),
        siblings=graph.siblings,
        origin=origin,
    )


def add_diagram(root: etree._Element, flow: str, sheet: Sheet) -> None:
    """Write the diagram of a sheet under the definitions."""
    diagram = etree.SubElement(root, f"{{{DI}}}BPMNDiagram", id=f"diagram_{flow}")
    plane = etree.SubElement(
        diagram, f"{{{DI}}}BPMNPlane", id=f"plane_{flow}", bpmnElement=f"collaboration_{flow}"
    )
    bands = list(sheet.layout.bands.values())
    top, bottom = bands[0].y, bands[-1].bottom
    rails = min([*sheet.layout.rails.values(), top])
    pool = Box(bands[0].x - HEADER, rails - 16, bands[0].width + HEADER, bottom - rails + 16)
    _add_shape(plane, f"pool_{flow}", pool, isHorizontal="true")
    _add_sheet(plane, sheet, top=rails - 16)


def _add_sheet(plane: etree._Element, sheet: Sheet, top: int | None = None) -> None:
    """The first lane reaches up over the rails, so that no line leaves the pool."""
    graph, layout = sheet.graph, sheet.layout
    for place, lane in enumerate(graph.lanes):
        band = layout.bands[lane.id]
        if place == 0 and top is not None:
            band = Box(band.x, top, band.width, band.bottom - top)
        _add_shape(plane, f"lane_{graph.id}_{lane.id}", band, isHorizontal="true")
    inside = {each.graph.id: each for each in sheet.insides}
    for node in graph.nodes:
        more = {"isExpanded": "true"} if node.id in inside else {}
        if node.kind is Kind.CHOICE:
            more["isMarkerVisible"] = "true"
        _add_shape(plane, node.id, layout.boxes[node.id], **more)
        if node.id in inside:
            _add_sheet(plane, inside[node.id])
    for route in layout.routes:
        edge = f"flow_{route.edge.source}__{route.edge.target}"
        line = etree.SubElement(plane, f"{{{DI}}}BPMNEdge", id=f"di_{edge}", bpmnElement=edge)
        for x, y in route.points:
            etree.SubElement(line, f"{{{DD}}}waypoint", x=str(x), y=str(y))


def _add_shape(plane: etree._Element, element: str, box: Box, **more: str) -> None:
    given = {"id": f"di_{element}", "bpmnElement": element, **more}
    shape = etree.SubElement(plane, f"{{{DI}}}BPMNShape", given)
    bounds = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    etree.SubElement(shape, f"{{{DC}}}Bounds", {k: str(v) for k, v in bounds.items()})
