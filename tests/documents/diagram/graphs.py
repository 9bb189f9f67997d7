"""Flows to draw: one like ours with an end that many desks lead to, and any other."""

from __future__ import annotations

from hypothesis import strategies as st

from dvcq_workflow.documents.diagram.graph import (
    Edge,
    Graph,
    Kind,
    Lane,
    Node,
    in_flow_order,
    with_returns,
)

NAMES = (
    "Soạn thảo",
    "Kiểm tra nội dung",
    "Kết thúc lấy ý kiến góp ý của các cơ quan",
    "Ký",
    "Nghiêng-ngả-khúc-khuỷu-quanh-co-dài-dằng-dặc",
)


def withdrawable() -> Graph:
    """Drafted, discussed, checked, signed; withdrawn from everywhere, returned from two desks."""
    lanes = tuple(Lane(key, key.title(), f"Đơn vị {key}") for key in ("own", "asked", "top"))
    tasks = (("draft", "own"), ("close", "own"), ("give", "asked"), ("check", "own"))
    nodes = [Node("start", Kind.START, "", "own")]
    nodes += [
        Node(key, Kind.TASK, f"Việc {key}", lane, "asked_of" if key == "give" else "")
        for key, lane in (*tasks, ("sign", "top"))
    ]
    nodes += [
        Node("after_draft", Kind.CHOICE, "", "own"),
        Node("fork", Kind.FORK, "Lấy ý kiến", "own"),
        Node("join", Kind.JOIN, "Đóng", "own"),
        Node("after_join", Kind.CHOICE, "", "own"),
        Node("after_check", Kind.CHOICE, "", "own"),
        Node("after_sign", Kind.CHOICE, "", "top"),
        Node("issued", Kind.END, "Đã ban hành", "top"),
        Node("withdrawn", Kind.END, "Đã rút", "own"),
    ]
    edges = [
        Edge("start", "draft"),
        Edge("draft", "after_draft"),
        _way("after_draft", "fork"),
        _way("after_draft", "check", is_default=True),
        _way("after_draft", "withdrawn"),
        Edge("fork", "close"),
        Edge("fork", "give"),
        Edge("close", "join", ends_round=True),
        Edge("give", "join"),
        Edge("join", "after_join"),
        _way("after_join", "draft", is_default=True),
        _way("after_join", "withdrawn"),
        Edge("check", "after_check"),
        _way("after_check", "sign", is_default=True),
        _way("after_check", "draft"),
        _way("after_check", "withdrawn"),
        Edge("sign", "after_sign"),
        _way("after_sign", "issued", is_default=True),
        _way("after_sign", "draft"),
        _way("after_sign", "withdrawn"),
    ]
    return finished("withdrawable", lanes, nodes, edges)


def _way(source: str, target: str, *, is_default: bool = False) -> Edge:
    return Edge(source, target, target, f'status == "{target}"', is_default)


def finished(key: str, lanes: tuple[Lane, ...], nodes: list[Node], edges: list[Edge]) -> Graph:
    bare = Graph(key, "Quy trình", lanes, tuple(nodes), tuple(edges))
    return in_flow_order(with_returns(bare))


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """A chain of tasks over some lanes, each of which may return, skip ahead or end."""
    lanes = tuple(Lane(f"l{i}", f"Vai {i}", "Đơn vị") for i in range(draw(st.integers(1, 4))))
    count = draw(st.integers(1, 7))
    lane = st.sampled_from([each.id for each in lanes])
    nodes = [Node("start", Kind.START, "", draw(lane))]
    edges = [Edge("start", "t0")]
    for i in range(count):
        where, name = draw(lane), draw(st.sampled_from(NAMES))
        nodes.append(Node(f"t{i}", Kind.TASK, name, where))
        nodes.append(Node(f"g{i}", Kind.CHOICE, "", where))
        onward = f"t{i + 1}" if i + 1 < count else "done"
        edges += [Edge(f"t{i}", f"g{i}"), _way(f"g{i}", onward, is_default=True)]
        others = [f"t{j}" for j in range(count) if j not in (i, i + 1)] + ["stopped"]
        chosen = draw(st.lists(st.sampled_from(others), unique=True, max_size=3))
        edges += [_way(f"g{i}", target) for target in chosen]
    nodes += [Node("done", Kind.END, "Xong", draw(lane)), Node("stopped", Kind.END, "Dừng", "l0")]
    return finished("chain", lanes, nodes, edges)
