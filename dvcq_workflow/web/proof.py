"""The state of proof of a plan: what holds, what no checkpoint covers yet, what does not hold."""

from __future__ import annotations

from typing import Any

from dvcq_workflow.host import get_host
from dvcq_workflow.labels.proof import BREAKS
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.selectors.proof import state_of_proof
from dvcq_workflow.selectors.retention import retained_of
from dvcq_workflow.web.audit import PlanAuditPage

MAX_BREAKS = 50


class ProofView(PlanAuditPage):
    """The plan's own rows are verified whenever the page is opened."""

    subject = "plan_proof"
    template_name = "dvcq_workflow/plans/proof.html"

    def read(self, plan: Plan, *, sees_all: bool) -> dict[str, Any]:
        """Verify the plan's rows and read the last checkpoint."""
        state = state_of_proof(plan)
        breaks = state.proof.breaks
        return {
            "state": state,
            "retained": retained_of(plan) if state.proof.retentions else [],
            "verified_at": get_host().now(),
            "breaks": [(one.where, BREAKS[one.code]) for one in breaks[:MAX_BREAKS]],
            "more_breaks": max(0, len(breaks) - MAX_BREAKS),
            "open_from": state.sealed_to + 1,
        }
