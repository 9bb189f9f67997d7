"""The desks of a unit's task: take it on, name people, work, approve the result, verify it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dvcq_workflow.host import get_host
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.obligations import ObligationKind
from dvcq_workflow.web.assignment_parts import task_context
from dvcq_workflow.web.choices import Choice
from dvcq_workflow.web.forms.assignments import (
    HandBackForm,
    OfferAgainForm,
    OfficersForm,
    ResultForm,
    WithdrawTaskForm,
)
from dvcq_workflow.web.forms.desks import PlainForm, ReturnForm
from dvcq_workflow.web.year_desks import YearDeskPage

WITHDRAW = Choice(
    key="withdraw",
    act="withdraw",
    title=gettext_lazy("Withdraw the task"),
    consequence=gettext_lazy(
        "The task ends here, with its parts. It can then be given to another unit."
    ),
    form=WithdrawTaskForm,
    look="stop",
    icon="stop",
    needs_reason=True,
    done=gettext_lazy("The task is withdrawn."),
)


class TaskDesk(YearDeskPage):
    """What every desk of a task shows: the task, its parts, its notes, its files."""

    template_name: ClassVar[str] = "dvcq_workflow/year/task_desk.html"

    def beside(self, desk: Desk) -> dict[str, Any]:
        """Return what is known of the task."""
        return task_context(desk.about, self.request.user, get_host().today())


class AcceptDesk(TaskDesk):
    """The head or leader of the unit takes a task on, or hands it back."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please take this task on for your unit, or hand it back and say why.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: accept, hand back."""
        return (
            Choice(
                key="accept",
                act="accept",
                title=_("Accept the task"),
                consequence=_("You then name who is in charge. The unit that gave it is told."),
                form=PlainForm,
            ),
            Choice(
                key="hand_back",
                act="hand_back",
                title=_("Hand the task back"),
                consequence=_("It goes back to the unit that gave it, which answers your reason."),
                form=HandBackForm,
                look="back",
                icon="back",
                needs_reason=True,
            ),
        )


class OfficersDesk(TaskDesk):
    """The head or leader of the unit names who is in charge of a task."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please name the leader in charge and the officers who do the work.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: name."""
        return (
            Choice(
                key="name",
                act="name",
                title=_("Name them"),
                consequence=_("The work begins, and the task lies before your unit's people."),
                form=OfficersForm,
                icon="user",
                form_args={"unit_id": desk.about.unit_id, "on": get_host().today()},
            ),
        )


class WorkDesk(TaskDesk):
    """The unit's people do a task and report what came of it."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        if desk.about.obligation.kind == ObligationKind.UNIT_PLAN:
            return _("Please draw up your unit's own plan: its release completes this task.")
        return _("Please do this task, add what shows it, and report the result to your head.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: report."""
        return (
            Choice(
                key="report",
                act="report",
                title=_("Report the result"),
                consequence=_("It goes to the head of your unit, who answers for it."),
                form=ResultForm,
                icon="send",
                needs_reason=True,
                initial={"result": desk.about.result},
            ),
        )


class ApproveDesk(TaskDesk):
    """The head or leader of the unit answers for a result (not for one they reported)."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please approve this result as your unit's, or return it with what to mend.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: approve, return."""
        return (
            Choice(
                key="approve",
                act="approve",
                title=_("Approve the result"),
                consequence=_("It goes to the unit that gave the task, which verifies it."),
                form=PlainForm,
            ),
            _returning("return", _("It goes back to your unit's people, with your reason.")),
        )


class VerifyDesk(TaskDesk):
    """The unit that gave a task verifies its result, or answers a unit that handed it back."""

    def title(self, desk: Desk) -> str:
        """Return the page's heading."""
        if desk.about.state is AssignmentStatus.HANDED_BACK:
            return _("Handed back: %(task)s") % {"task": desk.about}
        return super().title(desk)

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        if desk.about.state is AssignmentStatus.HANDED_BACK:
            return _("The unit handed this task back. Please offer it again, or withdraw it.")
        return _("Please verify this result, or send it back with what is lacking.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: verify or send back; of a task handed back: offer again. Always: withdraw."""
        if desk.about.state is AssignmentStatus.HANDED_BACK:
            again = Choice(
                key="offer_again",
                act="offer_again",
                title=_("Offer it again"),
                consequence=_("The task lies before the same unit again, with your answer."),
                form=OfferAgainForm,
                icon="send",
                needs_reason=True,
            )
            return (again, WITHDRAW)
        verify = Choice(
            key="verify",
            act="verify",
            title=_("The task is done"),
            consequence=_("Today becomes the day on which it was done."),
            form=PlainForm,
        )
        back = _returning("send_back", _("It goes back to the unit, with what is lacking."))
        return (verify, back, WITHDRAW)


def _returning(act: str, consequence: str) -> Choice:
    return Choice(
        key=act,
        act=act,
        title=_("Return the result"),
        consequence=consequence,
        form=ReturnForm,
        look="back",
        icon="back",
        needs_reason=True,
    )


accept_desk = AcceptDesk.as_view()
officers_desk = OfficersDesk.as_view()
work_desk = WorkDesk.as_view()
approve_desk = ApproveDesk.as_view()
verify_desk = VerifyDesk.as_view()
