"""What a viewer may do on a task's page. It only spares a click that would be refused: the services
ask again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from dvcq_workflow.models.assignments import Assignment
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.assignments import OPEN_STATES, TAKEN_ON, AssignmentStatus
from dvcq_workflow.rules.desks import LEADING_ROLES, ROLES_AT, Seat, Step
from dvcq_workflow.rules.obligations import ObligationKind
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.assignment_lists import officers_of
from dvcq_workflow.selectors.assignments import ordering_units_of
from dvcq_workflow.selectors.evidence import adding_unit
from dvcq_workflow.services.assignments import ORDERING_ROLES
from dvcq_workflow.services.unit_plans import GIVEN_UP
from dvcq_workflow.web.assignment_desks import WITHDRAW
from dvcq_workflow.web.choices import Choice
from dvcq_workflow.web.forms.assignments import (
    AnewForm,
    ExtensionForm,
    NoteForm,
    OfficersForm,
    PartForm,
)
from dvcq_workflow.web.forms.desks import PlainForm


def choices_for(
    task: Assignment, viewer: Any, today: dt.date, seats: Sequence[Seat]
) -> list[Choice]:
    """Return what a person may choose on a task's page on a day."""
    found: list[Choice] = []
    own = {seat.role for seat in seats if seat.unit_id == task.unit_id}
    if task.state in OPEN_STATES and adding_unit("assignment", task, viewer, today) is not None:
        found += _in_the_unit(task, today, own)
    orders = any(
        seat.unit_id in ordering_units_of(task) and seat.role in ORDERING_ROLES for seat in seats
    )
    if orders and task.state in OPEN_STATES:
        found.append(WITHDRAW)
    receives = any(
        seat.unit_id == task.receiver_id and seat.role in ROLES_AT[Step.VERIFY] for seat in seats
    )
    if receives and task.state is AssignmentStatus.WITHDRAWN and _in_force(task.plan):
        found.append(_anew(today))
    return found


def _in_the_unit(task: Assignment, today: dt.date, own: set[Any]) -> list[Choice]:
    found = [_note()]
    works = task.state is AssignmentStatus.IN_PROGRESS
    if own & ROLES_AT[Step.WORK] and works and _owes_plan(task):
        found.insert(0, _unit_plan())
    if own & LEADING_ROLES and task.state in TAKEN_ON and _in_force(task.plan):
        found.append(_part(task, today))
    if own & LEADING_ROLES and works:
        found.append(_rename(task, today))
    if own and task.effective_due_on is not None:
        pending = task.extensions.filter(status="pending").exists()
        found.append(_drop() if pending else _extension())
    return found


def _owes_plan(task: Assignment) -> bool:
    if task.obligation.kind != ObligationKind.UNIT_PLAN or task.parent_id is not None:
        return False
    return task.unit_plan is None or task.unit_plan.state in GIVEN_UP


def _in_force(plan: Plan) -> bool:
    return plan.state is Status.ISSUED


def _note() -> Choice:
    return Choice(
        key="note",
        act="note",
        title=_("Say how it goes"),
        consequence=_("It stays on record with your name; nothing said is unsaid."),
        form=NoteForm,
        look="other",
        icon="note",
        needs_reason=False,
        done=_("Your note is kept."),
    )


def _unit_plan() -> Choice:
    return Choice(
        key="unit_plan",
        act="unit_plan",
        title=_("Draw up the unit's own plan"),
        consequence=_("A draft opens, with what binds your unit. Its release completes the task."),
        form=PlainForm,
        look="quiet",
        icon="pen",
        done=_("The draft of your unit's plan is begun."),
    )


def _part(task: Assignment, today: dt.date) -> Choice:
    return Choice(
        key="part",
        act="part",
        title=_("Give a part to a unit under yours"),
        consequence=_("That unit reports to yours; this task is done once its parts are."),
        form=PartForm,
        look="other",
        icon="plus",
        form_args={"unit_id": task.unit_id, "on": today},
        done=_("The part is given."),
    )


def _rename(task: Assignment, today: dt.date) -> Choice:
    return Choice(
        key="rename",
        act="rename",
        title=_("Put other people in charge"),
        consequence=_("Whoever is named no longer stays on record for the time they worked on it."),
        form=OfficersForm,
        look="other",
        icon="user",
        form_args={"unit_id": task.unit_id, "on": today},
        initial={
            "person_in_charge": task.person_in_charge_id,
            "officers": [row.user_id for row in officers_of(task)],
        },
        done=_("The people in charge are named."),
    )


def _extension() -> Choice:
    return Choice(
        key="extension",
        act="extension",
        title=_("Ask for more time"),
        consequence=_("The head of the unit that receives the result decides."),
        form=ExtensionForm,
        look="other",
        icon="cal",
        needs_reason=True,
        done=_("Your request is sent."),
    )


def _drop() -> Choice:
    return Choice(
        key="drop_extension",
        act="drop_extension",
        title=_("Take the request for more time back"),
        consequence=_("The task stays due as it is."),
        form=PlainForm,
        look="quiet",
        icon="back",
        done=_("The request is taken back."),
    )


def _anew(today: dt.date) -> Choice:
    return Choice(
        key="anew",
        act="anew",
        title=_("Give the task to another unit"),
        consequence=_("It is offered to that unit as it was to this one."),
        form=AnewForm,
        look="other",
        icon="send",
        needs_reason=True,
        form_args={"on": today},
        done=_("The task is given to another unit."),
    )
