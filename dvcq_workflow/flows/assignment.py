"""A unit's task: taken on, worked on, its result approved by the unit and verified by the receiver.

Class path and node names are stored in rows for ever: retire a node, never rename it. A task that
was handed back lies at ``verify``, the one desk of the unit that assigned it.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from dvcq_workflow.flows.conditions import subject_is
from dvcq_workflow.flows.nodes import DeskView, Gate
from dvcq_workflow.models.assignments import Assignment
from dvcq_workflow.models.processes import PlanProcess
from dvcq_workflow.rules.assignments import AssignmentStatus as Status
from dvcq_workflow.web import assignment_desks as desks

FLOW_CODE = "assignment"
_KIND = "assignment"


class AssignmentFlow(flow.Flow):
    """A task of a unit, from its offer to its verified result."""

    process_class = PlanProcess
    process_title = _("Task of a unit")
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    start = flow.StartHandle(this.begin).Next(this.accept)

    accept = (
        DeskView(desks.accept_desk).Annotation(title=_("Accept a task")).Next(this.after_accept)
    )
    after_accept = (
        Gate()
        .Case(this.name_officers, subject_is(_KIND, Status.ACCEPTED))
        .Case(this.verify, subject_is(_KIND, Status.HANDED_BACK))
        .Case(this.withdrawn, subject_is(_KIND, Status.WITHDRAWN))
    )
    name_officers = (
        DeskView(desks.officers_desk)
        .Annotation(title=_("Name who is in charge"))
        .Next(this.after_officers)
    )
    after_officers = (
        Gate()
        .Case(this.work, subject_is(_KIND, Status.IN_PROGRESS))
        .Case(this.withdrawn, subject_is(_KIND, Status.WITHDRAWN))
    )
    work = DeskView(desks.work_desk).Annotation(title=_("Do a task")).Next(this.after_work)
    after_work = (
        Gate()
        .Case(this.approve_result, subject_is(_KIND, Status.AWAITING_APPROVAL))
        .Case(this.done, subject_is(_KIND, Status.DONE))
        .Case(this.withdrawn, subject_is(_KIND, Status.WITHDRAWN))
    )
    approve_result = (
        DeskView(desks.approve_desk)
        .Annotation(title=_("Approve a result"))
        .Next(this.after_approval)
    )
    after_approval = (
        Gate()
        .Case(this.verify, subject_is(_KIND, Status.AWAITING_VERIFICATION))
        .Case(this.work, subject_is(_KIND, Status.IN_PROGRESS))
        .Case(this.done, subject_is(_KIND, Status.DONE))
        .Case(this.withdrawn, subject_is(_KIND, Status.WITHDRAWN))
    )
    verify = (
        DeskView(desks.verify_desk)
        .Annotation(title=_("Verify a result"))
        .Next(this.after_verification)
    )
    after_verification = (
        Gate()
        .Case(this.done, subject_is(_KIND, Status.DONE))
        .Case(this.work, subject_is(_KIND, Status.IN_PROGRESS))
        .Case(this.accept, subject_is(_KIND, Status.OFFERED))
        .Case(this.withdrawn, subject_is(_KIND, Status.WITHDRAWN))
    )

    done = flow.End()
    withdrawn = flow.End()

    def begin(self, activation: Any, assignment: Assignment) -> PlanProcess:
        """Tie the new process to its task; the database allows one open process a task."""
        process = activation.process
        process.plan = assignment.plan
        process.assignment = assignment
        process.flow_code = FLOW_CODE
        return process
