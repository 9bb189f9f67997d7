"""Desks: which role sits where, and who may do what there (decree 30/2020, Articles 10-18)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dvcq_workflow.rules.errors import NotPermitted


class Role(StrEnum):
    """What a person does in a unit."""

    SPECIALIST = "specialist"
    HEAD = "head"
    LEADER = "leader"
    RECORDS_CLERK = "records_clerk"
    FORMAT_CHECKER = "format_checker"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Step(StrEnum):
    """The desks of the approval flow; the values are the flow's node names, frozen."""

    DRAFT = "draft"
    CLOSE_CONSULTATION = "close_consultation"
    GIVE_OPINION = "give_opinion"
    CHECK_CONTENT = "check_content"
    CHECK_FORMAT = "check_format"
    SIGN = "sign"
    NUMBER = "number"
    SEAL = "seal"
    RELEASE = "release"


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
}
"""Which roles sit at a step's desk; the unit is the desk's own."""

DRAFTERS_OWN = frozenset({Step.DRAFT, Step.CLOSE_CONSULTATION})
"""Desks that belong to the drafter in person."""


@dataclass(frozen=True)
class Seat:
    """A person's place in a unit on the day of the act."""

    unit_id: int
    role: Role
    title: str = ""
    membership_id: int | None = None


@dataclass(frozen=True)
class PlanFacts:
    """What the rules must know of a plan to say who may act on it.

    ``checked_content_by`` and ``checked_format_by`` count for the content as it is now.
    """

    drafter_id: int
    checked_content_by: int | None = None
    checked_format_by: int | None = None
    signed_by: int | None = None


def seat_for(step: Step, unit_id: int, seats: Iterable[Seat]) -> Seat:
    """Return the seat by which a person may sit at ``step`` of ``unit_id``.

    Raises:
        NotPermitted: ``desk_not_yours``.
    """
    for seat in seats:
        if seat.unit_id == unit_id and seat.role in ROLES_AT[step]:
            return seat
    raise NotPermitted("desk_not_yours")


def require_separation(step: Step, people: Iterable[int], plan: PlanFacts) -> None:
    """Refuse a person who may not act at ``step`` because of what they did before.

    ``people``: the actor, and whoever they act for; the rule holds for each of them.

    Raises:
        NotPermitted: ``drafter_only``, ``drafter_checks_own_draft``, ``one_person_two_checks``,
            ``drafter_signs_own_draft``, ``signer_seals_own_signature``.

    Source: decree 30/2020/ND-CP, Articles 11.1, 12 (two separate checks), 17 (records office
    seals after the signer has signed).
    """
    ids = set(people)
    if step in DRAFTERS_OWN and plan.drafter_id not in ids:
        raise NotPermitted("drafter_only")
    if step in (Step.CHECK_CONTENT, Step.CHECK_FORMAT) and plan.drafter_id in ids:
        raise NotPermitted("drafter_checks_own_draft")
    if step is Step.CHECK_FORMAT and plan.checked_content_by in ids:
        raise NotPermitted("one_person_two_checks")
    if step is Step.SIGN and plan.drafter_id in ids:
        raise NotPermitted("drafter_signs_own_draft")
    if step in (Step.NUMBER, Step.SEAL) and plan.signed_by in ids:
        raise NotPermitted("signer_seals_own_signature")
