"""What the pages for auditors share: who sees them, the ways between them, what they are narrowed
to. None of them writes but that it was looked at."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dvcq_workflow.models.plans import Plan
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.timeline import sees_refusals
from dvcq_workflow.services.viewing import view_plan
from dvcq_workflow.web.asked import AskedDay, query_without
from dvcq_workflow.web.pages import Page


@dataclass(frozen=True)
class AuditLink:
    """One of the pages about a plan's past."""

    name: str | Promise
    url: str
    is_here: bool


PAGES: tuple[tuple[str, str | Promise, bool], ...] = (
    ("plan_timeline", gettext_lazy("History of the plan"), False),
    ("plan_as_of", gettext_lazy("The plan as it was"), False),
    ("plan_proof", gettext_lazy("State of proof"), True),
    ("plan_accesses", gettext_lazy("Views and downloads"), True),
    ("plan_powers", gettext_lazy("Who could sign"), True),
)
"""Address, name, and whether it is for auditors and the issuing body's leaders alone."""


class PlanAuditPage(Page):
    """One page about a plan's past; each look is on record."""

    section = "plans"
    subject = ""
    template_name = ""

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show it to whoever may see it."""
        with self.acting():
            plan = view_plan(uid=uid, actor=request.user, subject=self.subject)
        sees_all = sees_refusals(request.user, plan, self.today)
        context = {
            "plan": plan,
            "issuance": issuance_of(plan),
            "sees_all": sees_all,
            "audit_links": self._links(plan, sees_all=sees_all),
            **self.read(plan, sees_all=sees_all),
        }
        return self.render(self.template_name, context)

    def read(self, plan: Plan, *, sees_all: bool) -> dict[str, Any]:
        """Return what the page's template needs."""
        raise NotImplementedError

    def _links(self, plan: Plan, *, sees_all: bool) -> list[AuditLink]:
        return [
            AuditLink(name, reverse(f"dvcq_workflow:{page}", args=[plan.uid]), page == self.subject)
            for page, name, for_auditors in PAGES
            if sees_all or not for_auditors
        ]


def problems_of(*asked: AskedDay) -> list[str]:
    """Return a sentence for each day that cannot be read."""
    return [
        _(
            "“%(text)s” is not a day, so it was left out. "
            "Write it as day/month/year, such as 06/4/2020."
        )
        % {"text": each.text}
        for each in asked
        if each.is_unread
    ]


def with_chosen(names: Mapping[int, str], chosen: int | None) -> list[tuple[int, str]]:
    """Return the choices of a list; who was asked for by a link stands in it in any case."""
    choices = list(names.items())
    if chosen is not None and chosen not in names:
        choices.append((chosen, _("no. %(number)s") % {"number": chosen}))
    return choices


def older_query(request: HttpRequest, before: int | None) -> str:
    """Return the address of the page of older rows, narrowed as this one."""
    return "" if before is None else f"?{query_without(request.GET, before=str(before))}"


def latest_query(request: HttpRequest) -> str:
    """Return the address of the latest rows, narrowed as this page."""
    return f"?{query_without(request.GET, 'before')}"
