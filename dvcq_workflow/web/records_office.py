"""The records office's desks: number, seal, release (decree 30/2020, Articles 14-18)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from dvcq_workflow.models.desks import Desk
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.selectors.numbering import issuance_of, next_number_of
from dvcq_workflow.web.checking import RETURN
from dvcq_workflow.web.choices import Choice, ShownChoice
from dvcq_workflow.web.desk_pages import DeskPage
from dvcq_workflow.web.forms.desks import NumberForm, PlainForm
from dvcq_workflow.web.pages import UNPROCESSABLE


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
        """Return: assign, return."""
        assigning = Choice(
            key="assign",
            act="assign",
            title=_("Assign the number"),
            consequence=_(
                "The number is taken for good and the plan goes on to be sealed. After it nothing "
                "can be returned."
            ),
            form=NumberForm,
            icon="file",
            initial={"issued_on": self.looked_at or self.today},
        )
        return (assigning, RETURN)

    def beside(self, desk: Desk) -> dict[str, Any]:
        """Return the number that would come next on the day looked at."""
        day = self.looked_at or self.today
        return {
            "looked_at": day,
            "next": next_number_of(desk.plan, day.year),
        }

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
        """Return: seal."""
        sealing = Choice(
            key="seal",
            act="seal",
            title=_("Seal"),
            consequence=_("The plan goes on to be released to its recipients."),
            form=PlainForm,
            icon="shield",
        )
        return (sealing,)

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done."""
        return _("The plan is sealed.")


class ReleaseDesk(SealDesk):
    """Release the plan; from then on it is frozen."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please release the plan to its recipients.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: release."""
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
        return (releasing,)

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done, with the number."""
        issuance = issuance_of(desk.plan)
        if issuance is None:
            return super().done_sentence(act, desk)
        return _("Plan %(number)s is released.") % {"number": issuance.full_number}
