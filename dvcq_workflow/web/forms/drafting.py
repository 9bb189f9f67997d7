"""What stands beside the content on a draft's desk: the units asked for an opinion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.units import Unit
from dvcq_workflow.selectors.choices import units_found, units_on
from dvcq_workflow.web.forms.fields import DayField, PageForm

USUAL_DAYS = 7
QUIET_KINDS = (Unit.Kind.COMMUNE, Unit.Kind.ROOM)
"""Kinds of which there are hundreds: shown when they are searched for."""


class RoundForm(PageForm):
    """The day by which opinions are due, and what is asked."""

    due_on = DayField(label=_("Opinions due by"))
    question = forms.CharField(
        label=_("What is asked"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@dataclass(frozen=True)
class UnitGroupOnPage:
    """Units of one kind to tick."""

    kind: str
    units: tuple[Unit, ...]


class UnitsAsked:
    """The units ticked for a round, and those shown to be ticked."""

    def __init__(self, data: QueryDict | None, *, drafting_unit_id: int, on: dt.date) -> None:
        self.on = on
        self.drafting_unit_id = drafting_unit_id
        # PostgreSQL fails when it is asked for a text with a NUL.
        self.query = data.get("unit_query", "").replace("\x00", "").strip() if data else ""
        ticked = data.getlist("unit") if data else []
        self.ticked = {int(value) for value in ticked if value.isdecimal() and len(value) < 19}

    def tick(self, units: Iterable[Unit]) -> None:
        """Tick these units besides, all but the drafting unit."""
        self.ticked |= {unit.pk for unit in units if unit.pk != self.drafting_unit_id}

    def groups(self) -> list[UnitGroupOnPage]:
        """Return the units to show by kind: those found or usual, and always those ticked."""
        if self.query:
            shown = units_found(self.query, self.on)
        else:
            shown = units_on(self.on).exclude(kind__in=QUIET_KINDS)
        units = {unit.pk: unit for unit in [*shown[:300], *self._ticked_units()]}
        units.pop(self.drafting_unit_id, None)
        by_kind: dict[str, list[Unit]] = {}
        for unit in sorted(units.values(), key=lambda unit: unit.name_folded):
            by_kind.setdefault(unit.kind, []).append(unit)
        order = list(Unit.Kind)
        kinds = sorted(by_kind, key=lambda kind: order.index(Unit.Kind(kind)))
        return [UnitGroupOnPage(str(Unit.Kind(kind).label), tuple(by_kind[kind])) for kind in kinds]

    def _ticked_units(self) -> Sequence[Unit]:
        return list(Unit.objects.filter(pk__in=sorted(self.ticked))) if self.ticked else []


def round_initial(on: dt.date) -> dict[str, Any]:
    """Return what a new round begins with."""
    return {"due_on": on + dt.timedelta(days=USUAL_DAYS)}
