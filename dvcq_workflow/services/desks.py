"""Desks follow the flow's tasks: opened with a task, closed with it. Called by flows alone, but for
the date of an open desk, which moves with its subject's."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.db import transaction
from viewflow.workflow.models import Task

from dvcq_workflow.context import current_act
from dvcq_workflow.models.consultations import Consultation, Opinion
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.desks import DRAFTERS_OWN, Step
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.desks import unit_of_step
from dvcq_workflow.services.work import order_work
from dvcq_workflow.signals import desk_offered, tell


def offer_desk(
    *,
    task: Task,
    plan: Plan,
    step: Step,
    opinion_id: int | None = None,
    subject: tuple[str, Any] | None = None,
) -> Desk:
    """Open the desk of a new task for the unit that holds the step, and order that its people
    be told: one order for all the desks that one act opens.

    ``subject``: kind and row of what of the plan's year it is about; None: the plan itself.
    """
    act = current_act()
    opinion = Opinion.objects.get(pk=opinion_id) if opinion_id else None
    kind, about = subject or ("", None)
    unit_id = opinion.unit_id if opinion else unit_of_step(step, plan, about)
    desk = Desk(
        task=task,
        plan=plan,
        step=str(step),
        unit_id=unit_id,
        opinion=opinion,
        assigned_to_id=plan.drafter_id if step in DRAFTERS_OWN else None,
        sent_by_id=act.actor_id,
        offered_at=act.at,
        due_on=about.effective_due_on if about is not None else _due_on(plan, step),
        **({kind: about} if kind else {}),
    )
    desk.save(force_insert=True)
    if desk_offered.has_listeners(Desk):
        transaction.on_commit(partial(_tell, desk))
    order_work(
        "notify_desks",
        key=f"{act.uid}:{plan.pk}",
        payload={"plan_id": plan.pk, "offered_at": act.at.isoformat()},
    )
    return desk


def _due_on(plan: Plan, step: Step) -> dt.date | None:
    if step not in (Step.GIVE_OPINION, Step.CLOSE_CONSULTATION):
        return None
    rounds = Consultation.objects.filter(plan=plan, closed_at__isnull=True)
    return rounds.values_list("due_on", flat=True).first()


def date_desks(kind: str, subject: Any) -> None:
    """Let the open desks of a subject of the year, whose last day was moved, be due on it."""
    desks = Desk.objects.filter(**{f"{kind}_id": subject.pk}, state=Desk.State.OPEN)
    desks.update(due_on=subject.effective_due_on)


def _tell(desk: Desk) -> None:
    tell(
        desk_offered,
        sender=Desk,
        desk_uid=desk.uid,
        plan_uid=desk.plan.uid,
        step=desk.step,
        unit_code=desk.unit.code,
        due_on=desk.due_on,
    )


def close_desk(*, task: Task, desk: Desk | None = None, cancelled: bool = False) -> None:
    """Close a task's desk: done by the current actor, or cancelled by the flow or a withdrawal.

    ``desk``: the task's, where it is at hand with its plan as it is now.
    """
    act = current_act()
    desk = desk or Desk.objects.select_related("plan").get(task=task)
    left = cancelled or _is_left_by_withdrawal(desk)
    desk.state = Desk.State.CANCELLED if left else Desk.State.DONE
    desk.done_at = act.at
    desk.done_by_id = None if left else act.actor_id
    desk.done_for_id = None if left else act.principal_id
    desk.save(update_fields=["state", "done_at", "done_by", "done_for"])


def _is_left_by_withdrawal(desk: Desk) -> bool:
    """The drafter took the plan away: whoever held it had done nothing."""
    return desk.plan.state is Status.WITHDRAWN and Step(desk.step) not in DRAFTERS_OWN
