"""The history of one plan, page by page, newest first."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse

from dvcq_workflow.conf import conf
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.timeline import access_counts, sees_refusals, timeline_page
from dvcq_workflow.services.viewing import view_plan
from dvcq_workflow.web.asked import asked_number
from dvcq_workflow.web.history import days_of
from dvcq_workflow.web.pages import Page


class TimelineView(Page):
    """The history of a plan, newest first."""

    section = "plans"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show one page of it; ``before`` is the number the page before ended with."""
        with self.acting():
            plan = view_plan(uid=uid, actor=request.user, subject="plan_timeline")
        before = asked_number(request, "before")
        may_see_refusals = sees_refusals(request.user, plan, self.today)
        page = timeline_page(
            plan, before=before, size=conf.PAGE_SIZE, with_refusals=may_see_refusals
        )
        context = {
            "plan": plan,
            "issuance": issuance_of(plan),
            "days": days_of(page),
            "page": page,
            "before": before,
            "sees_refusals": may_see_refusals,
            "counts": access_counts(plan) if may_see_refusals else None,
        }
        return self.render("dvcq_workflow/plans/timeline.html", context)
