"""Where auditing starts: rows that were there before it get their first history row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.audit.rows import audited_models
from dvcq_workflow.models.base import AuditedModel
from dvcq_workflow.services.keeping import keeping

ROWS_OF_AN_EVENT = 500


def record_baseline(*, actor: Any) -> int:
    """Give every audited row that has no history its first history row, as the row stands now, and
    return how many there were. Done twice it finds none.

    Some hundred rows are one act with one event: what a run that broke off has done stays done.

    Raises:
        NotPermitted, Conflict: as ``keeping``.
    """
    total = count = _record_some(actor)
    while count == ROWS_OF_AN_EVENT:
        count = _record_some(actor)
        total += count
    return total


def _record_some(actor: Any) -> int:
    with keeping(None, actor=actor, channel="command") as entry:
        rows = list(islice(_without_history(), ROWS_OF_AN_EVENT))
        if not rows:
            return 0
        tables: dict[str, int] = {}
        for row in rows:
            row._records.create_historical_record(row, "+")
            table = row._meta.model_name or ""
            tables[table] = tables.get(table, 0) + 1
        record_event(
            "baseline_recorded", stream=entry.stream, seat=entry.seat, details={"rows": tables}
        )
        return len(rows)


def _without_history() -> Iterator[AuditedModel]:
    for model in audited_models():
        past = model.history.filter(id=OuterRef("pk"))  # type: ignore[attr-defined]
        yield from model._default_manager.filter(~Exists(past)).order_by("pk")[:ROWS_OF_AN_EVENT]
