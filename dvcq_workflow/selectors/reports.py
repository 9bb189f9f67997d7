"""Reports of units: what they say, what stood there last time, which a unit owes and gave."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.indicators import Indicator
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.reporting import OutlineSection, PlanIndicator, ReportDuty
from dvcq_workflow.models.reports import Report, ReportSection, ReportValue
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.errors import NotVisible
from dvcq_workflow.rules.figures import NOT_REPORTED, Value, ValueState, rate_value
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.rules.report_content import FigureSaid, ReportContent, SectionText
from dvcq_workflow.rules.reports import HANDED_IN, ReportStatus
from dvcq_workflow.selectors.figures import definition_of
from dvcq_workflow.selectors.people import seats_of
from dvcq_workflow.selectors.year_access import may_see_subject

WRITERS_ACTS = ("report_saved", "report_sent_for_approval")
LINKS = ("plan__stream", "plan__issuing_unit", "unit", "receiver", "duty__period")


def visible_report(viewer: Any, uid: uuid.UUID, on: dt.date) -> Report:
    """Return one report with what its page shows.

    Raises:
        NotVisible: ``report_not_found``, whether it does not exist or may not be seen.
    """
    report = Report.objects.filter(uid=uid).select_related(*LINKS).first()
    if report is None or not may_see_subject(viewer, report, on):
        raise NotVisible("report_not_found")
    return report


def sections_of(report: Report) -> list[ReportSection]:
    """Return the parts of a report in the order of its outline."""
    return list(report.sections.select_related("section").order_by("section__position"))


@dataclass(frozen=True)
class FigureRead:
    """One figure of a report in its place; a rate is reckoned from its parts."""

    indicator: Indicator
    group: str
    value: Value


def values_of(report: Report) -> list[ReportValue]:
    """Return the rows of a report's figures in the order of its plan's indicators."""
    places = dict(
        PlanIndicator.objects.filter(plan_id=report.plan_id).values_list("indicator", "position")
    )
    rows = list(report.values.select_related("indicator"))
    return sorted(rows, key=lambda row: (places.get(row.indicator_id, len(places)), row.pk))


def figures_of(report: Report) -> list[FigureRead]:
    """Return what a report counts, in the order of its plan's indicators; three queries."""
    rows = values_of(report)
    groups = dict(
        PlanIndicator.objects.filter(plan_id=report.plan_id).values_list("indicator", "group_title")
    )
    said = {row.indicator_id: value_of(row) for row in rows}
    return [
        FigureRead(row.indicator, groups.get(row.indicator_id, ""), reckoned(row.indicator, said))
        for row in rows
    ]


def reckoned(indicator: Indicator, said: Mapping[int, Value]) -> Value:
    """Return an indicator's value among those that were said: a rate is made of its parts."""
    definition = definition_of(indicator)
    if definition.numerator is None or definition.denominator is None:
        return said.get(indicator.pk, NOT_REPORTED)
    parts = (said.get(key, NOT_REPORTED) for key in (definition.numerator, definition.denominator))
    return rate_value(definition, *parts)


def value_of(row: ReportValue) -> Value:
    """Return a figure as the rules speak of it."""
    return Value(ValueState(row.state), row.number, row.text, row.yes_no, row.is_estimate)


def plain_number(number: Decimal | None) -> str | None:
    """Return a number as a plain decimal without needless noughts."""
    if number is None:
        return None
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def content_of_report(report: Report) -> ReportContent:
    """Return what a report says now; four queries."""
    return ReportContent(
        unit=report.unit_name,
        receiver=report.receiver.name,
        symbol=report.symbol,
        place=report.place,
        subject=report.subject,
        is_nothing=report.nothing_to_report,
        sections=tuple(
            SectionText(row.section.key, row.section.number, row.section.title, row.text)
            for row in sections_of(report)
        ),
        figures=tuple(_said(each) for each in figures_of(report)),
    )


def _said(each: FigureRead) -> FigureSaid:
    indicator, value = each.indicator, each.value
    return FigureSaid(
        code=indicator.code,
        name=indicator.name,
        measure=indicator.measure,
        kind=indicator.kind,
        group=each.group,
        state=str(value.state),
        number=plain_number(value.number),
        text=value.text,
        yes_no=value.yes_no,
        is_estimate=value.is_estimate,
    )


def report_before(report: Report) -> Report | None:
    """Return the unit's last report of the same kind of period that was handed in, if any."""
    period = report.duty.period
    rows = Report.objects.filter(
        unit_id=report.unit_id,
        plan__issuing_unit_id=report.plan.issuing_unit_id,
        status__in=sorted(HANDED_IN),
        duty__period__kind=period.kind,
        duty__period__ends_on__lt=period.starts_on,
    )
    return rows.order_by("-duty__period__ends_on", "-pk").first()


def values_before(last: Report | None) -> dict[int, Value]:
    """Return by indicator what a unit said in its last report; nothing where there is none."""
    if last is None:
        return {}
    held = list(last.values.select_related("indicator"))
    said = {row.indicator_id: value_of(row) for row in held}
    return {row.indicator_id: reckoned(row.indicator, said) for row in held}


def texts_before(last: Report | None) -> dict[str, str]:
    """Return by key of the heading what a unit wrote in its last report."""
    if last is None:
        return {}
    return {row.section.key: row.text for row in last.sections.select_related("section")}


def writers_of_report(report: Report) -> frozenset[int]:
    """Return everyone who wrote a report, and for whom."""
    rows = AuditEvent.objects.filter(
        stream_id=report.plan.stream_id,
        code__in=WRITERS_ACTS,
        envelope__contains=str(report.uid),
    )
    pairs = rows.order_by().values_list("actor_id", "principal_id").distinct()
    people = [*(person for pair in pairs for person in pair), report.drafter_id]
    return frozenset(person for person in people if person is not None)


def number_of_report(report: Report) -> Issuance | None:
    """Return the number that a report holds, the newest where it was handed in more than once."""
    rows = report.issuances.exclude(state=Issuance.State.VOID)
    return rows.select_related("series").order_by("-pk").first()


def stored_at(report: Report) -> dt.datetime | None:
    """Return when a report was last stored by somebody; None: nobody wrote in it yet."""
    if report.drafter_id is None:
        return None
    moments = report.history.order_by("-history_date").values_list("history_date", flat=True)
    return moments.first()


def fields_of(report: Report) -> list[str]:
    """Return the names by which a receiver points at parts and figures of a report."""
    sections = OutlineSection.objects.filter(plan_id=report.plan_id).values_list("key", flat=True)
    codes = report.values.values_list("indicator__code", flat=True)
    return [*(f"section:{key}" for key in sections), *(f"indicator:{code}" for code in codes)]


def own_duties(viewer: Any, on: dt.date) -> QuerySet[ReportDuty]:
    """Return what the viewer's units owe and gave, the next due first, with each one's report
    (``live``) and the desk that it lies on (``lying``).

    A records office sees what the units owe for which it numbers.
    """
    units = [seat.unit_id for seat in seats_of(viewer, on)]
    served = Unit.objects.filter(records_office_id__in=units).values_list("pk", flat=True)
    desks = Desk.objects.filter(state=Desk.State.OPEN).select_related("task")
    live = Report.objects.exclude(status=ReportStatus.WITHDRAWN).prefetch_related(
        Prefetch("desks", desks, to_attr="lying")
    )
    return (
        ReportDuty.objects.filter(Q(unit_id__in=[*units, *served]))
        .select_related("period", "plan", "receiver", "unit")
        .prefetch_related(Prefetch("reports", live, to_attr="live"))
        .order_by("-due_on", "unit_name", "pk")
    )


def plans_received(viewer: Any, on: dt.date) -> QuerySet[Plan]:
    """Return the issued plans whose reports come to a unit of the viewer, the newest year first."""
    units = {seat.unit_id for seat in seats_of(viewer, on)}
    duties = ReportDuty.objects.filter(receiver_id__in=units)
    return Plan.objects.filter(status=Status.ISSUED, pk__in=duties.values("plan_id"))


def awaits_report(duty_id: int) -> bool:
    """Return whether a duty still waits for its report to be begun: one that was withdrawn is begun
    again by its unit alone."""
    duties = ReportDuty.objects.filter(
        pk=duty_id, excused_at__isnull=True, plan__status=Status.ISSUED, reports__isnull=True
    )
    return duties.exists()


def remarks_of(report: Report) -> Sequence[Any]:
    """Return what the receiver found wrong and is not mended yet."""
    return list(report.remarks.filter(is_answered=False).order_by("pk"))
