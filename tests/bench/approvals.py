"""What one approval costs: all desks from draft to release, beside the bare engine's.

Ours goes through ``flows.runner.perform``, the door that pages and commands use: lock, right,
hash, act, history and event in one transaction, work orders written. The plan is made before the
clock starts, and so is everything that only finds the next desk. Work orders are written and not
run (the worker prints and notifies in its own time), and no page is rendered.

The peer (``tests.bench.peer``) has the same seven desks, gates, function and ends, of the engine's
own node classes. A step does what the engine's execute view does on a POST (``wrap_view``): lock
the process, open a block inside, load task and process, ask who owns it, start, save, execute. The
engine would have a desk's task assigned in a POST and transaction of its own before that; here it
is assigned in the same transaction, which spares the peer seven transactions. What a step does is
set the status on a plain row with the columns of our plan and call Django's ``Model.save``: no
check of a right, no approval row, no history, no event, no desk, no notice.

Both take turns, an approval each, so that noise meets both.
"""

from __future__ import annotations

import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from dvcq_workflow.documents.confirming import content_of_read
from dvcq_workflow.documents.reading import read_plan
from dvcq_workflow.flows.runner import perform
from dvcq_workflow.models import Desk, Plan
from dvcq_workflow.rules.content import PlanContent
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.services.imports import as_draft_of
from dvcq_workflow.signals import work_ordered
from tests.bench.imports import SEED
from tests.bench.measuring import Figure
from tests.bench.peer.flows import PeerFlow
from tests.bench.peer.models import PlainPlan
from tests.worlds import PATH, World, make_province

GATES = {"postgresql": 2.5, "sqlite": 3.5}
RUNS = 60
SEED_RUNS = 10

PEER_PATH = (
    ("draft", Status.CONTENT_CHECK),
    ("check_content", Status.FORMAT_CHECK),
    ("check_format", Status.AWAITING_SIGNATURE),
    ("sign", Status.SIGNED),
    ("number", Status.NUMBERED),
    ("seal", Status.SEALED),
    ("release", Status.ISSUED),
)

StepTimer = Callable[[str, Callable[[], Any]], None]
"""Does a step and takes note of it: its name, and the step."""


def figures() -> Iterator[Figure]:
    """Yield the ratio of an approval to the bare engine's, and the queries of each step."""
    work_ordered.disconnect(dispatch_uid="dvcq_workflow.jobs")
    work_ordered.connect(_queue)
    world = make_province()
    mine, theirs = _times(world, world.content(), RUNS)
    gate = GATES[connection.vendor]
    note = f"{mine * 1000:.1f} ms beside {theirs * 1000:.1f} ms"
    yield Figure("one approval / bare viewflow, 7 desks", mine / theirs, "×", gate, note)
    if SEED.exists():
        read = read_plan(SEED.read_bytes(), filename=SEED.name)
        content = as_draft_of(content_of_read(read, today=world.today()), world.province)
        mine, theirs = _times(world, content, SEED_RUNS)
        note = f"{mine * 1000:.1f} ms beside {theirs * 1000:.1f} ms"
        yield Figure("the same, the real plan", mine / theirs, "×", None, note)
    yield from _queries(world)


def _queue(**kwargs: Any) -> None:
    """Stands for a queue with a worker elsewhere: it takes an order's id and returns."""


def _times(world: World, content: PlanContent, runs: int) -> tuple[float, float]:
    """Return the medians of both, in seconds, for one approval each."""
    mine, theirs = [], []
    for turn in range(runs + 3):
        ours, peers = _Clock(), _Clock()
        _approve(world, world.start_plan(content=content), ours)
        _approve_barely(world, _start_peer(content), peers)
        if turn >= 3:  # the first ones warm both up
            mine.append(ours.seconds)
            theirs.append(peers.seconds)
    return statistics.median(mine), statistics.median(theirs)


def _queries(world: World) -> Iterator[Figure]:
    ours, peers = _Count(), _Count()
    _approve(world, world.start_plan(), ours)
    _approve_barely(world, _start_peer(world.content()), peers)
    for step, count in ours.queries.items():
        note = f"bare viewflow: {peers.queries[step]}"
        yield Figure(f"queries at the desk: {step}", count, "queries", None, note)
    total, bare = sum(ours.queries.values()), sum(peers.queries.values())
    yield Figure("queries of one approval", total, "queries", None, f"bare viewflow: {bare}")


def _approve(world: World, plan: Plan, timed: StepTimer) -> None:
    for step, act, role in PATH:
        task = Desk.objects.select_related("task").get(plan=plan, step=step, state="open").task
        data = {"issued_on": world.today()} if act == "assign" else {}
        timed(str(step), _ours(step, task, act, world.people[role], plan.content_hash, data))


def _ours(
    step: Step, task: Task, act: str, actor: Any, seen_hash: str, data: dict[str, Any]
) -> Callable[[], Any]:
    return lambda: perform(
        step, task.process_id, task.pk, act=act, actor=actor, seen_hash=seen_hash, data=data
    )


def _start_peer(content: PlanContent) -> int:
    """Lay a plain plan on its first desk and return its process."""
    return PeerFlow.start.run(record=plain_row(content)).pk


def plain_row(content: PlanContent) -> Any:
    """Save a plain row with the columns of our plan, and return it."""
    record = PlainPlan(
        uid=uuid.uuid4(),
        stream_id=1,
        level=Plan.Level.PROVINCE,
        document_type=content.document_type,
        year=content.year,
        issuing_unit_id=1,
        drafting_unit_id=1,
        drafter_id=1,
        heading_lines=list(content.heading_lines),
        symbol=content.symbol,
        place=content.place,
        subject=content.subject,
        preamble_style=content.preamble_style,
        preamble=list(content.preamble),
        status=Status.DRAFT,
        content_hash=content.content_hash,
    )
    record.save()
    return record


def _approve_barely(world: World, process_pk: int, timed: StepTimer) -> None:
    for (name, status), (_step, _act, role) in zip(PEER_PATH, PATH, strict=True):
        task = Task.objects.get(process_id=process_pk, status=STATUS.NEW, flow_task_type="HUMAN")
        timed(name, _peers(name, process_pk, task.pk, world.people[role], status))


def _peers(
    name: str, process_pk: int, task_pk: int, actor: Any, status: Status
) -> Callable[[], None]:
    node = PeerFlow.instance.node(name)

    def step() -> None:
        with PeerFlow.lock(process_pk), transaction.atomic():
            task = Task.objects.get(pk=task_pk)
            if task.process.flow_class is not PeerFlow:
                raise LookupError(task_pk)
            activation = node.activation_class(task)
            activation.assign(actor)
            if not node.can_execute(actor, task=task):
                raise PermissionError(name)
            activation.start(None)
            record = activation.process.record
            record.status = status
            record.save()
            activation.execute()

    return step


class _Clock:
    """Adds up what the steps take."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, name: str, step: Callable[[], Any]) -> None:
        start = time.perf_counter()
        step()
        self.seconds += time.perf_counter() - start


class _Count:
    """Counts what each step asks of the database."""

    def __init__(self) -> None:
        self.queries: dict[str, int] = {}

    def __call__(self, name: str, step: Callable[[], Any]) -> None:
        with CaptureQueriesContext(connection) as seen:
            step()
        self.queries[name] = len(seen)
