"""What it costs to write: an audited save beside a plain one, in the same run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import count

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, models, transaction

from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.context import Act, doing
from dvcq_workflow.host import get_host
from dvcq_workflow.models import Unit
from dvcq_workflow.services.acting import acting
from tests.bench.measuring import Figure, paired_ratio, sql_cost

GATES = {"postgresql": 2.0, "sqlite": 3.0}


def figures() -> Iterator[Figure]:
    """Yield the ratio of an audited save (row, history row, event) to a plain save of that row."""
    actor = get_user_model()._default_manager.create_user("bench-writer", full_name="writer")
    with acting(actor=actor):
        stream = lock_directory()
        unit = Unit(
            code="BENCH",
            name="Đơn vị đo",
            abbreviation="B",
            kind=Unit.Kind.DEPARTMENT,
            valid_from=dt.date(2020, 1, 1),
        )
        unit.save()
        record_event("unit_saved", stream=stream)
    numbers = count()

    def audited() -> None:
        unit.name = f"Đơn vị {next(numbers)}"
        act = Act(actor_id=actor.pk, actor_name="writer", at=get_host().now())
        with transaction.atomic(), doing(act):
            unit.save()
            record_event("unit_saved", stream=stream)

    def plain() -> None:
        unit.name = f"Đơn vị {next(numbers)}"
        with transaction.atomic():
            models.Model.save(unit)

    def plain_without_history() -> None:
        settings.SIMPLE_HISTORY_ENABLED = False
        try:
            plain()
        finally:
            settings.SIMPLE_HISTORY_ENABLED = True

    gate = GATES[connection.vendor]
    ratio = paired_ratio(audited, plain_without_history, runs=400)
    yield Figure("audited save / plain save", ratio, "×", gate, "row + history + event")
    milliseconds, queries = sql_cost(audited, runs=50)
    yield Figure("audited save", milliseconds, "ms SQL")
    yield Figure("audited save", queries, "queries")
