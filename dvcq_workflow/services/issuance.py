"""Number, seal, release: the records office's three acts after the signature."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.models.approvals import Approval
from dvcq_workflow.models.documents import Issuance, NumberSeries
from dvcq_workflow.models.plans import Plan, Recipient, RecipientUnit
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.desks import Role, Seat, Step
from dvcq_workflow.rules.errors import NotPermitted, RuleViolation
from dvcq_workflow.rules.numbering import PAPER_SERIES
from dvcq_workflow.rules.plans import Act as PlanAct
from dvcq_workflow.rules.plans import require_reason
from dvcq_workflow.selectors.approvals import approvers_of
from dvcq_workflow.selectors.numbering import last_paper_number, plan_numbers
from dvcq_workflow.selectors.people import own_seats_of
from dvcq_workflow.selectors.recipients import units_named_by
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.approvals import seal_approval
from dvcq_workflow.services.changing import (
    change_the_changed,
    locked_with_changed,
    require_still_changeable,
)
from dvcq_workflow.services.deciding import Case, deciding
from dvcq_workflow.services.files import order_files
from dvcq_workflow.services.numbering import (
    ToNumber,
    lock_series,
    take_next_number,
    take_paper_number,
)


def open_number_series(
    *,
    unit: Unit,
    year: int,
    code: str,
    actor: Any,
    continues_at: int = 1,
    paper_until: dt.date | None = None,
    document_types: tuple[str, ...] = (),
) -> NumberSeries:
    """Open a body's series for a year, possibly in mid-year as continuing a paper register.

    Raises:
        NotPermitted: ``desk_not_yours``, unless the actor is a records clerk of that body.
        RuleViolation: ``series_exists``, ``series_code_reserved``, ``series_continues_wrong``,
            ``series_begins_in_paper``.
    """
    with acting(actor=actor, refused_on=("directory", None)) as act:
        stream = lock_directory()
        seat = _records_seat(unit, own_seats_of(actor, timezone.localdate(act.at)))
        if NumberSeries.objects.filter(unit=unit, year=year, code=code).exists():
            raise RuleViolation("series_exists", code=code, year=year)
        if code == PAPER_SERIES:
            raise RuleViolation("series_code_reserved", code=code)
        if continues_at < 1 or (continues_at == 1) != (paper_until is None):
            raise RuleViolation("series_continues_wrong")
        on_paper = last_paper_number(unit.pk, year, document_types)
        if continues_at <= on_paper:
            raise RuleViolation("series_begins_in_paper", number=on_paper, first=on_paper + 1)
        series = NumberSeries(
            unit=unit,
            year=year,
            code=code,
            continues_at=continues_at,
            paper_until=paper_until,
            document_types=list(document_types),
        )
        series.save()
        record_event("number_series_opened", stream=stream, seat=seat)
        return series


def _records_seat(unit: Unit, seats: tuple[Seat, ...]) -> Seat:
    offices = {unit.pk, unit.records_office_id}
    for seat in seats:
        if seat.unit_id in offices and seat.role is Role.RECORDS_CLERK:
            return seat
    raise NotPermitted("desk_not_yours")


def assign_number(*, plan_id: int, issued_on: dt.date, seen_hash: str, actor: Any) -> Issuance:
    """Take the next number of the issuing body's series for a signed plan.

    ``issued_on`` is the date printed on the document, not the moment of the click; its year is
    that of the series.

    Raises:
        NotPermitted, NotVisible, Conflict: as ``deciding``.
        RuleViolation: ``series_missing``, ``plan_not_signed``, and what
            ``rules.numbering.require_dates_in_order`` and ``require_still_changeable`` refuse.

    Source: decree 30/2020/ND-CP, Articles 14 and 15.
    """
    with deciding(
        plan_id,
        actor=actor,
        step=Step.NUMBER,
        seen_hash=seen_hash,
        planned=PlanAct.ASSIGN_NUMBER,
    ) as case:
        require_still_changeable(case.plan)
        document = _to_number(case, issued_on)
        issuance = take_next_number(_series_of(case, issued_on), document, on=case.on)
        case.move(PlanAct.ASSIGN_NUMBER)
        case.record("number_assigned", number=issuance.full_number, issued_on=str(issued_on))
        return issuance


def enter_paper_number(
    *,
    plan_id: int,
    number: int,
    issued_on: dt.date,
    reason: str,
    seen_hash: str,
    actor: Any,
) -> Issuance:
    """Record the number that a signed plan was given in the paper register, with the reason.

    Raises:
        NotPermitted, NotVisible, Conflict: as ``deciding``.
        RuleViolation: ``series_missing``, ``plan_not_signed``, ``reason_missing``,
            ``reason_too_long``, and what ``rules.numbering.require_paper_number`` refuses.

    Source: decree 30/2020/ND-CP, Articles 14 and 15.
    """
    text = require_reason(reason)
    with deciding(
        plan_id,
        actor=actor,
        step=Step.NUMBER,
        seen_hash=seen_hash,
        planned=PlanAct.ASSIGN_NUMBER,
    ) as case:
        require_still_changeable(case.plan)
        document = _to_number(case, issued_on)
        series = _series_of(case, issued_on)
        issuance = take_paper_number(series, document, number=number, reason=text, on=case.on)
        case.move(PlanAct.ASSIGN_NUMBER)
        case.record(
            "paper_number_entered",
            reason=text,
            number=issuance.full_number,
            issued_on=str(issued_on),
        )
        return issuance


def _series_of(case: Case, issued_on: dt.date) -> NumberSeries:
    plan = case.plan
    return lock_series(
        plan.issuing_unit_id, plan.document_type, issued_on.year, on=case.on, seat=case.seat
    )


def _to_number(case: Case, issued_on: dt.date) -> ToNumber:
    signature = _signature_of(case.plan)
    return ToNumber(
        symbol=case.plan.symbol,
        issued_on=issued_on,
        signed_on=timezone.localdate(signature.at),
        columns={
            "plan": case.plan,
            "version_id": signature.version_id,
            "content_hash": case.plan.content_hash,
        },
    )


def seal_plan(*, plan_id: int, seen_hash: str, actor: Any) -> Approval:
    """Set the organ's seal, after the signature and the number; by the records office alone.

    Raises:
        NotPermitted, NotVisible, Conflict: as ``deciding``.
        RuleViolation: ``plan_not_signed``.

    Source: decree 30/2020/ND-CP, Articles 17, 32 and 33.
    """
    with deciding(
        plan_id, actor=actor, step=Step.SEAL, seen_hash=seen_hash, planned=PlanAct.SEAL
    ) as case:
        _signature_of(case.plan)
        approval = seal_approval(case)
        case.move(PlanAct.SEAL)
        case.record("plan_sealed")
        return approval


def release_plan(*, plan_id: int, seen_hash: str, actor: Any) -> Issuance:
    """Release the plan to its recipients. From now on it is frozen.

    The lines of "Nơi nhận" are expanded to units as of the date of issue and kept so. The files
    are made by a work order; the year is opened by another, which the flow orders.

    A plan that amends or replaces another tells so in the other's stream; a replacement ends it.

    Raises:
        NotPermitted, NotVisible, Conflict: as ``deciding``.
        RuleViolation: what ``change_the_changed`` refuses.

    Source: decree 30/2020/ND-CP, Articles 18.1 and 18.3.
    """
    with (
        acting(actor=actor),
        locked_with_changed(plan_id),
        deciding(
            plan_id, actor=actor, step=Step.RELEASE, seen_hash=seen_hash, planned=PlanAct.RELEASE
        ) as case,
    ):
        issuance = plan_numbers().get(plan=case.plan, state=Issuance.State.TAKEN)
        change_the_changed(case, issuance)
        issuance.state = Issuance.State.RELEASED
        issuance.released_at = case.act.at
        issuance.save()
        reached = _keep_recipient_units(case.plan, issuance.issued_on)
        case.move(PlanAct.RELEASE)
        case.record("plan_released", number=issuance.full_number, units=reached)
        order_files(issuance)
        return issuance


def _keep_recipient_units(plan: Plan, on: dt.date) -> int:
    seen: set[int] = set()
    for recipient in Recipient.objects.filter(plan=plan).order_by("position"):
        for unit in units_named_by(recipient, on):
            if unit.pk not in seen:
                seen.add(unit.pk)
                RecipientUnit(plan=plan, recipient=recipient, unit=unit, unit_name=unit.name).save()
    return len(seen)


def _signature_of(plan: Plan) -> Approval:
    """Return the signature that counts for the content as it is.

    Raises:
        RuleViolation: ``plan_not_signed``.
    """
    if not approvers_of(plan)[Approval.Kind.SIGNATURE]:
        raise RuleViolation("plan_not_signed")
    return Approval.objects.filter(
        plan=plan, kind=Approval.Kind.SIGNATURE, content_hash=plan.content_hash
    ).latest("pk")
