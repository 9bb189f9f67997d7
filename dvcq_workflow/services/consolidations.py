"""Consolidated reports: opened, drafted out of the reports that came, written, sent for approval.

One is guarded by its plan's lock and told of in its plan's stream.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.context import current_act
from dvcq_workflow.documents.press import period_text, require_printable_texts
from dvcq_workflow.models.consolidations import Consolidation, ConsolidationSection
from dvcq_workflow.models.reporting import OutlineSection, ReportingPeriod
from dvcq_workflow.models.reports import ReportVersion
from dvcq_workflow.rules.consolidated import Consolidated, difference, not_adding_up
from dvcq_workflow.rules.consolidations import (
    ConsolidationAct,
    ConsolidationStatus,
    Counted,
    Written,
    require_adding_up,
    require_complete,
    require_supplementable,
    usual_subject,
)
from dvcq_workflow.rules.desks import Seat, Step, seats_for
from dvcq_workflow.rules.errors import NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.obligations import PeriodKind
from dvcq_workflow.rules.plans import require_reason
from dvcq_workflow.selectors.consolidations import (
    consolidations_of_period,
    content_of_consolidation,
)
from dvcq_workflow.selectors.gathering import gathered
from dvcq_workflow.selectors.people import seats_of
from dvcq_workflow.selectors.year_access import sees_whole_year
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import act_for_principal, lock_plan, seats_asked_for
from dvcq_workflow.services.handling import Handled, handling


def open_consolidation(*, period_id: int, actor: Any) -> Consolidation:
    """Begin the consolidated report of a period, or a supplement to the one that was delivered.

    By a specialist or head of the unit that receives the reports; a job opens the first one of a
    period in the name of whoever ordered it.

    Raises:
        NotVisible: ``consolidation_not_found``.
        NotPermitted: ``desk_not_yours``, ``person_inactive``.
        RuleViolation: ``period_merged``, ``consolidation_open_already``,
            ``supplement_without_difference``.
    """
    with acting(actor=actor) as act:
        period = _locked_period(period_id)
        plan = period.plan
        act.refused_on = ("consolidation", plan.stream)
        seat = None if act.channel == "job" else _writer_or_refusal(period, actor)
        if period.merged_into_id is not None:
            raise RuleViolation("period_merged")
        former = _former_of(period)
        consolidation = Consolidation(
            plan=plan,
            unit=period.receiver,
            unit_name=period.receiver.name,
            receiver=plan.issuing_unit,
            period=period,
            sequence=former.sequence + 1 if former else 0,
            supplements=former,
            status=ConsolidationStatus.COLLECTING,
            opened_at=act.at,
        )
        consolidation.save()
        act.handled["consolidation", consolidation.pk] = consolidation
        _record_opening(consolidation, seat)
        return consolidation


def _record_opening(consolidation: Consolidation, seat: Seat | None) -> None:
    record_event(
        "consolidation_opened",
        stream=consolidation.plan.stream,
        seat=seat,
        details={
            "subject": "consolidation",
            "subject_uid": str(consolidation.uid),
            "unit": consolidation.unit_id,
            "sequence": consolidation.sequence,
        },
    )


def _locked_period(period_id: int) -> ReportingPeriod:
    rows = ReportingPeriod.objects.filter(pk=period_id)
    plan_id = rows.values_list("plan_id", flat=True).first()
    if plan_id is None:
        raise NotVisible("consolidation_not_found")
    plan = lock_plan(plan_id)
    period = rows.select_related("receiver").get()
    period.plan = plan
    return period


def _writer_or_refusal(period: ReportingPeriod, actor: Any) -> Seat:
    act = current_act()
    on = timezone.localdate(act.at)
    try:
        seats = seats_for(Step.COLLECT, period.receiver_id, seats_asked_for(seats_of(actor, on)))
    except NotPermitted:
        if not sees_whole_year(actor, period.plan, on):
            raise NotVisible("consolidation_not_found") from None
        raise
    act_for_principal(act, seats[0])
    return seats[0]


def _former_of(period: ReportingPeriod) -> Consolidation | None:
    """Return the delivered report that a new one would supplement; None: it is the first."""
    made = consolidations_of_period(period)
    if not made:
        return None
    former = made[-1]
    former.period = period
    content = content_of_consolidation(former)
    if content is None or former.delivered_at is None:
        raise RuleViolation("consolidation_open_already")
    now = gathered(period, Counted(content.counted_reports), current_act().at)
    require_supplementable(former.state, is_different=not difference(content, now).is_empty)
    return former


def draft_consolidation(
    *,
    consolidation_id: int,
    seen_hash: str,
    actor: Any,
    counted: str = Counted.HANDED_IN,
) -> Consolidation:
    """Draft the report out of the reports that are there now: figures, texts side by side,
    obstacles, units that are missing. Texts that its writer wrote before stay.

    ``counted``: which reports count (``rules.consolidations.Counted``); the report says so.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
    """
    with handling(
        "consolidation",
        consolidation_id,
        actor=actor,
        step=Step.COLLECT,
        seen_hash=seen_hash,
        planned=ConsolidationAct.DRAFT,
    ) as case:
        consolidation = case.subject
        content = _drafted(case, Counted(counted))
        consolidation.drafter = actor
        _write(consolidation, content)
        version = _freeze(consolidation, content)
        consolidation.figures = {"version": version.number}
        case.move()
        case.record(
            "consolidation_drafted",
            version=version.number,
            counted=str(counted),
            units=len(content.counted),
            missing=[unit.key for unit in content.missing],
        )
        return consolidation


def _drafted(case: Handled, counted: Counted) -> Consolidated:
    consolidation = case.subject
    period = consolidation.period
    period.plan = case.plan
    former = consolidation.supplements
    unit = consolidation.unit
    words = period_text(PeriodKind(period.kind), period.index, period.year)
    content = replace(
        gathered(period, counted, case.act.at),
        sequence=consolidation.sequence,
        supplements=former.content_hash if former else "",
        subject=usual_subject(words, consolidation.sequence),
        symbol=f"BC-{unit.abbreviation}",
        place=unit.place,
    )
    if not consolidation.figures:
        return content
    rows = ConsolidationSection.objects.filter(consolidation=consolidation).exclude(text="")
    written = dict(rows.values_list("section__key", "text"))
    head = (consolidation.subject, consolidation.symbol, consolidation.place)
    return content.with_texts(*head, written)


def save_consolidation(
    *, consolidation_id: int, written: Written, seen_hash: str, actor: Any
) -> Consolidation:
    """Store what the writer wrote; the figures stay as they were gathered.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: what ``Written.stored`` refuses; ``text_not_printable``.
    """
    stored = _printable(written)
    with handling(
        "consolidation",
        consolidation_id,
        actor=actor,
        step=Step.DRAFT_CONSOLIDATION,
        seen_hash=seen_hash,
        planned=ConsolidationAct.SEND_FOR_APPROVAL,
    ) as case:
        before = case.subject.content_hash
        _write(case.subject, _rewritten(case, stored))
        case.subject.save()
        case.record("consolidation_saved", before=before)
        return case.subject


def send_consolidation(
    *, consolidation_id: int, written: Written, seen_hash: str, actor: Any
) -> Consolidation:
    """Store what the writer wrote and send it to be approved and signed; from now on only a return
    opens it again.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: as ``save_consolidation``; ``consolidation_incomplete``,
            ``consolidation_not_adding_up``.
    """
    stored = _printable(written)
    require_complete(stored)
    with handling(
        "consolidation",
        consolidation_id,
        actor=actor,
        step=Step.DRAFT_CONSOLIDATION,
        seen_hash=seen_hash,
        planned=ConsolidationAct.SEND_FOR_APPROVAL,
    ) as case:
        content = _rewritten(case, stored)
        require_adding_up(not_adding_up(content))
        _write(case.subject, content)
        version = _freeze(case.subject, content)
        case.move()
        case.record("consolidation_sent_for_approval", version=version.number)
        return case.subject


def collect_again(*, consolidation_id: int, seen_hash: str, actor: Any) -> Consolidation:
    """Go back to collecting, since reports came or were corrected; what was written stays.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
    """
    with handling(
        "consolidation",
        consolidation_id,
        actor=actor,
        step=Step.DRAFT_CONSOLIDATION,
        seen_hash=seen_hash,
        planned=ConsolidationAct.COLLECT_AGAIN,
    ) as case:
        case.move()
        case.record("consolidation_collected_again")
        return case.subject


def withdraw_consolidation(
    *, consolidation_id: int, reason: str, seen_hash: str, actor: Any
) -> Consolidation:
    """Give a consolidated report up that nobody has signed, with a reason; it stays on record.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``reason_missing``, ``reason_too_long``.
    """
    text = require_reason(reason)
    with handling(
        "consolidation",
        consolidation_id,
        actor=actor,
        step=Step.DRAFT_CONSOLIDATION,
        seen_hash=seen_hash,
        planned=ConsolidationAct.WITHDRAW,
    ) as case:
        case.move()
        case.record("consolidation_withdrawn", reason=text)
        return case.subject


# Parts --------------------------------------------------------------------------------------------


def _printable(written: Written) -> Written:
    stored = written.stored()
    lines = [line for text in stored.texts.values() for line in text.split("\n")]
    require_printable_texts((stored.subject, stored.symbol, stored.place, *lines))
    return stored


def _rewritten(case: Handled, written: Written) -> Consolidated:
    content = content_of_consolidation(case.subject)
    if content is None:
        raise RuleViolation("consolidation_incomplete")
    return content.with_texts(written.subject, written.symbol, written.place, written.texts)


def _write(consolidation: Consolidation, content: Consolidated) -> None:
    """Bring the rows to a content; the report itself is left unsaved."""
    consolidation.subject = content.subject
    consolidation.symbol = content.symbol
    consolidation.place = content.place
    consolidation.content_hash = content.content_hash
    rows = {
        row.section.key: row
        for row in ConsolidationSection.objects.filter(consolidation=consolidation).select_related(
            "section"
        )
    }
    asked = OutlineSection.objects.filter(plan_id=consolidation.plan_id).in_bulk(field_name="pk")
    by_key = {section.key: section for section in asked.values()}
    for line in content.sections:
        row = rows.get(line.key)
        if row is None and line.key in by_key:
            row = ConsolidationSection(consolidation=consolidation, section=by_key[line.key])
        if row is not None:
            row.text = line.text
            row.save()


def _freeze(consolidation: Consolidation, content: Consolidated) -> ReportVersion:
    """Return the version of a content, frozen now unless it was before."""
    before = ReportVersion.objects.filter(consolidation=consolidation).defer("content")
    same = before.filter(content_hash=content.content_hash).first()
    if same is not None:
        return same
    act = current_act()
    last = before.order_by("-number").values_list("number", flat=True).first() or 0
    version = ReportVersion(
        consolidation=consolidation,
        number=last + 1,
        content=content.text,
        content_hash=content.content_hash,
        frozen_at=act.at,
        frozen_by_id=act.actor_id,
    )
    version.save(force_insert=True)
    return version
