"""The act being done now: who, for whom, through which door. History and recorder both read it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

CHANNELS = ("web", "api", "command", "job", "code")


class NoActError(RuntimeError):
    """A write outside an act: nobody would have done it. A fault of the caller, not of a person."""


class UnrecordedActError(RuntimeError):
    """An act changed rows and recorded no event. A fault of the service, found before commit."""


@dataclass(frozen=True)
class RowChange:
    """One saved row: ``fields`` maps a field's name to (old, new); empty for a new row."""

    table: str
    row_id: int
    operation: str
    fields: dict[str, tuple[object, object]]


@dataclass(frozen=True)
class HistoryRow:
    """One history row written in this act, with the SHA-256 of its canonical form."""

    table: str
    history_id: int
    digest: str


@dataclass
class Act:
    """What is being done, by whom, on whose behalf, when, through which door.

    ``at`` is the moment of the act, aware, UTC. ``changes`` and ``history`` fill up as rows are
    saved and are taken by the next event. ``refused_on``: what a refusal concerns (subject and
    stream), told as soon as it is known. ``locked``: the plans that it holds, by key, as they
    stand now; ``handled``: subjects of their years, by kind and key. ``ordered``: keys of the work
    that follows from it.
    ``if_refused``: work (kind, key, payload) that follows where it is refused.
    ``savepoints``: how many were open when it began. ``alone``: the person said that they act in
    their own right, for nobody else.
    """

    actor_id: int
    actor_name: str
    at: dt.datetime
    channel: str = "code"
    principal_id: int | None = None
    principal_name: str = ""
    alone: bool = False
    request_id: str = ""
    ip: str = ""
    uid: uuid.UUID = field(default_factory=uuid.uuid4)
    changes: list[RowChange] = field(default_factory=list)
    history: list[HistoryRow] = field(default_factory=list)
    events: int = 0
    locked: dict[int, Any] = field(default_factory=dict)
    handled: dict[tuple[str, int], Any] = field(default_factory=dict)
    ordered: set[str] = field(default_factory=set)
    if_refused: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    refused_on: tuple[str, Any] = ("plan", None)
    clock: Callable[[], dt.datetime] | None = None
    savepoints: int = 0

    def holds_its_lock(self) -> None:
        """Take the moment anew: an act that waited for a lock comes after the one it waited for,
        and a stream's time never runs backwards. What was written already keeps its moment."""
        if self.clock is not None and not (self.history or self.events):
            self.at = self.clock()


_current: ContextVar[Act | None] = ContextVar("dvcq_current_act", default=None)


def current_act() -> Act:
    """Return the act being done now.

    Raises:
        NoActError: nobody is acting.
    """
    act = _current.get()
    if act is None:
        raise NoActError("A row may be written only inside an act: use dvcq_workflow.services.")
    return act


def act_or_none() -> Act | None:
    """Return the act being done now, or None outside any."""
    return _current.get()


@contextmanager
def doing(act: Act) -> Iterator[Act]:
    """Make ``act`` the current one; on leaving, insist that what it changed has an event.

    Raises:
        UnrecordedActError: rows were saved after the last event, or without any.
    """
    token = _current.set(act)
    try:
        yield act
        if act.changes or act.history:
            tables = ", ".join(sorted({change.table for change in act.changes}))
            raise UnrecordedActError(f"No event tells of what was saved in: {tables}")
    finally:
        _current.reset(token)
