"""Lists of tasks: of a unit, of a plan, and of what hangs on one task. Constant in queries."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from dvcq_workflow.models.assignments import (
    Assignment,
    AssignmentOfficer,
    AssignmentUnit,
    ExtensionRequest,
    ProgressNote,
)
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.desks import Seat
from dvcq_workflow.rules.obligations import Strength
from dvcq_workflow.rules.terms import SOON_DAYS
from dvcq_workflow.rules.text import fold
from dvcq_workflow.rules.year_terms import YearTerm
from dvcq_workflow.selectors.people import seats_or_those
from dvcq_workflow.selectors.year_access import sees_whole_year

NOTES_SHOWN = 200


@dataclass(frozen=True)
class TaskFilter:
    """What a list is narrowed to. ``unit_words``: of the leading unit's name; ``lead``: that unit
    itself; ``is_live``: without what was withdrawn."""

    status: str = ""
    term: YearTerm | None = None
    unit_words: str = ""
    words: str = ""
    strength: str = ""
    lead: uuid.UUID | None = None
    is_live: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return self == TaskFilter()


def tasks_of_units(
    viewer: Any, on: dt.date, *, seats: Sequence[Seat] | None = None
) -> QuerySet[Assignment]:
    """Return the tasks that a person's units lead, support or follow."""
    return _listed(Assignment.objects.filter(_own(_units_of(viewer, on, seats))))


def tasks_of_plan(
    viewer: Any, plan: Plan, on: dt.date, *, seats: Sequence[Seat] | None = None
) -> QuerySet[Assignment]:
    """Return a plan's tasks that a person sees: all on its issuing side, elsewhere their units'
    own, and those whose result their units receive."""
    if sees_whole_year(viewer, plan, on):
        return _listed(Assignment.objects.filter(plan=plan))
    units = _units_of(viewer, on, seats)
    return _listed(Assignment.objects.filter(_own(units) | Q(receiver_id__in=units), plan=plan))


def _units_of(viewer: Any, on: dt.date, seats: Sequence[Seat] | None) -> list[int]:
    return sorted({seat.unit_id for seat in seats_or_those(seats, viewer, on)})


def _own(units: Sequence[int]) -> Q:
    others = AssignmentUnit.objects.filter(unit_id__in=units).values("assignment_id")
    return Q(unit_id__in=units) | Q(pk__in=others)


def _listed(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    return rows.select_related("plan", "unit", "receiver", "person_in_charge").order_by(
        F("effective_due_on").asc(nulls_last=True), "plan_id", "obligation_id", "pk"
    )


def narrowed_tasks(
    rows: QuerySet[Assignment], wanted: TaskFilter, today: dt.date
) -> QuerySet[Assignment]:
    """Return those of some tasks that a list asks for."""
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.term is not None:
        rows = rows.filter(in_year_term(wanted.term, today))
    if wanted.strength:
        rows = rows.filter(strength=wanted.strength)
    if wanted.lead is not None:
        rows = rows.filter(unit__uid=wanted.lead)
    if wanted.is_live:
        rows = rows.exclude(status=AssignmentStatus.WITHDRAWN)
    for word in fold(wanted.unit_words).split():
        rows = rows.filter(unit__name_folded__contains=word)
    if wanted.words:
        rows = rows.filter(text__icontains=wanted.words)
    return rows


def in_year_term(term: YearTerm, today: dt.date) -> Q:
    """Return the filter for tasks that stand so on a day, as ``rules.year_terms`` computes it; what
    is withdrawn stands nowhere."""
    done = Q(status=AssignmentStatus.DONE)
    is_open = ~Q(status__in=[AssignmentStatus.DONE, AssignmentStatus.WITHDRAWN])
    late = Q(effective_due_on__isnull=False, done_on__gt=F("effective_due_on"))
    soon = today + dt.timedelta(days=SOON_DAYS)
    return {
        YearTerm.NO_TERM: is_open & Q(effective_due_on__isnull=True),
        YearTerm.IN_TERM: is_open & Q(effective_due_on__gt=soon),
        YearTerm.DUE_SOON: is_open & Q(effective_due_on__gte=today, effective_due_on__lte=soon),
        YearTerm.OVERDUE: is_open & Q(effective_due_on__lt=today),
        YearTerm.DONE_ON_TIME: done
        & (Q(effective_due_on__isnull=True) | Q(done_on__lte=F("effective_due_on"))),
        YearTerm.DONE_LATE: done & late,
    }[term]


def term_counts(rows: QuerySet[Assignment], today: dt.date) -> dict[YearTerm, int]:
    """Return how many of some tasks stand in each state of their term; one query."""
    found = rows.order_by().aggregate(
        **{str(term): Count("pk", filter=in_year_term(term, today)) for term in YearTerm}
    )
    return {term: found[str(term)] for term in YearTerm}


@dataclass(frozen=True)
class TaskCount:
    """How many tasks of one unit stand so. ``term``: None of what is withdrawn."""

    unit_id: int
    strength: Strength
    status: AssignmentStatus
    term: YearTerm | None
    number: int


COUNTED_BY = ("unit_id", "strength", "status", "standing")


def counted_tasks(rows: QuerySet[Assignment], today: dt.date) -> list[TaskCount]:
    """Return some tasks counted by unit and by how they stand, as the lists narrow them; one
    query."""
    standing = Case(
        *(When(in_year_term(term, today), then=Value(str(term))) for term in YearTerm),
        default=Value(""),
    )
    found = rows.order_by().annotate(standing=standing).values(*COUNTED_BY)
    counts = found.annotate(number=Count("pk")).values_list(*COUNTED_BY, "number")
    return [
        TaskCount(unit, Strength(strength), AssignmentStatus(status), _term(term), number)
        for unit, strength, status, term, number in counts
    ]


def _term(name: str) -> YearTerm | None:
    return YearTerm(name) if name else None


def notes_of(task: Assignment) -> list[ProgressNote]:
    """Return what was said of a task, the latest first."""
    rows = ProgressNote.objects.filter(assignment=task).select_related("by", "unit")
    return list(rows.order_by("-pk")[:NOTES_SHOWN])


def parts_of_task(task: Assignment) -> list[Assignment]:
    """Return the parts of a task in the order they were given."""
    return list(_listed(Assignment.objects.filter(parent=task)).order_by("pk"))


def requests_of(task: Assignment) -> list[ExtensionRequest]:
    """Return every request for more time for a task, the latest first."""
    rows = ExtensionRequest.objects.filter(assignment=task)
    return list(rows.select_related("requested_by", "decided_by").order_by("-pk"))


def officers_of(task: Assignment) -> list[AssignmentOfficer]:
    """Return who works on a task now."""
    rows = AssignmentOfficer.objects.filter(assignment=task, valid_until__isnull=True)
    return list(rows.select_related("user").order_by("pk"))


def other_units_of(task: Assignment) -> list[AssignmentUnit]:
    """Return the units that support or follow a task."""
    return list(AssignmentUnit.objects.filter(assignment=task).order_by("role", "unit_name"))
