"""The inbox: whose desks, how they stand, and the page of them that is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.terms import SOON_DAYS, Group, Term, week_end
from dvcq_workflow.rules.text import fold
from dvcq_workflow.selectors.desks import done_desks, my_desks, unit_desks, waiting_for_others


class Tab(StrEnum):
    """The lists of an inbox."""

    MINE = "mine"
    UNIT = "unit"
    WAITING = "waiting"
    DONE = "done"


@dataclass(frozen=True)
class DeskFilter:
    """What a person narrowed a list to; None and empty: not narrowed."""

    step: str = ""
    term: Term | None = None
    words: str = ""
    unit_id: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is narrowed."""
        return self == DeskFilter()


def desks_in(tab: Tab, viewer: Any, on: dt.date) -> QuerySet[Desk]:
    """Return the desks of one list, in its order."""
    if tab is Tab.MINE:
        return my_desks(viewer, on)
    if tab is Tab.UNIT:
        return unit_desks(viewer, on)
    return waiting_for_others(viewer) if tab is Tab.WAITING else done_desks(viewer)


def counts_of_tabs(viewer: Any, on: dt.date) -> dict[Tab, int]:
    """Return how many desks each list holds: one query a list."""
    return {tab: desks_in(tab, viewer, on).count() for tab in Tab}


def narrowed(desks: QuerySet[Desk], wanted: DeskFilter, on: dt.date) -> QuerySet[Desk]:
    """Return the desks that fit; words are looked for in the plan's subject, marks or not."""
    if wanted.step:
        desks = desks.filter(step=wanted.step)
    if wanted.unit_id is not None:
        desks = desks.filter(plan__drafting_unit_id=wanted.unit_id)
    if wanted.term is not None:
        desks = desks.filter(_terms(on)[wanted.term])
    for word in fold(wanted.words).split():
        desks = desks.filter(plan__subject_folded__contains=word)
    return desks


def term_counts(desks: QuerySet[Desk], on: dt.date) -> dict[Term, int]:
    """Return how many desks stand in each state of their due date; they add up to all."""
    found = desks.order_by().aggregate(
        **{str(term): Count("pk", filter=fits) for term, fits in _terms(on).items()}
    )
    return {term: found[str(term)] for term in Term}


def group_counts(desks: QuerySet[Desk], on: dt.date) -> dict[Group, int]:
    """Return how many desks lie in each group of the list; they add up to all."""
    found = desks.order_by().aggregate(
        **{str(group): Count("pk", filter=fits) for group, fits in _groups(on).items()}
    )
    return {group: found[str(group)] for group in Group}


def drafting_units_in(desks: QuerySet[Desk]) -> QuerySet[Unit]:
    """Return the units that drafted the plans of these desks, by name."""
    ids = desks.order_by().values("plan__drafting_unit_id")
    return Unit.objects.filter(pk__in=ids).order_by("name", "pk")


def desk_rows(desks: QuerySet[Desk], *, offset: int, size: int) -> Sequence[Desk]:
    """Return one page of desks with all that a row shows, in two queries."""
    numbers = Issuance.objects.exclude(state=Issuance.State.VOID)
    return list(
        desks.select_related(
            "plan__drafting_unit", "unit", "task", "sent_by", "assigned_to"
        ).prefetch_related(Prefetch("plan__issuances", numbers, to_attr="live_issuances"))[
            offset : offset + size
        ]
    )


def _terms(on: dt.date) -> dict[Term, Q]:
    near = on + dt.timedelta(days=SOON_DAYS)
    return {
        Term.OVERDUE: Q(due_on__lt=on),
        Term.SOON: Q(due_on__gte=on, due_on__lte=near),
        Term.IN_TERM: Q(due_on__gt=near),
        Term.NONE: Q(due_on__isnull=True),
    }


def _groups(on: dt.date) -> dict[Group, Q]:
    last = week_end(on)
    return {
        Group.OVERDUE: Q(due_on__lt=on),
        Group.THIS_WEEK: Q(due_on__gte=on, due_on__lte=last),
        Group.LATER: Q(due_on__gt=last),
        Group.NONE: Q(due_on__isnull=True),
    }
