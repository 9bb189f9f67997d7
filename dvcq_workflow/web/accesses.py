"""The access log of a plan: who viewed it, took a file, or was refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from dvcq_workflow.conf import conf
from dvcq_workflow.labels.acts import ACCESS_MARKS, ACCESS_NAMES, CHANNEL_NAMES, LOOKED_NAMES
from dvcq_workflow.models.audit import AccessLog
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.selectors.accesses import Access, AccessFilter, AccessPage, access_page
from dvcq_workflow.web.asked import AskedDay, asked_day, asked_number
from dvcq_workflow.web.audit import (
    PlanAuditPage,
    latest_query,
    older_query,
    problems_of,
    with_chosen,
)
from dvcq_workflow.web.history import refusal_sentence, told

REFUSED = AccessLog.Kind.REFUSED


@dataclass(frozen=True)
class ShownAccess:
    """One row as the page shows it."""

    at: dt.datetime
    look: str
    icon: str
    kind: str
    what: str
    who: str
    person_id: int
    channel: str
    ip: str
    sentence: str
    digest: str


class AccessesView(PlanAuditPage):
    """Who looked at a plan, newest first."""

    subject = "plan_accesses"
    template_name = "dvcq_workflow/plans/accesses.html"

    def read(self, plan: Plan, *, sees_all: bool) -> dict[str, Any]:
        """Read one page of it; ``before`` is the place with which the page before ended."""
        before = asked_number(self.request, "before")
        since, until = asked_day(self.request, "since"), asked_day(self.request, "until")
        wanted = _wanted(self.request, since, until)
        page = access_page(plan, wanted, before=before, size=conf.PAGE_SIZE)
        return {
            "rows": [_shown(row, page) for row in page.rows],
            "before": before,
            "older": older_query(self.request, page.older),
            "latest": latest_query(self.request),
            "wanted": wanted,
            "since": since,
            "until": until,
            "problems": problems_of(since, until),
            "people": with_chosen(page.people, wanted.person),
            "kinds": AccessLog.Kind.choices,
        }


def _wanted(request: HttpRequest, since: AskedDay, until: AskedDay) -> AccessFilter:
    kind = request.GET.get("kind", "")
    return AccessFilter(
        person=asked_number(request, "person"),
        kind=kind if kind in AccessLog.Kind.values else "",
        since=since.day,
        until=until.day,
    )


def _shown(row: Access, page: AccessPage) -> ShownAccess:
    actor, refused = row.body["actor"], row.kind == REFUSED
    look, icon = ACCESS_MARKS[row.kind]
    names = ACCESS_NAMES if refused else LOOKED_NAMES
    params = row.body["details"].get("params", {})
    return ShownAccess(
        at=row.at,
        look=look,
        icon=icon,
        kind=str(AccessLog.Kind(row.kind).label),
        what=str(names.get(row.subject, row.subject)),
        who=told(actor["name"], page.personal),
        person_id=actor["id"],
        channel=str(CHANNEL_NAMES.get(row.body["channel"], "")),
        ip=told(row.body["ip"], page.personal),
        sentence=refusal_sentence(row.code, params) if refused else "",
        digest=row.digest,
    )
