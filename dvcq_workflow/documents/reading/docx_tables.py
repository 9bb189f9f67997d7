"""Which tables of a Word document hold data, and which only set text side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from dvcq_workflow.documents.reading.appendices import NUMBER_HEAD
from dvcq_workflow.documents.reading.docx_numbering import flag, w
from dvcq_workflow.documents.reading.layout import POSITION, PREFIX, RECIPIENTS
from dvcq_workflow.documents.reading.letters import fold, is_upper, toned

_TASK_HEADS = re.compile(
    r"(?:stt|tt|so tt|noi dung.*|nhiem vu.*|cong viec.*|.*chu tri.*|.*phoi hop.*)"
)
_NATION = re.compile(r"cong hoa xa hoi chu nghia viet nam|doc lap ?[-–—] ?tu do")
_INSIDE = ("insideV", "insideH")
_SIDES = ("top", "left", "start", "bottom", "right", "end")
_HEAD_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's lines, how many columns it spans, whether it goes on from the cell above."""

    lines: list[str]
    span: int
    goes_on: bool

    @property
    def text(self) -> str:
        """The cell's lines as one."""
        return " ".join(self.lines)


class TableKinds:
    """Tells tables of data from tables of layout; knows the lines that table styles draw."""

    def __init__(self, styles: etree._Element | None) -> None:
        """Take the root of ``styles.xml``, None where the part is missing."""
        self._own: dict[str, bool] = {}
        self._based: dict[str, str] = {}
        for style in styles.findall(w("style")) if styles is not None else []:
            name, parent = style.get(w("styleId"), ""), style.find(w("basedOn"))
            if parent is not None:
                self._based[name] = parent.get(w("val"), "")
            drawn = _drawn(style.find(f"{w('tblPr')}/{w('tblBorders')}"), _INSIDE)
            if drawn is not None:
                self._own[name] = drawn

    def is_data(self, table: etree._Element, rows: Sequence[Sequence[Cell]]) -> bool:
        """Say whether a table holds data: its heads, lines and rows tell."""
        widths = [sum(cell.span for cell in row) for row in rows]
        if not rows or max(widths) < 2:
            return False
        if _has_number_head(rows) or _has_task_heads(rows):
            return True
        if any(_is_frame(cell) for row in rows for cell in row):
            return False
        if _repeats_head(table):
            return True
        if len(rows) >= 3 and min(len(row) for row in rows) >= 3:
            return True
        is_uniform = len(set(widths)) == 1 and len(rows) >= 2
        return is_uniform and _names_columns(rows[0]) and self._has_lines(table)

    def _has_lines(self, table: etree._Element) -> bool:
        """Say whether lines are drawn between the cells: the cells say it, the table, its style."""
        row = table.find(w("tr"))
        cells = row.findall(w("tc")) if row is not None else []
        said = {_drawn(cell.find(f"{w('tcPr')}/{w('tcBorders')}"), _SIDES) for cell in cells}
        if len(said) == 1 and None not in said:
            return True in said
        own = _drawn(table.find(f"{w('tblPr')}/{w('tblBorders')}"), _INSIDE)
        if own is not None:
            return own
        style = table.find(f"{w('tblPr')}/{w('tblStyle')}")
        name, steps = style.get(w("val"), "") if style is not None else "", 0
        while name not in self._own and name in self._based and steps < 20:
            name, steps = self._based[name], steps + 1
        return self._own.get(name, False)


def layout_lines(rows: Sequence[Sequence[Cell]]) -> Iterator[list[str]]:
    """Give the lines of each cell in the order in which they are read.

    Recipients and signature over several rows are read column by column, all else row by row.
    """
    if len(rows) > 1 and any(RECIPIENTS.match(line) for cell in rows[0] for line in cell.lines[:1]):
        for at in range(max(len(row) for row in rows)):
            yield from (row[at].lines for row in rows if at < len(row))
        return
    for row in rows:
        yield from (cell.lines for cell in row)


def _drawn(borders: etree._Element | None, sides: Sequence[str]) -> bool | None:
    """Say whether one of the sides is drawn; None where nothing is said of them."""
    found = [borders.find(w(side)) for side in sides] if borders is not None else []
    said = [side.get(w("val"), "nil") not in {"nil", "none"} for side in found if side is not None]
    return any(said) if said else None


def _has_number_head(rows: Sequence[Sequence[Cell]]) -> bool:
    """Say whether a heading row begins with STT or TT: no layout does."""
    heads = ([cell.text for cell in row if cell.lines] for row in rows[:3])
    return any(len(head) >= 2 and NUMBER_HEAD.fullmatch(fold(head[0])) for head in heads)


def _has_task_heads(rows: Sequence[Sequence[Cell]]) -> bool:
    if len(rows) < 2 or max(len(row) for row in rows) < 3:
        return False
    return any(
        sum(bool(_TASK_HEADS.fullmatch(fold(cell.text))) for cell in row) >= 2 for row in rows[:3]
    )


def _is_frame(cell: Cell) -> bool:
    """Say whether the cell is one of the document's head or tail, which tables set in columns."""
    if not cell.lines:
        return False
    first = toned(cell.lines[0].strip())
    if any(_NATION.search(fold(line)) for line in cell.lines[:3] if len(line) <= _HEAD_LENGTH):
        return True
    if RECIPIENTS.match(first) and (":" in first or len(cell.lines) > 1):
        return True
    if not is_upper(first) or len(first) > _HEAD_LENGTH:
        return False
    return bool(PREFIX.match(first) or (POSITION.fullmatch(first) and len(cell.lines) > 1))


def _repeats_head(table: etree._Element) -> bool:
    """Say whether the first row is set to stand on every page."""
    row = table.find(w("tr"))
    properties = row.find(w("trPr")) if row is not None else None
    return properties is not None and flag(properties, "tblHeader")


def _names_columns(row: Sequence[Cell]) -> bool:
    """Say whether a row reads as heads of columns: short, in every cell, no statements."""
    return all(
        cell.lines and len(cell.text) <= _HEAD_LENGTH and not cell.text.endswith((".", ";", ":"))
        for cell in row
    )
