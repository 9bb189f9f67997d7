"""Who keeps the record, and what retention took out of a plan's history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.backends import ModelBackend

from dvcq_workflow.audit.retained import KINDS, removals
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.retention import count_in

PERMISSION = "dvcq_workflow.prune_record"


@dataclass(frozen=True)
class Retained:
    """One removal as a page tells it. ``through``: number of the last event that went."""

    at: dt.datetime
    seq: int
    through: int
    events: int
    checkpoint: int


def keeps_record(person: Any) -> bool:
    """Return whether a person was given the right to end records, themselves or by a group. Being a
    superuser is not enough: that right is had by whoever was named for it, and by nobody else."""
    named = ModelBackend().with_perm(PERMISSION, include_superusers=False)
    return named.filter(pk=person.pk).exists()


def retained_of(plan: Plan) -> list[Retained]:
    """Return what was taken out of a plan's history, the latest last."""
    return [
        Retained(
            at=dt.datetime.fromisoformat(each.at),
            seq=each.seq,
            through=each.through,
            events=count_in(each.rows[KINDS[0]]),
            checkpoint=each.checkpoint,
        )
        for each in removals(str(plan.stream))
    ]
