"""Taking rows out of the record whose term is over, and saying what went so that the rest proves.

Every row lies below a checkpoint and is compared with its leaf before it goes. Leaves stay: the
tree still grows to the roots that were signed. The last event of a plan stays too, for the chain
goes on from it, and so does the last history row of each record: the live row is compared with it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Exists, Max, OuterRef, QuerySet

from dvcq_workflow.audit.export import marks_in
from dvcq_workflow.audit.leaves import access_leaf, event_leaf
from dvcq_workflow.audit.retained import digest_of_leaves
from dvcq_workflow.context import HistoryRow
from dvcq_workflow.models.append_only import opened
from dvcq_workflow.models.audit import AccessLog, AuditEvent, AuditStream, PersonalValue
from dvcq_workflow.models.checkpoints import Checkpoint, SealedLeaf
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.retention import ENDED, ranges_of

AT_ONCE = 5_000
"""Rows of one act: its transaction holds writers off, and its event names them."""
_BATCH = 500


class NotProvenError(RuntimeError):
    """A row is not what was sealed, or not sealed under that checkpoint: nothing may go."""


@dataclass
class Taken:
    """What one act takes out. ``stay``: history rows told of by events that go, and staying;
    ``events``, ``accesses``: row and leaf; ``history``: keys by table."""

    stream: str = ""
    through: int = 0
    digest: str = ""
    events: dict[int, str] = field(default_factory=dict)
    accesses: dict[int, str] = field(default_factory=dict)
    history: dict[str, list[int]] = field(default_factory=dict)
    stay: list[HistoryRow] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)

    @property
    def is_nothing(self) -> bool:
        return not (self.events or self.accesses)

    def details(self, checkpoint: Checkpoint, before: dt.date) -> dict[str, Any]:
        """Return what the event says: keys, counts, and what proves the rest."""
        kinds = SealedLeaf.Kind
        leaves = [leaf for part in (self.events, self.accesses) for _, leaf in sorted(part.items())]
        return {
            "before": before.isoformat(),
            "stream": self.stream,
            "through": self.through,
            "digest": self.digest,
            "rows": {
                str(kinds.EVENT): ranges_of(self.events),
                str(kinds.ACCESS): ranges_of(self.accesses),
            },
            "leaves": digest_of_leaves(leaves),
            "history_rows": {name: ranges_of(keys) for name, keys in sorted(self.history.items())},
            "counts": self.counts(),
            "checkpoint": checkpoint.number,
            "root": checkpoint.root,
        }

    def counts(self) -> dict[str, int]:
        """Return how much goes, by kind."""
        return {
            "events": len(self.events),
            "accesses": len(self.accesses),
            "history": sum(map(len, self.history.values())),
            "values": len(self.marks),
        }


def accesses_over(before: dt.datetime) -> QuerySet[AccessLog]:
    """Return the access records whose term is over."""
    return AccessLog.objects.filter(at__lt=before).order_by("pk")


def plans_over(before: dt.datetime) -> QuerySet[Plan]:
    """Return the ended plans of whose events more than the last is there, and all are over."""
    events = AuditEvent.objects.filter(stream_id=OuterRef("stream_id"))
    streams = AuditEvent.objects.order_by().values("stream_id").annotate(newest=Max("at"))
    over = streams.filter(newest__lt=before, stream__kind=AuditStream.Kind.PLAN)
    earlier = events.filter(seq__lt=OuterRef("last")).order_by()
    ended = Plan.objects.filter(status__in=[str(status) for status in ENDED])
    return (
        ended.filter(stream_id__in=over.values("stream_id"))
        .annotate(last=events.order_by("-seq").values("seq")[:1])
        .filter(Exists(earlier))
        .order_by("pk")
    )


def not_below(size: int, *, accesses: Any, plans: Any) -> int:
    """Return how many of the rows that are over a tree of ``size`` leaves does not cover."""
    streams = plans.values("stream_id") if plans is not None else []
    events = AuditEvent.objects.filter(stream_id__in=streams)
    looks = AccessLog.objects.none() if accesses is None else accesses
    return sum(
        rows.filter(~Exists(_leaf_of(kind, size))).count()
        for kind, rows in ((SealedLeaf.Kind.EVENT, events), (SealedLeaf.Kind.ACCESS, looks))
    )


def _leaf_of(kind: str, size: int) -> QuerySet[SealedLeaf]:
    return SealedLeaf.objects.filter(kind=kind, row_id=OuterRef("pk"), position__lt=size)


def take_accesses(rows: QuerySet[AccessLog], size: int) -> Taken:
    """Return these access records as what goes.

    Raises:
        NotProvenError: one is not what was sealed.
    """
    taken = Taken()
    found = list(rows.values_list("pk", "envelope", "digest"))
    sealed = _leaves(SealedLeaf.Kind.ACCESS, [pk for pk, *_ in found], size)
    for pk, envelope, digest in found:
        _compare(f"access {pk}", envelope, digest, access_leaf(digest).hex(), sealed.get(pk))
        taken.accesses[pk] = sealed[pk]
        taken.marks.update(marks_in(json.loads(envelope)))
    return taken


def take_plan(plan: Plan, size: int) -> Taken:
    """Return all events of an ended plan but the last, and their history rows, as what goes.

    Raises:
        NotProvenError: one is not what was sealed.
    """
    taken = Taken(stream=str(plan.stream))
    events = AuditEvent.objects.filter(stream_id=plan.stream_id).order_by("seq")
    found = list(events.values_list("pk", "seq", "envelope", "digest"))[:-1]
    sealed = _leaves(SealedLeaf.Kind.EVENT, [pk for pk, *_ in found], size)
    told: dict[str, dict[int, str]] = defaultdict(dict)
    for pk, seq, envelope, digest in found:
        leaf = event_leaf(taken.stream, seq, digest).hex()
        _compare(f"{plan.stream} #{seq}", envelope, digest, leaf, sealed.get(pk))
        taken.events[pk] = leaf
        taken.through, taken.digest = seq, digest
        body = json.loads(envelope)
        taken.marks.update(marks_in(body))
        for table, history_id, row_digest in body["history"]:
            told[table][history_id] = row_digest
    for table, digests in sorted(told.items()):
        last = _last_of_their_records(table, digests)
        taken.history[table] = [key for key in digests if key not in last]
        taken.stay += [HistoryRow(table, key, digests[key]) for key in sorted(last)]
    return taken


def _compare(where: str, envelope: str, digest: str, leaf: str, sealed: str | None) -> None:
    if sha256(envelope.encode()).hexdigest() != digest or leaf != sealed:
        raise NotProvenError(where)


def _leaves(kind: str, keys: Sequence[int], size: int) -> dict[int, str]:
    found: dict[int, str] = {}
    for batch in _batches(keys):
        rows = SealedLeaf.objects.filter(kind=kind, row_id__in=batch, position__lt=size)
        found |= dict(rows.values_list("row_id", "leaf"))
    return found


def _last_of_their_records(table: str, keys: Iterable[int]) -> set[int]:
    """Return which of these history rows are the last ones of their records."""
    past = apps.get_model("dvcq_workflow", table).history
    last: set[int] = set()
    for batch in _batches(keys):
        rows = past.filter(history_id__in=batch)
        newest = past.filter(id__in=rows.values("id")).latest_of_each()
        last.update(newest.filter(history_id__in=batch).values_list("history_id", flat=True))
    return last


def take_out_of_the_record(taken: Taken) -> None:
    """Delete the rows, with the tables open for that alone. The caller writes the event after it,
    in the same transaction."""
    histories = {
        apps.get_model("dvcq_workflow", name).history.model: keys
        for name, keys in taken.history.items()
    }
    gone: dict[type[models.Model], Iterable[Any]] = {
        AuditEvent: taken.events,
        AccessLog: taken.accesses,
        **histories,
    }
    guarded = [model for model, keys in gone.items() if keys]
    with opened(connections[DEFAULT_DB_ALIAS], guarded):
        for model in guarded:
            _delete(model, gone[model])
    _delete(PersonalValue, taken.marks)


def _delete(model: type[models.Model], keys: Iterable[Any]) -> None:
    """Past the manager, which refuses; only here, and only with the table open."""
    for batch in _batches(keys):
        QuerySet(model=model).filter(pk__in=batch).delete()


def _batches(keys: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(keys)
    while batch := list(islice(rest, _BATCH)):
        yield batch
