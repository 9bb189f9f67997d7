"""What retention took out of the record, as its events in the directory's stream tell it.

Such an event names the rows, the digests that what stays is proven with, and the checkpoint below
which they lay. A row that is gone and that no such event names was not taken out by retention.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from dvcq_workflow.models.audit import AuditEvent, AuditStream
from dvcq_workflow.models.checkpoints import Checkpoint, SealedLeaf
from dvcq_workflow.rules.retention import Range, count_in, numbers_in

CODE = "record_pruned"
KINDS = tuple(SealedLeaf.Kind.values)


@dataclass(frozen=True)
class Removal:
    """One such event. ``pk``: its row; ``where``: the event by name; ``at``: its moment as the
    envelope has it; ``stream``: of the plan whose events went, or empty; ``through`` and
    ``digest``: number and hash of the last event that went; ``rows``: keys by kind; ``leaves``:
    SHA-256 over their leaves.
    """

    pk: int
    seq: int
    where: str
    at: str
    envelope: str
    stream: str
    through: int
    digest: str
    rows: Mapping[str, Sequence[Range]]
    leaves: str
    checkpoint: int
    root: str

    def told(self) -> dict[str, Any]:
        """Return what a reader of a proof is told of it."""
        return {
            "where": self.where,
            "at": self.at,
            "stream": self.stream,
            "checkpoint": self.checkpoint,
            **{kind: count_in(self.rows[kind]) for kind in KINDS},
        }


def removals(stream: str = "") -> list[Removal]:
    """Return what was taken out, in order; of one plan's events alone where its stream is named.

    What no longer reads as such an event is left out: its rows then count as gone, and the event
    itself as altered.
    """
    events = AuditEvent.objects.filter(code=CODE, stream__kind=AuditStream.Kind.DIRECTORY)
    if stream:
        events = events.filter(envelope__contains=f'"stream":"{stream}"')
    rows = events.select_related("stream").order_by("seq")
    found = [_removal(row) for row in rows]
    return [each for each in found if each is not None and stream in ("", each.stream)]


def _removal(row: AuditEvent) -> Removal | None:
    try:
        body = json.loads(row.envelope)
        said = body["details"]
        return Removal(
            pk=row.pk,
            seq=row.seq,
            where=f"{row.stream} #{row.seq}",
            at=str(body["at"]),
            envelope=row.envelope,
            stream=str(said["stream"]),
            through=int(said["through"]),
            digest=str(said["digest"]),
            rows={kind: [[int(a), int(b)] for a, b in said["rows"][kind]] for kind in KINDS},
            leaves=str(said["leaves"]),
            checkpoint=int(said["checkpoint"]),
            root=str(said["root"]),
        )
    except (ValueError, LookupError, TypeError):
        return None


def starts_of(taken: Iterable[Removal]) -> dict[str, tuple[int, str]]:
    """Return for each stream the number and the hash of the event after which it begins now."""
    return {each.stream: (each.through, each.digest) for each in taken if each.stream}


def digest_of_leaves(leaves: Iterable[str]) -> str:
    """Return the one hash that stands for leaves, events first, each kind by its keys."""
    return sha256("".join(leaves).encode()).hexdigest()


def take_out(removal: Removal, sealed: Mapping[str, dict[int, str]]) -> bool:
    """Take the leaves of rows that went out of those whose rows are missing; return whether they
    are the leaves of then, no row is there again, and all lay below the checkpoint that is named.
    """
    kinds = [kind for kind in KINDS if removal.rows[kind]]
    if any(count_in(removal.rows[kind]) > len(sealed.get(kind, {})) for kind in kinds):
        return False
    leaves = [sealed[kind].pop(key, "") for kind in kinds for key in numbers_in(removal.rows[kind])]
    return digest_of_leaves(leaves) == removal.leaves and lies_below(removal)


def lies_below(removal: Removal) -> bool:
    """Whether the checkpoint is the one that was named, and covers every row that went."""
    point = Checkpoint.objects.filter(number=removal.checkpoint, root=removal.root).first()
    return point is not None and all(
        not keys_above(kind, removal.rows[kind], point.size) for kind in KINDS
    )


def keys_above(kind: str, ranges: Sequence[Range], size: int) -> set[int]:
    """Return which of these rows are sealed, but not within the first ``size`` leaves."""
    if not ranges:
        return set()
    within = (min(first for first, _ in ranges), max(last for _, last in ranges))
    later = SealedLeaf.objects.filter(kind=kind, row_id__range=within, position__gte=size)
    return set(later.values_list("row_id", flat=True)).intersection(numbers_in(ranges))
