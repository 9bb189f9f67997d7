"""Which plans a person may see, and what stands on them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from dvcq_workflow.models.access import PlanGroupObjectPermission, PlanUserObjectPermission
from dvcq_workflow.models.plans import Plan, PlanParty
from dvcq_workflow.rules.errors import NotVisible
from dvcq_workflow.selectors.people import seats_of

VIEW_PERMISSION = "view_plan"


def viewing_permission() -> QuerySet[Permission]:
    """Return the one permission by which a plan is granted to look at."""
    return Permission.objects.filter(
        codename=VIEW_PERMISSION, content_type__app_label=Plan._meta.app_label
    )


def granted_plan_ids(viewer: Any) -> list[int]:
    """Return the plans granted to a person, directly or through a group, as exceptions."""
    mine = PlanUserObjectPermission.objects.filter(
        user_id=viewer.pk, permission__codename=VIEW_PERMISSION
    ).values_list("content_object_id", flat=True)
    groups = PlanGroupObjectPermission.objects.filter(
        group__user=viewer.pk, permission__codename=VIEW_PERMISSION
    ).values_list("content_object_id", flat=True)
    return list(mine.union(groups))


def can_see_plan(viewer: Any, plan_id: int, on: dt.date) -> bool:
    """Return whether a person may see one plan on a day: by a seat, or by a grant."""
    units = {seat.unit_id for seat in seats_of(viewer, on)}
    if units and PlanParty.objects.filter(plan_id=plan_id, unit_id__in=units).exists():
        return True
    return is_granted(viewer, plan_id)


def is_granted(viewer: Any, plan_id: int) -> bool:
    """Return whether a plan was granted to a person, directly or through a group."""
    wanted = {"content_object_id": plan_id, "permission__codename": VIEW_PERMISSION}
    return (
        PlanUserObjectPermission.objects.filter(user_id=viewer.pk, **wanted).exists()
        or PlanGroupObjectPermission.objects.filter(group__user=viewer.pk, **wanted).exists()
    )


def visible_plan(viewer: Any, uid: uuid.UUID, on: dt.date) -> Plan:
    """Return one plan with its units.

    Raises:
        NotVisible: ``plan_not_found``, whether it does not exist or may not be seen.
    """
    plan = (
        Plan.objects.filter(uid=uid)
        .select_related(
            "issuing_unit", "drafting_unit", "advising_unit", "drafter", "stream", "parent_plan"
        )
        .first()
    )
    if plan is None or not can_see_plan(viewer, plan.pk, on):
        raise NotVisible("plan_not_found")
    return plan
