"""More time for a task: asked for with a reason, one request at a time, granted or not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from dvcq_workflow.models.assignments import Assignment, ExtensionRequest
from dvcq_workflow.rules.assignments import OPEN_STATES
from dvcq_workflow.rules.desks import LEADING_ROLES, Role, Step
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.extensions import (
    ExtensionAct,
    ExtensionStatus,
    extension_hash,
    require_later_day,
)
from dvcq_workflow.rules.plans import require_reason
from dvcq_workflow.selectors.assignments import ordering_units_of, unit_among
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.assignments import rehash
from dvcq_workflow.services.desks import date_desks
from dvcq_workflow.services.handling import Handled, handling

ASKING_ROLES = LEADING_ROLES | {Role.SPECIALIST}


def request_extension(
    *,
    assignment_id: int,
    wanted_due_on: dt.date | None,
    reason: str,
    seen_hash: str,
    actor: Any,
) -> ExtensionRequest:
    """Ask for more time for a task, with the reason; by a person of its unit. ``flows.starting``
    lays the request on the desk of the unit that receives the result.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``reason_missing``, ``reason_too_long``, ``assignment_closed``,
            ``extension_still_pending``, and as ``require_later_day``.
    """
    text = require_reason(reason)
    with handling(
        "assignment",
        assignment_id,
        actor=actor,
        step=Step.WORK,
        seen_hash=seen_hash,
        roles=ASKING_ROLES,
        heeds_keeper=False,
    ) as case:
        task = case.subject
        if task.state not in OPEN_STATES:
            raise RuleViolation("assignment_closed")
        if ExtensionRequest.objects.filter(assignment=task, status=ExtensionStatus.PENDING):
            raise RuleViolation("extension_still_pending")
        wanted = require_later_day(wanted_due_on, task.effective_due_on, case.on)
        request = _request_of(case, wanted, text)
        request.save()
        case.record("extension_requested", reason=text, wanted=str(wanted))
        return request


def _request_of(case: Handled, wanted: dt.date, reason: str) -> ExtensionRequest:
    task = case.subject
    return ExtensionRequest(
        plan=case.plan,
        assignment=task,
        unit=task.unit,
        unit_name=task.unit.name,
        receiver=task.receiver,
        due_on=task.effective_due_on,
        effective_due_on=wanted,
        reason=reason,
        content_hash=extension_hash(task.content_hash, wanted, reason),
        status=ExtensionStatus.PENDING,
        requested_by=case.actor,
        requested_at=case.act.at,
    )


def grant_extension(
    *, extension_id: int, seen_hash: str, actor: Any, reason: str = ""
) -> ExtensionRequest:
    """Put a task's last day off as asked; by the head or a leader of the unit that receives its
    result. The day first set stays for statistics.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``assignment_closed``.
    """
    with handling(
        "extension",
        extension_id,
        actor=actor,
        step=Step.DECIDE_EXTENSION,
        seen_hash=seen_hash,
        planned=ExtensionAct.GRANT,
    ) as case:
        task = Assignment.objects.get(pk=case.subject.assignment_id)
        task.plan = case.plan
        if task.state not in OPEN_STATES:
            raise RuleViolation("assignment_closed")
        task.effective_due_on = case.subject.effective_due_on
        rehash(task)
        date_desks("assignment", task)
        _decide(case, reason.strip())
        case.record(
            "extension_granted",
            reason=reason.strip(),
            task=str(task.uid),
            before=str(case.subject.due_on),
            wanted=str(task.effective_due_on),
        )
        return case.subject


def refuse_extension(
    *, extension_id: int, reason: str, seen_hash: str, actor: Any
) -> ExtensionRequest:
    """Leave a task's day as it is, with the reason; by whoever could put it off.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``reason_missing``, ``reason_too_long``.
    """
    text = require_reason(reason)
    with handling(
        "extension",
        extension_id,
        actor=actor,
        step=Step.DECIDE_EXTENSION,
        seen_hash=seen_hash,
        planned=ExtensionAct.REFUSE,
    ) as case:
        _decide(case, text)
        case.record("extension_refused", reason=text)
        return case.subject


def withdraw_extension(*, extension_id: int, seen_hash: str, actor: Any) -> ExtensionRequest:
    """Take a request back that nobody decided; by the unit that asked. Of a task that is finished,
    by the other side too.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
    """
    with (
        acting(actor=actor) as act,
        handling(
            "extension",
            extension_id,
            actor=actor,
            step=Step.DECIDE_EXTENSION,
            seen_hash=seen_hash,
            planned=ExtensionAct.WITHDRAW,
            unit_id=_withdrawing_unit(extension_id, actor, timezone.localdate(act.at)),
            roles=ASKING_ROLES | {Role.RECORDS_CLERK},
            heeds_keeper=False,
        ) as case,
    ):
        _decide(case, "")
        case.record("extension_withdrawn")
        return case.subject


def _withdrawing_unit(extension_id: int, actor: Any, on: dt.date) -> int | None:
    rows = ExtensionRequest.objects.select_related("assignment__parent", "assignment__plan")
    request = rows.filter(pk=extension_id).first()
    if request is None:
        return None
    if unit_among([request.unit_id], actor, on, ASKING_ROLES) is not None:
        return request.unit_id
    task = request.assignment
    if not task.is_closed:
        return request.unit_id
    office = request.unit.records_office_id
    others = [*ordering_units_of(task), request.unit_id, *([office] if office else [])]
    found = unit_among(others, actor, on, ASKING_ROLES | {Role.RECORDS_CLERK})
    return request.unit_id if found is None else found


def _decide(case: Handled, reason: str) -> None:
    case.subject.decided_by = case.actor
    case.subject.decided_at = case.act.at
    case.subject.decision_reason = reason
    case.move()
