"""Starting a flow together with the record it runs on, in one transaction."""

from __future__ import annotations

from typing import Any

from dvcq_workflow.flows.plan_approval import PlanApprovalFlow
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.processes import PlanProcess
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.imports import store_as_draft
from dvcq_workflow.services.plans import draft_plan


def start_plan(*, actor: Any, channel: str = "code", at: Any = None, **draft: Any) -> Plan:
    """Begin a plan (``services.plans.draft_plan``) and lay it on its drafter's desk.

    Raises: as ``draft_plan``.
    """
    with acting(actor=actor, channel=channel, at=at):
        plan = draft_plan(actor=actor, **draft)
        _start(plan)
        return plan


def start_imported_plan(
    *, actor: Any, channel: str = "code", at: Any = None, ip: str = "", **confirmed: Any
) -> Plan:
    """Store a confirmed import as a draft (``services.imports.store_as_draft``) and lay it on
    its drafter's desk.

    Raises: as ``store_as_draft``.
    """
    with acting(actor=actor, channel=channel, at=at, ip=ip):
        plan = store_as_draft(actor=actor, **confirmed)
        _start(plan)
        return plan


def _start(plan: Plan) -> PlanProcess:
    return PlanApprovalFlow.start.run(plan=plan)
