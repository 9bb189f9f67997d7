"""The only door to typst: a fixed template of ours and data in, the bytes of a PDF out.

Text reaches a template as data and never as markup; a template opens nothing but its own folder.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import local
from typing import Any

import typst

from dvcq_workflow.documents.press.coverage import lacking_in

_TEMPLATES = Path(__file__).parent / "templates"
_STANDARDS: list[Any] = ["a-3a", "ua-1"]

_PRINTS_REMEMBERED = 11

_FACES = {
    ("normal", 400): "regular",
    ("normal", 700): "bold",
    ("italic", 400): "italic",
    ("italic", 700): "bold italic",
}


@dataclass(frozen=True)
class Typeface:
    """The family a PDF is set in, and the folder that holds its four faces.

    ``family``: its name inside the font files. ``folder``: where they lie; nothing else is looked
    at, so that a letter which the family lacks is refused and never taken from another font.
    """

    family: str = "Liberation Serif"
    folder: Path = Path(__file__).parents[1] / "fonts"


OURS = Typeface()
"""Times metrics and all Vietnamese letters; it comes with the package."""

_threads = local()

_PANIC = "PanicException"
"""What Rust's panic arrives as: no Exception, and importable from nowhere."""


class TypesetterBroke(RuntimeError):
    """A defect of the typesetter, not of the data; who waits for the file may try again."""


def typeset(template: str, data: Mapping[str, Any], *, typeface: Typeface = OURS) -> bytes:
    """Return the PDF (PDF/A-3a and PDF/UA-1) of a template in ``templates/`` filled with ``data``.

    The same data give the same bytes on any day; every date comes from them.

    Raises:
        RuleViolation: ``text_not_printable``, where the family lacks a letter.
        typst.TypstError: what else the standards do not allow.
        TypesetterBroke: the typesetter itself broke down over the data.
    """
    values = {"data": json.dumps({**data, "family": typeface.family}, ensure_ascii=False)}
    try:
        with _TellingBreakdowns():
            pdf = _compiler(template, typeface).compile(
                format="pdf", sys_inputs=values, pdf_standards=_STANDARDS
            )
    except typst.TypstError as problem:
        lacking = lacking_in(str(problem))
        if lacking is None:
            raise
        raise lacking from problem
    assert isinstance(pdf, bytes)  # with no output named it is neither a file nor a list of pages
    return pdf


class _TellingBreakdowns:
    """Makes of a panic an error like others, and lets go of the compilers that it left behind."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: object
    ) -> None:
        if kind is not None and kind.__name__ == _PANIC:
            _threads.__dict__.clear()
            raise TypesetterBroke(str(problem)) from problem


def forget(template: str, empty: Mapping[str, Any], *, typeface: Typeface = OURS) -> None:
    """Let go of a large print, by printing ``empty`` data a few times.

    The typesetter remembers its last prints for the next, a hundred megabytes for each thousand
    lines, and drops what was not used in some: a worker would hold them for good.
    """
    for _print in range(_PRINTS_REMEMBERED):
        typeset(template, empty, typeface=typeface)


def faces_of(typeface: Typeface) -> frozenset[str]:
    """Return which of regular, bold, italic and bold italic the folder holds of the family."""
    return frozenset(
        _FACES[font.style, font.weight]
        for font in _fonts(typeface).fonts()
        if font.family == typeface.family and (font.style, font.weight) in _FACES
    )


def _compiler(template: str, typeface: Typeface) -> typst.Compiler:
    """One for each thread: a compiler is not shared, the opened fonts are."""
    known = _threads.__dict__.setdefault("compilers", {})
    key = (template, typeface)
    if key not in known:
        known[key] = typst.Compiler(
            _TEMPLATES / template, root=_TEMPLATES, font_paths=_fonts(typeface)
        )
    return known[key]


@lru_cache(maxsize=4)
def _fonts(typeface: Typeface) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[typeface.folder],
    )
