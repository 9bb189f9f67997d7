"""What a checkpoint's tree is made of: one leaf for each event and each access record."""

from __future__ import annotations

from dvcq_workflow.rules.merkle import leaf_hash


def event_leaf(stream: str, seq: int, digest: str) -> bytes:
    """Return the leaf of an event. ``stream`` as its envelope names it."""
    return leaf_hash(f"event {stream} {seq} {digest}".encode())


def access_leaf(digest: str) -> bytes:
    """Return the leaf of an access record; its salted envelope occurs once."""
    return leaf_hash(f"access {digest}".encode())
