"""The Merkle tree of RFC 9162, section 2.1: one root that commits to every entry and its place.

Entries are bytes and hashes are 32 bytes of SHA-256. A leaf and a node are hashed with different
first bytes, so that no entry can pass for a node. Plain Python: the verifier that leaves with an
export holds the same few functions.

Source: RFC 9162, sections 2.1.1 to 2.1.5.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry as a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes, in one pass; ``EMPTY_ROOT`` over none."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


class Frontier:
    """A tree that grows by one leaf at a time and keeps no more than a hash for each bit of its
    size: sealing goes on from where the last checkpoint ended, whatever came before.

    ``peaks``: roots of the complete subtrees, the largest (and first) one first.
    """

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        """Take up a tree of ``size`` leaves.

        Raises:
            ValueError: there is not one peak of 32 bytes for each bit of ``size``.
        """
        self.size = size
        self.peaks = list(peaks)
        if size < 0 or len(self.peaks) != size.bit_count():
            raise ValueError(f"A tree of {size} leaves has {max(size, 0).bit_count()} peaks.")
        if any(len(peak) != HASH_BYTES for peak in self.peaks):
            raise ValueError(f"A peak has {HASH_BYTES} bytes.")

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        size, node, peaks = self.size, leaf, self.peaks
        while size & 1:
            node = hashlib.sha256(b"\x01" + peaks.pop() + node).digest()  # node_hash, written out
            size >>= 1
        peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        if not self.peaks:
            return EMPTY_ROOT
        *rest, node = self.peaks
        for peak in reversed(rest):
            node = node_hash(peak, node)
        return node


class Tree:
    """A whole tree in memory, for many proofs of inclusion; 64 bytes a leaf."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._levels = _levels(leaves)

    def path(self, index: int) -> list[bytes]:
        """Return the hashes that lead from leaf ``index`` (from 0) to the root, the nearest first.

        Raises:
            IndexError: there is no such leaf.
        """
        if not 0 <= index < len(self._levels[0]):
            raise IndexError(index)
        proof, at = [], index
        for level in self._levels[:-1]:
            beside = at ^ 1
            if beside < len(level):
                proof.append(level[beside])
            at >>= 1
        return proof


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Return the root that a proof leads to; the caller compares it with the one it trusts.

    Raises:
        ValueError: the proof is too short or too long for its place.
    """
    if not 0 <= index < size:
        raise ValueError("There is no such leaf.")
    node, at, last, rest = leaf, index, size - 1, list(proof)
    while last:
        if at & 1 or at < last:
            if not rest:
                raise ValueError("The proof is too short.")
            beside = rest.pop(0)
            node = node_hash(beside, node) if at & 1 else node_hash(node, beside)
        at, last = at >> 1, last >> 1
    if rest:
        raise ValueError("The proof is too long.")
    return node


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """Return the hashes that show a tree to begin with the ``old_size`` leaves of an older one.

    Raises:
        ValueError: the older tree is empty or larger than this one.
    """
    if not 0 < old_size <= len(leaves):
        raise ValueError("An older tree has at least one leaf and no more than the newer.")
    return _subproof(leaves, old_size, is_whole=True)


def _subproof(leaves: Sequence[bytes], old_size: int, *, is_whole: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if is_whole else [root_of(leaves)]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if old_size <= split:
        proof = _subproof(leaves[:split], old_size, is_whole=is_whole)
        return [*proof, root_of(leaves[split:])]
    proof = _subproof(leaves[split:], old_size - split, is_whole=False)
    return [*proof, root_of(leaves[:split])]


def is_consistent(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Say whether a proof shows the newer tree to begin with all leaves of the older one."""
    if not 0 < old_size <= new_size:
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    rest = list(proof)
    at, last = old_size - 1, new_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    if old_size & (old_size - 1):  # else its root is itself the first node of the proof
        if not rest:
            return False
        node = older = rest.pop(0)
    else:
        node = older = old_root
    for beside in rest:
        if not last:
            return False
        if at & 1 or at == last:
            node, older = node_hash(beside, node), node_hash(beside, older)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, beside)
        at, last = at >> 1, last >> 1
    return not last and older == old_root and node == new_root


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Return the tree level by level, the leaves first; a node without a neighbour goes up as it
    is."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        levels.append(above + below[len(below) & ~1 :])
    return levels
