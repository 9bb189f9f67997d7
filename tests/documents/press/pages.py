"""Reads a PDF without the library that wrote it: pdfplumber, pikepdf and poppler's tools."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pdfplumber
import pikepdf
import pytest

MM = 72 / 25.4


@dataclass(frozen=True)
class PrintedLine:
    """One line on a page; lengths in points from the page's left and upper edge. ``text`` keeps
    its spaces; ``baseline``: where its letters stand."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    font: str

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class PrintedPage:
    """A page: its lines from top to bottom, and its rules as (left, right, top)."""

    width: float
    height: float
    lines: tuple[PrintedLine, ...]
    rules: tuple[tuple[float, float, float], ...]

    def line(self, start: str) -> PrintedLine:
        """Return the first line that begins with ``start``."""
        return next(line for line in self.lines if line.text.startswith(start))

    @property
    def words(self) -> list[list[str]]:
        return [line.text.split() for line in self.lines]


def pages_of(data: bytes, *, split_at: float | None = None) -> list[PrintedPage]:
    """Return the pages of a PDF. ``split_at``: points from the left, where two columns of a heading
    or a closing are told apart; None reads across."""
    with pdfplumber.open(io.BytesIO(data)) as document:
        return [_page(page, split_at) for page in document.pages]


def _page(page: Any, split_at: float | None) -> PrintedPage:
    rows: dict[tuple[float, bool], list[Any]] = defaultdict(list)
    for letter in page.chars:
        baseline = round(page.height - letter["matrix"][5], 1)
        is_right = split_at is not None and letter["x0"] >= split_at
        rows[baseline, is_right].append(letter)
    lines = (_line(key[0], rows[key]) for key in sorted(rows))
    rules = {(r["x0"], r["x1"], r["top"]) for r in (*page.lines, *page.rects)}
    return PrintedPage(
        page.width, page.height, tuple(line for line in lines if line.text), tuple(sorted(rules))
    )


def _line(baseline: float, letters: list[Any]) -> PrintedLine:
    letters = sorted(letters, key=lambda letter: letter["x0"])
    inked = [letter for letter in letters if letter["text"].strip()] or letters
    first = inked[0]
    return PrintedLine(
        text="".join(letter["text"] for letter in letters).strip(),
        left=first["x0"],
        right=inked[-1]["x1"],
        baseline=baseline,
        size=round(first["size"], 2),
        font=first["fontname"].partition("+")[2] or first["fontname"],
    )


def text_of(data: bytes, *options: str) -> str:
    """Return what poppler reads in a PDF, as somebody would copy it."""
    return _tool("pdftotext", data, *options, "-enc", "UTF-8", "-", "-")


def fonts_of(data: bytes) -> list[str]:
    """Return the names of the fonts that poppler finds, without the tag of a subset."""
    rows = _tool("pdffonts", data, "-").splitlines()[2:]
    return [row.split()[0].partition("+")[2] for row in rows]


def squeezed(text: str) -> str:
    """Return ``text`` without white space: lines break where they will."""
    return "".join(text.split())


def attached(data: bytes) -> tuple[str, Any, bytes]:
    """Return name, file specification and bytes of the one file inside a PDF."""
    with pikepdf.open(io.BytesIO(data)) as document:
        ((name, spec),) = document.attachments.items()
        kept = {
            "relationship": str(spec.obj.AFRelationship),
            "mime": spec.get_file().mime_type,
            "description": spec.description,
        }
        return name, kept, spec.get_file().read_bytes()


def _tool(name: str, data: bytes, *arguments: str) -> str:
    if shutil.which(name) is None:
        pytest.skip(f"{name} (poppler-utils) is not installed")
    done = subprocess.run([name, *arguments], input=data, capture_output=True, check=True)
    return done.stdout.decode()
