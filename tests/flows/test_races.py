"""Two hands at one desk: one effect, one conflict, no number twice and none left out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from dvcq_workflow.models import Desk
from dvcq_workflow.rules.desks import Step
from tests.flows.racing import (
    HANDS,
    KINDS,
    REASON,
    deadlocks,
    disagreeing,
    gaps_and_doubles,
    racing_in,
    run,
)
from tests.worlds import World, make_province

PAIRS = 50

pytestmark = [
    pytest.mark.long,
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def world() -> World:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    return make_province()


def test_of_every_race_one_hand_s_act_counts_and_the_other_is_told(world: World) -> None:
    before = deadlocks()
    with racing_in(world) as racing:
        tallies = {name: run(racing, name, PAIRS) for name in KINDS}
    assert {name: tally.odd for name, tally in tallies.items() if tally.odd} == {}
    assert {tally.as_due for tally in tallies.values()} == {PAIRS}
    assert sum(tally.busy for tally in tallies.values()) == 0
    assert deadlocks() == before
    assert gaps_and_doubles(world) == (0, 0)
    assert disagreeing() == []


def test_opinions_given_at_once_all_count_and_the_round_goes_on(world: World) -> None:
    assert len(world.consulted_units) < HANDS
    with racing_in(world) as racing:
        plan = world.start_plan()
        world.consult(plan)
        clicks = [
            racing.click_at(world.desk(plan, Step.GIVE_OPINION, unit=unit), plan, "give", head)
            for unit, head in zip(world.consulted_units, world.consulted_heads, strict=True)
        ]
        results = racing.at_once([lambda c=click: c(agrees=True, text="") for click in clicks])
    assert not any(isinstance(result, Exception) for result in results)
    assert Desk.objects.filter(plan=plan, state=Desk.State.OPEN).get().step == "close_consultation"
    assert disagreeing() == []


def test_a_check_beside_people_at_work_takes_no_half_done_act_for_a_disagreement(
    world: World,
) -> None:
    plan = world.plan_at(Step.CHECK_CONTENT)

    def work() -> None:
        try:
            for _round in range(PAIRS):
                world.act(plan, Step.CHECK_CONTENT, "return", world.head, reason=REASON)
                world.act(plan, Step.DRAFT, "submit", world.drafter)
        finally:
            connections.close_all()

    said, looks = [], 0
    with ThreadPoolExecutor(1) as hands:
        working = hands.submit(work)
        while not working.done():
            said += disagreeing()
            looks += 1
        working.result()
    assert said == []
    assert looks > 10
