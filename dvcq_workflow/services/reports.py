"""A unit's report of a period: opened, written, sent to be signed, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.context import current_act
from dvcq_workflow.documents.press.report_words import period_text
from dvcq_workflow.models.reporting import OutlineSection, PlanIndicator, ReportDuty
from dvcq_workflow.models.reports import Report, ReportSection, ReportValue
from dvcq_workflow.rules.desks import Seat, Step, seats_for
from dvcq_workflow.rules.errors import NotVisible, RuleViolation
from dvcq_workflow.rules.figures import Kind, Value, ValueState, require_value
from dvcq_workflow.rules.obligations import PeriodKind
from dvcq_workflow.rules.plans import ONCE_ISSUED, require_reason
from dvcq_workflow.rules.report_content import require_sendable, require_text
from dvcq_workflow.rules.reports import ReportAct, ReportStatus
from dvcq_workflow.selectors.people import seats_of
from dvcq_workflow.selectors.reports import content_of_report, value_of
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import act_for_principal, lock_plan, seats_asked_for
from dvcq_workflow.services.handling import handling
from dvcq_workflow.services.work import order_work

OPEN = frozenset(ReportStatus) - {ReportStatus.WITHDRAWN}


def open_report(*, duty_id: int, actor: Any) -> Report:
    """Open the report that a unit owes: a part for each heading of the outline, a figure for each
    indicator, none of them reported yet. A second time returns the first.

    By whoever writes for the unit; a job opens it in the name of whoever ordered it.

    Raises:
        NotVisible: ``duty_not_found``.
        NotPermitted: ``desk_not_yours``, ``person_inactive``.
        RuleViolation: ``plan_not_issued``, ``duty_excused``.
    """
    with acting(actor=actor) as act:
        plan_id = ReportDuty.objects.filter(pk=duty_id).values_list("plan_id", flat=True).first()
        if plan_id is None:
            raise NotVisible("duty_not_found")
        plan = lock_plan(plan_id)
        act.refused_on = ("report", plan.stream)
        duty = ReportDuty.objects.select_related("period", "unit", "receiver").get(pk=duty_id)
        seat = None if act.channel == "job" else _writers_seat(duty, actor)
        known = Report.objects.filter(duty=duty).exclude(status=ReportStatus.WITHDRAWN).first()
        if known is not None:
            return known
        if plan.state not in ONCE_ISSUED:
            raise RuleViolation("plan_not_issued")
        if duty.excused_at is not None:
            raise RuleViolation("duty_excused")
        report = _new_report(plan, duty, act.at)
        _save_with_empty_parts(report)
        record_event(
            "report_opened",
            stream=plan.stream,
            seat=seat,
            content_hash=report.content_hash,
            details={"subject_uid": str(report.uid), "unit": duty.unit_id},
        )
        return report


def order_report(duty: ReportDuty) -> None:
    """Order that the report of a duty be laid on its writer's desk, once its period is open; the
    order is one for each duty, however often it is given."""
    order_work("start_report", key=str(duty.pk), payload={"duty_id": duty.pk})


def _writers_seat(duty: ReportDuty, actor: Any) -> Seat:
    """Return the seat by which a person writes for the unit; to others the duty does not exist."""
    on = timezone.localdate(current_act().at)
    held = [s for s in seats_asked_for(seats_of(actor, on)) if s.unit_id == duty.unit_id]
    if not held:
        raise NotVisible("duty_not_found")
    seat = seats_for(Step.WRITE_REPORT, duty.unit_id, held)[0]
    act_for_principal(current_act(), seat)
    return seat


def _new_report(plan: Any, duty: ReportDuty, at: Any) -> Report:
    period = duty.period
    with translation.override(settings.LANGUAGE_CODE):
        words = period_text(PeriodKind(period.kind), period.index, period.year)
        subject = _("Results of civil mobilisation, %(period)s") % {"period": words}
    return Report(
        plan=plan,
        duty=duty,
        unit=duty.unit,
        unit_name=duty.unit_name,
        receiver=duty.receiver,
        due_on=duty.due_on,
        effective_due_on=duty.effective_due_on,
        status=ReportStatus.BEING_WRITTEN,
        symbol=f"BC-{duty.unit.abbreviation}",
        place=duty.unit.place or plan.place,
        subject=subject,
        opened_at=at,
    )


def _save_with_empty_parts(report: Report) -> None:
    report.save()
    for section in OutlineSection.objects.filter(plan=report.plan_id):
        ReportSection(report=report, section=section).save()
    for row in PlanIndicator.objects.filter(plan=report.plan_id):
        empty = ValueState.NOT_REPORTED
        ReportValue(report=report, indicator_id=row.indicator_id, state=empty).save()
    _rehash(report)


def _rehash(report: Report) -> None:
    report.content_hash = content_of_report(report).content_hash
    report.save()


def save_report(
    *,
    report_id: int,
    sections: Mapping[str, str],
    values: Mapping[str, Value],
    seen_hash: str,
    actor: Any,
    subject: str | None = None,
    is_autosave: bool = False,
) -> Report:
    """Store what a writer wrote: some parts, some figures, or all; what is not given stays.

    ``sections``: texts by key of the outline; ``values``: figures by code of the indicator.
    ``is_autosave``: stored by the page and not by the person: the event says so, and where nothing
    differs there is none.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``report_not_writable``, ``report_field_unknown``, ``report_text_too_long``,
            and what ``rules.figures.require_value`` refuses.
    """
    with handling(
        "report", report_id, actor=actor, step=Step.WRITE_REPORT, seen_hash=seen_hash
    ) as case:
        report = case.subject
        _require_writable(report)
        changed = {*_write_sections(report, sections), *_write_values(report, values)}
        if is_autosave and not changed:
            return report
        if subject is not None and subject.strip():
            report.subject = " ".join(subject.split())[:500]
        if changed:
            report.nothing_to_report = False
        report.drafter = actor
        _answer_remarks(report, changed)
        _rehash(report)
        case.record("report_saved", before=seen_hash, autosave=is_autosave)
        return report


def _require_writable(report: Report) -> None:
    if report.state not in (ReportStatus.BEING_WRITTEN, ReportStatus.RETURNED):
        raise RuleViolation("report_not_writable")


def _write_sections(report: Report, sections: Mapping[str, str]) -> list[str]:
    """Write the texts that differ, and return which."""
    rows = {row.section.key: row for row in report.sections.select_related("section")}
    changed = []
    for key, text in sections.items():
        if key not in rows:
            raise RuleViolation("report_field_unknown")
        said = require_text(text)
        if said != rows[key].text:
            rows[key].text = said
            rows[key].save()
            changed.append(f"section:{key}")
    return changed


def _write_values(report: Report, values: Mapping[str, Value]) -> list[str]:
    """Write the figures that differ, and return which."""
    rows = {row.indicator.code: row for row in report.values.select_related("indicator")}
    changed = []
    for code, value in values.items():
        row = rows.get(code)
        if row is None:
            raise RuleViolation("report_field_unknown")
        kept = require_value(Kind(row.indicator.kind), value)
        if kept == value_of(row):
            continue
        row.state, row.number = str(kept.state), kept.number
        row.text, row.yes_no, row.is_estimate = kept.text, kept.yes_no, kept.is_estimate
        row.save()
        changed.append(f"indicator:{code}")
    return changed


def _answer_remarks(report: Report, changed: set[str]) -> None:
    """A remark on a field is answered when that field changes, one on all when any does."""
    touched = changed | {""} if changed else changed
    for remark in report.remarks.filter(is_answered=False):
        if remark.field in touched:
            remark.is_answered = True
            remark.save()


def say_nothing_to_report(*, report_id: int, seen_hash: str, actor: Any) -> Report:
    """Say of the whole period that nothing arose ("không phát sinh"): a report, too.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``report_not_writable``.
    """
    with handling(
        "report", report_id, actor=actor, step=Step.WRITE_REPORT, seen_hash=seen_hash
    ) as case:
        report = case.subject
        _require_writable(report)
        for row in report.values.select_related("indicator"):
            row.state, row.number, row.text, row.yes_no = "nothing_arose", None, "", None
            row.is_estimate = False
            row.save()
        report.nothing_to_report = True
        report.drafter = actor
        _rehash(report)
        case.record("report_saved", before=seen_hash, nothing=True)
        return report


def send_report_for_approval(*, report_id: int, seen_hash: str, actor: Any) -> Report:
    """Send a written report to the unit's head to be signed.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``report_empty``.
    """
    with handling(
        "report",
        report_id,
        actor=actor,
        step=Step.WRITE_REPORT,
        seen_hash=seen_hash,
        planned=ReportAct.SEND_FOR_APPROVAL,
    ) as case:
        report = case.subject
        values = [value_of(row) for row in report.values.all()]
        require_sendable(content_of_report(report), values)
        report.drafter = report.drafter or actor
        case.move()
        case.record("report_sent_for_approval")
        return report


def withdraw_report(*, report_id: int, reason: str, seen_hash: str, actor: Any) -> Report:
    """Withdraw a report that is not accepted yet, with the reason; by its unit. The duty stays.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``reason_missing``, ``reason_too_long``.
    """
    text = require_reason(reason)
    with handling(
        "report",
        report_id,
        actor=actor,
        step=Step.WRITE_REPORT,
        seen_hash=seen_hash,
        planned=ReportAct.WITHDRAW,
    ) as case:
        case.move()
        case.record("report_withdrawn", reason=text)
        return case.subject
