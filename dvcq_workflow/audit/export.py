"""A plan's whole history in one signed ZIP that proves itself with the verifier inside it.

Data in, bytes out: who may have it, and where the files' bytes come from, is the service's matter.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files as resources
from typing import Any

from dvcq_workflow.audit.retained import removals
from dvcq_workflow.audit.sealing import Sign, signed_text
from dvcq_workflow.models.audit import AccessLog, AuditEvent, PersonalValue
from dvcq_workflow.models.checkpoints import Checkpoint, SealedLeaf
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.versions import PlanVersion
from dvcq_workflow.rules.canonical import canonical_json
from dvcq_workflow.rules.merkle import Tree

VERSION = 1
HANDED_IN = "plan_import_opened"
RETENTION = "retention"
"""Lines that are events of the directory: what retention took out of this plan."""
_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_BATCH = 500


@dataclass(frozen=True)
class KeptFile:
    """A stored file of the plan. ``data`` is None where the storage does not give out what is on
    record, and ``why`` says so: ``document_missing``, ``document_altered``,
    ``storage_unavailable``."""

    name: str
    sha256: str
    data: bytes | None
    why: str = ""


def export_plan(plan: Plan, *, kept: Iterable[KeptFile], made_at: str, sign: Sign) -> bytes:
    """Return the ZIP. ``made_at``: a moment as envelopes write it, of whoever asks for it."""
    rows = _rows_of(plan)
    stored = list(kept)
    points = list(Checkpoint.objects.order_by("number"))
    size = points[-1].size if points else 0
    keys = {kind: [pk for pk, _ in found] for kind, found in rows.items()}
    texts = {kind: [text for _, text in found] for kind, found in rows.items()}
    parts: dict[str, bytes] = {
        "events.jsonl": _lines(texts["event"]),
        "accesses.jsonl": _lines(texts["access"]),
        "retention.jsonl": _lines(texts[RETENTION]),
        "personal.jsonl": _lines(_personal([text for found in texts.values() for text in found])),
        "checkpoints.jsonl": _lines(map(signed_text, points)),
        "proofs.jsonl": _lines(proofs_of(keys, size)),
        **_versions(plan),
        **_files(stored),
        **_readers(),
    }
    manifest = canonical_json(
        {
            "v": VERSION,
            "plan": str(plan.stream.uid),
            "made_at": made_at,
            "missing": _missing(stored, texts["event"]),
            "files": {name: hashlib.sha256(data).hexdigest() for name, data in parts.items()},
        }
    )
    signature = sign(manifest.encode())
    parts["manifest.json"] = manifest.encode()
    parts["manifest.sig"] = canonical_json(vars(signature)).encode()
    return _packed(parts)


def _rows_of(plan: Plan) -> dict[str, list[tuple[int, str]]]:
    """Return key and envelope of each line about a plan, by its kind."""
    events = AuditEvent.objects.filter(stream_id=plan.stream_id).order_by("seq")
    accesses = AccessLog.objects.filter(stream_id=plan.stream_id).order_by("pk")
    return {
        "event": list(events.values_list("pk", "envelope")),
        "access": list(accesses.values_list("pk", "envelope")),
        RETENTION: [(taken.pk, taken.envelope) for taken in removals(str(plan.stream))],
    }


def _files(stored: Iterable[KeptFile]) -> dict[str, bytes]:
    """Return the files by name; of two of one name the second bears its hash before it."""
    found: dict[str, bytes] = {}
    for file in stored:
        if file.data is not None:
            name = f"files/{file.name}"
            found[name if name not in found else f"files/{file.sha256}-{file.name}"] = file.data
    return found


def _missing(stored: Iterable[KeptFile], envelopes: list[str]) -> dict[str, dict[str, str]]:
    """Return by hash what the events tell of and the export does not hold, with why: a file that
    is not as it was stored, or one that was read and never kept, as a plan that was handed in."""
    known = {file.sha256: file for file in stored}
    missing = {}
    for body in map(json.loads, envelopes):
        for told in body["files"]:
            if told["sha256"] not in known:
                why = "not_kept" if body["code"] == HANDED_IN else "row_gone"
                missing[told["sha256"]] = {"name": told["name"], "why": why}
    for file in stored:
        if file.data is None:
            missing[file.sha256] = {"name": file.name, "why": file.why}
    return missing


def _lines(texts: Iterable[str]) -> bytes:
    return "".join(f"{text}\n" for text in texts).encode()


def _personal(envelopes: list[str]) -> Iterable[str]:
    """Yield the values behind the commitments that were not erased, in the order of their use."""
    marks = list(dict.fromkeys(mark for text in envelopes for mark in marks_in(json.loads(text))))
    for start in range(0, len(marks), _BATCH):
        batch = marks[start : start + _BATCH]
        rows = {row.commitment: row for row in PersonalValue.objects.filter(pk__in=batch)}
        for mark in batch:
            if row := rows.get(mark):
                value = {
                    "commitment": mark,
                    "kind": str(row.kind),
                    "salt": bytes(row.salt).hex(),
                    "value": row.value,
                }
                yield canonical_json(value)


def marks_in(body: Mapping[str, Any]) -> list[str]:
    """Return the commitments that stand in an envelope."""
    found = [body["actor"]["name"], body.get("reason"), body["ip"]]
    found.append((body.get("principal") or {}).get("name"))
    return [mark for mark in found if mark]


def proofs_of(lines: Mapping[str, list[int]], size: int) -> Iterable[str]:
    """Yield for each line sealed by a checkpoint of ``size`` the path from its leaf to its root."""
    sealed = SealedLeaf.objects.filter(position__lt=size)
    leaves = sealed.order_by("position").values_list("leaf", flat=True)
    tree = _tree(tuple(leaves))
    for kind, keys in lines.items():
        places: dict[int, int] = {}
        for start in range(0, len(keys), _BATCH):
            of = SealedLeaf.Kind.EVENT if kind == RETENTION else kind
            rows = sealed.filter(kind=of, row_id__in=keys[start : start + _BATCH])
            places |= dict(rows.values_list("row_id", "position"))
        for number, key in enumerate(keys, start=1):
            if (position := places.get(key)) is not None:
                path = [step.hex() for step in tree.path(position)]
                proof = {"kind": kind, "line": number, "position": position, "path": path}
                yield canonical_json(proof)


@lru_cache(maxsize=1)
def _tree(leaves: tuple[str, ...]) -> Tree:
    return Tree([bytes.fromhex(leaf) for leaf in leaves])


def _versions(plan: Plan) -> dict[str, bytes]:
    rows = PlanVersion.objects.filter(plan=plan).order_by("number")
    return {
        f"versions/{row.number:04d}-{row.content_hash}.json": row.content.encode() for row in rows
    }


def _readers() -> dict[str, bytes]:
    """Return what a reader needs: how to read it, and the program that verifies it."""
    here = resources("dvcq_workflow.audit")
    return {
        "DOC-TOI.txt": (here / "export_readme.txt").read_bytes(),
        "verify.py": (here / "verifier.py").read_bytes(),
    }


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of the same bytes for the same parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _FIRST_DAY_OF_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return packed.getvalue()
