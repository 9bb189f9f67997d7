"""The inbox: whose desks, how they stand, and the page of them that is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import CharField, Count, F, Prefetch, Q, QuerySet, Value

from dvcq_workflow.models.desks import Desk
from dvcq_workflow.rules.desks import Seat
from dvcq_workflow.rules.terms import SOON_DAYS, Group, Term, group_of, term_of
from dvcq_workflow.rules.text import fold
from dvcq_workflow.selectors.desks import (
    SUBJECT_LINKS,
    desks_of_units,
    done_desks,
    my_parts,
    waiting_for_others,
)
from dvcq_workflow.selectors.numbering import plan_numbers


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
    unit_words: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is narrowed."""
        return self == DeskFilter()


def parts_of(tab: Tab, viewer: Any, seats: Iterable[Seat]) -> list[QuerySet[Desk]]:
    """Return the desks of one list in parts of which no two hold the same desk."""
    if tab is Tab.MINE:
        return my_parts(viewer, seats)
    if tab is Tab.UNIT:
        return [desks_of_units(seats)]
    return [waiting_for_others(viewer) if tab is Tab.WAITING else done_desks(viewer)]


@dataclass
class Tally:
    """How many desks of a list stand where; both divisions add up to ``total``."""

    terms: dict[Term, int] = field(default_factory=lambda: dict.fromkeys(Term, 0))
    groups: dict[Group, int] = field(default_factory=lambda: dict.fromkeys(Group, 0))

    @property
    def total(self) -> int:
        """Return how many desks the list holds."""
        return sum(self.terms.values())


def tallies(lists: Mapping[Tab, Sequence[QuerySet[Desk]]], on: dt.date) -> dict[Tab, Tally]:
    """Count lists, given in their parts, by state and by group: one query for all of them.

    The database counts each due date, from the index alone; the rule says where a date stands.
    """
    counted = [
        part.order_by().values("due_on", tab=Value(str(tab), CharField())).annotate(n=Count("pk"))
        for tab, parts in lists.items()
        for part in parts
    ]
    found = {tab: Tally() for tab in lists}
    for row in counted[0].union(*counted[1:], all=True):
        tally = found[Tab(row["tab"])]
        tally.terms[term_of(row["due_on"], on)] += row["n"]
        tally.groups[group_of(row["due_on"], on)] += row["n"]
    return found


def narrowed(desks: QuerySet[Desk], wanted: DeskFilter, on: dt.date) -> QuerySet[Desk]:
    """Return the desks that fit; words are looked for in the plan's subject, or in its
    drafting unit's name, marks or not."""
    if wanted.step:
        desks = desks.filter(step=wanted.step)
    for word in fold(wanted.unit_words).split():
        desks = desks.filter(plan__drafting_unit__name_folded__contains=word)
    if wanted.term is not None:
        desks = desks.filter(_terms(on)[wanted.term])
    for word in fold(wanted.words).split():
        desks = desks.filter(plan__subject_folded__contains=word)
    return desks


def desk_rows(parts: Sequence[QuerySet[Desk]], *, offset: int, size: int) -> Sequence[Desk]:
    """Return one page of a list, given in its parts, with all that a row shows: three queries.

    The page's keys come first, from indexes that hold the order; what a row shows is read for
    the rows of the page alone.
    """
    keys = _ordered_keys(parts)[offset : offset + size]
    rows = (
        Desk.objects.filter(pk__in=[key[0] for key in keys])
        .select_related(
            "plan__drafting_unit", "unit", "task", "sent_by", "assigned_to", *SUBJECT_LINKS
        )
        .prefetch_related(Prefetch("plan__issuances", plan_numbers(), to_attr="live_issuances"))
    )
    by_key = {row.pk: row for row in rows}
    return [by_key[key[0]] for key in keys if key[0] in by_key]


def _ordered_keys(parts: Sequence[QuerySet[Desk]]) -> QuerySet[Desk, Any]:
    if len(parts) == 1:
        return parts[0].values_list("pk")
    keys = [part.order_by().values_list("pk", "due_on", "offered_at") for part in parts]
    ordered = keys[0].union(*keys[1:], all=True)
    return ordered.order_by(F("due_on").asc(nulls_last=True), "offered_at", "pk")


def _terms(on: dt.date) -> dict[Term, Q]:
    near = on + dt.timedelta(days=SOON_DAYS)
    return {
        Term.OVERDUE: Q(due_on__lt=on),
        Term.SOON: Q(due_on__gte=on, due_on__lte=near),
        Term.IN_TERM: Q(due_on__gt=near),
        Term.NONE: Q(due_on__isnull=True),
    }
