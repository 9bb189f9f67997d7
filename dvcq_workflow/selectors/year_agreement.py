"""What the record says of many plans' years at once, for the proof that all of it agrees.

Read by a command for whoever runs the server: no viewer, no page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from dvcq_workflow.models.assignments import Assignment, ExtensionRequest
from dvcq_workflow.models.consolidations import Consolidation
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.obstacles import Obstacle
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.processes import PlanProcess
from dvcq_workflow.models.reports import Report, ReportVersion
from dvcq_workflow.models.subjects import SUBJECT_KINDS
from dvcq_workflow.rules.agreement import DeskFacts
from dvcq_workflow.rules.year_agreement import NUMBERED_IN, STEPS_IN, YEAR_STEPS, SubjectRecord
from dvcq_workflow.selectors.agreement import desk_facts, in_batches, number_facts
from dvcq_workflow.selectors.desks import unit_of_step

YEARS_AT_ONCE = 20
"""A year has thousands of rows; the queries are as many for this many plans as for one."""

SUBJECTS: dict[str, Any] = {
    "assignment": Assignment,
    "extension": ExtensionRequest,
    "report": Report,
    "consolidation": Consolidation,
    "obstacle": Obstacle,
}
Key = tuple[str, int]
"""Kind and key of a subject of the year."""


def batches_of_years(uid: UUID | None = None) -> Iterator[list[Plan]]:
    """Yield the plans that have anything of a year, or the one of that uid, some at a time."""
    year = [Exists(model.objects.filter(plan=OuterRef("pk"))) for model in SUBJECTS.values()]
    year.append(Exists(PlanProcess.objects.filter(plan=OuterRef("pk"), flow_code__in=SUBJECTS)))
    year.append(Exists(Desk.objects.filter(plan=OuterRef("pk"), step__in=steps_of_years())))
    wanted = Q()
    for condition in year:
        wanted |= Q(condition)
    return in_batches(Plan.objects.filter(wanted), uid, size=YEARS_AT_ONCE)


def steps_of_years() -> list[str]:
    """Return the steps of desks that are about a subject of a year."""
    return [str(step) for step in YEAR_STEPS]


def subjects_of(plans: Sequence[Plan]) -> dict[Key, Any]:
    """Return the rows of all subjects of the plans' years, one query a kind."""
    by_key = {plan.pk: plan for plan in plans}
    found: dict[Key, Any] = {}
    for kind, model in SUBJECTS.items():
        for row in model.objects.filter(plan_id__in=by_key).select_related("unit").order_by("pk"):
            row.plan = by_key[row.plan_id]
            found[kind, row.pk] = row
    return found


def desks_of_years(plans: Sequence[Plan]) -> dict[int, dict[Key | None, list[DeskFacts]]]:
    """Return by plan the desks of its year by what they are about, in one query."""
    found: dict[int, dict[Key | None, list[DeskFacts]]] = defaultdict(lambda: defaultdict(list))
    rows = Desk.objects.filter(plan__in=plans, step__in=steps_of_years()).order_by("pk")
    for row in rows:
        found[row.plan_id][key_of(row)].append(desk_facts(row))
    return found


def key_of(row: Any) -> Key | None:
    """Return what a desk, a process, a number or a version is about; None: no subject."""
    kinds = [kind for kind in SUBJECT_KINDS if getattr(row, f"{kind}_id", None) is not None]
    return (kinds[0], getattr(row, f"{kinds[0]}_id")) if kinds else None


def year_records_of(
    plans: Sequence[Plan], subjects: dict[Key, Any], desks: dict[int, dict[Any, list[DeskFacts]]]
) -> dict[Key, SubjectRecord]:
    """Return what the rows say of each subject; two queries for what is kept of papers."""
    numbers, versions = defaultdict(list), defaultdict(set)
    of_papers = Q(*((f"{kind}__isnull", False) for kind in NUMBERED_IN), _connector=Q.OR)
    live = Issuance.objects.exclude(state=Issuance.State.VOID)
    for issuance in live.filter(of_papers, plan__in=plans).order_by("pk"):
        numbers[key_of(issuance)].append(number_facts(issuance))
    kept = Q(report__plan__in=plans) | Q(consolidation__plan__in=plans)
    for version in ReportVersion.objects.filter(kept).order_by().defer("content"):
        versions[key_of(version)].add(version.content_hash)
    return {
        key: SubjectRecord(
            kind=key[0],
            status=row.state,
            content_hash=row.content_hash,
            unit_id=_unit_of(key[0], row),
            due_on=row.effective_due_on,
            desks=tuple(desks[row.plan_id].get(key, ())),
            numbers=tuple(numbers[key]),
            versions=frozenset(versions[key]),
        )
        for key, row in subjects.items()
    }


def _unit_of(kind: str, row: Any) -> int | None:
    step = STEPS_IN[kind].get(row.state)
    return unit_of_step(step, row.plan, row) if step else None
