"""Tasks on pages: those of one's units, those of a plan, and the page of one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from dvcq_workflow.conf import conf
from dvcq_workflow.labels.assignments import YEAR_TERM_MARKS, YEAR_TERM_NAMES
from dvcq_workflow.models.assignments import ASSIGNMENT_STATUS_NAMES, Assignment
from dvcq_workflow.models.obligations import STRENGTH_CHOICES
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.obligations import Strength
from dvcq_workflow.rules.year_terms import YearTerm
from dvcq_workflow.selectors.assignment_lists import (
    TaskFilter,
    narrowed_tasks,
    tasks_of_plan,
    tasks_of_units,
    term_counts,
)
from dvcq_workflow.selectors.assignments import desk_of_subject
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.plan_parts import open_desks_of
from dvcq_workflow.services.assignment_work import note_progress
from dvcq_workflow.services.viewing import view_plan
from dvcq_workflow.services.year_viewing import view_assignment
from dvcq_workflow.web.asked import asked_page, asked_text, asked_uid, pager
from dvcq_workflow.web.assignment_choices import choices_for
from dvcq_workflow.web.assignment_parts import task_context, task_row
from dvcq_workflow.web.choices import Choice
from dvcq_workflow.web.inbox import desk_url
from dvcq_workflow.web.pages import Page
from dvcq_workflow.web.subject_pages import SubjectPage


class TaskList(Page):
    """A list of tasks: how many stand in each state of their term, and those asked for."""

    def list_of(self, rows: QuerySet[Assignment], more: dict[str, Any]) -> HttpResponse:
        """Render a list: how many stand in each term, and one page of those asked for."""
        request, size = self.request, conf.PAGE_SIZE
        wanted = _wanted(request)
        start = (asked_page(request) - 1) * size
        narrowed = narrowed_tasks(rows, wanted, self.today)
        found = list(narrowed[start : start + size + 1])
        counts = term_counts(rows, self.today)
        context = {
            **more,
            "rows": [task_row(task, self.today) for task in found[:size]],
            "terms": [
                (str(term), YEAR_TERM_NAMES[term], count, *YEAR_TERM_MARKS[term])
                for term, count in counts.items()
            ],
            "wanted": wanted,
            "is_narrowed": not wanted.is_empty,
            "found": narrowed.count(),
            "strengths": STRENGTH_CHOICES,
            "statuses": [(str(key), name) for key, name in ASSIGNMENT_STATUS_NAMES.items()],
            "pager": pager(request, size=size, has_next=len(found) > size),
        }
        return self.render("dvcq_workflow/year/tasks.html", context)


class UnitTasksView(TaskList):
    """The tasks that the viewer's units lead, support or follow, under whatever plan."""

    section = "tasks"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them, narrowed as asked, the nearest last day first."""
        rows = tasks_of_units(request.user, self.today, seats=self.shell.held)
        return self.list_of(rows, {"plan": None})


class PlanTasksView(TaskList):
    """The tasks of one plan: all of them for its issuing side, their own for its units."""

    section = "plans"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show one page of them, narrowed as asked; the look is on record."""
        with self.acting():
            plan = view_plan(uid=uid, actor=request.user)
        rows = tasks_of_plan(request.user, plan, self.today, seats=self.shell.held)
        return self.list_of(rows, {"plan": plan, "issuance": issuance_of(plan)})


def _wanted(request: HttpRequest) -> TaskFilter:
    status, term = request.GET.get("status", ""), request.GET.get("term", "")
    strength = request.GET.get("strength", "")
    return TaskFilter(
        status=status if status in set(AssignmentStatus) else "",
        term=YearTerm(term) if term in set(YearTerm) else None,
        unit_words=asked_text(request, "unit"),
        words=asked_text(request, "q"),
        strength=strength if strength in set(Strength) else "",
        lead=asked_uid(request, "lead"),
        is_live=request.GET.get("live") == "1",
    )


class TaskPage(SubjectPage):
    """One task: what it asks, how it stands, and what its viewer may do that is no decision of a
    desk: say how it goes, add a file, give a part away, ask for more time, begin the unit's plan.

    ``start_part``, ``start_extension``, ``start_unit_plan``, ``start_anew``: of ``flows.starting``.
    """

    section = "tasks"
    template_name: ClassVar[str] = "dvcq_workflow/year/task.html"
    start_part: Callable[..., Any] | None = None
    start_extension: Callable[..., Any] | None = None
    start_unit_plan: Callable[..., Plan] | None = None
    start_anew: Callable[..., Any] | None = None

    def found(self, uid: uuid.UUID) -> Assignment:
        """Return the task; the look is on record."""
        with self.acting():
            return view_assignment(uid=uid, actor=self.request.user)

    def choices(self, subject: Assignment) -> Sequence[Choice]:
        """Return what the viewer may choose now."""
        return choices_for(subject, self.request.user, self.today, self.shell.held)

    def act(self, subject: Assignment, choice: Choice, data: dict[str, Any]) -> str | None:
        """Do what was chosen; the service says who may."""
        ways: dict[str, Callable[[Assignment, dict[str, Any]], str | None]] = {
            "note": self._note,
            "part": self._part,
            "extension": self._extension,
            "drop_extension": self._drop_extension,
            "unit_plan": self._unit_plan,
            "rename": self._rename,
            "withdraw": self._withdraw,
            "anew": self._anew,
        }
        return ways[choice.act](subject, data)

    def context_of(self, subject: Assignment) -> dict[str, Any]:
        """Return all that is known of the task."""
        return {
            **task_context(subject, self.request.user, self.today),
            "plan": subject.plan,
            "issuance": issuance_of(subject.plan),
            "desk": (desk := desk_of_subject("assignment", subject.pk)),
            "desk_url": desk_url(desk) if desk else "",
        }

    def _given(self, subject: Assignment) -> dict[str, Any]:
        return {
            "assignment_id": subject.pk,
            "seen_hash": self.request.POST.get("seen_hash", ""),
            "actor": self.request.user,
        }

    def _note(self, subject: Assignment, data: dict[str, Any]) -> None:
        note_progress(assignment_id=subject.pk, actor=self.request.user, **data)

    def _part(self, subject: Assignment, data: dict[str, Any]) -> None:
        unit = data.pop("unit")
        _way(self.start_part)(**self._given(subject), unit_id=unit.pk, **data)

    def _extension(self, subject: Assignment, data: dict[str, Any]) -> None:
        _way(self.start_extension)(**self._given(subject), **data)

    def _drop_extension(self, subject: Assignment, data: dict[str, Any]) -> None:
        for request in subject.extensions.filter(status="pending"):
            self.at_its_desk("extension", request, "withdraw", seen_hash=request.content_hash)

    def _unit_plan(self, subject: Assignment, data: dict[str, Any]) -> str:
        plan = _way(self.start_unit_plan)(**self._given(subject))
        desks = open_desks_of(plan)
        return desk_url(desks[0]) if desks else reverse("dvcq_workflow:plan", args=[plan.uid])

    def _rename(self, subject: Assignment, data: dict[str, Any]) -> None:
        self.at_its_desk("assignment", subject, "rename", **data)

    def _withdraw(self, subject: Assignment, data: dict[str, Any]) -> None:
        self.at_its_desk("assignment", subject, "withdraw", **data)

    def _anew(self, subject: Assignment, data: dict[str, Any]) -> str:
        unit, reason = data["unit"], data["reason"]
        task = _way(self.start_anew)(
            assignment_id=subject.pk, unit_id=unit.pk, reason=reason, actor=self.request.user
        )
        return reverse("dvcq_workflow:assignment", kwargs={"uid": task.uid})


def _way(start: Callable[..., Any] | None) -> Callable[..., Any]:
    if start is None:
        raise RuntimeError("A task's page is included without the flows that it starts.")
    return start
