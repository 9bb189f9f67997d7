"""A request for more time: one desk, one decision.

Class path and node names are stored in rows for ever: retire a node, never rename it.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from dvcq_workflow.flows.conditions import subject_is
from dvcq_workflow.flows.nodes import DeskView, Gate
from dvcq_workflow.models.assignments import ExtensionRequest
from dvcq_workflow.models.processes import PlanProcess
from dvcq_workflow.rules.extensions import ExtensionStatus as Status
from dvcq_workflow.web import extensions as desks

FLOW_CODE = "extension"
_KIND = "extension"


class ExtensionFlow(flow.Flow):
    """A request for more time for a task."""

    process_class = PlanProcess
    process_title = _("Request for more time")
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    start = flow.StartHandle(this.begin).Next(this.decide_extension)

    decide_extension = (
        DeskView(desks.decide_desk)
        .Annotation(title=_("Decide on more time"))
        .Next(this.after_decision)
    )
    after_decision = (
        Gate()
        .Case(this.granted, subject_is(_KIND, Status.GRANTED))
        .Case(this.refused, subject_is(_KIND, Status.REFUSED))
        .Case(this.withdrawn, subject_is(_KIND, Status.WITHDRAWN))
    )

    granted = flow.End()
    refused = flow.End()
    withdrawn = flow.End()

    def begin(self, activation: Any, extension: ExtensionRequest) -> PlanProcess:
        """Tie the new process to its request; the database allows one open process a request."""
        process = activation.process
        process.plan = extension.plan
        process.extension = extension
        process.flow_code = FLOW_CODE
        return process
