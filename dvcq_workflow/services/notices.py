"""Correction and recall of an issued plan: written, signed and released, each step on record.

A notice is guarded by its plan's lock and told of in its plan's stream.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.documents.press import require_printable_texts
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.notices import PlanNotice
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.changes import require_in_force
from dvcq_workflow.rules.desks import ROLES_AT, Step, people_of
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible
from dvcq_workflow.rules.notices import (
    DOCUMENT_TYPES,
    NoticeAct,
    NoticeKind,
    NoticeStatus,
    NoticeText,
    next_notice_status,
    require_other_releaser,
    require_other_signer,
)
from dvcq_workflow.rules.plans import Act as PlanAct
from dvcq_workflow.rules.plans import next_status, require_reason
from dvcq_workflow.selectors.desks import unit_of_step
from dvcq_workflow.selectors.notices import authors_of_notice, content_of_notice
from dvcq_workflow.selectors.numbering import plan_numbers
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import Case, leading
from dvcq_workflow.services.files import order_files
from dvcq_workflow.services.numbering import ToNumber, lock_series, take_next_number
from dvcq_workflow.services.signing import held_power, print_signature, sign_for
from dvcq_workflow.services.work import order_work


@dataclass
class _NoticeCase:
    """A notice under its plan's lock, and the person who was found to be allowed to act on it."""

    notice: PlanNotice
    case: Case

    @property
    def people(self) -> frozenset[int]:
        """Who acts, and whom they stand in for."""
        return people_of(self.case.actor.pk, self.case.seat)

    def move(self, act: NoticeAct) -> None:
        """Bring the notice to the state that ``act`` leads to and save it."""
        self.notice.status = next_notice_status(self.notice.state, act)
        self.notice.save()

    def record(self, code: str, *, reason: str = "", **details: Any) -> None:
        """Write the act's event in the plan's stream; its hash is the notice's."""
        record_event(
            code,
            stream=self.case.plan.stream,
            seat=self.case.seat,
            reason=reason,
            content_hash=self.notice.content_hash,
            details={
                "notice": str(self.notice.uid),
                "notice_kind": self.notice.kind,
                "document_type": self.notice.document_type,
                **details,
            },
        )


def draft_notice(*, plan_id: int, kind: NoticeKind, written: NoticeText, actor: Any) -> PlanNotice:
    """Begin a correction or a recall of an issued plan; by a specialist or head of the unit that
    drafted it.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``leading``.
        RuleViolation: what ``rules.changes.require_in_force`` and ``NoticeText.stored`` refuse;
            ``text_not_printable``.

    Source: decree 30/2020/ND-CP, Articles 18.3 and 18.4.
    """
    with leading(
        plan_id, actor=actor, unit_of=_unit_at(Step.DRAFT), roles=ROLES_AT[Step.DRAFT]
    ) as case:
        require_in_force(case.plan.state)
        notice = PlanNotice(
            plan=case.plan,
            kind=kind,
            document_type=DOCUMENT_TYPES[kind],
            status=NoticeStatus.DRAFTED,
            drafted_by=actor,
            drafted_at=case.act.at,
        )
        _write(notice, written)
        notice.save()
        _NoticeCase(notice, case).record("notice_drafted", reason=notice.reason)
        return notice


def save_notice(*, notice_id: int, written: NoticeText, seen_hash: str, actor: Any) -> PlanNotice:
    """Store what its drafter wrote, as long as nobody has signed it.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``leading``; ``notice_not_yours``,
            ``content_changed``, ``notice_moved_on``.
        RuleViolation: what ``rules.changes.require_in_force`` and ``NoticeText.stored`` refuse;
            ``text_not_printable``.
    """
    with _noticing(notice_id, NoticeAct.SAVE, Step.DRAFT, seen_hash, actor) as at_hand:
        _require_drafter(at_hand)
        require_in_force(at_hand.case.plan.state)
        _write(at_hand.notice, written)
        at_hand.move(NoticeAct.SAVE)
        at_hand.record("notice_saved", reason=at_hand.notice.reason, before=seen_hash)
        return at_hand.notice


def drop_notice(*, notice_id: int, reason: str, seen_hash: str, actor: Any) -> PlanNotice:
    """Give a notice up that nobody has signed; by its drafter, with the reason. It stays on record.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``save_notice``.
        RuleViolation: ``reason_missing``, ``reason_too_long``.
    """
    text = require_reason(reason)
    with _noticing(notice_id, NoticeAct.DROP, Step.DRAFT, seen_hash, actor) as at_hand:
        _require_drafter(at_hand)
        at_hand.move(NoticeAct.DROP)
        at_hand.record("notice_dropped", reason=text)
        return at_hand.notice


def sign_notice(
    *, notice_id: int, seen_hash: str, actor: Any, authority_id: int | None = None
) -> PlanNotice:
    """Sign a notice with a power held that day for the body that issued the plan.

    ``authority_id``: which of the signer's powers, where they hold several; None: the first.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``save_notice``; ``stand_in_cannot_sign``,
            ``signer_without_authority``, ``drafter_signs_own_notice``.
        RuleViolation: what ``rules.changes.require_in_force`` refuses.

    Source: decree 30/2020/ND-CP, Article 13.
    """
    with _noticing(notice_id, NoticeAct.SIGN, Step.SIGN, seen_hash, actor) as at_hand:
        notice, case = at_hand.notice, at_hand.case
        if case.seat.principal_id is not None:
            raise NotPermitted("stand_in_cannot_sign")
        require_in_force(case.plan.state)
        authority = held_power(case, case.plan.issuing_unit_id, authority_id)
        refuse = partial(require_other_signer, authors=authors_of_notice(notice))
        refuse(at_hand.people)
        sign_for(case, authority, refuse)
        print_signature(notice, case, authority)
        at_hand.move(NoticeAct.SIGN)
        at_hand.record(
            "notice_signed",
            authority=authority.pk,
            authority_lines=list(authority.prefixes),
            position=authority.position,
        )
        return notice


def release_notice(*, notice_id: int, issued_on: dt.date, seen_hash: str, actor: Any) -> Issuance:
    """Number a signed notice and send it to the units that received the plan; a recall ends the
    plan in the same act. By the records office, and not by the signer.

    ``issued_on`` is the date printed on the document, not the moment of the click.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``save_notice``; ``signer_releases_own_notice``.
        RuleViolation: ``series_missing``, and what ``rules.changes.require_in_force`` and
            ``rules.numbering.require_dates_in_order`` refuse.

    Source: decree 30/2020/ND-CP, Articles 14, 15, 17 and 18.
    """
    with _noticing(notice_id, NoticeAct.RELEASE, Step.RELEASE, seen_hash, actor) as at_hand:
        notice, case = at_hand.notice, at_hand.case
        signers = (notice.signed_by_id, notice.signed_for_id)
        require_other_releaser(at_hand.people, [person for person in signers if person])
        require_in_force(case.plan.state)
        issuance = _number(at_hand, issued_on)
        notice.released_at = case.act.at
        at_hand.move(NoticeAct.RELEASE)
        at_hand.record("notice_released", number=issuance.full_number, issued_on=str(issued_on))
        if notice.is_recall:
            _recall(at_hand, issuance)
        order_files(issuance)
        order_work("tell_recipients", key=str(notice.uid), payload={"notice_id": notice.pk})
        return issuance


def _recall(at_hand: _NoticeCase, issuance: Issuance) -> None:
    plan = at_hand.case.plan
    plan.status = next_status(plan.state, PlanAct.BE_RECALLED)
    plan.save()
    at_hand.record(
        "plan_recalled",
        reason=at_hand.notice.reason,
        by_number=issuance.full_number,
        issued_on=str(issuance.issued_on),
    )


@contextmanager
def _noticing(
    notice_id: int, act: NoticeAct, step: Step, seen_hash: str, actor: Any
) -> Iterator[_NoticeCase]:
    """Walk the path up to the act: lock the plan, seat, state of the notice, content seen.

    ``step``: the desk of a plan whose unit and roles do the same for a notice.
    """
    with acting(actor=actor):
        plan_id = PlanNotice.objects.filter(pk=notice_id).values_list("plan_id", flat=True).first()
        if plan_id is None:
            raise NotVisible("notice_not_found")
        with leading(plan_id, actor=actor, unit_of=_unit_at(step), roles=ROLES_AT[step]) as case:
            case.act.refused_on = ("plan_notice", case.plan.stream)
            notice = PlanNotice.objects.select_related("plan__stream").get(pk=notice_id)
            next_notice_status(notice.state, act)
            if seen_hash != notice.content_hash:
                raise Conflict("content_changed")
            yield _NoticeCase(notice, case)


def _unit_at(step: Step) -> Callable[[Plan], int]:
    return lambda plan: unit_of_step(step, plan)


def _require_drafter(at_hand: _NoticeCase) -> None:
    if at_hand.notice.drafted_by_id not in at_hand.people:
        raise NotPermitted("notice_not_yours")


def _write(notice: PlanNotice, written: NoticeText) -> None:
    """Copy what was written onto the notice, unsaved. The reason is for the record alone and is
    not printed."""
    stored = written.stored()
    require_printable_texts((stored.symbol, stored.place, stored.subject, *stored.text.split("\n")))
    notice.symbol, notice.place = stored.symbol, stored.place
    notice.subject, notice.text, notice.reason = stored.subject, stored.text, stored.reason
    notice.content_hash = content_of_notice(notice).content_hash


def _number(at_hand: _NoticeCase, issued_on: dt.date) -> Issuance:
    """Take the next number of the series of the notice's own type."""
    notice, case = at_hand.notice, at_hand.case
    plan = case.plan
    series = lock_series(
        plan.issuing_unit_id, notice.document_type, issued_on.year, on=case.on, seat=case.seat
    )
    signed_at = notice.signed_at or case.act.at
    document = ToNumber(
        symbol=notice.symbol,
        issued_on=issued_on,
        signed_on=timezone.localdate(signed_at),
        columns={
            "plan": plan,
            "notice": notice,
            "version_id": plan_numbers().values_list("version_id", flat=True).get(plan=plan),
            "content_hash": notice.content_hash,
            "state": Issuance.State.RELEASED,
            "released_at": case.act.at,
        },
    )
    return take_next_number(series, document, on=case.on)
