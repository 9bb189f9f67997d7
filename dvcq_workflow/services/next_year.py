"""Next year's plan: begun from this year's, with the unfinished tasks that it carries over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.models.assignments import Assignment
from dvcq_workflow.models.obligations import Obligation, ObligationActor
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.desks import Step, seat_for
from dvcq_workflow.rules.errors import NotVisible, RuleViolation
from dvcq_workflow.rules.next_year import rolled_content
from dvcq_workflow.rules.obligations import ActorRole, DueKind
from dvcq_workflow.rules.plans import ONCE_ISSUED
from dvcq_workflow.selectors.choices import signers_for
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.selectors.next_year import unfinished_tasks
from dvcq_workflow.selectors.people import own_seats_of
from dvcq_workflow.selectors.plans import can_see_plan
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan
from dvcq_workflow.services.plans import draft_plan

FIRST_CARRIED = 100_001
"""Where carried duties stand among a plan's: after all that its own text will be read to hold."""


def draft_next_year(*, plan_id: int, carried: Sequence[int], actor: Any) -> Plan:
    """Begin next year's plan from an issued one: its words with years and dates moved forward, its
    signer if their power still holds. By who drafts in the unit that drafted it.

    ``carried``: keys of tasks of that plan that are not done; each becomes a duty of the new plan
    for the same unit, which says where it came from. The old task stays as it is.

    Raises:
        NotVisible: ``plan_not_found``.
        NotPermitted: ``desk_not_yours``.
        RuleViolation: ``plan_not_issued``, ``task_not_carried_over``, and as ``draft_plan``.
    """
    with acting(actor=actor) as act:
        on = timezone.localdate(act.at)
        before = lock_plan(plan_id)
        act.refused_on = ("plan", before.stream)
        if not can_see_plan(actor, before.pk, on):
            raise NotVisible("plan_not_found")
        seat_for(Step.DRAFT, before.drafting_unit_id, own_seats_of(actor, on))
        if before.state not in ONCE_ISSUED:
            raise RuleViolation("plan_not_issued")
        open_tasks = {task.pk: task for task in unfinished_tasks(before)}
        if not set(carried) <= open_tasks.keys():
            raise RuleViolation("task_not_carried_over")
        held = signers_for([before.issuing_unit_id], on)
        plan = draft_plan(
            content=rolled_content(content_of(before)),
            issuing_unit=before.issuing_unit,
            drafting_unit=before.drafting_unit,
            advising_unit=before.advising_unit,
            parent_plan=before.parent_plan,
            signing_authority=next(
                (power for power in held if power.pk == before.signing_authority_id), None
            ),
            actor=actor,
        )
        tasks = [open_tasks[pk] for pk in dict.fromkeys(carried)]
        if tasks:
            _carry_over(plan, tasks)
        return plan


def _carry_over(plan: Plan, tasks: Sequence[Assignment]) -> None:
    for position, task in enumerate(tasks, start=FIRST_CARRIED):
        obligation = Obligation(
            plan=plan,
            position=position,
            text=task.text,
            kind=task.obligation.kind,
            strength=task.strength,
            due_kind=DueKind.NONE,
            raw_words=task.raw_words,
            is_inclusive=task.is_inclusive,
            origin=Obligation.Origin.CARRIED,
            carried_from=task,
        )
        obligation.save()
        ObligationActor(obligation=obligation, unit=task.unit, role=ActorRole.LEAD).save()
    record_event(
        "obligation_carried_over",
        stream=plan.stream,
        content_hash=plan.content_hash,
        details={"tasks": [str(task.uid) for task in tasks]},
    )
