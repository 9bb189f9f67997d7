"""Starting a flow together with the record it runs on, in one transaction."""

from __future__ import annotations

from typing import Any

from dvcq_workflow.flows.assignment import AssignmentFlow
from dvcq_workflow.flows.consolidation import ConsolidationFlow
from dvcq_workflow.flows.extension import ExtensionFlow
from dvcq_workflow.flows.obstacle import ObstacleFlow
from dvcq_workflow.flows.plan_approval import PlanApprovalFlow
from dvcq_workflow.flows.report import ReportFlow
from dvcq_workflow.models.assignments import Assignment, ExtensionRequest
from dvcq_workflow.models.consolidations import Consolidation
from dvcq_workflow.models.obstacles import Obstacle
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.processes import PlanProcess
from dvcq_workflow.models.reports import Report
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.assignment_work import open_part
from dvcq_workflow.services.assignments import assign_anew
from dvcq_workflow.services.consolidations import open_consolidation
from dvcq_workflow.services.extensions import request_extension
from dvcq_workflow.services.handling import lock_subject
from dvcq_workflow.services.imports import store_as_draft
from dvcq_workflow.services.next_year import draft_next_year
from dvcq_workflow.services.obstacles import raise_obstacle
from dvcq_workflow.services.plans import draft_plan
from dvcq_workflow.services.reports import open_report
from dvcq_workflow.services.unit_plans import draft_unit_plan


def start_plan(*, actor: Any, channel: str = "code", at: Any = None, **draft: Any) -> Plan:
    """Begin a plan (``services.plans.draft_plan``) and lay it on its drafter's desk.

    Raises: as ``draft_plan``.
    """
    with acting(actor=actor, channel=channel, at=at):
        plan = draft_plan(actor=actor, **draft)
        _begin(plan)
        return plan


def start_imported_plan(
    *, actor: Any, channel: str = "code", at: Any = None, ip: str = "", **confirmed: Any
) -> Plan:
    """Store a confirmed import as a draft (``services.imports.store_as_draft``) and lay it on
    its drafter's desk.

    Raises: as ``store_as_draft``.
    """
    with acting(actor=actor, channel=channel, at=at, ip=ip):
        plan = store_as_draft(actor=actor, **confirmed)
        _begin(plan)
        return plan


def start_assignment(*, assignment_id: int, actor: Any, **frame: Any) -> PlanProcess:
    """Lay a task that was opened (``services.assignments.open_assignment``) on its unit's desk;
    one that lies there already is left. ``frame``: of ``services.acting``.

    Raises:
        NotVisible: ``assignment_not_found``.
    """
    with acting(actor=actor, **frame):
        task = lock_subject("assignment", assignment_id)
        known = PlanProcess.objects.filter(assignment=task).order_by("-pk").first()
        if known is not None:
            return known
        return AssignmentFlow.start.run(assignment=task)


def start_part(*, actor: Any, frame: Any = None, **given: Any) -> Assignment:
    """Give a part of a task away (``services.assignment_work.open_part``) and lay it on the desk of
    the unit that gets it.

    Raises: as ``open_part``.
    """
    with acting(actor=actor, **(frame or {})):
        part = open_part(actor=actor, **given)
        AssignmentFlow.start.run(assignment=part)
        return part


def start_anew(*, actor: Any, frame: Any = None, **given: Any) -> Assignment:
    """Give a withdrawn task to another unit (``services.assignments.assign_anew``) and lay it on
    that unit's desk.

    Raises: as ``assign_anew``.
    """
    with acting(actor=actor, **(frame or {})):
        task = assign_anew(actor=actor, **given)
        AssignmentFlow.start.run(assignment=task)
        return task


def start_extension(*, actor: Any, frame: Any = None, **given: Any) -> ExtensionRequest:
    """Ask for more time (``services.extensions.request_extension``) and lay the request on the desk
    of whoever decides.

    Raises: as ``request_extension``.
    """
    with acting(actor=actor, **(frame or {})):
        request = request_extension(actor=actor, **given)
        ExtensionFlow.start.run(extension=request)
        return request


def start_obstacle(*, actor: Any, frame: Any = None, **given: Any) -> Obstacle:
    """Raise an obstacle (``services.obstacles.raise_obstacle``) and lay it on the receiver's desk.

    Raises: as ``raise_obstacle``.
    """
    with acting(actor=actor, **(frame or {})):
        row = raise_obstacle(actor=actor, **given)
        ObstacleFlow.start.run(obstacle=row)
        return row


def start_unit_plan(*, actor: Any, frame: Any = None, **given: Any) -> Plan:
    """Begin the plan of its own that a unit owes (``services.unit_plans.draft_unit_plan``) and lay
    it on its drafter's desk; one that is under way is returned as it is.

    Raises: as ``draft_unit_plan``.
    """
    with acting(actor=actor, **(frame or {})):
        plan = draft_unit_plan(actor=actor, **given)
        if not PlanProcess.objects.filter(plan=plan).exists():
            _begin(plan)
        return plan


def start_next_year(*, actor: Any, frame: Any = None, **given: Any) -> Plan:
    """Begin next year's plan from this year's (``services.next_year.draft_next_year``) and lay it
    on its drafter's desk.

    Raises: as ``draft_next_year``.
    """
    with acting(actor=actor, **(frame or {})):
        plan = draft_next_year(actor=actor, **given)
        _begin(plan)
        return plan


def start_consolidation(
    *, actor: Any, period_id: int, channel: str = "code", at: Any = None, ip: str = ""
) -> Consolidation:
    """Begin a consolidated report or a supplement (``services.consolidations.open_consolidation``)
    and lay it on the desk where its reports are collected.

    Raises: as ``open_consolidation``.
    """
    with acting(actor=actor, channel=channel, at=at, ip=ip):
        consolidation = open_consolidation(period_id=period_id, actor=actor)
        ConsolidationFlow.start.run(consolidation=consolidation)
        return consolidation


def start_report(*, actor: Any, duty_id: int, **frame: Any) -> Report:
    """Open the report that a unit owes (``services.reports.open_report``) and lay it on its
    writer's desk; one that lies there already is left. ``frame``: of ``services.acting``.

    Raises: as ``open_report``.
    """
    with acting(actor=actor, **frame):
        report = open_report(duty_id=duty_id, actor=actor)
        if not PlanProcess.objects.filter(report=report).exists():
            ReportFlow.start.run(report=report)
        return report


def _begin(plan: Plan) -> PlanProcess:
    """Lay a new draft on its drafter's desk."""
    return PlanApprovalFlow.start.run(plan=plan)
