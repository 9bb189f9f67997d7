"""Folding of Vietnamese text, so that a search finds what is typed without diacritics."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Return ``text`` without marks, with đ as d, in lower case and single-spaced."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).lower().split())
