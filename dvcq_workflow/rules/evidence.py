"""Files that show what was done: how they are called, of which kinds, how large."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

from dvcq_workflow.rules.errors import RuleViolation

MAX_NAME = 200
KINDS = (
    "pdf",
    "docx",
    "doc",
    "odt",
    "xlsx",
    "xls",
    "ods",
    "csv",
    "pptx",
    "txt",
    "jpg",
    "jpeg",
    "png",
    "zip",
)
"""Endings of files that are taken: documents, tables, pictures. Nothing that a browser runs."""


def evidence_name(file_name: str) -> str:
    """Return a file's own name in NFC, without a path, short enough to be stored.

    Raises:
        RuleViolation: ``evidence_without_name``, ``evidence_kind_unknown``.
    """
    plain = unicodedata.normalize("NFC", file_name).replace("\\", "/")
    name = "".join(c for c in PurePosixPath(plain).name if c.isprintable()).strip()
    stem, dot, ending = name.rpartition(".")
    if not stem.strip() or not dot:
        raise RuleViolation("evidence_without_name")
    if ending.lower() not in KINDS:
        raise RuleViolation("evidence_kind_unknown", kinds=", ".join(KINDS))
    return f"{stem[: MAX_NAME - len(ending) - 1]}.{ending}"


def require_evidence_size(size_bytes: int, *, limit: int) -> None:
    """Refuse a file that holds nothing, or more than a page takes. ``limit``: in bytes.

    Raises:
        RuleViolation: ``evidence_empty``, ``evidence_too_large``.
    """
    if size_bytes == 0:
        raise RuleViolation("evidence_empty")
    if size_bytes > limit:
        raise RuleViolation("evidence_too_large", limit_mb=limit // (1024 * 1024))
