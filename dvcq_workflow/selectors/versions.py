"""Which frozen content a desk saw, so that its next visit begins with what changed."""

from __future__ import annotations

import datetime as dt

from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.versions import PlanVersion


def last_seen_version(desk: Desk) -> tuple[PlanVersion, dt.datetime] | None:
    """Return what lay on the same desk of the same unit last time, and when it left it."""
    before = (
        Desk.objects.filter(
            plan_id=desk.plan_id, step=desk.step, unit_id=desk.unit_id, state=Desk.State.DONE
        )
        .exclude(pk=desk.pk)
        .filter(offered_at__lte=desk.offered_at)
        .order_by("-done_at", "-pk")
        .first()
    )
    if before is None or before.done_at is None:
        return None
    version = (
        PlanVersion.objects.filter(plan_id=desk.plan_id, frozen_at__lte=before.done_at)
        .order_by("-number")
        .first()
    )
    return (version, before.done_at) if version else None
