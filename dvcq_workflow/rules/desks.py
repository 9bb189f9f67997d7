"""Desks: which role sits where, and who may do what there (decree 30/2020, Articles 10-18)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dvcq_workflow.rules.errors import Conflict, NotPermitted, RuleViolation
from dvcq_workflow.rules.plans import Status


class Role(StrEnum):
    """What a person does in a unit."""

    SPECIALIST = "specialist"
    HEAD = "head"
    LEADER = "leader"
    RECORDS_CLERK = "records_clerk"
    FORMAT_CHECKER = "format_checker"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Policy(StrEnum):
    """What a body's own rules may allow though the general rule does not; always recorded."""

    HEAD_CHECKS_OWN_DRAFT = "head_checks_own_draft"


class Step(StrEnum):
    """The desks of all flows; the values are the flows' node names, frozen."""

    DRAFT = "draft"
    CLOSE_CONSULTATION = "close_consultation"
    GIVE_OPINION = "give_opinion"
    CHECK_CONTENT = "check_content"
    CHECK_FORMAT = "check_format"
    SIGN = "sign"
    NUMBER = "number"
    SEAL = "seal"
    RELEASE = "release"

    ACCEPT = "accept"
    NAME_OFFICERS = "name_officers"
    WORK = "work"
    APPROVE_RESULT = "approve_result"
    VERIFY = "verify"

    DECIDE_EXTENSION = "decide_extension"

    WRITE_REPORT = "write_report"
    APPROVE_REPORT = "approve_report"
    NUMBER_REPORT = "number_report"
    SUBMIT_REPORT = "submit_report"
    CHECK_REPORT = "check_report"

    COLLECT = "collect"
    DRAFT_CONSOLIDATION = "draft_consolidation"
    APPROVE_CONSOLIDATION = "approve_consolidation"
    NUMBER_CONSOLIDATION = "number_consolidation"
    DELIVER = "deliver"
    ACKNOWLEDGE = "acknowledge"

    TRIAGE = "triage"
    SETTLE = "settle"
    DECIDE_OBSTACLE = "decide_obstacle"
    INFORM = "inform"


_WRITERS = frozenset({Role.SPECIALIST, Role.HEAD})
_LEADERS = frozenset({Role.HEAD, Role.LEADER})
_CLERKS = frozenset({Role.RECORDS_CLERK})

ROLES_AT: dict[Step, frozenset[Role]] = {
    Step.DRAFT: frozenset({Role.SPECIALIST, Role.HEAD}),
    Step.CLOSE_CONSULTATION: frozenset({Role.SPECIALIST, Role.HEAD}),
    Step.GIVE_OPINION: frozenset({Role.HEAD, Role.LEADER}),
    Step.CHECK_CONTENT: frozenset({Role.HEAD}),
    Step.CHECK_FORMAT: frozenset({Role.FORMAT_CHECKER}),
    Step.SIGN: frozenset({Role.LEADER}),
    Step.NUMBER: frozenset({Role.RECORDS_CLERK}),
    Step.SEAL: frozenset({Role.RECORDS_CLERK}),
    Step.RELEASE: frozenset({Role.RECORDS_CLERK}),
    Step.ACCEPT: _LEADERS,
    Step.NAME_OFFICERS: _LEADERS,
    Step.WORK: _WRITERS,
    Step.APPROVE_RESULT: _LEADERS,
    Step.VERIFY: _WRITERS,
    Step.DECIDE_EXTENSION: _LEADERS,
    Step.WRITE_REPORT: _WRITERS,
    Step.APPROVE_REPORT: _LEADERS,
    Step.NUMBER_REPORT: _CLERKS,
    Step.SUBMIT_REPORT: _CLERKS,
    Step.CHECK_REPORT: _WRITERS,
    Step.COLLECT: _WRITERS,
    Step.DRAFT_CONSOLIDATION: _WRITERS,
    Step.APPROVE_CONSOLIDATION: _LEADERS,
    Step.NUMBER_CONSOLIDATION: _CLERKS,
    Step.DELIVER: _CLERKS,
    Step.ACKNOWLEDGE: _CLERKS | _LEADERS,
    Step.TRIAGE: _WRITERS,
    Step.SETTLE: _LEADERS,
    Step.DECIDE_OBSTACLE: frozenset({Role.LEADER}),
    Step.INFORM: _WRITERS,
}
"""Which roles sit at a step's desk; the unit is the desk's own."""


class Holder(StrEnum):
    """Whose people sit at a desk: which of a plan's units, or of its year's subject's."""

    DRAFTING = "drafting"
    ASKED = "asked"
    RECORDS = "records"
    ISSUING = "issuing"
    DUTY = "duty"
    DUTY_RECORDS = "duty_records"
    RECEIVING = "receiving"


HOLDER_OF: dict[Step, Holder] = {
    Step.DRAFT: Holder.DRAFTING,
    Step.CLOSE_CONSULTATION: Holder.DRAFTING,
    Step.GIVE_OPINION: Holder.ASKED,
    Step.CHECK_CONTENT: Holder.DRAFTING,
    Step.CHECK_FORMAT: Holder.RECORDS,
    Step.SIGN: Holder.ISSUING,
    Step.NUMBER: Holder.RECORDS,
    Step.SEAL: Holder.RECORDS,
    Step.RELEASE: Holder.RECORDS,
    Step.ACCEPT: Holder.DUTY,
    Step.NAME_OFFICERS: Holder.DUTY,
    Step.WORK: Holder.DUTY,
    Step.APPROVE_RESULT: Holder.DUTY,
    Step.VERIFY: Holder.RECEIVING,
    Step.DECIDE_EXTENSION: Holder.RECEIVING,
    Step.WRITE_REPORT: Holder.DUTY,
    Step.APPROVE_REPORT: Holder.DUTY,
    Step.NUMBER_REPORT: Holder.DUTY_RECORDS,
    Step.SUBMIT_REPORT: Holder.DUTY_RECORDS,
    Step.CHECK_REPORT: Holder.RECEIVING,
    Step.COLLECT: Holder.DUTY,
    Step.DRAFT_CONSOLIDATION: Holder.DUTY,
    Step.APPROVE_CONSOLIDATION: Holder.DUTY,
    Step.NUMBER_CONSOLIDATION: Holder.DUTY_RECORDS,
    Step.DELIVER: Holder.DUTY_RECORDS,
    Step.ACKNOWLEDGE: Holder.RECORDS,
    Step.TRIAGE: Holder.RECEIVING,
    Step.SETTLE: Holder.RECEIVING,
    Step.DECIDE_OBSTACLE: Holder.ISSUING,
    Step.INFORM: Holder.RECEIVING,
}
"""Which unit holds a step's desk. ``RECORDS`` is the issuing body's records office, ``DUTY`` the
unit of the year's subject, ``RECEIVING`` the unit that checks or settles it."""

APPROVAL_STEPS = tuple(
    step
    for step, holder in HOLDER_OF.items()
    if holder in (Holder.DRAFTING, Holder.ASKED, Holder.ISSUING, Holder.RECORDS)
    and step not in (Step.ACKNOWLEDGE, Step.DECIDE_OBSTACLE)
)
"""The desks of a plan's own approval and issue, in their order."""

SIGNING_STEPS = frozenset({Step.SIGN, Step.APPROVE_REPORT, Step.APPROVE_CONSOLIDATION})
"""Desks at which one signs: a power to sign is given by name and never stood in for."""

DRAFTERS_OWN = frozenset({Step.DRAFT, Step.CLOSE_CONSULTATION})
"""Desks that belong to the drafter in person."""

STEP_IN: dict[Status, Step] = {
    Status.DRAFT: Step.DRAFT,
    Status.IN_CONSULTATION: Step.CLOSE_CONSULTATION,
    Status.CONTENT_CHECK: Step.CHECK_CONTENT,
    Status.FORMAT_CHECK: Step.CHECK_FORMAT,
    Status.AWAITING_SIGNATURE: Step.SIGN,
    Status.SIGNED: Step.NUMBER,
    Status.NUMBERED: Step.SEAL,
    Status.SEALED: Step.RELEASE,
}
"""At whose desk a plan lies in each state that is not its end; in consultation the units asked
hold desks of their own besides."""

LEADING_ROLES = frozenset({Role.HEAD, Role.LEADER})
"""Who orders the work of a unit: gives a kept desk back to it, or a draft to another drafter."""


NOT_STOOD_IN_FOR = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
"""Roles that watch over the record or keep its master data: nobody holds them for another."""


@dataclass(frozen=True)
class Seat:
    """A person's place in a unit on the day of the act.

    ``principal_id``: whose place it is, where the person stands in for somebody absent; ``title``
    is then the stand-in's own, ``principal_title`` that of the place. ``unit_name``: as it is on
    that day, where it is at hand.
    """

    unit_id: int
    role: Role
    title: str = ""
    membership_id: int | None = None
    principal_id: int | None = None
    principal_title: str = ""
    unit_name: str = field(default="", compare=False)


@dataclass(frozen=True)
class PlanFacts:
    """What the rules must know of a plan to say who may act on it.

    Each set holds persons, whether they acted for themselves, for another, or another for them.
    ``authors``: everyone who ever acted at the drafter's desk. The checkers and signers count for
    the content as it is now.
    """

    drafter_id: int
    authors: frozenset[int] = field(default_factory=frozenset)
    content_checkers: frozenset[int] = field(default_factory=frozenset)
    format_checkers: frozenset[int] = field(default_factory=frozenset)
    signers: frozenset[int] = field(default_factory=frozenset)

    @property
    def drafted_by(self) -> frozenset[int]:
        """Everyone whose draft it is."""
        return self.authors | {self.drafter_id}


def seats_for(step: Step, unit_id: int, seats: Iterable[Seat]) -> list[Seat]:
    """Return the seats by which a person may sit at ``step`` of ``unit_id``, their own first.

    Raises:
        NotPermitted: ``desk_not_yours``; ``stand_in_cannot_sign``, where the person only stands
            in for a signer.

    Source: decree 30/2020/ND-CP, Article 13: a power to sign is given in writing, by name.
    """
    fitting = [s for s in seats if s.unit_id == unit_id and s.role in ROLES_AT[step]]
    usable = [s for s in fitting if step not in SIGNING_STEPS or s.principal_id is None]
    if usable:
        return sorted(usable, key=lambda seat: seat.principal_id is not None)
    raise NotPermitted("stand_in_cannot_sign" if fitting else "desk_not_yours")


def seat_for(step: Step, unit_id: int, seats: Iterable[Seat]) -> Seat:
    """Return the first of ``seats_for``.

    Raises:
        NotPermitted: as ``seats_for``.
    """
    return seats_for(step, unit_id, seats)[0]


def choose_seat(
    step: Step,
    seats: Sequence[Seat],
    *,
    actor_id: int,
    plan: PlanFacts,
    kept_by: int | None = None,
    policies: frozenset[Policy] = frozenset(),
) -> Seat:
    """Return the first of ``seats`` (``seats_for``) by which the person may act at ``step``.

    ``kept_by``: who keeps the desk for themselves, if somebody does.

    Raises:
        NotPermitted: what stands against the first seat: ``desk_kept_by_other``, or as
            ``require_separation``.
    """
    refusal: NotPermitted | None = None
    for seat in seats:
        people = people_of(actor_id, seat)
        try:
            require_separation(step, people, plan, policies=policies)
            if kept_by is not None and kept_by not in people:
                raise NotPermitted("desk_kept_by_other")
        except NotPermitted as said:
            refusal = refusal or said
        else:
            return seat
    raise refusal or NotPermitted("desk_not_yours")


def people_of(actor_id: int, seat: Seat) -> frozenset[int]:
    """Return who acts from a seat: the person, and whom they stand in for."""
    return frozenset({actor_id} | ({seat.principal_id} if seat.principal_id else set()))


def policy_used(step: Step, people: Iterable[int], plan: PlanFacts) -> Policy | None:
    """Return the policy without which these people could not act at ``step``; None: none."""
    own = step is Step.CHECK_CONTENT and not plan.drafted_by.isdisjoint(people)
    return Policy.HEAD_CHECKS_OWN_DRAFT if own else None


def require_separation(
    step: Step,
    people: Iterable[int],
    plan: PlanFacts,
    *,
    policies: frozenset[Policy] = frozenset(),
) -> None:
    """Refuse a person who may not act at ``step`` because of what they did before.

    ``people``: the actor, and whoever they act for; the rule holds for each of them.
    ``policies``: what the body's own rules allow; whether it was used, ``policy_used`` says.

    Raises:
        NotPermitted: ``drafter_only``, ``drafter_checks_own_draft``, ``one_person_two_checks``,
            ``drafter_signs_own_draft``, ``signer_seals_own_signature``.

    Source: decree 30/2020/ND-CP, Articles 11.1, 12 (two separate checks), 17 (records office
    seals after the signer has signed).
    """
    ids = frozenset(people)
    if step in DRAFTERS_OWN and plan.drafter_id not in ids:
        raise NotPermitted("drafter_only")
    checks_own = step in (Step.CHECK_CONTENT, Step.CHECK_FORMAT) and ids & plan.drafted_by
    if checks_own and policy_used(step, ids, plan) not in policies:
        raise NotPermitted("drafter_checks_own_draft")
    if step is Step.CHECK_FORMAT and ids & plan.content_checkers:
        raise NotPermitted("one_person_two_checks")
    if step is Step.SIGN and ids & plan.drafted_by:
        raise NotPermitted("drafter_signs_own_draft")
    if step in (Step.NUMBER, Step.SEAL) and ids & plan.signers:
        raise NotPermitted("signer_seals_own_signature")


def require_claimable(step: Step, *, actor_id: int, kept_by: int | None, keeper_sits: bool) -> None:
    """Refuse to keep a desk for oneself that somebody else keeps, or that is kept already.

    ``keeper_sits``: whether ``kept_by`` still has a seat there; one who has none holds up nobody.

    Raises:
        RuleViolation: ``desk_not_claimable``.
        Conflict: ``desk_claimed_already``.
    """
    if step in DRAFTERS_OWN:
        raise RuleViolation("desk_not_claimable")
    if kept_by == actor_id or (kept_by is not None and keeper_sits):
        raise Conflict("desk_claimed_already")
