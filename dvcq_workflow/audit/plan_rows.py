"""Proving the rows of some plans: each live row is what its last history row says, and an event
tells of that one. Reads, at one moment; never writes.

``rows`` does it for every row and the whole past; this is for a look at some plans, at any time.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F

from dvcq_workflow.audit.found import Break
from dvcq_workflow.audit.retained import removals
from dvcq_workflow.audit.rows import BATCH, audited_models
from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.history import META_COLUMNS, digest_of_row
from dvcq_workflow.models.plans import Plan

Found = dict[int, list[Break]]
"""What does not hold, by the plan's key."""
Told = dict[tuple[str, int], str]
"""The digests of history rows, as events tell of them."""


def prove_rows_of(plans: Sequence[Plan]) -> Found:
    """Return what is wrong with the rows of these plans; in as many queries for many as for one."""
    keys = [plan.pk for plan in plans]
    found: Found = defaultdict(list)
    wanted: dict[tuple[str, int], tuple[int, str, Any]] = {}
    with _one_moment():
        for model, path in _models_of_a_plan():
            _compare(model, path, keys, found, wanted)
        told = _told_by(AuditEvent.objects.filter(stream_id__in=[p.stream_id for p in plans]))
        if missing := {act for key, (_plan, _digest, act) in wanted.items() if key not in told}:
            # Told of in another plan's events, or anew by what retention took out.
            told |= _told_by(AuditEvent.objects.filter(act_uid__in=list(missing)[:BATCH]))
            told |= _told_in(removal.envelope for removal in removals())
    for (table, history_id), (plan_id, digest, _act) in wanted.items():
        if (said := told.get((table, history_id))) != digest:
            code = "history_unknown" if said is None else "history_altered"
            found[plan_id].append(Break(code, f"{table} history {history_id}"))
    return found


@lru_cache(maxsize=1)
def _models_of_a_plan() -> tuple[tuple[Any, str], ...]:
    """Return the models whose rows are a plan's, each with the way from a row to its plan's key."""
    direct: dict[Any, str] = {Plan: "pk"}
    direct |= {m: "plan_id" for m in audited_models() if "plan_id" in _columns(m)}
    parts = {
        model: f"{field.name}__plan_id"
        for model in audited_models()
        if model not in direct
        for field in model._meta.concrete_fields
        if field.related_model in direct and field.related_model is not Plan
    }
    return tuple({**direct, **parts}.items())


def _columns(model: type[models.Model]) -> set[str]:
    return {field.attname for field in model._meta.concrete_fields}


def _compare(
    model: Any,
    path: str,
    keys: Sequence[int],
    found: Found,
    wanted: dict[tuple[str, int], tuple[int, str, Any]],
) -> None:
    """Compare live rows with their last history rows, and note which of these are to be told of."""
    past, table = model.history.model, model._meta.model_name
    names = [field.attname for field in past.tracked_fields]
    rows = model._default_manager.filter(**{f"{path}__in": keys})
    live = {row["id"]: row for row in rows.values(*names, owner_of_row=F(path))}
    kept = model.history.filter(id__in=rows.values("pk")).latest_of_each()
    last = {row["id"]: row for row in kept.values("history_id", *names, *META_COLUMNS)}
    for pk, row in live.items():
        owner, then = row.pop("owner_of_row"), last.get(pk)
        if then is None or then["history_type"] == "-" or any(then[n] != row[n] for n in names):
            found[owner].append(Break("row_differs", f"{table} {pk}"))
        if then is not None:
            digest = digest_of_row(table, then)
            wanted[table, then["history_id"]] = owner, digest, then["act_uid"]
    if model._records.read_by == "plan_id":  # its history is read by plan, through an index
        there = model.history.filter(plan_id__in=keys).latest_of_each().exclude(history_type="-")
        for pk, owner in there.exclude(id__in=rows.values("pk")).values_list("id", "plan_id"):
            found[owner].append(Break("row_gone", f"{table} {pk}"))


def _told_by(events: models.QuerySet[AuditEvent]) -> Told:
    texts = events.order_by().values_list("envelope", flat=True)
    return _told_in(texts.iterator(chunk_size=BATCH))


def _told_in(envelopes: Iterable[str]) -> Told:
    bodies: Iterator[Mapping[str, Any]] = map(json.loads, envelopes)
    return {
        (table, history_id): digest
        for body in bodies
        for table, history_id, digest in body["history"]
    }


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read as of one moment: whoever acts meanwhile must not look like a row that differs."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql" and not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
