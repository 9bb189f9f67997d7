"""What a proof finds: what held, and each thing that is not as it was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Sealed = dict[str, dict[int, str]]
"""For each kind of row the leaf that was sealed, by the row's key; what holds is taken out."""

Starts = Mapping[str, tuple[int, str]]
"""For each stream that retention cut: number and hash of the event after which it begins now."""
NONE_TAKEN: Starts = {}


@dataclass(frozen=True)
class Break:
    """One thing that is not as it was recorded. ``code``: of ``labels.proof.BREAKS``; ``where``:
    the row by name (stream and number, place in the tree, checkpoint)."""

    code: str
    where: str


@dataclass
class Proof:
    """What was looked at: rows that hold, and how many of them no checkpoint covers yet.
    ``retentions``: what was taken out on record, each as ``Removal.told``."""

    events: int = 0
    accesses: int = 0
    checkpoints: int = 0
    unsealed: int = 0
    retentions: list[dict[str, Any]] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)
