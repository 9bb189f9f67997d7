"""Whom a plan's sentences name, on a day; and what a plan obliges whom to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

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
