"""Whom a plan's sentences name, on a day; and what a plan obliges whom to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from dvcq_workflow.models.obligations import Obligation, ObligationActor, YearPolicy
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.units import Unit, UnitGroup
from dvcq_workflow.rules.obligations import ActorRole, Strength
from dvcq_workflow.rules.text import fold
from dvcq_workflow.selectors.people import valid_on
from dvcq_workflow.selectors.recipients import members_of

STATE = (Unit.Kind.DEPARTMENT, Unit.Kind.PUBLIC_SERVICE)
CLASSES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (
        re.compile(r"(cac )?(co quan,? )?(so,? ban,? nganh|so,? nganh|co quan chuyen mon)\b.*"),
        STATE,
    ),
    (
        re.compile(
            r"(cac )?(ubnd|uy ban nhan dan) "
            r"(cap huyen|(cac )?huyen,? (thi xa,? )?(va )?thanh pho).*"
        ),
        (Unit.Kind.DISTRICT,),
    ),
    (re.compile(r"(cac )?(ubnd|uy ban nhan dan) (cap xa|xa,? phuong).*"), (Unit.Kind.COMMUNE,)),
    (re.compile(r"(cac )?co quan,? don vi,? (va )?(cac )?dia phuong.*"), (*STATE, "district")),
    (re.compile(r"(cac )?co quan,? don vi( truc thuoc| lien quan| nha nuoc)?.*"), STATE),
    (re.compile(r"(cac )?dia phuong.*"), (Unit.Kind.DISTRICT,)),
)
"""Classes of bodies that plans name in one breath, by the words of their folded names."""

OUTSIDE_AUTHORITY = frozenset(
    {Unit.Kind.PARTY, Unit.Kind.FRONT, Unit.Kind.ARMED_FORCES, Unit.Kind.COUNCIL}
)
"""Kinds of units to which a People's Committee gives no orders: it asks them."""


def units_named(name: str, on: dt.date) -> list[Unit]:
    """Return the units that a name stands for on a day: a class of bodies, a group, or a unit by
    its name. Nothing is guessed: a name that is none of these stands for none."""
    wanted = fold(name).strip(" .,;:")
    by_name = Q(name_folded=wanted) | Q(short_name_folded=wanted)
    named = list(Unit.objects.filter(valid_on(on), by_name).order_by("pk"))
    if named:
        return named
    for pattern, kinds in CLASSES:
        if pattern.fullmatch(wanted):
            return list(Unit.objects.filter(valid_on(on), kind__in=kinds).order_by("name", "pk"))
    groups = [group for group in UnitGroup.objects.order_by("pk") if fold(group.name) == wanted]
    return [unit for group in groups for unit in members_of(group, on)]


def strength_for(unit: Unit, *, is_binding: bool) -> Strength:
    """Return how binding a sentence is for a unit: outside the issuing body's authority it only
    asks, whatever its words."""
    binds = is_binding and unit.kind not in OUTSIDE_AUTHORITY
    return Strength.ORDER if binds else Strength.REQUEST


def expanded(actors: Iterable[ObligationActor], on: dt.date) -> dict[ActorRole, list[Unit]]:
    """Return the units behind an obligation's actors on a day, by their part; a unit that leads
    has no other part."""
    found: dict[ActorRole, dict[int, Unit]] = {role: {} for role in ActorRole}
    for actor in actors:
        units = [actor.unit] if actor.unit else members_of(actor.group, on) if actor.group else []
        for unit in units:
            found[ActorRole(actor.role)].setdefault(unit.pk, unit)
    leading = set(found[ActorRole.LEAD])
    return {
        role: [u for pk, u in units.items() if role is ActorRole.LEAD or pk not in leading]
        for role, units in found.items()
    }


@dataclass(frozen=True)
class Led:
    """An obligation that a unit leads, and the units with another part in it."""

    obligation: Obligation
    others: tuple[tuple[Unit, ActorRole], ...]


def led_by(unit: Unit, rows: Iterable[Obligation], on: dt.date) -> list[Led]:
    """Return which of these obligations a unit leads on a day. Of all the units that others name
    only keys are read: a year is opened a unit at a time, and each would load all the rest."""
    known = {row.pk: row for row in rows}
    parts: dict[int, list[tuple[int, ActorRole]]] = {pk: [] for pk in known}
    actors = ObligationActor.objects.filter(obligation__in=known).order_by("pk")
    members = _members({pk for pk in actors.values_list("group_id", flat=True) if pk}, on)
    named = actors.values_list("obligation_id", "role", "unit_id", "group_id")
    for obligation_id, role, unit_id, group_id in named:
        ids = [unit_id] if unit_id else members.get(group_id or 0, [])
        parts[obligation_id] += [(pk, ActorRole(role)) for pk in ids]
    mine = {pk: each for pk, each in parts.items() if (unit.pk, ActorRole.LEAD) in each}
    others = {pk: _others(each) for pk, each in mine.items()}
    units = Unit.objects.in_bulk({pk for each in others.values() for pk, _role in each})
    return [
        Led(known[pk], tuple((units[other], role) for other, role in each))
        for pk, each in others.items()
    ]


def _others(parts: Iterable[tuple[int, ActorRole]]) -> list[tuple[int, ActorRole]]:
    """Return who has another part than to lead, each in each part once."""
    found = dict.fromkeys(parts)
    leading = {pk for pk, role in found if role is ActorRole.LEAD}
    return [(pk, role) for pk, role in found if pk not in leading]


def _members(group_ids: Iterable[int], on: dt.date) -> dict[int, list[int]]:
    groups = UnitGroup.objects.in_bulk(list(group_ids))
    return {pk: [unit.pk for unit in members_of(group, on)] for pk, group in groups.items()}


def obligations_of(plan: Plan) -> QuerySet[Obligation]:
    """Return what a plan obliges to, in its order, with who is obliged; in two queries."""
    actors = ObligationActor.objects.select_related("unit", "group").order_by("pk")
    return (
        Obligation.objects.filter(plan=plan, withdrawn_at__isnull=True)
        .select_related("item")
        .prefetch_related(Prefetch("actors", actors))
        .order_by("position")
    )


def policy_of(plan: Plan) -> YearPolicy:
    """Return how a plan's year is reckoned: its own row, or the defaults, unsaved."""
    return YearPolicy.objects.filter(plan=plan).first() or YearPolicy(plan=plan)
