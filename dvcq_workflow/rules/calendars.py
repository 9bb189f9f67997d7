"""Days that differ from the plain week, as they are laid in the calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class DayFacts:
    """One day. ``kind``: ``holiday`` or ``working``; ``decided_by``: the deciding document."""

    day: dt.date
    kind: str
    name: str
    decided_by: str = ""


class DayState(StrEnum):
    """How a day that is to be laid stands beside the calendar."""

    NEW = "new"
    STANDS = "stands"
    DIFFERS = "differs"


def state_of(wanted: DayFacts, standing: DayFacts | None) -> DayState:
    """Return how a day stands. Names may differ: a keeper writes them as the province does; what
    counts is whether offices work, and the document, where one is given."""
    if standing is None:
        return DayState.NEW
    same_document = wanted.decided_by in ("", standing.decided_by)
    same = standing.kind == wanted.kind and same_document
    return DayState.STANDS if same else DayState.DIFFERS
