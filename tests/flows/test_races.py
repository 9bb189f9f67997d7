"""Two hands at one desk: one effect, one conflict, no number twice and none left out."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections

from dvcq_workflow.flows.runner import perform
from dvcq_workflow.models import AuditEvent, Desk, Issuance, Plan
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import Conflict
from dvcq_workflow.rules.plans import Status
from tests.worlds import World, make_province

PAIRS = 8

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    return make_province()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do the acts at the same moment, each on a connection of its own; what each returned or
    the rule that refused it."""
    gate = Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[place] = act()
        except Conflict as conflict:
            results[place] = conflict
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def press(plan: Plan, desk: Desk, act: str, actor: Any, **data: Any) -> Callable[[], Any]:
    """Return what a click at a desk does, with the content as it is now before the person."""
    place = (Step(desk.step), desk.task.process_id, desk.task_id)
    return lambda: perform(*place, act=act, actor=actor, seen_hash=plan.content_hash, data=data)


def test_of_two_confirmations_one_counts(world: World) -> None:
    for _pair in range(PAIRS):
        plan = world.plan_at(Step.CHECK_CONTENT)
        desk = world.desk(plan, Step.CHECK_CONTENT)
        results = at_once(*[press(plan, desk, "pass", world.head) for _hand in range(2)])
        assert sum(isinstance(result, Conflict) for result in results) == 1
        assert AuditEvent.objects.filter(stream=plan.stream, code="content_checked").count() == 1
        assert Desk.objects.filter(plan=plan, state=Desk.State.OPEN).get().step == "check_format"


def test_of_a_signature_and_a_return_one_counts(world: World) -> None:
    for _pair in range(PAIRS):
        plan = world.plan_at(Step.SIGN)
        desk = world.desk(plan, Step.SIGN)
        results = at_once(
            press(plan, desk, "sign", world.vice_chairman),
            press(plan, desk, "return", world.vice_chairman, reason="Bổ sung nơi nhận."),
        )
        assert sum(isinstance(result, Conflict) for result in results) == 1
        plan.refresh_from_db()
        assert plan.state in (Status.SIGNED, Status.DRAFT)
        assert Desk.objects.filter(plan=plan, state=Desk.State.OPEN).count() == 1


def test_two_plans_numbered_at_once_take_two_numbers_in_a_row(world: World) -> None:
    for _pair in range(PAIRS):
        plans = [world.plan_at(Step.NUMBER) for _plan in range(2)]
        acts = [
            press(
                plan,
                world.desk(plan, Step.NUMBER),
                "assign",
                world.clerk,
                issued_on=world.today(),
            )
            for plan in plans
        ]
        assert not any(isinstance(result, Conflict) for result in at_once(*acts))
    numbers = sorted(Issuance.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 2 * PAIRS + 1))


def test_opinions_given_at_once_all_count_and_the_round_goes_on(world: World) -> None:
    plan = world.start_plan()
    world.consult(plan)
    acts = [
        press(
            plan,
            world.desk(plan, Step.GIVE_OPINION, unit=unit),
            "give",
            head,
            agrees=True,
            text="",
        )
        for unit, head in zip(world.consulted_units, world.consulted_heads, strict=True)
    ]
    assert not any(isinstance(result, Conflict) for result in at_once(*acts))
    assert Desk.objects.filter(plan=plan, state=Desk.State.OPEN).get().step == "close_consultation"


def test_a_plan_and_its_unit_s_plan_do_not_lock_each_other_out(world: World) -> None:
    parent = world.plan_at(Step.CHECK_CONTENT)
    child = world.plan_at(Step.CHECK_CONTENT, parent_plan=parent)
    for _pair in range(PAIRS):
        results = at_once(
            press(
                parent,
                world.desk(parent, Step.CHECK_CONTENT),
                "return",
                world.head,
                reason="Sửa lại.",
            ),
            press(
                child,
                world.desk(child, Step.CHECK_CONTENT),
                "return",
                world.head,
                reason="Sửa lại.",
            ),
        )
        assert not any(isinstance(result, Conflict) for result in results)
        for plan in (parent, child):
            world.act(plan, Step.DRAFT, "submit", world.drafter)
