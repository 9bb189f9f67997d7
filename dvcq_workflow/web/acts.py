"""Acts across plans: what a person or a unit did, on the plans whose whole history one may see."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse

from dvcq_workflow.conf import conf
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.selectors.acts import ActsPage, acts_page
from dvcq_workflow.services.viewing import view_acts
from dvcq_workflow.web.asked import asked_day, asked_number
from dvcq_workflow.web.audit import latest_query, older_query, problems_of, with_chosen
from dvcq_workflow.web.history import Day, Shown, days_of
from dvcq_workflow.web.pages import Page
from dvcq_workflow.web.timeline import act_choices, asked_filter


class ActsView(Page):
    """The latest acts, narrowed as asked; each look is on record."""

    section = "acts"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them; ``before`` is the place with which the page before ended."""
        with self.acting():
            view_acts(actor=request.user)
        before = asked_number(request, "before")
        since, until = asked_day(request, "since"), asked_day(request, "until")
        wanted = asked_filter(request, since, until, fields={})
        found = acts_page(request.user, self.today, wanted, before=before, size=conf.PAGE_SIZE)
        context: dict[str, Any] = {
            "days": _with_plans(found),
            "before": before,
            "older": older_query(request, found.page.older),
            "latest": latest_query(request),
            "wanted": wanted,
            "since": since,
            "until": until,
            "problems": problems_of(since, until),
            "people": with_chosen(found.acted.people, wanted.person),
            "units": with_chosen(found.acted.units, wanted.unit),
            "acts": act_choices(),
            "sees_all": True,
        }
        return self.render("dvcq_workflow/acts.html", context)


def _with_plans(found: ActsPage) -> list[Day]:
    """Return the acts by day, each with the plan it was done on."""
    plans = iter(found.plans)
    return [
        Day(day.name, [_on_plan(act, next(plans), found) for act in day.acts])
        for day in days_of(found.page)
    ]


def _on_plan(act: Shown, plan: Plan, found: ActsPage) -> Shown:
    """Events of two plans may bear the same number: here an act is found by its digest."""
    number = str(found.numbers.get(plan.pk, ""))
    return replace(act, plan=plan, number=number, anchor=f"a{act.digest[:16]}")
