"""The register of issued documents: what went out under which number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.plans import PlanParty, Recipient
from dvcq_workflow.rules.desks import Seat
from dvcq_workflow.rules.text import fold
from dvcq_workflow.selectors.numbering import plan_numbers
from dvcq_workflow.selectors.people import seats_or_those
from dvcq_workflow.selectors.plans import granted_plan_ids


@dataclass(frozen=True)
class RegisterFilter:
    """What a person narrowed the register to. ``number``: with its symbol or without.
    ``only_void``: the numbers that were made void."""

    year: int | None = None
    words: str = ""
    number: int | None = None
    symbol: str = ""
    only_void: bool = False


def register_of(
    viewer: Any, on: dt.date, wanted: RegisterFilter, *, seats: Sequence[Seat] | None = None
) -> QuerySet[Issuance]:
    """Return the numbers taken for the plans a person may see and for notices about them, the
    latest first.

    Void numbers stay in it, with their reason: a register has no gap.
    """
    units = sorted({seat.unit_id for seat in seats_or_those(seats, viewer, on)})
    seen = Q(plan_id__in=granted_plan_ids(viewer))
    if units:
        seen |= Q(plan_id__in=PlanParty.objects.filter(unit_id__in=units).values("plan_id"))
    rows = Issuance.objects.filter(seen)
    if wanted.only_void:
        rows = rows.filter(state=Issuance.State.VOID)
    if wanted.year is not None:
        rows = rows.filter(series__year=wanted.year)
    if wanted.number is not None:
        rows = rows.filter(number=wanted.number, symbol__istartswith=wanted.symbol)
    for word in fold(wanted.words).split():
        of_plan = Q(notice__isnull=True, plan__subject_folded__contains=word)
        rows = rows.filter(of_plan | Q(notice__subject_folded__contains=word))
    return rows.order_by("-issued_on", "-number", "-pk")


def register_rows(rows: QuerySet[Issuance], *, offset: int, size: int) -> Sequence[Issuance]:
    """Return one page with all that a row shows, in two queries.

    Each has ``reached``: how many units received it.
    """
    lines = Recipient.objects.order_by("position")
    return list(
        rows.select_related("plan__drafting_unit", "plan__issuing_unit", "series", "notice")
        .prefetch_related(Prefetch("plan__recipients", lines))
        .annotate(reached=Count("plan__recipient_units"))[offset : offset + size]
    )


def void_rows(rows: QuerySet[Issuance], *, offset: int, size: int) -> Sequence[Issuance]:
    """Return one page of void numbers with all that a row shows, in two queries.

    The plan of each has ``live_issuances``: the number that it holds instead, if it does.
    """
    live = plan_numbers()
    return list(
        rows.select_related("plan__drafting_unit", "voided_by").prefetch_related(
            Prefetch("plan__issuances", live, to_attr="live_issuances")
        )[offset : offset + size]
    )


def years_in_register(
    viewer: Any, on: dt.date, *, seats: Sequence[Seat] | None = None
) -> list[int]:
    """Return the years of the register, the latest first."""
    rows = register_of(viewer, on, RegisterFilter(), seats=seats).order_by()
    return sorted(set(rows.values_list("series__year", flat=True).distinct()), reverse=True)
