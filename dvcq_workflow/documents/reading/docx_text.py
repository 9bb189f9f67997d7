"""The text of a WordprocessingML document: paragraphs with their numbers, rows with their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from dvcq_workflow.documents.reading.docx_numbering import Numbering, flag, w
from dvcq_workflow.documents.reading.docx_tables import Cell, TableKinds, layout_lines
from dvcq_workflow.documents.reading.letters import ends_sentence, is_upper, single_spaced
from dvcq_workflow.documents.reading.markers import marker_of

MAX_DEPTH = 40

_BREAK = "\u000b"
# Taken out by the reviser, notes, codes of fields, drawings: not the text that was issued.
_SKIPPED = {
    w(name)
    for name in (
        "del", "moveFrom", "delText", "instrText", "footnoteReference", "endnoteReference",
        "commentReference", "annotationRef", "drawing", "pict", "object", "pPr", "rPr", "sdtPr",
        "sdtEndPr", "proofErr", "bookmarkStart", "bookmarkEnd", "fldData", "rubyPr", "rt",
    )
}  # fmt: skip
_TEXT = {
    w("tab"): "\t",
    w("ptab"): "\t",
    w("br"): _BREAK,
    w("cr"): _BREAK,
    w("noBreakHyphen"): "-",
    w("softHyphen"): "",
}
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_OPENS = re.compile(r"(?:Căn cứ|Thực hiện|Nơi nhận|TM\.|KT\.|TL\.|TUQ\.|PHÓ |CHỦ TỊCH|GIÁM ĐỐC)")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph's text, or the cells of one row of a table of data, with the table's count."""

    text: str
    cells: tuple[str, ...] | None = None
    table: int = 0


class DocumentText:
    """Walks a document in reading order."""

    def __init__(
        self,
        document: etree._Element,
        numbering: etree._Element | None,
        styles: etree._Element | None,
    ) -> None:
        """Take the roots of ``document.xml``, ``numbering.xml`` and ``styles.xml``."""
        body = document.find(w("body"))
        self._body = body if body is not None else document
        self._numbering = Numbering(numbering, styles)
        self._kinds = TableKinds(styles)
        self._tables = 0

    def blocks(self) -> Iterator[Block]:
        """Give the blocks of the document."""
        yield from self._of(self._body, 0)

    def _of(self, parent: etree._Element, depth: int) -> Iterator[Block]:
        if depth > MAX_DEPTH:
            return
        held = ""
        for element in parent:
            tag = element.tag
            if tag == w("p"):
                text = held + self._paragraph(element)
                held = ""
                if _mark_is_deleted(element):
                    held = text + " "
                    continue
                yield from (Block(line) for line in _lines_of(text))
            elif tag == w("tbl"):
                yield from self._table(element, depth)
            elif tag not in _SKIPPED and isinstance(tag, str):
                yield from self._of(element, depth + 1)
        if held.strip():
            yield Block(held.strip())

    def _paragraph(self, paragraph: etree._Element) -> str:
        text = "".join(_runs(paragraph, 0))
        if not text.strip(f" \t{_BREAK}"):
            return ""
        label = self._numbering.label(paragraph)
        return f"{label} {text.lstrip()}" if label else text

    def _table(self, table: etree._Element, depth: int) -> Iterator[Block]:
        rows = [self._row(row, depth) for row in table.iter(w("tr")) if _table_of(row) is table]
        rows = [row for row in rows if row]
        if not self._kinds.is_data(table, rows):
            for lines in layout_lines(rows):
                yield from (Block(line) for line in lines)
                yield Block("|")
            return
        self._tables += 1
        count = self._tables
        above: list[str] = []
        for row in rows:
            cells: list[str] = []
            for cell in row:
                joined = single_spaced(cell.text)
                if cell.goes_on and len(cells) < len(above):
                    joined = above[len(cells)]
                cells.extend([joined, *[""] * (cell.span - 1)])
            above = cells
            yield Block("", tuple(cells), count)

    def _row(self, row: etree._Element, depth: int) -> list[Cell]:
        """Return the cells of a row, none where the row was taken out."""
        if row.find(f"{w('trPr')}/{w('del')}") is not None:
            return []
        cells = []
        for cell in row.iter(w("tc")):
            if _row_of(cell) is not row:
                continue
            properties = cell.find(w("tcPr"))
            span, goes_on = _cell_shape(properties)
            lines = [
                block.text if block.cells is None else " ".join(block.cells)
                for block in self._of(cell, depth + 1)
            ]
            cells.append(Cell([line for line in lines if line.strip()], span, goes_on))
        return cells


def _runs(element: etree._Element, depth: int) -> Iterator[str]:
    """Give the text of a paragraph's runs as it stands with all revisions accepted."""
    for child in element:
        tag = child.tag
        if tag == w("t"):
            yield child.text or ""
        elif tag in _TEXT:
            yield _TEXT[tag]
        elif tag == w("sym"):
            yield "•"
        elif tag == _ALTERNATE:
            if len(child) and depth < MAX_DEPTH:
                yield from _runs(child[0], depth + 1)
        elif tag in _SKIPPED or not isinstance(tag, str) or depth > MAX_DEPTH:
            continue
        elif tag != w("r") or not _is_hidden(child):
            yield from _runs(child, depth + 1)


def _is_hidden(run: etree._Element) -> bool:
    properties = run.find(w("rPr"))
    return properties is not None and flag(properties, "vanish")


def _mark_is_deleted(paragraph: etree._Element) -> bool:
    return paragraph.find(f"{w('pPr')}/{w('rPr')}/{w('del')}") is not None


def _lines_of(text: str) -> Iterator[str]:
    """Cut a paragraph at its line breaks where something new begins there."""
    held = ""
    for piece in text.split(_BREAK):
        if held and not _begins(held, piece.strip()):
            held = f"{held} {piece}"
            continue
        if held:
            yield held
        held = piece
    yield held


def _begins(before: str, piece: str) -> bool:
    if not piece:
        return False
    if ends_sentence(before) or marker_of(piece) or _OPENS.match(piece):
        return True
    return is_upper(before) and len(before) > 3


def _cell_shape(properties: etree._Element | None) -> tuple[int, bool]:
    if properties is None:
        return 1, False
    span = properties.find(w("gridSpan"))
    merged = properties.find(w("vMerge"))
    width = span.get(w("val"), "1") if span is not None else "1"
    columns = int(width) if width.isascii() and width.isdigit() else 1
    goes_on = merged is not None and merged.get(w("val"), "continue") == "continue"
    return max(1, min(columns, 60)), goes_on


def _table_of(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors(w("tbl")), None)


def _row_of(cell: etree._Element) -> etree._Element | None:
    return next(cell.iterancestors(w("tr")), None)
