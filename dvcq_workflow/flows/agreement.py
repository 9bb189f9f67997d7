"""The proof that record, flow and desk agree: the engine's side of it, and the comparison."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS, STATUS

from dvcq_workflow.flows.plan_approval import FLOW_CODE
from dvcq_workflow.flows.runner import OPEN
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.processes import PlanProcess
from dvcq_workflow.rules.agreement import (
    Disagreement,
    Flow,
    ProcessFacts,
    TaskFacts,
    disagreements,
)
from dvcq_workflow.selectors.agreement import batches_of_plans, records_of

ENDED = (STATUS.DONE, STATUS.CANCELED)
HUMAN = "HUMAN"


@dataclass(frozen=True)
class Finding:
    """A plan that was looked at, and every rule that does not hold of it."""

    plan: Plan
    disagreements: tuple[Disagreement, ...]


def look_at_plans(uid: UUID | None = None) -> Iterator[Finding]:
    """Yield a finding for every plan, or for the one of that uid; some in memory at a time."""
    yield from look_in_batches(batches_of_plans(uid), _look_at)


def look_in_batches(
    batches: Iterator[list[Plan]], look_at: Callable[[Sequence[Plan]], list[Any]]
) -> Iterator[Any]:
    """Yield what is found in each batch, read as of one moment."""
    while True:
        with _one_moment():
            plans = next(batches, [])
            found = look_at(plans) if plans else []
        if not plans:
            return
        yield from found


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read a batch as of one moment: whoever acts meanwhile must not look like a disagreement."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql" and not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _look_at(plans: Sequence[Plan]) -> list[Finding]:
    records, flows = records_of(plans), flows_of(plans)
    return [Finding(plan, tuple(disagreements(records[plan.pk], flows[plan.pk]))) for plan in plans]


def flows_of(plans: Sequence[Plan]) -> dict[int, Flow]:
    """Return what the engine says of each plan, by its key; in two queries."""
    processes: dict[int, list[ProcessFacts]] = defaultdict(list)
    own = {"plan_id__in": [plan.pk for plan in plans], "flow_code": FLOW_CODE}
    rows = PlanProcess.objects.filter(**own)
    plan_of: dict[int, int] = {}
    for pk, plan_id, closed_at, status in rows.values_list("pk", "plan_id", "closed_at", "status"):
        plan_of[pk] = plan_id
        processes[plan_id].append(ProcessFacts(closed_at is not None, status == PROCESS.DONE))
    tasks: dict[int, dict[int, TaskFacts]] = defaultdict(dict)
    for task in telling_tasks().filter(process_id__in=list(plan_of)):
        tasks[plan_of[task.process_id]][task.pk] = task_facts(task)
    return {plan.pk: Flow(tuple(processes[plan.pk]), dict(tasks[plan.pk])) for plan in plans}


def telling_tasks() -> QuerySet[Task]:
    """Return the engine's tasks that must agree with desks: people's, and what is not finished."""
    return Task.objects.filter(Q(flow_task_type=HUMAN) | ~Q(status__in=ENDED))


def task_facts(task: Any) -> TaskFacts:
    """Return a task of the engine as the rules of agreement see it."""
    return TaskFacts(
        task_id=task.pk,
        node=task.flow_task.name if task.flow_task else "",
        is_human=task.flow_task_type == HUMAN,
        is_open=task.status in OPEN,
        is_ended=task.status in ENDED,
    )
