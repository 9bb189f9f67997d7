"""Reports of the viewer's units: what they owe and gave, and one report to be read."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dvcq_workflow.conf import conf
from dvcq_workflow.labels.assignments import YEAR_TERM_MARKS, YEAR_TERM_NAMES
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.reporting import ReportDuty
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import NotVisible
from dvcq_workflow.rules.year_terms import year_term_of
from dvcq_workflow.selectors.reports import own_duties, plans_received, visible_report
from dvcq_workflow.services.viewing import record_view
from dvcq_workflow.web.evidence import evidence_context
from dvcq_workflow.web.inbox import desk_url
from dvcq_workflow.web.pages import Page
from dvcq_workflow.web.shown_reports import report_context


class Pages:
    """The pages of a list, as ``_pager.html`` shows them."""

    def __init__(self, page: Any) -> None:
        self.page = page.number
        self.has_previous, self.has_next = page.has_previous(), page.has_next()
        self.previous_query = f"?page={page.number - 1}"
        self.next_query = f"?page={page.number + 1}"


class ReportListView(Page):
    """What the viewer's units owe and gave, page by page, and where they receive reports."""

    section = "reports"
    template_name: ClassVar[str] = "dvcq_workflow/reports/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of the list."""
        duties = own_duties(request.user, self.today)
        number = request.GET.get("page", "1")
        page = Paginator(duties, conf.PAGE_SIZE).get_page(number)
        rows = [self._row(duty) for duty in page.object_list]
        received = plans_received(request.user, self.today)[: conf.PAGE_SIZE]
        context = {"page": page, "rows": rows, "pager": Pages(page), "received": received}
        return self.render(self.template_name, context)

    def _row(self, duty: ReportDuty) -> dict[str, Any]:
        report = next(iter(duty.live), None)  # type: ignore[attr-defined]
        last_day = None if duty.is_request else duty.effective_due_on
        term = year_term_of(last_day, report.submitted_on if report else None, self.today)
        look, icon = YEAR_TERM_MARKS[term]
        desk = next(iter(report.lying), None) if report else None
        is_open = report is None and duty.excused_at is None
        return {
            "duty": duty,
            "report": report,
            "desk_url": desk_url(desk) if desk and self.sits_at(desk) else "",
            "is_written": desk is not None and desk.step == Step.WRITE_REPORT,
            "term": YEAR_TERM_NAMES[term],
            "look": look,
            "icon": icon,
            "may_write": is_open and self.holds(duty.unit_id, Step.WRITE_REPORT),
        }


class StartReport(Page):
    """Begins the report of a duty and goes to its desk."""

    section = "reports"
    start_report: Callable[..., Any] | None = None

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Begin, or go to what lies there already."""
        if self.start_report is None:
            raise RuntimeError("StartReport is included without the flow that starts a report.")
        duty = ReportDuty.objects.filter(uid=uid).first()
        if duty is None:
            raise NotVisible("duty_not_found")
        report = self.start_report(
            duty_id=duty.pk, actor=request.user, channel="web", **self.origin()
        )
        messages.success(request, _("The report is open."))
        desk = Desk.objects.filter(report=report, state=Desk.State.OPEN).first()
        if desk is None:
            return redirect("dvcq_workflow:report", report.uid)
        return redirect(desk_url(desk))


class ReportPage(Page):
    """One report, to be read."""

    section = "reports"
    template_name: ClassVar[str] = "dvcq_workflow/reports/report.html"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the report, and keep that it was looked at."""
        report = visible_report(request.user, uid, self.today)
        record_view(
            subject="report",
            stream=report.plan.stream,
            actor=request.user,
            channel="web",
            **self.origin(),
        )
        context = {
            "plan": report.plan,
            **report_context(report),
            **evidence_context("report", report, request.user, self.today),
        }
        return self.render(self.template_name, context)
