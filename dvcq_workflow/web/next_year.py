"""Next year's plan from this year's: what moves forward, what is doubtful, what is left undone."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.next_year import rolled_content
from dvcq_workflow.rules.plans import ONCE_ISSUED
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.selectors.next_year import doubtful_citations, unfinished_tasks
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.people import drafting_units_of
from dvcq_workflow.selectors.plan_parts import open_desks_of
from dvcq_workflow.services.viewing import view_plan
from dvcq_workflow.web.changes import changes_between
from dvcq_workflow.web.inbox import desk_url
from dvcq_workflow.web.pages import UNPROCESSABLE, Page

MAX_KEY = 2**63 - 1


class NextYear(Page):
    """Begin next year's plan. ``start_next_year``: of ``flows.starting``."""

    section = "plans"
    start_next_year: Callable[..., Plan] | None = None

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show what would change, which citations are doubtful, which tasks are not done."""
        return self._show(self._plan(uid))

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Begin the draft and open its desk."""
        plan = self._plan(uid)
        if self.start_next_year is None:
            raise RuntimeError("NextYear is included without the flow that it starts.")
        try:
            with self.acting():
                draft = self.start_next_year(
                    plan_id=plan.pk, carried=_keys(request), actor=request.user
                )
        except (NotVisible, NotPermitted, Conflict):
            raise
        except RuleViolation as violation:
            return self._show(plan, problem=sentence_of(violation), status=UNPROCESSABLE)
        messages.success(request, _("The draft of next year's plan is begun."))
        return redirect(desk_url(open_desks_of(draft)[0]))

    def _plan(self, uid: uuid.UUID) -> Plan:
        """Return the plan, if the viewer may draft in its unit and it was issued."""
        with self.acting() as act:
            plan = view_plan(uid=uid, actor=self.request.user)
            act.refused_on = ("plan", plan.stream)
            if plan.drafting_unit_id not in drafting_units_of(self.request.user, self.today):
                raise NotPermitted("desk_not_yours")
            if plan.state not in ONCE_ISSUED:
                raise RuleViolation("plan_not_issued")
        return plan

    def _show(self, plan: Plan, *, problem: str = "", status: int = 200) -> HttpResponse:
        old = content_of(plan)
        new = rolled_content(old)
        context = {
            "plan": plan,
            "issuance": issuance_of(plan),
            "year": new.year,
            "changes": changes_between(old, new),
            "citations": doubtful_citations(plan),
            "tasks": unfinished_tasks(plan),
            "chosen": set(_keys(self.request)),
            "problem": problem,
        }
        return self.render("dvcq_workflow/year/next_year.html", context, status=status)


def _keys(request: HttpRequest) -> list[int]:
    typed: list[Any] = request.POST.getlist("carry")
    return [int(key) for key in typed if key.isascii() and key.isdigit() and int(key) <= MAX_KEY]
