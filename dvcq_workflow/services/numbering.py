"""A body's register of numbers: locked, opened for a new year, given out of, made void in.

Parts of services that hold the lock of what they number: first that, then the series.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.context import current_act
from dvcq_workflow.models.documents import Issuance, NumberSeries
from dvcq_workflow.rules.desks import Seat
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.numbering import (
    opens_by_itself,
    require_dates_in_order,
    require_paper_number,
    series_for,
)
from dvcq_workflow.rules.plans import require_reason
from dvcq_workflow.selectors.numbering import (
    place_in,
    series_before,
    series_carried_into,
    series_in,
)
from dvcq_workflow.services.deciding import Case


@dataclass(frozen=True)
class ToNumber:
    """A document that asks for a number. ``columns``: what the number's row says of it besides,
    such as its plan and version, or a state other than taken."""

    symbol: str
    issued_on: dt.date
    signed_on: dt.date
    columns: Mapping[str, Any]


def lock_series(
    unit_id: int, document_type: str, year: int, *, on: dt.date, seat: Seat
) -> NumberSeries:
    """Lock and return the series that numbers a body's documents of a type in a year.

    Where the body had series before and the year has begun, they are opened anew from 1, by the
    act and in the name of ``seat``. The caller has saved nothing yet.

    Raises:
        RuleViolation: ``series_missing``.
    """
    series = _locked(unit_id, document_type, year)
    if series is None and opens_by_itself(year, on):
        series = _open_new_year(unit_id, document_type, year, seat)
    if series is None:
        raise RuleViolation("series_missing", year=year)
    current_act().holds_its_lock()
    return series


def _locked(
    unit_id: int, document_type: str, year: int, *, nowait: bool = False
) -> NumberSeries | None:
    rows = series_in(unit_id, year).select_for_update(no_key=True, nowait=nowait)
    return series_for(document_type, rows)


def _open_new_year(unit_id: int, document_type: str, year: int, seat: Seat) -> NumberSeries | None:
    """Open the year's series as they were before; None where there were none that fit.

    Last year's rows are the lock of the new year: of two who need its first number, the second
    finds the series open. Then the directory, whose stream tells of it. Whoever opened the series
    by hand meanwhile held the directory alone, so it is looked at once more; there nobody is
    waited for, since who waits with the directory in hand could be waited for in turn.
    """
    before = list(series_before(unit_id, year).select_for_update(no_key=True))
    if series_for(document_type, before) is None:
        return None
    found = _locked(unit_id, document_type, year)
    if found is not None:
        return found
    stream = lock_directory()
    found = _locked(unit_id, document_type, year, nowait=True)
    if found is not None:
        return found
    for old in series_carried_into(unit_id, year):
        series = NumberSeries(
            unit_id=unit_id, year=year, code=old.code, document_types=list(old.document_types)
        )
        series.save()
        record_event("number_series_opened", stream=stream, seat=seat)
    return _locked(unit_id, document_type, year)


def take_next_number(series: NumberSeries, document: ToNumber, *, on: dt.date) -> Issuance:
    """Give a document the next number of a locked series.

    Raises:
        RuleViolation: as ``rules.numbering.require_dates_in_order``.
    """
    place = place_in(series)
    require_dates_in_order(
        document.issued_on,
        year=place.year,
        not_before=place.not_before,
        signed_on=document.signed_on,
        on=on,
    )
    return _keep(series, place.next_number, document)


def take_paper_number(
    series: NumberSeries, document: ToNumber, *, number: int, reason: str, on: dt.date
) -> Issuance:
    """Record the number that a document was given on paper, in a locked series.

    Raises:
        RuleViolation: ``reason_missing``, ``reason_too_long``, or as
            ``rules.numbering.require_paper_number``.
    """
    text = require_reason(reason)
    require_paper_number(
        number,
        document.issued_on,
        place=place_in(series, number, document.symbol),
        signed_on=document.signed_on,
        on=on,
    )
    return _keep(series, number, document, medium=Issuance.Medium.PAPER, reason=text)


def _keep(
    series: NumberSeries,
    number: int,
    document: ToNumber,
    *,
    medium: Issuance.Medium = Issuance.Medium.SYSTEM,
    reason: str = "",
) -> Issuance:
    act = current_act()
    columns = {"state": Issuance.State.TAKEN, **document.columns}
    issuance = Issuance(
        series=series,
        number=number,
        symbol=document.symbol,
        issued_on=document.issued_on,
        medium=medium,
        reason=reason,
        taken_by_id=act.actor_id,
        taken_for_id=act.principal_id,
        taken_at=act.at,
        **columns,
    )
    issuance.save()
    return issuance


def void_number(case: Case, reason: str) -> Issuance:
    """Make the number that a plan holds void, for ever, and record it; the series is locked as in
    taking, so that the register is read and written by one at a time."""
    issuance = Issuance.objects.get(plan=case.plan, state=Issuance.State.TAKEN)
    NumberSeries.objects.select_for_update(no_key=True).get(pk=issuance.series_id)
    issuance.state = Issuance.State.VOID
    issuance.reason = reason
    issuance.voided_at = case.act.at
    issuance.voided_by = case.actor
    issuance.save()
    case.record("number_voided", reason=reason, number=issuance.full_number)
    return issuance
