"""The desks of an obstacle: taken on, settled or escalated, decided, told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from dvcq_workflow.host import get_host
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.web.choices import Choice
from dvcq_workflow.web.forms.desks import PlainForm
from dvcq_workflow.web.forms.obstacles import (
    InformForm,
    OpinionForm,
    SendDownForm,
    SettlementForm,
)
from dvcq_workflow.web.year_desks import YearDeskPage


class ObstacleDesk(YearDeskPage):
    """What every desk of an obstacle shows."""

    template_name: ClassVar[str] = "dvcq_workflow/year/obstacle_desk.html"

    def beside(self, desk: Desk) -> dict[str, Any]:
        """Return the obstacle."""
        return {"obstacle": desk.about}


def _escalating() -> Choice:
    return Choice(
        key="escalate",
        act="escalate",
        title=_("Lay it before the issuing body"),
        consequence=_("A leader of the issuing body decides. The head of your unit does this."),
        form=OpinionForm,
        look="other",
        icon="up",
        needs_reason=True,
    )


class TriageDesk(ObstacleDesk):
    """The receiver takes an obstacle on, or lays it before the issuing body at once."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please take this obstacle on, or lay it before the issuing body.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: take on, escalate."""
        take = Choice(
            key="take_on",
            act="take_on",
            title=_("Take it on"),
            consequence=_("It then lies before the head of your unit, who settles it."),
            form=PlainForm,
        )
        return (take, _escalating())


class SettleDesk(ObstacleDesk):
    """The receiver's head settles an obstacle within the unit's authority, or escalates it."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please settle this obstacle if it lies within your authority.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: settle, escalate."""
        settle = Choice(
            key="settle",
            act="settle",
            title=_("Settle it"),
            consequence=_("Your words then go to all concerned."),
            form=SettlementForm,
            needs_reason=True,
        )
        return (settle, _escalating())


class DecideObstacleDesk(ObstacleDesk):
    """A leader of the issuing body decides on an obstacle, or sends it down."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please decide on this obstacle, or send it down to be settled.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: decide, send down."""
        decide = Choice(
            key="decide",
            act="decide",
            title=_("Decide"),
            consequence=_("Your decision then goes to all concerned."),
            form=SettlementForm,
            needs_reason=True,
        )
        down = Choice(
            key="send_down",
            act="send_down",
            title=_("Send it down"),
            consequence=_("The receiver settles it within its own authority."),
            form=SendDownForm,
            look="back",
            icon="back",
            needs_reason=True,
        )
        return (decide, down)


class InformDesk(ObstacleDesk):
    """The receiver tells all concerned how an obstacle was settled."""

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        return _("Please tell all concerned. The unit that raised it is always told.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: inform."""
        return (
            Choice(
                key="inform",
                act="inform",
                title=_("Tell them"),
                consequence=_("People of these units are told and can read how it was settled."),
                form=InformForm,
                icon="send",
                form_args={"on": get_host().today()},
            ),
        )

    def data_of(self, choice: Choice, cleaned: dict[str, Any], desk: Desk) -> dict[str, Any]:
        """Return the keys of the units chosen."""
        return {"unit_ids": [unit.pk for unit in cleaned["units"]]}


triage_desk = TriageDesk.as_view()
settle_desk = SettleDesk.as_view()
decide_desk = DecideObstacleDesk.as_view()
inform_desk = InformDesk.as_view()
