"""What a unit does on a task it took on: names its people, notes how it goes, gives parts away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from dvcq_workflow.models.assignments import Assignment, AssignmentOfficer, ProgressNote
from dvcq_workflow.models.people import Membership
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.assignments import (
    OPEN_STATES,
    TAKEN_ON,
    AssignmentAct,
    require_part_in_time,
    require_progress,
    require_task_text,
)
from dvcq_workflow.rules.desks import LEADING_ROLES, Step
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.selectors.assignments import units_below
from dvcq_workflow.selectors.evidence import ADDING_ROLES, adding_unit
from dvcq_workflow.selectors.people import valid_on
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.assignments import (
    TaskDates,
    keep_note,
    lay_assignment,
    require_open_obligation,
)
from dvcq_workflow.services.handling import Handled, handling


def name_officers(
    *,
    assignment_id: int,
    person_in_charge: Any,
    officers: Sequence[Any],
    seen_hash: str,
    actor: Any,
) -> Assignment:
    """Name the leader in charge of a task and the officers who work on it; by the head or a leader
    of its unit, of whose people they all are on that day. The work then begins.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``officers_missing``, ``leader_not_of_unit``, ``person_not_of_unit``.
    """
    with handling(
        "assignment",
        assignment_id,
        actor=actor,
        step=Step.NAME_OFFICERS,
        seen_hash=seen_hash,
        planned=AssignmentAct.NAME_OFFICERS,
    ) as case:
        _put_in_charge(case, person_in_charge, officers)
        case.move()
        _record_named(case, person_in_charge, officers)
        return case.subject


def change_officers(
    *,
    assignment_id: int,
    person_in_charge: Any,
    officers: Sequence[Any],
    seen_hash: str,
    actor: Any,
) -> Assignment:
    """Put other people in charge while the work goes on; whoever is named no longer is relieved
    from that day on and stays on record.

    Raises: as ``name_officers``; ``assignment_not_in_hand``.
    """
    with handling(
        "assignment",
        assignment_id,
        actor=actor,
        step=Step.WORK,
        seen_hash=seen_hash,
        roles=LEADING_ROLES,
        heeds_keeper=False,
    ) as case:
        if case.subject.state not in TAKEN_ON:
            raise RuleViolation("assignment_not_in_hand")
        _put_in_charge(case, person_in_charge, officers)
        case.subject.save()
        _record_named(case, person_in_charge, officers)
        return case.subject


def _record_named(case: Handled, person_in_charge: Any, officers: Sequence[Any]) -> None:
    people = sorted({person.pk for person in officers})
    case.record("assignment_officers_named", person=person_in_charge.pk, officers=people)


def _put_in_charge(case: Handled, leader: Any, officers: Sequence[Any]) -> None:
    task = case.subject
    wanted = {person.pk: person for person in officers}
    if leader is None or not wanted:
        raise RuleViolation("officers_missing")
    if leader.pk not in _people_of(task.unit_id, case.on, leading=True):
        raise RuleViolation("leader_not_of_unit")
    if not wanted.keys() <= _people_of(task.unit_id, case.on):
        raise RuleViolation("person_not_of_unit")
    task.person_in_charge = leader
    for row in AssignmentOfficer.objects.filter(assignment=task, valid_until__isnull=True):
        if row.user_id not in wanted:
            row.valid_until = case.on
            row.save()
        wanted.pop(row.user_id, None)
    for person in wanted.values():
        AssignmentOfficer(assignment=task, user=person, valid_from=case.on).save()


def _people_of(unit_id: int, on: dt.date, *, leading: bool = False) -> set[int]:
    rows = Membership.objects.filter(valid_on(on), unit_id=unit_id, user__is_active=True)
    if leading:
        rows = rows.filter(role__in=LEADING_ROLES)
    return set(rows.values_list("user_id", flat=True))


def note_progress(
    *, assignment_id: int, text: str, actor: Any, progress_pct: int | None = None
) -> ProgressNote:
    """Say how a task goes; by the people of its unit and of those that support or follow it. The
    leading unit's figure becomes the task's; nothing said is unsaid.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``task_text_missing``, ``task_text_too_long``, ``progress_out_of_range``,
            ``assignment_closed``.
    """
    words, progress = require_task_text(text), require_progress(progress_pct)
    with acting(actor=actor) as act:
        on = timezone.localdate(act.at)
        task = Assignment.objects.filter(pk=assignment_id).first()
        unit = adding_unit("assignment", task, actor, on) if task is not None else None
        with handling(
            "assignment",
            assignment_id,
            actor=actor,
            step=Step.WORK,
            seen_hash=None,
            unit_id=unit,
            roles=ADDING_ROLES,
            heeds_keeper=False,
        ) as case:
            if case.subject.state not in OPEN_STATES:
                raise RuleViolation("assignment_closed")
            note = keep_note(case, words, progress)
            if progress is not None and case.seat.unit_id == case.subject.unit_id:
                case.subject.progress_pct = progress
                case.subject.save()
            case.record("assignment_noted", progress=progress)
            return note


def open_part(
    *,
    assignment_id: int,
    unit_id: int,
    text: str,
    seen_hash: str,
    actor: Any,
    due_on: dt.date | None = None,
) -> Assignment:
    """Give a part of a task to a unit or room under its own, which reports its result to it; by
    the head or a leader of the unit. ``flows.starting`` lays it on that unit's desk.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``task_text_missing``, ``task_text_too_long``, ``assignment_not_in_hand``,
            ``part_unit_not_below``, ``part_due_after_whole``, ``part_without_date``, and as
            ``require_open_obligation``.
    """
    words = require_task_text(text)
    with handling(
        "assignment",
        assignment_id,
        actor=actor,
        step=Step.NAME_OFFICERS,
        seen_hash=seen_hash,
        heeds_keeper=False,
    ) as case:
        whole = case.subject
        if whole.state not in TAKEN_ON:
            raise RuleViolation("assignment_not_in_hand")
        require_part_in_time(due_on, whole.effective_due_on)
        part = _lay_part(case, unit_id, words, due_on)
        case.record("assignment_part_opened", to_unit=unit_id, part=str(part.uid))
        return part


def _lay_part(case: Handled, unit_id: int, words: str, due_on: dt.date | None) -> Assignment:
    whole = case.subject
    obligation = whole.obligation
    obligation.plan = case.plan
    require_open_obligation(obligation)
    return lay_assignment(
        obligation=obligation,
        unit=_unit_below(whole.unit_id, unit_id, case.on),
        receiver=whole.unit,
        dates=TaskDates(due_on, due_on),
        parent=whole,
        text=words,
        strength=whole.strength,
    )


def _unit_below(top_id: int, unit_id: int, on: dt.date) -> Unit:
    found = next((unit for unit in units_below(top_id, on) if unit.pk == unit_id), None)
    if found is None:
        raise RuleViolation("part_unit_not_below")
    return found
