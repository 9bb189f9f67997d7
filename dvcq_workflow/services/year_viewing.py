"""Looking at a task or an obstacle: kept in the access log, refused looks too."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_access
from dvcq_workflow.models.assignments import Assignment
from dvcq_workflow.models.audit import AccessLog
from dvcq_workflow.models.obstacles import Obstacle
from dvcq_workflow.selectors.assignments import visible_assignment
from dvcq_workflow.selectors.obstacles import visible_obstacle
from dvcq_workflow.services.acting import acting


def view_assignment(*, uid: uuid.UUID, actor: Any) -> Assignment:
    """Return a task to look at and log the look.

    Raises:
        NotVisible: ``assignment_not_found``; the attempt is kept, on the plan's stream if there is
            one.
    """
    with acting(actor=actor) as act:
        known = Assignment.objects.select_related("plan__stream").filter(uid=uid).first()
        act.refused_on = ("assignment", known.plan.stream if known else None)
        task = visible_assignment(actor, uid, timezone.localdate(act.at))
        record_access(AccessLog.Kind.VIEW, "assignment", act=act, stream=task.plan.stream)
        return task


def view_obstacle(*, uid: uuid.UUID, actor: Any) -> Obstacle:
    """Return an obstacle to look at and log the look.

    Raises:
        NotVisible: ``obstacle_not_found``; the attempt is kept, on the plan's stream if there is
            one.
    """
    with acting(actor=actor) as act:
        known = Obstacle.objects.select_related("plan__stream").filter(uid=uid).first()
        act.refused_on = ("obstacle", known.plan.stream if known else None)
        row = visible_obstacle(actor, uid, timezone.localdate(act.at))
        record_access(AccessLog.Kind.VIEW, "obstacle", act=act, stream=row.plan.stream)
        return row
