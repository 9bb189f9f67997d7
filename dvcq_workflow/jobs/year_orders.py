"""What follows from acts on tasks and obstacles: each order moves one process, under its lock."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from dvcq_workflow.flows.runner import perform
from dvcq_workflow.host import Notice, get_host
from dvcq_workflow.models.assignments import Assignment, ExtensionRequest
from dvcq_workflow.models.obstacles import Obstacle
from dvcq_workflow.rules.assignments import WORKED_ON
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.selectors.assignments import desk_of_subject
from dvcq_workflow.selectors.obstacles import people_told_of_obstacle


def withdraw_part(*, assignment_id: int, actor: Any) -> None:
    """Withdraw a part of a task that was withdrawn, with the whole's reason."""
    part = Assignment.objects.select_related("parent").get(pk=assignment_id)
    if not part.is_closed and part.parent is not None:
        _act_on("assignment", part, "withdraw", actor, reason=part.parent.closing_reason)


def drop_extension(*, extension_id: int, actor: Any) -> None:
    """Take back a request for more time for a task that is finished."""
    request = ExtensionRequest.objects.get(pk=extension_id)
    if not request.is_closed:
        _act_on("extension", request, "withdraw", actor)


def complete_unit_plan(*, plan_id: int, actor: Any) -> None:
    """Complete the duty that a unit fulfilled by issuing its own plan."""
    open_states = [str(state) for state in WORKED_ON]
    task = Assignment.objects.filter(unit_plan_id=plan_id, status__in=open_states).first()
    if task is not None:
        _act_on("assignment", task, "complete", actor)


def _act_on(kind: str, subject: Any, act: str, actor: Any, **data: Any) -> None:
    desk = desk_of_subject(kind, subject.pk)
    if desk is not None:
        perform(
            Step(desk.step),
            desk.task.process_id,
            desk.task_id,
            act=act,
            actor=actor,
            seen_hash=subject.content_hash,
            data=data,
        )


def tell_of_obstacle(*, obstacle_id: int, actor: Any) -> None:
    """Tell all concerned how an obstacle was settled."""
    row = Obstacle.objects.select_related("plan").get(pk=obstacle_id)
    get_host().notify(
        Notice(
            kind="obstacle_informed",
            user_ids=tuple(people_told_of_obstacle(row, timezone.localdate(row.informed_at))),
            title=f"{row.get_status_display()}: {row}",
            path=reverse("dvcq_workflow:obstacle", kwargs={"uid": row.uid}),
        )
    )
