"""Proving the rows: each history row is the one that an event tells of, none is untold, and the
live row is what its last history row says; names, addresses and reasons are as they were given.
Reads in batches; never writes."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from dvcq_workflow.audit.found import Break
from dvcq_workflow.models.audit import AuditEvent, PersonalValue
from dvcq_workflow.models.base import AuditedModel
from dvcq_workflow.models.history import META_COLUMNS, digest_of_row
from dvcq_workflow.rules.canonical import commitment

BATCH = 500


def prove_rows() -> Iterator[Break]:
    """Yield what is wrong with history and live rows; a constant number of queries a batch."""
    told: Counter[str] = Counter()
    for refs in _told_in_batches():
        for table, digests in refs.items():
            told[table] += len(digests)
            yield from _altered(table, digests)
    for model in audited_models():
        yield from _untold(model, told[model._meta.model_name or ""])
        yield from _unlike(model)
    yield from _not_as_given()


def audited_models() -> list[type[AuditedModel]]:
    """Return the models whose every change is in history."""
    ours = apps.get_app_config("dvcq_workflow").get_models()
    return [model for model in ours if issubclass(model, AuditedModel)]


def _told_in_batches() -> Iterator[dict[str, dict[int, str]]]:
    """Yield for some hundred events the digests of the history rows they tell of, by table."""
    last = 0
    while rows := list(
        AuditEvent.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "envelope")[:BATCH]
    ):
        refs: dict[str, dict[int, str]] = defaultdict(dict)
        for _pk, envelope in rows:
            for table, history_id, digest in json.loads(envelope)["history"]:
                refs[table][history_id] = digest
        yield refs
        last = rows[-1][0]


def _altered(table: str, digests: dict[int, str]) -> Iterator[Break]:
    past = _history_of(apps.get_model("dvcq_workflow", table))
    names = ("history_id", *(f.attname for f in past.tracked_fields), *META_COLUMNS)
    found = past.objects.filter(history_id__in=digests).values(*names)
    there = {row["history_id"]: digest_of_row(table, row) for row in found}
    for history_id, digest in digests.items():
        if history_id not in there:
            yield Break("history_gone", f"{table} history {history_id}")
        elif there[history_id] != digest:
            yield Break("history_altered", f"{table} history {history_id}")


def _untold(model: type[models.Model], told: int) -> Iterator[Break]:
    """Each history row is told of once: where there are more, some came past the witness."""
    count = _history_of(model).objects.count()
    if count > told:
        yield Break("history_unknown", f"{model._meta.model_name}: {count - told}")


def _unlike(model: type[models.Model]) -> Iterator[Break]:
    """The live row and its last history row hold the same, and each has the other."""
    past = _history_of(model)
    names = [field.attname for field in past.tracked_fields]
    table = model._meta.model_name
    living = 0
    for rows in _in_batches(model, names):
        living += len(rows)
        last = {
            row.pop("id"): row
            for row in _past(model)
            .filter(id__in=rows)
            .latest_of_each()
            .values(*names, "history_type")
        }
        for pk, row in rows.items():
            kept = last.get(pk)
            if kept is None or kept.pop("history_type") == "-" or kept != row:
                yield Break("row_differs", f"{table} {pk}")
    kept_alive = _past(model).latest_of_each().exclude(history_type="-").count()
    if kept_alive > living:
        yield Break("row_gone", f"{table}: {kept_alive - living}")


def _not_as_given() -> Iterator[Break]:
    """Each personal value that was not erased is the one that was committed to."""
    values = PersonalValue.objects.values_list("commitment", "salt", "value")
    for mark, salt, value in values.iterator(chunk_size=BATCH):
        if commitment(bytes(salt), value) != mark:
            yield Break("personal_altered", f"value {mark[:12]}")


def _in_batches(model: type[models.Model], names: list[str]) -> Iterator[dict[int, dict[str, Any]]]:
    last = 0
    while rows := list(
        model._default_manager.filter(pk__gt=last).order_by("pk").values(*names)[:BATCH]
    ):
        last = rows[-1]["id"]
        yield {row.pop("id"): row for row in rows}


def _history_of(model: type[models.Model]) -> Any:
    return model.history.model  # type: ignore[attr-defined]


def _past(model: type[models.Model]) -> Any:
    return model.history.all()  # type: ignore[attr-defined]
