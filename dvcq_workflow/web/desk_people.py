"""Who the viewer is at a desk: for whom they would act, who keeps the task, and what a unit may
order about its own work: keep, give back, hand over, withdraw."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dvcq_workflow.host import get_host
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.rules.desks import (
    DRAFTERS_OWN,
    LEADING_ROLES,
    Seat,
    Step,
    choose_seat,
    require_claimable,
)
from dvcq_workflow.rules.errors import NotPermitted, RuleViolation
from dvcq_workflow.rules.plans import TRANSITIONS
from dvcq_workflow.rules.plans import Act as PlanAct
from dvcq_workflow.selectors.approvals import facts_of
from dvcq_workflow.selectors.desks import seats_at, sits_in_unit
from dvcq_workflow.selectors.people import people_named_by, seats_of
from dvcq_workflow.web.choices import Choice
from dvcq_workflow.web.forms.desks import GiveBackForm, HandOverForm, PlainForm, WithdrawForm

SELF = "self"


@dataclass(frozen=True)
class Standing:
    """How a person stands at a desk. ``seat``: by which they would act; None where they may not.

    ``hindrance``: why one who sits here may still not act. ``keeper``: who keeps the task, in
    words; empty where nobody does, or where it is a draft.
    """

    seat: Seat | None
    sits_here: bool
    hindrance: str = ""
    principal: str = ""
    keeper: str = ""

    @property
    def acting_for(self) -> str:
        """What a form posts, so that what was read is what is done: for whom one acts. Empty
        where one does not decide here, but orders something as a unit's head."""
        if self.seat is None:
            return ""
        return SELF if self.seat.principal_id is None else str(self.seat.principal_id)


def standing_of(desk: Desk, viewer: Any, on: dt.date) -> Standing:
    """Return how a person stands at an open desk on a day."""
    seats = seats_at(desk, viewer, on)
    keeper = "" if Step(desk.step) in DRAFTERS_OWN else _name(desk.assigned_to)
    if not seats:
        return Standing(None, sits_here=False, keeper=keeper)
    try:
        seat = choose_seat(
            Step(desk.step),
            seats,
            actor_id=viewer.pk,
            plan=facts_of(desk.plan),
            kept_by=desk.assigned_to_id,
            policies=get_host().policies_of(desk.unit_id),
        )
    except NotPermitted as violation:
        return _hindered(violation, keeper)
    return Standing(seat, sits_here=True, principal=_absent(seat), keeper=keeper)


def _hindered(violation: NotPermitted, keeper: str) -> Standing:
    """Who sits in a drafting unit and did not draft only reads: the draft is no task of theirs."""
    is_task_of_theirs = violation.code != "drafter_only"
    return Standing(None, is_task_of_theirs, sentence_of(violation), keeper=keeper)


def _absent(seat: Seat) -> str:
    if seat.principal_id is None:
        return ""
    name = people_named_by([seat.principal_id]).get(seat.principal_id, "")
    return f"{name} ({seat.principal_title})" if seat.principal_title else name


def _name(person: Any) -> str:
    return get_host().person_name(person) if person is not None else ""


CLAIM = Choice(
    key="claim",
    act="claim",
    title=gettext_lazy("Keep this task for me"),
    consequence=gettext_lazy("Your colleagues see that you work on it, and leave it to you."),
    form=PlainForm,
    look="quiet",
    icon="user",
)
LATE_FORMS = {"claim": PlainForm, "give_back": GiveBackForm, "withdraw": WithdrawForm}


def late_choice(key: str) -> Choice | None:
    """Return an order that a page may have offered and that is open no more, so that the service
    says why not; None for what no page offers."""
    form = LATE_FORMS.get(key)
    return Choice(key, key, "", "", form) if form else None


def side_choices(desk: Desk, viewer: Any, on: dt.date) -> list[Choice]:
    """Return what a person may order about an open desk besides deciding at it."""
    found = [
        _claim(desk, viewer, on),
        give_back_choice(desk, viewer, on),
        _hand_over(desk, viewer, on),
    ]
    return [choice for choice in (*found, _withdraw(desk, viewer, on)) if choice is not None]


def _claim(desk: Desk, viewer: Any, on: dt.date) -> Choice | None:
    keeper = desk.assigned_to
    try:
        require_claimable(
            Step(desk.step),
            actor_id=viewer.pk,
            kept_by=desk.assigned_to_id,
            keeper_sits=keeper is not None and sits_in_unit(desk, keeper, on),
        )
        choose_seat(
            Step(desk.step),
            seats_at(desk, viewer, on),
            actor_id=viewer.pk,
            plan=facts_of(desk.plan),
            policies=get_host().policies_of(desk.unit_id),
        )
    except RuleViolation:
        return None
    return CLAIM


def give_back_choice(desk: Desk, viewer: Any, on: dt.date) -> Choice | None:
    """Return the choice to give a kept desk back: its keeper's own, or its unit's head's."""
    if desk.assigned_to_id is None or Step(desk.step) in DRAFTERS_OWN:
        return None
    own = desk.assigned_to_id == viewer.pk
    if not own and not _leads(desk.unit_id, viewer, on):
        return None
    return Choice(
        key="give_back",
        act="give_back",
        title=_("Give the task back to the unit"),
        consequence=_("Everybody of %(unit)s who sits here can then take it.")
        % {"unit": desk.unit},
        form=PlainForm if own else GiveBackForm,
        look="quiet" if own else "back",
        icon="back",
        needs_reason=not own,
    )


def _hand_over(desk: Desk, viewer: Any, on: dt.date) -> Choice | None:
    plan = desk.plan
    if Step(desk.step) not in DRAFTERS_OWN:
        return None
    if viewer.pk != plan.drafter_id and not _leads(plan.drafting_unit_id, viewer, on):
        return None
    return Choice(
        key="hand_over",
        act="hand_over",
        title=_("Hand the draft over to another drafter"),
        consequence=_(
            "The task goes to that person's desk. Whoever drafted so far still does not check or "
            "sign this plan."
        ),
        form=HandOverForm,
        look="back",
        icon="user",
        needs_reason=True,
        form_args={"unit_id": plan.drafting_unit_id, "on": on, "but": plan.drafter_id},
    )


def _withdraw(desk: Desk, viewer: Any, on: dt.date) -> Choice | None:
    """At the draft's own desk withdrawing is one of its decisions."""
    step = Step(desk.step)
    elsewhere = step not in (Step.DRAFT, Step.GIVE_OPINION)
    if not elsewhere or (desk.plan.state, PlanAct.WITHDRAW) not in TRANSITIONS:
        return None
    own = [seat for seat in seats_of(viewer, on) if seat.unit_id == desk.plan.drafting_unit_id]
    if not any(desk.plan.drafter_id in (viewer.pk, seat.principal_id) for seat in own):
        return None
    return Choice(
        key="withdraw",
        act="withdraw",
        title=_("Withdraw the plan"),
        consequence=_(
            "This ends the process, whoever has the plan before them. It stays on file with your "
            "reason."
        ),
        form=WithdrawForm,
        look="stop",
        icon="stop",
        needs_reason=True,
    )


def _leads(unit_id: int, viewer: Any, on: dt.date) -> bool:
    return any(s.unit_id == unit_id and s.role in LEADING_ROLES for s in seats_of(viewer, on))
