"""What the reports of a period come to: figures, texts side by side, obstacles, who is missing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.obstacles import Obstacle
from dvcq_workflow.models.reporting import OutlineSection, ReportDuty, ReportingPeriod
from dvcq_workflow.models.reports import Report, ReportSection
from dvcq_workflow.rules.consolidated import (
    Consolidated,
    FigureLine,
    IndicatorLine,
    ObstacleLine,
    SectionLine,
    Source,
    Standing,
    UnitLine,
    figure_lines,
    side_by_side,
)
from dvcq_workflow.rules.consolidations import Counted
from dvcq_workflow.rules.figures import NOTHING_AROSE, Kind, Value
from dvcq_workflow.rules.obstacles import ObstacleStatus
from dvcq_workflow.rules.reports import HANDED_IN, ReportStatus
from dvcq_workflow.selectors.content import parent_heading
from dvcq_workflow.selectors.figures import indicator_lines, values_of

COUNTED_STATES = {
    Counted.HANDED_IN: HANDED_IN,
    Counted.ACCEPTED: frozenset({ReportStatus.ACCEPTED}),
}
SETTLED = (ObstacleStatus.SETTLED, ObstacleStatus.DECIDED, ObstacleStatus.INFORMED)


def gathered(period: ReportingPeriod, counted: Counted, at: dt.datetime) -> Consolidated:
    """Return what the reports of a period come to at a moment, with the units' own words as the
    text of each section; subject, symbol and place are left empty. Eight queries, whatever
    the number of units and indicators, once the period's receiver and its parent are read."""
    lines = indicator_lines(period.plan_id)
    duties = list(duties_of(period))
    reports = _counted_reports(duties, counted)
    numbers = _numbers(reports.values())
    units = tuple(_unit_line(duty, reports.get(duty.pk), numbers) for duty in duties)
    names = {unit.key: unit.name for unit in units}
    return Consolidated(
        subject="",
        symbol="",
        place="",
        unit=period.receiver.name,
        receiver=period.plan.issuing_unit.name,
        parent_heading=parent_heading(period.receiver),
        heading_lines=tuple(period.receiver.heading_lines),
        period=_period_data(period),
        counted_reports=str(counted),
        figured_at=at.isoformat(),
        units=units,
        figures=figure_lines(lines, names, _values(lines, reports.values())),
        sections=_sections(period.plan_id, reports.values(), names),
        obstacles=_obstacles(period),
    )


def figures_so_far(
    period: ReportingPeriod, units: Collection[int] | None = None
) -> tuple[FigureLine, ...]:
    """Return the figures of a period as the reports that were handed in stand now: what a
    consolidated report begun now would say. Of all units that owe a report, or of some; four
    queries."""
    lines = indicator_lines(period.plan_id)
    duties = [duty for duty in duties_of(period) if units is None or duty.unit_id in units]
    reports = _counted_reports(duties, Counted.HANDED_IN)
    owing = [duty.unit_id for duty in duties]
    return figure_lines(lines, owing, _values(lines, reports.values()))


def duties_of(period: ReportingPeriod) -> Any:
    """Return who owes a report of a period, in the order of their names."""
    rows = ReportDuty.objects.filter(period=period, excused_at__isnull=True)
    return rows.order_by("unit_name", "pk")


def handed_in_since(period: ReportingPeriod, content: Consolidated) -> list[str]:
    """Return the names of units whose report is not the one that was counted, or counts no more;
    two queries."""
    duties = list(duties_of(period))
    reports = _counted_reports(duties, Counted(content.counted_reports))
    now = {d.unit_id: (d.unit_name, reports.get(d.pk)) for d in duties}
    before = {unit.key: unit for unit in content.units}
    changed = []
    for key in [*now, *(key for key in before if key not in now)]:
        name, report = now.get(key, ("", None))
        was = before.get(key)
        same = (report.content_hash if report else "") == (was.report_hash if was else "")
        if was is None or key not in now or not same:
            changed.append(name or (was.name if was else ""))
    return changed


def _counted_reports(duties: Sequence[ReportDuty], counted: Counted) -> dict[int, Report]:
    """Return the report that counts for each duty, by the duty's key."""
    states = [str(state) for state in COUNTED_STATES[counted]]
    keys = [duty.pk for duty in duties]
    rows = Report.objects.filter(duty_id__in=keys, status__in=states).order_by("pk")
    return {report.duty_id: report for report in rows}


def _numbers(reports: Iterable[Report]) -> dict[int, str]:
    """Return number and symbol of each report, by its key, as it was sent last."""
    keys = [report.pk for report in reports]
    rows = Issuance.objects.filter(report_id__in=keys).exclude(state=Issuance.State.VOID)
    return {row.report_id or 0: row.full_number for row in rows.order_by("pk")}


def _unit_line(
    duty: ReportDuty, report: Report | None, numbers: Mapping[int, str] | None = None
) -> UnitLine:
    if report is None:
        return UnitLine(duty.unit_id, duty.unit_name, Standing.MISSING, duty.is_request)
    is_accepted = report.state is ReportStatus.ACCEPTED
    return UnitLine(
        key=duty.unit_id,
        name=duty.unit_name,
        standing=Standing.ACCEPTED if is_accepted else Standing.SUBMITTED,
        is_request=duty.is_request,
        nothing_to_report=report.nothing_to_report,
        report=str(report.uid),
        report_hash=report.content_hash,
        number=(numbers or {}).get(report.pk, ""),
        submitted_on=report.submitted_on,
    )


def _values(
    lines: Iterable[IndicatorLine], reports: Iterable[Report]
) -> dict[int, dict[int, Value]]:
    """A report with nothing to report says of every indicator that nothing arose."""
    by_unit = {report.unit_id: report for report in reports}
    said = values_of(report.pk for report in by_unit.values())
    keys = [line.definition.key for line in lines if line.definition.kind is not Kind.RATE]
    nothing = dict.fromkeys(keys, NOTHING_AROSE)
    return {
        unit: nothing if report.nothing_to_report else said.get(report.pk, {})
        for unit, report in by_unit.items()
    }


def _sections(
    plan_id: int, reports: Iterable[Report], names: dict[int, str]
) -> tuple[SectionLine, ...]:
    units = {report.pk: report.unit_id for report in reports}
    order = {unit: place for place, unit in enumerate(names)}
    found: dict[int, list[Source]] = defaultdict(list)
    rows = ReportSection.objects.filter(report_id__in=list(units)).exclude(text="")
    for report, section, text in rows.values_list("report_id", "section_id", "text"):
        found[section].append(Source(units[report], text))
    lines = []
    for section in OutlineSection.objects.filter(plan_id=plan_id).order_by("position"):
        sources = sorted(found[section.pk], key=lambda source: order[source.unit])
        text = side_by_side(sources, names)
        lines.append(SectionLine(section.key, section.title, text, tuple(sources), section.number))
    return tuple(lines)


def _obstacles(period: ReportingPeriod) -> tuple[ObstacleLine, ...]:
    """Obstacles raised in the period, and older ones that nobody has settled yet."""
    begins, ends = _moment(period.starts_on), _moment(period.ends_on + dt.timedelta(days=1))
    in_period = Q(raised_at__gte=begins, raised_at__lt=ends)
    still_open = Q(raised_at__lt=begins) & ~Q(status__in=[str(state) for state in SETTLED])
    rows = (
        Obstacle.objects.filter(in_period | still_open, plan_id=period.plan_id)
        .exclude(status=ObstacleStatus.WITHDRAWN)
        .order_by("raised_at", "pk")
    )
    return tuple(
        ObstacleLine(row.unit_name, row.text, row.proposal, row.status, row.settlement)
        for row in rows
    )


def _moment(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _period_data(period: ReportingPeriod) -> dict[str, Any]:
    cutoff = period.cutoff_on
    return {
        "kind": period.kind,
        "index": period.index,
        "year": period.year,
        "starts_on": period.starts_on.isoformat(),
        "ends_on": period.ends_on.isoformat(),
        "cutoff_on": cutoff.isoformat() if cutoff else None,
    }


@dataclass(frozen=True)
class GatheredState:
    """How the reports of a period stand, before anything is reckoned."""

    period: ReportingPeriod
    accepted: tuple[str, ...]
    submitted: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def owed(self) -> int:
        """How many units owe a report."""
        return len(self.accepted) + len(self.submitted) + len(self.missing)


def gathered_state(period: ReportingPeriod) -> GatheredState:
    """Return who has handed in a report of a period and who has not; two queries."""
    duties = list(duties_of(period))
    reports = _counted_reports(duties, Counted.HANDED_IN)
    found: dict[Standing, list[str]] = {standing: [] for standing in Standing}
    for duty in duties:
        line = _unit_line(duty, reports.get(duty.pk))
        found[line.standing].append(line.name)
    return GatheredState(
        period,
        tuple(found[Standing.ACCEPTED]),
        tuple(found[Standing.SUBMITTED]),
        tuple(found[Standing.MISSING]),
    )
