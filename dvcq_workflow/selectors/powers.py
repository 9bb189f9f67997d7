"""Who could act for a body on a day: seats, powers to sign, substitutions, grants.

Two answers are laid side by side: what the record said when that day ended, and what it says now of
that day. Where they differ, a row was entered or corrected afterwards.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.people import Membership, SigningAuthority, Substitution
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.units import Unit
from dvcq_workflow.selectors.people import people_named_by, valid_on
from dvcq_workflow.selectors.timeline import personal_values, start_of

BLINK = dt.timedelta(microseconds=1)


class Said(StrEnum):
    """When the record says that a row holds on the day."""

    THEN_AND_NOW = "then_and_now"
    ONLY_THEN = "only_then"
    ONLY_NOW = "only_now"


@dataclass(frozen=True)
class Held:
    """One seat, power or substitution. ``row``: as it was said then, else as it is said now;
    ``corrected``: whether its words were another then."""

    row: Any
    said: Said
    corrected: bool = False


@dataclass(frozen=True)
class Grant:
    """One person's leave to see the plan, in force at the end of the day. ``reason``: the mark."""

    person_id: int
    since: dt.datetime
    by: str
    reason: str


@dataclass(frozen=True)
class Powers:
    """Who could act for a body on a day; ``unit``: as it was named then; ``people``: names by key,
    as the host writes them today."""

    on: dt.date
    unit: Unit
    authorities: list[Held]
    seats: list[Held]
    substitutions: list[Held]
    grants: list[Grant]
    people: dict[int, str]


def powers_on(plan: Plan, on: dt.date) -> Powers:
    """Return who could act for a plan's issuing body on a day, in eleven queries."""
    at = start_of(on + dt.timedelta(days=1)) - BLINK
    unit_id = plan.issuing_unit_id
    unit = Unit.history.as_of(at).filter(id=unit_id).first() or plan.issuing_unit
    authorities = _held(SigningAuthority, unit_id, on, at, order=("valid_from", "id"))
    seats = _held(Membership, unit_id, on, at, order=("role", "id"))
    substitutions = _held(Substitution, unit_id, on, at, order=("valid_from", "id"))
    grants = list(_grants(plan, at))
    return Powers(
        on=on,
        unit=unit,
        authorities=authorities,
        seats=seats,
        substitutions=substitutions,
        grants=grants,
        people=people_named_by(_people([*authorities, *seats, *substitutions], grants)),
    )


def _held(
    model: Any, unit_id: int, on: dt.date, at: dt.datetime, *, order: tuple[str, ...]
) -> list[Held]:
    holds = {"unit_id": unit_id}
    then = {row.pk: row for row in model.history.as_of(at).filter(valid_on(on), **holds)}
    now = {row.pk: row for row in model.objects.filter(valid_on(on), **holds)}
    found = [
        Held(
            row=then.get(key) or now[key],
            said=_said(key in then, key in now),
            corrected=key in then and key in now and _words(then[key]) != _words(now[key]),
        )
        for key in then.keys() | now.keys()
    ]
    return sorted(found, key=lambda held: tuple(getattr(held.row, name) for name in order))


def _said(then: bool, now: bool) -> Said:
    if then and now:
        return Said.THEN_AND_NOW
    return Said.ONLY_THEN if then else Said.ONLY_NOW


def _words(row: Any) -> list[Any]:
    """Return a row's columns but the last day, which a later end puts in without a correction."""
    columns = row._meta.concrete_fields
    return [getattr(row, f.attname) for f in columns if f.attname != "valid_until"]


def _grants(plan: Plan, at: dt.datetime) -> Iterable[Grant]:
    """Return the grants in force at a moment, from the events that gave and took them."""
    events = AuditEvent.objects.filter(
        stream_id=plan.stream_id, code__in=("access_granted", "access_revoked"), at__lte=at
    ).order_by("seq")
    standing: dict[int, tuple[AuditEvent, dict[str, Any]]] = {}
    for event in events:
        body = json.loads(event.envelope)
        person = body["details"]["person"]
        standing.pop(person, None)
        if event.code == "access_granted":
            standing[person] = (event, body)
    bodies = [body for _event, body in standing.values()]
    told = personal_values(m for b in bodies for m in (b["reason"], b["actor"]["name"]))
    for person, (event, body) in standing.items():
        by, reason = told.get(body["actor"]["name"], ""), told.get(body["reason"], "")
        yield Grant(person, event.at, by, reason)


def _people(rows: Iterable[Held], grants: Iterable[Grant]) -> set[int]:
    names = ("user_id", "substitute_id", "on_behalf_of_id")
    found = {getattr(held.row, name, None) for held in rows for name in names}
    return {key for key in found if key is not None} | {grant.person_id for grant in grants}
