"""What people begin by themselves on a day: reports, notes, requests, parts, plans of their own,
obstacles, consolidated reports, letters."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dvcq_workflow.flows.starting import (
    start_anew,
    start_consolidation,
    start_extension,
    start_obstacle,
    start_part,
    start_report,
    start_unit_plan,
)
from dvcq_workflow.management.simulating import texts
from dvcq_workflow.management.simulating.playing import Play
from dvcq_workflow.models.assignments import Assignment
from dvcq_workflow.models.chasing import ChasingLetter
from dvcq_workflow.models.consolidations import Consolidation
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.reporting import ReportDuty, ReportingPeriod
from dvcq_workflow.models.reports import Report
from dvcq_workflow.rules.assignments import OPEN_STATES, AssignmentStatus
from dvcq_workflow.rules.consolidations import DELIVERED_STATES, ConsolidationStatus
from dvcq_workflow.rules.desks import LEADING_ROLES, Role
from dvcq_workflow.rules.notices import NoticeStatus
from dvcq_workflow.rules.obligations import ObligationKind
from dvcq_workflow.rules.reports import ReportStatus
from dvcq_workflow.selectors.consolidations import content_of_consolidation
from dvcq_workflow.selectors.gathering import handed_in_since
from dvcq_workflow.services.assignment_work import note_progress
from dvcq_workflow.services.chasing import (
    draft_letter,
    drop_letter,
    release_letter,
    save_letter,
    sign_letter,
)
from dvcq_workflow.services.evidence import add_evidence

NEVER, LATE = 0.04, 0.16
SOONEST_DAYS, LATEST_DAYS = 25, 3
MOST_LATE_DAYS = 40
COLLECT_AFTER = dt.timedelta(days=5)
CHASE_EVERY_DAYS = 20


def begin_reports(play: Play) -> None:
    """Let each unit whose period is open sit down to its report on the day of its mood."""
    today = play.host.today()
    given = Report.objects.exclude(status=ReportStatus.WITHDRAWN).values("duty_id")
    duties = ReportDuty.objects.filter(
        period__opened_at__isnull=False, period__merged_into__isnull=True, excused_at__isnull=True
    ).exclude(pk__in=given)
    for duty in duties.order_by("pk"):
        if duty.pk not in play.moods:
            play.moods[duty.pk] = _mood(play, duty.effective_due_on, today)
        begins_on = play.moods[duty.pk]
        if begins_on is not None and begins_on <= today:
            with play.trying("start_report"):
                start_report(duty_id=duty.pk, actor=_writer(play, duty.unit_id))


def _mood(play: Play, due_on: dt.date, today: dt.date) -> dt.date | None:
    said = play.chance.random()
    if said < NEVER:
        return None
    if said < NEVER + LATE:
        return due_on + dt.timedelta(days=play.chance.randint(1, MOST_LATE_DAYS))
    return max(today, due_on - dt.timedelta(days=play.chance.randint(LATEST_DAYS, SOONEST_DAYS)))


def work_on_tasks(play: Play) -> None:
    """Let some tasks go on: notes, files, more time, parts, a plan of the unit's own."""
    in_hand = [str(AssignmentStatus.IN_PROGRESS), str(AssignmentStatus.ACCEPTED)]
    rows = Assignment.objects.filter(status__in=in_hand).select_related("obligation", "unit")
    for task in rows.order_by("pk"):
        if play.happens(0.02):
            play.one_of((_note, _note, _file, _ask_for_time, _give_part))(play, task)
        if task.obligation.kind == ObligationKind.UNIT_PLAN and play.happens(0.02):
            _begin_own_plan(play, task)


def _note(play: Play, task: Assignment) -> None:
    with play.trying("note_progress"):
        note_progress(
            assignment_id=task.pk,
            text=play.one_of(texts.WORDS),
            progress_pct=play.chance.choice((None, 25, 50, 75)),
            actor=_writer(play, task.unit_id),
        )


def _file(play: Play, task: Assignment) -> None:
    with play.trying("add_evidence"):
        add_evidence(
            kind="assignment",
            pk=task.pk,
            file_name="anh.png",
            data=f"{task.pk} {play.host.now().isoformat()}".encode(),
            actor=_writer(play, task.unit_id),
        )


def _ask_for_time(play: Play, task: Assignment) -> None:
    wanted = (task.effective_due_on or play.host.today()) + dt.timedelta(
        days=play.chance.randint(5, 60)
    )
    with play.trying("start_extension"):
        start_extension(
            assignment_id=task.pk,
            wanted_due_on=wanted,
            reason=play.one_of(texts.REASONS),
            seen_hash=task.content_hash,
            actor=_writer(play, task.unit_id),
        )


def _give_part(play: Play, task: Assignment) -> None:
    """Only districts have units below them; of others the rule says so."""
    below = play.province.communes_of[task.unit_id] or play.province.kind("commune")
    if not below:
        return
    with play.trying("start_part"):
        start_part(
            assignment_id=task.pk,
            unit_id=play.one_of(below).pk,
            text="Thực hiện phần việc tại xã.",
            due_on=task.effective_due_on,
            seen_hash=task.content_hash,
            actor=play.one_of(play.province.having(LEADING_ROLES, task.unit_id)),
        )


def _begin_own_plan(play: Play, task: Assignment) -> None:
    with play.trying("start_unit_plan"):
        start_unit_plan(
            assignment_id=task.pk,
            seen_hash=task.content_hash,
            actor=_writer(play, task.unit_id),
        )


def _writer(play: Play, unit_id: int) -> Any:
    return play.one_of(play.province.writers(unit_id))


def give_withdrawn_anew(play: Play, plan: Plan) -> None:
    """Give a task that was withdrawn to another unit now and then."""
    rows = Assignment.objects.filter(
        plan=plan, status=AssignmentStatus.WITHDRAWN, parent__isnull=True
    )
    for task in rows.order_by("pk"):
        if play.happens(0.02):
            others = play.province.kind("department")
            with play.trying("start_anew"):
                start_anew(
                    assignment_id=task.pk,
                    unit_id=play.one_of(others).pk,
                    reason=play.one_of(texts.REASONS),
                    actor=_writer(play, task.receiver_id),
                )


def raise_obstacles(play: Play, plan: Plan) -> None:
    """Let a unit say what stands in its way now and then."""
    units = play.province.kind("department", "district")
    if play.happens(min(0.5, len(units) / 150)):
        unit = play.one_of(units)
        with play.trying("start_obstacle"):
            start_obstacle(
                plan_id=plan.pk,
                unit_id=unit.pk,
                text=play.one_of(texts.OBSTACLES),
                proposal=play.one_of(("", "Đề nghị hướng dẫn.")),
                actor=_writer(play, unit.pk),
            )


def begin_consolidations(play: Play) -> None:
    """Begin the consolidated report of each period some days after its day, and a supplement where
    reports came or changed since it was delivered."""
    due = ReportingPeriod.objects.filter(
        merged_into__isnull=True, effective_due_on__lte=play.host.today() - COLLECT_AFTER
    )
    for period in due.select_related("plan").order_by("pk"):
        made = Consolidation.objects.filter(period=period).exclude(
            status=ConsolidationStatus.WITHDRAWN
        )
        last = made.order_by("-sequence").first()
        if last is None or (play.happens(0.03) and _is_outdated(period, last)):
            with play.trying("start_consolidation"):
                start_consolidation(actor=_writer(play, period.receiver_id), period_id=period.pk)


def _is_outdated(period: ReportingPeriod, last: Consolidation) -> bool:
    if last.state not in DELIVERED_STATES:
        return False
    content = content_of_consolidation(last)
    return content is not None and bool(handed_in_since(period, content))


def chase(play: Play, plan: Plan) -> None:
    """Write a chasing letter now and then, and take those that were written on their way."""
    receiver = play.province.receiver
    for letter in ChasingLetter.objects.filter(
        plan=plan, status__in=[NoticeStatus.DRAFTED, NoticeStatus.SIGNED]
    ).order_by("pk"):
        _go_on_with(play, letter)
    if not play.happens(1 / CHASE_EVERY_DAYS):
        return
    owing = play.province.kind("department", "district", "party", "front")
    with play.trying("draft_letter"):
        draft_letter(
            plan_id=plan.pk,
            receiver_id=receiver.pk,
            unit_ids=[unit.pk for unit in owing],
            written=texts.LETTER,
            actor=_writer(play, receiver.pk),
        )


def _go_on_with(play: Play, letter: ChasingLetter) -> None:
    having, unit = play.province.having, letter.unit_id
    given: dict[str, Any] = {"letter_id": letter.pk, "seen_hash": letter.content_hash}
    if letter.state is NoticeStatus.SIGNED:
        with play.trying("release_letter"):
            clerk = play.one_of(having({Role.RECORDS_CLERK}, unit))
            release_letter(**given, issued_on=play.host.today(), actor=clerk)
    elif play.happens(0.3):
        with play.trying("save_letter"):
            save_letter(**given, written=texts.LETTER, actor=letter.drafted_by)
    elif play.happens(0.05):
        with play.trying("drop_letter"):
            drop_letter(**given, reason=play.one_of(texts.REASONS), actor=letter.drafted_by)
    else:
        with play.trying("sign_letter"):
            sign_letter(**given, actor=play.one_of(play.province.signers(unit)))


def carried_over(play: Play, plan: Plan) -> list[int]:
    """Choose which of a plan's open tasks next year's plan carries over."""
    rows = Assignment.objects.filter(
        plan=plan, parent__isnull=True, status__in=[str(state) for state in OPEN_STATES]
    )
    return [pk for pk in rows.order_by("pk").values_list("pk", flat=True) if play.happens(0.5)]
