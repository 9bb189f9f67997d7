"""The content editor loses nothing: what goes in unchanged comes out unchanged."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.rules.canonical import normal_text
from dvcq_workflow.rules.content import (
    NODE_KINDS,
    Appendix,
    Citation,
    Node,
    PlanContent,
    RecipientLine,
    SignatureBlock,
)
from dvcq_workflow.web.forms.body_text import nodes_of_text, text_of_nodes
from dvcq_workflow.web.forms.content import (
    BODY_ROWS_LIMIT,
    CITATION_ROWS_LIMIT,
    ContentForm,
)
from dvcq_workflow.web.forms.rows import rearranged, typed_date
from dvcq_workflow.web.forms.tables import rows_of_text, text_of_rows
from tests.web.posting import posted_content

WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), max_size=40
).map(normal_text)
NUMBERS = st.sampled_from(["", "I", "1", "1.2", "a", "đ", "IV", "Phần thứ nhất", "A", "*"])
NODES = st.builds(Node, st.sampled_from(NODE_KINDS), NUMBERS, WORDS)


def content_with(**changes: object) -> PlanContent:
    given: dict[str, object] = {
        "document_type": "KH",
        "heading_lines": ("ỦY BAN NHÂN DÂN",),
        "parent_heading": "",
        "symbol": "KH-UBND",
        "place": "Trà Vinh",
        "year": 2020,
        "year_to": None,
        "subject": "Công tác năm 2020",
        "preamble_style": "lines",
        "preamble": ("Căn cứ thứ nhất;", "Căn cứ thứ hai."),
        "bases": ("02/B", "01/A"),
        "nodes": (Node("section", "I", "MỤC ĐÍCH"), Node("item", "1", "Gần dân.")),
        "appendices": (Appendix("Phụ lục", ("STT", "Nội dung | việc"), (("1", ""), ("", "b"))),),
        "citations": (
            Citation("01/A", "Nghị quyết", dt.date(2019, 1, 7), "Ban Bí thư", 3),
            Citation("02/B", "", None, "", 1),
        ),
        "recipients": (RecipientLine("TT.TU (b/c)", "b/c"), RecipientLine("Lưu: VT", "", True)),
        "signature": SignatureBlock(("TM. UBND",), "CHỦ TỊCH", "Trần Văn Mẫu"),
        **changes,
    }
    return PlanContent(**given)  # type: ignore[arg-type]


def through_the_page(content: PlanContent) -> ContentForm:
    """Return the form after a browser showed it and posted it untouched."""
    data = QueryDict(mutable=True)
    for name, value in posted_content(content).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return ContentForm(data, base=content)


def test_an_untouched_page_gives_the_same_content() -> None:
    content = content_with()
    form = through_the_page(content)
    assert form.is_valid(), form.errors
    assert form.to_content() == content


def test_a_long_body_is_edited_as_one_text_and_stays_the_same() -> None:
    nodes = tuple(Node("bullet", "", f"Việc thứ {n}.") for n in range(BODY_ROWS_LIMIT + 1))
    form = through_the_page(content_with(nodes=nodes))
    assert form.body_as_text
    assert form.is_valid()
    assert form.to_content().nodes == nodes


@given(st.lists(NODES, max_size=12))
def test_paragraphs_go_through_the_text_unaltered(nodes: list[Node]) -> None:
    assert nodes_of_text(text_of_nodes(nodes)) == tuple(nodes)


@given(st.lists(st.lists(WORDS, min_size=2, max_size=4), max_size=6))
def test_tables_go_through_the_text_unaltered(rows: list[list[str]]) -> None:
    assert rows_of_text(text_of_rows(rows)) == [tuple(row) for row in rows]


def test_a_table_pasted_from_a_spreadsheet_keeps_its_cells() -> None:
    assert rows_of_text("STT\tViệc\n1\tĐối thoại\n\n2\t") == [
        ("STT", "Việc"),
        ("1", "Đối thoại"),
        ("2", ""),
    ]


@pytest.mark.parametrize(
    ("line", "node"),
    [
        ("# II. NỘI DUNG", Node("section", "II", "NỘI DUNG")),
        ("#Phần không số", Node("section", "", "Phần không số")),
        ("2. Việc", Node("item", "2", "Việc")),
        ("– Ý", Node("bullet", "", "Ý")),
        ("b) Ý", Node("bullet", "b", "Ý")),
        ("Một câu.", Node("paragraph", "", "Một câu.")),
        ("{item:1a} Việc", Node("item", "1a", "Việc")),
    ],
    ids=["section", "section without number", "item", "dash", "letter", "sentence", "explicit"],
)
def test_a_line_is_read_as_what_its_mark_says(line: str, node: Node) -> None:
    assert nodes_of_text(f"\n{line}\n") == (node,)


@pytest.mark.parametrize(
    ("verb", "at", "result"),
    [
        ("add", -1, ["a", "b", "c", ""]),
        ("before", 1, ["a", "", "b", "c"]),
        ("after", 2, ["a", "b", "c", ""]),
        ("remove", 0, ["b", "c"]),
        ("up", 2, ["a", "c", "b"]),
        ("down", 0, ["b", "a", "c"]),
        ("up", 0, ["a", "b", "c"]),
        ("down", 2, ["a", "b", "c"]),
        ("remove", 9, ["a", "b", "c"]),
        ("explode", 1, ["a", "b", "c"]),
    ],
)
def test_rows_are_rearranged(verb: str, at: int, result: list[str]) -> None:
    assert rearranged(["a", "b", "c"], verb, at, str) == result


@pytest.mark.parametrize("text", ["31/2/2020", "hôm qua", "1/2", "2020-13-01", "//"])
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        typed_date(text)


@pytest.mark.parametrize("text", ["06/4/2020", " 6/4/2020 ", "2020-04-06"])
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert typed_date(text) == dt.date(2020, 4, 6)


def test_a_null_character_is_refused_not_stored() -> None:
    content = content_with()
    data = QueryDict(mutable=True)
    for name, value in posted_content(content).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    data.setlist("node_text", ["a\0b", "c"])
    assert not ContentForm(data, base=content).is_valid()


def test_a_post_with_fields_missing_is_read_as_far_as_it_is_whole() -> None:
    data = QueryDict("node_kind=item&node_kind=item&node_number=1&node_text=Vi%E1%BB%87c")
    form = ContentForm(data, base=content_with())
    assert [(row.kind, row.number, row.text) for row in form.node] == [("item", "1", "Việc")]


def test_the_longest_content_edited_by_rows_fits_what_django_takes() -> None:
    nodes = tuple(Node("bullet", "", f"Việc thứ {n}.") for n in range(BODY_ROWS_LIMIT))
    citations = tuple(Citation(f"{n}/KH") for n in range(CITATION_ROWS_LIMIT))
    content = content_with(
        nodes=nodes, citations=citations, bases=tuple(c.symbol for c in citations)
    )
    posted = posted_content(content)
    fields = sum(len(value) if isinstance(value, list) else 1 for value in posted.values())
    assert fields < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS - 100


def test_many_cited_documents_are_edited_as_lines_and_stay_the_same() -> None:
    citations = tuple(
        Citation(f"{n}/KH", "Kế hoạch", dt.date(2019, 1, 7)) for n in range(CITATION_ROWS_LIMIT + 1)
    )
    content = content_with(citations=citations, bases=("3/KH",))
    form = ContentForm(base=content)
    assert form.citations_as_text
    data = QueryDict(mutable=True)
    for name, value in posted_content(content).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    data["citation_mode"], data["citation_text"] = "text", form.citation_text
    back = ContentForm(data, base=content)
    assert back.is_valid(), back.errors
    assert back.to_content() == content
