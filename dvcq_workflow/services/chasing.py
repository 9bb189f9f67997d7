"""Chasing letters (công văn đôn đốc): drafted to exactly the units that owe, signed, released.

A letter is guarded by its plan's lock and told of in its plan's stream.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.documents.press import require_printable_texts
from dvcq_workflow.models.assignments import Assignment
from dvcq_workflow.models.chasing import ChasedDuty, ChasingLetter
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.reporting import ReportDuty, ReportingPeriod
from dvcq_workflow.rules.changes import require_in_force
from dvcq_workflow.rules.chasing import (
    DOCUMENT_TYPE,
    LetterAct,
    LetterText,
    next_letter_status,
    require_other_letter_releaser,
    require_other_letter_signer,
)
from dvcq_workflow.rules.desks import ROLES_AT, Step, people_of
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.notices import NoticeStatus
from dvcq_workflow.rules.plans import require_reason
from dvcq_workflow.selectors.letters import (
    authors_of_letter,
    chased_by,
    content_of_letter,
    what_is_owed,
)
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import Case, leading
from dvcq_workflow.services.files import order_files
from dvcq_workflow.services.numbering import ToNumber, lock_series, take_next_number
from dvcq_workflow.services.signing import held_power, print_signature, sign_for
from dvcq_workflow.services.work import order_work

WRITING, SIGNING, RELEASING = Step.WRITE_REPORT, Step.APPROVE_REPORT, Step.NUMBER_REPORT
"""The desks of a unit's report whose roles do the same for its letters."""


@dataclass
class _LetterCase:
    """A letter under its plan's lock, and the person who was found to be allowed to act on it."""

    letter: ChasingLetter
    case: Case

    @property
    def people(self) -> frozenset[int]:
        """Who acts, and whom they stand in for."""
        return people_of(self.case.actor.pk, self.case.seat)

    def move(self, act: LetterAct) -> None:
        """Bring the letter to the state that ``act`` leads to and save it."""
        self.letter.status = next_letter_status(self.letter.state, act)
        self.letter.save()

    def record(self, code: str, *, reason: str = "", **details: Any) -> None:
        """Write the act's event in the plan's stream; its hash is the letter's."""
        record_event(
            code,
            stream=self.case.plan.stream,
            seat=self.case.seat,
            reason=reason,
            content_hash=self.letter.content_hash,
            details={
                "letter": str(self.letter.uid),
                "document_type": DOCUMENT_TYPE,
                "unit": self.letter.unit_id,
                **details,
            },
        )


def draft_letter(
    *,
    plan_id: int,
    receiver_id: int,
    unit_ids: Iterable[int],
    written: LetterText,
    actor: Any,
    period_id: int | None = None,
) -> ChasingLetter:
    """Begin a letter to those of ``unit_ids`` that owe something today, naming all that each owes:
    reports past their day, and tasks. By a specialist or head of the unit that receives it.

    ``period_id``: chase the reports of this period alone.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``leading``.
        RuleViolation: ``nothing_to_chase``; what ``rules.changes.require_in_force`` and
            ``LetterText.stored`` refuse; ``text_not_printable``.
    """
    with leading(
        plan_id, actor=actor, unit_of=lambda plan: receiver_id, roles=ROLES_AT[WRITING]
    ) as case:
        case.act.refused_on = ("chasing_letter", case.plan.stream)
        require_in_force(case.plan.state)
        owed = what_is_owed(
            case.plan, case.on, receiver_id=receiver_id, units=unit_ids, period_id=period_id
        )
        letter = ChasingLetter(
            plan=case.plan,
            unit_id=receiver_id,
            period=_period(case, period_id),
            status=NoticeStatus.DRAFTED,
            drafted_by=actor,
            drafted_at=case.act.at,
        )
        at_hand = _LetterCase(letter, case)
        _write(at_hand, written, owed)
        at_hand.record("chasing_drafted", **_counts(letter))
        return letter


def save_letter(
    *, letter_id: int, written: LetterText, seen_hash: str, actor: Any
) -> ChasingLetter:
    """Store what its drafter wrote, as long as nobody has signed it, and count anew what its units
    owe today: who has answered meanwhile is no longer addressed.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``leading``; ``letter_not_yours``,
            ``content_changed``, ``letter_moved_on``.
        RuleViolation: as ``draft_letter``.
    """
    with _writing(letter_id, LetterAct.SAVE, WRITING, seen_hash, actor) as at_hand:
        _require_drafter(at_hand)
        require_in_force(at_hand.case.plan.state)
        letter = at_hand.letter
        letter.drafted_at = at_hand.case.act.at
        _write(at_hand, written, _still_owed(at_hand))
        at_hand.record("chasing_saved", before=seen_hash, **_counts(letter))
        return letter


def drop_letter(*, letter_id: int, reason: str, seen_hash: str, actor: Any) -> ChasingLetter:
    """Give a letter up that has not gone out; by its drafter, with the reason. It stays on record.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``save_letter``.
        RuleViolation: ``reason_missing``, ``reason_too_long``.
    """
    text = require_reason(reason)
    with _writing(letter_id, LetterAct.DROP, WRITING, seen_hash, actor) as at_hand:
        _require_drafter(at_hand)
        at_hand.move(LetterAct.DROP)
        at_hand.record("chasing_dropped", reason=text)
        return at_hand.letter


def sign_letter(
    *, letter_id: int, seen_hash: str, actor: Any, authority_id: int | None = None
) -> ChasingLetter:
    """Sign a letter with a power held that day for the unit that sends it.

    Nothing is signed that asks for what is owed no more: the drafter stores the letter again.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``save_letter``; ``stand_in_cannot_sign``,
            ``signer_without_authority``, ``letter_signed_by_drafter``.
        RuleViolation: ``letter_outdated``; what ``rules.changes.require_in_force`` refuses.

    Source: decree 30/2020/ND-CP, Article 13.
    """
    with _writing(letter_id, LetterAct.SIGN, SIGNING, seen_hash, actor) as at_hand:
        case = at_hand.case
        if case.seat.principal_id is not None:
            raise NotPermitted("stand_in_cannot_sign")
        require_in_force(case.plan.state)
        _require_still_owed(at_hand)
        authority = held_power(case, at_hand.letter.unit_id, authority_id)
        refuse = partial(require_other_letter_signer, authors=authors_of_letter(at_hand.letter))
        refuse(at_hand.people)
        sign_for(case, authority, refuse)
        print_signature(at_hand.letter, case, authority)
        at_hand.move(LetterAct.SIGN)
        at_hand.record(
            "chasing_signed",
            authority=authority.pk,
            authority_lines=list(authority.prefixes),
            position=authority.position,
        )
        return at_hand.letter


def release_letter(*, letter_id: int, issued_on: dt.date, seen_hash: str, actor: Any) -> Issuance:
    """Number a signed letter and send it to the units that it names; by the records office of the
    unit that sends it, and not by the signer.

    ``issued_on`` is the date printed on the document, not the moment of the click.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``save_letter``; ``letter_released_by_signer``.
        RuleViolation: ``series_missing``, and what ``rules.changes.require_in_force`` and
            ``rules.numbering.require_dates_in_order`` refuse.

    Source: decree 30/2020/ND-CP, Articles 14, 15, 17 and 18.
    """
    with _writing(letter_id, LetterAct.RELEASE, RELEASING, seen_hash, actor) as at_hand:
        letter, case = at_hand.letter, at_hand.case
        signers = [p for p in (letter.signed_by_id, letter.signed_for_id) if p]
        require_other_letter_releaser(at_hand.people, signers)
        require_in_force(case.plan.state)
        issuance = _number(at_hand, issued_on)
        letter.released_at = case.act.at
        at_hand.move(LetterAct.RELEASE)
        at_hand.record(
            "chasing_released",
            number=issuance.full_number,
            issued_on=str(issued_on),
            **_counts(letter),
        )
        order_files(issuance)
        order_work("tell_chased", key=str(letter.uid), payload={"letter_id": letter.pk})
        return issuance


@contextmanager
def _writing(
    letter_id: int, act: LetterAct, step: Step, seen_hash: str, actor: Any
) -> Iterator[_LetterCase]:
    """Walk the path up to the act: lock the plan, seat, state of the letter, content seen."""
    with acting(actor=actor):
        found = ChasingLetter.objects.filter(pk=letter_id).select_related("unit").first()
        if found is None:
            raise NotVisible("letter_not_found")
        unit_id = found.unit_id
        if step is RELEASING:
            unit_id = found.unit.records_office_id or found.unit_id
        with leading(
            found.plan_id, actor=actor, unit_of=lambda plan: unit_id, roles=ROLES_AT[step]
        ) as case:
            case.act.refused_on = ("chasing_letter", case.plan.stream)
            letter = ChasingLetter.objects.select_related("unit").get(pk=letter_id)
            letter.plan = case.plan
            next_letter_status(letter.state, act)
            if seen_hash != letter.content_hash:
                raise Conflict("content_changed")
            yield _LetterCase(letter, case)


def _require_drafter(at_hand: _LetterCase) -> None:
    if at_hand.letter.drafted_by_id not in at_hand.people:
        raise NotPermitted("letter_not_yours")


def _still_owed(at_hand: _LetterCase) -> list[ReportDuty | Assignment]:
    """Return what the units of a letter owe today, of what it may ask for."""
    letter = at_hand.letter
    return what_is_owed(
        at_hand.case.plan,
        at_hand.case.on,
        receiver_id=letter.unit_id,
        units={row.unit_id for row in chased_by(letter)},
        period_id=letter.period_id,
    )


def _require_still_owed(at_hand: _LetterCase) -> None:
    owed = {_key(thing) for thing in _still_owed(at_hand)}
    asked = chased_by(at_hand.letter)
    answered = [row for row in asked if (row.duty_id, row.assignment_id) not in owed]
    if answered:
        names = dict.fromkeys(row.unit_name for row in answered)
        raise RuleViolation("letter_outdated", units="; ".join(names))


def _key(thing: ReportDuty | Assignment) -> tuple[int | None, int | None]:
    return (thing.pk, None) if isinstance(thing, ReportDuty) else (None, thing.pk)


def _write(
    at_hand: _LetterCase, written: LetterText, owed: Sequence[ReportDuty | Assignment]
) -> None:
    """Store what was written, and what the letter asks for in place of what it asked for."""
    letter = at_hand.letter
    if not owed:
        raise RuleViolation("nothing_to_chase")
    stored = written.stored()
    letter.symbol, letter.place = stored.symbol, stored.place
    letter.subject, letter.text = stored.subject, stored.text
    rows = [_asked(thing) for thing in owed]
    rows.sort(key=lambda row: (row.unit_name, row.unit_id, row.due_on or dt.date.max))
    content = content_of_letter(letter, rows)
    require_printable_texts((stored.symbol, stored.place, stored.subject, *stored.text.split("\n")))
    require_printable_texts(text for thing in content.owed for text in (thing.unit, thing.what))
    letter.content_hash = content.content_hash
    letter.save()
    _ask_for(letter, rows)


def _period(case: Case, period_id: int | None) -> ReportingPeriod | None:
    if period_id is None:
        return None
    return ReportingPeriod.objects.filter(plan=case.plan, pk=period_id).first()


def _asked(thing: ReportDuty | Assignment) -> ChasedDuty:
    row = ChasedDuty(unit=thing.unit, unit_name=thing.unit_name, due_on=thing.effective_due_on)
    if isinstance(thing, ReportDuty):
        row.duty = thing
    else:
        row.assignment = thing
    return row


def _ask_for(letter: ChasingLetter, rows: Sequence[ChasedDuty]) -> None:
    """Keep what is asked for still, and let go of the rest; a row is not written anew."""
    kept = {(row.duty_id, row.assignment_id, row.due_on): row for row in chased_by(letter)}
    for row in rows:
        if kept.pop((row.duty_id, row.assignment_id, row.due_on), None) is None:
            row.letter = letter
            row.save()
    for row in kept.values():
        row.delete()


def _counts(letter: ChasingLetter) -> dict[str, Any]:
    rows = chased_by(letter)
    return {
        "chased_units": len({row.unit_id for row in rows}),
        "chased_reports": sum(row.duty_id is not None for row in rows),
        "chased_tasks": sum(row.assignment_id is not None for row in rows),
    }


def _number(at_hand: _LetterCase, issued_on: dt.date) -> Issuance:
    """Take the next number of the series in which the unit numbers its công văn."""
    letter, case = at_hand.letter, at_hand.case
    series = lock_series(letter.unit_id, DOCUMENT_TYPE, issued_on.year, on=case.on, seat=case.seat)
    document = ToNumber(
        symbol=letter.symbol,
        issued_on=issued_on,
        signed_on=timezone.localdate(letter.signed_at or case.act.at),
        columns={
            "plan": case.plan,
            "letter": letter,
            "content_hash": letter.content_hash,
            "state": Issuance.State.RELEASED,
            "released_at": case.act.at,
        },
    )
    return take_next_number(series, document, on=case.on)
