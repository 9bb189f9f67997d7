"""What became of an issued plan: what amended, replaced or recalled it, and who may read of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from dvcq_workflow.models.documents import YEAR_PAPERS, Issuance
from dvcq_workflow.models.plans import Plan, PlanParty
from dvcq_workflow.rules.desks import Seat
from dvcq_workflow.rules.plans import ONCE_ISSUED, Status
from dvcq_workflow.selectors.people import seats_or_those
from dvcq_workflow.selectors.plans import granted_plan_ids, is_granted

ISSUING_SIDE = (
    PlanParty.Capacity.ISSUING,
    PlanParty.Capacity.RECORDS,
    PlanParty.Capacity.ADVISING,
    PlanParty.Capacity.DRAFTING,
)
"""Units that made the plan: they see what is drafted about it, and what was recalled."""


def is_on_issuing_side(
    viewer: Any, plan: Plan, on: dt.date, *, seats: Sequence[Seat] | None = None
) -> bool:
    """Return whether a person sits in a unit that made a plan, or was granted to see it."""
    units = {seat.unit_id for seat in seats_or_those(seats, viewer, on)}
    made = PlanParty.objects.filter(plan=plan, unit_id__in=units, capacity__in=ISSUING_SIDE)
    return made.exists() or is_granted(viewer, plan.pk)


def may_read_text(
    viewer: Any, plan: Plan, on: dt.date, *, seats: Sequence[Seat] | None = None
) -> bool:
    """Return whether whoever sees a plan may read its text and files: all may, until it is
    recalled; then the issuing side alone.

    Source: decree 30/2020/ND-CP, Article 18.4.
    """
    return plan.state is not Status.RECALLED or is_on_issuing_side(viewer, plan, on, seats=seats)


def changes_to(plans: Iterable[Plan]) -> dict[int, list[Issuance]]:
    """Return by plan what changed it, in the order of time: the numbers of the plans that amended
    or replaced it, and of its corrections and its recall. One query for all of them."""
    ids = [plan.pk for plan in plans if plan.state in ONCE_ISSUED]
    if not ids:
        return {}
    of_year = {f"{kind}__isnull": True for kind in YEAR_PAPERS}
    of_plans = Q(plan__changes_plan_id__in=ids, notice__isnull=True, **of_year)
    of_notices = Q(plan_id__in=ids, notice__isnull=False)
    rows = (
        Issuance.objects.filter(of_plans | of_notices, state=Issuance.State.RELEASED)
        .select_related("plan", "notice")
        .order_by("released_at", "pk")
    )
    found: dict[int, list[Issuance]] = {}
    for row in rows:
        changed = row.plan.changes_plan_id if row.notice_id is None else row.plan_id
        found.setdefault(int(changed or 0), []).append(row)
    return found


def changes_under_way(plan: Plan) -> list[Plan]:
    """Return the plans being made that are to amend or replace a plan."""
    rows = plan.changed_by.exclude(status__in=sorted(ONCE_ISSUED))
    return list(rows.exclude(status__in=[Status.REFUSED, Status.WITHDRAWN]).order_by("pk"))


def seen_among(
    viewer: Any, plan_ids: Iterable[int], on: dt.date, *, seats: Sequence[Seat] | None = None
) -> set[int]:
    """Return which of these plans a person may see."""
    wanted = set(plan_ids)
    if not wanted:
        return set()
    units = {seat.unit_id for seat in seats_or_those(seats, viewer, on)}
    parties = PlanParty.objects.filter(plan_id__in=wanted, unit_id__in=units).order_by()
    seen = set(parties.values_list("plan_id", flat=True))
    return seen if seen == wanted else seen | (wanted & set(granted_plan_ids(viewer)))
