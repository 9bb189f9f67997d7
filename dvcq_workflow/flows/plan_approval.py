"""From draft to issue: the order of desks that decree 30/2020/ND-CP sets for a document.

Class path and node names are stored in rows for ever: retire a node, never rename it.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from dvcq_workflow.flows.nodes import DeskView, Gate, OpinionSplit
from dvcq_workflow.models.consultations import Opinion
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.processes import PlanProcess
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.services.work import order_work
from dvcq_workflow.web import desks

FLOW_CODE = "plan_approval"


def _is(*states: Status) -> Any:
    """Return the condition "the plan is in one of these states": services set it, gates read it.

    The token moves when the service is done, under the plan's lock: the plan that the process
    then holds is read once for all the gates and desks on the way.
    """

    def condition(activation: Any) -> bool:
        return activation.process.plan.state in states

    condition.states = states  # type: ignore[attr-defined]  # for the diagram
    return condition


def _opinions_asked(activation: Any) -> list[int]:
    asked = Opinion.objects.filter(
        consultation__plan_id=activation.process.plan_id, consultation__closed_at__isnull=True
    )
    return list(asked.order_by("pk").values_list("pk", flat=True))


def _round_is_closed(activation: Any, active_tasks: Any) -> bool:
    return activation.process.plan.state is not Status.IN_CONSULTATION


class PlanApprovalFlow(flow.Flow):
    """Approval and issue of a plan."""

    process_class = PlanProcess
    process_title = _("Approval and issue of a plan")
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    start = flow.StartHandle(this.begin).Next(this.draft)

    draft = DeskView(desks.draft_desk).Annotation(title=_("Draft")).Next(this.after_draft)
    after_draft = (
        Gate()
        .Case(this.consult, _is(Status.IN_CONSULTATION))
        .Case(this.check_content, _is(Status.CONTENT_CHECK))
        .Case(this.withdrawn, _is(Status.WITHDRAWN))
    )

    consult = OpinionSplit(_opinions_asked).Next(this.close_consultation).Next(this.give_opinion)
    close_consultation = (
        DeskView(desks.consultation_desk)
        .Annotation(title=_("Close the consultation"))
        .Next(this.join_consultation)
    )
    give_opinion = (
        DeskView(desks.opinion_desk)
        .Annotation(title=_("Give an opinion"))
        .Next(this.join_consultation)
    )
    join_consultation = flow.Join(continue_on_condition=_round_is_closed).Next(
        this.after_consultation
    )
    after_consultation = (
        Gate().Case(this.draft, _is(Status.DRAFT)).Case(this.withdrawn, _is(Status.WITHDRAWN))
    )

    check_content = (
        DeskView(desks.content_desk)
        .Annotation(title=_("Check the content"))
        .Next(this.after_content)
    )
    after_content = (
        Gate()
        .Case(this.check_format, _is(Status.FORMAT_CHECK))
        .Case(this.draft, _is(Status.DRAFT))
        .Case(this.withdrawn, _is(Status.WITHDRAWN))
    )
    check_format = (
        DeskView(desks.format_desk).Annotation(title=_("Check the format")).Next(this.after_format)
    )
    after_format = (
        Gate()
        .Case(this.sign, _is(Status.AWAITING_SIGNATURE))
        .Case(this.draft, _is(Status.DRAFT))
        .Case(this.withdrawn, _is(Status.WITHDRAWN))
    )
    sign = DeskView(desks.sign_desk).Annotation(title=_("Sign")).Next(this.after_signature)
    after_signature = (
        Gate()
        .Case(this.number, _is(Status.SIGNED))
        .Case(this.draft, _is(Status.DRAFT))
        .Case(this.refused, _is(Status.REFUSED))
        .Case(this.withdrawn, _is(Status.WITHDRAWN))
    )
    number = (
        DeskView(desks.number_desk).Annotation(title=_("Assign a number")).Next(this.after_number)
    )
    after_number = Gate().Case(this.seal, _is(Status.NUMBERED)).Case(this.draft, _is(Status.DRAFT))
    seal = DeskView(desks.seal_desk).Annotation(title=_("Seal")).Next(this.after_seal)
    after_seal = Gate().Case(this.release, _is(Status.SEALED)).Case(this.draft, _is(Status.DRAFT))
    release = DeskView(desks.release_desk).Annotation(title=_("Release")).Next(this.after_release)
    after_release = (
        Gate().Case(this.open_year, _is(Status.ISSUED)).Case(this.draft, _is(Status.DRAFT))
    )
    open_year = (
        flow.Function(this.order_year).Annotation(title=_("Open the year")).Next(this.issued)
    )

    issued = flow.End()
    refused = flow.End()
    withdrawn = flow.End()

    def begin(self, activation: Any, plan: Plan) -> PlanProcess:
        """Tie the new process to its plan; the database allows one open process a plan."""
        activation.process.plan = plan
        activation.process.flow_code = FLOW_CODE
        return activation.process

    def order_year(self, activation: Any) -> None:
        """Order what follows the release; the job runs after commit and may run twice."""
        plan = activation.process.plan
        order_work("open_year", key=str(plan.pk), payload={"plan_id": plan.pk})
        if plan.parent_plan_id is not None:
            order_work("complete_unit_plan", key=str(plan.pk), payload={"plan_id": plan.pk})
