"""Notices about an issued plan: begin one, and the one page of each with what can be done there."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from dvcq_workflow.documents.press.sheet import type_name
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.notices import NOTICE_STATUS_NAMES, PlanNotice
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.changes import require_in_force
from dvcq_workflow.rules.desks import ROLES_AT, Step, people_of
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.rules.notices import NoticeKind, NoticeStatus, usual_symbol
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.desks import unit_of_step
from dvcq_workflow.selectors.notices import authors_of_notice, number_of_notice, text_of_notice
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.people import authority_of
from dvcq_workflow.selectors.plan_files import files_of_notice
from dvcq_workflow.selectors.sheets import sheet_of_notice
from dvcq_workflow.services.notices import (
    draft_notice,
    drop_notice,
    release_notice,
    save_notice,
    sign_notice,
)
from dvcq_workflow.services.viewing import view_notice, view_plan
from dvcq_workflow.templatetags.dvcq import Paper
from dvcq_workflow.web.after_issue import may_draft
from dvcq_workflow.web.desk_pages import Choice, ShownChoice, kept_texts
from dvcq_workflow.web.forms.desks import NumberForm
from dvcq_workflow.web.forms.fields import PageForm
from dvcq_workflow.web.forms.notices import DropForm, NoticeForm, sign_form
from dvcq_workflow.web.pages import UNPROCESSABLE, Page

CONFLICT = 409
# What a document says of itself is Vietnamese, whatever the reader's language is.
USUAL_SUBJECTS = {
    NoticeKind.CORRECTION: "Đính chính %(type)s số %(number)s ngày %(day)s",
    NoticeKind.RECALL: "Thu hồi %(type)s số %(number)s ngày %(day)s",
}
NOTICE_MARKS = {
    NoticeStatus.DRAFTED: ("off", "pen"),
    NoticeStatus.SIGNED: ("here", "here"),
    NoticeStatus.RELEASED: ("ok", "ok"),
    NoticeStatus.DROPPED: ("off", "stop"),
}


class StartNotice(Page):
    """Begin a correction or a recall of an issued plan, in the unit that drafted it."""

    section = "plans"
    kind: NoticeKind = NoticeKind.CORRECTION

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the form with the usual symbol and subject."""
        plan = self._plan(uid)
        return self._show(plan, NoticeForm(prefix="save", initial=self._usual(plan)))

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Begin the notice and open its page."""
        plan = self._plan(uid)
        form = NoticeForm(request.POST, prefix="save")
        form.is_valid()
        try:
            with self.acting():
                notice = draft_notice(
                    plan_id=plan.pk, kind=self.kind, written=form.to_text(), actor=request.user
                )
        except (NotVisible, NotPermitted, Conflict):
            raise
        except RuleViolation as violation:
            return self._show(plan, form, problem=sentence_of(violation), status=UNPROCESSABLE)
        messages.success(request, _("The notice is stored. It now awaits a signature."))
        return redirect(notice_url(notice))

    def _plan(self, uid: uuid.UUID) -> Plan:
        """Return the plan, if the viewer may draft in its unit and it still holds."""
        with self.acting() as act:
            plan = view_plan(uid=uid, actor=self.request.user)
            act.refused_on = ("plan", plan.stream)
            if not may_draft(plan, self.shell.held):
                raise NotPermitted("desk_not_yours")
            require_in_force(plan.state)
        return plan

    def _usual(self, plan: Plan) -> dict[str, str]:
        number = issuance_of(plan)
        units = {
            "issuing": plan.issuing_unit.abbreviation,
            "drafting": plan.drafting_unit.abbreviation,
        }
        named = {
            "type": type_name(plan.document_type),
            "number": number.full_number if number else "",
            "day": short_date(number.issued_on) if number else "",
        }
        return {
            "symbol": usual_symbol(self.kind, **units),
            "place": plan.issuing_unit.place,
            "subject": USUAL_SUBJECTS[self.kind] % named,
        }

    def _show(
        self, plan: Plan, form: NoticeForm, *, problem: str = "", status: int = 200
    ) -> HttpResponse:
        context = {
            "plan": plan,
            "issuance": issuance_of(plan),
            "form": form,
            "is_recall": self.kind is NoticeKind.RECALL,
            "problem": problem,
        }
        return self.render("dvcq_workflow/notices/start.html", context, status=status)


class NoticePage(Page):
    """One notice: how it stands, what it says, and what its viewer can do about it."""

    section = "plans"
    template_name: ClassVar[str] = "dvcq_workflow/notices/notice.html"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the notice; the look is on record."""
        return self._show(self._found(uid))

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Do what was chosen; where it is refused, show the page again with all that was typed."""
        notice = self._found(uid)
        every = self._every_choice(notice)
        choice = next((c for c in every if c.key == request.POST.get("choice")), None)
        if choice is None:
            problem = sentence_of(RuleViolation("desk_act_unknown"))
            return self._show(notice, problem=problem, status=UNPROCESSABLE)
        form = choice.form(request.POST, prefix=choice.key)
        if not form.is_valid():
            shown = ShownChoice(choice, form, is_open=True)
            return self._show(notice, shown=shown, status=UNPROCESSABLE)
        try:
            self._act(notice, choice, form)
        except (NotVisible, NotPermitted):
            raise
        except RuleViolation as violation:
            shown = ShownChoice(choice, form, sentence_of(violation), is_open=True)
            status = CONFLICT if isinstance(violation, Conflict) else UNPROCESSABLE
            return self._show(self._found(uid), shown=shown, status=status)
        messages.success(request, self._done(notice, choice))
        return redirect(notice_url(notice))

    def _found(self, uid: uuid.UUID) -> PlanNotice:
        with self.acting():
            return view_notice(uid=uid, actor=self.request.user)

    def _act(self, notice: PlanNotice, choice: Choice, form: PageForm) -> None:
        service: dict[str, Callable[..., Any]] = {
            "save": save_notice,
            "drop": drop_notice,
            "sign": sign_notice,
            "release": release_notice,
        }
        is_text = isinstance(form, NoticeForm)
        data = {"written": form.to_text()} if is_text else form.cleaned_data  # type: ignore[attr-defined]
        with self.acting():
            service[choice.act](
                notice_id=notice.pk,
                seen_hash=self.request.POST.get("seen_hash", ""),
                actor=self.request.user,
                **data,
            )

    # What can be chosen -------------------------------------------------------------------------

    def _every_choice(self, notice: PlanNotice) -> Sequence[Choice]:
        """Return all there is to choose; the service says who may."""
        powers = authority_of(self.request.user, notice.plan.issuing_unit_id, self.today)
        written = {name: getattr(text_of_notice(notice), name) for name in NoticeForm.base_fields}
        return (
            Choice("save", "save", _("Store"), _saving(), NoticeForm, initial=written, icon="pen"),
            Choice(
                "drop", "drop", _("Drop the notice"), _dropping(), DropForm, "stop", "stop", True
            ),
            Choice("sign", "sign", _("Sign"), _signing(notice), sign_form(powers), icon="pen"),
            Choice(
                "release",
                "release",
                _("Number and release"),
                _releasing(notice),
                NumberForm,
                icon="send",
                initial={"issued_on": self.today},
            ),
        )

    def _open_to_viewer(self, notice: PlanNotice) -> set[str]:
        """Return the keys of what the viewer may choose now."""
        in_force = notice.plan.state is Status.ISSUED
        if notice.state is NoticeStatus.DRAFTED:
            mine = notice.drafted_by_id in self._people_at(Step.DRAFT, notice)
            keys = {"save", "drop"} if mine else set()
            keys |= {"sign"} if self._may_sign(notice) else set()
            return keys if in_force else keys & {"drop"}
        signers = {notice.signed_by_id, notice.signed_for_id}
        office = self._people_at(Step.RELEASE, notice)
        may_release = notice.state is NoticeStatus.SIGNED and office and not office & signers
        return {"release"} if may_release and in_force else set()

    def _may_sign(self, notice: PlanNotice) -> bool:
        viewer = self.request.user
        powers = authority_of(viewer, notice.plan.issuing_unit_id, self.today)
        sits = viewer.pk in self._people_at(Step.SIGN, notice, alone=True)
        return bool(powers) and sits and viewer.pk not in authors_of_notice(notice)

    def _people_at(self, step: Step, notice: PlanNotice, *, alone: bool = False) -> set[int]:
        """Return as whom the viewer may act at a step: themselves, and whom they stand in for."""
        unit_id = unit_of_step(step, notice.plan)
        seats = [s for s in self.shell.held if s.unit_id == unit_id and s.role in ROLES_AT[step]]
        held = [seat for seat in seats if seat.principal_id is None or not alone]
        return set().union(*(people_of(self.request.user.pk or 0, seat) for seat in held))

    # The page -----------------------------------------------------------------------------------

    def _show(
        self,
        notice: PlanNotice,
        *,
        shown: ShownChoice | None = None,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        keys = self._open_to_viewer(notice)
        choices = [c for c in self._every_choice(notice) if c.key in keys]
        is_open = shown is not None and shown.choice.key in keys
        context = {
            **_paper_of(notice),
            "shown_choices": [
                shown
                if shown is not None and shown.choice.key == c.key
                else ShownChoice(c, c.form(prefix=c.key, initial=c.initial))
                for c in choices
            ],
            "kept": kept_texts(shown.form) if shown is not None and not is_open else [],
            "problem": problem or (shown.problem if shown else ""),
        }
        return self.render(self.template_name, context, status=status)

    def _done(self, notice: PlanNotice, choice: Choice) -> str:
        if choice.key == "release":
            number = number_of_notice(notice)
            return _("The notice is released under number %(number)s.") % {"number": number}
        sentences = {
            "save": _("The notice is stored. It now awaits a signature."),
            "drop": _("The notice is dropped. It stays on record."),
            "sign": _("You signed the notice. The records office numbers and releases it."),
        }
        return sentences[choice.key]


def notice_url(notice: PlanNotice) -> str:
    """Return where a notice's page is."""
    return reverse("dvcq_workflow:notice", args=[notice.uid])


def _saving() -> str:
    return _("The text is kept. Whoever signs reads it as it then stands.")


def _dropping() -> str:
    return _("The notice goes no further. It stays on record with your reason.")


def _signing(notice: PlanNotice) -> str:
    if notice.is_recall:
        return _(
            "The recall goes to the records office. Once it is released, the plan is recalled."
        )
    return _("The correction goes to the records office. The plan itself stays as it is.")


def _releasing(notice: PlanNotice) -> str:
    if notice.is_recall:
        return _(
            "The next number is taken for good, the units that received the plan are told, and the "
            "plan is recalled. This cannot be undone."
        )
    return _("The next number is taken for good and the units that received the plan are told.")


def _paper_of(notice: PlanNotice) -> dict[str, Any]:
    """Return what the page shows of a notice, and of its document as on paper."""
    number = number_of_notice(notice)
    look, icon = NOTICE_MARKS[notice.state]
    return {
        "notice": notice,
        "plan": notice.plan,
        "content_hash": notice.content_hash,
        "issuance": issuance_of(notice.plan),
        "number": number,
        "look": look,
        "icon": icon,
        "status_name": NOTICE_STATUS_NAMES[notice.state],
        "sheet": Paper(sheet_of_notice(notice)),
        "files": files_of_notice(notice),
        "is_released": notice.state is NoticeStatus.RELEASED,
    }
