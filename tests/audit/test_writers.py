"""Eight people write at once, on one plan and on many: no number is left out, no event forks."""

from __future__ import annotations

import pytest
from django.db import connection

from dvcq_workflow.audit.proving import prove
from dvcq_workflow.audit.rows import prove_rows
from dvcq_workflow.models import AuditEvent
from tests.audit.writing import WRITERS, at_once, forks_and_gaps
from tests.worlds import make_province

EACH = 12

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


@pytest.mark.parametrize("plans", [1, 2, WRITERS])
def test_eight_writers_leave_one_whole_chain_for_each_plan(plans: int) -> None:
    world = make_province()
    there = [world.start_plan() for _each in range(plans)]
    before = AuditEvent.objects.count()
    at_once(there, world.drafter, EACH)
    assert AuditEvent.objects.count() == before + WRITERS * EACH
    assert forks_and_gaps(there) == (0, 0)
    assert prove(first_only=False).breaks == []
    assert list(prove_rows()) == []
