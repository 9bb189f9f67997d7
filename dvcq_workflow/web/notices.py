"""Notices about an issued plan: begin one, and the one page of each with what can be done there."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
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
from dvcq_workflow.web.desk_pages import Choice
from dvcq_workflow.web.forms.desks import NumberForm
from dvcq_workflow.web.forms.notices import DropForm, NoticeForm, sign_form
from dvcq_workflow.web.pages import UNPROCESSABLE, Page
from dvcq_workflow.web.paper_pages import PaperPage

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


class NoticePage(PaperPage):
    """One notice: how it stands, what it says, and what its viewer can do about it."""

    section = "plans"
    template_name: ClassVar[str] = "dvcq_workflow/notices/notice.html"
    services = {
        "save": save_notice,
        "drop": drop_notice,
        "sign": sign_notice,
        "release": release_notice,
    }
    key_name = "notice_id"

    def find(self, uid: uuid.UUID) -> PlanNotice:
        """Return the notice for its viewer; the look is on record."""
        with self.acting():
            return view_notice(uid=uid, actor=self.request.user)

    def url_of(self, notice: PlanNotice) -> str:
        """Return where the notice's page is."""
        return notice_url(notice)

    def shown(self, notice: PlanNotice) -> dict[str, Any]:
        """Return what the page shows of the notice, and of its document as printed."""
        return _paper_of(notice)

    def every_choice(self, notice: PlanNotice) -> Sequence[Choice]:
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

    def open_to_viewer(self, notice: PlanNotice) -> set[str]:
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

    def done_sentence(self, notice: PlanNotice, choice: Choice) -> str:
        """Return what has just been done."""
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
