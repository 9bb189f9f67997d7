"""Plans: the list of them, and the page of one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.conf import conf
from dvcq_workflow.models.documents import YEAR_PAPERS, Issuance
from dvcq_workflow.models.plans import STATUS_CHOICES, Plan
from dvcq_workflow.rules.plans import FROZEN, Status
from dvcq_workflow.rules.text import fold
from dvcq_workflow.selectors.after_issue import changes_to, seen_among
from dvcq_workflow.selectors.consultations import rounds_of
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.selectors.desks import sits_by
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.plan_files import files_of_plan
from dvcq_workflow.selectors.plan_lists import plan_page
from dvcq_workflow.selectors.plan_parts import (
    decisions_on,
    numbers_of,
    open_desks_of,
    part_counts,
)
from dvcq_workflow.services.viewing import view_plan
from dvcq_workflow.web.after_issue import AfterIssue, Happening, happening_of
from dvcq_workflow.web.asked import (
    asked_document_number,
    asked_number,
    asked_page,
    asked_text,
    pager,
)
from dvcq_workflow.web.diagram import diagram_of
from dvcq_workflow.web.inbox import desk_url
from dvcq_workflow.web.marks import status_mark
from dvcq_workflow.web.pages import Page


@dataclass(frozen=True)
class PlanRow:
    """One plan as the list shows it."""

    plan: Plan
    issuance: Issuance | None
    look: str
    icon: str
    happenings: list[Happening]


class PlanListView(Page):
    """The plans that a person may see."""

    section = "plans"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them, narrowed as asked, the newest year first."""
        words, unit_words = asked_text(request, "q"), asked_text(request, "unit")
        number = asked_document_number(words)
        year = asked_number(request, "year")
        status = request.GET.get("status", "")
        filters: dict[str, Any] = {}
        if year is not None:
            filters["year"] = year
        if status in set(Status):
            filters["status"] = status
        if unit_words:
            filters["drafting_unit__name_folded__contains"] = fold(unit_words)
        if number:
            filters["issuances__number"] = number[0]
            filters["issuances__symbol__istartswith"] = number[1]
            filters["issuances__notice__isnull"] = True
            filters |= {f"issuances__{kind}__isnull": True for kind in YEAR_PAPERS}
        size = conf.PAGE_SIZE
        found = plan_page(
            request.user,
            self.today,
            filters=filters,
            words=() if number else fold(words).split(),
            offset=(asked_page(request) - 1) * size,
            size=size + 1,
            seats=self.shell.held,
        )
        context = {
            "rows": _rows(found[:size], self._seen),
            "words": words,
            "unit_words": unit_words,
            "year": year,
            "status": status,
            "statuses": STATUS_CHOICES,
            "is_narrowed": bool(filters or words),
            "pager": pager(request, size=size, has_next=len(found) > size),
        }
        return self.render("dvcq_workflow/plans/list.html", context)

    def _seen(self, plan_ids: list[int]) -> set[int]:
        return seen_among(self.request.user, plan_ids, self.today, seats=self.shell.held)


def _rows(plans: list[Plan], seen: Callable[[list[int]], set[int]]) -> list[PlanRow]:
    numbers = numbers_of(plans)
    changes = changes_to(plans)
    shown = seen([row.plan_id for rows in changes.values() for row in rows])
    return [
        PlanRow(
            plan,
            numbers.get(plan.pk),
            *status_mark(plan.state),
            [happening_of(row, shown) for row in changes.get(plan.pk, [])],
        )
        for plan in plans
    ]


@dataclass(frozen=True)
class Part:
    """One part of a plan's page. ``read``: what its template needs besides the head."""

    key: str
    name: str | Promise
    read: Callable[[Plan, AfterIssue], dict[str, Any]]


def _content(plan: Plan, after: AfterIssue) -> dict[str, Any]:
    return {"content": content_of(plan)}


def _citations(plan: Plan, after: AfterIssue) -> dict[str, Any]:
    bases = set(plan.bases.values_list("citation_id", flat=True))
    return {"citations": list(plan.citations.order_by("position")), "bases": bases}


def _opinions(plan: Plan, after: AfterIssue) -> dict[str, Any]:
    return {"rounds": rounds_of(plan)}


def _decisions(plan: Plan, after: AfterIssue) -> dict[str, Any]:
    return {"decisions": decisions_on(plan)}


def _after_issue(plan: Plan, after: AfterIssue) -> dict[str, Any]:
    """It is told on every part of the page, for its viewer."""
    return {}


def _documents(plan: Plan, after: AfterIssue) -> dict[str, Any]:
    """Issued files, and what can be printed now: a draft until the issue, the approval sheet for
    the issuing side."""
    decided_here = not plan.is_historical
    return {
        "files": files_of_plan(plan, with_approval_sheets=after.is_mine),
        "prints_draft": not after.is_issued,
        "prints_approval": after.is_mine and decided_here and not after.is_issued,
    }


PARTS = (
    Part("content", _("Content"), _content),
    Part("citations", _("Cited documents"), _citations),
    Part("opinions", _("Opinions"), _opinions),
    Part("decisions", _("Approvals and returns"), _decisions),
    Part("documents", _("Documents"), _documents),
    Part("after", _("After issue"), _after_issue),
)


@dataclass(frozen=True)
class PartLink:
    """One tab of a plan's page; the content is not counted."""

    name: str | Promise
    url: str
    is_here: bool
    count: int | None


@dataclass(frozen=True)
class Holder:
    """A desk on which the plan lies now; ``is_mine``: the viewer sits there. ``others``: desks of
    the same step before other units, which are listed with it."""

    desk: Any
    url: str
    is_mine: bool
    others: tuple[Holder, ...] = ()


class PlanView(Page):
    """One plan: its head, where it lies, and one part of it."""

    section = "plans"
    graph: Any = None

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the plan; the look is on record."""
        with self.acting():
            plan = view_plan(uid=uid, actor=request.user)
        asked = request.GET.get("part", "")
        part = next((each for each in PARTS if each.key == asked), PARTS[0])
        look, icon = status_mark(plan.state)
        after = AfterIssue(plan, request.user, self.today, self.shell.held)
        context = {
            "plan": plan,
            "issuance": issuance_of(plan),
            "look": look,
            "icon": icon,
            "is_frozen": plan.state in FROZEN,
            "diagram": diagram_of(plan, self.graph(), self.today),
            "holders": self._holders(plan),
            "after": after,
            "part": part.key,
            "parts": _links(plan, part, after),
            **part.read(plan, after),
        }
        return self.render("dvcq_workflow/plans/plan.html", context)

    def _holders(self, plan: Plan) -> list[Holder]:
        """Return the viewer's desks first, then one entry a step for those of others."""
        seats = self.shell.held
        found = [
            Holder(desk, desk_url(desk), sits_by(desk, self.request.user, seats))
            for desk in open_desks_of(plan)
        ]
        grouped = [holder for holder in found if holder.is_mine]
        for step in dict.fromkeys(holder.desk.step for holder in found):
            theirs = [h for h in found if h.desk.step == step and not h.is_mine]
            if theirs:
                grouped.append(replace(theirs[0], others=tuple(theirs[1:])))
        return grouped


def _links(plan: Plan, here: Part, after: AfterIssue) -> list[PartLink]:
    counts = part_counts(plan, with_approval_sheets=after.is_mine)
    return [
        PartLink(part.name, f"?part={part.key}#parts", part is here, counts.get(part.key))
        for part in PARTS
    ]
