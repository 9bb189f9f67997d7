"""The one decision path of every write on a subject of a plan's year: a task, a report, a request
for more time, a consolidated report, an obstacle.

It is the plan's path (``services.deciding``): the plan's row is the lock of its whole year, and
its stream tells of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.envelope import FileDigest
from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.context import Act, current_act
from dvcq_workflow.models.assignments import Assignment, ExtensionRequest
from dvcq_workflow.models.consolidations import Consolidation
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.obstacles import Obstacle
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.reports import Report
from dvcq_workflow.rules.assignments import next_assignment_status
from dvcq_workflow.rules.consolidations import next_consolidation_status
from dvcq_workflow.rules.desks import Role, Seat, Step, people_of, seats_for
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible
from dvcq_workflow.rules.extensions import next_extension_status
from dvcq_workflow.rules.obstacles import next_obstacle_status
from dvcq_workflow.rules.reports import next_report_status
from dvcq_workflow.selectors.desks import unit_of_step
from dvcq_workflow.selectors.people import seats_of
from dvcq_workflow.selectors.year_access import may_see_subject
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import act_for_principal, lock_plan, seats_asked_for

KINDS: dict[str, tuple[Any, Callable[[Any, Any], Any]]] = {
    "assignment": (Assignment, next_assignment_status),
    "extension": (ExtensionRequest, next_extension_status),
    "report": (Report, next_report_status),
    "consolidation": (Consolidation, next_consolidation_status),
    "obstacle": (Obstacle, next_obstacle_status),
}
"""Of each kind of subject: its rows, and the rule that leads from one state to the next."""

NOT_FOUND: dict[str, Callable[[], NotVisible]] = {
    "assignment": lambda: NotVisible("assignment_not_found"),
    "extension": lambda: NotVisible("extension_not_found"),
    "report": lambda: NotVisible("report_not_found"),
    "consolidation": lambda: NotVisible("consolidation_not_found"),
    "obstacle": lambda: NotVisible("obstacle_not_found"),
}
"""What is said where there is no such subject, or none for this person."""


@dataclass
class Handled:
    """A subject under its plan's lock, and the person who was found to be allowed to act on it.

    ``planned``: the act whose transition is open.
    """

    kind: str
    subject: Any
    plan: Plan
    actor: Any
    act: Act
    seat: Seat
    step: Step
    on: dt.date
    planned: StrEnum | None = None

    @property
    def people(self) -> frozenset[int]:
        """Who acts, and whom they stand in for."""
        return people_of(self.actor.pk, self.seat)

    def move(self, planned: StrEnum | None = None) -> None:
        """Bring the subject to the state that the act leads to and save it."""
        _rows, next_status = KINDS[self.kind]
        self.subject.status = next_status(self.subject.state, planned or self.planned)
        self.subject.save()

    def record(
        self, code: str, *, reason: str = "", files: Iterable[FileDigest] = (), **details: Any
    ) -> int:
        """Write the act's event in the plan's stream and return its number there."""
        return record_event(
            code,
            stream=self.plan.stream,
            seat=self.seat,
            reason=reason,
            content_hash=self.subject.content_hash,
            details={
                "desk": str(self.step),
                "subject": self.kind,
                "subject_uid": str(self.subject.uid),
                "unit": self.subject.unit_id,
                **details,
            },
            files=files,
        )


@contextmanager
def handling(
    kind: str,
    pk: int,
    *,
    actor: Any,
    step: Step,
    seen_hash: str | None,
    planned: StrEnum | None = None,
    unit_id: int | None = None,
    roles: frozenset[Role] | None = None,
    heeds_keeper: bool = True,
) -> Iterator[Handled]:
    """Walk the path up to the act: lock, visibility, seat, keeper, state, content seen.

    ``seen_hash``: hash of the content they had before them; None where an act reads no content
    (a note, a file). ``planned``: the act whose transition must be open. ``unit_id``, ``roles``:
    whose people, where they are not those who hold the step's desk. ``heeds_keeper``: whether
    somebody else's keeping the desk stands against it.

    Raises:
        NotVisible: ``assignment_not_found``, ``extension_not_found``, ``report_not_found``,
            ``consolidation_not_found``, ``obstacle_not_found``.
        NotPermitted: ``person_inactive``, ``desk_not_yours``, ``stand_in_cannot_sign``,
            ``desk_kept_by_other``.
        Conflict: ``content_changed``, ``plan_busy``, and what says that the subject moved on.
    """
    _rows, next_status = KINDS[kind]
    with acting(actor=actor) as act:
        subject = lock_subject(kind, pk)
        plan = subject.plan
        on = timezone.localdate(act.at)
        unit = unit_id or unit_of_step(step, plan, subject)
        seat = _seat_or_refusal(subject, actor, step, unit, on, roles)
        act_for_principal(act, seat)
        _require_not_kept(kind, pk, step, people_of(actor.pk, seat) if heeds_keeper else None)
        if planned is not None:
            next_status(subject.state, planned)
        if seen_hash is not None and seen_hash != subject.content_hash:
            raise Conflict("content_changed")
        yield Handled(kind, subject, plan, actor, act, seat, step, on, planned)


def lock_subject(kind: str, pk: int) -> Any:
    """Lock the plan of a subject and return the subject, fresh, with its plan and unit.

    Raises:
        NotVisible: as ``handling``.
    """
    rows, _next_status = KINDS[kind]
    plan_id = rows.objects.filter(pk=pk).values_list("plan_id", flat=True).first()
    if plan_id is None:
        raise NOT_FOUND[kind]()
    plan = lock_plan(plan_id)
    act = current_act()
    act.refused_on = (kind, plan.stream)
    subject = rows.objects.select_related("unit", "receiver").get(pk=pk)
    subject.plan = plan
    act.handled[kind, pk] = subject
    return subject


def _seat_or_refusal(
    subject: Any, actor: Any, step: Step, unit_id: int, on: dt.date, roles: frozenset[Role] | None
) -> Seat:
    """Who has no seat there is told so only where they may know of the subject."""
    held = seats_asked_for(seats_of(actor, on))
    try:
        if roles is None:
            return seats_for(step, unit_id, held)[0]
        fitting = [s for s in held if s.unit_id == unit_id and s.role in roles]
        if not fitting:
            raise NotPermitted("desk_not_yours")
        return fitting[0]
    except NotPermitted:
        if not may_see_subject(actor, subject, on):
            raise NOT_FOUND[_kind_of(subject)]() from None
        raise


def _kind_of(subject: Any) -> str:
    return next(kind for kind, (rows, _next) in KINDS.items() if isinstance(subject, rows))


def _require_not_kept(kind: str, pk: int, step: Step, people: frozenset[int] | None) -> None:
    """``people``: None where it does not matter who keeps the desk."""
    if people is None:
        return
    keeper = (
        Desk.objects.filter(**{f"{kind}_id": pk}, step=str(step), state=Desk.State.OPEN)
        .values_list("assigned_to_id", flat=True)
        .first()
    )
    if keeper is not None and keeper not in people:
        raise NotPermitted("desk_kept_by_other")
