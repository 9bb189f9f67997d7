"""Of desks: that every one has its token and every open thing its one desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from dvcq_workflow.flows.agreement import HUMAN, look_at_plans
from dvcq_workflow.flows.runner import OPEN
from dvcq_workflow.management.simulating.playing import Play
from dvcq_workflow.models.assignments import Assignment, ExtensionRequest
from dvcq_workflow.models.consolidations import Consolidation
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.obstacles import Obstacle
from dvcq_workflow.models.processes import PlanProcess
from dvcq_workflow.models.reports import Report
from dvcq_workflow.models.subjects import SUBJECT_KINDS

ENDED = {STATUS.DONE, STATUS.CANCELED}
ROWS: dict[str, Any] = {
    "assignment": Assignment,
    "extension": ExtensionRequest,
    "report": Report,
    "consolidation": Consolidation,
    "obstacle": Obstacle,
}
LIES_AT: dict[str, dict[str, str]] = {
    "assignment": {
        "offered": "accept",
        "handed_back": "verify",
        "accepted": "name_officers",
        "in_progress": "work",
        "awaiting_approval": "approve_result",
        "awaiting_verification": "verify",
    },
    "extension": {"pending": "decide_extension"},
    "report": {
        "being_written": "write_report",
        "returned": "write_report",
        "awaiting_approval": "approve_report",
        "signed": "number_report",
        "numbered": "submit_report",
        "submitted": "check_report",
    },
    "consolidation": {
        "collecting": "collect",
        "drafted": "draft_consolidation",
        "awaiting_approval": "approve_consolidation",
        "signed": "number_consolidation",
        "numbered": "deliver",
        "delivered": "acknowledge",
    },
    "obstacle": {
        "raised": "triage",
        "being_settled": "settle",
        "escalated": "decide_obstacle",
        "settled": "inform",
        "decided": "inform",
    },
}
"""At which desk each state lies; what is not here is closed and lies at none."""


@dataclass
class _Engine:
    """What the engine and the desks say of one thing, or of one process."""

    processes: list[tuple[int, bool]] = field(default_factory=list)
    desks: list[tuple[str, int]] = field(default_factory=list)


def plans_lie_where_they_stand(play: Play) -> Iterator[str]:
    """Record, flow and desk say the same of every plan, as ``dvcq_check`` looks at them."""
    for finding in look_at_plans():
        rules = ", ".join(str(each.rule) for each in finding.disagreements)
        yield f"plan {finding.plan.pk} [{rules}]" if rules else ""


def nothing_of_a_year_is_orphaned(play: Play) -> Iterator[str]:
    """What is open has one process, one desk at the step of its state and one token there; what is
    closed has none; and no token or desk is left over."""
    said = _said()
    tokens = _open_tokens()
    for kind, model in ROWS.items():
        for pk, status in model.objects.order_by("pk").values_list("pk", "status"):
            problem = _problem(said[kind, pk], LIES_AT[kind].get(status), tokens)
            yield f"{kind} {pk} [{status}; {problem}]" if problem else ""
    yield from _without_desk(tokens)


def _said() -> dict[tuple[str, int], _Engine]:
    said: dict[tuple[str, int], _Engine] = defaultdict(_Engine)
    keys = [f"{kind}_id" for kind in SUBJECT_KINDS]
    for row in PlanProcess.objects.order_by("pk").values("pk", "closed_at", *keys):
        for kind in SUBJECT_KINDS:
            if row[f"{kind}_id"] is not None:
                engine = said[kind, row[f"{kind}_id"]]
                engine.processes.append((row["pk"], row["closed_at"] is None))
    open_desks = Desk.objects.filter(state=Desk.State.OPEN).order_by("pk")
    for row in open_desks.values("step", "task_id", *keys):
        for kind in SUBJECT_KINDS:
            if row[f"{kind}_id"] is not None:
                said[kind, row[f"{kind}_id"]].desks.append((row["step"], row["task_id"]))
    return said


def _open_tokens() -> dict[int, dict[int, bool]]:
    """Return by process its tasks that are not ended, each with whether a person holds it."""
    tokens: dict[int, dict[int, bool]] = defaultdict(dict)
    of_ours = Task.objects.filter(process__in=PlanProcess.objects.all()).exclude(status__in=ENDED)
    for pk, process, status, kind in of_ours.values_list(
        "pk", "process_id", "status", "flow_task_type"
    ):
        tokens[process][pk] = kind == HUMAN and status in OPEN
    return tokens


def _problem(said: _Engine, step: str | None, tokens: dict[int, dict[int, bool]]) -> str:
    """Return what does not fit, or nothing."""
    running = [pk for pk, is_open in said.processes if is_open]
    left = {task for pk, _open in said.processes for task in tokens[pk]}
    if step is None:
        fits = not running and not said.desks and not left
        return "" if fits else f"processes {running}, desks {said.desks}, tokens {sorted(left)}"
    if len(running) != 1:
        return f"processes {running}"
    if [each for each, _task in said.desks] != [step]:
        return f"desks {said.desks}"
    task = said.desks[0][1]
    if left != {task} or not tokens[running[0]].get(task):
        return f"tokens {sorted(left)}"
    return ""


def _without_desk(tokens: dict[int, dict[int, bool]]) -> Iterator[str]:
    """Yield every token that a person should hold and no desk shows."""
    shown = set(Desk.objects.filter(state=Desk.State.OPEN).values_list("task_id", flat=True))
    for process, tasks in sorted(tokens.items()):
        for task, is_held in tasks.items():
            yield f"process {process} [task {task}]" if is_held and task not in shown else ""
