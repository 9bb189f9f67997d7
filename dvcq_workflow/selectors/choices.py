"""What a person may choose from on a form: units and signers, as of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from dvcq_workflow.models.people import SigningAuthority
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.text import fold
from dvcq_workflow.selectors.people import drafting_units_of, valid_on

MAX_DEPTH = 6


def units_on(on: dt.date) -> QuerySet[Unit]:
    """Return the units that exist on a day, by kind and name."""
    return Unit.objects.filter(valid_on(on)).order_by("kind", "name", "pk")


def units_to_draft_for(viewer: Any, on: dt.date) -> QuerySet[Unit]:
    """Return the units for which a person may draft on a day."""
    return units_on(on).filter(pk__in=drafting_units_of(viewer, on))


def issuing_units_for(drafting_units: Iterable[Unit], on: dt.date) -> QuerySet[Unit]:
    """Return the bodies that may issue what these units draft: themselves and those above them."""
    wanted: set[int] = set()
    level = {unit.pk: unit.parent_id for unit in drafting_units}
    for _step in range(MAX_DEPTH):
        wanted |= level.keys()
        parents = {parent for parent in level.values() if parent and parent not in wanted}
        if not parents:
            break
        level = dict(Unit.objects.filter(pk__in=parents).values_list("pk", "parent_id"))
    return units_on(on).filter(pk__in=sorted(wanted))


def units_found(words: str, on: dt.date) -> QuerySet[Unit]:
    """Return the units whose name or short name holds all words, typed with marks or without."""
    units = units_on(on)
    for word in fold(words).split():
        units = units.filter(Q(name_folded__contains=word) | Q(short_name_folded__contains=word))
    return units


def signers_for(unit_ids: Iterable[int], on: dt.date) -> QuerySet[SigningAuthority]:
    """Return the powers to sign for these bodies that hold on a day, with the persons."""
    return (
        SigningAuthority.objects.filter(
            valid_on(on), unit_id__in=list(unit_ids), user__is_active=True
        )
        .select_related("unit", "on_behalf_of", "user")
        .order_by("unit__name", "pk")
    )
