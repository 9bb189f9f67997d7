"""The proof that record, flow and desk agree on each subject of a plan's year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from viewflow.workflow.status import PROCESS

from dvcq_workflow.flows.agreement import look_in_batches, task_facts, telling_tasks
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.processes import PlanProcess
from dvcq_workflow.models.subjects import SUBJECT_KINDS
from dvcq_workflow.rules.agreement import Disagreement, Flow, ProcessFacts, Rule, TaskFacts
from dvcq_workflow.rules.year_agreement import disagreements_on
from dvcq_workflow.selectors.year_agreement import (
    Key,
    batches_of_years,
    desks_of_years,
    key_of,
    subjects_of,
    year_records_of,
)

NOTHING = Flow()


@dataclass(frozen=True)
class YearFinding:
    """A subject of a plan's year that was looked at, and every rule that does not hold of it.

    ``subject``: None where a desk or a process is about no subject of the plan's.
    """

    plan: Plan
    kind: str
    subject: Any
    disagreements: tuple[Disagreement, ...]


def look_at_years(uid: UUID | None = None) -> Iterator[YearFinding]:
    """Yield a finding for each subject of every plan's year, or of that plan's; some plans in
    memory at a time, in a constant number of queries for each batch."""
    yield from look_in_batches(batches_of_years(uid), _look_at)


def _look_at(plans: Sequence[Plan]) -> list[YearFinding]:
    subjects, desks = subjects_of(plans), desks_of_years(plans)
    records = year_records_of(plans, subjects, desks)
    flows = year_flows_of(plans)
    found = [
        YearFinding(
            row.plan,
            key[0],
            row,
            tuple(disagreements_on(records[key], flows[row.plan_id].get(key, NOTHING))),
        )
        for key, row in subjects.items()
    ]
    for plan in plans:
        own = {key for key, row in subjects.items() if row.plan_id == plan.pk}
        found += _stray(plan, own, desks[plan.pk], flows[plan.pk])
    return found


def _stray(
    plan: Plan, own: set[Key], desks: dict[Key | None, Any], flows: dict[Key | None, Flow]
) -> Iterator[YearFinding]:
    """Yield what hangs on a plan and is about no subject of its year."""
    for key, rows in desks.items():
        if key not in own:
            said = tuple(
                Disagreement(Rule.DESK_OF_OTHER_SUBJECT, {"step": row.step}) for row in rows
            )
            yield YearFinding(plan, "", None, said)
    for key, flow in flows.items():
        if key not in own:
            said = (Disagreement(Rule.PROCESS_OF_OTHER_SUBJECT),) * len(flow.processes)
            yield YearFinding(plan, "", None, said)


def year_flows_of(plans: Sequence[Plan]) -> dict[int, dict[Key | None, Flow]]:
    """Return by plan what the engine says of each subject of its year; in two queries.

    A process whose flow is not that of its subject's kind counts as about none.
    """
    about: dict[int, tuple[int, Key | None]] = {}
    processes: dict[tuple[int, Key | None], list[ProcessFacts]] = defaultdict(list)
    year = {"plan__in": plans, "flow_code__in": SUBJECT_KINDS}
    for row in PlanProcess.objects.filter(**year).order_by("pk"):
        key = key_of(row)
        place = (row.plan_id, key if key and key[0] == row.flow_code else None)
        about[row.pk] = place
        processes[place].append(ProcessFacts(row.closed_at is not None, row.status == PROCESS.DONE))
    tasks: dict[tuple[int, Key | None], dict[int, TaskFacts]] = defaultdict(dict)
    joined = {f"process__planprocess__{name}": value for name, value in year.items()}
    for task in telling_tasks().filter(**joined):
        tasks[about[task.process_id]][task.pk] = task_facts(task)
    found: dict[int, dict[Key | None, Flow]] = {plan.pk: {} for plan in plans}
    for (plan_id, key), rows in processes.items():
        found[plan_id][key] = Flow(tuple(rows), tasks[plan_id, key])
    return found
