"""An act that waited for a lock comes after the one it waited for: time never runs backwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from dvcq_workflow.host import DefaultHost
from dvcq_workflow.models import AuditEvent
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan
from tests.worlds import World

NOON = dt.datetime(2026, 3, 2, 5, 0, tzinfo=dt.UTC)


@pytest.fixture
def minutes() -> Iterator[None]:
    """A host whose clock goes on by a minute each time somebody asks."""
    ticks = (NOON + dt.timedelta(minutes=n) for n in range(10_000))
    with patch.object(DefaultHost, "now", lambda host: next(ticks)):
        yield


def test_the_moment_of_an_act_is_that_at_which_it_holds_its_lock(
    province: World, minutes: None
) -> None:
    plan = province.start_plan()
    with acting(actor=province.drafter) as act:
        began = act.at
        lock_plan(plan.pk)
        assert act.at > began


def test_a_moment_that_was_given_stays(province: World) -> None:
    plan = province.start_plan()
    with acting(actor=province.drafter, at=NOON) as act:
        lock_plan(plan.pk)
        assert act.at == NOON


def test_the_events_of_a_plan_are_dated_in_their_order(province: World, minutes: None) -> None:
    plan = province.plan_at(Step.SIGN)
    dated = list(AuditEvent.objects.filter(stream=plan.stream).order_by("seq").values_list("at"))
    assert dated == sorted(dated)
    assert len(dated) == 4
