"""Setting what a plan's year is to reach: the target of each indicator, with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.changes import require_in_force
from dvcq_workflow.rules.errors import Conflict, RuleViolation
from dvcq_workflow.rules.plans import require_reason
from dvcq_workflow.rules.targets import require_target, target_text
from dvcq_workflow.selectors.figures import definition_of
from dvcq_workflow.selectors.targets import (
    SETTING_ROLES,
    hash_of_targets,
    setting_unit,
    targets_of,
)
from dvcq_workflow.services.deciding import leading


def set_targets(
    *,
    plan_id: int,
    targets: Mapping[int, Decimal | None],
    reason: str,
    seen_hash: str,
    actor: Any,
) -> Plan:
    """Set the targets of a plan's indicators, for the whole year and all units together; by a
    specialist or head of the advising unit, else of the drafting unit.

    targets: by key of the indicator, in its own unit of measure, None to take one back; what is
    left out stays. ``reason``: the document or words that set them. ``seen_hash``: of the targets
    that they saw.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``leading``; Conflict ``targets_changed``.
        RuleViolation: ``change_not_issued``, ``change_replaced_already``, ``change_recalled``,
            ``reason_missing``, ``reason_too_long``, ``targets_as_before``; as ``require_target``.
    """
    with leading(plan_id, actor=actor, unit_of=setting_unit, roles=SETTING_ROLES) as case:
        require_in_force(case.plan.state)
        rows = targets_of(case.plan)
        if hash_of_targets(rows) != seen_hash:
            raise Conflict("targets_changed")
        text = require_reason(reason)
        changed = []
        for row in rows:
            wanted = require_target(
                definition_of(row.indicator), targets.get(row.indicator_id, row.target)
            )
            if wanted == row.target:
                continue
            changed.append([row.indicator.code, target_text(row.target), target_text(wanted)])
            row.target = wanted
            row.save()
        if not changed:
            raise RuleViolation("targets_as_before")
        case.record("targets_set", reason=text, targets=changed)
        return case.plan
