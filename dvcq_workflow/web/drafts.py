"""Beginning a plan from a blank page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.content import PlanContent, RecipientLine
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.selectors.choices import units_to_draft_for
from dvcq_workflow.selectors.content import parent_heading
from dvcq_workflow.web.desk_pages import whereabouts_of
from dvcq_workflow.web.forms.imports import StartDraftForm
from dvcq_workflow.web.pages import UNPROCESSABLE, Page

PLAN_TYPE = "KH"
ARCHIVE = "Lưu: VT, %(unit)s"


class StartDraft(Page):
    """Choose unit, issuing body, year and subject; the draft then lies on one's own desk."""

    template_name: ClassVar[str] = "dvcq_workflow/imports/blank.html"
    start_plan: Callable[..., Plan] | None = None

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self._show(self._form(None))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin the draft."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form, status=UNPROCESSABLE)
        try:
            plan = self._start(form.cleaned_data)
        except (NotVisible, NotPermitted, Conflict):
            raise
        except RuleViolation as violation:
            form.add_error(None, sentence_of(violation))
            return self._show(form, status=UNPROCESSABLE)
        messages.success(request, f"{_('The draft is begun.')} {whereabouts_of(plan)}")
        return redirect("dvcq_workflow:inbox")

    def _start(self, cleaned: dict[str, Any]) -> Plan:
        if self.start_plan is None:
            raise RuntimeError("StartDraft is included without the flow that starts a plan.")
        with self.acting():
            return self.start_plan(
                actor=self.request.user,
                channel="web",
                content=blank_content(
                    cleaned["issuing_unit"],
                    cleaned["unit"],
                    year=cleaned["year"],
                    subject=cleaned["subject"],
                ),
                issuing_unit=cleaned["issuing_unit"],
                drafting_unit=cleaned["unit"],
                advising_unit=cleaned["advising_unit"],
            )

    def _form(self, data: Any) -> StartDraftForm:
        units = units_to_draft_for(self.request.user, self.today)
        return StartDraftForm(data, units=units, on=self.today, initial={"year": self.today.year})

    def _show(self, form: StartDraftForm, status: int = 200) -> HttpResponse:
        units = units_to_draft_for(self.request.user, self.today)
        context = {"form": form, "has_units": units.exists()}
        return self.render(self.template_name, context, status=status)


def blank_content(issuing: Unit, drafting: Unit, *, year: int, subject: str) -> PlanContent:
    """Return a content with its head filled in and its archive line, and no text yet.

    Source of the archive line: decree 30/2020/ND-CP, Phụ lục I, II.9.
    """
    archive = ARCHIVE % {"unit": drafting.abbreviation}
    return PlanContent(
        document_type=PLAN_TYPE,
        heading_lines=tuple(issuing.heading_lines),
        parent_heading=parent_heading(issuing),
        symbol=f"{PLAN_TYPE}-{issuing.abbreviation}",
        place=issuing.place,
        year=year,
        year_to=None,
        subject=subject,
        preamble_style="lines",
        preamble=(),
        bases=(),
        nodes=(),
        recipients=(RecipientLine(archive, is_archive=True),),
    )
