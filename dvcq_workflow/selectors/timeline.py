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
from django.db.models import Count, Field, Max, Q, QuerySet
from django.utils import timezone

from dvcq_workflow.host import get_host
from dvcq_workflow.models.audit import AccessLog, AuditEvent, PersonalValue
from dvcq_workflow.models.people import SigningAuthority
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.rules.text import fold
from dvcq_workflow.selectors.people import seats_of

MAX_REFUSALS = 100
RECENT = 1_000
"""Out of how many of the latest acts the people and units to choose from are taken."""


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
    """Entries, newest first, and what they refer to. ``older``: ``before`` of the next page;
    ``tells_notes``: whether the words of auditors' notes are for whoever reads it."""

    entries: Sequence[Entry]
    older: int | None
    personal: dict[str, str] = field(default_factory=dict)
    names: dict[tuple[Kind, int], str] = field(default_factory=dict)
    tells_notes: bool = False

    def name_of(self, kind: Kind | None, value: Any) -> str | None:
        """Return the name behind an id, or None where there is none to tell."""
        return self.names.get((kind, value)) if kind and isinstance(value, int) else None


@dataclass(frozen=True)
class TimelineFilter:
    """What a timeline is narrowed to; None or empty: not asked.

    ``person``: who acted, or for whom; ``unit``: of the seat at that moment; ``field``: table and
    column of a change; ``since``, ``until``: local days, both counted in.
    """

    person: int | None = None
    unit: int | None = None
    act: str = ""
    field: tuple[str, str] | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked."""
        return self != TimelineFilter()


@dataclass(frozen=True)
class Acted:
    """Who acted and from which units, by key, named as they were at their last act."""

    people: dict[int, str]
    units: dict[int, str]


@dataclass(frozen=True)
class AccessCounts:
    """How often a plan was looked at, downloaded, and refused."""

    views: int
    downloads: int
    refusals: int


ALL = TimelineFilter()


def timeline_page(
    plan: Plan,
    *,
    before: int | None = None,
    size: int = 50,
    with_refusals: bool = False,
    wanted: TimelineFilter = ALL,
) -> TimelinePage:
    """Return one page of a plan's timeline, in at most six queries whatever its length.

    ``before``: number of the event that the page before ended with; that event itself is left
    out. Keyset, so that page 2,000 costs what page 1 costs. A refusal has neither unit, act nor
    fields: a timeline narrowed by these shows none.
    """
    events = narrowed(AuditEvent.objects.filter(stream_id=plan.stream_id), wanted)
    if before is not None:
        events = events.filter(seq__lt=before)
    rows = list(events.order_by("-seq")[: size + 1])
    shown, rest = rows[:size], rows[size:]
    entries = [entry for entry in map(entry_of, shown) if _changes(entry, wanted.field)]
    tells_refusals = with_refusals and not (wanted.unit or wanted.act or wanted.field)
    if tells_refusals and (shown or before is None):
        # What was refused between two pages' events stands on the newer page.
        since = rest[0].at if rest else None
        until = shown[0].at if before is not None else None
        entries += _refusals(plan, since, until, wanted)
        entries.sort(key=lambda entry: (entry.at, entry.seq or 0), reverse=True)
    older = shown[-1].seq if rest else None
    return TimelinePage(entries, older, **referred_to(entries), tells_notes=with_refusals)


def narrowed(events: QuerySet[AuditEvent], wanted: TimelineFilter) -> QuerySet[AuditEvent]:
    """Return the events that fit; of a field the envelopes that may tell of it."""
    if wanted.person is not None:
        events = events.filter(Q(actor_id=wanted.person) | Q(principal_id=wanted.person))
    if wanted.unit is not None:
        events = events.filter(unit_id=wanted.unit)
    if wanted.act:
        events = events.filter(code=wanted.act)
    if wanted.field:
        table, column = wanted.field
        # Inside a recorded text a quote is escaped: what stands so is a key of the envelope.
        events = events.filter(envelope__contains=f'"{column}":[').filter(
            envelope__contains=f'"table":"{table}"'
        )
    return events.filter(_within(wanted))


def _within(wanted: TimelineFilter) -> Q:
    """Return the filter for a moment on one of the days asked for."""
    found = Q()
    if wanted.since is not None:
        found &= Q(at__gte=start_of(wanted.since))
    if wanted.until is not None:
        found &= Q(at__lt=start_of(wanted.until + dt.timedelta(days=1)))
    return found


def start_of(day: dt.date) -> dt.datetime:
    """Return the first moment of a local day."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _changes(entry: Entry, field: tuple[str, str] | None) -> bool:
    """Whether an act changed a field of that table; the database looked for both apart."""
    if field is None:
        return True
    table, column = field
    changes = entry.envelope["changes"]
    return any(c["table"] == table and column in c["fields"] for c in changes)


def who_acted(events: QuerySet[AuditEvent]) -> Acted:
    """Return who is found among the latest of these events, which come newest first. Two queries;
    both names are those of the envelope."""
    recent = events.values("pk")[:RECENT]
    last_of_each = (
        AuditEvent.objects.filter(pk__in=recent)
        .order_by()
        .values("actor_id", "principal_id", "unit_id")
        .annotate(last=Max("pk"))
        .values("last")
    )
    found = AuditEvent.objects.filter(pk__in=last_of_each).order_by("pk")
    bodies = [json.loads(text) for text in found.values_list("envelope", flat=True)]
    persons = [p for body in bodies for p in (body["actor"], body.get("principal")) if p]
    named = personal_values(person["name"] for person in persons)
    people = {p["id"]: named[p["name"]] for p in persons if p["name"] in named}
    actors = [body["actor"] for body in bodies]
    units = {actor["unit"]: actor["unit_name"] for actor in actors if actor.get("unit")}
    return Acted(by_name(people), by_name(units))


def by_name(names: dict[int, str]) -> dict[int, str]:
    """Return names in the order of the alphabet, without regard to marks."""
    return dict(sorted(names.items(), key=lambda pair: fold(pair[1])))


def personal_values(marks: Iterable[str | None]) -> dict[str, str]:
    """Return what commitments stand for, of those that were not erased."""
    rows = PersonalValue.objects.filter(pk__in={mark for mark in marks if mark})
    return dict(rows.values_list("commitment", "value"))


def sees_refusals(viewer: Any, plan: Plan, on: dt.date) -> bool:
    """Return whether a person may see who was refused what: auditors, and the issuing body's
    leaders."""
    return any(
        seat.role is Role.AUDITOR
        or (seat.role is Role.LEADER and seat.unit_id == plan.issuing_unit_id)
        for seat in seats_of(viewer, on)
    )


def audits(viewer: Any, on: dt.date) -> bool:
    """Return whether there may be plans of which a person sees more than others do."""
    return any(seat.role in (Role.AUDITOR, Role.LEADER) for seat in seats_of(viewer, on))


def access_counts(plan: Plan) -> AccessCounts:
    """Return how often a plan was looked at, in one query."""
    rows = AccessLog.objects.filter(stream_id=plan.stream_id).values_list("kind").order_by()
    found = dict(rows.annotate(times=Count("pk")))
    kinds = AccessLog.Kind
    return AccessCounts(
        *(found.get(str(kind), 0) for kind in (kinds.VIEW, kinds.DOWNLOAD, kinds.REFUSED))
    )


def entry_of(row: AuditEvent) -> Entry:
    """Return an event as it was recorded."""
    return Entry(row.at, row.code, row.digest, json.loads(row.envelope), seq=row.seq)


def _refusals(
    plan: Plan, since: dt.datetime | None, until: dt.datetime | None, wanted: TimelineFilter
) -> list[Entry]:
    """Return what was refused in the time that a page covers."""
    rows = AccessLog.objects.filter(stream_id=plan.stream_id, kind=AccessLog.Kind.REFUSED)
    rows = rows.filter(_within(wanted))
    if wanted.person is not None:
        rows = rows.filter(actor_id=wanted.person)
    if since is not None:
        rows = rows.filter(at__gt=since)
    if until is not None:
        rows = rows.filter(at__lte=until)
    return [
        Entry(row.at, row.subject, row.digest, json.loads(row.envelope), refused_by=row.code)
        for row in rows.order_by("-pk")[:MAX_REFUSALS]
    ]


def referred_to(entries: Iterable[Entry]) -> dict[str, Any]:
    """Return the names behind the ids and commitments of a page, one query a kind."""
    marks: set[str] = set()
    ids: dict[Kind, set[int]] = {kind: set() for kind in Kind}
    for entry in entries:
        body = entry.envelope
        persons = [body["actor"], body.get("principal") or {}]
        marks |= {mark for mark in [body.get("reason"), *(p.get("name") for p in persons)] if mark}
        marks |= {body["ip"]} if body.get("ip") else set()
        for kind, value in _ids_in(body):
            ids[kind].add(value)
    users = get_user_model()._default_manager.filter(pk__in=ids[Kind.PERSON])
    powers = SigningAuthority.objects.filter(pk__in=ids[Kind.AUTHORITY])
    units = Unit.objects.filter(pk__in=ids[Kind.UNIT])
    host = get_host()
    return {
        "personal": personal_values(marks),
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
