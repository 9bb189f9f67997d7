"""The whole simulation: a province, its years one after the other, and a look after each."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from dvcq_workflow.management.simulating.host import SimulatedHost
from dvcq_workflow.management.simulating.looking import Looked, look_at_all
from dvcq_workflow.management.simulating.playing import Play
from dvcq_workflow.management.simulating.province import make_province
from dvcq_workflow.management.simulating.years import play_year
from dvcq_workflow.models.assignments import Assignment, ExtensionRequest
from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.chasing import ChasingLetter, Reminder
from dvcq_workflow.models.consolidations import Consolidation
from dvcq_workflow.models.documents import Issuance, IssuedDocument
from dvcq_workflow.models.obstacles import Obstacle
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.reports import Report

FIRST_YEAR = 2026
COUNTED: dict[str, Any] = {
    "plans": Plan,
    "tasks": Assignment,
    "extensions": ExtensionRequest,
    "reports": Report,
    "consolidations": Consolidation,
    "obstacles": Obstacle,
    "letters": ChasingLetter,
    "reminders": Reminder,
    "numbers": Issuance,
    "files": IssuedDocument,
    "events": AuditEvent,
}


@dataclass(frozen=True)
class YearPlayed:
    """A year that was played. ``acts``: how often each was done; ``refusals``: by code; ``there``:
    how many rows there are since the first year; ``looked``: each invariant."""

    year: int
    acts: dict[str, int]
    refusals: dict[str, int]
    there: dict[str, int]
    looked: list[Looked]

    @property
    def holds(self) -> bool:
        """Whether nothing is broken."""
        return not any(each.broken for each in self.looked)

    def to_json(self) -> dict[str, Any]:
        """Return it for machines."""
        return {**asdict(self), "holds": self.holds}


def begin(units: int, seed: int, host: SimulatedHost) -> Play:
    """Enter the province into an empty database and return what is at hand to play it."""
    # Whoever plays must be able to play the same again: this chance keeps no secret.
    chance = random.Random(seed)  # noqa: S311
    return Play(make_province(units, FIRST_YEAR), host, chance)


def simulate(
    play: Play, years: int, on_day: Callable[[dt.date], object] = lambda day: None
) -> Iterator[YearPlayed]:
    """Play the years and yield each once it was played and looked at. ``on_day``: is told of every
    day that is over."""
    for year in range(FIRST_YEAR, FIRST_YEAR + years):
        before = Counter(play.tally.acts), Counter(play.tally.refusals)
        for day in play_year(play, year):
            on_day(day)
        yield YearPlayed(
            year,
            acts=_sorted(play.tally.acts - before[0]),
            refusals=_sorted(play.tally.refusals - before[1]),
            there={name: model.objects.count() for name, model in COUNTED.items()},
            looked=look_at_all(play),
        )


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))
