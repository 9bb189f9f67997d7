"""How far a plan has come, step by step, for the drawing of its way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dvcq_workflow.models.approvals import PlanReturn
from dvcq_workflow.models.consultations import Opinion
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.desks import APPROVAL_STEPS, Step

DRAFTING = frozenset({Step.DRAFT, Step.CLOSE_CONSULTATION, Step.GIVE_OPINION})
"""Steps whose work a return does not undo: the draft goes on from where it was."""


class Standing(StrEnum):
    """How a step stands."""

    DONE = "done"
    HERE = "here"
    OVERDUE = "overdue"
    RETURNED = "returned"
    ENDED = "ended"
    NEXT = "next"


@dataclass(frozen=True)
class StepState:
    """One step of one plan. ``times``: how often it was done. ``who``: the person who did it or
    keeps it, None where it lies with a unit. ``since``: when it came, or was done. ``reason``: why
    it sent the plan back or ended it."""

    step: Step
    standing: Standing
    times: int = 0
    who: Any = None
    unit: str = ""
    since: dt.datetime | None = None
    due_on: dt.date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Progress:
    """A plan's way so far. ``returned_from``: how often from which step; ``ended_at``: the step
    at which it was refused or withdrawn; ``answered`` of ``asked`` units in the latest round."""

    steps: dict[Step, StepState]
    returned_from: dict[str, int]
    ended_at: str
    ended_as: str
    asked: int
    answered: int


def progress_of(plan: Plan, on: dt.date) -> Progress:
    """Return how far a plan has come, in three queries however many opinions were asked."""
    desks = list(
        Desk.objects.filter(plan=plan)
        .select_related("unit", "done_by", "assigned_to")
        .order_by("offered_at", "pk")
    )
    returns = list(PlanReturn.objects.filter(plan=plan).select_related("by").order_by("pk"))
    opinions = list(
        Opinion.objects.filter(consultation__plan=plan)
        .order_by("consultation__round")
        .values_list("consultation__round", "state")
    )
    latest = [state for number, state in opinions if number == opinions[-1][0]]
    back = [row.step for row in returns if row.kind == PlanReturn.Kind.RETURNED]
    ended = [row for row in returns if row.kind != PlanReturn.Kind.RETURNED]
    last = returns[-1] if returns else None
    return Progress(
        steps={step: _state(step, desks, last, on) for step in APPROVAL_STEPS},
        returned_from={step: back.count(step) for step in dict.fromkeys(back)},
        ended_at=ended[-1].step if ended else "",
        ended_as=str(ended[-1].kind) if ended else "",
        asked=len(latest),
        answered=sum(state in (Opinion.State.AGREED, Opinion.State.COMMENTED) for state in latest),
    )


def _state(step: Step, desks: Sequence[Desk], last: PlanReturn | None, on: dt.date) -> StepState:
    there = [desk for desk in desks if desk.step == step]
    done = [desk for desk in there if desk.state == Desk.State.DONE]
    if waiting := [desk for desk in there if desk.state == Desk.State.OPEN]:
        return _open_state(step, waiting, len(done), on)
    if last is not None and last.step == step and _nothing_since(done, last):
        is_back = last.kind == PlanReturn.Kind.RETURNED
        standing = Standing.RETURNED if is_back else Standing.ENDED
        return StepState(step, standing, len(done), last.by, since=last.at, reason=last.reason)
    closed = done or there
    if not closed:
        return StepState(step, Standing.NEXT)
    latest = max(closed, key=lambda desk: (desk.done_at, desk.pk))
    undone = last is not None and latest.done_at is not None and latest.done_at <= last.at
    if undone and step not in DRAFTING:
        return StepState(step, Standing.NEXT, len(done))
    if step is Step.GIVE_OPINION:
        return StepState(step, Standing.DONE, len(done), since=latest.done_at)
    return StepState(
        step, Standing.DONE, len(done), latest.done_by, latest.unit.name, latest.done_at
    )


def _nothing_since(done: Sequence[Desk], last: PlanReturn) -> bool:
    """The desk that a return closes is done at the return's own moment."""
    return not any(desk.done_at is not None and desk.done_at > last.at for desk in done)


def _open_state(step: Step, waiting: Sequence[Desk], times: int, on: dt.date) -> StepState:
    first = waiting[0]
    due = min((desk.due_on for desk in waiting if desk.due_on), default=None)
    return StepState(
        step,
        Standing.OVERDUE if due is not None and due < on else Standing.HERE,
        times,
        first.assigned_to if len(waiting) == 1 else None,
        first.unit.name if len(waiting) == 1 else "",
        first.offered_at,
        due,
    )
