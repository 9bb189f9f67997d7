"""Obstacles on pages: those of a plan, raising one, and the page of one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from dvcq_workflow.conf import conf
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.obstacles import OBSTACLE_STATUS_NAMES, Obstacle
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.obstacles import ObstacleStatus
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.assignments import desk_of_subject
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.obstacles import RAISING_ROLES, obstacles_of, units_to_raise_for
from dvcq_workflow.services.viewing import view_plan
from dvcq_workflow.services.year_viewing import view_obstacle
from dvcq_workflow.web.asked import asked_page, pager
from dvcq_workflow.web.choices import Choice
from dvcq_workflow.web.forms.obstacles import RaiseForm, TakeBackForm
from dvcq_workflow.web.inbox import desk_url
from dvcq_workflow.web.pages import UNPROCESSABLE, Page
from dvcq_workflow.web.subject_pages import SubjectPage

OBSTACLE_MARKS: dict[ObstacleStatus, tuple[str, str]] = {
    ObstacleStatus.RAISED: ("off", "ring"),
    ObstacleStatus.BEING_SETTLED: ("here", "half"),
    ObstacleStatus.ESCALATED: ("warn", "up"),
    ObstacleStatus.SETTLED: ("ok", "ok"),
    ObstacleStatus.DECIDED: ("ok", "ok"),
    ObstacleStatus.INFORMED: ("ok", "send"),
    ObstacleStatus.WITHDRAWN: ("off", "stop"),
}


class PlanObstaclesView(Page):
    """The obstacles met under a plan: all for its issuing side, their own for its units."""

    section = "plans"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show one page of them, narrowed to a state if asked; the look is on record."""
        with self.acting():
            plan = view_plan(uid=uid, actor=request.user)
        status, size = request.GET.get("status", ""), conf.PAGE_SIZE
        rows = obstacles_of(request.user, plan, self.today)
        if status in set(ObstacleStatus):
            rows = rows.filter(status=status)
        start = (asked_page(request) - 1) * size
        found = list(rows[start : start + size + 1])
        may_raise = plan.state is Status.ISSUED and units_to_raise_for(
            request.user, plan, self.today
        )
        context = {
            "plan": plan,
            "issuance": issuance_of(plan),
            "rows": [(row, *OBSTACLE_MARKS[row.state]) for row in found[:size]],
            "status": status,
            "statuses": [(str(key), name) for key, name in OBSTACLE_STATUS_NAMES.items()],
            "may_raise": bool(may_raise),
            "pager": pager(request, size=size, has_next=len(found) > size),
        }
        return self.render("dvcq_workflow/year/obstacles.html", context)


class RaiseObstacle(Page):
    """Say what stands in the way of a plan. ``start_obstacle``: of ``flows.starting``."""

    section = "plans"
    start_obstacle: Callable[..., Obstacle] | None = None

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the form."""
        plan = self._plan(uid)
        return self._show(plan, self._form(plan))

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Raise it and open its page."""
        plan = self._plan(uid)
        form = self._form(plan, request.POST)
        if not form.is_valid():
            return self._show(plan, form, status=UNPROCESSABLE)
        if self.start_obstacle is None:
            raise RuntimeError("RaiseObstacle is included without the flow that it starts.")
        given, item = form.cleaned_data, form.cleaned_data["item"]
        try:
            with self.acting():
                row = self.start_obstacle(
                    plan_id=plan.pk,
                    unit_id=given["unit"].pk,
                    item_id=item.pk if item else None,
                    text=given["text"],
                    proposal=given["proposal"],
                    actor=request.user,
                )
        except (NotVisible, NotPermitted, Conflict):
            raise
        except RuleViolation as violation:
            return self._show(plan, form, problem=sentence_of(violation), status=UNPROCESSABLE)
        messages.success(request, _("The obstacle is raised. It lies before its receiver now."))
        return redirect(reverse("dvcq_workflow:obstacle", kwargs={"uid": row.uid}))

    def _plan(self, uid: uuid.UUID) -> Plan:
        with self.acting() as act:
            plan = view_plan(uid=uid, actor=self.request.user)
            act.refused_on = ("obstacle", plan.stream)
            if not units_to_raise_for(self.request.user, plan, self.today):
                raise NotPermitted("obstacle_unit_not_yours")
        return plan

    def _form(self, plan: Plan, data: Any = None) -> RaiseForm:
        return RaiseForm(data, prefix="raise", plan=plan, viewer=self.request.user, on=self.today)

    def _show(
        self, plan: Plan, form: RaiseForm, *, problem: str = "", status: int = 200
    ) -> HttpResponse:
        context = {"plan": plan, "issuance": issuance_of(plan), "form": form, "problem": problem}
        return self.render("dvcq_workflow/year/obstacle_raise.html", context, status=status)


class ObstaclePage(SubjectPage):
    """One obstacle: what stands in the way, where it lies, how it was settled."""

    template_name: ClassVar[str] = "dvcq_workflow/year/obstacle.html"

    def found(self, uid: uuid.UUID) -> Obstacle:
        """Return the obstacle; the look is on record."""
        with self.acting():
            return view_obstacle(uid=uid, actor=self.request.user)

    def choices(self, subject: Obstacle) -> Sequence[Choice]:
        """Return: take back, for the unit that raised it while nobody took it on."""
        mine = any(
            seat.unit_id == subject.unit_id and seat.role in RAISING_ROLES
            for seat in self.shell.held
        )
        if not mine or subject.state is not ObstacleStatus.RAISED:
            return ()
        return (
            Choice(
                key="withdraw",
                act="withdraw",
                title=_("Take it back"),
                consequence=_("It goes no further and stays on record."),
                form=TakeBackForm,
                look="stop",
                icon="stop",
                needs_reason=True,
                done=_("The obstacle is taken back."),
            ),
        )

    def act(self, subject: Obstacle, choice: Choice, data: dict[str, Any]) -> None:
        """Take it back at the desk where it lies."""
        self.at_its_desk("obstacle", subject, choice.act, **data)

    def context_of(self, subject: Obstacle) -> dict[str, Any]:
        """Return the obstacle, and where it lies."""
        desk = desk_of_subject("obstacle", subject.pk)
        return {
            "obstacle": subject,
            "plan": subject.plan,
            "issuance": issuance_of(subject.plan),
            "mark": OBSTACLE_MARKS[subject.state],
            "desk": desk,
            "desk_url": desk_url(desk) if desk else "",
        }
