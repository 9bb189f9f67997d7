"""Drawing up an amendment or a replacement of an issued plan, from a copy of its text."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.people import SigningAuthority
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.changes import ChangeKind, require_in_force
from dvcq_workflow.rules.content import PlanContent, SignatureBlock
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.selectors.choices import signers_for
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.people import drafting_units_of
from dvcq_workflow.selectors.plan_parts import open_desks_of
from dvcq_workflow.services.viewing import view_plan
from dvcq_workflow.web.desk_pages import Choice, ShownChoice
from dvcq_workflow.web.forms.desks import PlainForm
from dvcq_workflow.web.inbox import desk_url
from dvcq_workflow.web.pages import UNPROCESSABLE, Page

CONFLICT = 409


def copied_content(plan: Plan) -> PlanContent:
    """Return what a plan that changes another begins with: its words, without its signature."""
    return replace(content_of(plan), signature=SignatureBlock(), changes=None)


class ChangePlan(Page):
    """Draw up an amendment or a replacement of an issued plan, from a copy of its text."""

    section = "plans"
    template_name: ClassVar[str] = "dvcq_workflow/plans/change.html"
    start_plan: Callable[..., Plan] | None = None

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the plan and the two ways to change it."""
        return self._show(self._plan(uid))

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Begin the draft and open its desk."""
        plan = self._plan(uid)
        choice = next((c for c in CHANGE_CHOICES if c.key == request.POST.get("choice")), None)
        try:
            if choice is None:
                raise RuleViolation("change_incomplete")
            if request.POST.get("seen_hash", "") != plan.content_hash:
                raise Conflict("content_changed")
            draft = self._start(plan, ChangeKind(choice.key))
        except (NotVisible, NotPermitted):
            raise
        except RuleViolation as violation:
            status = CONFLICT if isinstance(violation, Conflict) else UNPROCESSABLE
            return self._show(plan, problem=sentence_of(violation), status=status)
        messages.success(request, _("The draft is begun from a copy of the plan's text."))
        return redirect(desk_url(open_desks_of(draft)[0]))

    def _plan(self, uid: uuid.UUID) -> Plan:
        """Return the plan, if the viewer may draft in its unit and it still holds."""
        with self.acting() as act:
            plan = view_plan(uid=uid, actor=self.request.user)
            act.refused_on = ("plan", plan.stream)
            if plan.drafting_unit_id not in drafting_units_of(self.request.user, self.today):
                raise NotPermitted("desk_not_yours")
            require_in_force(plan.state)
        return plan

    def _start(self, plan: Plan, kind: ChangeKind) -> Plan:
        if self.start_plan is None:
            raise RuntimeError("ChangePlan is included without the flow that starts a plan.")
        with self.acting():
            return self.start_plan(
                actor=self.request.user,
                channel="web",
                content=copied_content(plan),
                issuing_unit=plan.issuing_unit,
                drafting_unit=plan.drafting_unit,
                advising_unit=plan.advising_unit,
                parent_plan=plan.parent_plan,
                signing_authority=self._signer(plan),
                changes_plan=plan,
                change_kind=str(kind),
            )

    def _signer(self, plan: Plan) -> SigningAuthority | None:
        """Return the power with which the plan was signed, if it still holds."""
        held = signers_for([plan.issuing_unit_id], self.today)
        return next((power for power in held if power.pk == plan.signing_authority_id), None)

    def _show(self, plan: Plan, *, problem: str = "", status: int = 200) -> HttpResponse:
        context = {
            "plan": plan,
            "content": content_of(plan),
            "content_hash": plan.content_hash,
            "issuance": issuance_of(plan),
            "shown_choices": [ShownChoice(c, c.form(prefix=c.key)) for c in CHANGE_CHOICES],
            "problem": problem,
        }
        return self.render(self.template_name, context, status=status)


CHANGE_CHOICES = (
    Choice(
        key=str(ChangeKind.AMEND),
        act="",
        title=gettext_lazy("Draw up an amendment"),
        consequence=gettext_lazy(
            "A copy of the text lies on your desk as a draft that names this plan. It goes over "
            "all desks; once it is released, this plan still holds and says what amended it."
        ),
        form=PlainForm,
        icon="pen",
    ),
    Choice(
        key=str(ChangeKind.REPLACE),
        act="",
        title=gettext_lazy("Draw up a replacement"),
        consequence=gettext_lazy(
            "A copy of the text lies on your desk as a draft that names this plan. It goes over "
            "all desks; once it is released, this plan no longer holds and says what replaced it."
        ),
        form=PlainForm,
        icon="pen",
    ),
)
