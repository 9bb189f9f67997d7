"""What a person or a unit did on all plans whose whole history the viewer may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.plans import Plan, PlanParty
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.selectors.people import seats_of
from dvcq_workflow.selectors.plan_parts import numbers_of
from dvcq_workflow.selectors.plans import granted_plan_ids
from dvcq_workflow.selectors.timeline import (
    Acted,
    TimelineFilter,
    TimelinePage,
    entry_of,
    narrowed,
    referred_to,
    who_acted,
)


@dataclass(frozen=True)
class ActsPage:
    """Acts, newest first; ``page.older``: ``before`` of the next page. ``plans``: the plan of each
    act, in the same order; ``numbers``: by the plan's key; ``acted``: who is to choose from."""

    page: TimelinePage
    plans: list[Plan]
    numbers: dict[int, Issuance]
    acted: Acted


def acts_page(
    viewer: Any,
    on: dt.date,
    wanted: TimelineFilter,
    *,
    before: int | None = None,
    size: int = 50,
) -> ActsPage:
    """Return one page of acts across plans, in a constant number of queries. ``before``: key of the
    event with which the page before ended."""
    mine = _audited(viewer, on)
    events = narrowed(mine, wanted)
    if before is not None:
        events = events.filter(pk__lt=before)
    rows = list(events.select_related("stream__plan").order_by("-pk")[: size + 1])
    shown = rows[:size]
    plans = [row.stream.plan for row in shown]
    entries = [entry_of(row) for row in shown]
    older = shown[-1].pk if len(rows) > size else None
    return ActsPage(
        page=TimelinePage(entries, older, **referred_to(entries), tells_notes=True),
        plans=plans,
        numbers=numbers_of(plans),
        acted=who_acted(mine.order_by("-pk")),
    )


def _audited(viewer: Any, on: dt.date) -> QuerySet[AuditEvent]:
    """Return the events of the plans of which a person sees all: an auditor of each plan that they
    see, a leader of those that their body issued (``selectors.timeline.sees_refusals``)."""
    seats = seats_of(viewer, on)
    plan = Plan.objects.filter(stream_id=OuterRef("stream_id"))
    led = {seat.unit_id for seat in seats if seat.role is Role.LEADER}
    seen = PlanParty.objects.filter(plan_id=OuterRef("pk"))
    may = Q(issuing_unit_id__in=led)
    if any(seat.role is Role.AUDITOR for seat in seats):
        units = {seat.unit_id for seat in seats}
        may |= Exists(seen.filter(unit_id__in=units)) | Q(pk__in=granted_plan_ids(viewer))
    return AuditEvent.objects.filter(Exists(plan.filter(may)))
