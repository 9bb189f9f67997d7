"""Plain tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str | None]]) -> str:
    """Return the rows as aligned text under their head, with an empty line after them."""
    lines = [[str(cell or "") for cell in row] for row in [head, *rows]]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    ruled = ["-" * width for width in widths]
    return (
        "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in [lines[0], ruled, *lines[1:]]
        )
        + "\n"
    )
