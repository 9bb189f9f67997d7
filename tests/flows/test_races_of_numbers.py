"""Two hands at one register, and at one issued plan: no number twice, none left out, one end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections

from dvcq_workflow.flows.runner import perform
from dvcq_workflow.models import AuditEvent, Desk, Issuance, NumberSeries, Plan
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import Conflict, RuleViolation
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.services.issuance import open_number_series
from dvcq_workflow.services.notices import release_notice
from tests.services.noticing import signed
from tests.worlds import LOCAL, World, make_province

PAIRS = 8
YEARS_FROM = 2030

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
        except RuleViolation as refusal:
            results[place] = refusal
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def press(
    plan: Plan, desk: Desk, act: str, actor: Any, *, at: dt.datetime | None = None, **data: Any
) -> Callable[[], Any]:
    """Return what a click at a desk does, with the content as it is now before the person."""
    place = (Step(desk.step), desk.task.process_id, desk.task_id)
    return lambda: perform(
        *place, act=act, actor=actor, seen_hash=plan.content_hash, data=data, at=at
    )


def test_the_first_two_plans_of_a_year_numbered_at_once_open_one_series(world: World) -> None:
    world.at = dt.datetime(YEARS_FROM, 12, 31, 9, 0, tzinfo=LOCAL)
    open_number_series(unit=world.province, year=YEARS_FROM, code="VB", actor=world.clerk)
    for year in range(YEARS_FROM + 1, YEARS_FROM + 1 + PAIRS):
        plans = [world.plan_at(Step.NUMBER) for _plan in range(2)]
        world.at = dt.datetime(year, 1, 2, 9, 0, tzinfo=LOCAL)
        given = {"at": world.at, "issued_on": world.today()}
        acts = [
            press(plan, world.desk(plan, Step.NUMBER), "assign", world.clerk, **given)
            for plan in plans
        ]
        results = at_once(*acts)
        assert sorted(taken.number for taken in results) == [1, 2]
        assert {taken.series.year for taken in results} == {year}
        assert NumberSeries.objects.filter(year=year).count() == 1


def test_a_series_opened_by_hand_while_the_year_s_first_plan_is_numbered(world: World) -> None:
    """Whoever is first opens it; neither waits for the other for ever, and there is one series."""
    world.at = dt.datetime(YEARS_FROM, 12, 31, 9, 0, tzinfo=LOCAL)
    open_number_series(unit=world.province, year=YEARS_FROM, code="VB", actor=world.clerk)
    for year in range(YEARS_FROM + 1, YEARS_FROM + 1 + PAIRS):
        plan = world.plan_at(Step.NUMBER)
        world.at = dt.datetime(year, 1, 2, 9, 0, tzinfo=LOCAL)
        desk = world.desk(plan, Step.NUMBER)
        day = world.today()
        opening = partial(
            open_number_series, unit=world.province, year=year, code="VB", actor=world.clerk
        )
        taken, opened = at_once(
            press(plan, desk, "assign", world.clerk, at=world.at, issued_on=day), opening
        )
        assert taken.number == 1
        assert isinstance(opened, NumberSeries) or opened.code == "series_exists"
        assert NumberSeries.objects.filter(year=year).count() == 1


def test_a_number_taken_while_the_one_before_is_given_back_leaves_no_gap(world: World) -> None:
    for _pair in range(PAIRS):
        before, plan = world.plan_at(Step.SEAL), world.plan_at(Step.NUMBER)
        results = at_once(
            press(
                before,
                world.desk(before, Step.SEAL),
                "return",
                world.clerk,
                reason="Sai nơi nhận.",
            ),
            press(
                plan,
                world.desk(plan, Step.NUMBER),
                "assign",
                world.clerk,
                issued_on=world.today(),
            ),
        )
        assert not any(isinstance(result, RuleViolation) for result in results)
    rows = Issuance.objects.order_by("number").values_list("number", "state")
    assert list(rows) == [
        (number, "void" if number % 2 else "taken") for number in range(1, 2 * PAIRS + 1)
    ]


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


def sealed_change(world: World, plan: Plan, kind: str) -> Plan:
    """A plan that changes another and waits for its release."""
    draft = world.start_plan(changes_plan=plan, change_kind=kind)
    return world.plan_at(Step.RELEASE, plan=draft)


def test_of_two_replacements_released_at_once_one_counts(world: World) -> None:
    for _pair in range(PAIRS // 2):
        plan = world.issue_plan()
        changes = [sealed_change(world, plan, "replace") for _change in range(2)]
        results = at_once(
            *[
                press(change, world.desk(change, Step.RELEASE), "release", world.clerk)
                for change in changes
            ]
        )
        assert codes_of(results) == ["change_replaced_already"]
        plan.refresh_from_db()
        states = sorted(Plan.objects.get(pk=change.pk).status for change in changes)
        assert (plan.state, states) == (Status.REPLACED, ["issued", "sealed"])
        assert AuditEvent.objects.filter(stream=plan.stream, code="plan_replaced").count() == 1


def test_of_a_recall_and_an_amendment_the_later_one_is_refused(world: World) -> None:
    for _pair in range(PAIRS // 2):
        plan = world.issue_plan()
        amendment, notice = sealed_change(world, plan, "amend"), signed(world, plan)
        results = at_once(
            press(amendment, world.desk(amendment, Step.RELEASE), "release", world.clerk),
            lambda notice=notice: release_notice(
                notice_id=notice.pk,
                issued_on=world.today(),
                seen_hash=notice.content_hash,
                actor=world.clerk,
            ),
        )
        # An amendment that was first lets the plan stand, so the recall may follow it.
        assert codes_of(results) in ([], ["change_recalled"])
        plan.refresh_from_db()
        amendment.refresh_from_db()
        assert plan.state is Status.RECALLED
        is_late = codes_of(results) != []
        assert amendment.state is (Status.SEALED if is_late else Status.ISSUED)
        codes = list(
            AuditEvent.objects.filter(stream=plan.stream)
            .order_by("seq")
            .values_list("code", flat=True)
        )
        assert codes.count("plan_amended") == (0 if is_late else 1)
        assert codes.count("plan_recalled") == 1


def codes_of(results: list[Any]) -> list[str]:
    """The codes of the rules that refused an act."""
    assert not any(result is None for result in results)
    return [result.code for result in results if isinstance(result, RuleViolation)]
