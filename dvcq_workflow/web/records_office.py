"""The records office's desks: number, seal, release (decree 30/2020, Articles 14-18)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.selectors.numbering import issuance_of, last_void_of, next_number_of
from dvcq_workflow.web.checking import RETURN
from dvcq_workflow.web.choices import Choice, ShownChoice
from dvcq_workflow.web.desk_pages import DeskPage
from dvcq_workflow.web.forms.desks import NumberForm, PaperNumberForm, PlainForm
from dvcq_workflow.web.pages import UNPROCESSABLE

NUMBER_CODES = frozenset(
    {
        "number_not_positive",
        "number_leaves_gap",
        "number_taken",
        "number_paper_before_signature",
    }
)
"""Refusals that concern the number typed; what else the register refuses concerns the date."""


class NumberDesk(DeskPage):
    """Take the next number of the issuing body's series, with the date of the document."""

    template_name: ClassVar[str] = "dvcq_workflow/desks/number.html"
    looked_at: dt.date | None = None

    def post(self, request: HttpRequest, **doors: Any) -> HttpResponse:
        """Look at the number of another day, or do what was chosen."""
        if "look" not in request.POST:
            return super().post(request)
        desk = self._found()
        choice = self.choices(desk)[0]
        form = choice.posted_form(request.POST)
        shown = ShownChoice(choice, form, is_open=True)
        if not form.is_valid():
            return self.show(desk, shown=shown, status=UNPROCESSABLE)
        self.looked_at = form.cleaned_data["issued_on"]
        return self.show(desk, shown=shown)

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please assign number and date to this signed plan.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: assign, enter a paper number, return."""
        assigning = Choice(
            key="assign",
            act="assign",
            title=_("Assign the number"),
            consequence=_(
                "The number is taken for good and the plan goes on to be sealed. If the plan is "
                "returned after it, the number becomes void and is never used again."
            ),
            form=NumberForm,
            icon="file",
            initial={"issued_on": self.looked_at or self.today},
        )
        entering = Choice(
            key="paper",
            act="enter_paper",
            title=_("The number was given on paper"),
            consequence=self._paper_consequence(desk),
            form=PaperNumberForm,
            look="other",
            icon="pen",
            needs_reason=True,
        )
        return (assigning, entering, RETURN)

    def _paper_consequence(self, desk: Desk) -> str:
        following = next_number_of(desk.plan, self._day.year, on=self.today)
        if following is None:
            return _("The number stands in the register as one of paper, with your reason.")
        if following.paper_until is None:
            return _(
                "Only number %(next)s, the next of the series, can be entered. It stands in the "
                "register as one of paper, with your reason, and the series goes on after it."
            ) % {"next": following.full_number}
        return _(
            "You can enter a number below %(first)s that is not recorded yet, dated %(day)s at "
            "the latest, or number %(next)s, the next of the series. It stands in the register "
            "as one of paper, with your reason."
        ) % {
            "first": following.continues_at,
            "day": short_date(following.paper_until),
            "next": following.full_number,
        }

    @property
    def _day(self) -> dt.date:
        return self.looked_at or self.today

    def beside(self, desk: Desk) -> dict[str, Any]:
        """Return the number that would come next on the day looked at."""
        day = self._day
        return {"looked_at": day, "next": next_number_of(desk.plan, day.year, on=self.today)}

    def refused(self, violation: RuleViolation, shown: ShownChoice) -> HttpResponse:
        """Mark the number or the date that the register cannot hold, besides saying so."""
        field = field_of(violation.code)
        if field not in shown.form.fields:
            return super().refused(violation, shown)
        sentence = sentence_of(violation)
        shown.form.add_error(field, sentence)
        return self.show(self._found(), shown=shown, problem=sentence, status=UNPROCESSABLE)

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done, with the number as it was taken."""
        if act == "return":
            return _("Returned with your reason.")
        issuance = issuance_of(desk.plan)
        if issuance is None:
            return super().done_sentence(act, desk)
        return _("Number %(number)s of %(day)s is assigned.") % {
            "number": issuance.full_number,
            "day": short_date(issuance.issued_on),
        }


class SealDesk(DeskPage):
    """Set the organ's seal on the signed and numbered document."""

    template_name: ClassVar[str] = "dvcq_workflow/desks/issuance.html"

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please set the seal of %(unit)s on the signed and numbered plan.") % {
            "unit": desk.plan.issuing_unit
        }

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: seal, return."""
        sealing = Choice(
            key="seal",
            act="seal",
            title=_("Seal"),
            consequence=_("The plan goes on to be released to its recipients."),
            form=PlainForm,
            icon="shield",
        )
        return (sealing, return_of_number(desk))

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done."""
        if act == "return":
            return _returned_sentence(desk)
        return _("The plan is sealed.")


class ReleaseDesk(SealDesk):
    """Release the plan; from then on it is frozen."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please release the plan to its recipients.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: release, return."""
        releasing = Choice(
            key="release",
            act="release",
            title=_("Release"),
            consequence=_(
                "The units named under recipients see the plan at once and its file is made. What "
                "is issued is never edited; it is amended, corrected, replaced or recalled."
            ),
            form=PlainForm,
            icon="send",
        )
        return (releasing, return_of_number(desk))

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done, with the number."""
        if act == "return":
            return _returned_sentence(desk)
        issuance = issuance_of(desk.plan)
        if issuance is None:
            return super().done_sentence(act, desk)
        return _("Plan %(number)s is released.") % {"number": issuance.full_number}


def field_of(code: str) -> str:
    """Return the field that a refusal at the number's desk concerns; empty: none."""
    if code in NUMBER_CODES:
        return "number"
    if code.startswith("number_date_") or code == "series_missing":
        return "issued_on"
    return "reason" if code.startswith("reason_") else ""


def return_of_number(desk: Desk) -> Choice:
    """Return the choice to send back a plan that holds a number, which names what becomes of it."""
    issuance = issuance_of(desk.plan)
    return replace(
        RETURN,
        consequence=_(
            "The draft goes back to its drafter's desk, and all checks and the signature are made "
            "again. Number %(number)s becomes void and is never used again; the plan takes a new "
            "one."
        )
        % {"number": issuance.full_number if issuance else "…"},
    )


def _returned_sentence(desk: Desk) -> str:
    void = last_void_of(desk.plan)
    return _("Returned with your reason. Number %(number)s is void.") % {"number": void}
