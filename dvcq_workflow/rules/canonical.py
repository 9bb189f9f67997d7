"""Canonical JSON and digests: our restricted profile of RFC 8785.

ASCII keys, no floats, integers within 2**53; larger integers and decimals travel as strings.
Within that profile ``json.dumps`` with sorted keys *is* RFC 8785; a test holds it to the
``rfc8785`` library.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import Any

MAX_SAFE_INTEGER = 2**53 - 1
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical_json(value: Any) -> str:
    """Return the one text of ``value`` that is hashed and stored.

    Raises:
        TypeError, ValueError: a value that the profile does not allow.
    """
    _require_profile(value)
    return _ENCODER.encode(value)


def digest(value: Any) -> str:
    """Return the SHA-256 (64 hex digits) of the canonical JSON of ``value`` in UTF-8."""
    return digest_text(canonical_json(value))


def digest_text(text: str) -> str:
    """Return the SHA-256 (64 hex digits) of ``text`` in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def commitment(salt: bytes, value: str) -> str:
    """Return the salted commitment (64 hex digits) that stands for a personal value."""
    return hashlib.sha256(salt + value.encode("utf-8")).hexdigest()


def normal_text(text: str) -> str:
    """Return ``text`` in NFC with single spaces: two spellings of one sentence hash alike."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _require_profile(value: Any) -> None:
    """Strings are by far the most: they are let through before a call is spent on them."""
    kind = type(value)
    if kind is dict:
        if not all(type(key) is str and key.isascii() for key in value):
            raise TypeError("keys must be ASCII strings")
        value = tuple(value.values())
    elif kind is not list and kind is not tuple:
        _require_scalar(value)
        return
    for item in value:
        if type(item) is not str:
            _require_profile(item)


def _require_scalar(value: Any) -> None:
    if type(value) is int:
        if abs(value) > MAX_SAFE_INTEGER:
            raise ValueError("an integer beyond 2**53 must be a string")
    elif value is not None and not isinstance(value, bool | str):
        raise TypeError(f"{type(value).__name__} has no canonical form here")
