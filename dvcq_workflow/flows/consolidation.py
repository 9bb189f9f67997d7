"""From the reports of units to one report for the issuing body: the order of desks.

Class path and node names are stored in rows for ever: retire a node, never rename it.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from dvcq_workflow.flows.conditions import subject_is
from dvcq_workflow.flows.nodes import DeskView, Gate
from dvcq_workflow.models.consolidations import Consolidation
from dvcq_workflow.models.processes import PlanProcess
from dvcq_workflow.rules.consolidations import ConsolidationStatus as Status
from dvcq_workflow.web import consolidation_desks as desks

CONSOLIDATION = "consolidation"


def _is(*states: Status) -> Any:
    return subject_is("consolidation", *states)


class ConsolidationFlow(flow.Flow):
    """The consolidated report of a period, or a supplement to it."""

    process_class = PlanProcess
    process_title = _("Consolidated report")
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    start = flow.StartHandle(this.begin).Next(this.collect)

    collect = (
        DeskView(desks.collect_desk)
        .Annotation(title=_("Collect reports"))
        .Next(this.after_collecting)
    )
    after_collecting = (
        Gate()
        .Case(this.draft_consolidation, _is(Status.DRAFTED))
        .Case(this.withdrawn, _is(Status.WITHDRAWN))
    )
    draft_consolidation = (
        DeskView(desks.draft_desk)
        .Annotation(title=_("Draft the consolidated report"))
        .Next(this.after_drafting)
    )
    after_drafting = (
        Gate()
        .Case(this.approve_consolidation, _is(Status.AWAITING_APPROVAL))
        .Case(this.collect, _is(Status.COLLECTING))
        .Case(this.withdrawn, _is(Status.WITHDRAWN))
    )
    approve_consolidation = (
        DeskView(desks.approve_desk)
        .Annotation(title=_("Approve and sign the consolidated report"))
        .Next(this.after_approval)
    )
    after_approval = (
        Gate()
        .Case(this.number_consolidation, _is(Status.SIGNED))
        .Case(this.draft_consolidation, _is(Status.DRAFTED))
        .Case(this.withdrawn, _is(Status.WITHDRAWN))
    )
    number_consolidation = (
        DeskView(desks.number_desk)
        .Annotation(title=_("Assign a number to the consolidated report"))
        .Next(this.after_numbering)
    )
    after_numbering = (
        Gate()
        .Case(this.deliver, _is(Status.NUMBERED))
        .Case(this.draft_consolidation, _is(Status.DRAFTED))
    )
    deliver = (
        DeskView(desks.deliver_desk)
        .Annotation(title=_("Deliver the consolidated report"))
        .Next(this.acknowledge)
    )
    acknowledge = (
        DeskView(desks.acknowledge_desk)
        .Annotation(title=_("Acknowledge the consolidated report"))
        .Next(this.acknowledged)
    )

    acknowledged = flow.End().Annotation(title=_("Acknowledged"))
    withdrawn = flow.End().Annotation(title=_("Consolidated report withdrawn"))

    def begin(self, activation: Any, consolidation: Consolidation) -> PlanProcess:
        """Tie the new process to its report; the database allows one open process a report."""
        activation.process.plan = consolidation.plan
        activation.process.consolidation = consolidation
        activation.process.flow_code = CONSOLIDATION
        return activation.process
