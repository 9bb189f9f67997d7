"""The number that would come next, shown before it is taken. Only the taking is binding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from dvcq_workflow.models.approvals import Approval
from dvcq_workflow.models.documents import YEAR_PAPERS, Issuance, NumberSeries
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.formats import document_number
from dvcq_workflow.rules.numbering import (
    PAPER_SERIES,
    Place,
    Recorded,
    opens_by_itself,
    series_for,
    series_to_carry_over,
)


@dataclass(frozen=True)
class NextNumber:
    """The series of a plan in a year, the number it gives next, and the days it may be dated.

    ``is_opened``: whether the series is open, or opens with this number, the first of a new year.
    ``continues_at`` is above 1 where numbers before it stand in a paper register that ended on
    ``paper_until``.
    """

    code: str
    year: int
    number: int
    full_number: str
    not_before: dt.date | None
    signed_on: dt.date | None
    is_opened: bool
    continues_at: int
    paper_until: dt.date | None


def next_number_of(plan: Plan, year: int, *, on: dt.date) -> NextNumber | None:
    """Return the number a plan would take in a year; None where no series is open or opens."""
    series = series_for(plan.document_type, series_in(plan.issuing_unit_id, year))
    if series is not None:
        return _next_in(plan, series, place_in(series), is_opened=True)
    if not opens_by_itself(year, on):
        return None
    carried = series_for(plan.document_type, series_carried_into(plan.issuing_unit_id, year))
    if carried is None:
        return None
    return _next_in(plan, carried, Place(year), is_opened=False)


def _next_in(plan: Plan, series: NumberSeries, place: Place, *, is_opened: bool) -> NextNumber:
    return NextNumber(
        code=series.code,
        year=place.year,
        number=place.next_number,
        full_number=document_number(place.next_number, plan.symbol),
        not_before=place.not_before,
        signed_on=_signed_on(plan),
        is_opened=is_opened,
        continues_at=place.continues_at,
        paper_until=place.paper_until,
    )


def series_in(unit_id: int, year: int) -> QuerySet[NumberSeries]:
    """Return a body's series of a year, in the order in which they are locked."""
    return NumberSeries.objects.filter(unit_id=unit_id, year=year).order_by("pk")


def series_before(unit_id: int, year: int) -> QuerySet[NumberSeries]:
    """Return a body's series of the last year before ``year`` in which this system numbered, in
    the order in which they are locked."""
    earlier = NumberSeries.objects.filter(unit_id=unit_id, year__lt=year).exclude(code=PAPER_SERIES)
    last = earlier.order_by("-year").values_list("year", flat=True).first()
    return earlier.filter(year=last or 0).order_by("pk")


def series_carried_into(unit_id: int, year: int) -> list[NumberSeries]:
    """Return the series of the year before that ``year`` still lacks."""
    return series_to_carry_over(series_before(unit_id, year), series_in(unit_id, year))


def last_paper_number(unit_id: int, year: int, document_types: Sequence[str]) -> int:
    """Return the highest number of these types (none: all) recorded as of a year wholly on paper;
    0 where there is none."""
    rows = Issuance.objects.filter(
        series__unit_id=unit_id, series__year=year, series__code=PAPER_SERIES
    )
    if document_types:
        rows = rows.filter(plan__document_type__in=document_types)
    return rows.order_by("-number").values_list("number", flat=True).first() or 0


def place_in(series: NumberSeries, number: int | None = None, symbol: str = "") -> Place:
    """Return what a series says of a number; without one, of the number that comes next.

    Numbers of the same symbol that were recorded as of a year wholly on paper count too.
    """
    given = series.issuances.filter(number__gte=series.continues_at)
    last = _recorded(given.order_by("-number"))
    if number is None:
        return Place(series.year, series.continues_at, series.paper_until, last)
    on_paper = Q(
        series__unit_id=series.unit_id,
        series__year=series.year,
        series__code=PAPER_SERIES,
        symbol=symbol,
    )
    rows = Issuance.objects.filter(Q(series=series) | on_paper)
    return Place(
        series.year,
        series.continues_at,
        series.paper_until,
        last,
        before=_recorded(rows.filter(number__lt=number).order_by("-number")),
        after=_recorded(rows.filter(number__gt=number).order_by("number")),
        is_taken=rows.filter(number=number).exists(),
    )


def _recorded(rows: QuerySet[Issuance]) -> Recorded | None:
    first = rows.values_list("number", "issued_on").first()
    return Recorded(*first) if first else None


def numbers_of_plans() -> QuerySet[Issuance]:
    """Return the numbers ever taken for plans themselves, void ones too: none of a notice about a
    plan or of a document of its year."""
    others = {f"{kind}__isnull": True for kind in YEAR_PAPERS}
    return Issuance.objects.filter(notice__isnull=True, **others)


def plan_numbers() -> QuerySet[Issuance]:
    """Return the numbers that plans hold: ``numbers_of_plans`` but for void ones."""
    return numbers_of_plans().exclude(state=Issuance.State.VOID)


def issuance_of(plan: Plan) -> Issuance | None:
    """Return the number a plan holds, unless it is void."""
    return plan_numbers().filter(plan=plan).select_related("series", "taken_by").first()


def last_void_of(plan: Plan) -> Issuance | None:
    """Return the number of a plan that was made void last."""
    rows = numbers_of_plans().filter(plan=plan, state=Issuance.State.VOID)
    return rows.order_by("-voided_at", "-pk").first()


def _signed_on(plan: Plan) -> dt.date | None:
    signature = (
        Approval.objects.filter(
            plan=plan, kind=Approval.Kind.SIGNATURE, content_hash=plan.content_hash
        )
        .order_by("-pk")
        .first()
    )
    return timezone.localdate(signature.at) if signature else None
