"""The province's clock: real where nobody set it back, still while a story is played."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from documents import clock
from documents.demo.when import later, on, working_day

from dvcq_workflow.host import get_host

MOMENT = on(12, 8, 8)
MINUTE = dt.timedelta(minutes=1)


def test_without_a_demonstration_it_is_the_real_clock() -> None:
    assert timezone.now() - get_host().now() < MINUTE


def test_it_stands_while_a_moment_is_played() -> None:
    with clock.stopped_at(MOMENT):
        assert get_host().now() == MOMENT
        with clock.stopped_at(MOMENT + MINUTE):
            assert get_host().now() == MOMENT + MINUTE
        assert get_host().now() == MOMENT
    assert get_host().now() != MOMENT


def test_once_set_back_it_runs_on_for_everybody(settings: Any, tmp_path: Path) -> None:
    settings.PROVINCE_CLOCK = tmp_path / "clock.txt"
    clock.run_on_from(MOMENT)
    assert get_host().today() == dt.date(2020, 12, 8)
    assert abs(get_host().now() - MOMENT) < MINUTE


@pytest.mark.django_db
def test_days_of_the_story_step_over_those_on_which_nobody_works() -> None:
    friday, monday = dt.date(2020, 6, 12), dt.date(2020, 6, 15)
    assert working_day(dt.date(2020, 6, 13)) == monday
    assert working_day(dt.date(2020, 6, 14), step=-1) == friday
    assert (later(friday, 1), later(monday, -1)) == (monday, friday)
