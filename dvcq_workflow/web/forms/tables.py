"""Tables as lines with pipes between cells, and back; a pipe within a cell is written ``\\|``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dvcq_workflow.rules.canonical import normal_text

_PIPE = re.compile(r"(?<!\\)\|")


def text_of_rows(rows: Iterable[Sequence[str]]) -> str:
    """Return one line a row."""
    return "\n".join(f"| {' | '.join(_escaped(cell) for cell in row)} |" for row in rows)


def rows_of_text(text: str) -> list[tuple[str, ...]]:
    """Return the rows of a text; an empty line is no row. A line with tabs and no pipe is one
    pasted from a spreadsheet."""
    rows = []
    for raw in text.splitlines():
        line = raw.strip(" ")
        if not line.strip():
            continue
        if "\t" in line and "|" not in line:
            rows.append(tuple(normal_text(cell) for cell in line.split("\t")))
            continue
        line = line.removeprefix("|")
        if line.endswith("|") and not line.endswith("\\|"):
            line = line.removesuffix("|")
        rows.append(tuple(_plain(cell) for cell in _PIPE.split(line)))
    return rows


def _escaped(cell: str) -> str:
    return normal_text(cell).replace("|", "\\|")


def _plain(cell: str) -> str:
    return normal_text(cell.replace("\\|", "|"))
