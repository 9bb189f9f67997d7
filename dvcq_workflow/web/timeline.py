"""The history of one plan, page by page, newest first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from dvcq_workflow.conf import conf
from dvcq_workflow.labels.acts import ACT_NAMES
from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.acts import PLAN_ACTS
from dvcq_workflow.rules.audit_notes import MAX_NOTE
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.selectors.retention import retained_of
from dvcq_workflow.selectors.timeline import (
    TimelineFilter,
    TimelinePage,
    access_counts,
    timeline_page,
    who_acted,
)
from dvcq_workflow.web.asked import AskedDay, asked_day, asked_number
from dvcq_workflow.web.audit import (
    PlanAuditPage,
    latest_query,
    older_query,
    problems_of,
    with_chosen,
)
from dvcq_workflow.web.history import days_of, field_choices


class TimelineView(PlanAuditPage):
    """The history of a plan, newest first."""

    subject = "plan_timeline"
    template_name = "dvcq_workflow/plans/timeline.html"

    def read(self, plan: Plan, *, sees_all: bool) -> dict[str, Any]:
        """Read one page of it; ``before`` is the number the page before ended with."""
        before = asked_number(self.request, "before")
        since, until = asked_day(self.request, "since"), asked_day(self.request, "until")
        fields = field_choices()
        wanted = asked_filter(self.request, since, until, fields=fields)
        page = timeline_page(
            plan, before=before, size=conf.PAGE_SIZE, with_refusals=sees_all, wanted=wanted
        )
        events = AuditEvent.objects.filter(stream_id=plan.stream_id).order_by("-seq")
        acted = who_acted(events)
        return {
            "days": days_of(page),
            "page": page,
            "before": before,
            "older": older_query(self.request, page.older),
            "latest": latest_query(self.request),
            "wanted": wanted,
            "since": since,
            "until": until,
            "problems": problems_of(since, until),
            "people": with_chosen(acted.people, wanted.person),
            "units": with_chosen(acted.units, wanted.unit),
            "acts": act_choices(),
            "fields": sorted(fields.items(), key=lambda pair: pair[1]),
            "field": ".".join(wanted.field or ()),
            "sees_refusals": sees_all,
            "writes_notes": any(seat.role is Role.AUDITOR for seat in self.shell.held),
            "max_note": MAX_NOTE,
            "retained": retained_of(plan) if _begins_late(page) else [],
            "counts": access_counts(plan) if sees_all else None,
        }


def _begins_late(page: TimelinePage) -> bool:
    """Whether this is the last page of a history whose first act is not there."""
    oldest = min((entry.seq for entry in page.entries if entry.seq is not None), default=1)
    return page.older is None and oldest > 1


def asked_filter(
    request: HttpRequest, since: AskedDay, until: AskedDay, *, fields: dict[str, str]
) -> TimelineFilter:
    """Return what an address narrows a history to; what is unknown counts as not asked."""
    act, field = request.GET.get("act", ""), request.GET.get("field", "")
    table, _dot, column = field.partition(".")
    return TimelineFilter(
        person=asked_number(request, "person"),
        unit=asked_number(request, "unit"),
        act=act if act in PLAN_ACTS else "",
        field=(table, column) if field in fields else None,
        since=since.day,
        until=until.day,
    )


def act_choices() -> list[tuple[str, str]]:
    """Return the acts on a plan, in the order of its life."""
    return [(code, str(name)) for code, name in ACT_NAMES.items() if code in PLAN_ACTS]
