"""The result of a task: reported by its unit, approved by its head, verified by who receives it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.host import get_host
from dvcq_workflow.models.assignments import Assignment, ExtensionRequest
from dvcq_workflow.rules.assignments import (
    AssignmentAct,
    next_assignment_status,
    require_other_approver,
    require_other_verifier,
    require_parts_closed,
    require_task_text,
)
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import Conflict, RuleViolation
from dvcq_workflow.rules.extensions import ExtensionStatus
from dvcq_workflow.rules.plans import ONCE_ISSUED, require_reason
from dvcq_workflow.selectors.assignments import open_parts_of, reporters_of
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.assignments import keep_note, rehash
from dvcq_workflow.services.handling import handling, lock_subject
from dvcq_workflow.services.work import order_work

DONE_PCT = 100


def report_result(*, assignment_id: int, result: str, seen_hash: str, actor: Any) -> Assignment:
    """Report what came of a task to the head of the unit, once its parts are done or withdrawn.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``task_text_missing``, ``task_text_too_long``, ``parts_still_open``,
            ``extension_still_pending``.
    """
    words = require_task_text(result)
    with handling(
        "assignment",
        assignment_id,
        actor=actor,
        step=Step.WORK,
        seen_hash=seen_hash,
        planned=AssignmentAct.REPORT_RESULT,
    ) as case:
        task = case.subject
        require_parts_closed(open_parts_of(task))
        if ExtensionRequest.objects.filter(assignment=task, status=ExtensionStatus.PENDING):
            raise RuleViolation("extension_still_pending")
        keep_note(case, words, DONE_PCT)
        task.result = words
        task.result_at = case.act.at
        task.progress_pct = DONE_PCT
        case.move()
        rehash(task)
        case.record("assignment_result_reported")
        return task


def approve_result(*, assignment_id: int, seen_hash: str, actor: Any) -> Assignment:
    """Answer for a result as the unit's; by its head or a leader who did not report it.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``; ``reporter_approves_own_result``.
    """
    with handling(
        "assignment",
        assignment_id,
        actor=actor,
        step=Step.APPROVE_RESULT,
        seen_hash=seen_hash,
        planned=AssignmentAct.APPROVE,
    ) as case:
        policies = get_host().policies_of(case.subject.unit_id)
        used = require_other_approver(case.people, reporters_of(case.subject), policies)
        case.move()
        case.record("assignment_result_approved", policy=str(used) if used else None)
        return case.subject


def return_result(*, assignment_id: int, reason: str, seen_hash: str, actor: Any) -> Assignment:
    """Send a result back to whoever works on the task within the unit, with what is to be mended.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``reason_missing``, ``reason_too_long``.
    """
    return _return(assignment_id, Step.APPROVE_RESULT, reason, seen_hash, actor)


def verify_result(*, assignment_id: int, seen_hash: str, actor: Any) -> Assignment:
    """Find a task done; by the unit that receives its result, and not by who reported it. The date
    is the server's local date.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``; ``reporter_verifies_own_result``.
    """
    with handling(
        "assignment",
        assignment_id,
        actor=actor,
        step=Step.VERIFY,
        seen_hash=seen_hash,
        planned=AssignmentAct.VERIFY,
    ) as case:
        require_other_verifier(case.people, reporters_of(case.subject))
        case.subject.done_at = case.act.at
        case.subject.done_on = case.on
        case.move()
        case.record("assignment_verified", done_on=str(case.on))
        return case.subject


def send_back_result(*, assignment_id: int, reason: str, seen_hash: str, actor: Any) -> Assignment:
    """Send a result back to its unit, with what is lacking; by the unit that receives it.

    Raises: as ``return_result``.
    """
    return _return(assignment_id, Step.VERIFY, reason, seen_hash, actor)


def _return(assignment_id: int, step: Step, reason: str, seen_hash: str, actor: Any) -> Assignment:
    within = step is Step.APPROVE_RESULT
    text = require_reason(reason)
    with handling(
        "assignment",
        assignment_id,
        actor=actor,
        step=step,
        seen_hash=seen_hash,
        planned=AssignmentAct.RETURN_TO_WORK if within else AssignmentAct.RETURN_TO_UNIT,
    ) as case:
        keep_note(case, text)
        case.move()
        case.record("assignment_result_returned" if within else "assignment_sent_back", reason=text)
        return case.subject


def complete_by_plan(*, assignment_id: int, seen_hash: str, actor: Any) -> Assignment:
    """Find the duty to draw up a plan of one's own done, because that plan was released; by the
    work order that follows its release. The date is that of the release.

    Raises:
        NotVisible: ``assignment_not_found``.
        Conflict: ``assignment_moved_on``, ``content_changed``.
        RuleViolation: ``unit_plan_not_issued``.
    """
    with acting(actor=actor, channel="job"):
        task = lock_subject("assignment", assignment_id)
        planned = next_assignment_status(task.state, AssignmentAct.COMPLETE)
        if seen_hash != task.content_hash:
            raise Conflict("content_changed")
        issued = issuance_of(task.unit_plan) if task.unit_plan is not None else None
        if issued is None or task.unit_plan.state not in ONCE_ISSUED:
            raise RuleViolation("unit_plan_not_issued")
        task.status = planned
        task.progress_pct = DONE_PCT
        task.done_at = issued.released_at
        task.done_on = timezone.localdate(issued.released_at)
        task.save()
        for request in task.extensions.filter(status=ExtensionStatus.PENDING):
            payload = {"extension_id": request.pk}
            order_work("drop_extension", key=str(request.uid), payload=payload)
        record_event(
            "assignment_completed_by_plan",
            stream=task.plan.stream,
            content_hash=task.content_hash,
            details={
                "subject": "assignment",
                "subject_uid": str(task.uid),
                "unit": task.unit_id,
                "number": issued.full_number,
            },
        )
        return task
