"""From what was read to a content that a person can confirm; from a draft's head nothing is kept
that belongs to the number, the date or the signature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from dvcq_workflow.documents.reading.result import ReadPlan, Section, Table
from dvcq_workflow.rules.content import (
    Appendix,
    Citation,
    Node,
    PlanContent,
    RecipientLine,
    SignatureBlock,
)

ARCHIVE_WORD = "Lưu"
DASHES = frozenset("-–—•+*")


def content_of_read(read: ReadPlan, *, today: dt.date) -> PlanContent:
    """Return the content as read, in reading order.

    ``today``: gives the year where the text names none, which the preview shows as doubtful.
    """
    header = read.header
    years = header.years or (header.year or today.year, None)
    return PlanContent(
        document_type=(header.symbol or "KH").split("-")[0],
        heading_lines=(header.agency,) if header.agency else (),
        parent_heading=header.parent_agency or "",
        symbol=header.symbol or "",
        place=header.place or "",
        year=years[0],
        year_to=years[1],
        subject=header.title or "",
        preamble_style=read.bases_style,
        preamble=tuple(paragraph.text for paragraph in read.preamble),
        bases=read.bases,
        nodes=tuple(node for section in read.sections for node in _nodes(section)),
        appendices=tuple(
            Appendix(
                title=table.title or "",
                columns=table.columns,
                rows=tuple(_rows_of(table)),
            )
            for table in read.tables
        ),
        citations=tuple(
            Citation(c.symbol, c.kind or "", c.date, c.issuer or "", len(c.mentions))
            for c in read.citations
        ),
        recipients=tuple(_recipient(line.text) for line in read.recipients),
        signature=_signature(read),
    )


def _nodes(section: Section) -> list[Node]:
    """Return a section's paragraphs as they follow each other in the source."""
    nodes: list[tuple[tuple[int, int], Node]] = []
    for item in section.items:
        if item.no is not None:
            nodes.append(((item.lines[0], 0), Node("item", item.no, item.text)))
        elif item.text:
            nodes.append(((item.lines[0], 0), Node("paragraph", "", item.text)))
        nodes += [
            ((bullet.lines[0], 1), Node("bullet", _bullet_number(bullet.marker), bullet.text))
            for bullet in item.bullets
        ]
    nodes += [
        ((paragraph.lines[0], 0), Node("paragraph", "", paragraph.text))
        for paragraph in section.paragraphs
    ]
    ordered = [node for _place, node in sorted(nodes, key=lambda pair: pair[0])]
    if section.title is None:
        return ordered
    return [Node("section", section.no or "", section.title), *ordered]


def _rows_of(table: Table) -> Iterator[tuple[str, ...]]:
    """Give a table's rows, each group's heading as a row of its own before its first."""
    group: str | None = None
    for row in table.rows:
        if row.group and row.group != group:
            yield (row.group, *[""] * (len(table.columns) - 1))
        group = row.group
        yield row.cells


def _bullet_number(marker: str) -> str:
    """Return a lettered point's letter; a dash is no number."""
    return marker.strip().rstrip(").") if marker and marker[0] not in DASHES else ""


def _recipient(text: str) -> RecipientLine:
    purpose = text[text.rfind("(") + 1 : -1] if text.endswith(")") else ""
    return RecipientLine(
        text=text,
        purpose=purpose if purpose.startswith("b/c") or purpose == "để b/c" else "",
        is_archive=text.startswith(ARCHIVE_WORD),
    )


def _signature(read: ReadPlan) -> SignatureBlock:
    found = read.signature
    if found is None:
        return SignatureBlock()
    return SignatureBlock(
        authority_lines=tuple(line for line in (found.authority, found.on_behalf) if line),
        position=found.position or "",
        name=found.signer or "",
    )


def preview_of(read: ReadPlan) -> dict[str, Any]:
    """Return all that was found, with the lines where it stands, as JSON for the preview page."""
    found = asdict(read)
    del found["source_lines"]
    return _plain(found)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value
