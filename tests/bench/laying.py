"""Laying down a province of many rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from dvcq_workflow.models import ReportDuty, ReportingPeriod, Unit


def save_units(letter: str, count: int, day: dt.date) -> list[Unit]:
    """Save that many departments, in the act that is open; the caller records it."""
    units = [
        Unit(
            code=f"{letter}{i}",
            name=f"Đơn vị {letter}{i}",
            abbreviation=f"{letter}{i}",
            kind=Unit.Kind.DEPARTMENT,
            valid_from=day,
        )
        for i in range(count)
    ]
    for unit in units:
        unit.save()
    return units


def bulk(rows: Iterator[Model]) -> list[Any]:
    """Lay rows down past the audited managers: history is not what is measured here."""
    made: list[Any] = []
    iterator = iter(rows)
    with transaction.atomic():
        while batch := list(islice(iterator, 2_000)):
            made += QuerySet(model=type(batch[0])).bulk_create(batch)
    return made


def lay_duties(period: ReportingPeriod, units: list[Unit]) -> list[ReportDuty]:
    """Lay down that each of the units owes the report of a period."""
    return bulk(
        ReportDuty(
            plan_id=period.plan_id,
            receiver_id=period.receiver_id,
            period=period,
            unit=unit,
            unit_name=unit.name,
            due_on=period.due_on,
            effective_due_on=period.due_on,
            strength="order",
        )
        for unit in units
    )
