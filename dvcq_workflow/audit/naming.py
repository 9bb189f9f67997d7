"""The names that an event keeps beside its codes and keys, in the site's language.

Acts, desks, units, roles and titles get other names over the years, or go. What was recorded reads
the same to everyone, then as now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils import translation

from dvcq_workflow.context import RowChange
from dvcq_workflow.labels.acts import ACT_NAMES
from dvcq_workflow.models.desks import STEP_NAMES
from dvcq_workflow.models.people import ROLE_NAMES
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.desks import Seat


def names_of(code: str, changes: Iterable[RowChange], details: Mapping[str, Any]) -> dict[str, Any]:
    """Return the name of the act, of the desk it was done at, and of each unit that the event
    tells of by its key; one query, and none where it tells of no unit."""
    named: dict[str, Any] = {"act": _in_site_language("act", code)}
    if isinstance(step := details.get("desk"), str):
        named["desk"] = _in_site_language("desk", step)
    if units := _units_in(changes, details):
        rows = Unit.objects.filter(pk__in=units).values_list("pk", "name")
        named["units"] = {str(key): name for key, name in rows}
    return named


def unit_name(seat: Seat | None) -> str:
    """Return the name of the seat's unit as it is now."""
    if seat is None or seat.unit_name:
        return seat.unit_name if seat else ""
    return Unit.objects.filter(pk=seat.unit_id).values_list("name", flat=True).first() or ""


def role_name(seat: Seat | None) -> str:
    """Return the name of the seat's role."""
    return _in_site_language("role", seat.role) if seat else ""


_NAMES: dict[str, Mapping[Any, Any]] = {"act": ACT_NAMES, "desk": STEP_NAMES, "role": ROLE_NAMES}


def _in_site_language(kind: str, code: str) -> str:
    return _named(kind, str(code), settings.LANGUAGE_CODE)


@lru_cache(maxsize=512)
def _named(kind: str, code: str, language: str) -> str:
    with translation.override(language):
        return str(_NAMES[kind].get(code, code))


def _units_in(changes: Iterable[RowChange], details: Mapping[str, Any]) -> set[int]:
    found = {details["unit"]} if isinstance(details.get("unit"), int) else set()
    for change in changes:
        for name in _unit_columns(change.table).intersection(change.fields):
            found.update(key for key in change.fields[name] if isinstance(key, int))
    return found


@lru_cache(maxsize=64)
def _unit_columns(table: str) -> frozenset[str]:
    """Return the columns of a table that refer to a unit."""
    fields = apps.get_model("dvcq_workflow", table)._meta.concrete_fields
    return frozenset(field.attname for field in fields if field.related_model is Unit)
