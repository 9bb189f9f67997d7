"""What changed between two contents, paragraph by paragraph and word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from dvcq_workflow.rules.content import Node, PlanContent

MAX_WORDS = 4000
LIKENESS = 0.45
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """A run of words: ``same``, ``added`` or ``removed``."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One paragraph that was ``changed``, ``added`` or ``removed``; ``place``: where it stands,
    as printed ("II.3"), or the code of a part (``part`` = "subject", "preamble", …)."""

    kind: str
    part: str
    place: str
    pieces: tuple[Piece, ...]


def changes_between(old: PlanContent, new: PlanContent) -> list[Change]:
    """Return every change from ``old`` to ``new``, in the reading order of a plan."""
    if old.content_hash == new.content_hash:
        return []
    found = [
        *_single("subject", old.subject, new.subject),
        *_single("years", _years(old), _years(new)),
        *_single("place", old.place, new.place),
        *_list("preamble", old.preamble, new.preamble),
        *_nodes(old.nodes, new.nodes),
        *_list("appendix", _tables(old), _tables(new)),
        *_list("citation", _citations(old), _citations(new)),
        *_list("recipient", _recipients(old), _recipients(new)),
        *_single("signature", _signature(old), _signature(new)),
    ]
    return found


def word_pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Return the words of two texts as runs that are the same, removed, added."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > MAX_WORDS:
        return (Piece("removed", old), Piece("added", new))
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(Piece("removed", "".join(before[i1:i2])))
        if j2 > j1:
            pieces.append(Piece("added", "".join(after[j1:j2])))
    return tuple(pieces)


def _single(part: str, old: str, new: str) -> Iterator[Change]:
    if old != new:
        yield _change(part, "", old, new)


def _change(part: str, place: str, old: str, new: str) -> Change:
    if not old:
        return Change("added", part, place, (Piece("added", new),))
    if not new:
        return Change("removed", part, place, (Piece("removed", old),))
    return Change("changed", part, place, word_pieces(old, new))


def _list(part: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    yield from _aligned(part, old, new, [""] * len(old), [""] * len(new))


def _nodes(old: Sequence[Node], new: Sequence[Node]) -> Iterator[Change]:
    yield from _aligned(
        "body",
        [_node_text(node) for node in old],
        [_node_text(node) for node in new],
        places_of(old),
        places_of(new),
    )


def _aligned(
    part: str,
    old: Sequence[str],
    new: Sequence[str],
    old_places: Sequence[str],
    new_places: Sequence[str],
) -> Iterator[Change]:
    """Pair paragraphs that stand between the same neighbours and are alike; else added, removed."""
    matcher = SequenceMatcher(None, list(old), list(new), autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        gone, come = list(range(i1, i2)), list(range(j1, j2))
        while gone and come:
            if _alike(old[gone[0]], new[come[0]]):
                at = come.pop(0)
                yield _change(part, new_places[at], old[gone.pop(0)], new[at])
            elif len(gone) >= len(come):
                at = gone.pop(0)
                yield _change(part, old_places[at], old[at], "")
            else:
                at = come.pop(0)
                yield _change(part, new_places[at], "", new[at])
        for at in gone:
            yield _change(part, old_places[at], old[at], "")
        for at in come:
            yield _change(part, new_places[at], "", new[at])


def _alike(old: str, new: str) -> bool:
    matcher = SequenceMatcher(None, old[:2000].split(), new[:2000].split(), autojunk=False)
    return matcher.quick_ratio() >= LIKENESS


def places_of(nodes: Sequence[Node]) -> list[str]:
    """Return for each paragraph where it stands: section and item, as "II.3"."""
    section = item = ""
    places = []
    for node in nodes:
        if node.kind == "section":
            section, item = node.number, ""
        elif node.kind == "item":
            item = node.number
        places.append(".".join(part for part in (section, item) if part))
    return places


def _node_text(node: Node) -> str:
    if node.kind == "bullet":
        return f"{node.number}) {node.text}" if node.number else f"- {node.text}"
    return f"{node.number}. {node.text}" if node.number else node.text


def _years(content: PlanContent) -> str:
    return f"{content.year}–{content.year_to}" if content.year_to else str(content.year)


def _tables(content: PlanContent) -> list[str]:
    return [
        "\n".join([table.title, *(" | ".join(row) for row in (table.columns, *table.rows))])
        for table in content.appendices
    ]


def _citations(content: PlanContent) -> list[str]:
    return [
        " ".join(part for part in (c.kind, c.symbol, str(c.date or ""), c.issuer) if part)
        for c in content.citations
    ]


def _recipients(content: PlanContent) -> list[str]:
    return [
        f"{line.text} ({line.purpose})"
        if line.purpose and line.purpose not in line.text
        else line.text
        for line in content.recipients
    ]


def _signature(content: PlanContent) -> str:
    block = content.signature
    return " / ".join(part for part in (*block.authority_lines, block.position, block.name) if part)
