"""What content may be stored, what may leave the draft's desk, and what is no content at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dvcq_workflow.rules.content import (
    MAX_LIST,
    MAX_NODES,
    MAX_TEXT,
    Appendix,
    Citation,
    Node,
    PlanContent,
    RecipientLine,
    SignatureBlock,
    content_from_json,
    require_complete,
    require_storable,
)
from dvcq_workflow.rules.errors import RuleViolation
from tests.rules.samples import CONTENT

LONG = Node("bullet", "", "x" * MAX_TEXT)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(
            replace(CONTENT, nodes=(Node("bullet", "", "a"),) * (MAX_NODES + 1)),
            "content_too_long",
            id="too many paragraphs",
        ),
        pytest.param(
            replace(CONTENT, nodes=(replace(LONG, text=LONG.text + "x"),)),
            "content_too_long",
            id="one endless paragraph",
        ),
        pytest.param(
            replace(CONTENT, nodes=(LONG,) * 21), "content_too_long", id="too much altogether"
        ),
        pytest.param(
            replace(CONTENT, recipients=(RecipientLine("Sở Nội vụ"),) * (MAX_LIST + 1)),
            "content_too_long",
            id="too many recipients",
        ),
        pytest.param(
            replace(
                CONTENT,
                bases=(),
                citations=tuple(Citation(f"{n}/QĐ-UBND") for n in range(MAX_LIST + 1)),
            ),
            "content_too_long",
            id="too many cited documents",
        ),
        pytest.param(
            replace(CONTENT, appendices=(Appendix("x" * 2_000_001, ("a",), ()),)),
            "content_too_long",
            id="an endless table",
        ),
        pytest.param(
            replace(CONTENT, nodes=(Node("chapter", "1", "a"),)),
            "content_node_kind_unknown",
            id="a kind of paragraph that is none",
        ),
        pytest.param(replace(CONTENT, year=1989), "content_year_wrong", id="long ago"),
        pytest.param(replace(CONTENT, year=2201), "content_year_wrong", id="far ahead"),
        pytest.param(replace(CONTENT, year_to=0), "content_year_wrong", id="a last year of nought"),
        pytest.param(
            replace(CONTENT, year_to=2020), "content_year_wrong", id="from a year to itself"
        ),
        pytest.param(
            replace(CONTENT, year_to=2019), "content_year_wrong", id="from a year to an earlier"
        ),
        pytest.param(
            replace(CONTENT, year_to=40_000), "content_year_wrong", id="a last year far ahead"
        ),
        pytest.param(
            replace(CONTENT, appendices=(Appendix("", ("a", "b"), (("1",),)),)),
            "content_table_uneven",
            id="a row with a cell less",
        ),
        pytest.param(
            replace(CONTENT, appendices=(Appendix("", (), (("1",),)),)),
            "content_table_uneven",
            id="a table without columns",
        ),
        pytest.param(
            replace(CONTENT, citations=CONTENT.citations * 2),
            "content_symbol_twice",
            id="a document cited on two lines",
        ),
        pytest.param(
            replace(
                CONTENT,
                citations=(
                    *CONTENT.citations,
                    replace(CONTENT.citations[0], symbol=" 553/QĐ-UBND\u00a0"),
                ),
            ),
            "content_symbol_twice",
            id="the same document in another spelling",
        ),
        pytest.param(
            replace(CONTENT, citations=()), "content_basis_not_cited", id="a basis nobody cites"
        ),
        pytest.param(
            replace(CONTENT, preamble_style="poem"), "content_malformed", id="a style that is none"
        ),
        pytest.param(
            replace(CONTENT, citations=(replace(CONTENT.citations[0], mentions=40_000),)),
            "content_malformed",
            id="more mentions than a column can count",
        ),
        pytest.param(
            replace(CONTENT, citations=(replace(CONTENT.citations[0], mentions=0),)),
            "content_malformed",
            id="a document cited nowhere",
        ),
    ],
)
def test_a_content_that_no_draft_may_have_is_refused(content: PlanContent, code: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        require_storable(content)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "character",
    [
        pytest.param("\x00", id="nought, which PostgreSQL cannot hold"),
        pytest.param("\ud800", id="half a character, which UTF-8 cannot hold"),
    ],
)
@pytest.mark.parametrize(
    "part", ["subject", "place", "preamble", "nodes", "recipients", "appendices", "signature"]
)
def test_a_character_that_cannot_be_stored_is_refused_wherever_it_stands(
    part: str, character: str
) -> None:
    text = f"dân{character}vận"
    values: dict[str, Any] = {
        "subject": text,
        "place": text,
        "preamble": (text,),
        "nodes": (Node("bullet", "", text),),
        "recipients": (RecipientLine(text),),
        "appendices": (Appendix("", (text,), ()),),
        "signature": SignatureBlock((text,)),
    }
    with pytest.raises(RuleViolation) as refused:
        require_storable(replace(CONTENT, **{part: values[part]}))
    assert refused.value.code == "content_malformed"


TOO_LONG = "x" * 501


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"document_type": TOO_LONG}, id="document type"),
        pytest.param({"parent_heading": TOO_LONG}, id="parent agency"),
        pytest.param({"symbol": TOO_LONG}, id="symbol"),
        pytest.param({"place": TOO_LONG}, id="place"),
        pytest.param({"nodes": (Node("item", TOO_LONG, "a"),)}, id="a paragraph's number"),
        pytest.param({"appendices": (Appendix(TOO_LONG, ("a",), ()),)}, id="a table's title"),
        pytest.param({"citations": (Citation(TOO_LONG),), "bases": ()}, id="a cited symbol"),
        pytest.param({"citations": (Citation("1", TOO_LONG),), "bases": ()}, id="a cited kind"),
        pytest.param(
            {"citations": (Citation("1", issuer=TOO_LONG),), "bases": ()}, id="a cited issuer"
        ),
        pytest.param({"recipients": (RecipientLine(TOO_LONG),)}, id="a recipient"),
        pytest.param({"recipients": (RecipientLine("a", TOO_LONG),)}, id="a purpose"),
        pytest.param({"signature": SignatureBlock((), TOO_LONG)}, id="the signer's position"),
        pytest.param({"signature": SignatureBlock((), "a", TOO_LONG)}, id="the signer's name"),
    ],
)
def test_a_field_longer_than_its_column_is_refused(change: dict[str, Any]) -> None:
    # PostgreSQL would refuse the row half-way through the act, and SQLite would take it.
    with pytest.raises(RuleViolation) as refused:
        require_storable(replace(CONTENT, **change))
    assert refused.value.code == "content_field_too_long"
    assert refused.value.params["text"] == TOO_LONG


def test_spaces_that_are_not_stored_are_not_counted() -> None:
    require_storable(replace(CONTENT, place=f"Trà{' ' * 200}Vinh"))


def test_a_content_at_every_limit_may_be_stored() -> None:
    require_storable(
        replace(
            CONTENT,
            nodes=(Node("bullet", "", "a"),) * (MAX_NODES - 1) + (LONG,),
            recipients=(RecipientLine("Sở Nội vụ"),) * MAX_LIST,
            year=2200,
        )
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(replace(CONTENT, subject=" "), "draft_without_subject", id="no subject"),
        pytest.param(replace(CONTENT, nodes=()), "draft_without_body", id="no text"),
        pytest.param(
            replace(CONTENT, nodes=(CONTENT.nodes[0], Node("item", "1", " \n"))),
            "draft_empty_paragraph",
            id="an empty paragraph",
        ),
        pytest.param(
            replace(CONTENT, recipients=()), "draft_without_recipients", id="no recipients"
        ),
        pytest.param(
            replace(CONTENT, recipients=(RecipientLine("Sở Nội vụ"),)),
            "draft_without_archive_line",
            id="no archive line",
        ),
        pytest.param(
            replace(CONTENT, signature=SignatureBlock((), "", "Chủ tịch")),
            "draft_without_signature",
            id="no position",
        ),
        pytest.param(
            replace(CONTENT, signature=SignatureBlock((), "CHỦ TỊCH", "")),
            "draft_without_signature",
            id="no name",
        ),
        pytest.param(
            replace(CONTENT, signature=SignatureBlock((), "  ", "Chủ tịch")),
            "draft_without_signature",
            id="a position of spaces",
        ),
    ],
)
def test_an_unfinished_draft_stays_on_its_desk_article_8(content: PlanContent, code: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        require_complete(content)
    assert refused.value.code == code


def test_the_empty_paragraph_is_named_by_its_place() -> None:
    empty = replace(CONTENT, nodes=(*CONTENT.nodes, Node("item", "2", "")))
    with pytest.raises(RuleViolation) as refused:
        require_complete(empty)
    assert refused.value.params == {"position": 3}


def test_a_complete_draft_may_leave_its_desk() -> None:
    require_complete(CONTENT)
    require_complete(replace(CONTENT, bases=(), citations=(), appendices=(), preamble=()))


def broken(**changes: Any) -> dict[str, Any]:
    return {**CONTENT.to_json(), **changes}


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({}, id="nothing"),
        pytest.param(None, id="no object"),
        pytest.param([1, 2], id="a list"),
        pytest.param(
            {k: v for k, v in CONTENT.to_json().items() if k != "subject"}, id="no subject"
        ),
        pytest.param({k: v for k, v in CONTENT.to_json().items() if k != "nodes"}, id="no nodes"),
        pytest.param(broken(subject=5), id="a subject that is a number"),
        pytest.param(broken(subject=None), id="a subject that is nothing"),
        pytest.param(broken(year="2020"), id="a year in letters"),
        pytest.param(broken(year=True), id="a year that is yes"),
        pytest.param(broken(year_to="2021"), id="a last year in letters"),
        pytest.param(broken(heading_lines="ỦY BAN"), id="lines that are one text"),
        pytest.param(broken(heading_lines=[1]), id="a line that is a number"),
        pytest.param(broken(preamble=None), id="a preamble that is nothing"),
        pytest.param(broken(nodes=[{"kind": "item"}]), id="half a paragraph"),
        pytest.param(broken(nodes=[["item", "1", "a"]]), id="a paragraph that is a list"),
        pytest.param(
            broken(nodes=[{"kind": "item", "number": 1, "text": "a"}]), id="a number in figures"
        ),
        pytest.param(
            broken(nodes=[{"kind": "item", "number": "1", "text": "a", "style": "bold"}]),
            id="a paragraph with more than it has",
        ),
        pytest.param(broken(appendices=[{"title": "a"}]), id="a table without columns"),
        pytest.param(
            broken(appendices=[{"title": "a", "columns": "ab", "rows": ["cd"]}]),
            id="a table of letters",
        ),
        pytest.param(broken(citations=[{"symbol": "1", "date": "15/3/2016"}]), id="another date"),
        pytest.param(broken(citations=[{"symbol": "1", "date": 2016}]), id="a date in figures"),
        pytest.param(
            broken(citations=[{"symbol": "1", "mentions": "2"}]), id="mentions in letters"
        ),
        pytest.param(broken(recipients=[{"text": "a", "is_archive": "no"}]), id="a yes in letters"),
        pytest.param(broken(signature="CHỦ TỊCH"), id="a signature that is one text"),
        pytest.param(broken(signature={"authority_lines": "TM."}), id="authority in one text"),
        pytest.param(broken(schema="dvcq.plan-content/2"), id="of a schema not yet known"),
    ],
)
def test_json_that_is_no_content_is_refused(value: Any) -> None:
    with pytest.raises(RuleViolation) as refused:
        content_from_json(value)
    assert refused.value.code == "content_malformed"


def test_what_may_be_left_out_of_the_json_is_empty() -> None:
    optional = {"schema", "appendices", "citations", "recipients", "signature"}
    bare = content_from_json({k: v for k, v in CONTENT.to_json().items() if k not in optional})
    assert bare == replace(
        CONTENT, appendices=(), citations=(), recipients=(), signature=SignatureBlock()
    )
