"""Automatic numbers and bullets of a DOCX file, which stand in no run's text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def w(name: str) -> str:
    """Return the name in the namespace of WordprocessingML."""
    return _W + name


def flag(properties: etree._Element, name: str) -> bool:
    """Say whether an on/off property is on."""
    found = properties.find(w(name))
    return found is not None and found.get(w("val"), "1") not in {"0", "false", "off"}


@dataclass(frozen=True, slots=True)
class _Level:
    style: str
    text: str
    start: int


class Numbering:
    """Counts the numbered paragraphs of a document as Word does."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        """Take the roots of ``numbering.xml`` and ``styles.xml``, None where a part is missing."""
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._by_style = _style_numbers(styles)
        self._default = _default_style(styles)
        if numbering is not None:
            self._read(numbering)

    def _read(self, numbering: etree._Element) -> None:
        shapes = {
            shape.get(w("abstractNumId"), ""): _levels(shape)
            for shape in numbering.findall(w("abstractNum"))
        }
        for number in numbering.findall(w("num")):
            link = number.find(w("abstractNumId"))
            name = number.get(w("numId"), "")
            shape = link.get(w("val"), "") if link is not None else ""
            levels = dict(shapes.get(shape, {}))
            counted = f"shape {shape}"
            for override in number.findall(w("lvlOverride")):
                # A restarted list counts for itself; lists of one shape go on with each other.
                counted = f"number {name}"
                _override(levels, override)
            self._levels[name] = levels
            self._abstract[name] = counted

    def label(self, paragraph: etree._Element) -> str:
        """Return the number or bullet of the next paragraph, empty where it has none."""
        name, depth = self._number_of(paragraph)
        level = self._levels.get(name, {}).get(depth)
        if level is None:
            return ""
        if level.style == "bullet":
            return "-"
        counts = self._counts.setdefault(self._abstract[name], {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]
        if level.style == "none":
            return ""
        levels = self._levels[name]
        return _PLACE.sub(lambda found: _shown(levels, counts, int(found[1]) - 1), level.text)

    def _number_of(self, paragraph: etree._Element) -> tuple[str, int]:
        properties = paragraph.find(w("pPr"))
        style = self._default
        if properties is not None:
            named = properties.find(w("pStyle"))
            style = named.get(w("val"), "") if named is not None else style
            found = properties.find(w("numPr"))
            if found is not None:
                name, depth = _number(found)
                if name:
                    return name, depth
                inherited, _ = self._by_style.get(style, ("", 0))
                return inherited, depth
        return self._by_style.get(style, ("", 0))


def _number(properties: etree._Element) -> tuple[str, int]:
    name, depth = properties.find(w("numId")), properties.find(w("ilvl"))
    level = depth.get(w("val"), "0") if depth is not None else "0"
    return (
        name.get(w("val"), "") if name is not None else "",
        int(level) if level.isascii() and level.isdigit() else 0,
    )


def _levels(shape: etree._Element) -> dict[int, _Level]:
    return {
        int(level.get(w("ilvl"), "0")): _level(level)
        for level in shape.findall(w("lvl"))
        if level.get(w("ilvl"), "0").isdigit()
    }


def _level(level: etree._Element) -> _Level:
    def value(name: str, otherwise: str) -> str:
        found = level.find(w(name))
        return found.get(w("val"), otherwise) if found is not None else otherwise

    start = value("start", "1")
    return _Level(
        value("numFmt", "decimal"), value("lvlText", ""), int(start) if start.isdigit() else 1
    )


def _override(levels: dict[int, _Level], override: etree._Element) -> None:
    depth = override.get(w("ilvl"), "0")
    if not depth.isdigit():
        return
    at = int(depth)
    replaced = override.find(w("lvl"))
    if replaced is not None:
        levels[at] = _level(replaced)
    start = override.find(w("startOverride"))
    if start is not None and at in levels and start.get(w("val"), "").isdigit():
        levels[at] = _Level(levels[at].style, levels[at].text, int(start.get(w("val"), "1")))


def _shown(levels: dict[int, _Level], counts: dict[int, int], depth: int) -> str:
    level = levels.get(depth)
    if level is None:
        return ""
    value = counts.get(depth, level.start)
    if level.style in {"upperRoman", "lowerRoman"}:
        roman = _roman(value)
        return roman if level.style == "upperRoman" else roman.lower()
    if level.style in {"lowerLetter", "upperLetter"}:
        letter = _LETTERS[(value - 1) % 26] * ((value - 1) // 26 + 1) if value < 200 else str(value)
        return letter if level.style == "lowerLetter" else letter.upper()
    return f"{value:02d}" if level.style == "decimalZero" else str(value)


def _roman(value: int) -> str:
    if not 0 < value < 90:
        return str(value)
    numeral = ""
    for size, letter in _ROMAN:
        numeral += letter * (value // size)
        value %= size
    return numeral


def _style_numbers(styles: etree._Element | None) -> dict[str, tuple[str, int]]:
    """Return style → (number, level), with what a style inherits from the one it is based on."""
    own: dict[str, tuple[str, int]] = {}
    based: dict[str, str] = {}
    for style in styles.findall(w("style")) if styles is not None else []:
        name = style.get(w("styleId"), "")
        parent = style.find(w("basedOn"))
        if parent is not None:
            based[name] = parent.get(w("val"), "")
        properties = style.find(f"{w('pPr')}/{w('numPr')}")
        if properties is not None:
            own[name] = _number(properties)
    found: dict[str, tuple[str, int]] = {}
    for name in {*own, *based}:
        at, steps = name, 0
        while at not in own and at in based and steps < 20:
            at, steps = based[at], steps + 1
        if at in own:
            found[name] = own[at]
    return found


def _default_style(styles: etree._Element | None) -> str:
    for style in styles.findall(w("style")) if styles is not None else []:
        if style.get(w("type")) == "paragraph" and style.get(w("default")) in {"1", "true"}:
            return style.get(w("styleId"), "")
    return ""
