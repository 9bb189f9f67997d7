"""A unit's report of a period: the order of desks.

Class path and node names are stored in rows for ever: retire a node, never rename it.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from dvcq_workflow.flows.conditions import subject_is
from dvcq_workflow.flows.nodes import DeskView, Gate
from dvcq_workflow.models.processes import PlanProcess
from dvcq_workflow.models.reports import Report
from dvcq_workflow.rules.reports import ReportStatus as Status
from dvcq_workflow.web import report_desks as desks
from dvcq_workflow.web.report_writing import write_desk

REPORT = "report"


def _is(*states: Status) -> Any:
    return subject_is("report", *states)


class ReportFlow(flow.Flow):
    """A unit's report, from the writer's desk until its receiver accepts it."""

    process_class = PlanProcess
    process_title = _("Report of a unit")
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    start = flow.StartHandle(this.begin).Next(this.write_report)

    write_report = (
        DeskView(write_desk).Annotation(title=_("Write a report")).Next(this.after_writing)
    )
    after_writing = (
        Gate()
        .Case(this.approve_report, _is(Status.AWAITING_APPROVAL))
        .Case(this.withdrawn, _is(Status.WITHDRAWN))
    )
    approve_report = (
        DeskView(desks.approve_desk)
        .Annotation(title=_("Approve and sign a report"))
        .Next(this.after_approval)
    )
    after_approval = (
        Gate()
        .Case(this.number_report, _is(Status.SIGNED))
        .Case(this.write_report, _is(Status.BEING_WRITTEN))
    )
    number_report = (
        DeskView(desks.number_desk)
        .Annotation(title=_("Assign a number to a report"))
        .Next(this.after_numbering)
    )
    after_numbering = (
        Gate()
        .Case(this.submit_report, _is(Status.NUMBERED))
        .Case(this.write_report, _is(Status.BEING_WRITTEN))
    )
    submit_report = (
        DeskView(desks.submit_desk).Annotation(title=_("Send a report")).Next(this.check_report)
    )
    check_report = (
        DeskView(desks.check_desk).Annotation(title=_("Receive a report")).Next(this.after_checking)
    )
    after_checking = (
        Gate()
        .Case(this.accepted, _is(Status.ACCEPTED))
        .Case(this.write_report, _is(Status.RETURNED))
    )

    accepted = flow.End().Annotation(title=_("Accepted"))
    withdrawn = flow.End().Annotation(title=_("Report withdrawn"))

    def begin(self, activation: Any, report: Report) -> PlanProcess:
        """Tie the new process to its report; the database allows one open process a report."""
        activation.process.plan = report.plan
        activation.process.report = report
        activation.process.flow_code = REPORT
        return activation.process
