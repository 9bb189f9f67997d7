"""Chasing letters: what each says and asks for, who may see it, who is told of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from dvcq_workflow.documents.press import (
    Imprint,
    LetterFrame,
    PlanNamed,
    Sheet,
    chasing_sheet,
    period_text,
)
from dvcq_workflow.documents.press import chasing_words as words
from dvcq_workflow.models.assignments import Assignment
from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.chasing import ChasedDuty, ChasingLetter
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.people import Membership
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.reporting import ReportDuty, ReportingPeriod
from dvcq_workflow.rules.chasing import LetterContent, LetterText, Owed
from dvcq_workflow.rules.content import RecipientLine, SignatureBlock
from dvcq_workflow.rules.desks import people_of
from dvcq_workflow.rules.errors import NotVisible
from dvcq_workflow.rules.notices import NoticeStatus
from dvcq_workflow.rules.obligations import PeriodKind
from dvcq_workflow.selectors.chasing import owed_duties, owed_tasks
from dvcq_workflow.selectors.content import content_of_version, parent_heading
from dvcq_workflow.selectors.notices import TOLD_ROLES
from dvcq_workflow.selectors.numbering import plan_numbers
from dvcq_workflow.selectors.people import seats_of, valid_on
from dvcq_workflow.selectors.year_access import may_read_paper

LETTER_AUTHORS = ("chasing_drafted", "chasing_saved")


def letter_seen_by(viewer: Any, uid: uuid.UUID, on: dt.date) -> ChasingLetter:
    """Return a letter: to the unit that writes it and to the plan's issuing side; released, also
    to each unit that it is sent to.

    Raises:
        NotVisible: ``letter_not_found``.
    """
    letter = (
        ChasingLetter.objects.filter(uid=uid)
        .select_related(
            "plan__issuing_unit",
            "plan__drafting_unit",
            "plan__advising_unit",
            "plan__stream",
            "unit__parent",
            "period",
            "drafted_by",
            "signed_by",
            "signed_for",
        )
        .first()
    )
    if letter is None:
        raise NotVisible("letter_not_found")
    own = {seat.unit_id for seat in seats_of(viewer, on)}
    writes = own & {letter.unit_id, letter.unit.records_office_id}
    if not writes and not may_read_paper(viewer, letter, on):
        raise NotVisible("letter_not_found")
    return letter


def letters_of(plan: Plan) -> list[ChasingLetter]:
    """Return the letters under a plan, the latest first; for those who see its whole year."""
    rows = ChasingLetter.objects.filter(plan=plan).select_related("drafted_by").order_by("-pk")
    return list(rows.prefetch_related("chased", "issuances"))


def chased_by(letter: ChasingLetter) -> list[ChasedDuty]:
    """Return what a letter asks for, unit by unit."""
    rows = letter.chased.select_related("duty__period", "assignment", "unit")
    return list(rows.order_by("unit_name", "unit_id", "due_on", "pk"))


def what_is_owed(
    plan: Plan, on: dt.date, *, receiver_id: int, units: Iterable[int], period_id: int | None = None
) -> list[ReportDuty | Assignment]:
    """Return all that these units owe one receiver on a day: of one period its reports alone."""
    wanted = sorted(set(units))
    duties = [
        duty
        for duty in owed_duties(plan, on, units=wanted)
        if duty.receiver_id == receiver_id and period_id in (None, duty.period_id)
    ]
    if period_id is not None:
        return list(duties)
    found = owed_tasks(plan, on, units=wanted)
    tasks = [t for t in found if t.receiver_id == receiver_id and t.unit_id in wanted]
    return [*duties, *tasks]


def content_of_letter(
    letter: ChasingLetter, chased: Sequence[ChasedDuty] | None = None
) -> LetterContent:
    """Return what a letter says, with the plan as its number and date name it."""
    number = plan_numbers().get(plan_id=letter.plan_id)
    rows = chased_by(letter) if chased is None else chased
    return LetterContent(
        plan=str(letter.plan.uid),
        plan_number=number.full_number,
        plan_date=number.issued_on,
        counted_on=timezone.localdate(letter.drafted_at),
        written=text_of_letter(letter),
        owed=tuple(map(_owed, rows)),
    )


def _owed(row: ChasedDuty) -> Owed:
    if row.duty is None:
        text = row.assignment.text if row.assignment else ""
        return Owed(row.unit_name, text, row.due_on, is_report=False)
    period = period_words(row.duty.period)
    what = words.REPORT_OF.format(period=period)
    named = period[:1].upper() + period[1:]
    return Owed(row.unit_name, what, row.due_on, is_report=True, period=named)


def period_words(period: ReportingPeriod) -> str:
    """Return a period as Vietnamese running text has it, whatever the reader's language is."""
    return period_text(PeriodKind(period.kind), period.index, period.year)


def text_of_letter(letter: ChasingLetter) -> LetterText:
    """Return what the drafter of a letter wrote."""
    return LetterText(letter.symbol, letter.place, letter.subject, letter.text)


def number_of_letter(letter: ChasingLetter) -> Issuance | None:
    """Return the number under which a letter went out."""
    rows = letter.issuances.exclude(state=Issuance.State.VOID)
    return rows.select_related("series").first()


def sheet_of_letter(letter: ChasingLetter) -> Sheet:
    """Return a letter as it stands: a draft until it has its number."""
    number = number_of_letter(letter)
    imprint = Imprint(
        number=number.number if number else None,
        issued_on=number.issued_on if number else None,
        is_draft=number is None,
        issuer_name=letter.unit.name,
        drafted_on=timezone.localdate(letter.drafted_at),
    )
    plan_number = plan_numbers().select_related("version").get(plan_id=letter.plan_id)
    issued = content_of_version(plan_number.plan_version)
    frame = LetterFrame(
        parent_heading=parent_heading(letter.unit),
        heading_lines=tuple(letter.unit.heading_lines),
        plan=PlanNamed(
            plan_number.full_number,
            plan_number.issued_on,
            letter.plan.issuing_unit.name,
            issued.subject,
            issued.document_type,
        ),
        recipients=(RecipientLine(letter.plan.issuing_unit.name, words.COPY_FOR),),
        signature=SignatureBlock(
            tuple(letter.signature_lines), letter.signature_position, letter.signature_name
        ),
    )
    return chasing_sheet(content_of_letter(letter), frame, imprint)


def authors_of_letter(letter: ChasingLetter) -> frozenset[int]:
    """Return everyone who wrote a letter, and for whom."""
    rows = AuditEvent.objects.filter(
        stream_id=letter.plan.stream_id,
        code__in=LETTER_AUTHORS,
        envelope__contains=str(letter.uid),
    )
    pairs = rows.order_by().values_list("actor_id", "principal_id").distinct()
    people = {person for pair in pairs for person in pair if person is not None}
    return frozenset(people | {letter.drafted_by_id})


def people_told_of_letter(letter: ChasingLetter, on: dt.date) -> list[int]:
    """Return the ids of those to be told of a released letter: heads, leaders and records clerks
    of the units that it is sent to."""
    units = ChasedDuty.objects.filter(letter=letter).values("unit_id")
    members = Membership.objects.filter(
        valid_on(on), unit_id__in=units, role__in=TOLD_ROLES, user__is_active=True
    )
    return sorted(set(members.values_list("user_id", flat=True)))


def is_open(letter: ChasingLetter) -> bool:
    """Return whether a letter can still go out or be given up."""
    return letter.state in (NoticeStatus.DRAFTED, NoticeStatus.SIGNED)


def acts_as(actor_id: int, seats: Iterable[Any], unit_id: int, roles: Iterable[Any]) -> set[int]:
    """Return as whom a person may act in a unit: themselves, and whom they stand in for."""
    held = [seat for seat in seats if seat.unit_id == unit_id and seat.role in roles]
    return set().union(*(people_of(actor_id, seat) for seat in held))
