"""Which units a line of "Nơi nhận" reaches, on a day."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from dvcq_workflow.models.plans import Recipient
from dvcq_workflow.models.units import Unit, UnitGroup
from dvcq_workflow.rules.text import fold
from dvcq_workflow.selectors.people import valid_on


def units_named_by(recipient: Recipient, on: dt.date) -> list[Unit]:
    """Return the units that a line reaches on a day: by its unit, its group, or by its words.

    Words reach a unit or group only where they are its name; nothing is guessed.
    """
    if recipient.is_archive:
        return []
    if recipient.unit_id:
        return list(Unit.objects.filter(valid_on(on), pk=recipient.unit_id))
    groups = UnitGroup.objects.all()
    if recipient.group_id:
        return members_of(groups.get(pk=recipient.group_id), on)
    wanted = _names_in(recipient.text)
    reached = [
        unit for group in groups if fold(group.name) in wanted for unit in members_of(group, on)
    ]
    by_name = Q(name_folded__in=wanted) | Q(short_name_folded__in=wanted)
    reached += list(Unit.objects.filter(valid_on(on), by_name).order_by("pk"))
    return list({unit.pk: unit for unit in reached}.values())


def members_of(group: UnitGroup, on: dt.date) -> list[Unit]:
    """Return a group's units on a day, by name."""
    return list(
        Unit.objects.filter(
            valid_on(on),
            pk__in=group.members.filter(valid_on(on)).values("unit_id"),
        ).order_by("name")
    )


def _names_in(text: str) -> set[str]:
    """Return the folded names a line may hold: the whole of it, and each part between commas."""
    whole = text.split("(")[0]
    return {fold(part) for part in [whole, *whole.replace(";", ",").split(",")] if part.strip()}
