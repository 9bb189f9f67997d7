"""Random values for the tests of the rules, within what each rule promises to take."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from dvcq_workflow.rules.canonical import MAX_SAFE_INTEGER, normal_text
from dvcq_workflow.rules.content import (
    NODE_KINDS,
    Appendix,
    Citation,
    Node,
    PlanContent,
    RecipientLine,
    SignatureBlock,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
"""Any text that UTF-8 can carry: what a browser may send, control characters included."""

VIETNAMESE = st.text(
    "aăâeêioôơuưyđAĂÂEÊIOÔƠUƯYĐ bchklmnpqrstvxgBCHKLMNPQRSTVXG\u0300\u0301\u0303\u0309\u0323",
    min_size=1,
    max_size=40,
)
"""Vietnamese letters and their marks in any order, composed or not."""

ASCII_KEYS = st.text(st.characters(max_codepoint=127), max_size=12)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
)

PROFILE = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(ASCII_KEYS, inner, max_size=5),
    max_leaves=25,
)
"""Anything that the restricted profile of canonical JSON allows."""

LINES = st.lists(VIETNAMESE, max_size=4).map(tuple)
NODES = st.builds(
    Node, st.sampled_from(NODE_KINDS), st.sampled_from(["", "I", "1", "a"]), VIETNAMESE
)
CITATIONS = st.builds(
    Citation,
    symbol=VIETNAMESE,
    kind=VIETNAMESE,
    date=st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)),
    issuer=VIETNAMESE,
    mentions=st.integers(1, 99),
)


@st.composite
def tables(draw: st.DrawFn) -> Appendix:
    """A table with as many cells in each row as there are columns."""
    width = draw(st.integers(1, 4))
    cells = st.lists(VIETNAMESE, min_size=width, max_size=width).map(tuple)
    rows = draw(st.lists(cells, max_size=4).map(tuple))
    return Appendix(draw(VIETNAMESE), draw(cells), rows)


@st.composite
def contents(draw: st.DrawFn) -> PlanContent:
    """A content that a draft may have."""
    citations = draw(
        st.lists(CITATIONS, max_size=4, unique_by=lambda cited: normal_text(cited.symbol)).map(
            tuple
        )
    )
    symbols = [cited.symbol for cited in citations]
    year = draw(st.integers(1990, 2199))
    return PlanContent(
        document_type="KH",
        heading_lines=draw(LINES),
        parent_heading=draw(VIETNAMESE),
        symbol="KH-UBND",
        place=draw(VIETNAMESE),
        year=year,
        year_to=draw(st.none() | st.just(year + 1)),
        subject=draw(VIETNAMESE),
        preamble_style=draw(st.sampled_from(["lines", "paragraph", "none"])),
        preamble=draw(LINES),
        bases=tuple(symbols[: draw(st.integers(0, len(symbols)))]),
        nodes=draw(st.lists(NODES, max_size=8).map(tuple)),
        appendices=draw(st.lists(tables(), max_size=2).map(tuple)),
        citations=citations,
        recipients=draw(
            st.lists(
                st.builds(RecipientLine, VIETNAMESE, st.sampled_from(["", "b/c"]), st.booleans()),
                max_size=4,
            ).map(tuple)
        ),
        signature=SignatureBlock(draw(LINES), draw(VIETNAMESE), draw(VIETNAMESE)),
    )
