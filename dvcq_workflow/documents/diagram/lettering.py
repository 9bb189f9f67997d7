"""How wide words are, roughly: enough to wrap them in a box without cutting any."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

NARROW = frozenset("iIjlftr.,:;'()!|1 -/")
WIDE = frozenset("mwMWĐOQGCDNHU%—…")


def width_of(text: str, size: float) -> float:
    """Return the width of a line in pixels, in a wide system face, so that others fit too."""
    return sum(_of_letter(letter) for letter in unicodedata.normalize("NFC", text)) * size


@lru_cache(maxsize=1024)
def _of_letter(letter: str) -> float:
    base = unicodedata.normalize("NFD", letter)[0]
    if base in NARROW:
        return 0.36
    if base in WIDE or letter in WIDE:
        return 0.86
    return 0.68 if base.isupper() else 0.59


@lru_cache(maxsize=4096)
def wrap(text: str, width: float, size: float) -> tuple[str, ...]:
    """Return the lines of a text, broken between words, or within one that is wider than all."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(joined, size) <= width:
            lines[-1] = joined
        else:
            lines += _pieces(word, width, size)
    return tuple(lines)


def _pieces(word: str, width: float, size: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
