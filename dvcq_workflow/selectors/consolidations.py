"""Consolidated reports: one for its viewer, those of a plan, and what each says."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.consolidations import Consolidation, ConsolidationSection
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.reporting import ReportingPeriod
from dvcq_workflow.models.reports import ReportVersion
from dvcq_workflow.rules.consolidated import Consolidated, Difference, consolidated_from, difference
from dvcq_workflow.rules.consolidations import DELIVERED_STATES, WRITERS_ACTS, ConsolidationStatus
from dvcq_workflow.rules.desks import ROLES_AT, Step
from dvcq_workflow.rules.errors import NotVisible
from dvcq_workflow.selectors.people import seats_of
from dvcq_workflow.selectors.plans import can_see_plan
from dvcq_workflow.selectors.timeline import personal_values
from dvcq_workflow.selectors.year_access import may_see_subject

LIVE = {"status__in": [str(s) for s in ConsolidationStatus if s != ConsolidationStatus.WITHDRAWN]}


def visible_consolidation(viewer: Any, uid: uuid.UUID, on: dt.date) -> Consolidation:
    """Return a consolidated report, to those who may see it.

    Raises:
        NotVisible: ``consolidation_not_found``.
    """
    found = (
        Consolidation.objects.filter(uid=uid)
        .select_related(
            "plan__stream",
            "plan__issuing_unit",
            "plan__drafting_unit",
            "unit",
            "receiver",
            "period",
            "drafter",
            "signed_by",
            "signed_for",
            "acknowledged_by",
            "supplements",
        )
        .first()
    )
    if found is None or not can_see_plan(viewer, found.plan_id, on):
        raise NotVisible("consolidation_not_found")
    if not may_see_subject(viewer, found, on):
        raise NotVisible("consolidation_not_found")
    return found


def content_of_consolidation(consolidation: Consolidation) -> Consolidated | None:
    """Return what a consolidated report says now: as frozen, with its writer's words since; None
    while reports are being collected for the first time."""
    version = _version_at_hand(consolidation)
    if version is None:
        return None
    frozen = consolidated_of_version(version)
    if version.content_hash == consolidation.content_hash:
        return frozen
    rows = ConsolidationSection.objects.filter(consolidation=consolidation)
    texts = dict(rows.values_list("section__key", "text"))
    return frozen.with_texts(
        consolidation.subject, consolidation.symbol, consolidation.place, texts
    )


def consolidated_of_version(version: ReportVersion) -> Consolidated:
    """Return what a frozen version says."""
    return consolidated_from(json.loads(version.content))


def delivered_version(consolidation: Consolidation) -> ReportVersion | None:
    """Return the frozen version that was delivered; None before the delivery."""
    if consolidation.state not in DELIVERED_STATES:
        return None
    rows = ReportVersion.objects.filter(consolidation=consolidation)
    return rows.filter(content_hash=consolidation.content_hash).first()


def _version_at_hand(consolidation: Consolidation) -> ReportVersion | None:
    number = consolidation.figures.get("version")
    if number is None:
        return None
    rows = ReportVersion.objects.filter(consolidation=consolidation, number__gte=number)
    same = rows.filter(content_hash=consolidation.content_hash).first()
    return same or rows.order_by("number").first()


def consolidations_of_period(period: ReportingPeriod) -> list[Consolidation]:
    """Return a period's consolidated report and its supplements, but for withdrawn ones."""
    return list(Consolidation.objects.filter(period=period, **LIVE).order_by("sequence"))


def writers_of_consolidation(consolidation: Consolidation) -> frozenset[int]:
    """Return everyone who wrote a consolidated report, and for whom."""
    rows = AuditEvent.objects.filter(
        stream_id=consolidation.plan.stream_id,
        code__in=sorted(WRITERS_ACTS),
        envelope__contains=str(consolidation.uid),
    )
    pairs = rows.order_by().values_list("actor_id", "principal_id").distinct()
    people = [*(person for pair in pairs for person in pair), consolidation.drafter_id]
    return frozenset(person for person in people if person is not None)


def last_return_of_consolidation(consolidation: Consolidation) -> tuple[dt.datetime, str] | None:
    """Return when a consolidated report was last returned, and why; None where it never was, or
    where it was sent on since."""
    events = AuditEvent.objects.filter(
        stream_id=consolidation.plan.stream_id,
        code__in=("consolidation_returned", "consolidation_sent_for_approval"),
        envelope__contains=str(consolidation.uid),
    )
    last = events.order_by("-seq").first()
    if last is None or last.code != "consolidation_returned":
        return None
    mark = json.loads(last.envelope)["reason"]
    return last.at, personal_values([mark]).get(mark, "")


def number_of_consolidation(consolidation: Consolidation) -> Issuance | None:
    """Return the number that a consolidated report holds."""
    rows = consolidation.issuances.exclude(state=Issuance.State.VOID)
    return rows.select_related("series").first()


def difference_to_former(consolidation: Consolidation, content: Consolidated) -> Difference | None:
    """Return what a supplement changes of the report that it supplements; None where it is none.

    Both are read as they were delivered and drafted, so that the difference stays what it was.
    """
    former = consolidation.supplements
    before = content_of_consolidation(former) if former is not None else None
    return difference(before, content) if before is not None else None


@dataclass(frozen=True)
class PeriodRow:
    """A period with its consolidated reports; ``may_begin``: the viewer may begin one now."""

    period: ReportingPeriod
    consolidations: Sequence[Consolidation]
    may_begin: bool
    may_supplement: bool


def periods_of(plan: Plan, viewer: Any, on: dt.date) -> list[PeriodRow]:
    """Return the periods of a plan that are consolidated, as a viewer may see them, each report
    with its ``numbers``; five queries for any number of periods."""
    seats = seats_of(viewer, on)
    writes = {s.unit_id for s in seats if s.role in ROLES_AT[Step.COLLECT]}
    rows = ReportingPeriod.objects.filter(plan=plan, merged_into__isnull=True)
    found: dict[int, list[Consolidation]] = {}
    numbers = Issuance.objects.exclude(state=Issuance.State.VOID).select_related("series")
    reports = Consolidation.objects.filter(plan=plan, **LIVE).prefetch_related(
        Prefetch("issuances", queryset=numbers, to_attr="numbers")
    )
    for one in reports.order_by("sequence"):
        found.setdefault(one.period_id, []).append(one)
    lines = []
    for period in rows.select_related("receiver").order_by("due_on", "pk"):
        made = found.get(period.pk, [])
        is_writer = period.receiver_id in writes
        is_delivered = bool(made) and made[-1].state in DELIVERED_STATES
        lines.append(PeriodRow(period, made, is_writer and not made, is_writer and is_delivered))
    return lines


def open_desks_of_consolidation(consolidation: Consolidation) -> list[Desk]:
    """Return the open desks at which a consolidated report lies."""
    rows = Desk.objects.filter(consolidation=consolidation, state=Desk.State.OPEN)
    return list(rows.select_related("unit", "assigned_to", "task").order_by("pk"))
