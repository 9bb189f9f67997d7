"""Sections, items and points from paragraphs; what stands before them is the preamble."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dvcq_workflow.documents.reading.letters import is_upper
from dvcq_workflow.documents.reading.result import Bullet, Item, Section, Span, Statement
from dvcq_workflow.documents.reading.unwrap import CLOSING_OPENER, Paragraph

_SECTION_KINDS = ("part", "capital", "roman")


@dataclass(slots=True)
class _Item:
    no: str | None
    text: str
    first: int
    last: int
    bullets: list[Bullet] = field(default_factory=list)
    has_points: bool = False

    def item(self) -> Item:
        return Item(self.no, self.text, tuple(self.bullets), (self.first, self.last))


@dataclass(slots=True)
class _Section:
    no: str | None
    title: str | None
    first: int
    last: int
    items: list[_Item] = field(default_factory=list)
    paragraphs: list[Statement] = field(default_factory=list)

    def section(self) -> Section:
        return Section(
            self.no,
            self.title,
            tuple(item.item() for item in self.items),
            tuple(self.paragraphs),
            (self.first, self.last),
        )


@dataclass(frozen=True, slots=True)
class Outline:
    """The body in order; ``gaps`` are the lines of numbers that do not follow the one before.

    ``groups`` holds the paragraphs of each section, heading first, in the order of ``sections``.
    """

    preamble: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    groups: tuple[tuple[Paragraph, ...], ...]
    gaps: tuple[tuple[int, str], ...]


def outline_of(paragraphs: Sequence[Paragraph]) -> Outline:
    """Build the outline of a body."""
    levels = _levels(paragraphs)
    start = _body_start(paragraphs, levels)
    groups = _by_section(paragraphs[start:], levels)
    gaps = tuple(
        (p.passage.lines[0], f"{p.marker.no} {p.passage.text[:60]}")
        for p in paragraphs[start:]
        if p.gap and p.marker
    )
    return Outline(
        tuple(paragraphs[:start]),
        tuple(_section(group, levels) for group in groups),
        tuple(tuple(group) for group in groups),
        gaps,
    )


def _levels(paragraphs: Sequence[Paragraph]) -> tuple[str, ...]:
    """Return the kinds of paragraph that open a section in this plan."""
    kinds = {paragraph.kind for paragraph in paragraphs}
    if kinds & set(_SECTION_KINDS):
        return _SECTION_KINDS
    if any(p.kind == "item" and is_upper(p.passage.text) for p in paragraphs):
        return ("upper_item",)
    if any(_is_bare_heading(p) for p in paragraphs):
        return ("bare",)
    return ()


def _is_bare_heading(paragraph: Paragraph) -> bool:
    text = paragraph.passage.text
    return paragraph.kind == "plain" and 6 <= len(text) <= 160 and is_upper(text)


def _opens_section(paragraph: Paragraph, levels: tuple[str, ...]) -> bool:
    if levels == ("upper_item",):
        return paragraph.kind == "item" and is_upper(paragraph.passage.text)
    if levels == ("bare",):
        return _is_bare_heading(paragraph)
    return paragraph.kind in levels


def _body_start(paragraphs: Sequence[Paragraph], levels: tuple[str, ...]) -> int:
    for at, paragraph in enumerate(paragraphs):
        if _opens_section(paragraph, levels):
            return at
        if not levels and paragraph.kind in {"item", "subitem"}:
            return at
    return len(paragraphs)


def _by_section(paragraphs: Sequence[Paragraph], levels: tuple[str, ...]) -> list[list[Paragraph]]:
    groups: list[list[Paragraph]] = []
    for paragraph in paragraphs:
        if not groups or _opens_section(paragraph, levels):
            groups.append([])
        groups[-1].append(paragraph)
    return groups


def _section(group: list[Paragraph], levels: tuple[str, ...]) -> Section:
    head = group[0]
    last = group[-1].passage.lines[1]
    section = _Section(None, None, head.passage.lines[0], last)
    rest = group
    if _opens_section(head, levels):
        section.no = head.marker.no if head.marker else None
        section.title = head.passage.text.strip(" .:") or None
        rest = group[1:]
    last_item = max((at for at, p in enumerate(rest) if _opens_item(p, rest[:at])), default=-1)
    for at, paragraph in enumerate(rest):
        _place(section, paragraph, later_item=at < last_item)
    return section.section()


def _opens_item(paragraph: Paragraph, before: Sequence[Paragraph]) -> bool:
    if paragraph.kind in {"item", "subitem"}:
        return True
    return paragraph.kind == "letter" and not any(p.kind in {"item", "subitem"} for p in before)


def _place(section: _Section, paragraph: Paragraph, *, later_item: bool) -> None:
    """Put one paragraph where it belongs in the section."""
    text, lines = paragraph.passage.text, paragraph.passage.lines
    item = section.items[-1] if section.items else None
    marker = paragraph.marker
    lettered = item is not None and item.no is not None and item.no.isalpha()
    if marker and (
        marker.kind in {"item", "subitem"}
        or (marker.kind == "letter" and (item is None or item.no is None or lettered))
    ):
        section.items.append(_Item(marker.no.rstrip(")"), text, *lines))
    elif marker and item is None:
        section.items.append(_Item(None, "", *lines))
        _add_point(section.items[-1], text, marker.no, lines)
    elif marker and item is not None:
        _add_point(item, text, marker.no, lines)
        item.has_points = True
    elif item is not None and (later_item or _is_body_of(item, text)):
        _add_point(item, text, "", lines)
    else:
        section.paragraphs.append(Statement(text, lines))


def _add_point(item: _Item, text: str, marker: str, lines: Span) -> None:
    item.bullets.append(Bullet(text, marker, lines))
    item.last = lines[1]


def _is_body_of(item: _Item, text: str) -> bool:
    """Say whether an unmarked paragraph is what the title above it announces."""
    title_only = len(item.text) <= 200 and not item.text.endswith((".", ";"))
    return title_only and not item.has_points and not CLOSING_OPENER.match(text)
