"""Verifies an exported history without trusting whoever exported it.

    python verify.py HISTORY.zip [--key HEX] [--checkpoint FILE]...

Needs Python 3.11 and the package ``cryptography``; it asks no server. ``--key``: the province's
public key, as you know it from elsewhere. ``--checkpoint``: a checkpoint that was kept outside the
system. It ends with 0 where all holds; with 1 and the first bad item by name where not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MAX_BYTES = 2 * 1024**3


class BadItemError(Exception):
    """Something in the export is not what was recorded: which item, and how."""


BAD: tuple[type[Exception], ...] = (BadItemError, LookupError, ValueError, TypeError)
BAD += (AttributeError, OSError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error)


def need(condition: object, item: str, what: str) -> None:
    """Stop at the first thing that does not hold."""
    if not condition:
        raise BadItemError(f"{item}: {what}")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def signed(text: str, key: str, signature: str) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


class Export:
    """The parts of an export, each with the hash that the signed manifest has of it."""

    def __init__(self, path: Path, keys: set[str]) -> None:
        self.archive = zipfile.ZipFile(path)
        size = sum(entry.file_size for entry in self.archive.infolist())
        need(size <= MAX_BYTES, path.name, "is too large to be such an export")
        need(len(set(self.archive.namelist())) == len(self.archive.namelist()), path.name, "twice")
        text = self.archive.read("manifest.json").decode()
        seal = json.loads(self.archive.read("manifest.sig"))
        need(signed(text, seal["key"], seal["signature"]), "manifest.sig", "wrong signature")
        self.keys = keys or {seal["key"]}
        need(seal["key"] in self.keys, "manifest.sig", "signed by a key that is not trusted")
        self.manifest: dict[str, Any] = json.loads(text)
        listed = {*self.manifest["files"], "manifest.json", "manifest.sig"}
        for name in listed ^ set(self.archive.namelist()):
            raise BadItemError(f"{name}: is missing, or was put in")
        for name in self.manifest["files"]:
            self.bytes(name)

    def bytes(self, name: str) -> bytes:
        """Return a part after looking at its hash."""
        data = self.archive.read(name)
        need(sha256(data) == self.manifest["files"][name], name, "is not the file that was signed")
        return data

    def lines(self, name: str) -> list[str]:
        """Return the lines of a part in JSON Lines."""
        return [line for line in self.bytes(name).decode().split("\n") if line]


def check_retention(export: Export) -> list[dict[str, Any]]:
    """What retention took out of this plan is told by events of the directory, one after another,
    each naming a checkpoint that is in the export."""
    if "retention.jsonl" not in export.manifest["files"]:
        return []  # made before there was retention
    kept = map(json.loads, export.lines("checkpoints.jsonl"))
    points = [json.loads(told["checkpoint"]) for told in kept]
    roots = {point["number"]: point["root"] for point in points}
    taken = [json.loads(line) for line in export.lines("retention.jsonl")]
    through = 0
    for number, said in enumerate(taken, start=1):
        item, told = f"retention {number}", said["details"]
        need(said["code"] == "record_pruned", item, "is another act")
        need(said["stream"].startswith("directory:"), item, "is no event of the directory")
        need(told["stream"] == f"plan:{export.manifest['plan']}", item, "is of another plan")
        need(told["through"] > through, item, "stands in another place")
        need(roots.get(told["checkpoint"]) == told["root"], item, "names no checkpoint there is")
        through = told["through"]
    return taken


def check_events(export: Export, taken: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each event counts one on, from what retention left, and names the digest of the one before
    it."""
    events: list[dict[str, Any]] = []
    left: dict[str, Any] = taken[-1]["details"] if taken else {"through": 0, "digest": None}
    before = left["digest"]
    for number, line in enumerate(export.lines("events.jsonl"), start=left["through"] + 1):
        said = json.loads(line)
        need(said["stream"] == f"plan:{export.manifest['plan']}", f"event {number}", "other plan")
        need(said["seq"] == number, f"event {number}", "is missing, or stands in another place")
        if said["v"] > 1:
            need(said["prev"] == before, f"event {number}", "does not follow the one before it")
        before = sha256(line.encode())
        events.append(said)
    return events


def check_checkpoints(export: Export, kept: list[str]) -> dict[str, Any]:
    """Each checkpoint is signed and names the one before it; those kept outside are among them."""
    inside = export.lines("checkpoints.jsonl")
    last: dict[str, Any] = {"number": 0, "size": 0, "root": ""}
    previous = None
    for line in inside:
        told = json.loads(line)
        said = json.loads(told["checkpoint"])
        item = f"checkpoint {said['number']}"
        need(told["key"] in export.keys, item, "signed by a key that is not trusted")
        need(signed(told["checkpoint"], told["key"], told["signature"]), item, "wrong signature")
        need(said["number"] == last["number"] + 1, item, "is missing, or in another place")
        need(said["previous"] == previous, item, "does not follow the one before it")
        need(said["size"] > last["size"], item, "is no larger than the one before it")
        last, previous = said, sha256(told["checkpoint"].encode())
    for line in kept:
        need(line.strip() in inside, "checkpoint kept outside", "is not in the export")
    return last


def check_proofs(
    export: Export, told: dict[str, list[dict[str, Any]]], last: dict[str, Any]
) -> dict[str, int]:
    """Each sealed line leads to the root that was signed; return how many of each kind are."""
    lines = {"event": export.lines("events.jsonl"), "access": export.lines("accesses.jsonl")}
    if told["retention"]:
        lines["retention"] = export.lines("retention.jsonl")
    proofs = [json.loads(line) for line in export.lines("proofs.jsonl")]
    for proof in proofs:
        item = f"{proof['kind']} {proof['line']}"
        digest = sha256(lines[proof["kind"]][proof["line"] - 1].encode())
        entry = f"access {digest}"
        if proof["kind"] in told:
            said = told[proof["kind"]][proof["line"] - 1]
            entry = f"event {said['stream']} {said['seq']} {digest}"
        root = root_from(entry, proof["position"], last["size"], proof["path"])
        need(root == last["root"], item, "is not what was sealed")
    places = {(proof["kind"], proof["line"]) for proof in proofs}
    need(len(places) == len(proofs), "proofs.jsonl", "proves a line twice")
    sealed = [proof["line"] for proof in proofs if proof["kind"] == "event"]
    need(sorted(sealed) == list(range(1, len(sealed) + 1)), "proofs.jsonl", "leaves an event out")
    return {kind: sum(proof["kind"] == kind for proof in proofs) for kind in (*told, "access")}


def root_from(entry: str, position: int, size: int, path: list[str]) -> str:
    """Return the root to which a leaf and its path lead (RFC 9162, section 2.1.3.2)."""
    node = hashlib.sha256(b"\x00" + entry.encode()).digest()
    at, last, rest = position, size - 1, [bytes.fromhex(step) for step in path]
    need(0 <= at <= last, entry, "has no place in the tree")
    while last:
        if at & 1 or at < last:
            need(rest, entry, "has too short a proof")
            beside = rest.pop(0)
            pair = beside + node if at & 1 else node + beside
            node = hashlib.sha256(b"\x01" + pair).digest()
        at, last = at >> 1, last >> 1
    need(not rest, entry, "has too long a proof")
    return node.hex()


def check_contents(export: Export, events: list[dict[str, Any]]) -> None:
    """Every version that was approved and every file that was stored is there, as it was."""
    hashes = set(export.manifest["files"].values())
    gone = export.manifest["missing"]
    for number, said in enumerate(events, start=1):
        for file in said["files"]:
            there = file["sha256"] in hashes or file["sha256"] in gone
            need(there, f"event {number}", f"its file {file['name']} is not in the export")
    for name in (each for each in export.manifest["files"] if each.startswith("versions/")):
        said = name.removeprefix("versions/").partition("-")[2].removesuffix(".json")
        need(sha256(export.bytes(name)) == said, name, "is not the version of that hash")


def check_personal(export: Export) -> int:
    """Each name, address and reason is the one that was committed to; return how many."""
    values = [json.loads(line) for line in export.lines("personal.jsonl")]
    for value in values:
        mark = hashlib.sha256(bytes.fromhex(value["salt"]) + value["value"].encode()).hexdigest()
        need(mark == value["commitment"], f"value {value['commitment'][:12]}", "is another")
    return len(values)


def verify(path: Path, keys: set[str], kept: list[str]) -> Iterator[str]:
    """Look at everything and say in words what holds.

    Raises:
        BadItemError: the first item that does not.
    """
    export = Export(path, keys)
    yield f"plan {export.manifest['plan']}, exported {export.manifest['made_at']}"
    yield f"key {', '.join(sorted(export.keys))}" + ("" if keys else " (compare it yourself)")
    taken = check_retention(export)
    events = check_events(export, taken)
    last = check_checkpoints(export, kept)
    proven = check_proofs(export, {"event": events, "retention": taken}, last)
    sealed = proven["event"] + proven["access"]
    check_contents(export, events)
    total = len(events) + len(export.lines("accesses.jsonl"))
    if taken:
        left, at = taken[-1]["details"], taken[-1]["at"]
        yield f"events 1 to {left['through']} were removed by retention, the last at {at}: event"
        yield f"{taken[-1]['seq']} of the directory, below checkpoint {left['checkpoint']}"
        yield f"{proven['retention']} of {len(taken)} such events sealed"
    yield f"{len(events)} events in one chain, {total - len(events)} access records"
    yield f"{sealed} of {total} sealed by checkpoint {last['number']} ({last.get('at', 'none')})"
    if sealed < total:
        yield f"{total - sealed} came later: no checkpoint covers them yet"
    yield f"{check_personal(export)} names, addresses and reasons as they were given"
    for gone in export.manifest["missing"].values():
        yield f"not in the export: {gone['name']} ({gone['why']})"


def main(arguments: list[str] | None = None) -> int:
    """Return 0 where all holds, 1 where an item does not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("export", type=Path)
    parser.add_argument("--key", action="append", default=[])
    parser.add_argument("--checkpoint", action="append", default=[], type=Path)
    given = parser.parse_args(arguments)
    try:
        kept = [path.read_text(encoding="utf-8") for path in given.checkpoint]
        for sentence in verify(given.export, set(given.key), kept):
            sys.stdout.write(f"{sentence}\n")
    except BAD as bad:
        sys.stdout.write(f"DOES NOT HOLD: {bad}\n")
        return 1
    sys.stdout.write("ALL HOLDS\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
