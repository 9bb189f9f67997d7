"""What the orders of a year's opening do, and of what is stated after it: one for the plan, one for
each unit, one for each report of a period that opens."""

from __future__ import annotations

from typing import Any

from dvcq_workflow.context import current_act
from dvcq_workflow.flows.starting import start_assignment, start_report
from dvcq_workflow.selectors.reports import awaits_report
from dvcq_workflow.services.recomputing import recompute_year
from dvcq_workflow.services.years import count_opened, open_unit_year


def open_year_of_unit(*, plan_id: int, unit_id: int, actor: Any) -> None:
    """Lay a unit's tasks and duties, put each task on its desk, and count the unit as done."""
    for task in open_unit_year(plan_id=plan_id, unit_id=unit_id, actor=actor):
        start_assignment(assignment_id=task.pk, actor=actor)
    count_opened(plan_id=plan_id, at=current_act().at)


def start_report_of_duty(*, duty_id: int, actor: Any) -> None:
    """Lay the report of a period that opened on its writer's desk, unless somebody began it before
    or it is owed no more."""
    if awaits_report(duty_id):
        start_report(duty_id=duty_id, actor=actor)


def open_obligation(*, plan_id: int, obligation_id: int, unit_id: int, actor: Any) -> None:
    """Lay on a unit what was stated after the year was opened, and put each task on its desk."""
    tasks = open_unit_year(
        plan_id=plan_id, unit_id=unit_id, obligation_id=obligation_id, actor=actor
    )
    for task in tasks:
        start_assignment(assignment_id=task.pk, actor=actor)


def reckon_year(*, plan_id: int, cause: str, actor: Any) -> None:
    """Reckon the last days of a plan's year anew after a change of the calendar."""
    recompute_year(plan_id=plan_id, cause=cause, actor=actor)
