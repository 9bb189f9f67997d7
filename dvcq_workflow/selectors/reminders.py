"""What a tick finds to do: periods to open, who is to be reminded of what, digests not yet sent.

A constant number of queries, and three where there is nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q

from dvcq_workflow.models.assignments import Assignment, AssignmentOfficer
from dvcq_workflow.models.chasing import ChasedDuty, Digest, Reminder
from dvcq_workflow.models.people import Membership
from dvcq_workflow.models.reporting import ReportDuty, ReportingPeriod
from dvcq_workflow.models.reports import Report
from dvcq_workflow.rules.chasing import UNCHASED_STATES
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.rules.obligations import Strength
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.rules.reminders import (
    OPENS_DAYS_BEFORE,
    STRENGTH,
    Audience,
    ReminderKind,
    last_day_reminded_of,
    reminder_key,
    reminders_on,
)
from dvcq_workflow.rules.reports import HANDED_IN
from dvcq_workflow.selectors.people import valid_on

DUTY, TASK = "duty", "assignment"
_TOLD = {Role.SPECIALIST, Role.HEAD, Role.LEADER, Role.RECORDS_CLERK}
_IN_WHOSE_NAME = (Role.HEAD, Role.LEADER, Role.SPECIALIST, Role.RECORDS_CLERK)


@dataclass(frozen=True)
class Due:
    """A report or a task that is not done, near its day or past it. ``thing``: duty or assignment;
    ``doers``, ``in_charge``: who is named for it."""

    thing: str
    pk: int
    plan_id: int
    unit_id: int
    receiver_id: int
    due_on: dt.date
    is_order: bool
    doers: tuple[int, ...] = ()
    in_charge: int | None = None


@dataclass(frozen=True)
class Wanted:
    """One reminder to be written."""

    due: Due
    kind: ReminderKind
    user_id: int

    @property
    def key(self) -> str:
        """By what it is one and the same."""
        due = self.due
        return reminder_key(due.thing, due.pk, self.kind, due.due_on, self.user_id)


@dataclass
class People:
    """Who sits in some units on a day, by unit and role."""

    seated: dict[tuple[int, Role], list[int]] = field(default_factory=lambda: defaultdict(list))

    def at(self, unit_id: int, *roles: Role) -> list[int]:
        """Return who sits there in these roles."""
        return [user for role in roles for user in self.seated.get((unit_id, role), ())]

    def in_whose_name(self, unit_id: int) -> int | None:
        """Return the account in whose name a unit's periodic work is done: its head's, or that of
        the next who sits there; None: nobody does."""
        return next(iter(self.at(unit_id, *_IN_WHOSE_NAME)), None)


def periods_to_open(today: dt.date) -> list[ReportingPeriod]:
    """Return the periods that are to be open by a day and are not."""
    until = today + dt.timedelta(days=OPENS_DAYS_BEFORE)
    rows = ReportingPeriod.objects.filter(
        opened_at__isnull=True,
        merged_into__isnull=True,
        effective_due_on__lte=until,
        plan__status=Status.ISSUED,
    )
    return list(rows.order_by("plan_id", "effective_due_on", "pk"))


def things_due(today: dt.date) -> list[Due]:
    """Return every report and task that somebody may have to be reminded of; two queries."""
    return [*_duties(today), *_tasks(today)]


def _duties(today: dt.date) -> Iterable[Due]:
    live = Report.objects.filter(duty=OuterRef("pk"))
    rows = _near(ReportDuty.objects.all(), today, DUTY).filter(
        ~Exists(live.filter(status__in=sorted(HANDED_IN))),
        excused_at__isnull=True,
        period__merged_into__isnull=True,
    )
    drafters = rows.order_by("plan_id", "effective_due_on", "pk").values_list(
        "pk", "plan_id", "unit_id", "receiver_id", "effective_due_on", "strength"
    )
    for pk, plan_id, unit_id, receiver_id, due_on, strength in drafters:
        is_order = strength == Strength.ORDER
        yield Due(DUTY, pk, plan_id, unit_id, receiver_id, due_on, is_order)


def _tasks(today: dt.date) -> Iterable[Due]:
    rows = _near(Assignment.objects.all(), today, TASK).exclude(status__in=sorted(UNCHASED_STATES))
    found = rows.order_by("plan_id", "effective_due_on", "pk").values_list(
        "pk",
        "plan_id",
        "unit_id",
        "receiver_id",
        "effective_due_on",
        "strength",
        "person_in_charge_id",
    )
    for pk, plan_id, unit_id, receiver_id, due_on, strength, in_charge in found:
        is_order = strength == Strength.ORDER
        yield Due(TASK, pk, plan_id, unit_id, receiver_id, due_on, is_order, in_charge=in_charge)


def _near(rows: Any, today: dt.date, thing: str) -> Any:
    """Leave what is due within a week or past its day, but for what its receiver was told of."""
    told = Reminder.objects.filter(
        **{thing: OuterRef("pk")},
        kind=ReminderKind.ESCALATED_RECEIVER,
        due_on=OuterRef("effective_due_on"),
    )
    return rows.filter(
        Q(strength=Strength.ORDER) | Q(effective_due_on__gte=today),
        ~Exists(told),
        effective_due_on__lte=last_day_reminded_of(today),
        plan__status=Status.ISSUED,
    )


def with_doers(found: Sequence[Due], on: dt.date) -> list[Due]:
    """Return the things with those who are named for them: officers, and writers of reports."""
    officers = AssignmentOfficer.objects.filter(
        valid_on(on),
        assignment__in=[due.pk for due in found if due.thing == TASK],
        user__is_active=True,
    )
    writers = Report.objects.filter(
        duty__in=[due.pk for due in found if due.thing == DUTY], drafter__is_active=True
    ).exclude(status="withdrawn")
    named: dict[tuple[str, int], list[int]] = defaultdict(list)
    for pk, user_id in officers.order_by("pk").values_list("assignment_id", "user_id"):
        named[TASK, pk].append(user_id)
    for pk, user_id in writers.values_list("duty_id", "drafter_id"):
        named[DUTY, pk].append(user_id)
    return [
        Due(**{**due.__dict__, "doers": tuple(named.get((due.thing, due.pk), ()))}) for due in found
    ]


def people_in(units: Collection[int], on: dt.date) -> People:
    """Return who sits in these units on a day; one query."""
    people = People()
    rows = Membership.objects.filter(
        valid_on(on), unit_id__in=list(units), role__in=sorted(_TOLD), user__is_active=True
    )
    for unit_id, role, user_id in rows.order_by("pk").values_list("unit_id", "role", "user_id"):
        people.seated[unit_id, Role(role)].append(user_id)
    return people


def wanted_reminders(found: Iterable[Due], people: People, today: dt.date) -> list[Wanted]:
    """Return who is to be reminded of what today, the strongest cause for each person and thing."""
    wanted = []
    for due in found:
        causes: dict[int, ReminderKind] = {}
        for audience, kind in reminders_on(due.due_on, today, is_order=due.is_order):
            for user_id in _audience(audience, due, people):
                before = causes.get(user_id)
                if before is None or STRENGTH[kind] > STRENGTH[before]:
                    causes[user_id] = kind
        wanted += [Wanted(due, kind, user_id) for user_id, kind in causes.items()]
    return wanted


def _audience(audience: Audience, due: Due, people: People) -> Sequence[int]:
    if audience is Audience.RECEIVER:
        return people.at(due.receiver_id, Role.SPECIALIST, Role.HEAD)
    if audience is Audience.HEADS:
        in_charge = [due.in_charge] if due.in_charge is not None else []
        return [*people.at(due.unit_id, Role.HEAD, Role.LEADER), *in_charge]
    return due.doers or people.at(due.unit_id, Role.SPECIALIST) or people.at(due.unit_id, Role.HEAD)


def not_yet_written(wanted: Sequence[Wanted], day: dt.date) -> list[Wanted]:
    """Return those that are not on record and whose person had no digest yet that day: whoever
    had it is reminded on the next, of what is then owed still."""
    keys = [one.key for one in wanted]
    known = set(Reminder.objects.filter(key__in=keys).values_list("key", flat=True))
    users = {one.user_id for one in wanted}
    digested = set(
        Digest.objects.filter(day=day, user_id__in=users).values_list("user_id", flat=True)
    )
    return [one for one in wanted if one.key not in known and one.user_id not in digested]


def _unsent(day: dt.date) -> Any:
    sent = Digest.objects.filter(user=OuterRef("user"), day__gte=OuterRef("day"))
    return Reminder.objects.filter(~Exists(sent), day__lte=day, user__is_active=True)


def people_to_tell(day: dt.date) -> list[int]:
    """Return who has reminders that were in no digest yet, and had none on this day."""
    rows = _unsent(day).order_by("user_id").values_list("user_id", flat=True)
    return list(rows.distinct())


def reminders_to_send(user_id: int, day: dt.date) -> list[Reminder]:
    """Return a person's reminders that were in no digest yet."""
    return list(_unsent(day).filter(user_id=user_id).order_by("due_on", "pk"))


def reminders_of_person(viewer: Any, *, limit: int) -> list[Reminder]:
    """Return a person's latest reminders, with all that a row shows."""
    rows = Reminder.objects.filter(user_id=viewer.pk).select_related(
        "plan", "unit", "duty__period", "assignment"
    )
    return list(rows.order_by("-day", "due_on", "pk")[:limit])


@dataclass(frozen=True)
class Chase:
    """One time that a duty or a task was chased: by a reminder, or by a letter that went out."""

    day: dt.date
    kind: str
    people: int = 0
    letter: Any = None


def chases_of(*, duty_id: int | None = None, assignment_id: int | None = None) -> list[Chase]:
    """Return every time that one duty or task was chased, in the order of time; two queries."""
    thing = {"duty_id": duty_id} if duty_id is not None else {"assignment_id": assignment_id}
    counted: dict[tuple[dt.date, str], int] = defaultdict(int)
    for day, kind in Reminder.objects.filter(**thing).values_list("day", "kind"):
        counted[day, kind] += 1
    chases = [Chase(day, kind, count) for (day, kind), count in counted.items()]
    rows = ChasedDuty.objects.filter(**thing, letter__status="released")
    for row in rows.select_related("letter").prefetch_related("letter__issuances"):
        for number in row.letter.issuances.all():
            chases.append(Chase(number.issued_on, "letter", letter=row.letter))
    return sorted(chases, key=lambda chase: (chase.day, chase.kind))
