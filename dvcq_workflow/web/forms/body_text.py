"""A plan's paragraphs as lines of text that a person may write or paste at once, and back again.

``# I. …`` is a section, ``1. …`` an item, ``- …`` or ``a) …`` a bullet, anything else a paragraph.
What these marks cannot say is written ``{kind:number} …``, so that no paragraph is ever altered by
going through the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dvcq_workflow.rules.canonical import normal_text
from dvcq_workflow.rules.content import Node

_EXPLICIT = re.compile(r"\{(section|item|bullet|paragraph):([^}]*)\}\s?(.*)")
_SECTION = re.compile(r"#+\s*(?:([IVXLC]+|[A-Z]|\d+)\.\s+)?(.*)")
_ITEM = re.compile(r"(\d+(?:\.\d+)*)\.\s+(.*)")
_DASH = re.compile(r"[-–+•]\s+(.*)")
_LETTER = re.compile(r"([a-zđ])\)\s+(.*)")


def text_of_nodes(nodes: Iterable[Node]) -> str:
    """Return one line a paragraph."""
    return "\n".join(_line(node) for node in nodes)


def nodes_of_text(text: str) -> tuple[Node, ...]:
    """Return the paragraphs of a text; empty lines count for nothing."""
    return tuple(_node(line) for raw in text.splitlines() if (line := normal_text(raw)))


def _line(node: Node) -> str:
    clean = Node(node.kind, normal_text(node.number), normal_text(node.text))
    natural = _natural(clean)
    if natural and _node(normal_text(natural)) == clean:
        return natural
    return f"{{{clean.kind}:{clean.number}}} {clean.text}".rstrip()


def _natural(node: Node) -> str:
    if node.kind == "section":
        return f"# {node.number}. {node.text}" if node.number else f"# {node.text}"
    if node.kind == "item":
        return f"{node.number}. {node.text}"
    if node.kind == "bullet":
        return f"{node.number}) {node.text}" if node.number else f"- {node.text}"
    return node.text


def _node(line: str) -> Node:
    if found := _EXPLICIT.fullmatch(line):
        return Node(found[1], found[2], found[3])
    if found := _SECTION.fullmatch(line):
        return Node("section", found[1] or "", found[2])
    if found := _ITEM.fullmatch(line):
        return Node("item", found[1], found[2])
    if found := _DASH.fullmatch(line):
        return Node("bullet", "", found[1])
    if found := _LETTER.fullmatch(line):
        return Node("bullet", found[1], found[2])
    return Node("paragraph", "", line)
