"""Whatever statement of an act the database fails at, all of the act is there or nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import pytest

from dvcq_workflow.audit.proving import prove
from dvcq_workflow.audit.rows import prove_rows
from dvcq_workflow.models import AuditEvent
from dvcq_workflow.rules.desks import Step
from tests.audit.acts import failing_first
from tests.audit.faults import AFTER, BEFORE, Place, everything
from tests.services.noticing import released
from tests.worlds import World

SAMPLE = cycle([(number, when) for number in (2, 5, 9, 14, 20, 27, 35) for when in (AFTER, BEFORE)])
"""Places for one act after another; the bench topic ``faults`` tries all of them at every act."""


def two_places(name: str) -> Iterator[Place]:
    yield from (next(SAMPLE), next(SAMPLE))


@pytest.mark.parametrize("in_its_own_transaction", [False, True], ids=["savepoint", "transaction"])
def test_a_statement_that_fails_leaves_nothing_of_its_act(
    in_its_own_transaction: bool, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("transactional_db" if in_its_own_transaction else "db")
    world: World = request.getfixturevalue("province")
    with failing_first(two_places) as tally:
        plan = world.start_plan()
        world.consult(plan)
        world.act(plan, Step.CLOSE_CONSULTATION, "close", world.drafter, reason="Đã quá hạn.")
        world.issue_plan(plan=plan)
        released(world, plan)
    assert tally.torn == []
    assert tally.tries > 12
    assert prove(first_only=False).breaks == []
    assert list(prove_rows()) == []
    codes = AuditEvent.objects.filter(stream=plan.stream).values_list("code", flat=True)
    assert list(codes).count("plan_signed") == 1


def test_the_harness_sees_what_an_act_leaves_behind(province: World) -> None:
    before = everything()
    plan = province.start_plan()
    assert everything() != before
    assert everything() == everything()
    assert plan.pk is not None
