"""The picture: everything of the flow in it, nothing that a strict policy would stop."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from dvcq_workflow.documents.diagram import Graph, Mark, Picture, draw
from dvcq_workflow.documents.diagram.graph import GATEWAYS
from dvcq_workflow.documents.diagram.lettering import width_of, wrap
from dvcq_workflow.documents.diagram.svg import BADGES, BOX_WIDTH
from tests.documents.diagram.graphs import graphs, withdrawable
from tests.documents.diagram.test_layout import KNOWN

STATES = ("done", "here", "late", "back", "ended", "next", "off")


def drawn(graph: Graph, **more: object) -> etree._Element:
    picture = Picture("Sơ đồ", "Bản vẽ <một> quy trình & các bước", **more)  # type: ignore[arg-type]
    return etree.fromstring(draw(graph, picture))


def words_in(element: etree._Element) -> str:
    found = [text for text in element.itertext() if text.strip()]
    return " ".join(found)


@pytest.mark.parametrize("graph", KNOWN, ids=[graph.id for graph in KNOWN])
def test_every_step_and_end_and_lane_stands_in_it(graph: Graph) -> None:
    root = drawn(graph)
    shown = {element.get("data-node"): words_in(element) for element in root.iter("{*}g")}
    steps = [node for node in graph.nodes if node.kind not in GATEWAYS]
    assert set(shown) == {node.id for node in steps}
    for node in steps:
        assert node.kind == "start" or node.name in shown[node.id]
    for lane in graph.lanes:
        assert lane.name in words_in(root)


@pytest.mark.parametrize("graph", KNOWN, ids=[graph.id for graph in KNOWN])
def test_nothing_in_it_needs_leave_of_the_policy(graph: Graph) -> None:
    text = draw(graph, Picture("Sơ đồ", "Mô tả"))
    assert not re.search(r"\bstyle|<script|\bon\w+=|href|url\(|<!|<\?", text)


@given(graphs())
def test_the_same_flow_is_drawn_the_same(graph: Graph) -> None:
    assert draw(graph, Picture("a", "b")) == draw(graph, Picture("a", "b"))


def test_it_names_and_describes_itself() -> None:
    root = drawn(withdrawable())
    assert root.get("role") == "img"
    names = root.get("aria-labelledby", "").split()
    named = {element.get("id"): element.text for element in root if element.get("id")}
    assert [named[name] for name in names] == ["Sơ đồ", "Bản vẽ <một> quy trình & các bước"]


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_a_shape_and_a_word(state: str) -> None:
    root = drawn(withdrawable(), marks={"check": Mark(state, ("lời nói rõ",), "Gợi ý")})
    box = next(element for element in root.iter("{*}g") if element.get("data-node") == "check")
    assert "lời nói rõ" in words_in(box)
    assert box.findtext("{*}title") == "Gợi ý"
    looks = " ".join(element.get("class", "") for element in box.iter())
    dashed = [element for element in box.iter("{*}rect") if element.get("stroke-dasharray")]
    assert (f"sign-{state}" in looks) is (state in BADGES)
    assert bool(dashed) is (state not in BADGES)


def test_a_way_that_was_gone_is_drawn_strongly() -> None:
    root = drawn(withdrawable(), happened=frozenset({("sign", "draft")}), rails={"draft": "1 lần"})
    strong = [line for line in root.iter("{*}path") if "edge--gone" in line.get("class", "")]
    assert len(strong) == 1
    assert "1 lần" in words_in(root)


def test_words_of_one_unit_cannot_become_markup() -> None:
    hostile = '<script>alert("x")</script>&'
    marks = {"check": Mark("here", (hostile,), hostile)}
    text = draw(withdrawable(), Picture(hostile, hostile, marks=marks, rails={"draft": hostile}))
    assert "<script" not in text
    assert etree.fromstring(text) is not None


@given(st.text(min_size=1), st.sampled_from([76, 110]))
def test_no_word_is_cut(text: str, width: int) -> None:
    lines = wrap(text, width, 13.5)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width_of(line, 13.5) <= width or len(line) == 1 for line in lines)
    assert BOX_WIDTH > 76
