"""Bringing in a plan's text: upload or paste, see what was found, correct, confirm.

Nothing is stored as a plan before a person confirmed it. How a plan's process is started is
handed in by the URLs, because pages do not know the flows.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dvcq_workflow.conf import conf
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.imports import PlanImport
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.content import PlanContent, content_from_json
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.selectors.choices import units_to_draft_for
from dvcq_workflow.selectors.imports import imports_visible_to, visible_import
from dvcq_workflow.services.imports import (
    correct_import,
    drop_import,
    open_import,
    open_pasted,
    record_as_issued,
)
from dvcq_workflow.services.viewing import record_view
from dvcq_workflow.web.desk_pages import CONFLICT, whereabouts_of
from dvcq_workflow.web.forms.fields import PageForm
from dvcq_workflow.web.forms.imports import (
    DropForm,
    ImportContentForm,
    RecordIssuedForm,
    StartImportForm,
    StoreDraftForm,
)
from dvcq_workflow.web.found import doubts_in, groups_in, lines_in_doubt
from dvcq_workflow.web.pages import UNPROCESSABLE, Page

SHOWN_IMPORTS = 20
CHOICES = ("keep", "draft", "issued")


class StartImport(Page):
    """Upload a file or paste a text for a unit."""

    template_name: ClassVar[str] = "dvcq_workflow/imports/start.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form and the imports that await a person's word."""
        return self._show(StartImportForm(units=self._units()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Read the file or the text; where it is no plan, say why and keep what was typed."""
        form = StartImportForm(request.POST, request.FILES, units=self._units())
        if not form.is_valid():
            return self._show(form, status=UNPROCESSABLE)
        try:
            opened = self._open(form.cleaned_data)
        except (NotPermitted, NotVisible, Conflict):
            raise
        except RuleViolation as violation:
            form.add_error("file" if form.cleaned_data["file"] else "text", sentence_of(violation))
            return self._show(form, status=UNPROCESSABLE)
        return redirect("dvcq_workflow:import", uid=opened.uid)

    def _open(self, cleaned: dict[str, Any]) -> PlanImport:
        with self.acting():
            actor, unit, file = self.request.user, cleaned["unit"], cleaned["file"]
            if file:
                return open_import(unit=unit, file_name=file.name, data=file.read(), actor=actor)
            return open_pasted(unit=unit, text=cleaned["text"], actor=actor)

    def _units(self) -> Any:
        return units_to_draft_for(self.request.user, self.today)

    def _show(self, form: StartImportForm, status: int = 200) -> HttpResponse:
        waiting = imports_visible_to(self.request.user, self.today).filter(
            state=PlanImport.State.OPEN
        )
        context = {
            "form": form,
            "has_units": self._units().exists(),
            "limit_mb": conf.MAX_UPLOAD_BYTES // (1024 * 1024),
            "waiting": waiting.select_related("unit", "uploaded_by")[:SHOWN_IMPORTS],
        }
        return self.render(self.template_name, context, status=status)


class ConfirmImport(Page):
    """The preview: the text, what was found in it, what is doubtful; correct and confirm."""

    template_name: ClassVar[str] = "dvcq_workflow/imports/confirm.html"
    start_plan: Callable[..., Plan] | None = None

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the preview, and keep that it was looked at."""
        opened = self._found(uid)
        record_view(
            subject="plan_import",
            stream=opened.stream,
            actor=request.user,
            channel="web",
            **self.origin(),
        )
        return self._show(opened)

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Change the page, keep corrections, confirm, or drop."""
        opened = self._found(uid)
        if "op" in request.POST:
            form = self._content_form(opened)
            form.rearrange(request.POST["op"])
            return self._show(opened, form=form)
        try:
            return self._confirm(opened, request.POST.get("choice", ""))
        except (NotVisible, NotPermitted):
            raise
        except RuleViolation as violation:
            status = CONFLICT if isinstance(violation, Conflict) else UNPROCESSABLE
            return self._show_typed(
                self._found(uid), sentence_of(violation), status, violation=violation
            )

    # What is written ----------------------------------------------------------------------------

    def _confirm(self, opened: PlanImport, choice: str) -> HttpResponse:
        if choice == "drop":
            return self._drop(opened)
        if choice not in CHOICES:
            raise RuleViolation("desk_act_unknown")
        content_form = self._content_form(opened)
        further = self._further(choice, opened)
        is_whole = content_form.is_valid() and (further is None or further.is_valid())
        if not is_whole:
            problem = _("Something cannot be read yet; nothing was stored. See the marked fields.")
            return self._show(
                opened,
                form=content_form,
                further={choice: further} if further else None,
                problem=problem,
                status=UNPROCESSABLE,
            )
        with self.acting():
            self._keep(opened, content_form.to_content(), always=choice == "keep")
            if choice == "draft" and further is not None:
                return self._store_draft(opened, further)
            if choice == "issued" and further is not None:
                return self._record_issued(opened, further)
        messages.success(self.request, _("Your corrections are kept."))
        return redirect(self.request.path)

    def _keep(self, opened: PlanImport, content: PlanContent, *, always: bool) -> None:
        """Keep corrections; the import's lock is asked for also where nothing was changed."""
        if always or content.to_json() != opened.content:
            correct_import(import_id=opened.pk, content=content, actor=self.request.user)

    def _store_draft(self, opened: PlanImport, form: PageForm) -> HttpResponse:
        if self.start_plan is None:
            raise RuntimeError("ConfirmImport is included without the flow that starts a plan.")
        plan = self.start_plan(
            import_id=opened.pk,
            drafting_unit=opened.unit,
            actor=self.request.user,
            channel="web",
            **form.cleaned_data,
        )
        return self._stored(_("The draft is stored."), plan)

    def _record_issued(self, opened: PlanImport, form: PageForm) -> HttpResponse:
        plan = record_as_issued(
            import_id=opened.pk,
            drafting_unit=opened.unit,
            actor=self.request.user,
            **form.cleaned_data,
        )
        return self._stored(_("The plan is recorded with its own number and date."), plan)

    def _stored(self, sentence: str, plan: Plan) -> HttpResponse:
        messages.success(self.request, f"{sentence} {whereabouts_of(plan)}")
        return redirect("dvcq_workflow:plan", uid=plan.uid)

    def _drop(self, opened: PlanImport) -> HttpResponse:
        form = DropForm(self.request.POST, prefix="drop")
        if not form.is_valid():
            return self._show_typed(opened, "", UNPROCESSABLE)
        with self.acting():
            drop_import(import_id=opened.pk, actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("The import is dropped; the file's code stays on record."))
        return redirect("dvcq_workflow:import_start")

    # The page -----------------------------------------------------------------------------------

    def _found(self, uid: uuid.UUID) -> PlanImport:
        return visible_import(self.request.user, uid, self.today)

    def _content_form(self, opened: PlanImport) -> ImportContentForm:
        data = self.request.POST if self.request.method == "POST" else None
        return ImportContentForm(data, base=content_from_json(opened.content))

    def _further(self, choice: str, opened: PlanImport) -> PageForm | None:
        """Return what a confirmation asks besides, as posted."""
        data = self.request.POST if self.request.method == "POST" else None
        units, on = [opened.unit], self.today
        if choice == "drop":
            return DropForm(data, prefix="drop")
        if choice == "draft":
            return StoreDraftForm(data, prefix="draft", drafting_units=units, on=on)
        if choice == "issued":
            header = opened.found["header"]
            day = header["date"] and dt.date.fromisoformat(header["date"])
            initial = {"number": header["number"], "issued_on": day}
            return RecordIssuedForm(
                data, prefix="issued", initial=initial, drafting_units=units, on=on
            )
        return None

    def _show_typed(
        self,
        opened: PlanImport,
        problem: str,
        status: int,
        violation: RuleViolation | None = None,
    ) -> HttpResponse:
        choice = self.request.POST.get("choice", "")
        further = self._further(choice, opened)
        if further is not None and violation is not None:
            further.mark(violation)
        return self._show(
            opened,
            form=self._content_form(opened),
            further={choice: further} if further else None,
            problem=problem,
            status=status,
        )

    def _show(
        self,
        opened: PlanImport,
        *,
        form: ImportContentForm | None = None,
        further: dict[str, Any] | None = None,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        shown = {name: self._further(name, opened) for name in ("draft", "issued", "drop")}
        doubtful = lines_in_doubt(opened.found)
        context = {
            "opened": opened,
            "is_open": opened.state == PlanImport.State.OPEN,
            "title": _("Import: %(file)s") % {"file": opened.file_name},
            "form": form or self._content_form(opened),
            "forms": {**shown, **(further or {})},
            "choice": (choice := self.request.POST.get("choice", "")),
            "draft_unchecked": choice != "draft",
            "issued_unchecked": choice != "issued",
            "drop_unchecked": choice != "drop",
            "unchecked": status != UNPROCESSABLE,
            "citations_open": self.request.POST.get("op", "").startswith("citation:"),
            "lines": [
                (number, line, number in doubtful)
                for number, line in enumerate(opened.source_lines, start=1)
            ],
            "doubts": doubts_in(opened.found),
            "groups": groups_in(opened.found),
            "printed": _printed(opened),
            "problem": problem,
            "plan": opened.plan,
        }
        return self.render(self.template_name, context, status=status)


def _printed(opened: PlanImport) -> str:
    """Return number, date and signer as the text has them; a draft keeps none of them."""
    header, signature = opened.found["header"], opened.found["signature"] or {}
    number = f"{header['number']}/{header['symbol'] or ''}" if header["number"] else ""
    day = short_date(dt.date.fromisoformat(header["date"])) if header["date"] else ""
    return ", ".join(part for part in (number, day, signature.get("signer") or "") if part)
