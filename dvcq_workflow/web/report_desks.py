"""The desks of a unit's report once it is written: approve, number, send, receive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.reports import Report
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.report_content import (
    require_other_than_signer,
    require_other_than_writer,
)
from dvcq_workflow.selectors.people import authority_of
from dvcq_workflow.selectors.reports import (
    figures_of,
    number_of_report,
    sections_of,
    writers_of_report,
)
from dvcq_workflow.web.choices import Choice
from dvcq_workflow.web.evidence import evidence_context
from dvcq_workflow.web.forms.desks import NumberForm, PlainForm, ReturnForm
from dvcq_workflow.web.forms.reports import (
    SendBackForm,
    shown_value,
)
from dvcq_workflow.web.shown_reports import report_context
from dvcq_workflow.web.year_desks import YearDeskPage

RETURN = "return"


class ReportDesk(YearDeskPage):
    """A desk at which a unit's report lies, to be read."""

    template_name: ClassVar[str] = "dvcq_workflow/reports/desk.html"

    def beside(self, desk: Desk) -> dict[str, Any]:
        """Return the report as it stands, its figures beside those of the last period."""
        found = report_context(desk.report)
        return {**found, **evidence_context("report", desk.report, self.request.user, self.today)}


def _returning() -> Choice:
    return Choice(
        key=RETURN,
        act=RETURN,
        title=_("Return for revision"),
        consequence=_("The report goes back to its writer. A signature no longer counts."),
        form=ReturnForm,
        look="back",
        icon="back",
        needs_reason=True,
    )


class ApproveDesk(ReportDesk):
    """The head of the unit approves the report and signs it."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please approve and sign your unit's report, or return it.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: sign, return."""
        signing = Choice(
            key="sign",
            act="sign",
            title=_("Sign"),
            consequence=_("The report goes to the records office for its number."),
            form=PlainForm,
            icon="pen",
        )
        return (signing, _returning())

    def beside(self, desk: Desk) -> dict[str, Any]:
        """Return the report, and what keeps its viewer from signing."""
        held = authority_of(self.request.user, desk.report.unit_id, self.today)
        code = "signer_without_authority"
        cannot = "" if held else sentence_of(RuleViolation(code))
        return {**super().beside(desk), "cannot_sign": cannot}

    def separation(self, desk: Desk, people: frozenset[int]) -> None:
        """Who wrote it does not sign it."""
        require_other_than_writer(people, writers_of_report(desk.report))

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done."""
        return _("Returned with your reason.") if act == RETURN else _("You signed the report.")


class NumberDesk(ReportDesk):
    """The records office takes the next number of the unit's series."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please assign number and date to this signed report.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: take the next number, return."""
        assigning = Choice(
            key="number",
            act="assign",
            title=_("Assign the number"),
            consequence=_("The next number of the series is taken for good."),
            form=NumberForm,
            icon="file",
            initial={"issued_on": self.today},
        )
        return (assigning, _returning())

    def separation(self, desk: Desk, people: frozenset[int]) -> None:
        """Who signed it does not number it."""
        require_other_than_signer(people, (desk.report.signed_by_id, desk.report.signed_for_id))

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done, with the number."""
        if act == RETURN:
            return _("Returned with your reason.")
        return _("Number %(number)s is assigned.") % {"number": number_of_report(desk.report)}


class SubmitDesk(ReportDesk):
    """The records office hands the report in."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please hand the report in to %(unit)s.") % {"unit": desk.report.receiver}

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: hand in."""
        consequence = _("%(unit)s receives it at once, and its files are made.") % {
            "unit": desk.report.receiver
        }
        return (Choice("submit", "submit", _("Hand in"), consequence, PlainForm, icon="send"),)

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done."""
        return _("The report is handed in.")


class CheckDesk(ReportDesk):
    """The receiver accepts the report, or sends it back with a remark at each place."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please accept this report, or say at which places it is to be mended.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: accept, send back."""
        accepting = Choice(
            key="accept",
            act="accept",
            title=_("Accept"),
            consequence=_("Its figures count in the consolidated report."),
            form=PlainForm,
        )
        sending = Choice(
            key="send_back",
            act="send_back",
            title=_("Send back to be completed"),
            consequence=_("It is written, signed and numbered anew; the day it came in stays."),
            form=SendBackForm,
            look="back",
            icon="back",
            form_args={"places": _places(desk.report)},
        )
        return (accepting, sending)

    def data_of(self, choice: Choice, cleaned: dict[str, Any], desk: Desk) -> dict[str, Any]:
        """Return what is to be mended."""
        if choice.key != "send_back":
            return cleaned
        form = choice.posted_form(self.request.POST)
        form.is_valid()
        return {"remarks": form.remarks()}  # type: ignore[attr-defined]

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done."""
        if act == "accept":
            return _("The report is accepted.")
        return _("The report is sent back with your remarks.")


def _places(report: Report) -> list[tuple[str, str]]:
    parts = [(f"section:{row.section.key}", str(row.section)) for row in sections_of(report)]
    figures = [
        (
            f"indicator:{each.indicator.code}",
            f"{each.indicator.name}: {shown_value(each.value) or '–'}",
        )
        for each in figures_of(report)
    ]
    return [*parts, *figures]


approve_desk = ApproveDesk.as_view()
number_desk = NumberDesk.as_view()
submit_desk = SubmitDesk.as_view()
check_desk = CheckDesk.as_view()
