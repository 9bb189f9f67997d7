"""Looks at all that must hold, and says how much was looked at and what is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType

from django.db import transaction

from dvcq_workflow.management.simulating.invariants import flows, record, reports, tasks
from dvcq_workflow.management.simulating.playing import Play, in_words

INVARIANTS: dict[str, Callable[[Play], Iterator[str]]] = {
    "task_partition": tasks.every_task_has_one_state_and_one_term,
    "report_partition": reports.every_report_stands_in_one_way,
    "one_lead": tasks.every_task_has_one_lead,
    "plans_at_desks": flows.plans_lie_where_they_stand,
    "no_orphans": flows.nothing_of_a_year_is_orphaned,
    "events": record.every_act_has_its_event,
    "rows": record.every_row_is_its_last_event,
    "consolidations": reports.what_was_delivered_adds_up,
    "first_days": tasks.the_day_first_set_is_kept,
    "requests": tasks.what_is_asked_is_never_overdue,
    "sent_once": record.nothing_is_sent_twice,
    "numbers": record.numbers_have_no_gap,
    "work_done": record.no_work_is_left,
    "foreseen": record.nothing_was_unforeseen,
}


@dataclass(frozen=True)
class Looked:
    """One invariant: how many rows were looked at, how many are broken, and which is the first."""

    code: str
    looked_at: int
    broken: int
    first: str


def look_at_all(play: Play) -> list[Looked]:
    """Look at every invariant as the record stands now."""
    return [look_at(code, play) for code in INVARIANTS]


def look_at(code: str, play: Play) -> Looked:
    """Look at one. What cannot be looked at because the record makes no sense is broken too."""
    found = _Found()
    with found, transaction.atomic():
        for problem in INVARIANTS[code](play):
            found.note(problem)
    return Looked(code, found.looked_at, found.broken, found.first)


@dataclass
class _Found:
    looked_at: int = 0
    broken: int = 0
    first: str = ""

    def note(self, problem: str) -> None:
        self.looked_at += 1
        if problem:
            self.broken += 1
            self.first = self.first or problem

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if isinstance(problem, Exception):
            self.note(in_words(problem))
            return True
        return False
