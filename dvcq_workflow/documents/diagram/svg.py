"""The picture of a flow: an SVG of classes and presentation attributes, without style or script.

A page's sheet colours it through the classes; alone, in a file, it is readable in black on white.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from dvcq_workflow.documents.diagram.graph import Graph, Kind, Node, desks_of
from dvcq_workflow.documents.diagram.layout import Box, Layout, Measures, Route
from dvcq_workflow.documents.diagram.lettering import wrap
from dvcq_workflow.documents.diagram.routing import lay_out

NAMESPACES: Any = {None: "http://www.w3.org/2000/svg"}
MEASURES = Measures(label=120, gap=22, band_pad=9, rail=28, margin=1)
BOX_WIDTH, END_WIDTH, START_WIDTH = 94, 80, 20
PAD, RADIUS = 8, 6
NAME, SMALL = 13.5, 12.0
BOLD, BOLD_STATES = 1.15, frozenset({"here", "late", "back", "ended"})
NAME_STEP, SMALL_STEP = 16, 15
DOT = 10

HALO = {"paint-order": "stroke", "stroke": "#fff", "stroke-width": "6"}
"""Words that lines run behind keep a little room around their letters."""

BADGES = {
    "done": "M{x} {y}m-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0",
    "here": "M{x} {y}m0-11l11 11-11 11-11-11z",
    "late": "M{x} {y}m0-12l11 20h-22z",
    "back": "M{x} {y}m-9-7h18v14h-18z",
    "ended": "M{x} {y}m-4-9h8l6 6v6l-6 6h-8l-6-6v-6z",
}
"""The shape of each state; the states without one are drawn as dashed boxes."""

SIGNS = {
    "done": "M{x} {y}m-4 0l3 3 5-6",
    "late": "M{x} {y}m0-5v6m0 3v1",
    "back": "M{x} {y}m5 3v-2q0-3-3-3h-6m2.500-2.500l-2.500 2.500 2.500 2.500",
    "ended": "M{x} {y}m-3-3l6 6m0-6l-6 6",
}


@dataclass(frozen=True)
class Mark:
    """How a node stands. ``state``: done, here, late, back, ended, next or off.

    ``words``: the lines that say so in the box. ``hint``: all of it, for who points at the box.
    """

    state: str
    words: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class Picture:
    """What a picture says besides the flow itself.

    ``uid``: prefix of its ids on the page. ``rails``: words on the rail to a node. ``happened``:
    ways that were gone and are drawn strongly.
    """

    title: str
    description: str
    uid: str = "flow"
    marks: Mapping[str, Mark] = field(default_factory=dict)
    rails: Mapping[str, str] = field(default_factory=dict)
    happened: frozenset[tuple[str, str]] = frozenset()


def draw(graph: Graph, picture: Picture) -> str:
    """Return the picture as the text of one ``svg`` element; the same input gives the same text."""
    desks = desks_of(graph)
    layout = layout_of(graph, picture.marks)
    names = {"title": f"{picture.uid}-title", "desc": f"{picture.uid}-desc"}
    root = etree.Element(
        "svg",
        {
            "class": "dv-flow",
            "viewBox": f"0 0 {layout.width} {layout.height}",
            "role": "img",
            "aria-labelledby": f"{names['title']} {names['desc']}",
            "font-family": "sans-serif",
            "font-size": str(NAME),
        },
        nsmap=NAMESPACES,
    )
    etree.SubElement(root, "title", id=names["title"]).text = picture.title
    etree.SubElement(root, "desc", id=names["desc"]).text = picture.description
    _draw_lanes(root, desks, layout)
    strong = [route for route in layout.routes if route.edge.key in picture.happened]
    plain = [route for route in layout.routes if route not in strong]
    for route in plain:
        _draw_route(root, route, is_whole=not route.rail or _is_outermost(route, plain))
    for route in strong:
        _draw_route(root, route, is_strong=True)
    _draw_rail_words(root, layout, picture, desks)
    for node in desks.nodes:
        _draw_node(root, node, layout.boxes[node.id], picture.marks.get(node.id, Mark("plain")))
    return etree.tostring(root, encoding="unicode")


def layout_of(graph: Graph, marks: Mapping[str, Mark]) -> Layout:
    """Return where everything stands in the picture; boxes grow with the words in them."""
    desks = desks_of(graph)
    tasks = [n for n in desks.nodes if n.kind in (Kind.TASK, Kind.SERVICE)]
    tallest = max((_text_height(n, marks.get(n.id)) for n in tasks), default=0)

    def size_of(node_id: str) -> tuple[int, int]:
        kind = desks.by_id[node_id].kind
        if kind is Kind.START:
            return START_WIDTH, START_WIDTH
        if kind is Kind.END:
            return 2 * DOT + 4, 2 * DOT + 4
        return BOX_WIDTH, max(tallest, 58)

    def reach_of(lane_id: str) -> tuple[int, int]:
        lane = next(lane for lane in graph.lanes if lane.id == lane_id)
        lines = [*_lane_lines(lane.name, bold=True), *_lane_lines(lane.unit)]
        ends = [n for n in desks.of_kind(Kind.END) if n.lane == lane_id]
        under = max((len(_end_lines(n, marks.get(n.id))) for n in ends), default=0)
        label = len(lines) * SMALL_STEP // 2
        return label, max(label, DOT + 4 + under * SMALL_STEP)

    return lay_out(
        desks,
        measures=MEASURES,
        size_of=size_of,
        slot_of=lambda node_id: END_WIDTH if desks.by_id[node_id].kind is Kind.END else 0,
        reach_of=reach_of,
        siblings=graph.siblings,
    )


def _text_height(node: Node, mark: Mark | None) -> int:
    names = len(wrap(node.name, BOX_WIDTH - 2 * PAD, NAME))
    words = len(_words(mark))
    return 10 + names * NAME_STEP + words * SMALL_STEP + 8


def _words(mark: Mark | None, width: float = BOX_WIDTH - 2 * PAD) -> list[str]:
    """Return the lines that say how a node stands; those of a state that stands out are bold."""
    if mark is None:
        return []
    size = SMALL * (BOLD if mark.state in BOLD_STATES else 1)
    return [line for word in mark.words for line in wrap(word, width, size)]


def _end_lines(node: Node, mark: Mark | None) -> list[str]:
    return [*wrap(node.name, END_WIDTH, SMALL), *_words(mark, END_WIDTH)]


def _lane_lines(text: str, *, bold: bool = False) -> tuple[str, ...]:
    return wrap(text, MEASURES.label - 18, SMALL * 1.1 if bold else SMALL)


def _draw_lanes(root: etree._Element, graph: Graph, layout: Layout) -> None:
    for place, lane in enumerate(graph.lanes):
        band = layout.bands[lane.id]
        _rect(root, band, "lane lane--odd" if place % 2 == 0 else "lane", "none", "#ccc")
        names, units = _lane_lines(lane.name, bold=True), _lane_lines(lane.unit)
        y = band.cy - (len(names) + len(units)) * SMALL_STEP // 2 + 11
        for line in names:
            _text(root, band.x + 10, y, line, "lane-t", weight="600", size=SMALL)
            y += SMALL_STEP
        for line in units:
            _text(root, band.x + 10, y, line, "lane-u", size=SMALL)
            y += SMALL_STEP


def _is_outermost(route: Route, routes: Sequence[Route]) -> bool:
    """Of the lines on one rail one is drawn whole; the dashes of several would look solid."""

    def length(each: Route) -> int:
        return abs(each.points[-3][0] - each.points[-1][0])

    shared = [each for each in routes if each.rail and each.edge.target == route.edge.target]
    return route is max(shared, key=length)


def _draw_route(
    root: etree._Element, route: Route, *, is_strong: bool = False, is_whole: bool = True
) -> None:
    look = "edge"
    if route.edge.is_return and route.rail:
        look += " edge--back"
    elif route.rail:
        look += " edge--side"
    if is_strong:
        look += " edge--gone"
    points = route.points if is_whole else route.points[:-2]
    ends = "".join(f"L{x} {y}" for x, y in points[1:])
    (x, y), dashed = points[0], {}
    if route.rail:
        dashed["stroke-dasharray"] = "5 4" if route.edge.is_return else "2 4"
    etree.SubElement(
        root,
        "path",
        {"class": look, "d": f"M{x} {y}{ends}", "fill": "none", "stroke": "#666", **dashed},
    )
    if not is_whole:
        return
    tip = look.replace("edge", "tip")
    _draw_tip(root, route.points[-2], route.points[-1], tip)
    if route.both:
        _draw_tip(root, route.points[1], route.points[0], tip)


def _draw_tip(
    root: etree._Element, before: tuple[int, int], at: tuple[int, int], look: str
) -> None:
    (x1, y1), (x, y) = before, at
    if x1 == x:
        shape = "l4-8h-8z" if y > y1 else "l4 8h-8z"
    else:
        shape = "l-8-4v8z" if x > x1 else "l8-4v8z"
    etree.SubElement(root, "path", {"class": look, "d": f"M{x} {y}{shape}", "fill": "#666"})


def _draw_rail_words(root: etree._Element, layout: Layout, picture: Picture, graph: Graph) -> None:
    gone = {target for _source, target in picture.happened}
    for target, y in layout.rails.items():
        words = picture.rails.get(target, "")
        if not words:
            continue
        is_end = graph.by_id[target].kind is Kind.END
        x = layout.boxes[target].cx + (-8 if is_end else 8)
        look = f"s s-rail s-{'side' if is_end else 'back'}{' s-gone' if target in gone else ''}"
        _text(root, x, y - 5, words, look, anchor="end" if is_end else "start", size=SMALL)


def _draw_node(root: etree._Element, node: Node, box: Box, mark: Mark) -> None:
    group = etree.SubElement(root, "g", {"class": f"n n-{mark.state}", "data-node": node.id})
    if mark.hint:
        etree.SubElement(group, "title").text = mark.hint
    if node.kind is Kind.START:
        _circle(group, box, "node", START_WIDTH // 2 - 1, 1.5)
    elif node.kind is Kind.END:
        _draw_end(group, node, box, mark)
    else:
        _draw_box(group, node, box, mark)


def _draw_box(group: etree._Element, node: Node, box: Box, mark: Mark) -> None:
    if node.many:
        for shift in (6, 3):
            behind = Box(box.x + shift, box.y - shift, box.width, box.height)
            _rect(group, behind, "node node--many", "#fff", "#666", radius=RADIUS)
    dashed = mark.state in ("next", "off")
    _rect(group, box, "node", "#fff", "#333", radius=RADIUS, dashed=dashed)
    y = box.y + 20
    for line in wrap(node.name, BOX_WIDTH - 2 * PAD, NAME):
        _text(group, box.x + PAD, y, line, "name")
        y += NAME_STEP
    words = _words(mark)
    y = box.bottom - 8 - SMALL_STEP * (len(words) - 1)
    for line in words:
        _text(group, box.x + PAD, y, line, f"s s-{mark.state}", size=SMALL)
        y += SMALL_STEP
    _draw_badge(group, box.right, box.y, mark.state)


def _draw_end(group: etree._Element, node: Node, box: Box, mark: Mark) -> None:
    _circle(group, box, "node node--end", DOT, 3, dashed=mark.state in ("next", "off"))
    _draw_badge(group, box.cx, box.cy, mark.state)
    y = box.cy + DOT + 16
    for line in wrap(node.name, END_WIDTH, SMALL):
        _text(group, box.cx, y, line, "name name--end", anchor="middle", size=SMALL)
        y += SMALL_STEP
    for line in _words(mark, END_WIDTH):
        _text(group, box.cx, y, line, f"s s-{mark.state}", anchor="middle", size=SMALL)
        y += SMALL_STEP


def _draw_badge(group: etree._Element, x: int, y: int, state: str) -> None:
    if shape := BADGES.get(state):
        d = shape.format(x=x, y=y)
        etree.SubElement(group, "path", {"class": f"sign sign-{state}", "d": d, "fill": "#333"})
    if sign := SIGNS.get(state):
        etree.SubElement(
            group,
            "path",
            {"class": "tick", "d": sign.format(x=x, y=y), "fill": "none", "stroke": "#fff"},
        )


def _rect(
    parent: etree._Element,
    box: Box,
    look: str,
    fill: str,
    stroke: str,
    *,
    radius: int = 0,
    dashed: bool = False,
) -> None:
    given = {"class": look, "x": box.x, "y": box.y, "width": box.width, "height": box.height}
    given |= {"fill": fill, "stroke": stroke}
    given |= {"rx": radius} if radius else {}
    given |= {"stroke-dasharray": "5 4"} if dashed else {}
    etree.SubElement(parent, "rect", {key: str(value) for key, value in given.items()})


def _circle(
    parent: etree._Element,
    box: Box,
    look: str,
    radius: int,
    thickness: float,
    *,
    dashed: bool = False,
) -> None:
    given = {"class": look, "cx": box.cx, "cy": box.cy, "r": radius}
    given |= {"fill": "#fff", "stroke": "#333", "stroke-width": thickness}
    given |= {"stroke-dasharray": "5 4"} if dashed else {}
    etree.SubElement(parent, "circle", {key: str(value) for key, value in given.items()})


def _text(
    parent: etree._Element,
    x: int,
    y: int,
    text: str,
    look: str,
    *,
    anchor: str = "",
    weight: str = "",
    size: float = NAME,
) -> None:
    given = {"class": look, "x": str(x), "y": str(y)}
    given |= {"text-anchor": anchor} if anchor else {}
    given |= {"font-weight": weight} if weight else {}
    given |= {"font-size": f"{size:g}"} if size != NAME else {}
    given |= HALO if "s-rail" in look else {}
    etree.SubElement(parent, "text", given).text = text
