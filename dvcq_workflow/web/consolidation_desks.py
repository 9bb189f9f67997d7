"""The desks of a consolidated report: collect, draft, approve, number, deliver, acknowledge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.people import SigningAuthority
from dvcq_workflow.rules.consolidated import Consolidated
from dvcq_workflow.rules.consolidations import (
    require_other_than_signers,
    require_other_than_writers,
)
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.selectors.consolidations import (
    content_of_consolidation,
    difference_to_former,
    last_return_of_consolidation,
    number_of_consolidation,
    writers_of_consolidation,
)
from dvcq_workflow.selectors.gathering import gathered_state, handed_in_since
from dvcq_workflow.selectors.people import authority_of
from dvcq_workflow.web.choices import Choice
from dvcq_workflow.web.consolidated import moved_figures, report_context
from dvcq_workflow.web.forms.consolidations import (
    CollectForm,
    ConsolidationForm,
    WithdrawConsolidationForm,
)
from dvcq_workflow.web.forms.desks import NumberForm, PaperNumberForm, PlainForm, ReturnForm
from dvcq_workflow.web.forms.notices import sign_form
from dvcq_workflow.web.year_desks import WritingDesk, YearDeskPage

TEXT_PREFIX = "text"


class ConsolidationDesk(YearDeskPage):
    """A desk at which a consolidated report lies."""

    template_name: ClassVar[str] = "dvcq_workflow/consolidations/desk.html"

    def content(self, desk: Desk) -> Consolidated | None:
        """Return what the report says now, read once for the page."""
        if not hasattr(self, "_content"):
            self._content = content_of_consolidation(desk.consolidation)
        return self._content

    def beside(self, desk: Desk) -> dict[str, Any]:
        """Return the report as it stands, and what a supplement changes."""
        consolidation, content = desk.consolidation, self.content(desk)
        if content is None:
            return {"consolidation": consolidation}
        found = difference_to_former(consolidation, content)
        former = content_of_consolidation(consolidation.supplements) if found else None
        return {
            "consolidation": consolidation,
            **report_context(consolidation, content),
            "difference": found,
            "moved": moved_figures(former, content, found) if found and former else [],
            "number": number_of_consolidation(consolidation),
            "changed_since": self._changed_since(desk, content),
        }

    def _changed_since(self, desk: Desk, content: Consolidated) -> list[str]:
        is_before_delivery = desk.consolidation.delivered_at is None
        return handed_in_since(desk.consolidation.period, content) if is_before_delivery else []


def _withdrawing() -> Choice:
    return Choice(
        key="withdraw",
        act="withdraw",
        title=_("Withdraw the consolidated report"),
        consequence=_("This ends the process. What was written stays on file with your reason."),
        form=WithdrawConsolidationForm,
        look="stop",
        icon="stop",
        needs_reason=True,
    )


def _returning() -> Choice:
    return Choice(
        key="return",
        act="return",
        title=_("Return for revision"),
        consequence=_("The report goes back to its writer. A signature no longer counts."),
        form=ReturnForm,
        look="back",
        icon="back",
        needs_reason=True,
    )


class CollectDesk(ConsolidationDesk):
    """Reports come in; one click drafts the consolidated report of those that are there."""

    template_name: ClassVar[str] = "dvcq_workflow/consolidations/collect.html"

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Draft the consolidated report once the reports are in, or at the cut-off.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: draft, withdraw."""
        drafting = Choice(
            key="draft",
            act="draft",
            title=_("Draft the consolidated report"),
            consequence=_(
                "Sums and rates are reckoned from the reports that are there now, the units' texts "
                "are laid side by side, and units without a report are named."
            ),
            form=CollectForm,
            icon="file",
        )
        return (drafting, _withdrawing())

    def beside(self, desk: Desk) -> dict[str, Any]:
        """Return how the reports of the period stand."""
        state = gathered_state(desk.consolidation.period)
        return {"consolidation": desk.consolidation, "state": state, "period": state.period}

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done."""
        if act == "withdraw":
            return _("The consolidated report is withdrawn.")
        return _("The consolidated report is drafted.")


class DraftDesk(WritingDesk, ConsolidationDesk):
    """The writer edits the text; the figures stay as they were gathered."""

    template_name: ClassVar[str] = "dvcq_workflow/consolidations/draft.html"

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Write the report out of the units' texts, then send it to be signed.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: store, send; both store what was typed."""
        content = self.content(desk)
        if content is None:
            return ()
        given: dict[str, Any] = {
            "form": ConsolidationForm,
            "prefix": TEXT_PREFIX,
            "form_args": {"sections": content.sections},
            "initial": {name: getattr(content, name) for name in ("subject", "symbol", "place")},
        }
        return (
            Choice("send", "send", _("Store and send to be signed"), "", **given, icon="send"),
            Choice("save", "save", _("Store"), "", **given, icon="pen"),
        )

    def _side_choices(self, desk: Desk) -> list[Choice]:
        collecting = Choice(
            key="collect",
            act="collect",
            title=_("Collect reports again"),
            consequence=_("Figures are reckoned anew; what you wrote stays."),
            form=PlainForm,
            look="quiet",
            icon="back",
        )
        return [collecting, _withdrawing()]

    def data_of(self, choice: Choice, cleaned: dict[str, Any], desk: Desk) -> dict[str, Any]:
        """Return what was written."""
        if choice.prefix:
            form: Any = choice.posted_form(self.request.POST)
            form.is_valid()
            return {"written": form.to_written()}
        return cleaned

    def beside(self, desk: Desk) -> dict[str, Any]:
        """Return the editor, the last return and the report as it stands."""
        found, form = super().beside(desk), self.editor(desk)
        return {
            **found,
            "form": form,
            "edited": list(zip(found.get("sections", []), _section_fields(form), strict=False)),
            "last_return": last_return_of_consolidation(desk.consolidation),
        }

    def done(self, act: str, desk: Desk) -> HttpResponse:
        """After storing one stays on the page."""
        if act == "save":
            messages.success(self.request, _("The report is stored. It stays on this desk."))
            return redirect(self.request.path)
        return super().done(act, desk)

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done."""
        sentences = {
            "send": _("The report is stored and sent to be signed."),
            "collect": _("The reports are collected again."),
        }
        return sentences.get(act) or _("The consolidated report is withdrawn.")


def _section_fields(form: Any) -> list[Any]:
    return [field for field in form if field.name.startswith("section_")] if form else []


class ApproveDesk(ConsolidationDesk):
    """The head of the unit approves the report and signs it."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please approve and sign this consolidated report, or return it.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: sign, return."""
        signing = Choice(
            key="sign",
            act="sign",
            title=_("Sign"),
            consequence=_("The report goes to the records office for its number."),
            form=sign_form(self._powers(desk)),
            icon="pen",
        )
        return (signing, _returning())

    def beside(self, desk: Desk) -> dict[str, Any]:
        """Return the report, and what keeps its viewer from signing."""
        code = "signer_without_authority"
        cannot = "" if self._powers(desk) else sentence_of(RuleViolation(code))
        return {**super().beside(desk), "cannot_sign": cannot}

    def separation(self, desk: Desk, people: frozenset[int]) -> None:
        """Who wrote it does not sign it."""
        require_other_than_writers(people, writers_of_consolidation(desk.consolidation))

    def _powers(self, desk: Desk) -> list[SigningAuthority]:
        return authority_of(self.request.user, desk.consolidation.unit_id, self.today)

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done."""
        if act == "return":
            return _("Returned with your reason.")
        return _("You signed the consolidated report.")


class NumberDesk(ConsolidationDesk):
    """The records office takes the next number of the unit's series."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please assign number and date to this signed report.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: take the next number, enter one of paper, return."""
        assigning = Choice(
            key="number",
            act="assign",
            title=_("Assign the number"),
            consequence=_("The next number of the series is taken for good."),
            form=NumberForm,
            icon="file",
            initial={"issued_on": self.today},
        )
        entering = Choice(
            key="paper",
            act="enter_paper",
            title=_("The number was given on paper"),
            consequence=_("It stands in the register as one of paper, with your reason."),
            form=PaperNumberForm,
            look="other",
            icon="pen",
            needs_reason=True,
        )
        return (assigning, entering, _returning())

    def separation(self, desk: Desk, people: frozenset[int]) -> None:
        """Who signed it does not number it."""
        signers = (desk.consolidation.signed_by_id, desk.consolidation.signed_for_id)
        require_other_than_signers(people, signers)

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done, with the number as it was taken."""
        number = number_of_consolidation(desk.consolidation)
        if act == "return" or number is None:
            return _("Returned with your reason.")
        return _("Number %(number)s of %(day)s is assigned.") % {
            "number": number.full_number,
            "day": short_date(number.issued_on),
        }


class DeliverDesk(ConsolidationDesk):
    """The records office delivers the report; from then on it is frozen."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please deliver the report to %(unit)s.") % {"unit": desk.consolidation.receiver}

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: deliver."""
        delivering = Choice(
            key="deliver",
            act="deliver",
            title=_("Deliver"),
            consequence=_(
                "The report is frozen and its files are made. What comes or is corrected later is "
                "told in a supplement."
            ),
            form=PlainForm,
            icon="send",
        )
        return (delivering,)

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done."""
        return _("The consolidated report is delivered.")


class AcknowledgeDesk(ConsolidationDesk):
    """The issuing body confirms that it received the report."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please confirm that this report was received.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: acknowledge."""
        acknowledging = Choice(
            key="acknowledge",
            act="acknowledge",
            title=_("Confirm receipt"),
            consequence=_("The unit that delivered it sees your name and the moment."),
            form=PlainForm,
            icon="ok",
        )
        return (acknowledging,)

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done."""
        return _("Receipt of the consolidated report is confirmed.")


collect_desk = CollectDesk.as_view()
draft_desk = DraftDesk.as_view()
approve_desk = ApproveDesk.as_view()
number_desk = NumberDesk.as_view()
deliver_desk = DeliverDesk.as_view()
acknowledge_desk = AcknowledgeDesk.as_view()
