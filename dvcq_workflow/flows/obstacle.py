"""An obstacle: settled by the receiver within its authority, or decided by the issuing body; told.

Class path and node names are stored in rows for ever: retire a node, never rename it.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from dvcq_workflow.flows.conditions import subject_is
from dvcq_workflow.flows.nodes import DeskView, Gate
from dvcq_workflow.models.obstacles import Obstacle
from dvcq_workflow.models.processes import PlanProcess
from dvcq_workflow.rules.obstacles import ObstacleStatus as Status
from dvcq_workflow.web import obstacle_desks as desks

FLOW_CODE = "obstacle"
_KIND = "obstacle"


class ObstacleFlow(flow.Flow):
    """An obstacle in carrying out a plan."""

    process_class = PlanProcess
    process_title = _("Obstacle in carrying out a plan")
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    start = flow.StartHandle(this.begin).Next(this.triage)

    triage = (
        DeskView(desks.triage_desk)
        .Annotation(title=_("Take on an obstacle"))
        .Next(this.after_triage)
    )
    after_triage = (
        Gate()
        .Case(this.settle, subject_is(_KIND, Status.BEING_SETTLED))
        .Case(this.decide_obstacle, subject_is(_KIND, Status.ESCALATED))
        .Case(this.withdrawn, subject_is(_KIND, Status.WITHDRAWN))
    )
    settle = (
        DeskView(desks.settle_desk)
        .Annotation(title=_("Settle an obstacle"))
        .Next(this.after_settlement)
    )
    after_settlement = (
        Gate()
        .Case(this.inform, subject_is(_KIND, Status.SETTLED))
        .Case(this.decide_obstacle, subject_is(_KIND, Status.ESCALATED))
    )
    decide_obstacle = (
        DeskView(desks.decide_desk)
        .Annotation(title=_("Decide on an obstacle"))
        .Next(this.after_decision)
    )
    after_decision = (
        Gate()
        .Case(this.inform, subject_is(_KIND, Status.DECIDED))
        .Case(this.settle, subject_is(_KIND, Status.BEING_SETTLED))
    )
    inform = (
        DeskView(desks.inform_desk).Annotation(title=_("Inform all concerned")).Next(this.informed)
    )

    informed = flow.End()
    withdrawn = flow.End()

    def begin(self, activation: Any, obstacle: Obstacle) -> PlanProcess:
        """Tie the new process to its obstacle; the database allows one open process each."""
        process = activation.process
        process.plan = obstacle.plan
        process.obstacle = obstacle
        process.flow_code = FLOW_CODE
        return process
