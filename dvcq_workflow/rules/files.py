"""Under which name an issued file is kept: a place that its bytes alone decide."""

from __future__ import annotations

import hashlib
import re

from dvcq_workflow.rules.text import fold

MAX_KEY = 255
"""Letters of a storage's key: what the record has room for, and every file system."""

_MAX_STEM = 80
_MAX_ENDING = 10
_ODD = re.compile(r"[^a-z0-9]+")


def digest_of(data: bytes) -> str:
    """Return the SHA-256 (64 hex digits) of a file."""
    return hashlib.sha256(data).hexdigest()


def storage_key(folder: str, name: str, data: bytes) -> str:
    """Return where a file is kept below ``folder``: the same name and bytes have one place, other
    bytes another.

    The name in it is for people who look into the storage: ASCII, bounded, no path.
    """
    sha256 = digest_of(data)
    return f"{folder}/{sha256[:2]}/{sha256}/{_plain_name(name)}"


def _plain_name(name: str) -> str:
    stem, _dot, ending = fold(name).rpartition(".")
    if not stem:
        stem, ending = ending, ""
    stem = _ODD.sub("-", stem)[:_MAX_STEM].strip("-") or "file"
    ending = _ODD.sub("", ending)[:_MAX_ENDING]
    return f"{stem}.{ending}" if ending else stem
