"""A unit's own plan under a provincial plan: begun from what binds the unit, by one click."""

from __future__ import annotations

from typing import Any

from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import Conflict, RuleViolation
from dvcq_workflow.rules.obligations import ObligationKind
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.choices import signers_for
from dvcq_workflow.selectors.unit_plans import content_of_unit_plan
from dvcq_workflow.services.handling import handling
from dvcq_workflow.services.plans import draft_plan

GIVEN_UP = frozenset({Status.REFUSED, Status.WITHDRAWN})


def draft_unit_plan(*, assignment_id: int, seen_hash: str, actor: Any) -> Plan:
    """Begin the plan of its own that a unit owes, prefilled with what binds it; by who drafts in
    the unit. One that is under way is returned as it is; one that was given up may be begun anew.
    Its release completes the task (``jobs.year_orders``).

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``; ``assignment_moved_on``.
        RuleViolation: ``assignment_not_of_plan``, and as ``draft_plan``.
    """
    with handling(
        "assignment", assignment_id, actor=actor, step=Step.WORK, seen_hash=seen_hash
    ) as case:
        task = case.subject
        if task.obligation.kind != ObligationKind.UNIT_PLAN or task.parent_id is not None:
            raise RuleViolation("assignment_not_of_plan")
        if task.state is not AssignmentStatus.IN_PROGRESS:
            raise Conflict("assignment_moved_on")
        if task.unit_plan is not None and task.unit_plan.state not in GIVEN_UP:
            return task.unit_plan
        plan = draft_plan(
            content=content_of_unit_plan(task, case.on),
            issuing_unit=task.unit,
            drafting_unit=task.unit,
            signing_authority=signers_for([task.unit_id], case.on).first(),
            parent_plan=case.plan,
            actor=actor,
        )
        task.unit_plan = plan
        task.save()
        case.record("assignment_plan_begun", unit_plan=str(plan.uid))
        return plan
