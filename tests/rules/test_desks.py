"""Who may sit at which desk, and who may not because of what they did before."""

from __future__ import annotations

import itertools

import pytest

from dvcq_workflow.rules.desks import (
    ROLES_AT,
    PlanFacts,
    Role,
    Seat,
    Step,
    require_separation,
    seat_for,
)
from dvcq_workflow.rules.errors import NotPermitted

HERE, ELSEWHERE = 7, 8
SITS = {
    Step.DRAFT: {Role.SPECIALIST, Role.HEAD},
    Step.CLOSE_CONSULTATION: {Role.SPECIALIST, Role.HEAD},
    Step.GIVE_OPINION: {Role.HEAD, Role.LEADER},
    Step.CHECK_CONTENT: {Role.HEAD},
    Step.CHECK_FORMAT: {Role.FORMAT_CHECKER},
    Step.SIGN: {Role.LEADER},
    Step.NUMBER: {Role.RECORDS_CLERK},
    Step.SEAL: {Role.RECORDS_CLERK},
    Step.RELEASE: {Role.RECORDS_CLERK},
}
SEATS = list(itertools.product(Step, Role))


@pytest.mark.parametrize(("step", "role"), SEATS, ids=[f"{s} {r}" for s, r in SEATS])
def test_a_role_sits_at_its_own_desks_alone(step: Step, role: Role) -> None:
    seat = Seat(HERE, role, "a title", 3)
    if role in SITS[step]:
        assert seat_for(step, HERE, [seat]) is seat
    else:
        with pytest.raises(NotPermitted, match="desk_not_yours"):
            seat_for(step, HERE, [seat])


@pytest.mark.parametrize("step", list(Step))
def test_the_same_role_in_another_unit_does_not_sit_here(step: Step) -> None:
    seats = [Seat(ELSEWHERE, role) for role in Role]
    with pytest.raises(NotPermitted, match="desk_not_yours"):
        seat_for(step, HERE, seats)


@pytest.mark.parametrize("step", list(Step))
def test_who_has_no_seat_sits_nowhere(step: Step) -> None:
    with pytest.raises(NotPermitted, match="desk_not_yours"):
        seat_for(step, HERE, [])


def test_neither_auditor_nor_master_data_keeper_sits_at_any_desk() -> None:
    watching = {Role.AUDITOR, Role.ADMINISTRATOR}
    assert all(not roles & watching for roles in ROLES_AT.values())
    assert set(ROLES_AT) == set(Step)


def test_of_several_seats_the_one_that_fits_is_named() -> None:
    seats = [
        Seat(ELSEWHERE, Role.HEAD),
        Seat(HERE, Role.AUDITOR),
        Seat(HERE, Role.HEAD, "Trưởng phòng"),
        Seat(HERE, Role.SPECIALIST, "Chuyên viên"),
    ]
    assert seat_for(Step.CHECK_CONTENT, HERE, iter(seats)).title == "Trưởng phòng"


DRAFTER, HEAD, CHECKER, SIGNER, OTHER = 1, 2, 3, 4, 5
FACTS = PlanFacts(
    DRAFTER,
    content_checkers=frozenset({HEAD}),
    format_checkers=frozenset({CHECKER}),
    signers=frozenset({SIGNER}),
)
PEOPLE = {
    "drafter": DRAFTER,
    "content checker": HEAD,
    "format checker": CHECKER,
    "signer": SIGNER,
    "somebody else": OTHER,
}
REFUSED = {
    **{
        (step, person): "drafter_only"
        for step in (Step.DRAFT, Step.CLOSE_CONSULTATION)
        for person in ("content checker", "format checker", "signer", "somebody else")
    },
    (Step.CHECK_CONTENT, "drafter"): "drafter_checks_own_draft",
    (Step.CHECK_FORMAT, "drafter"): "drafter_checks_own_draft",
    (Step.CHECK_FORMAT, "content checker"): "one_person_two_checks",
    (Step.SIGN, "drafter"): "drafter_signs_own_draft",
    (Step.NUMBER, "signer"): "signer_seals_own_signature",
    (Step.SEAL, "signer"): "signer_seals_own_signature",
}
"""Who is kept from which desk, and by which rule; everything not named is allowed."""

MATRIX = list(itertools.product(Step, PEOPLE))


@pytest.mark.parametrize(("step", "person"), MATRIX, ids=[f"{s} {p}" for s, p in MATRIX])
def test_nobody_judges_what_they_did_themselves(step: Step, person: str) -> None:
    code = REFUSED.get((step, person))
    if code is None:
        require_separation(step, {PEOPLE[person]}, FACTS)
        return
    with pytest.raises(NotPermitted) as refused:
        require_separation(step, {PEOPLE[person]}, FACTS)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("step", "person"),
    [pair for pair in REFUSED if REFUSED[pair] != "drafter_only"],
    ids=lambda value: str(value),
)
def test_a_stand_in_is_bound_by_what_the_other_one_did(step: Step, person: str) -> None:
    with pytest.raises(NotPermitted) as refused:
        require_separation(step, {OTHER, PEOPLE[person]}, FACTS)
    assert refused.value.code == REFUSED[step, person]


def test_a_stand_in_may_draft_for_the_drafter() -> None:
    require_separation(Step.DRAFT, {OTHER, DRAFTER}, FACTS)


@pytest.mark.parametrize(
    "step", [s for s in Step if s not in (Step.DRAFT, Step.CLOSE_CONSULTATION)]
)
def test_before_anybody_has_checked_or_signed_only_the_drafter_is_bound(step: Step) -> None:
    for person in (HEAD, CHECKER, SIGNER, OTHER):
        require_separation(step, {person}, PlanFacts(DRAFTER))
