"""Units to tick on a form: found by name, by whole groups, and by hand; works without scripts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict

from dvcq_workflow.models.units import Unit, UnitGroup
from dvcq_workflow.selectors.choices import units_found, units_on
from dvcq_workflow.selectors.recipients import members_of

QUIET_KINDS = (Unit.Kind.COMMUNE, Unit.Kind.ROOM)
"""Kinds of which there are hundreds: shown when they are searched for."""

MOST_SHOWN = 300


@dataclass(frozen=True)
class UnitGroupOnPage:
    """Units of one kind to tick."""

    kind: str
    units: tuple[Unit, ...]


class UnitsTicked:
    """The units ticked, and those shown to be ticked. ``name``: of its fields on the form;
    ``without``: keys of units that are not to be chosen."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        on: dt.date,
        name: str = "unit",
        without: Collection[int] = (),
    ) -> None:
        self.on, self.name, self.without = on, name, frozenset(without)
        # PostgreSQL fails when it is asked for a text with a NUL.
        query = data.get(f"{name}_query", "") if data else ""
        self.query = query.replace("\x00", "").strip()
        ticked = data.getlist(name) if data else []
        self.ticked = {int(value) for value in ticked if value.isdecimal() and len(value) < 19}

    @property
    def op(self) -> str:
        """What the names of its buttons begin with."""
        return f"{self.name}s:"

    def rearrange(self, operation: str) -> bool:
        """Do what a button of its own asks for; return whether it was one of its own."""
        if not operation.startswith(self.op):
            return False
        what = operation.removeprefix(self.op)
        if what == "none":
            self.ticked.clear()
        elif what.startswith("group:"):
            code = what.removeprefix("group:")
            for group in [each for each in UnitGroup.objects.all() if each.code == code]:
                self.tick(members_of(group, self.on))
        return True

    def tick(self, units: Iterable[Unit]) -> None:
        """Tick these units besides, as far as they may be chosen."""
        self.ticked |= {unit.pk for unit in units} - self.without

    @property
    def whole_groups(self) -> QuerySet[UnitGroup]:
        """The groups that can be ticked at once."""
        return UnitGroup.objects.order_by("name")

    def groups(self) -> list[UnitGroupOnPage]:
        """Return the units to show by kind: those found or usual, and always those ticked."""
        if self.query:
            shown = units_found(self.query, self.on)
        else:
            shown = units_on(self.on).exclude(kind__in=QUIET_KINDS)
        units = {unit.pk: unit for unit in [*shown[:MOST_SHOWN], *self._ticked_units()]}
        by_kind: dict[str, list[Unit]] = {}
        for unit in sorted(units.values(), key=lambda unit: unit.name_folded):
            if unit.pk not in self.without:
                by_kind.setdefault(unit.kind, []).append(unit)
        order = list(Unit.Kind)
        kinds = sorted(by_kind, key=lambda kind: order.index(Unit.Kind(kind)))
        return [UnitGroupOnPage(str(Unit.Kind(kind).label), tuple(by_kind[kind])) for kind in kinds]

    def _ticked_units(self) -> Sequence[Unit]:
        return list(Unit.objects.filter(pk__in=sorted(self.ticked))) if self.ticked else []
