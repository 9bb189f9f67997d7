"""Small builders of WordprocessingML: paragraphs, cells and tables as elements.

Text goes in as text nodes only, so nothing in it can become markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

RULE_SIZE = "6"  # eighths of a point

Element = Any  # lxml's element, as python-docx hands it out


def twips(length_mm: float) -> str:
    """Return a length as Word counts it: twentieths of a point."""
    return str(Mm(length_mm).twips)


def node(tag: str, **attributes: str) -> Element:
    """Return an element of the main namespace; attribute names are given without prefix."""
    return OxmlElement(
        f"w:{tag}", attrs={qn(f"w:{key}"): value for key, value in attributes.items()}
    )


def paragraph(
    style: str, text: str = "", *, inset_mm: float = 0, left_mm: float = 0, hanging_mm: float = 0
) -> Element:
    """Return a paragraph in a style; ``inset_mm`` narrows it by so much on both sides, ``left_mm``
    moves it in, and lines after its first begin ``hanging_mm`` further."""
    element = node("p")
    properties = node("pPr")
    properties.append(node("pStyle", val=style))
    if inset_mm > 0:
        properties.append(node("ind", left=twips(inset_mm), right=twips(inset_mm)))
    elif left_mm > 0:
        whole = twips(left_mm + hanging_mm)
        properties.append(node("ind", left=whole, hanging=twips(hanging_mm)))
    element.append(properties)
    if text:
        element.append(run(text))
    return element


def run(text: str) -> Element:
    """Return a run that keeps every space of ``text``."""
    element = node("r")
    held = node("t")
    held.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    held.text = text
    element.append(held)
    return element


def rule(style: str, length_mm: float, room_mm: float) -> Element:
    """Return a rule in the middle of ``room_mm``: the upper border of a low paragraph."""
    element = paragraph(style, inset_mm=max((room_mm - length_mm) / 2, 0))
    return bordered(element, ("top",), space="0")


def bordered(element: Element, sides: Sequence[str], *, space: str) -> Element:
    """Draw borders around a paragraph; ``space`` in points from its text."""
    borders = node("pBdr")
    for side in sides:
        borders.append(node(side, val="single", sz=RULE_SIZE, space=space, color="000000"))
    properties = element[0]
    # The schema wants borders before indents.
    properties.insert(1, borders)
    return element


def keep_with_next(element: Element) -> None:
    """Keep a paragraph's last lines on the page of what follows."""
    properties = element[0]
    properties.insert(1, node("keepNext"))


def table(
    widths_mm: Sequence[float],
    rows: Sequence[Element],
    *,
    has_borders: bool = False,
    padding_mm: float = 0,
) -> Element:
    """Return a table of fixed columns from rows made by ``row`` with the same widths."""
    element = node("tbl")
    properties = node("tblPr")
    properties.append(node("tblW", w=twips(sum(widths_mm)), type="dxa"))
    if has_borders:
        properties.append(_all_borders())
    properties.append(node("tblLayout", type="fixed"))
    properties.append(_padding(padding_mm))
    grid = node("tblGrid")
    # Word goes by the grid, LibreOffice by the cells: both carry the width, or long names wrap.
    for width in widths_mm:
        grid.append(node("gridCol", w=twips(width)))
    element.append(properties)
    element.append(grid)
    element.extend(rows)
    return element


def row(
    widths_mm: Sequence[float],
    cells: Sequence[Sequence[Element]],
    *,
    is_head: bool = False,
    is_whole: bool = True,
    span: int = 1,
) -> Element:
    """Return a row of cells, each a list of paragraphs; ``is_head`` repeats it on every page.

    ``is_whole``: the row may not break over pages. ``span``: over how many columns each cell goes.
    """
    element = node("tr")
    properties = node("trPr")
    if is_whole:
        properties.append(node("cantSplit"))
    if is_head:
        properties.append(node("tblHeader"))
    if len(properties):
        element.append(properties)
    for width, paragraphs in zip(widths_mm, cells, strict=True):
        cell = node("tc")
        cell_properties = node("tcPr")
        cell_properties.append(node("tcW", w=twips(width), type="dxa"))
        if span > 1:
            cell_properties.append(node("gridSpan", val=str(span)))
        cell.append(cell_properties)
        cell.extend(paragraphs)
        element.append(cell)
    return element


def page_field() -> Element:
    """Return a field that shows the number of the page."""
    field = node("fldSimple", instr=" PAGE ")
    field.append(run("2"))
    return field


def _all_borders() -> Element:
    borders = node("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(node(side, val="single", sz="4", space="0", color="000000"))
    return borders


def _padding(padding_mm: float) -> Element:
    margins = node("tblCellMar")
    for side in ("left", "right"):
        margins.append(node(side, w=twips(padding_mm), type="dxa"))
    return margins
