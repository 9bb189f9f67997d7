"""What happened to a plan, newest first, page by page: acts, and for some eyes refusals."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Count, Field

from dvcq_workflow.host import get_host
from dvcq_workflow.models.audit import AccessLog, AuditEvent, PersonalValue
from dvcq_workflow.models.people import SigningAuthority
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.selectors.people import seats_of

MAX_REFUSALS = 100


class Kind(StrEnum):
    """What an id in an envelope refers to."""

    UNIT = "unit"
    PERSON = "person"
    AUTHORITY = "authority"


FACT_KINDS = {
    "unit": Kind.UNIT,
    "person": Kind.PERSON,
    "kept_before_by": Kind.PERSON,
}
"""Which further facts of an event are ids, and of what."""


@dataclass(frozen=True)
class Entry:
    """One act or one refusal. ``seq`` is None for a refusal, which has no place in the chain.

    ``envelope``: what was recorded, as the auditor's file holds it. ``refused_by``: code of the
    rule that said no.
    """

    at: dt.datetime
    code: str
    digest: str
    envelope: dict[str, Any]
    seq: int | None = None
    refused_by: str = ""


@dataclass(frozen=True)
class TimelinePage:
    """Entries, newest first, and what they refer to. ``older``: ``before`` of the next page."""

    entries: Sequence[Entry]
    older: int | None
    personal: dict[str, str] = field(default_factory=dict)
    names: dict[tuple[Kind, int], str] = field(default_factory=dict)

    def name_of(self, kind: Kind | None, value: Any) -> str | None:
        """Return the name behind an id, or None where there is none to tell."""
        return self.names.get((kind, value)) if kind and isinstance(value, int) else None


@dataclass(frozen=True)
class AccessCounts:
    """How often a plan was looked at, downloaded, and refused."""

    views: int
    downloads: int
    refusals: int


def timeline_page(
    plan: Plan, *, before: int | None = None, size: int = 50, with_refusals: bool = False
) -> TimelinePage:
    """Return one page of a plan's timeline, in at most six queries whatever its length.

    ``before``: number of the event that the page before ended with; that event itself is left
    out. Keyset, so that page 2,000 costs what page 1 costs.
    """
    events = AuditEvent.objects.filter(stream_id=plan.stream_id)
    if before is not None:
        events = events.filter(seq__lt=before)
    rows = list(events.order_by("-seq")[: size + 1])
    shown, rest = rows[:size], rows[size:]
    entries = [_of_event(row) for row in shown]
    if with_refusals and (shown or before is None):
        # What was refused between two pages' events stands on the newer page.
        since = rest[0].at if rest else None
        entries += _refusals(plan, since, shown[0].at if before is not None else None)
        entries.sort(key=lambda entry: (entry.at, entry.seq or 0), reverse=True)
    older = shown[-1].seq if rest else None
    return TimelinePage(entries, older, **_referred_to(entries))


def sees_refusals(viewer: Any, plan: Plan, on: dt.date) -> bool:
    """Return whether a person may see who was refused what: auditors, and the issuing body's
    leaders."""
    return any(
        seat.role is Role.AUDITOR
        or (seat.role is Role.LEADER and seat.unit_id == plan.issuing_unit_id)
        for seat in seats_of(viewer, on)
    )


def access_counts(plan: Plan) -> AccessCounts:
    """Return how often a plan was looked at, in one query."""
    rows = AccessLog.objects.filter(stream_id=plan.stream_id).values_list("kind").order_by()
    found = dict(rows.annotate(times=Count("pk")))
    kinds = AccessLog.Kind
    return AccessCounts(
        *(found.get(str(kind), 0) for kind in (kinds.VIEW, kinds.DOWNLOAD, kinds.REFUSED))
    )


def _of_event(row: AuditEvent) -> Entry:
    return Entry(row.at, row.code, row.digest, json.loads(row.envelope), seq=row.seq)


def _refusals(plan: Plan, since: dt.datetime | None, until: dt.datetime | None) -> list[Entry]:
    """Return what was refused in the time that a page covers."""
    rows = AccessLog.objects.filter(stream_id=plan.stream_id, kind=AccessLog.Kind.REFUSED)
    if since is not None:
        rows = rows.filter(at__gt=since)
    if until is not None:
        rows = rows.filter(at__lte=until)
    return [
        Entry(row.at, row.subject, row.digest, json.loads(row.envelope), refused_by=row.code)
        for row in rows.order_by("-pk")[:MAX_REFUSALS]
    ]


def _referred_to(entries: Iterable[Entry]) -> dict[str, Any]:
    """Return the names behind the ids and commitments of a page, one query a kind."""
    marks: set[str] = set()
    ids: dict[Kind, set[int]] = {kind: set() for kind in Kind}
    for entry in entries:
        body = entry.envelope
        persons = [body["actor"], body.get("principal") or {}]
        marks |= {mark for mark in [body.get("reason"), *(p.get("name") for p in persons)] if mark}
        for kind, value in _ids_in(body):
            ids[kind].add(value)
    users = get_user_model()._default_manager.filter(pk__in=ids[Kind.PERSON])
    powers = SigningAuthority.objects.filter(pk__in=ids[Kind.AUTHORITY])
    units = Unit.objects.filter(pk__in=ids[Kind.UNIT])
    host = get_host()
    return {
        "personal": dict(
            PersonalValue.objects.filter(pk__in=marks).values_list("commitment", "value")
        ),
        "names": {
            **{(Kind.UNIT, unit.pk): unit.name for unit in units},
            **{(Kind.PERSON, user.pk): host.person_name(user) for user in users},
            **{(Kind.AUTHORITY, power.pk): str(power) for power in powers},
        },
    }


def _ids_in(body: dict[str, Any]) -> Iterator[tuple[Kind, int]]:
    for change in body.get("changes", ()):
        for name, pair in change["fields"].items():
            if kind := reference_of(change["table"], name):
                yield from ((kind, value) for value in pair if isinstance(value, int))
    for name, kind in FACT_KINDS.items():
        if isinstance(value := body["details"].get(name), int):
            yield kind, value


def column_of(table: str, name: str) -> Field[Any, Any] | None:
    """Return the column of an envelope's change; None where model or column are no more."""
    try:
        model = apps.get_model("dvcq_workflow", table)
    except LookupError:
        return None
    return next((f for f in model._meta.concrete_fields if f.attname == name), None)


def reference_of(table: str, name: str) -> Kind | None:
    """Return what a column of an envelope's change refers to, of what can be named."""
    column = column_of(table, name)
    target = column.related_model if column is not None else None
    if target is Unit:
        return Kind.UNIT
    if target is SigningAuthority:
        return Kind.AUTHORITY
    return Kind.PERSON if target is get_user_model() else None
