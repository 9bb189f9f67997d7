"""Where record, flow and desk must say the same of a plan, and what it is called where they do not.

A plan has two truths, its legal state and the desk it lies on; each has its owner. Nothing here
reads a row: the facts come in, a name goes out. What is asked of a subject of a plan's year:
``year_agreement``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any

from dvcq_workflow.rules.desks import (
    DRAFTERS_OWN,
    STEP_IN,
    PlanFacts,
    Policy,
    Step,
    require_separation,
)
from dvcq_workflow.rules.errors import NotPermitted
from dvcq_workflow.rules.plans import ONCE_ISSUED, OPEN_STATES, Status


class Rule(StrEnum):
    """What must hold of every plan and its year; the value names the rule that does not."""

    PROCESS_MISSING = "process_missing"
    PROCESS_LEFT_OPEN = "process_left_open"
    PROCESS_HALF_ENDED = "process_half_ended"
    DESK_MISSING = "desk_missing"
    DESK_NOT_ASKED_FOR = "desk_not_asked_for"
    DESK_OF_OTHER_UNIT = "desk_of_other_unit"
    DESK_NOT_THE_DRAFTERS = "desk_not_the_drafters"
    TASK_OF_OTHER_PROCESS = "task_of_other_process"
    TASK_AT_OTHER_NODE = "task_at_other_node"
    TASK_NOT_OPEN = "task_not_open"
    TASK_LEFT_OPEN = "task_left_open"
    TASK_WITHOUT_DESK = "task_without_desk"
    FLOW_STUCK = "flow_stuck"
    NUMBER_MISSING = "number_missing"
    NUMBER_TOO_EARLY = "number_too_early"
    NUMBER_TWICE = "number_twice"
    NUMBER_OF_OTHER_CONTENT = "number_of_other_content"
    NUMBER_IN_OTHER_STATE = "number_in_other_state"
    APPROVAL_MISSING = "approval_missing"
    HANDS_NOT_SEPARATED = "hands_not_separated"
    ROUND_MISSING = "round_missing"
    ROUND_LEFT_OPEN = "round_left_open"
    CONTENT_CHANGED = "content_changed_past_services"
    RECIPIENTS_NOT_KEPT = "recipients_not_kept"
    VERSION_MISSING = "version_missing"
    DESK_DUE_OTHERWISE = "desk_due_otherwise"
    DESK_OF_OTHER_SUBJECT = "desk_of_other_subject"
    PROCESS_OF_OTHER_SUBJECT = "process_of_other_subject"


@dataclass(frozen=True)
class Disagreement:
    """One rule that does not hold; ``params`` say where."""

    rule: Rule
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DeskFacts:
    """A desk as the record has it. ``kept_by``: who keeps it, or whose own it is."""

    desk_id: int
    task_id: int
    step: Step
    unit_id: int
    opinion_id: int | None
    kept_by: int | None
    is_open: bool
    due_on: dt.date | None = None


@dataclass(frozen=True)
class NumberFacts:
    """A number that is not void."""

    content_hash: str
    is_released: bool


@dataclass(frozen=True)
class ApprovalFacts:
    """An approval that counts for the content as it is; ``people``: who gave it, and for whom."""

    kind: str
    people: frozenset[int]
    by_policy: str = ""


@dataclass(frozen=True)
class Record:
    """What the rows say of a plan.

    ``content_hash``: as written on the plan; ``live_hash``: that of the content itself.
    ``unit_at``: whose desk each step is. ``asked``: unit of each opinion that is awaited.
    ``reached``: how many units its release said it reached, and how many are kept; None before.
    """

    status: Status
    content_hash: str
    live_hash: str
    facts: PlanFacts
    unit_at: Mapping[Step, int]
    desks: tuple[DeskFacts, ...] = ()
    asked: Mapping[int, int] = field(default_factory=dict)
    has_open_round: bool = False
    numbers: tuple[NumberFacts, ...] = ()
    approvals: tuple[ApprovalFacts, ...] = ()
    reached: tuple[int, int] | None = None
    is_historical: bool = False


@dataclass(frozen=True)
class TaskFacts:
    """A task of the engine. ``is_open`` and ``is_ended`` are both false for one that is broken."""

    task_id: int
    node: str
    is_human: bool
    is_open: bool
    is_ended: bool


@dataclass(frozen=True)
class ProcessFacts:
    """A process: whether the record holds it closed, and whether the engine holds it done."""

    is_closed: bool
    is_done: bool


@dataclass(frozen=True)
class Flow:
    """What the engine says of a plan or a subject: its processes, and their tasks by key."""

    processes: tuple[ProcessFacts, ...] = ()
    tasks: Mapping[int, TaskFacts] = field(default_factory=dict)


APPROVALS_IN: dict[Status, tuple[str, ...]] = {
    Status.FORMAT_CHECK: ("content",),
    Status.AWAITING_SIGNATURE: ("content", "format"),
    Status.SIGNED: ("content", "format", "signature"),
    Status.NUMBERED: ("content", "format", "signature"),
    Status.SEALED: ("content", "format", "signature", "seal"),
    **dict.fromkeys(ONCE_ISSUED, ("content", "format", "signature", "seal")),
}
"""Which approvals of this very content a state presupposes."""

STEP_OF_APPROVAL = {
    "content": Step.CHECK_CONTENT,
    "format": Step.CHECK_FORMAT,
    "signature": Step.SIGN,
    "seal": Step.SEAL,
}
NUMBERED_STATES = ONCE_ISSUED | {Status.NUMBERED, Status.SEALED}


Wanted = Counter[tuple[Step, int | None]]
"""Desks that must be open: each step once, an opinion's with its id."""


def desks_asked_for(status: Status, asked: Iterable[int] = ()) -> Wanted:
    """Return which desks must be open in a state."""
    wanted: Wanted = Counter()
    if status in STEP_IN:
        wanted[STEP_IN[status], None] = 1
    if status is Status.IN_CONSULTATION:
        wanted.update((Step.GIVE_OPINION, opinion) for opinion in asked)
    return wanted


def disagreements(record: Record, flow: Flow) -> Iterator[Disagreement]:
    """Yield each rule that does not hold. A plan recorded from paper passed over no desk."""
    out = record.status is Status.IN_CONSULTATION
    wanted = desks_asked_for(record.status, record.asked)
    yield from of_processes(flow, runs=record.status in OPEN_STATES)
    yield from of_desks(record.desks, wanted, partial(_unit_of, record))
    yield from _of_drafters_desks(record)
    yield from of_tasks(record.desks, flow, waits=out)
    yield from _of_rounds(record)
    yield from _of_numbers(record)
    if not record.is_historical:
        yield from _of_approvals(record)
    if record.live_hash != record.content_hash:
        yield Disagreement(Rule.CONTENT_CHANGED)
    if record.reached is not None and record.reached[0] != record.reached[1]:
        told, kept = record.reached
        yield Disagreement(Rule.RECIPIENTS_NOT_KEPT, {"told": told, "kept": kept})


def of_processes(flow: Flow, *, runs: bool) -> Iterator[Disagreement]:
    """Yield what is wrong with the processes of a record that is under way (``runs``) or ended; one
    from paper never had any."""
    running = [process for process in flow.processes if not process.is_closed]
    if runs and not running:
        yield Disagreement(Rule.PROCESS_MISSING)
    if running and not runs:
        yield Disagreement(Rule.PROCESS_LEFT_OPEN)
    if any(process.is_closed != process.is_done for process in flow.processes):
        yield Disagreement(Rule.PROCESS_HALF_ENDED)


def of_desks(
    desks: Iterable[DeskFacts], wanted: Wanted, unit_of: Callable[[DeskFacts], int | None]
) -> Iterator[Disagreement]:
    """Yield which desks are not open though asked for, open though not, or another unit's."""
    open_desks = [desk for desk in desks if desk.is_open]
    there = Counter((desk.step, desk.opinion_id) for desk in open_desks)
    for step, _opinion in (wanted - there).elements():
        yield Disagreement(Rule.DESK_MISSING, {"step": step})
    for step, _opinion in (there - wanted).elements():
        yield Disagreement(Rule.DESK_NOT_ASKED_FOR, {"step": step})
    for desk in open_desks:
        if desk.unit_id != unit_of(desk):
            yield Disagreement(Rule.DESK_OF_OTHER_UNIT, {"step": desk.step})


def _unit_of(record: Record, desk: DeskFacts) -> int | None:
    if desk.opinion_id is not None:
        return record.asked.get(desk.opinion_id, desk.unit_id)
    return record.unit_at.get(desk.step)


def _of_drafters_desks(record: Record) -> Iterator[Disagreement]:
    for desk in record.desks:
        own = desk.is_open and desk.step in DRAFTERS_OWN
        if own and desk.kept_by != record.facts.drafter_id:
            yield Disagreement(Rule.DESK_NOT_THE_DRAFTERS, {"step": desk.step})


def of_tasks(
    desks: Sequence[DeskFacts], flow: Flow, *, waits: bool = False
) -> Iterator[Disagreement]:
    """Yield where desks and the engine's tasks do not say the same. ``waits``: a gate of the flow
    may be open, because it waits for desks."""
    for desk in desks:
        task = flow.tasks.get(desk.task_id)
        rule = _fault_of(desk, task)
        if rule is not None:
            yield Disagreement(rule, {"step": desk.step})
    at_desks = {desk.task_id for desk in desks if desk.is_open}
    for task in flow.tasks.values():
        if task.is_human and not task.is_ended and task.task_id not in at_desks:
            yield Disagreement(Rule.TASK_WITHOUT_DESK, {"step": task.node})
        if not (task.is_human or task.is_ended or (task.is_open and waits)):
            yield Disagreement(Rule.FLOW_STUCK, {"node": task.node})


def _fault_of(desk: DeskFacts, task: TaskFacts | None) -> Rule | None:
    if task is None:
        return Rule.TASK_OF_OTHER_PROCESS
    if task.node != desk.step:
        return Rule.TASK_AT_OTHER_NODE
    if desk.is_open and not task.is_open:
        return Rule.TASK_NOT_OPEN
    if not desk.is_open and not task.is_ended:
        return Rule.TASK_LEFT_OPEN
    return None


def _of_rounds(record: Record) -> Iterator[Disagreement]:
    out = record.status is Status.IN_CONSULTATION
    if out and not record.has_open_round:
        yield Disagreement(Rule.ROUND_MISSING)
    if record.has_open_round and not out:
        yield Disagreement(Rule.ROUND_LEFT_OPEN)


def _of_numbers(record: Record) -> Iterator[Disagreement]:
    wanted = record.status in NUMBERED_STATES
    if not record.numbers:
        if wanted:
            yield Disagreement(Rule.NUMBER_MISSING)
        return
    if not wanted:
        yield Disagreement(Rule.NUMBER_TOO_EARLY)
    if len(record.numbers) > 1:
        yield Disagreement(Rule.NUMBER_TWICE)
    for number in record.numbers:
        if number.content_hash != record.content_hash:
            yield Disagreement(Rule.NUMBER_OF_OTHER_CONTENT)
        if number.is_released != (record.status in ONCE_ISSUED):
            yield Disagreement(Rule.NUMBER_IN_OTHER_STATE)


def _of_approvals(record: Record) -> Iterator[Disagreement]:
    given = {approval.kind for approval in record.approvals}
    wanted = APPROVALS_IN.get(record.status, ())
    for kind in wanted:
        if kind not in given:
            yield Disagreement(Rule.APPROVAL_MISSING, {"kind": kind})
    for approval in record.approvals:
        if approval.kind in wanted:
            yield from _of_hands(approval, record.facts)


def _of_hands(approval: ApprovalFacts, facts: PlanFacts) -> Iterator[Disagreement]:
    """Ask the rule of separation anew, with everything that is known today."""
    policies = frozenset({Policy(approval.by_policy)} if approval.by_policy else ())
    step = STEP_OF_APPROVAL[approval.kind]
    try:
        require_separation(step, approval.people, facts, policies=policies)
    except NotPermitted as said:
        yield Disagreement(Rule.HANDS_NOT_SEPARATED, {"step": step, "code": said.code})
