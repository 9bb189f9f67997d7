"""Building DOCX plans as clerks do: tables without lines for head and tail, numbers by Word."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

_LEVELS = (("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"), ("bullet", "\uf0b7"))
NUMBERING = (
    "<w:numbering {ns}><w:abstractNum w:abstractNumId='7'>"
    + "".join(
        f"<w:lvl w:ilvl='{at}'><w:start w:val='1'/><w:numFmt w:val='{style}'/>"
        f"<w:lvlText w:val='{text}'/></w:lvl>"
        for at, (style, text) in enumerate(_LEVELS)
    )
    + "</w:abstractNum><w:num w:numId='7'><w:abstractNumId w:val='7'/></w:num></w:numbering>"
)


def plan_document(fill: Callable[[Any], None]) -> bytes:
    """Return a DOCX plan with head and tail; ``fill`` writes what stands between them."""
    document = Document()
    _columns(
        document,
        [
            "ỦY BAN NHÂN DÂN\nTỈNH PHÚ YÊN",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        ],
        ["Số: 110/KH-UBND", "Phú Yên, ngày 14 tháng 11 năm 2013"],
    )
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("Công tác dân vận chính quyền năm 2014 của tỉnh Phú Yên")
    fill(document)
    _columns(
        document,
        [
            "Nơi nhận:\n- Thường trực Tỉnh ủy;\n- Các sở, ban, ngành;\n- Lưu: VT.",
            "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nPhạm Đình Cự",
        ],
    )
    return saved(document)


def _columns(document: Any, *rows: list[str]) -> None:
    table = document.add_table(rows=len(rows), cols=2)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            first, *others = text.split("\n")
            cell.paragraphs[0].text = first
            for other in others:
                cell.add_paragraph(other)


def with_numbers(document: Any) -> None:
    """Give the document a list of four levels: I. / 1. / a) / bullet, as number 7."""
    part = document.part.numbering_part
    part._element = parse_xml(NUMBERING.format(ns=nsdecls("w")))


def numbered(document: Any, level: int, text: str) -> None:
    """Add a paragraph whose number Word counts: it stands in no run."""
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    number = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", level), ("w:numId", 7)):
        child = OxmlElement(tag)
        child.set(qn("w:val"), str(value))
        number.append(child)
    properties.append(number)


def raw_paragraph(document: Any, inner: str) -> None:
    """Add a paragraph of raw WordprocessingML before the section's properties."""
    element = parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>")
    document.element.body.insert(len(document.element.body) - 1, element)


def data_table(document: Any, rows: list[list[str]]) -> None:
    """Add a real table."""
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def saved(document: Any) -> bytes:
    """Return the bytes of a python-docx document."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def repacked(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """Return the archive with members replaced, added, or (None) left out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in changes:
                target.writestr(name, source.read(name))
        for name, content in changes.items():
            if content is not None:
                target.writestr(name, content)
    return stream.getvalue()
