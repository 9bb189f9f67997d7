"""Opening a plan's year: what follows its release, done by a work order."""

from __future__ import annotations

from typing import Any

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.models.plans import Plan, PlanParty, RecipientUnit
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.plans import ONCE_ISSUED
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan
from dvcq_workflow.services.plans import add_party


def open_year(*, plan_id: int, actor: Any) -> Plan:
    """Let the units that received the plan see it, from now on. A second run changes nothing.

    ``actor``: who released the plan; the job acts for them.

    Raises:
        RuleViolation: ``plan_not_issued``.
    """
    with acting(actor=actor, channel="job") as act:
        plan = lock_plan(plan_id)
        act.refused_on = ("plan", plan.stream)
        if plan.state not in ONCE_ISSUED:
            raise RuleViolation("plan_not_issued")
        if plan.year_opened_at is not None:
            return plan
        units = RecipientUnit.objects.filter(plan=plan).values_list("unit_id", flat=True)
        reached = list(units)
        for unit_id in reached:
            add_party(plan, unit_id, PlanParty.Capacity.RECIPIENT)
        plan.year_opened_at = act.at
        plan.save()
        record_event(
            "year_opened",
            stream=plan.stream,
            content_hash=plan.content_hash,
            details={"units": len(reached)},
        )
        return plan
