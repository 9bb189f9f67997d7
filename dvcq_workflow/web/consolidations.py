"""Consolidated reports: the periods of a plan, one report, and what is behind one figure."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.consolidations import CONSOLIDATION_STATUS_NAMES, Consolidation
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.consolidated import Consolidated
from dvcq_workflow.rules.consolidations import DELIVERED_STATES, ConsolidationStatus
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.selectors.consolidations import (
    content_of_consolidation,
    difference_to_former,
    number_of_consolidation,
    open_desks_of_consolidation,
    periods_of,
)
from dvcq_workflow.selectors.gathering import handed_in_since
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.plan_files import files_of_paper
from dvcq_workflow.services.consolidation_viewing import (
    take_frozen_content,
    view_consolidation,
    view_periods,
)
from dvcq_workflow.web.consolidated import entry_rows, moved_figures, report_context
from dvcq_workflow.web.downloads import download
from dvcq_workflow.web.inbox import desk_url
from dvcq_workflow.web.pages import UNPROCESSABLE, Page

CONFLICT = 409
STATUS_MARKS = {
    ConsolidationStatus.COLLECTING: ("off", "clock"),
    ConsolidationStatus.DRAFTED: ("here", "pen"),
    ConsolidationStatus.AWAITING_APPROVAL: ("here", "half"),
    ConsolidationStatus.SIGNED: ("here", "half"),
    ConsolidationStatus.NUMBERED: ("here", "half"),
    ConsolidationStatus.DELIVERED: ("ok", "send"),
    ConsolidationStatus.ACKNOWLEDGED: ("ok", "ok"),
    ConsolidationStatus.WITHDRAWN: ("late", "stop"),
}


class PeriodsPage(Page):
    """The periods of a plan: what was consolidated, and what can be begun now."""

    section = "plans"
    template_name: ClassVar[str] = "dvcq_workflow/consolidations/periods.html"
    start_consolidation: Callable[..., Consolidation] | None = None

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the periods; the look is on record."""
        return self._show(self._plan(uid))

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Begin a consolidated report or a supplement and open its desk."""
        plan = self._plan(uid)
        try:
            made = self._start(plan)
        except (NotVisible, NotPermitted):
            raise
        except RuleViolation as violation:
            status = CONFLICT if isinstance(violation, Conflict) else UNPROCESSABLE
            return self._show(plan, problem=sentence_of(violation), status=status)
        messages.success(request, _("The consolidated report is begun."))
        return redirect(desk_url(open_desks_of_consolidation(made)[0]))

    def _plan(self, uid: uuid.UUID) -> Plan:
        with self.acting():
            return view_periods(uid=uid, actor=self.request.user)

    def _start(self, plan: Plan) -> Consolidation:
        if self.start_consolidation is None:
            raise RuntimeError("PeriodsPage is included without the flow that it starts.")
        asked = self.request.POST.get("period", "")
        rows = periods_of(plan, self.request.user, self.today)
        found = next((row.period.pk for row in rows if str(row.period.uid) == asked), None)
        if found is None:
            raise NotVisible("consolidation_not_found")
        with self.acting():
            return self.start_consolidation(actor=self.request.user, channel="web", period_id=found)

    def _show(self, plan: Plan, *, problem: str = "", status: int = 200) -> HttpResponse:
        context = {
            "plan": plan,
            "issuance": issuance_of(plan),
            "rows": [
                (row, [_named(one) for one in row.consolidations])
                for row in periods_of(plan, self.request.user, self.today)
            ],
            "problem": problem,
        }
        return self.render(self.template_name, context, status=status)


def _named(consolidation: Consolidation) -> tuple[Consolidation, str, str, Any]:
    state = consolidation.state
    return (consolidation, *STATUS_MARKS[state], CONSOLIDATION_STATUS_NAMES[state])


class ConsolidationPage(Page):
    """One consolidated report: as it is drafted, or as it was delivered for ever."""

    section = "plans"
    template_name: ClassVar[str] = "dvcq_workflow/consolidations/report.html"

    def get(self, request: HttpRequest, uid: uuid.UUID, **more: Any) -> HttpResponse:
        """Show the report; the look is on record."""
        with self.acting():
            consolidation = view_consolidation(uid=uid, actor=request.user)
        return self.show(consolidation, content_of_consolidation(consolidation))

    def show(self, consolidation: Consolidation, content: Consolidated | None) -> HttpResponse:
        """Render the report with its figures, each a link to the values behind it."""
        _row, look, icon, name = _named(consolidation)
        is_delivered = consolidation.state in DELIVERED_STATES
        context = {
            "consolidation": consolidation,
            "plan": consolidation.plan,
            "look": look,
            "icon": icon,
            "status_name": name,
            "is_delivered": is_delivered,
            "content_hash": consolidation.content_hash,
            "number": number_of_consolidation(consolidation),
            "desks": [
                (desk, desk_url(desk)) for desk in open_desks_of_consolidation(consolidation)
            ],
            "files": files_of_paper(consolidation),
            **self._told(consolidation, content),
        }
        return self.render(self.template_name, context)

    def _told(self, consolidation: Consolidation, content: Consolidated | None) -> dict[str, Any]:
        if content is None:
            return {"report": None}
        found = difference_to_former(consolidation, content)
        former = consolidation.supplements
        before = content_of_consolidation(former) if former is not None and found else None
        return {
            **report_context(consolidation, content),
            "difference": found,
            "moved": moved_figures(before, content, found) if before and found else [],
            "changed_since": handed_in_since(consolidation.period, content),
        }


class FigurePage(Page):
    """One figure of a consolidated report, and what each unit gave to it."""

    section = "plans"
    template_name: ClassVar[str] = "dvcq_workflow/consolidations/figure.html"

    def get(self, request: HttpRequest, uid: uuid.UUID, key: int) -> HttpResponse:
        """Show the values; the look is on record."""
        with self.acting():
            consolidation = view_consolidation(uid=uid, actor=request.user)
        content = content_of_consolidation(consolidation)
        line = content.figure_of(key) if content is not None else None
        if content is None or line is None:
            raise NotVisible("consolidation_not_found")
        groups = report_context(consolidation, content)["groups"]
        rows = [row for group in groups for row in group.rows if row.line is line]
        context = {
            "consolidation": consolidation,
            "plan": consolidation.plan,
            "report": content,
            "line": line,
            "row": rows[0],
            "entries": entry_rows(content, line),
        }
        return self.render(self.template_name, context)


class FrozenContentView(Page):
    """The content of a delivered report, byte for byte as it was hashed."""

    section = "plans"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Send the file; the download is on record."""
        with self.acting():
            file = take_frozen_content(uid=uid, actor=request.user)
        return download(file.data, file.name, "application/json")
