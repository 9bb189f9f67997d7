"""Rows of the content editor as they stand in the page: typed words, not yet a content.

Each field of a row is posted under one repeated name, in the page's order, so that a row can be
put in, taken out or moved by plain submit buttons.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from dvcq_workflow.rules.content import Citation, Node, RecipientLine
from dvcq_workflow.rules.formats import short_date

LETTERS_A_LINE = 85


@dataclass
class NodeRow:
    """A paragraph of the body."""

    kind: str = "paragraph"
    number: str = ""
    text: str = ""

    @property
    def height(self) -> int:
        """Lines its box needs before a browser that can fits it to the words."""
        return min(12, 1 + len(self.text) // LETTERS_A_LINE)


@dataclass
class CitationRow:
    """A cited document; ``date`` as typed."""

    symbol: str = ""
    kind: str = ""
    date: str = ""
    issuer: str = ""
    is_basis: bool = False
    problem: str = ""


@dataclass
class RecipientRow:
    """A line of "Nơi nhận"."""

    text: str = ""
    purpose: str = ""
    is_archive: bool = False


@dataclass
class AppendixRow:
    """A table: its title, and its rows as text with pipes, the heading first."""

    title: str = ""
    table: str = ""


def node_rows(nodes: Sequence[Node]) -> list[NodeRow]:
    """Return the paragraphs as rows."""
    return [NodeRow(node.kind, node.number, node.text) for node in nodes]


def citation_rows(citations: Sequence[Citation], bases: Sequence[str]) -> list[CitationRow]:
    """Return the cited documents as rows."""
    return [
        CitationRow(
            c.symbol, c.kind, short_date(c.date) if c.date else "", c.issuer, c.symbol in bases
        )
        for c in citations
    ]


def recipient_rows(lines: Sequence[RecipientLine]) -> list[RecipientRow]:
    """Return the recipients as rows."""
    return [RecipientRow(line.text, line.purpose, line.is_archive) for line in lines]


def posted_nodes(data: QueryDict) -> list[NodeRow]:
    """Return the paragraphs as posted; where fields are missing, as many as are whole."""
    fields = (data.getlist(f"node_{name}") for name in ("kind", "number", "text"))
    return [NodeRow(*values) for values in zip(*fields, strict=False)]


def posted_citations(data: QueryDict) -> list[CitationRow]:
    """Return the cited documents as posted."""
    names = ("symbol", "kind", "date", "issuer")
    symbols, kinds, dates, issuers = (data.getlist(f"citation_{name}") for name in names)
    ticked = set(data.getlist("citation_basis"))
    return [
        CitationRow(symbol, kind, date, issuer, is_basis=str(place) in ticked)
        for place, (symbol, kind, date, issuer) in enumerate(
            zip(symbols, kinds, dates, issuers, strict=False)
        )
    ]


def posted_recipients(data: QueryDict) -> list[RecipientRow]:
    """Return the recipients as posted."""
    texts, purposes = data.getlist("recipient_text"), data.getlist("recipient_purpose")
    ticked = set(data.getlist("recipient_archive"))
    return [
        RecipientRow(text, purpose, is_archive=str(place) in ticked)
        for place, (text, purpose) in enumerate(zip(texts, purposes, strict=False))
    ]


def posted_appendices(data: QueryDict) -> list[AppendixRow]:
    """Return the tables as posted."""
    fields = (data.getlist(f"appendix_{name}") for name in ("title", "table"))
    return [AppendixRow(*values) for values in zip(*fields, strict=False)]


def rearranged(rows: list[Any], verb: str, at: int, blank: Callable[[], Any]) -> list[Any]:
    """Return the rows after one act of the page: ``before``, ``after``, ``remove``, ``up``,
    ``down`` at a place, or ``add`` at the end. An act that makes no sense changes nothing."""
    result = list(rows)
    if verb == "add":
        return [*result, blank()]
    if not 0 <= at < len(result):
        return result
    if verb == "before":
        result.insert(at, blank())
    elif verb == "after":
        result.insert(at + 1, blank())
    elif verb == "remove":
        del result[at]
    elif verb == "up" and at > 0:
        result[at - 1 : at + 1] = result[at], result[at - 1]
    elif verb == "down" and at + 1 < len(result):
        result[at : at + 2] = result[at + 1], result[at]
    return result


def typed_date(text: str) -> dt.date | None:
    """Return a day typed as 06/4/2020 or 2020-04-06.

    Raises:
        ValueError: it is no day.
    """
    clean = text.strip()
    if not clean:
        return None
    if "-" in clean:
        return dt.date.fromisoformat(clean)
    day, month, year = clean.split("/")
    return dt.date(int(year), int(month), int(day))
