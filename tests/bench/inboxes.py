"""The inbox at 100,000 open tasks, beside the engine's own inbox and queue on the same rows.

Ours: what ``web.inbox`` asks and what its template reads of the answer (the list of 50, counts of
all tabs, states and groups, units to narrow by, the navigation with its count); nothing is
rendered. The number of queries is also that of a real GET, with session and user.

The engine's: permissions, count and page of 50 as its list views ask them (``inbox`` of what is
assigned to a person, ``queue`` of what their permissions offer them), and no more: it shows no due
date, no plan, no unit and no other list's count. Its set-up is its best: a task that a person
keeps is assigned to them, every other asks for one plain permission of its unit and step, which
the person holds, and everybody may view processes. Both find the same tasks; that is asserted.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS

from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.flows.plan_approval import FLOW_CODE, PlanApprovalFlow
from dvcq_workflow.host import get_host
from dvcq_workflow.models import AuditStream, Desk, Membership, Plan, PlanProcess, Unit
from dvcq_workflow.rules.desks import APPROVAL_STEPS, Role, Step
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.inbox import Tab, parts_of
from dvcq_workflow.selectors.people import seats_of
from dvcq_workflow.services.acting import acting
from dvcq_workflow.web.inbox import InboxView
from tests.bench.laying import bulk, save_units
from tests.bench.measuring import Figure, sql_turns

TASKS = 100_000
UNITS = 150
PROVINCE, OFFICE = 0, 1
FEW = 12
MAX_QUERIES = 12
DAY = dt.date(2020, 6, 1)


@dataclass(frozen=True)
class Place:
    """Where a task lies: unit by its place in the list, step, and who keeps it, if somebody."""

    unit: int
    step: Step
    keeper: str = ""


PEOPLE: dict[str, tuple[tuple[int, Role], ...]] = {
    "leader": ((PROVINCE, Role.LEADER),),
    "records clerk": ((OFFICE, Role.RECORDS_CLERK),),
    "drafter": ((7, Role.SPECIALIST),),
    "head of three units": ((8, Role.HEAD), (9, Role.HEAD), (10, Role.HEAD)),
    "head with few": ((UNITS, Role.HEAD),),
    "nobody's": (),
}


def figures() -> Iterator[Figure]:
    """Yield for each person the page's SQL time, its ratio to the engine's, and its queries."""
    people = _world()
    for name, user in people.items():
        _require_same_tasks(name, user)
        for tab in (Tab.MINE, Tab.UNIT):
            yield from _figures_of(name, user, tab)


def _figures_of(name: str, user: Any, tab: Tab) -> Iterator[Figure]:
    found = _ours(tab, user)
    label = f"inbox of {TASKS:,}, {tab}: {name}"
    mine, theirs = sql_turns(lambda: _our_page(user, tab), lambda: _engines_page(user), runs=15)
    note = f"{found:,} found; engine's own {theirs:.1f} ms"
    yield Figure(label, mine, "ms SQL", None, note)
    yield Figure(f"{label}, / engine's", mine / theirs, "×")
    yield Figure(label, _queries_of_get(user, tab), "queries", MAX_QUERIES, "a real GET")


def _our_page(user: Any, tab: Tab) -> None:
    path = f"{reverse('dvcq_workflow:inbox')}?tab={tab}"
    request = RequestFactory().get(path)
    request.user, request.resolver_match = copy.copy(user), resolve(path.split("?")[0])
    context: dict[str, Any] = InboxView.as_view()(request).context_data
    assert context["shell"].nav
    assert context["shell"].seats is not None


def _engines_page(user: Any) -> None:
    """Ask for the list that holds the person's tasks, as the engine's view and paginator do."""
    viewer = copy.copy(user)
    for name in ("_perm_cache", "_user_perm_cache", "_group_perm_cache"):
        viewer.__dict__.pop(name, None)
    viewer.__dict__.pop("_viewflow_per_object_perm_cache", None)
    manager = Task._default_manager
    keeps = viewer.bench_keeps
    tasks = (manager.inbox if keeps else manager.queue)([PlanApprovalFlow], viewer)
    tasks.count()
    list(tasks[:50])


def _ours(tab: Tab, user: Any) -> int:
    seats = seats_of(user, get_host().today())
    return sum(part.count() for part in parts_of(tab, user, seats))


def _require_same_tasks(name: str, user: Any) -> None:
    ours = _ours(Tab.MINE, user)
    manager = Task._default_manager
    theirs = [ask([PlanApprovalFlow], user).count() for ask in (manager.inbox, manager.queue)]
    user.bench_keeps = theirs[0] > theirs[1]
    if ours != sum(theirs):
        raise AssertionError(f"{name}: {ours} tasks of ours, {theirs} of the engine's")


def _queries_of_get(user: Any, tab: Tab) -> int:
    client = Client()
    client.force_login(user)
    path = f"{reverse('dvcq_workflow:inbox')}?tab={tab}"
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(seen)


def _world() -> dict[str, Any]:
    """Return the people, in a province with 100,000 plans, each at one open desk.

    Rows are laid down in bulk, past the audited managers and the flow: they are what is read.
    """
    users = get_user_model()._default_manager
    people = {n: users.create_user(f"inbox{i}", full_name=n) for i, n in enumerate(PEOPLE)}
    keeper = users.create_user("inbox-keeper", full_name="keeper")
    with acting(actor=keeper):
        stream = lock_directory()
        units = save_units("I", UNITS + 1, DAY)
        _seat(people, units)
        record_event("unit_saved", stream=stream)
    _permit(people, units)
    places = [_place(i) for i in range(TASKS)]
    streams = bulk(AuditStream(kind=AuditStream.Kind.PLAN) for _ in places)
    plans = bulk(
        _plan(i, place, streams[i], units, people, keeper) for i, place in enumerate(places)
    )
    processes = bulk(Process(flow_class=PlanApprovalFlow) for _ in places)
    _tie(processes, plans)
    tasks = bulk(_task(p, place, units, people) for p, place in zip(processes, places, strict=True))
    bulk(_desk(i, tasks[i], plans[i], place, units, people) for i, place in enumerate(places))
    with connection.cursor() as cursor:
        # As autovacuum leaves it: an index alone then says what is there.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return people


def _place(i: int) -> Place:
    """A quarter lies before the leaders, a sixth in the records office, the rest in the units."""
    if i < FEW:
        return Place(UNITS, Step.CHECK_CONTENT)
    if i % 4 == 0:
        return Place(PROVINCE, Step.SIGN)
    if i % 6 == 1:
        return Place(OFFICE, (Step.NUMBER, Step.SEAL, Step.RELEASE)[i % 3])
    unit = 2 + i % (UNITS - 2)
    if i % 5 < 2:
        return Place(unit, Step.CHECK_CONTENT)
    return Place(unit, Step.DRAFT, "drafter" if unit == 7 else "another")


def _seat(people: dict[str, Any], units: list[Unit]) -> None:
    for name, seats in PEOPLE.items():
        for place, role in seats:
            Membership(
                user=people[name], unit=units[place], role=role, title=name, valid_from=DAY
            ).save()


def _permit(people: dict[str, Any], units: list[Unit]) -> None:
    """Give the engine its own way to the same tasks: one permission for each unit and step."""
    kind = ContentType.objects.get_for_model(PlanProcess)
    view, _made = Permission.objects.get_or_create(codename="view_planprocess", content_type=kind)
    made = {
        (unit.pk, step): Permission(
            codename=_codename(unit, step), name=_codename(unit, step), content_type=kind
        )
        for unit in units
        for step in APPROVAL_STEPS
    }
    Permission.objects.bulk_create(made.values())
    from_seat = {
        Role.LEADER: (Step.SIGN,),
        Role.RECORDS_CLERK: (Step.NUMBER, Step.SEAL, Step.RELEASE),
        Role.HEAD: (Step.CHECK_CONTENT,),
    }
    for name, seats in PEOPLE.items():
        held = [made[units[p].pk, step] for p, role in seats for step in from_seat.get(role, ())]
        people[name].user_permissions.add(view, *held)


def _codename(unit: Unit, step: Step) -> str:
    return f"sit_{unit.code}_{step}"


def _plan(
    i: int, place: Place, stream: Any, units: list[Unit], people: dict[str, Any], keeper: Any
) -> Plan:
    drafting = place.unit if place.unit not in (PROVINCE, OFFICE) else 2 + i % (UNITS - 2)
    return Plan(
        stream=stream,
        level=Plan.Level.PROVINCE,
        year=2020,
        issuing_unit=units[PROVINCE],
        drafting_unit=units[drafting],
        drafter=people["drafter"] if drafting == 7 else keeper,
        symbol="KH-UBND",
        subject=f"Kế hoạch {i}",
        subject_folded=f"ke hoach {i}",
        place="Trà Vinh",
        preamble_style="none",
        status=Status.DRAFT,
        content_hash=f"{i:064d}",
    )


def _tie(processes: list[Process], plans: list[Plan]) -> None:
    """A child row of the engine's process cannot be made in bulk by the ORM."""
    rows = [(p.pk, plan.pk, FLOW_CODE) for p, plan in zip(processes, plans, strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {PlanProcess._meta.db_table} "
            "(process_ptr_id, plan_id, flow_code) VALUES (%s, %s, %s)",
            rows,
        )


def _task(process: Process, place: Place, units: list[Unit], people: dict[str, Any]) -> Task:
    keeper = people.get(place.keeper)
    return Task(
        process=process,
        flow_task=PlanApprovalFlow.instance.node(str(place.step)),
        flow_task_type="HUMAN",
        status=STATUS.ASSIGNED if place.keeper else STATUS.NEW,
        owner=keeper,
        owner_permission=f"dvcq_workflow.{_codename(units[place.unit], place.step)}",
    )


def _desk(
    i: int, task: Task, plan: Plan, place: Place, units: list[Unit], people: dict[str, Any]
) -> Desk:
    keeper = people.get(place.keeper) or (plan.drafter if place.keeper else None)
    return Desk(
        task=task,
        plan=plan,
        step=place.step,
        unit=units[place.unit],
        assigned_to=keeper,
        sent_by=plan.drafter,
        offered_at=get_host().now() - dt.timedelta(minutes=i),
        due_on=None if i % 3 == 0 else get_host().today() + dt.timedelta(days=i % 60 - 20),
    )
