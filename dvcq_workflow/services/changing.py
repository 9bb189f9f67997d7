"""A plan that amends or replaces an issued one: it names it, and ends it when it is released."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.changes import ChangeKind, require_both_or_neither, require_changeable
from dvcq_workflow.rules.errors import NotVisible
from dvcq_workflow.rules.plans import Act as PlanAct
from dvcq_workflow.rules.plans import next_status
from dvcq_workflow.selectors.plans import can_see_plan
from dvcq_workflow.services.deciding import Case, lock_plan


def name_changed_plan(
    plan: Plan, changed: Plan | None, kind: str, *, viewer: Any, on: dt.date
) -> None:
    """Say on a plan, unsaved, which issued plan it changes and how; ``kind`` of ``ChangeKind``.

    Raises:
        NotVisible: ``plan_not_found``, where ``viewer``, who drafts, may not see it.
        RuleViolation: ``change_incomplete``, and what ``rules.changes.require_changeable`` refuses.
    """
    require_both_or_neither(kind, names_plan=changed is not None)
    if changed is None:
        return
    if not can_see_plan(viewer, changed.pk, on):
        raise NotVisible("plan_not_found")
    plan.changes_plan, plan.change_kind = changed, kind
    require_still_changeable(plan)


def require_still_changeable(plan: Plan) -> None:
    """Refuse to go on with a plan whose named plan can no longer be changed. Only the release asks
    under that plan's lock; the desks before it ask so that nobody works in vain.

    Raises:
        RuleViolation: what ``rules.changes.require_changeable`` refuses.
    """
    if plan.changes_plan_id is None:
        return
    changed = Plan.objects.get(pk=plan.changes_plan_id)
    require_changeable(
        changed.state, issued_by=changed.issuing_unit_id, changed_by=plan.issuing_unit_id
    )


@contextmanager
def locked_with_changed(plan_id: int) -> Iterator[None]:
    """Lock a plan together with the one that it changes, in the order of their keys, so that no
    two such acts wait for each other. Which one that is never changes."""
    found = Plan.objects.filter(pk=plan_id).values_list("pk", "changes_plan_id").first()
    if found is not None and found[1] is not None:
        for key in sorted(found):
            lock_plan(key)
    yield


def change_the_changed(case: Case, issuance: Issuance) -> None:
    """Tell in the changed plan's own stream what changed it, in the act that releases the change;
    a replacement ends it, an amendment lets it stand. Both plans are locked.

    Raises:
        RuleViolation: what ``rules.changes.require_changeable`` refuses.
    """
    plan = case.plan
    if plan.changes_plan_id is None:
        return
    require_still_changeable(plan)
    changed = Plan.objects.select_related("stream").get(pk=plan.changes_plan_id)
    code = "plan_amended"
    if plan.change_kind == ChangeKind.REPLACE:
        code = "plan_replaced"
        changed.status = next_status(changed.state, PlanAct.BE_REPLACED)
        changed.save()
    record_event(
        code,
        stream=changed.stream,
        seat=case.seat,
        content_hash=changed.content_hash,
        details={
            "by_plan": str(plan.uid),
            "by_number": issuance.full_number,
            "issued_on": str(issuance.issued_on),
        },
    )
