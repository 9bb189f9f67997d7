"""A unit's report as a document: signed, returned, numbered, handed in, accepted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.utils import timezone

from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.reports import Report, ReportRemark, ReportVersion
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import Conflict, RuleViolation
from dvcq_workflow.rules.plans import require_reason
from dvcq_workflow.rules.report_content import (
    require_other_than_signer,
    require_other_than_writer,
    require_remarks,
)
from dvcq_workflow.rules.reports import ReportAct
from dvcq_workflow.selectors.reports import (
    content_of_report,
    fields_of,
    number_of_report,
    writers_of_report,
)
from dvcq_workflow.services.files import order_files
from dvcq_workflow.services.handling import Handled, handling
from dvcq_workflow.services.numbering import ToNumber, lock_series, take_next_number
from dvcq_workflow.services.signing import held_power, print_signature, sign_for, take_signature_off

RETURNING_STEPS = frozenset({Step.APPROVE_REPORT, Step.NUMBER_REPORT})


def sign_report(*, report_id: int, seen_hash: str, actor: Any) -> Report:
    """Approve and sign a report with a power held that day for its unit; by one who did not write
    it. What is signed is frozen as a version.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``; ``signer_without_authority``,
            ``writer_signs_own_report``.

    Source: decree 30/2020/ND-CP, Article 13.
    """
    with handling(
        "report",
        report_id,
        actor=actor,
        step=Step.APPROVE_REPORT,
        seen_hash=seen_hash,
        planned=ReportAct.SIGN,
    ) as case:
        report = case.subject
        refuse = partial(require_other_than_writer, writers=writers_of_report(report))
        refuse(case.people)
        authority = held_power(case, report.unit_id)
        sign_for(case, authority, refuse)
        print_signature(report, case, authority)
        version = _freeze(case)
        case.move()
        case.record("report_signed", version=version.number, authority=authority.pk)
        return report


def _freeze(case: Handled) -> ReportVersion:
    content = content_of_report(case.subject)
    last = ReportVersion.objects.filter(report=case.subject).order_by("-number").first()
    version = ReportVersion(
        report=case.subject,
        number=last.number + 1 if last else 1,
        content=content.text,
        content_hash=content.content_hash,
        frozen_at=case.act.at,
        frozen_by_id=case.actor.pk,
    )
    version.save()
    return version


def return_report_to_writer(
    *, report_id: int, step: Step, reason: str, seen_hash: str, actor: Any
) -> Report:
    """Send a report back to its writer within the unit, with what is to be mended; a signature it
    bore no longer counts.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``reason_missing``, ``reason_too_long``, ``desk_cannot_return``.

    Source: decree 30/2020/ND-CP, Article 10.3.
    """
    text = require_reason(reason)
    if step not in RETURNING_STEPS:
        raise RuleViolation("desk_cannot_return")
    with handling(
        "report",
        report_id,
        actor=actor,
        step=step,
        seen_hash=seen_hash,
        planned=ReportAct.RETURN_TO_WRITER,
    ) as case:
        take_signature_off(case.subject)
        case.move()
        case.record("report_returned", reason=text)
        return case.subject


def number_report(*, report_id: int, issued_on: dt.date, seen_hash: str, actor: Any) -> Issuance:
    """Take the next number of the unit's series for a signed report; not by its signer.

    ``issued_on`` is the date printed on it.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``; ``signer_numbers_own_report``.
        RuleViolation: ``series_missing``, and what ``rules.numbering.require_dates_in_order``
            refuses.

    Source: decree 30/2020/ND-CP, Articles 14, 15 and 17.
    """
    with handling(
        "report",
        report_id,
        actor=actor,
        step=Step.NUMBER_REPORT,
        seen_hash=seen_hash,
        planned=ReportAct.ASSIGN_NUMBER,
    ) as case:
        report = case.subject
        require_other_than_signer(case.people, (report.signed_by_id, report.signed_for_id))
        series = lock_series(
            report.unit_id, report.document_type, issued_on.year, on=case.on, seat=case.seat
        )
        document = ToNumber(
            symbol=report.symbol,
            issued_on=issued_on,
            signed_on=timezone.localdate(report.signed_at),
            columns={"plan": case.plan, "report": report, "content_hash": report.content_hash},
        )
        issuance = take_next_number(series, document, on=case.on)
        case.move()
        case.record("report_numbered", number=issuance.full_number, issued_on=str(issued_on))
        return issuance


def submit_report(*, report_id: int, seen_hash: str, actor: Any) -> Issuance:
    """Hand a numbered report in. The moment is the server's; in time is what was first handed in
    in time. Its files are made by work orders.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.

    Source: decree 30/2020/ND-CP, Article 18.
    """
    with handling(
        "report",
        report_id,
        actor=actor,
        step=Step.SUBMIT_REPORT,
        seen_hash=seen_hash,
        planned=ReportAct.SUBMIT,
    ) as case:
        report = case.subject
        issuance = number_of_report(report)
        if issuance is None or issuance.state != Issuance.State.TAKEN:
            raise Conflict("report_moved_on")
        issuance.state = Issuance.State.RELEASED
        issuance.released_at = case.act.at
        issuance.save()
        report.submitted_at = report.submitted_at or case.act.at
        report.submitted_on = report.submitted_on or case.on
        case.move()
        case.record("report_submitted", number=issuance.full_number)
        order_files(issuance)
        return issuance


def accept_report(*, report_id: int, seen_hash: str, actor: Any) -> Report:
    """Accept a report that was handed in; by the unit that receives it.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
    """
    with handling(
        "report",
        report_id,
        actor=actor,
        step=Step.CHECK_REPORT,
        seen_hash=seen_hash,
        planned=ReportAct.ACCEPT,
    ) as case:
        case.subject.accepted_at = case.act.at
        case.move()
        case.record("report_accepted")
        return case.subject


def return_report_to_unit(
    *, report_id: int, remarks: Iterable[tuple[str, str]], seen_hash: str, actor: Any
) -> Report:
    """Send a report back to its unit with what is to be mended, field by field. It is written,
    signed and numbered anew; the number that it bore stays in the register.

    ``remarks``: as ``rules.report_content.require_remarks``.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: as ``require_remarks``.
    """
    with handling(
        "report",
        report_id,
        actor=actor,
        step=Step.CHECK_REPORT,
        seen_hash=seen_hash,
        planned=ReportAct.RETURN_TO_UNIT,
    ) as case:
        report = case.subject
        kept = require_remarks(remarks, fields_of(report))
        last = report.remarks.order_by("-round").values_list("round", flat=True).first() or 0
        for field, text in kept:
            ReportRemark(
                report=report,
                round=last + 1,
                field=field,
                text=text,
                by=case.actor,
                at=case.act.at,
            ).save()
        take_signature_off(case.subject)
        case.move()
        case.record("report_sent_back", remarks=len(kept), round=last + 1)
        return report
