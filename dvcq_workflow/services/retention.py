"""The end of records: what its terms have ended goes, in the record keeper's name and on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.utils import timezone

from dvcq_workflow.audit.found import Proof
from dvcq_workflow.audit.proving import prove
from dvcq_workflow.audit.pruning import (
    AT_ONCE,
    NotProvenError,
    Taken,
    accesses_over,
    not_below,
    plans_over,
    take_accesses,
    take_out_of_the_record,
    take_plan,
)
from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.audit.retained import CODE
from dvcq_workflow.audit.sealing import signed_text
from dvcq_workflow.context import Act
from dvcq_workflow.host import get_host
from dvcq_workflow.models.append_only import owns_tables
from dvcq_workflow.models.audit import AuditStream
from dvcq_workflow.models.checkpoints import Checkpoint
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.errors import NotPermitted, RuleViolation
from dvcq_workflow.rules.plans import require_reason
from dvcq_workflow.rules.retention import Terms, require_terms
from dvcq_workflow.selectors.people import own_seats_of
from dvcq_workflow.selectors.retention import keeps_record
from dvcq_workflow.selectors.timeline import start_of
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan


@dataclass
class Pruned:
    """What went, or would go: how many rows of each kind, of how many plans, below which
    checkpoint, told by which events of the directory's stream."""

    checkpoint: int
    plans: int = 0
    events: int = 0
    accesses: int = 0
    history: int = 0
    values: int = 0
    told_by: list[int] = field(default_factory=list)

    def add(self, taken: Taken) -> None:
        """Count what one act took."""
        for kind, count in taken.counts().items():
            setattr(self, kind, getattr(self, kind) + count)
        self.plans += bool(taken.stream)


def prune_record(
    *,
    terms: Terms,
    reason: str,
    actor: Any,
    dry_run: bool = True,
    keys: Sequence[str] = (),
) -> Pruned:
    """Take out of the record what its terms have ended, or with ``dry_run`` say what that would be.

    The whole record is proven first, with ``keys`` as the public keys that are trusted, against the
    checkpoints kept outside; all that goes lies below the last of these. Some thousand access
    records, or one plan's history, are one act with one event: what a run that broke off has done
    stays done.

    Raises:
        NotPermitted: ``record_not_yours``, ``person_inactive``.
        Conflict: ``plan_busy``.
        RuleViolation: ``retention_without_term``, ``retention_term_ahead``, ``reason_missing``,
            ``reason_too_long``, ``retention_needs_owner``, ``record_not_sound``,
            ``checkpoint_not_kept_outside``, ``retention_above_checkpoint``.
    """
    with _as_keeper(actor):
        require_terms(terms, get_host().today())
        text = require_reason(reason)
        if not owns_tables(connections[DEFAULT_DB_ALIAS]):
            raise RuleViolation("retention_needs_owner")
    published = get_host().published_checkpoints()
    proof = prove(keys=keys, published=published)  # long: outside any transaction
    with _as_keeper(actor):
        checkpoint = _sound_checkpoint(proof, published)
        _require_below(terms, checkpoint)
    pruned = Pruned(checkpoint.number)
    for before, take in _portions(terms, checkpoint):
        _do_one(before, take, checkpoint, text, actor, pruned, dry_run=dry_run)
    return pruned


@contextmanager
def _as_keeper(actor: Any) -> Iterator[Act]:
    known = AuditStream.objects.filter(kind=AuditStream.Kind.DIRECTORY).first()
    with acting(actor=actor, channel="command", refused_on=("directory", known)) as act:
        act.refused_on = ("directory", known)
        if not keeps_record(actor):
            raise NotPermitted("record_not_yours")
        yield act


def _sound_checkpoint(proof: Proof, published: Sequence[str]) -> Checkpoint:
    """Return the last checkpoint that is kept outside, of a record that holds."""
    if proof.breaks:
        raise RuleViolation("record_not_sound", where=proof.breaks[0].where)
    kept = {text.strip() for text in published}
    for checkpoint in Checkpoint.objects.order_by("-number"):
        if signed_text(checkpoint) in kept:
            return checkpoint
    raise RuleViolation("checkpoint_not_kept_outside")


def _require_below(terms: Terms, checkpoint: Checkpoint) -> None:
    accesses, plans = terms.accesses_before, terms.plans_ended_before
    count = not_below(
        checkpoint.size,
        accesses=accesses_over(start_of(accesses)) if accesses else None,
        plans=plans_over(start_of(plans)) if plans else None,
    )
    if count:
        raise RuleViolation("retention_above_checkpoint", count=count)


def _portions(
    terms: Terms, checkpoint: Checkpoint
) -> Iterator[tuple[dt.date, Callable[[], Taken]]]:
    """Yield what each act takes, as long as there is something: access records by their keys, then
    plan by plan."""
    if before := terms.accesses_before:
        rows, last = accesses_over(start_of(before)), 0
        while keys := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
            yield before, partial(take_accesses, rows.filter(pk__in=keys), checkpoint.size)
            last = keys[-1]
    if before := terms.plans_ended_before:
        over = plans_over(start_of(before))
        for key in list(over.values_list("pk", flat=True)):
            yield before, partial(_take_locked, key, over, checkpoint.size)


def _take_locked(key: int, over: QuerySet[Plan], size: int) -> Taken:
    plan = lock_plan(key)
    return take_plan(plan, size) if over.filter(pk=key).exists() else Taken()


def _do_one(
    before: dt.date,
    take: Callable[[], Taken],
    checkpoint: Checkpoint,
    reason: str,
    actor: Any,
    pruned: Pruned,
    *,
    dry_run: bool,
) -> None:
    with _as_keeper(actor) as act:
        try:
            taken = take()
        except NotProvenError as problem:
            raise RuleViolation("record_not_sound", where=str(problem)) from problem
        if taken.is_nothing or dry_run:
            pruned.add(taken)
            return
        stream = lock_directory()
        take_out_of_the_record(taken)
        # These are told of by no event that is left: this one tells of them anew.
        act.history.extend(taken.stay)
        seat = next(iter(own_seats_of(actor, timezone.localdate(act.at))), None)
        told = taken.details(checkpoint, before)
        seq = record_event(CODE, stream=stream, seat=seat, reason=reason, details=told)
        pruned.told_by.append(seq)
        pruned.add(taken)
