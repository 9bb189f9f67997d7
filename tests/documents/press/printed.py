"""Reads a Word file without the library that wrote it: unzip and XPath."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = {"w": W}


def part(data: bytes, name: str = "word/document.xml") -> etree._Element:
    """Return the root of a part of the file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def xpath(data: bytes, path: str, name: str = "word/document.xml") -> list:
    """Return what ``path`` finds in a part."""
    return part(data, name).xpath(path, namespaces=NAMESPACES)


def printed_lines(data: bytes) -> list[str]:
    """Return the text of every paragraph that has any, in the order of the file."""
    texts = ("".join(p.itertext(f"{{{W}}}t")) for p in xpath(data, "//w:p"))
    return [text for text in texts if text]


def paragraph_with(data: bytes, text: str) -> etree._Element:
    """Return the one paragraph whose text begins with ``text``."""
    found = [p for p in xpath(data, "//w:p") if "".join(p.itertext(f"{{{W}}}t")).startswith(text)]
    assert len(found) == 1, (text, len(found))
    return found[0]


def style_of(data: bytes, text: str) -> Style:
    """Return how the paragraph that begins with ``text`` looks, by its style."""
    (style_id,) = paragraph_with(data, text).xpath("w:pPr/w:pStyle/@w:val", namespaces=NAMESPACES)
    (style,) = xpath(data, f"//w:style[@w:styleId='{style_id}']", "word/styles.xml")
    return Style(style)


class Style:
    """The looks of a style, in points and millimetres."""

    def __init__(self, element: etree._Element) -> None:
        self._element = element

    def _value(self, path: str) -> str:
        found = self._element.xpath(f"string({path})", namespaces=NAMESPACES)
        return str(found)

    def _has(self, path: str) -> bool:
        return bool(self._element.xpath(path, namespaces=NAMESPACES))

    @property
    def size_pt(self) -> float:
        return int(self._value("w:rPr/w:sz/@w:val")) / 2

    @property
    def font(self) -> str:
        return self._value("w:rPr/w:rFonts/@w:ascii")

    @property
    def is_bold(self) -> bool:
        return self._has("w:rPr/w:b")

    @property
    def is_italic(self) -> bool:
        return self._has("w:rPr/w:i")

    @property
    def has_caps(self) -> bool:
        return self._has("w:rPr/w:caps")

    @property
    def align(self) -> str:
        return self._value("w:pPr/w:jc/@w:val")

    @property
    def indent_mm(self) -> float:
        return mm(self._value("w:pPr/w:ind/@w:firstLine") or "0")

    @property
    def after_pt(self) -> float:
        return int(self._value("w:pPr/w:spacing/@w:after")) / 20

    @property
    def line(self) -> float:
        return int(self._value("w:pPr/w:spacing/@w:line")) / 240


def mm(twips: str) -> float:
    """Return a length of Word in millimetres."""
    return int(twips) / 1440 * 25.4
