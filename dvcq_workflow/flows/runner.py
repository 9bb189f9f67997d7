"""Moves record and token together: one act, one transaction, under the process's lock.

Pages, commands and tests act through ``perform``; there is no second way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils import timezone
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from dvcq_workflow.context import Act
from dvcq_workflow.models.audit import AuditStream
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.processes import PlanProcess
from dvcq_workflow.models.subjects import SUBJECT_KINDS
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import Conflict, NotVisible, RuleViolation
from dvcq_workflow.rules.plans import FROZEN
from dvcq_workflow.selectors.desks import visible_desk
from dvcq_workflow.services import (
    approvals,
    assignment_results,
    assignment_work,
    assignments,
    claims,
    consolidation_papers,
    consolidations,
    consultations,
    extensions,
    issuance,
    obstacles,
    plans,
    report_papers,
    reports,
)
from dvcq_workflow.services.acting import acting

OPEN = (STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED)


@dataclass(frozen=True)
class DeskAct:
    """One thing that can be done at a desk. ``ends``: it takes the plan to the next desk."""

    service: Callable[..., Any]
    ends: bool = True
    subject: str = "plan_id"
    fixed: tuple[tuple[str, Any], ...] = ()


def _return_from(step: Step) -> DeskAct:
    return DeskAct(approvals.return_plan, fixed=(("step", step),))


WITHDRAW = DeskAct(approvals.withdraw_plan)
HAND_OVER = DeskAct(plans.hand_over_draft, ends=False)
FOR_THE_UNIT = {
    "claim": DeskAct(claims.claim_desk, ends=False, subject="desk_id"),
    "give_back": DeskAct(claims.give_back_desk, ends=False, subject="desk_id"),
}
"""What can be done at every desk that is a unit's and not the drafter's own."""

_TASK = partial(DeskAct, subject="assignment_id")
_MORE_TIME = partial(DeskAct, subject="extension_id")
_OBSTACLE = partial(DeskAct, subject="obstacle_id")
WITHDRAW_TASK = _TASK(assignments.withdraw_assignment)
COMPLETE_TASK = _TASK(assignment_results.complete_by_plan)

TASK_ACTS: dict[Step, dict[str, DeskAct]] = {
    Step.ACCEPT: {
        "accept": _TASK(assignments.accept_assignment),
        "hand_back": _TASK(assignments.hand_back_assignment),
        "withdraw": WITHDRAW_TASK,
    },
    Step.NAME_OFFICERS: {
        "name": _TASK(assignment_work.name_officers),
        "withdraw": WITHDRAW_TASK,
    },
    Step.WORK: {
        "report": _TASK(assignment_results.report_result),
        "rename": _TASK(assignment_work.change_officers, ends=False),
        "complete": COMPLETE_TASK,
        "withdraw": WITHDRAW_TASK,
    },
    Step.APPROVE_RESULT: {
        "approve": _TASK(assignment_results.approve_result),
        "return": _TASK(assignment_results.return_result),
        "complete": COMPLETE_TASK,
        "withdraw": WITHDRAW_TASK,
    },
    Step.VERIFY: {
        "verify": _TASK(assignment_results.verify_result),
        "send_back": _TASK(assignment_results.send_back_result),
        "offer_again": _TASK(assignments.offer_assignment_again),
        "complete": COMPLETE_TASK,
        "withdraw": WITHDRAW_TASK,
    },
    Step.DECIDE_EXTENSION: {
        "grant": _MORE_TIME(extensions.grant_extension),
        "refuse": _MORE_TIME(extensions.refuse_extension),
        "withdraw": _MORE_TIME(extensions.withdraw_extension),
    },
    Step.TRIAGE: {
        "take_on": _OBSTACLE(obstacles.take_on_obstacle),
        "escalate": _OBSTACLE(obstacles.escalate_obstacle, fixed=(("step", Step.TRIAGE),)),
        "withdraw": _OBSTACLE(obstacles.withdraw_obstacle),
    },
    Step.SETTLE: {
        "settle": _OBSTACLE(obstacles.settle_obstacle),
        "escalate": _OBSTACLE(obstacles.escalate_obstacle, fixed=(("step", Step.SETTLE),)),
    },
    Step.DECIDE_OBSTACLE: {
        "decide": _OBSTACLE(obstacles.decide_obstacle),
        "send_down": _OBSTACLE(obstacles.send_down_obstacle),
    },
    Step.INFORM: {"inform": _OBSTACLE(obstacles.inform_concerned)},
}
"""What can be done at the desks of tasks, of requests for more time, and of obstacles."""


def _consolidating(service: Callable[..., Any], *, ends: bool = True, **fixed: Any) -> DeskAct:
    return DeskAct(service, ends, "consolidation_id", tuple(fixed.items()))


WITHDRAW_CONSOLIDATION = {"withdraw": _consolidating(consolidations.withdraw_consolidation)}
CONSOLIDATION_ACTS: dict[Step, dict[str, DeskAct]] = {
    Step.COLLECT: {
        "draft": _consolidating(consolidations.draft_consolidation),
        **WITHDRAW_CONSOLIDATION,
    },
    Step.DRAFT_CONSOLIDATION: {
        "save": _consolidating(consolidations.save_consolidation, ends=False),
        "send": _consolidating(consolidations.send_consolidation),
        "collect": _consolidating(consolidations.collect_again),
        **WITHDRAW_CONSOLIDATION,
    },
    Step.APPROVE_CONSOLIDATION: {
        "sign": _consolidating(consolidation_papers.sign_consolidation),
        "return": _consolidating(
            consolidation_papers.return_consolidation, step=Step.APPROVE_CONSOLIDATION
        ),
        **WITHDRAW_CONSOLIDATION,
    },
    Step.NUMBER_CONSOLIDATION: {
        "assign": _consolidating(consolidation_papers.number_consolidation),
        "enter_paper": _consolidating(consolidation_papers.enter_consolidation_number),
        "return": _consolidating(
            consolidation_papers.return_consolidation, step=Step.NUMBER_CONSOLIDATION
        ),
    },
    Step.DELIVER: {"deliver": _consolidating(consolidation_papers.deliver_consolidation)},
    Step.ACKNOWLEDGE: {
        "acknowledge": _consolidating(consolidation_papers.acknowledge_consolidation)
    },
}

_REPORT = partial(DeskAct, subject="report_id")


def _return_report(step: Step) -> DeskAct:
    return _REPORT(report_papers.return_report_to_writer, fixed=(("step", step),))


REPORT_ACTS: dict[Step, dict[str, DeskAct]] = {
    Step.WRITE_REPORT: {
        "save": _REPORT(reports.save_report, ends=False),
        "autosave": _REPORT(reports.save_report, ends=False, fixed=(("is_autosave", True),)),
        "nothing": _REPORT(reports.say_nothing_to_report, ends=False),
        "send": _REPORT(reports.send_report_for_approval),
        "withdraw": _REPORT(reports.withdraw_report),
    },
    Step.APPROVE_REPORT: {
        "sign": _REPORT(report_papers.sign_report),
        "return": _return_report(Step.APPROVE_REPORT),
    },
    Step.NUMBER_REPORT: {
        "assign": _REPORT(report_papers.number_report),
        "return": _return_report(Step.NUMBER_REPORT),
    },
    Step.SUBMIT_REPORT: {"submit": _REPORT(report_papers.submit_report)},
    Step.CHECK_REPORT: {
        "accept": _REPORT(report_papers.accept_report),
        "send_back": _REPORT(report_papers.return_report_to_unit),
    },
}
"""What can be done at the desks of a unit's report."""

ACTS_AT: dict[Step, dict[str, DeskAct]] = {
    **REPORT_ACTS,
    **TASK_ACTS,
    Step.DRAFT: {
        "save": DeskAct(plans.save_draft, ends=False),
        "answer": DeskAct(consultations.answer_opinion, ends=False, subject=""),
        "consult": DeskAct(consultations.open_consultation),
        "submit": DeskAct(plans.submit_plan),
        "withdraw": WITHDRAW,
        "hand_over": HAND_OVER,
    },
    Step.CLOSE_CONSULTATION: {
        "close": DeskAct(consultations.close_consultation),
        "withdraw": WITHDRAW,
        "hand_over": HAND_OVER,
    },
    Step.GIVE_OPINION: {
        **FOR_THE_UNIT,
        "give": DeskAct(consultations.give_opinion, subject="opinion_id"),
    },
    Step.CHECK_CONTENT: {
        **FOR_THE_UNIT,
        "withdraw": WITHDRAW,
        "pass": DeskAct(approvals.check_content),
        "return": _return_from(Step.CHECK_CONTENT),
    },
    Step.CHECK_FORMAT: {
        **FOR_THE_UNIT,
        "withdraw": WITHDRAW,
        "pass": DeskAct(approvals.check_format),
        "return": _return_from(Step.CHECK_FORMAT),
    },
    Step.SIGN: {
        **FOR_THE_UNIT,
        "withdraw": WITHDRAW,
        "sign": DeskAct(approvals.sign_plan),
        "return": _return_from(Step.SIGN),
        "refuse": DeskAct(approvals.refuse_plan),
    },
    Step.NUMBER: {
        **FOR_THE_UNIT,
        "assign": DeskAct(issuance.assign_number),
        "enter_paper": DeskAct(issuance.enter_paper_number),
        "return": _return_from(Step.NUMBER),
    },
    Step.SEAL: {
        **FOR_THE_UNIT,
        "seal": DeskAct(issuance.seal_plan),
        "return": _return_from(Step.SEAL),
    },
    Step.RELEASE: {
        **FOR_THE_UNIT,
        "release": DeskAct(issuance.release_plan),
        "return": _return_from(Step.RELEASE),
    },
    **CONSOLIDATION_ACTS,
}
"""What can be done at each desk, and which service does it."""


def find_desk(step: Step, process_pk: int, task_pk: int, *, viewer: Any, on: dt.date) -> Desk:
    """Return a desk as its page shows it, open or done.

    Raises:
        NotVisible: ``desk_not_found``: no such desk in that process, or not for this person.
    """
    return visible_desk(viewer, step=step, process_id=process_pk, task_id=task_pk, on=on)


def perform(
    step: Step,
    process_pk: int,
    task_pk: int,
    *,
    act: str,
    actor: Any,
    seen_hash: str,
    data: Mapping[str, Any] | None = None,
    **frame: Any,
) -> Any:
    """Do ``act`` at a desk and return what its service returns.

    ``seen_hash``: hash of the content the person had before them. ``data``: the service's own
    arguments. ``frame``: ``channel``, ``at``, ``request_id``, ``ip`` of ``services.acting``.
    The process is locked first, then the service locks the plan; then the token moves.

    Raises:
        NotVisible: ``desk_not_found``.
        Conflict: ``desk_done``, ``plan_busy``, ``plan_moved_on``, ``content_changed``.
        RuleViolation: ``desk_act_unknown``, or what the service refuses.
    """
    with acting(actor=actor, **frame) as current:
        process = lock_process(process_pk)
        desk = _desk_of(step, process_pk, task_pk)
        current.refused_on = ("desk", None)
        with _refused_on(desk, current):
            known = ACTS_AT[step].get(act)
            if known is None:
                raise RuleViolation("desk_act_unknown")
            _require_open(desk, actor, current.at)
            given = {**_subject(known, desk), **dict(known.fixed), **(data or {})}
            result = known.service(**given, seen_hash=seen_hash, actor=actor)
        if known.ends:
            _refresh(desk, process, current)
            _move_token(desk, actor)
            _close_process(process, current.at)
        return result


def _refresh(desk: Desk, process: PlanProcess, act: Act) -> None:
    """Let process and desk hold plan and subject as the service left them: gates read these."""
    process.plan = desk.plan = act.locked[desk.plan_id]
    if kind := desk.subject_kind:
        about = act.handled[kind, getattr(desk, f"{kind}_id")]
        setattr(process, kind, about)
        setattr(desk, kind, about)
    desk.task.process = process


@contextmanager
def _refused_on(desk: Desk, act: Act) -> Iterator[None]:
    """Say which stream a refusal belongs to where the service has not got as far; looked up only
    then, since nearly every act is allowed."""
    try:
        yield
    except RuleViolation:
        if act.refused_on[1] is None:
            stream = AuditStream.objects.filter(plan=desk.plan_id).first()
            act.refused_on = (act.refused_on[0], stream)
        raise


def lock_process(process_pk: int) -> PlanProcess:
    """Lock a process's row and return it, as the engine's own lock does; waiting, not failing at
    once. ``no_key``: tasks that point at it may still come.

    Raises:
        NotVisible: ``desk_not_found``.
    """
    rows = PlanProcess.objects.filter(pk=process_pk).select_for_update(
        no_key=True, of=("self", "process_ptr")
    )
    process = rows.first()
    if process is None:
        raise NotVisible("desk_not_found")
    return process


def _desk_of(step: Step, process_pk: int, task_pk: int) -> Desk:
    desk = (
        Desk.objects.select_related("task")
        .filter(task_id=task_pk, task__process_id=process_pk, step=str(step))
        .first()
    )
    if desk is None:
        raise NotVisible("desk_not_found")
    return desk


def _require_open(desk: Desk, actor: Any, at: dt.datetime) -> None:
    """Who comes too late is told so only where they may see the plan at all."""
    if desk.state == Desk.State.OPEN and desk.task.status in OPEN:
        return
    visible_desk(
        actor,
        step=Step(desk.step),
        process_id=desk.task.process_id,
        task_id=desk.task_id,
        on=timezone.localdate(at),
    )
    raise Conflict("desk_done")


def _subject(known: DeskAct, desk: Desk) -> dict[str, Any]:
    subjects = {"plan_id": desk.plan_id, "opinion_id": desk.opinion_id, "desk_id": desk.pk}
    subjects |= {f"{kind}_id": getattr(desk, f"{kind}_id") for kind in SUBJECT_KINDS}
    return {known.subject: subjects[known.subject]} if known.subject else {}


def _move_token(desk: Desk, actor: Any) -> None:
    """Take the engine's task from whatever state through to done, and start what comes next.

    Task, process and plan are those read under the process's lock: nobody else moves them. What
    fails here takes the whole act with it, so that no savepoint is needed.
    """
    task: Task = desk.task
    activation = task.flow_task.activation_class(task)
    activation.desk = desk
    if task.status in (STATUS.NEW, STATUS.ASSIGNED):
        activation.take(actor)
    activation.execute()


def _close_process(process: PlanProcess, at: dt.datetime) -> None:
    about = process.about
    if about.is_closed if process.subject_kind else about.state in FROZEN:
        PlanProcess.objects.filter(pk=process.pk, closed_at__isnull=True).update(closed_at=at)
