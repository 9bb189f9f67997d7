"""The desks of a consultation: a unit gives its opinion, the drafter closes the round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from dvcq_workflow.models.consultations import Consultation, Opinion
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.selectors.consultations import rounds_of
from dvcq_workflow.web.choices import Choice
from dvcq_workflow.web.desk_pages import DeskPage
from dvcq_workflow.web.forms.desks import AgreeForm, CloseForm, CommentForm, PlainForm


class OpinionDesk(DeskPage):
    """A unit's head or leader answers for the unit."""

    template_name: ClassVar[str] = "dvcq_workflow/desks/opinion.html"

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please give the opinion of %(unit)s on this draft by %(day)s.") % {
            "unit": desk.unit,
            "day": short_date(desk.due_on) if desk.due_on else "…",
        }

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: agree, comment."""
        agreeing = Choice(
            key="agree",
            act="give",
            title=_("Agree with the draft"),
            consequence=_("The drafter sees that %(unit)s agrees.") % {"unit": desk.unit},
            form=AgreeForm,
            icon="send",
        )
        commenting = Choice(
            key="comment",
            act="give",
            title=_("Ask for changes"),
            consequence=_(
                "The drafter sees your text and answers it. Your unit is not asked again in this "
                "round."
            ),
            form=CommentForm,
            look="back",
            icon="note",
            needs_reason=True,
        )
        return (agreeing, commenting)

    def data_of(self, choice: Choice, cleaned: dict[str, Any], desk: Desk) -> dict[str, Any]:
        """Return the opinion as the service takes it."""
        return {"agrees": choice.key == "agree", "text": cleaned["text"]}

    def beside(self, desk: Desk) -> dict[str, Any]:
        """Return the round in which the unit is asked."""
        return {
            "opinion": desk.opinion,
            "consultation": desk.opinion.consultation if desk.opinion else None,
        }

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done."""
        return _("The opinion of %(unit)s is given.") % {"unit": desk.unit}


class ConsultationDesk(DeskPage):
    """The drafter sees who answered what, and closes the round."""

    template_name: ClassVar[str] = "dvcq_workflow/desks/consultation.html"

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _(
            "The draft is out for opinions. Close the round when the answers are in, or say why "
            "you do not wait for the rest."
        )

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: close; with a reason where opinions are awaited."""
        awaited = self._awaited(desk)
        consequence = _("The draft comes back to your desk with the opinions given.")
        if awaited:
            consequence = _(
                "Opinions still awaited: %(count)s. They are passed over, with your reason, and "
                "the draft comes back to your desk."
            ) % {"count": awaited}
        closing = Choice(
            key="close",
            act="close",
            title=_("Close the consultation"),
            consequence=consequence,
            form=CloseForm if awaited else PlainForm,
            icon="lock",
            needs_reason=bool(awaited),
        )
        return (closing,)

    def data_of(self, choice: Choice, cleaned: dict[str, Any], desk: Desk) -> dict[str, Any]:
        """Return the reason, where one was asked for."""
        return {"reason": cleaned.get("reason", "")}

    def beside(self, desk: Desk) -> dict[str, Any]:
        """Return the rounds, newest first, with counts that add up."""
        rounds = rounds_of(desk.plan)
        return {"rounds": rounds, "counts": counts_of(rounds[0]) if rounds else {}}

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done."""
        return _("The consultation is closed.")

    def _awaited(self, desk: Desk) -> int:
        return Opinion.objects.filter(
            consultation__plan_id=desk.plan_id,
            consultation__closed_at__isnull=True,
            state=Opinion.State.ASKED,
        ).count()


def counts_of(consultation: Consultation) -> dict[str, int]:
    """Return how many units were asked, agree, comment, are awaited, were passed over."""
    states = [opinion.state for opinion in consultation.opinions.all()]
    return {
        "asked": len(states),
        "agreed": states.count(Opinion.State.AGREED),
        "commented": states.count(Opinion.State.COMMENTED),
        "awaited": states.count(Opinion.State.ASKED),
        "passed_over": states.count(Opinion.State.PASSED_OVER),
    }
