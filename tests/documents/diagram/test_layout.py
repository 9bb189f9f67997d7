"""Nothing covers anything: boxes stand apart, and no line runs through a box."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings

from dvcq_workflow.documents.diagram.graph import Graph, Kind, desks_of, with_returns
from dvcq_workflow.documents.diagram.layout import Layout
from dvcq_workflow.documents.diagram.nesting import folded, rounds_of, with_merges
from dvcq_workflow.documents.diagram.routing import is_free
from dvcq_workflow.documents.diagram.sheet import sheet_of
from dvcq_workflow.documents.diagram.svg import layout_of
from dvcq_workflow.flows.graphs import graph_of
from dvcq_workflow.flows.registry import all_flows
from tests.documents.diagram.graphs import graphs, withdrawable

FLOWS = [graph_of(code, flow_class) for code, flow_class in all_flows().items()]
KNOWN = [*FLOWS, withdrawable()]


def faults(layout: Layout, graph: Graph) -> list[str]:
    found = [
        f"{one} covers {other}"
        for one, other in combinations(layout.boxes, 2)
        if layout.boxes[one].meets(layout.boxes[other])
    ]
    for node in graph.nodes:
        band, box = layout.bands[node.lane], layout.boxes[node.id]
        if box.y < band.y or box.bottom > band.bottom or box.right > band.right:
            found.append(f"{node.id} stands out of its lane")
    found += [
        f"{route.edge.key} runs through a box"
        for route in layout.routes
        if not is_free(route.points, layout, but=route.edge.key)
    ]
    return found


def on_the_sheet(graph: Graph) -> list[str]:
    rounds = rounds_of(graph)
    outer = with_returns(with_merges(folded(graph, rounds)))
    sheet = sheet_of(outer, rounds)
    return [
        *faults(sheet.layout, outer),
        *(fault for inside in sheet.insides for fault in faults(inside.layout, inside.graph)),
    ]


@pytest.mark.parametrize("graph", KNOWN, ids=[graph.id for graph in KNOWN])
def test_nothing_covers_anything(graph: Graph) -> None:
    assert faults(layout_of(graph, {}), desks_of(graph)) == []
    assert on_the_sheet(graph) == []


@settings(deadline=None, max_examples=150)
@given(graphs())
def test_nothing_covers_anything_in_any_flow(graph: Graph) -> None:
    assert faults(layout_of(graph, {}), desks_of(graph)) == []
    assert on_the_sheet(graph) == []


@pytest.mark.parametrize("graph", KNOWN, ids=[graph.id for graph in KNOWN])
def test_one_reads_from_left_to_right(graph: Graph) -> None:
    layout = layout_of(graph, {})
    for edge in desks_of(graph).edges:
        is_onward = layout.columns[edge.source] < layout.columns[edge.target]
        assert is_onward is not edge.is_return, edge.key


def test_many_ways_to_one_end_share_one_rail() -> None:
    layout = layout_of(withdrawable(), {})
    to_the_end = [r for r in layout.routes if r.edge.target == "withdrawn"]
    assert len(to_the_end) == 4
    assert {route.points[-2] for route in to_the_end} == {to_the_end[0].points[-2]}
    ends = {node.id for node in withdrawable().of_kind(Kind.END)}
    assert {layout.columns[end] for end in ends} == {max(layout.columns.values())}


@pytest.mark.parametrize("graph", FLOWS, ids=[graph.id for graph in FLOWS])
def test_a_flow_of_ours_fits_a_desktop_page(graph: Graph) -> None:
    # The page is 1312 pixels wide at most; words of 12 pixels may not shrink below 11.5.
    assert layout_of(graph, {}).width <= 1312 / 11.5 * 12
