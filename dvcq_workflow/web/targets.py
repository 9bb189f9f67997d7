"""The page on which the targets of a plan's indicators are set."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.targets import hash_of_targets, may_set_targets, targets_of
from dvcq_workflow.services.targets import set_targets
from dvcq_workflow.services.viewing import view_plan
from dvcq_workflow.web.forms.targets import TargetsForm
from dvcq_workflow.web.pages import UNPROCESSABLE, Page

CONFLICT = 409


class TargetsView(Page):
    """For the unit that advises on the plan; the service asks again."""

    section = "plans"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the targets as they stand; the look is on record."""
        plan = self._plan(uid)
        return self._show(plan, TargetsForm(rows=targets_of(plan)))

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Set what was typed and go back to the board."""
        plan = self._plan(uid)
        form = TargetsForm(request.POST, rows=targets_of(plan))
        if not form.is_valid():
            return self._show(plan, form, status=UNPROCESSABLE)
        try:
            with self.acting():
                set_targets(
                    plan_id=plan.pk,
                    targets=form.targets(),
                    reason=form.cleaned_data["reason"],
                    seen_hash=request.POST.get("seen_hash", ""),
                    actor=request.user,
                )
        except (NotVisible, NotPermitted):
            raise
        except RuleViolation as violation:
            form.mark(violation)
            status = CONFLICT if isinstance(violation, Conflict) else UNPROCESSABLE
            return self._show(plan, form, problem=sentence_of(violation), status=status)
        messages.success(request, _("The targets are set. The board compares figures with them."))
        return redirect("dvcq_workflow:plan_board", uid=plan.uid)

    def _plan(self, uid: uuid.UUID) -> Plan:
        """Return the plan, if the viewer may set its targets."""
        with self.acting() as act:
            plan = view_plan(uid=uid, actor=self.request.user)
            act.refused_on = ("plan", plan.stream)
            if not may_set_targets(plan, self.shell.held):
                raise NotPermitted("desk_not_yours")
        return plan

    def _show(
        self, plan: Plan, form: TargetsForm, *, problem: str = "", status: int = 200
    ) -> HttpResponse:
        context: dict[str, Any] = {
            "plan": plan,
            "issuance": issuance_of(plan),
            "form": form,
            "lines": form.lines(),
            "seen_hash": hash_of_targets(form.rows),
            "problem": problem,
        }
        return self.render("dvcq_workflow/year/targets.html", context, status=status)
