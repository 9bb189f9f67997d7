"""A simulation is told by its seed: what breaks once can be played again."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from dvcq_workflow.management.simulating.host import simulated_host
from dvcq_workflow.management.simulating.province import FEWEST_UNITS
from dvcq_workflow.management.simulating.simulation import COUNTED, FIRST_YEAR, begin
from dvcq_workflow.management.simulating.years import first_day, play_year

pytestmark = pytest.mark.django_db

DAYS_OF_A_SHORT_PLAY = 75


def test_the_same_seed_plays_the_same_and_another_another() -> None:
    first, again, other = (_short_play(seed) for seed in (5, 5, 6))
    assert first == again
    assert first != other


def _short_play(seed: int) -> dict[str, Any]:
    with transaction.atomic(), simulated_host(first_day(FIRST_YEAR)) as host:
        play = begin(FEWEST_UNITS, seed, host)
        for number, _day in enumerate(play_year(play, FIRST_YEAR)):
            if number == DAYS_OF_A_SHORT_PLAY:
                break
        counts = {name: model.objects.count() for name, model in COUNTED.items()}
        transaction.set_rollback(True)
        return {"acts": play.tally.acts, "refusals": play.tally.refusals, **counts}
