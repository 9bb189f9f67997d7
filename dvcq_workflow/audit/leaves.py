"""What a checkpoint's tree is made of: one leaf for each event and each access record.

``rules.merkle.leaf_hash`` is written out here: a proof asks for the leaf of every row there is.
"""

from __future__ import annotations

from hashlib import sha256


def event_leaf(stream: str, seq: int, digest: str) -> bytes:
    """Return the leaf of an event. ``stream`` as its envelope names it."""
    return sha256(f"\0event {stream} {seq} {digest}".encode()).digest()


def access_leaf(digest: str) -> bytes:
    """Return the leaf of an access record; its salted envelope occurs once."""
    return sha256(f"\0access {digest}".encode()).digest()
