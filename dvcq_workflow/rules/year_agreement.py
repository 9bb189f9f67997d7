"""Where record, flow and desk must say the same of a subject of a plan's year: a task, a report, a
request for more time, a consolidated report, an obstacle."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dvcq_workflow.rules.agreement import (
    DeskFacts,
    Disagreement,
    Flow,
    NumberFacts,
    Rule,
    Wanted,
    of_desks,
    of_processes,
    of_tasks,
)
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.consolidations import ConsolidationStatus
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.extensions import ExtensionStatus
from dvcq_workflow.rules.obstacles import ObstacleStatus
from dvcq_workflow.rules.reports import ReportStatus

STEPS_IN: Mapping[str, Mapping[StrEnum, Step]] = {
    "assignment": {
        AssignmentStatus.OFFERED: Step.ACCEPT,
        AssignmentStatus.HANDED_BACK: Step.VERIFY,
        AssignmentStatus.ACCEPTED: Step.NAME_OFFICERS,
        AssignmentStatus.IN_PROGRESS: Step.WORK,
        AssignmentStatus.AWAITING_APPROVAL: Step.APPROVE_RESULT,
        AssignmentStatus.AWAITING_VERIFICATION: Step.VERIFY,
    },
    "extension": {ExtensionStatus.PENDING: Step.DECIDE_EXTENSION},
    "report": {
        ReportStatus.BEING_WRITTEN: Step.WRITE_REPORT,
        ReportStatus.RETURNED: Step.WRITE_REPORT,
        ReportStatus.AWAITING_APPROVAL: Step.APPROVE_REPORT,
        ReportStatus.SIGNED: Step.NUMBER_REPORT,
        ReportStatus.NUMBERED: Step.SUBMIT_REPORT,
        ReportStatus.SUBMITTED: Step.CHECK_REPORT,
    },
    "consolidation": {
        ConsolidationStatus.COLLECTING: Step.COLLECT,
        ConsolidationStatus.DRAFTED: Step.DRAFT_CONSOLIDATION,
        ConsolidationStatus.AWAITING_APPROVAL: Step.APPROVE_CONSOLIDATION,
        ConsolidationStatus.SIGNED: Step.NUMBER_CONSOLIDATION,
        ConsolidationStatus.NUMBERED: Step.DELIVER,
        ConsolidationStatus.DELIVERED: Step.ACKNOWLEDGE,
    },
    "obstacle": {
        ObstacleStatus.RAISED: Step.TRIAGE,
        ObstacleStatus.BEING_SETTLED: Step.SETTLE,
        ObstacleStatus.ESCALATED: Step.DECIDE_OBSTACLE,
        ObstacleStatus.SETTLED: Step.INFORM,
        ObstacleStatus.DECIDED: Step.INFORM,
    },
}
"""At whose desk a subject of each kind lies in each state; a state that is not here is its end."""

YEAR_STEPS = frozenset(step for steps in STEPS_IN.values() for step in steps.values())

NUMBERED_IN: Mapping[str, StrEnum] = {
    "report": ReportStatus.NUMBERED,
    "consolidation": ConsolidationStatus.NUMBERED,
}
"""In which state a paper holds a number and has not gone out."""

GONE_OUT_IN: Mapping[str, frozenset[StrEnum]] = {
    "report": frozenset({ReportStatus.SUBMITTED, ReportStatus.ACCEPTED}),
    "consolidation": frozenset({ConsolidationStatus.DELIVERED, ConsolidationStatus.ACKNOWLEDGED}),
}
SIGNED_IN: Mapping[str, frozenset[StrEnum]] = {
    "report": GONE_OUT_IN["report"] | {ReportStatus.SIGNED, ReportStatus.NUMBERED},
    "consolidation": GONE_OUT_IN["consolidation"]
    | {ConsolidationStatus.SIGNED, ConsolidationStatus.NUMBERED},
}
"""In which states a paper's content is kept as it was signed."""


@dataclass(frozen=True)
class SubjectRecord:
    """What the rows say of a subject.

    ``unit_id``: whose desk it is in its state; None where no desk is. ``due_on``: the last day in
    time as it counts now. ``numbers``: those that are
    not void; ``versions``: hashes of what is kept word for word.
    """

    kind: str
    status: StrEnum
    content_hash: str
    unit_id: int | None
    due_on: dt.date | None = None
    desks: tuple[DeskFacts, ...] = ()
    numbers: tuple[NumberFacts, ...] = ()
    versions: frozenset[str] = frozenset()


def disagreements_on(record: SubjectRecord, flow: Flow) -> Iterator[Disagreement]:
    """Yield each rule that does not hold of a subject."""
    step = STEPS_IN[record.kind].get(record.status)
    wanted: Wanted = Counter({(step, None): 1} if step else ())
    yield from of_processes(flow, runs=step is not None)
    yield from of_desks(record.desks, wanted, lambda _desk: record.unit_id)
    yield from of_tasks(record.desks, flow)
    for desk in record.desks:
        if desk.is_open and desk.due_on != record.due_on:
            yield Disagreement(Rule.DESK_DUE_OTHERWISE, {"step": desk.step})
    if record.kind in NUMBERED_IN:
        yield from _of_numbers(record)
        signed = record.status in SIGNED_IN[record.kind]
        if signed and record.content_hash not in record.versions:
            yield Disagreement(Rule.VERSION_MISSING)


def _of_numbers(record: SubjectRecord) -> Iterator[Disagreement]:
    """What was sent back after it went out keeps that number; the next time it takes another."""
    waits = record.status == NUMBERED_IN[record.kind]
    gone = record.status in GONE_OUT_IN[record.kind]
    held = [number for number in record.numbers if not number.is_released]
    counted = held if waits else [number for number in record.numbers if number.is_released]
    if held and not waits:
        yield Disagreement(Rule.NUMBER_IN_OTHER_STATE if gone else Rule.NUMBER_TOO_EARLY)
    if not (waits or gone):
        return
    if not counted:
        yield Disagreement(Rule.NUMBER_MISSING)
    elif record.content_hash not in {number.content_hash for number in counted}:
        yield Disagreement(Rule.NUMBER_OF_OTHER_CONTENT)
