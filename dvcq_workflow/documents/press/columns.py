"""How wide the columns of an appendix table are, so that no word breaks and no column starves."""

from __future__ import annotations

from collections.abc import Sequence

# An average letter of 13 pt, and the white space at both sides of a cell.
_LETTER_MM = 2.5
_PADDING_MM = 4.5
_LONGEST_WORD = 14
_SHORT = 6
_FIGURES = 0.4


def spans(row: Sequence[str], columns: Sequence[str]) -> bool:
    """Say whether a row is one cell over all columns."""
    return len(row) == 1 < len(columns)


def column_roles(
    columns: Sequence[str], rows: Sequence[Sequence[str]], middle: Sequence[int] = ()
) -> list[str]:
    """Return the role of each column's cells."""
    whole = [row for row in rows if not spans(row, columns)]
    return [
        "short_cell" if at in middle or is_short_column([row[at] for row in whole]) else "cell"
        for at in range(len(columns))
    ]


def is_short_column(cells: Sequence[str]) -> bool:
    """Say whether a column holds order numbers, figures or marks, which stand in the middle."""
    return all(len(text) <= _SHORT for text in cells)


def column_widths_mm(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    total_mm: float,
    middle: Sequence[int] = (),
) -> tuple[float, ...]:
    """Return one width for each column; together they are ``total_mm``.

    A column gets room for its longest word first; what is left is shared by how much it holds. A
    row that spans the table asks no column for room; columns in the ``middle`` hold figures, which
    need less of it than text.
    """
    rows = [row for row in rows if not spans(row, columns)]
    texts = [[head, *(row[at] for row in rows)] for at, head in enumerate(columns)]
    least = [_PADDING_MM + _LETTER_MM * _longest_word(column) for column in texts]
    spare = total_mm - sum(least)
    if spare <= 0:
        return tuple(width * total_mm / sum(least) for width in least)
    loads = [
        0.0 if is_short_column(column[1:]) else _load(column) * (_FIGURES if at in middle else 1)
        for at, column in enumerate(texts)
    ]
    whole = sum(loads)
    if not whole:
        return tuple(width + spare / len(least) for width in least)
    return tuple(width + spare * load / whole for width, load in zip(least, loads, strict=True))


def _longest_word(texts: Sequence[str]) -> int:
    return min(
        max((len(word) for text in texts for word in text.split()), default=1), _LONGEST_WORD
    )


def _load(texts: Sequence[str]) -> float:
    # The power below one keeps one talkative column from taking the room of all the others.
    return (sum(len(text) for text in texts) / len(texts)) ** 0.7
