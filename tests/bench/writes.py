"""What it costs to write: an audited save beside a plain one, in the same run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import count

from django.contrib.auth import get_user_model
from django.db import connection, models, transaction

from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.context import Act, doing
from dvcq_workflow.host import get_host
from dvcq_workflow.models import Unit
from dvcq_workflow.services.acting import acting
from tests.bench.measuring import Figure, paired_ratio, sql_cost

GATES = {"postgresql": 2.5, "sqlite": 4.0}


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
    plain_row = _plain_copy(unit)

    def audited() -> None:
        unit.name = f"Đơn vị {next(numbers)}"
        act = Act(actor_id=actor.pk, actor_name="writer", at=get_host().now())
        with transaction.atomic(), doing(act):
            unit.save()
            record_event("unit_saved", stream=stream)

    def plain() -> None:
        plain_row.name = f"Đơn vị {next(numbers)}"
        with transaction.atomic():
            plain_row.save()

    gate = GATES[connection.vendor]
    ratio = paired_ratio(audited, plain, runs=400)
    yield Figure("audited save / plain save", ratio, "×", gate, "row + history + event")
    milliseconds, queries = sql_cost(audited, runs=50)
    yield Figure("audited save", milliseconds, "ms SQL")
    yield Figure("audited save", queries, "queries")


def _plain_copy(unit: Unit) -> models.Model:
    """Return the same row in a table of its own with the same columns and indexes, whose model
    is Django's and nothing more: what a host that audits nothing would save."""
    columns = {
        field.attname: models.BigIntegerField(null=field.null, db_index=True)
        if isinstance(field, models.ForeignKey)
        else field.clone()
        for field in Unit._meta.concrete_fields
    }
    meta = type("Meta", (), {"app_label": "dvcq_bench"})
    model = type("PlainUnit", (models.Model,), {**columns, "Meta": meta, "__module__": __name__})
    with connection.schema_editor() as editor:
        editor.create_model(model)
    row = model(**{name: getattr(unit, name) for name in columns})
    row.save(force_insert=True)
    return row
