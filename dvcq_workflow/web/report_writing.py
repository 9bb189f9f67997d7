"""The writer's desk of a unit's report: figures and texts are typed, taken over from the last
period, or brought by a workbook, and kept by the page itself while they are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from dvcq_workflow.documents.reading.xlsx_source import MAX_BOOK_BYTES
from dvcq_workflow.host import get_host
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.reports import Report, ReportSection, ReportValue
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.figures import NOT_REPORTED
from dvcq_workflow.rules.plausibility import carried_over
from dvcq_workflow.selectors.figures import definition_of
from dvcq_workflow.selectors.reports import (
    report_before,
    sections_of,
    stored_at,
    values_before,
    values_of,
)
from dvcq_workflow.services.evidence import add_evidence
from dvcq_workflow.web.choices import Choice, ShownChoice
from dvcq_workflow.web.forms.desks import PlainForm
from dvcq_workflow.web.forms.evidence import EvidenceForm
from dvcq_workflow.web.forms.reports import (
    NONE,
    SECTION,
    VALUE,
    ReportForm,
    WithdrawReportForm,
    typed_figure,
)
from dvcq_workflow.web.pages import STATUS_OF, UNPROCESSABLE
from dvcq_workflow.web.report_books import load_book
from dvcq_workflow.web.report_desks import ReportDesk
from dvcq_workflow.web.year_desks import WritingDesk

TEXT_PREFIX = "report"
BOOK_FIELD = "book"
MAX_REMARKS = 20
FIELDS_OF_A_FIGURE = 2
QUIET_SECONDS, APART_SECONDS = 8, 60
"""The page keeps what is typed after so long without a key, and no more often than that: each time
is an event on record."""


class WriteDesk(WritingDesk, ReportDesk):
    """The writer's: figures and texts, with what the receiver found wrong at its place.

    ``remarks``: what is said of a file that was loaded. ``seen``: the hash of the content from
    which somebody typed what the page shows; empty: it shows what is stored now.
    """

    template_name: ClassVar[str] = "dvcq_workflow/reports/write.html"
    remarks: Sequence[str] = ()
    seen = ""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Write figures and texts of the period, then send the report to be signed.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: store, send on."""
        return (
            self._writing(desk.report, "send", _("Store and send to be signed")),
            self._writing(desk.report, "save", _("Store")),
        )

    def _writing(self, report: Report, key: str, title: str) -> Choice:
        self.report = report
        args = {"sections": self.sections, "values": self.values}
        return Choice(key, key, title, "", ReportForm, prefix=TEXT_PREFIX, form_args=args)

    @cached_property
    def sections(self) -> list[ReportSection]:
        """The parts of the report, read once."""
        return sections_of(self.report)

    @cached_property
    def values(self) -> list[ReportValue]:
        """The figures of the report, read once."""
        return values_of(self.report)

    def _side_choices(self, desk: Desk) -> list[Choice]:
        nothing = Choice(
            key="nothing",
            act="nothing",
            title=_("Nothing arose in the whole period"),
            consequence=_("Every figure then says that nothing arose. That is a report, too."),
            form=PlainForm,
            look="quiet",
            icon="note",
        )
        withdrawing = Choice(
            key="withdraw",
            act="withdraw",
            title=_("Withdraw the report"),
            consequence=_("What was written stays on file with your reason; the duty stays."),
            form=WithdrawReportForm,
            look="stop",
            icon="stop",
            needs_reason=True,
        )
        return [nothing, withdrawing, *super()._side_choices(desk)]

    # What is asked of the page ------------------------------------------------------------------

    def post(self, request: HttpRequest, **doors: Any) -> HttpResponse:
        """Change what stands on the page, keep it, or do what was chosen."""
        wanted, self.seen = request.POST.get("choice", ""), request.POST.get("seen_hash", "")
        own = {
            "autosave": self._keep,
            "load": self._load,
            "carry": self._carry,
            "attach": self._attach,
        }
        if wanted not in own:
            return super().post(request, **doors)
        desk = self._found()
        choice = self._writing(desk.report, wanted, "")
        try:
            return own[wanted](desk, choice)
        except (NotVisible, NotPermitted):
            raise
        except RuleViolation as violation:
            return self.refused(violation, ShownChoice(choice, choice.posted_form(request.POST)))

    def refused(self, violation: RuleViolation, shown: ShownChoice) -> HttpResponse:
        """Show what was typed; who was told that somebody else wrote may store over it."""
        if isinstance(violation, Conflict):
            self.seen = ""
        return super().refused(violation, shown)

    def _keep(self, desk: Desk, choice: Choice) -> HttpResponse:
        """Store what can be read of a page that its writer has not sent; answer its script."""
        try:
            form, saved = self._stored_as_far_as_it_goes(choice)
        except (NotVisible, NotPermitted):
            raise
        except RuleViolation as violation:
            status = STATUS_OF.get(type(violation), UNPROCESSABLE)
            return JsonResponse({"said": sentence_of(violation)}, status=status)
        now = timezone.localtime(get_host().now())
        said = _("Stored at %(time)s") % {"time": f"{now:%H:%M}"}
        if form.errors:
            said += ". " + _unread(len(form.errors))
        return JsonResponse({"said": said, "seen_hash": saved.content_hash})

    def _stored_as_far_as_it_goes(self, choice: Choice) -> tuple[Any, Report]:
        form: Any = choice.posted_form(self.request.POST)
        form.is_valid()
        saved = self.act("autosave", {"sections": form.texts(), "values": form.figures()})
        self.seen = saved.content_hash
        return form, saved

    def _load(self, desk: Desk, choice: Choice) -> HttpResponse:
        """Fill the page from a workbook and store nothing: a bad cell is shown as it was typed."""
        self._require_acting(desk)
        file = self.request.FILES.get(BOOK_FIELD)
        if file is None:
            raise RuleViolation("book_missing")
        loaded = load_book(
            file.read(MAX_BOOK_BYTES + 1),
            filename=file.name or "",
            report=desk.report,
            sections=self.sections,
            values=self.values,
        )
        form = self._filled(choice, loaded.typed)
        form.is_valid()
        form.say(loaded.problems)
        count = sum(name.startswith((VALUE, SECTION)) for name in loaded.typed)
        taken = _("Entries taken from the file: %(count)s. Nothing is stored yet.")
        self.remarks = [taken % {"count": count}, *loaded.remarks[:MAX_REMARKS]]
        problem = _unread(len(form.errors)) if form.errors else ""
        return self._shown(
            choice, form, problem=problem, status=UNPROCESSABLE if form.errors else 200
        )

    def _carry(self, desk: Desk, choice: Choice) -> HttpResponse:
        """Put the stock that the last period ended with where nothing is typed; store nothing."""
        self._require_acting(desk)
        before = values_before(report_before(desk.report))
        typed: dict[str, str] = {}
        for row in self.values:
            code = row.indicator.code
            said = carried_over(
                definition_of(row.indicator), before.get(row.indicator_id, NOT_REPORTED)
            )
            if said is not None and not self._typed(f"{VALUE}{code}", f"{NONE}{code}"):
                typed |= typed_figure(code, said)
        taken = _("Figures taken over from the last period: %(count)s. Nothing is stored yet.")
        self.remarks = [taken % {"count": len(typed) // FIELDS_OF_A_FIGURE}]
        return self._shown(choice, self._filled(choice, typed))

    def _attach(self, desk: Desk, choice: Choice) -> HttpResponse:
        """Keep what is typed, then add a file that shows what was done."""
        files = EvidenceForm(self.request.POST, self.request.FILES)
        if not files.is_valid():
            raise RuleViolation("evidence_empty")
        form, _saved = self._stored_as_far_as_it_goes(choice)
        name, data = files.name_and_bytes()
        with self.acting():
            add_evidence(
                kind="report",
                pk=desk.report.pk,
                file_name=name,
                data=data,
                actor=self.request.user,
            )
        messages.success(self.request, _("The file is added."))
        if form.errors:
            return self._shown(choice, form, status=UNPROCESSABLE)
        return redirect(f"{self.request.path}#evidence")

    def _require_acting(self, desk: Desk) -> None:
        if desk.state != Desk.State.OPEN:
            raise Conflict("desk_done")
        if self.standing_at(desk).seat is None:
            raise NotPermitted("desk_not_yours")

    def _typed(self, *names: str) -> bool:
        posted = self.request.POST
        return any(posted.get(f"{TEXT_PREFIX}-{name}", "").strip() for name in names)

    def _filled(self, choice: Choice, typed: dict[str, str]) -> Any:
        """Return the form as it was posted, with more typed into it."""
        data = self.request.POST.copy()
        for name, text in typed.items():
            data[f"{TEXT_PREFIX}-{name}"] = text
        return choice.posted_form(data)

    def _shown(
        self, choice: Choice, form: Any, *, problem: str = "", status: int = 200
    ) -> HttpResponse:
        shown = ShownChoice(choice, form, problem=problem)
        return self.show(self._found(), shown=shown, status=status)

    # What is stored and sent on -----------------------------------------------------------------

    def act(self, act: str, data: dict[str, Any], *, seen_hash: str | None = None) -> Any:
        """Store first where a report is sent on: what is sent is what stands on the page."""
        if act != "send":
            return super().act(act, data, seen_hash=seen_hash)
        saved = super().act("save", data)
        return super().act("send", {}, seen_hash=saved.content_hash)

    def data_of(self, choice: Choice, cleaned: dict[str, Any], desk: Desk) -> dict[str, Any]:
        """Return what was written."""
        if not choice.prefix:
            return cleaned
        form: Any = choice.posted_form(self.request.POST)
        form.is_valid()
        return {"sections": form.texts(), "values": form.figures()}

    def done(self, act: str, desk: Desk) -> HttpResponse:
        """After storing one stays on the page."""
        if act in ("save", "nothing"):
            messages.success(self.request, _("The report is stored. It stays on this desk."))
            return redirect(self.request.path)
        return super().done(act, desk)

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done."""
        if act == "withdraw":
            return _("The report is withdrawn.")
        return _("The report is stored and sent to be signed.")

    # The page -----------------------------------------------------------------------------------

    def beside(self, desk: Desk) -> dict[str, Any]:
        """Return the editor beside the figures of the last period."""
        found = super().beside(desk)
        form = self.editor(desk)
        for line in found["lines"]:
            name = f"{VALUE}{line.code}"
            if name in form.fields:
                line.field, line.none = form[name], form[f"{NONE}{line.code}"]
        for part in found["parts"]:
            part.field = form[f"{SECTION}{part.key}"]
        typed = [line for line in found["lines"] if line.field]
        shows_typed = bool(form.is_bound and self.seen)
        return {
            **found,
            "form": form,
            "content_hash": self.seen if shows_typed else desk.report.content_hash,
            "remarks_of_file": self.remarks,
            "book_open": self.request.POST.get("choice") == "load",
            "figures_asked": len(typed),
            "figures_given": sum(not line.is_open for line in typed),
            "figures_open": sum(line.is_open for line in typed),
            "parts_open": sum(part.is_open for part in found["parts"]),
            "stored_at": stored_at(desk.report),
            "may_carry": any(line.carries for line in found["lines"]),
            "quiet_seconds": QUIET_SECONDS,
            "apart_seconds": APART_SECONDS,
        }


def _unread(count: int) -> str:
    said = _("Fields that cannot be read and are not stored: %(count)s. Each says why.")
    return said % {"count": count}


write_desk = WriteDesk.as_view()
