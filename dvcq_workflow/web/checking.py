"""The desks that check a plan's content and its form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dvcq_workflow.documents.press import require_printable_plan
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.labels.components import COMPONENT_NAMES
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.rules.components import components_of, missing_components
from dvcq_workflow.rules.content import PlanContent
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.web.choices import Choice
from dvcq_workflow.web.desk_pages import DeskPage
from dvcq_workflow.web.forms.desks import PlainForm, ReturnForm

RETURN = Choice(
    key="return",
    act="return",
    title=gettext_lazy("Return for revision"),
    consequence=gettext_lazy(
        "The draft goes back to its drafter's desk. Checks already made no longer count and are "
        "made again."
    ),
    form=ReturnForm,
    look="back",
    icon="back",
    needs_reason=True,
)


def _unprintable(content: PlanContent) -> str:
    """Return what cannot be printed of a content, and where; empty where all can. A draft that came
    here before the door of its drafter asked may hold such letters."""
    try:
        require_printable_plan(content)
    except RuleViolation as refusal:
        return sentence_of(refusal)
    return ""


class ContentDesk(DeskPage):
    """The head of the drafting unit confirms the content (decree 30/2020, Article 12.1)."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _(
            "Please check the content of this draft and answer for it, or return it with what is "
            "to be mended."
        )

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: pass, return."""
        passing = Choice(
            key="pass",
            act="pass",
            title=_("Content is right"),
            consequence=_(
                "The draft goes on to the check of format. Your name, role and the content's code "
                "are recorded."
            ),
            form=PlainForm,
            icon="send",
        )
        return (passing, RETURN)

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done."""
        if act == "return":
            return _("Returned with your reason.")
        return _("You confirmed the content.")


class FormatDesk(DeskPage):
    """Another person confirms form and layout (decree 30/2020, Article 12.2)."""

    template_name: ClassVar[str] = "dvcq_workflow/desks/format.html"

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _(
            "Please check form and layout by decree 30/2020, or return the draft with what is to "
            "be mended."
        )

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: pass, return."""
        passing = Choice(
            key="pass",
            act="pass",
            title=_("Format is right"),
            consequence=_(
                "The draft goes on to its signer. Your name, role and the content's code are "
                "recorded."
            ),
            form=PlainForm,
            icon="send",
        )
        return (passing, RETURN)

    def beside(self, desk: Desk) -> dict[str, Any]:
        """Return the list of components, computed from the content."""
        content = self.shown_content(desk)
        return {
            "unprintable": _unprintable(content),
            "components": [
                {"name": COMPONENT_NAMES[component.code], "found": component}
                for component in components_of(content)
            ],
            "missing": len(missing_components(content)),
        }

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done."""
        if act == "return":
            return _("Returned with your reason.")
        return _("You confirmed the format.")
