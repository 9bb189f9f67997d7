"""The desk at which the receiver's head decides on more time for a task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from dvcq_workflow.host import get_host
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.selectors.assignment_lists import requests_of
from dvcq_workflow.web.assignment_parts import task_row
from dvcq_workflow.web.choices import Choice
from dvcq_workflow.web.forms.assignments import GrantForm, RefuseTimeForm
from dvcq_workflow.web.year_desks import YearDeskPage


class DecideExtensionDesk(YearDeskPage):
    """More time for a task: granted or not."""

    template_name: ClassVar[str] = "dvcq_workflow/year/extension_desk.html"

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please decide whether the unit gets more time for this task.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: grant, refuse."""
        return (
            Choice(
                key="grant",
                act="grant",
                title=_("Grant the time asked for"),
                consequence=_("The task's last day moves. The day first set stays on record."),
                form=GrantForm,
            ),
            Choice(
                key="refuse",
                act="refuse",
                title=_("Do not grant it"),
                consequence=_("The task stays due as it is. The unit reads your reason."),
                form=RefuseTimeForm,
                look="back",
                icon="stop",
                needs_reason=True,
            ),
        )

    def beside(self, desk: Desk) -> dict[str, Any]:
        """Return the task, and the requests made for it before."""
        request = desk.about
        today = get_host().today()
        return {
            "extension": request,
            "row": task_row(request.assignment, today),
            "requests": requests_of(request.assignment),
        }


decide_desk = DecideExtensionDesk.as_view()
