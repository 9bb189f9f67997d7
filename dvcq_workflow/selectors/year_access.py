"""Who may see a subject of a plan's year: its own people, those who check it, the issuing side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q

from dvcq_workflow.models.assignments import Assignment, AssignmentUnit, ExtensionRequest
from dvcq_workflow.models.chasing import ChasedDuty, ChasingLetter
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.desks import ROLES_AT, Role, Seat, Step
from dvcq_workflow.selectors.people import seats_of
from dvcq_workflow.selectors.plans import is_granted


def may_see_subject(viewer: Any, subject: Any, on: dt.date) -> bool:
    """Return whether a person may see a task, report, request, consolidation or obstacle.

    A unit that only received the plan sees nothing of another unit's; a unit that supports or
    follows a task sees it, and the unit of a task sees what its parts are.
    """
    seats = seats_of(viewer, on)
    units = {seat.unit_id for seat in seats}
    if units & _own_units(subject) or units & issuing_side(subject.plan):
        return True
    if any(seat.role is Role.AUDITOR for seat in seats) or is_granted(viewer, subject.plan_id):
        return True
    return bool(units & _other_units(subject))


def may_read_paper(viewer: Any, paper: Any, on: dt.date) -> bool:
    """Return whether a person may read a report, a consolidated report, or a chasing letter: the
    letter is also for each unit that it is sent to."""
    if not isinstance(paper, ChasingLetter):
        return may_see_subject(viewer, paper, on)
    if sees_whole_year(viewer, paper.plan, on):
        return True
    units = [seat.unit_id for seat in seats_of(viewer, on)]
    sent = paper.released_at is not None
    return sent and ChasedDuty.objects.filter(letter=paper, unit_id__in=units).exists()


def numbers_seen(units: Collection[int], *, audits: bool) -> Q:
    """Return the filter for numbers of documents of a plan's year that people of these units may
    see, beside those of plans and notices: their own, what was sent to them, and all of it on the
    plan's issuing side; an auditor sees those of every plan that they see."""
    ours = Q(report__isnull=True, consolidation__isnull=True, letter__isnull=True)
    if audits:
        return Q()
    side = Q(plan__issuing_unit_id__in=units) | Q(plan__advising_unit_id__in=units)
    side |= Q(plan__drafting_unit_id__in=units) | Q(plan__issuing_unit__records_office__in=units)
    own = Q(series__unit_id__in=units) | Q(series__unit__records_office_id__in=units)
    return ours | own | side


def sees_whole_year(viewer: Any, plan: Plan, on: dt.date) -> bool:
    """Return whether a person may see what every unit owes and gave under a plan: people of the
    issuing side, of the advising unit and of drafting, auditors, and those it was granted to."""
    seats = seats_of(viewer, on)
    if {seat.unit_id for seat in seats} & issuing_side(plan):
        return True
    return any(seat.role is Role.AUDITOR for seat in seats) or is_granted(viewer, plan.pk)


def issuing_side(plan: Plan) -> set[int]:
    """Return the units that stand on a plan's issuing side."""
    office = plan.issuing_unit.records_office_id
    units = {plan.issuing_unit_id, plan.drafting_unit_id, plan.advising_unit_id, office}
    return {unit for unit in units if unit is not None}


SETTLING_ROLES = ROLES_AT[Step.DRAFT]


def settling_unit(plan: Plan) -> int:
    """Return the unit whose people settle what the text of a plan leaves open: the one that
    advises on the plan, or the drafting one where none does."""
    return int(plan.advising_unit_id or plan.drafting_unit_id)


def may_settle(seats: Iterable[Seat], plan: Plan) -> bool:
    """Return whether one of these seats is one that settles what a plan leaves open."""
    unit = settling_unit(plan)
    return any(seat.unit_id == unit and seat.role in SETTLING_ROLES for seat in seats)


def own_subjects(viewer: Any, on: dt.date) -> Q:
    """Return the filter for subjects of a person's own units, as unit or receiver; for units
    whose records office theirs is, too."""
    units = [seat.unit_id for seat in seats_of(viewer, on)]
    served = list(Unit.objects.filter(records_office_id__in=units).values_list("pk", flat=True))
    return Q(unit_id__in=[*units, *served]) | Q(receiver_id__in=units)


def _own_units(subject: Any) -> set[int]:
    office = subject.unit.records_office_id
    return {unit for unit in (subject.unit_id, subject.receiver_id, office) if unit is not None}


def _other_units(subject: Any) -> set[int]:
    assignment = subject.assignment if isinstance(subject, ExtensionRequest) else subject
    if not isinstance(assignment, Assignment):
        return set()
    rows = AssignmentUnit.objects.filter(assignment=assignment)
    units = set(rows.values_list("unit_id", flat=True))
    if assignment.parent_id is not None:
        units.add(Assignment.objects.values_list("unit_id", flat=True).get(pk=assignment.parent_id))
    return units
