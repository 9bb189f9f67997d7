"""What an approval sheet tells of a plan: from its record, up to its release and no further."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, Q
from django.utils import timezone

from dvcq_workflow.documents.press.slip_facts import (
    ApprovalFacts,
    Content,
    Hand,
    Opinion,
    Return,
    Round,
    Step,
    Void,
)
from dvcq_workflow.models.approvals import Approval, PlanReturn
from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.consultations import Consultation
from dvcq_workflow.models.consultations import Opinion as OpinionRow
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.versions import PlanVersion
from dvcq_workflow.rules.acts import AUTHORS_ACTS
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.plans import ONCE_ISSUED, Status
from dvcq_workflow.selectors.numbering import numbers_of_plans
from dvcq_workflow.selectors.people import people_named_by

RELEASED = "plan_released"
NUMBERED = ("number_assigned", "paper_number_entered")
DECISIONS = (
    "content_checked",
    "format_checked",
    "plan_signed",
    "plan_returned",
    "plan_refused",
    "plan_withdrawn",
    "number_voided",
    "plan_sealed",
    "draft_handed_over",
)
NAMED_BY_EVENT = ("plan_submitted", "opinion_given", *NUMBERED, RELEASED)
"""Acts of which no row but the event holds the title of that day."""
TOLD = AUTHORS_ACTS | {*DECISIONS, *NAMED_BY_EVENT}
"""Every act that changes what the sheet says; what follows the release is not among them."""


def approval_facts(plan: Plan) -> ApprovalFacts:
    """Return what is to be told of a plan as its record stands, in nine queries for any length.

    After the release they are always the same, but for names that the host has changed since.

    Raises:
        RuleViolation: ``approval_sheet_historical``: of a plan that came in with its number nothing
            was decided here.
    """
    if plan.is_historical:
        raise RuleViolation("approval_sheet_historical")
    return _Reading(plan).facts()


@dataclass
class _Reading:
    """The rows behind one sheet, each kind read once."""

    plan: Plan

    def facts(self) -> ApprovalFacts:
        plan, drafting, issuing = self.plan, self.plan.drafting_unit, self.plan.issuing_unit
        seq, at = self._last
        return ApprovalFacts(
            document_type=plan.document_type,
            subject=plan.subject,
            year=plan.year,
            place=plan.place,
            symbol=plan.symbol,
            parent_heading="" if drafting == issuing else " ".join(issuing.heading_lines),
            heading_lines=tuple(drafting.heading_lines),
            issuing_unit=issuing.name,
            advising_unit=plan.advising_unit.name if plan.advising_unit else "",
            drafting_unit=drafting.name,
            status=Status.ISSUED.value if plan.state in ONCE_ISSUED else plan.status,
            content=self._content(plan.content_hash),
            drafters=tuple(self._hand_of(event) for event in self._first_of_each_drafter),
            rounds=tuple(self._rounds()),
            steps=tuple(self._steps()),
            returns=tuple(self._return(row) for row in self._returns),
            voided=tuple(sorted(self._voided(), key=lambda void: void.hand.at)),
            seq=seq,
            told_at=timezone.localtime(at),
        )

    # -- rows

    @cached_property
    def _log(self) -> list[tuple[int, dt.datetime, str, int, int | None]]:
        """The acts that the sheet tells of, in order: number, moment, code, actor, principal."""
        rows = AuditEvent.objects.filter(stream_id=self.plan.stream_id, code__in=sorted(TOLD))
        return list(
            rows.order_by("seq").values_list("seq", "at", "code", "actor_id", "principal_id")
        )

    @property
    def _last(self) -> tuple[int, dt.datetime]:
        seq, at, *_rest = self._log[-1]
        return seq, at

    @cached_property
    def _first_seqs(self) -> set[int]:
        """The first act of everyone who wrote at the drafter's desk, and for whom."""
        first: dict[tuple[int, int | None], int] = {}
        for seq, _at, code, person, whom in self._log:
            if code in AUTHORS_ACTS:
                first.setdefault((person, whom), seq)
        return set(first.values())

    @cached_property
    def _events(self) -> list[AuditEvent]:
        """The acts whose envelope is read."""
        wanted = Q(code__in=NAMED_BY_EVENT) | Q(seq__in=self._first_seqs)
        rows = AuditEvent.objects.filter(wanted, stream_id=self.plan.stream_id)
        return list(rows.order_by("seq"))

    @property
    def _first_of_each_drafter(self) -> list[AuditEvent]:
        return [event for event in self._events if event.seq in self._first_seqs]

    @cached_property
    def _returns(self) -> list[PlanReturn]:
        rows = PlanReturn.objects.filter(plan=self.plan).select_related("unit")
        return list(rows.order_by("at", "pk"))

    @cached_property
    def _approvals(self) -> list[Approval]:
        rows = Approval.objects.filter(plan=self.plan).select_related("unit", "authority")
        return list(rows.order_by("pk"))

    @cached_property
    def _numbers(self) -> list[Issuance]:
        return list(numbers_of_plans().filter(plan=self.plan).order_by("pk"))

    @cached_property
    def _consultations(self) -> list[Consultation]:
        opinions = OpinionRow.objects.select_related("unit").order_by("unit__name", "pk")
        rows = Consultation.objects.filter(plan=self.plan).select_related("version")
        rows = rows.defer("version__content").order_by("round")
        return list(rows.prefetch_related(Prefetch("opinions", queryset=opinions)))

    @cached_property
    def _versions(self) -> dict[str, int]:
        rows = PlanVersion.objects.filter(plan=self.plan)
        return dict(rows.values_list("content_hash", "number"))

    @cached_property
    def _names(self) -> dict[int, str]:
        ids: set[int | None] = set()
        for _seq, _at, _code, *who in self._log:
            ids.update(who)
        for approval in self._approvals:
            ids |= {approval.by_id, approval.on_behalf_of_id}
        for row in self._returns:
            ids |= {row.by_id, row.on_behalf_of_id}
        for number in self._numbers:
            ids |= {number.taken_by_id, number.taken_for_id}
        for opinion in self._opinions():
            ids |= {opinion.given_by_id, opinion.given_for_id}
        return people_named_by(person for person in ids if person is not None)

    def _opinions(self) -> Iterator[OpinionRow]:
        for consultation in self._consultations:
            yield from consultation.opinions.all()

    # -- what they say

    def _content(self, content_hash: str) -> Content:
        return Content(self._versions.get(content_hash), content_hash)

    def _name(self, person: int | None) -> str:
        return self._names.get(person, "") if person is not None else ""

    def _hand(self, person: int, at: dt.datetime, whom: int | None, title: str, unit: str) -> Hand:
        return Hand(self._name(person), timezone.localtime(at), title, unit, self._name(whom))

    def _hand_of(self, event: AuditEvent) -> Hand:
        seat = json.loads(event.envelope)["actor"]
        return self._hand(
            event.actor_id, event.at, event.principal_id, seat["title"], seat["unit_name"]
        )

    def _hand_at(
        self, codes: Iterable[str], person: int, at: dt.datetime, whom: int | None
    ) -> Hand:
        """Return who did an act whose row has no title: the act's own event has it."""
        for event in self._events:
            if event.code in codes and (event.actor_id, event.at) == (person, at):
                return self._hand_of(event)
        return self._hand(person, at, whom, "", "")

    def _decided(self, row: Approval | PlanReturn) -> Hand:
        return self._hand(row.by_id, row.at, row.on_behalf_of_id, row.title, row.unit.name)

    def _return(self, row: PlanReturn) -> Return:
        content = self._content(row.content_hash)
        return Return(row.kind, row.step, self._decided(row), row.reason, content)

    def _ended_by(self, at: dt.datetime) -> int | None:
        """Return which return, counted from 1, came after a moment; None for none."""
        places = (n for n, row in enumerate(self._returns, start=1) if row.at >= at)
        return next(places, None)

    def _counts(self, row: Approval) -> bool:
        """Whether it counts now, as ``selectors.approvals`` has it for the rules."""
        return row.content_hash == self.plan.content_hash and self._ended_by(row.at) is None

    # -- steps

    def _steps(self) -> Iterator[Step]:
        yield self._event_step("submit", "plan_submitted")
        for kind in (Approval.Kind.CONTENT, Approval.Kind.FORMAT, Approval.Kind.SIGNATURE):
            yield self._approval_step(kind)
        yield self._number_step()
        yield self._approval_step(Approval.Kind.SEAL)
        yield self._event_step("release", RELEASED)

    def _event_step(self, key: str, code: str) -> Step:
        for event in reversed(self._events):
            if event.code == code and self._ended_by(event.at) is None:
                return Step(key, self._hand_of(event), self._content(event.content_hash))
        return Step(key)

    def _approval_step(self, kind: Approval.Kind) -> Step:
        for row in reversed(self._approvals):
            if row.kind == kind and self._counts(row):
                return Step(
                    key=kind.value,
                    hand=self._decided(row),
                    content=self._content(row.content_hash),
                    lines=_lines_of(row),
                    policy=row.by_policy,
                )
        return Step(kind.value)

    def _number_step(self) -> Step:
        for row in self._numbers:
            if row.state != Issuance.State.VOID:
                return Step(
                    key="number",
                    hand=self._hand_at(NUMBERED, row.taken_by_id, row.taken_at, row.taken_for_id),
                    content=self._content(row.content_hash),
                    number=row.full_number,
                    numbered_on=row.issued_on,
                    paper_reason=row.reason if row.medium == Issuance.Medium.PAPER else "",
                )
        return Step("number")

    # -- what no longer counts, opinions

    def _voided(self) -> Iterator[Void]:
        for row in self._approvals:
            if not self._counts(row):
                content = self._content(row.content_hash)
                yield Void(row.kind, self._decided(row), content, self._ended_by(row.at))
        for number in self._numbers:
            if number.state == Issuance.State.VOID:
                taker = number.taken_by_id, number.taken_at, number.taken_for_id
                yield Void(
                    key="number",
                    hand=self._hand_at(NUMBERED, *taker),
                    content=self._content(number.content_hash),
                    ended_by=self._ended_by(number.taken_at),
                    number=number.full_number,
                    reason=number.reason,
                )

    def _rounds(self) -> Iterator[Round]:
        for row in self._consultations:
            yield Round(
                number=row.round,
                content=self._content(row.version.content_hash),
                question=row.question,
                opened_at=timezone.localtime(row.opened_at),
                due_on=row.due_on,
                closed_at=timezone.localtime(row.closed_at) if row.closed_at else None,
                closing_reason=row.closing_reason,
                opinions=tuple(self._opinion(opinion) for opinion in row.opinions.all()),
            )

    def _opinion(self, row: OpinionRow) -> Opinion:
        given = row.given_by_id, row.given_at
        hand = None
        if given[0] is not None and given[1] is not None:
            hand = self._hand_at(("opinion_given",), given[0], given[1], row.given_for_id)
        return Opinion(row.unit.name, row.state, hand, row.text, row.response)


def _lines_of(row: Approval) -> tuple[str, ...]:
    position: Sequence[str] = [row.authority.position] if row.authority else []
    return (*row.authority_lines, *position)
