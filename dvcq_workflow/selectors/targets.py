"""Targets of a plan's indicators: what they are, and who may set them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.reporting import PlanIndicator
from dvcq_workflow.rules.desks import ROLES_AT, Seat, Step
from dvcq_workflow.rules.targets import takes_target, targets_hash
from dvcq_workflow.selectors.figures import definition_of

SETTING_ROLES = ROLES_AT[Step.DRAFT]


def setting_unit(plan: Plan) -> int:
    """Return the unit whose people set the targets of a plan: the one that advises on it, else the
    one that drafted it."""
    return plan.advising_unit_id or plan.drafting_unit_id


def may_set_targets(plan: Plan, seats: Iterable[Seat]) -> bool:
    """Return whether somebody with these seats may set targets; the service asks again."""
    unit = setting_unit(plan)
    return any(seat.unit_id == unit and seat.role in SETTING_ROLES for seat in seats)


def targets_of(plan: Plan) -> list[PlanIndicator]:
    """Return the indicators of a plan that can have a target, in their order; one query."""
    rows = PlanIndicator.objects.filter(plan=plan).select_related("indicator").order_by("position")
    return [row for row in rows if takes_target(definition_of(row.indicator))]


def hash_of_targets(rows: Sequence[PlanIndicator]) -> str:
    """Return the hash of targets as a page shows them."""
    return targets_hash((row.indicator.code, row.target) for row in rows)
