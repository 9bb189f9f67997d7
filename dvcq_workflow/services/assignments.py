"""Tasks of units: opened when the year is, taken on, handed back, offered again, withdrawn.

What a unit then does on a task is in ``assignment_work``, its result in ``assignment_results``,
its parts in ``assignment_parts``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.context import current_act
from dvcq_workflow.models.assignments import (
    Assignment,
    AssignmentUnit,
    ExtensionRequest,
    ProgressNote,
)
from dvcq_workflow.models.obligations import Obligation
from dvcq_workflow.models.plans import PlanParty
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.assignments import (
    OPEN_STATES,
    AssignmentAct,
    AssignmentStatus,
    require_task_text,
)
from dvcq_workflow.rules.desks import LEADING_ROLES, Role, Step
from dvcq_workflow.rules.errors import NotVisible, RuleViolation
from dvcq_workflow.rules.extensions import ExtensionStatus
from dvcq_workflow.rules.obligations import ActorRole, Strength
from dvcq_workflow.rules.plans import Status, require_reason
from dvcq_workflow.selectors.assignments import (
    content_of_assignment,
    ordering_units_of,
    unit_among,
)
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan
from dvcq_workflow.services.handling import Handled, handling
from dvcq_workflow.services.plans import add_party
from dvcq_workflow.services.work import order_work

ORDERING_ROLES = LEADING_ROLES | {Role.SPECIALIST}
"""Who of the receiver or of the issuing side offers a task anew or withdraws it."""


@dataclass(frozen=True)
class TaskDates:
    """When a task is due. ``due_on``: as first set, kept for statistics; ``last_day``: the last
    day in time, after roll-over; both None where there is no date."""

    due_on: dt.date | None = None
    last_day: dt.date | None = None


NO_DATES = TaskDates()


def lay_assignment(
    *,
    obligation: Obligation,
    unit: Unit,
    receiver: Unit,
    dates: TaskDates = NO_DATES,
    others: Iterable[tuple[Unit, ActorRole]] = (),
    parent: Assignment | None = None,
    text: str = "",
    strength: str = "",
) -> Assignment:
    """Lay the rows of a task within the current act, which holds the plan's lock and records the
    event. An open task of that unit under that obligation is returned as it is.

    ``others``: units that support or follow. A request has no last day: it is never overdue.
    ``text``, ``strength``: of a part; otherwise the obligation's.
    """
    known = _known_task(obligation, unit) if parent is None else None
    if known is not None:
        return known
    task = _task_of(obligation, strength or obligation.strength, dates)
    task.parent, task.unit, task.unit_name, task.receiver = parent, unit, unit.name, receiver
    task.text = text or obligation.text
    task.save()
    add_party(obligation.plan, unit.pk, PlanParty.Capacity.ASSIGNED)
    for other, role in others:
        _lay_other(task, other, role)
    rehash(task)
    return task


def _task_of(obligation: Obligation, strength: str, dates: TaskDates) -> Assignment:
    return Assignment(
        plan=obligation.plan,
        obligation=obligation,
        strength=strength,
        due_kind=obligation.due_kind,
        raw_words=obligation.raw_words,
        is_inclusive=obligation.is_inclusive,
        due_on=dates.due_on,
        effective_due_on=None if strength == Strength.REQUEST else dates.last_day,
        status=AssignmentStatus.OFFERED,
        opened_at=current_act().at,
    )


def _known_task(obligation: Obligation, unit: Unit) -> Assignment | None:
    rows = Assignment.objects.filter(obligation=obligation, unit=unit, parent__isnull=True)
    return rows.exclude(status=AssignmentStatus.WITHDRAWN).first()


def _lay_other(task: Assignment, unit: Unit, role: ActorRole) -> None:
    AssignmentUnit(assignment=task, unit=unit, unit_name=unit.name, role=str(role)).save()
    add_party(task.plan, unit.pk, PlanParty.Capacity.ASSIGNED)


def rehash(task: Assignment) -> None:
    """Bring a task's hash to what people see of it now, and save it."""
    task.content_hash = content_of_assignment(task).content_hash
    task.save()


def open_assignment(
    *,
    obligation_id: int,
    unit_id: int,
    receiver_id: int,
    actor: Any,
    dates: TaskDates = NO_DATES,
    others: Iterable[tuple[int, ActorRole]] = (),
) -> Assignment:
    """Give a unit the task that an obligation of an issued plan lays on it; by the job that opens
    the year. A second time returns the first.

    ``others``: keys of units with their part. ``flows.starting.start_assignment`` then lays the
    task on the unit's desk.

    Raises:
        NotVisible: ``obligation_not_found``.
        RuleViolation: ``plan_not_issued``, ``obligation_withdrawn``, ``obligation_not_assigned``.
    """
    parts = list(others)
    with acting(actor=actor, channel="job"):
        obligation = _lock_obligation(obligation_id)
        units = Unit.objects.in_bulk([unit_id, receiver_id, *(pk for pk, _role in parts)])
        known = _known_task(obligation, units[unit_id])
        if known is not None:
            return known
        task = lay_assignment(
            obligation=obligation,
            unit=units[unit_id],
            receiver=units[receiver_id],
            dates=dates,
            others=[(units[pk], role) for pk, role in parts],
        )
        _record_opened(task)
        return task


def _record_opened(task: Assignment) -> None:
    record_event(
        "assignment_opened",
        stream=task.plan.stream,
        content_hash=task.content_hash,
        details={"subject": "assignment", "subject_uid": str(task.uid), "unit": task.unit_id},
    )


def _lock_obligation(obligation_id: int) -> Obligation:
    rows = Obligation.objects.filter(pk=obligation_id)
    plan_id = rows.values_list("plan_id", flat=True).first()
    if plan_id is None:
        raise NotVisible("obligation_not_found")
    plan = lock_plan(plan_id)
    current_act().refused_on = ("assignment", plan.stream)
    obligation = rows.get()
    obligation.plan = plan
    require_open_obligation(obligation)
    return obligation


def require_open_obligation(obligation: Obligation) -> None:
    """Refuse to give out what no issued plan obliges to, or no unit by itself.

    Raises:
        RuleViolation: ``plan_not_issued``, ``obligation_withdrawn``, ``obligation_not_assigned``.
    """
    if obligation.plan.state is not Status.ISSUED:
        raise RuleViolation("plan_not_issued")
    if obligation.withdrawn_at is not None:
        raise RuleViolation("obligation_withdrawn")
    if not obligation.is_assigned:
        raise RuleViolation("obligation_not_assigned")


def accept_assignment(*, assignment_id: int, seen_hash: str, actor: Any) -> Assignment:
    """Take a task on; by the head or leader of its unit.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
    """
    with handling(
        "assignment",
        assignment_id,
        actor=actor,
        step=Step.ACCEPT,
        seen_hash=seen_hash,
        planned=AssignmentAct.ACCEPT,
    ) as case:
        case.subject.accepted_at = case.act.at
        case.move()
        case.record("assignment_accepted")
        return case.subject


def hand_back_assignment(
    *, assignment_id: int, reason: str, seen_hash: str, actor: Any
) -> Assignment:
    """Hand a task back to whoever assigned it, with the reason; by the head of its unit.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``reason_missing``, ``reason_too_long``.
    """
    text = require_reason(reason)
    with handling(
        "assignment",
        assignment_id,
        actor=actor,
        step=Step.ACCEPT,
        seen_hash=seen_hash,
        planned=AssignmentAct.HAND_BACK,
    ) as case:
        keep_note(case, text)
        case.move()
        case.record("assignment_handed_back", reason=text)
        return case.subject


def offer_assignment_again(
    *, assignment_id: int, reason: str, seen_hash: str, actor: Any
) -> Assignment:
    """Lay a task that was handed back before the same unit again, with an answer to its reason.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``reason_missing``, ``reason_too_long``.
    """
    text = require_reason(reason)
    with handling(
        "assignment",
        assignment_id,
        actor=actor,
        step=Step.VERIFY,
        seen_hash=seen_hash,
        planned=AssignmentAct.OFFER_AGAIN,
    ) as case:
        keep_note(case, text)
        case.move()
        case.record("assignment_offered_again", reason=text)
        return case.subject


def assign_anew(*, assignment_id: int, unit_id: int, reason: str, actor: Any) -> Assignment:
    """Give a task that was withdrawn from one unit to another; by the unit that receives results.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``reason_missing``, ``reason_too_long``, ``assignment_not_withdrawn``,
            ``unit_has_task_already``, and as ``require_open_obligation``.
    """
    text = require_reason(reason)
    with handling(
        "assignment", assignment_id, actor=actor, step=Step.VERIFY, seen_hash=None
    ) as case:
        before = case.subject
        if before.state is not AssignmentStatus.WITHDRAWN:
            raise RuleViolation("assignment_not_withdrawn")
        obligation = before.obligation
        obligation.plan = case.plan
        require_open_obligation(obligation)
        unit = Unit.objects.get(pk=unit_id)
        if _known_task(obligation, unit) is not None:
            raise RuleViolation("unit_has_task_already", unit=unit.name)
        task = lay_assignment(
            obligation=obligation,
            unit=unit,
            receiver=before.receiver,
            dates=TaskDates(before.due_on, before.effective_due_on),
            parent=before.parent,
            text=before.text,
            strength=before.strength,
        )
        case.record("assignment_given_anew", reason=text, to_unit=unit.pk, to=str(task.uid))
        return task


def withdraw_assignment(
    *, assignment_id: int, reason: str, seen_hash: str, actor: Any
) -> Assignment:
    """Withdraw a task for good, with the reason; by the unit that receives its result or by the
    issuing side. Its open parts, and a request for more time, are then withdrawn too, each by a
    work order of its own.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``reason_missing``, ``reason_too_long``.
    """
    text = require_reason(reason)
    with (
        acting(actor=actor) as act,
        handling(
            "assignment",
            assignment_id,
            actor=actor,
            step=Step.VERIFY,
            seen_hash=seen_hash,
            planned=AssignmentAct.WITHDRAW,
            unit_id=_ordering_unit(assignment_id, actor, timezone.localdate(act.at)),
            roles=ORDERING_ROLES,
            heeds_keeper=False,
        ) as case,
    ):
        case.subject.closing_reason = text
        case.move()
        case.record("assignment_withdrawn", reason=text)
        _order_what_follows(case.subject)
        return case.subject


def _ordering_unit(assignment_id: int, actor: Any, on: dt.date) -> int | None:
    """Return for which unit a person orders a task's end; None: for none that may."""
    rows = Assignment.objects.select_related("plan", "parent").filter(pk=assignment_id)
    task = rows.first()
    return unit_among(ordering_units_of(task), actor, on, ORDERING_ROLES) if task else None


def _order_what_follows(task: Assignment) -> None:
    """One order for each process that ends with the task: no lock is taken inside another's."""
    for part in task.parts.filter(status__in=[str(state) for state in OPEN_STATES]):
        order_work("withdraw_part", key=str(part.uid), payload={"assignment_id": part.pk})
    waiting = ExtensionRequest.objects.filter(assignment=task, status=ExtensionStatus.PENDING)
    for request in waiting:
        order_work("drop_extension", key=str(request.uid), payload={"extension_id": request.pk})


def keep_note(case: Handled, text: str, progress_pct: int | None = None) -> ProgressNote:
    """Write down what was said of a task at a desk; nothing said is unsaid."""
    note = ProgressNote(
        assignment=case.subject,
        unit_id=case.seat.unit_id,
        by=case.actor,
        at=case.act.at,
        progress_pct=progress_pct,
        text=require_task_text(text),
    )
    note.save(force_insert=True)
    return note
