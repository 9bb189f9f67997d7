"""What is at hand while a year is played: who is there, chance, and the tally of it all."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from traceback import extract_tb
from types import TracebackType
from typing import Any, TypeVar

from dvcq_workflow.management.simulating.host import SimulatedHost
from dvcq_workflow.management.simulating.province import Province
from dvcq_workflow.rules.errors import RuleViolation

T = TypeVar("T")


@dataclass
class Tally:
    """What was tried: acts by name, refusals by code, and what nobody foresaw, in words."""

    acts: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    surprises: list[str] = field(default_factory=list)


@dataclass
class Play:
    """A province on its way through the years. ``moods``: by duty, on which day its unit sits down
    to write; None: it never does."""

    province: Province
    host: SimulatedHost
    chance: random.Random
    tally: Tally = field(default_factory=Tally)
    moods: dict[int, Any] = field(default_factory=dict)

    def trying(self, name: str) -> Trying:
        """Return the frame of one attempt: it counts, and stops nothing."""
        self.host.go_on()
        return Trying(self.tally, name)

    def happens(self, share: float) -> bool:
        """Return whether something of this likelihood happens now."""
        return self.chance.random() < share

    def one_of(self, things: Sequence[T]) -> T:
        """Return one of some things."""
        return self.chance.choice(things)

    def some_of(self, things: Sequence[T], most: int) -> list[T]:
        """Return at least one and at most so many of some things."""
        return self.chance.sample(things, self.chance.randint(1, min(most, len(things))))


@dataclass(frozen=True)
class Trying:
    """One attempt. A rule's refusal is part of the play; anything else that is raised is a fault of
    the programme, named with its place, and the play goes on so that the record can be looked at.
    """

    tally: Tally
    name: str

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if problem is None:
            self.tally.acts[self.name] += 1
        elif isinstance(problem, RuleViolation):
            self.tally.refusals[problem.code] += 1
        elif isinstance(problem, Exception):
            self.tally.surprises.append(f"{self.name}: {in_words(problem)}")
        else:
            return False
        return True


def in_words(problem: BaseException) -> str:
    """Return what was raised and where, on one line."""
    last = extract_tb(problem.__traceback__)[-1]
    place = f"{last.filename.rsplit('/', 1)[-1]}:{last.lineno}"
    return f"{type(problem).__name__}: {problem} ({place})"
