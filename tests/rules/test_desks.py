"""Who may sit at which desk, and who may not because of what they did before."""

from __future__ import annotations

import itertools

import pytest

from dvcq_workflow.rules.desks import (
    APPROVAL_STEPS,
    ROLES_AT,
    PlanFacts,
    Policy,
    Role,
    Seat,
    Step,
    choose_seat,
    require_claimable,
    require_separation,
    seat_for,
    seats_for,
)
from dvcq_workflow.rules.errors import Conflict, NotPermitted, RuleViolation

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
SEATS = list(itertools.product(APPROVAL_STEPS, Role))


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

MATRIX = list(itertools.product(APPROVAL_STEPS, PEOPLE))


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


ACTOR, PRINCIPAL, DRAFTER_OF_TODAY = 11, 12, 13
OWN, STANDS_IN, SIGNED_FOR = "own seat", "stands in for P", "signs KT for P"
DEEDS = {
    "nothing": {},
    "is the drafter": {"drafter": True},
    "wrote once at the drafter's desk": {"authors"},
    "drafted before a hand-over": {"authors"},
    "checked the content": {"content_checkers"},
    "checked the format": {"format_checkers"},
    "signed": {"signers"},
}
BARRED = {
    ("is the drafter", "check_content"): "drafter_checks_own_draft",
    ("is the drafter", "check_format"): "drafter_checks_own_draft",
    ("is the drafter", "sign"): "drafter_signs_own_draft",
    ("wrote once at the drafter's desk", "check_content"): "drafter_checks_own_draft",
    ("wrote once at the drafter's desk", "check_format"): "drafter_checks_own_draft",
    ("wrote once at the drafter's desk", "sign"): "drafter_signs_own_draft",
    ("drafted before a hand-over", "check_content"): "drafter_checks_own_draft",
    ("drafted before a hand-over", "check_format"): "drafter_checks_own_draft",
    ("drafted before a hand-over", "sign"): "drafter_signs_own_draft",
    ("checked the content", "check_format"): "one_person_two_checks",
    ("signed", "number"): "signer_seals_own_signature",
    ("signed", "seal"): "signer_seals_own_signature",
}
"""Decree 30/2020, Articles 11-13 and 17: which deed keeps a person from which desk."""


def lawful(step: Step, mode: str, doer: int, deed: str) -> str | None:
    """What the table says: the refusal's code, or None where the act is allowed."""
    if mode == STANDS_IN and step is Step.SIGN:
        return "stand_in_cannot_sign"
    involved = {ACTOR} if mode == OWN else {ACTOR, PRINCIPAL}
    if step in (Step.DRAFT, Step.CLOSE_CONSULTATION):
        drafts = deed == "is the drafter" and doer in involved
        return None if drafts else "drafter_only"
    return BARRED.get((deed, str(step))) if doer in involved else None


def facts_after(deed: str, doer: int) -> PlanFacts:
    drafter = doer if deed == "is the drafter" else DRAFTER_OF_TODAY
    sets = {name: frozenset({doer}) for name in DEEDS[deed] if name != "drafter"}
    return PlanFacts(drafter, **sets)


FULL = [
    (step, mode, doer, deed)
    for step, mode, doer, deed in itertools.product(
        APPROVAL_STEPS, (OWN, STANDS_IN, SIGNED_FOR), (ACTOR, PRINCIPAL), DEEDS
    )
    if mode != SIGNED_FOR or step is Step.SIGN
]


@pytest.mark.parametrize(
    ("step", "mode", "doer", "deed"),
    FULL,
    ids=[f"{s}-{m}-{'actor' if d == ACTOR else 'P'} {w}" for s, m, d, w in FULL],
)
def test_acting_for_another_joins_what_both_did(
    step: Step, mode: str, doer: int, deed: str
) -> None:
    role = min(SITS[step])
    seat = Seat(HERE, role, principal_id=PRINCIPAL if mode == STANDS_IN else None)
    facts = facts_after(deed, doer)
    try:
        found = choose_seat(step, seats_for(step, HERE, [seat]), actor_id=ACTOR, plan=facts)
        if mode == SIGNED_FOR:
            require_separation(step, {PRINCIPAL}, facts)
        assert found is seat
        code = None
    except NotPermitted as refusal:
        code = refusal.code
    assert code == lawful(step, mode, doer, deed)


def test_one_s_own_seat_goes_before_a_stood_in_one_unless_only_the_other_is_free() -> None:
    own, for_p = Seat(HERE, Role.HEAD), Seat(HERE, Role.HEAD, principal_id=PRINCIPAL)
    seats = seats_for(Step.CHECK_CONTENT, HERE, [for_p, own])
    given = {"actor_id": ACTOR, "plan": PlanFacts(DRAFTER_OF_TODAY)}
    assert choose_seat(Step.CHECK_CONTENT, seats, **given) is own
    assert choose_seat(Step.CHECK_CONTENT, seats, kept_by=PRINCIPAL, **given) is for_p
    with pytest.raises(NotPermitted, match="desk_kept_by_other"):
        choose_seat(Step.CHECK_CONTENT, seats, kept_by=OTHER, **given)


@pytest.mark.parametrize("step", list(Step))
def test_a_body_s_policy_lets_a_head_check_their_own_draft_and_nothing_else(step: Step) -> None:
    facts, policies = PlanFacts(ACTOR), frozenset(Policy)
    refused = {Step.CHECK_FORMAT: "drafter_checks_own_draft", Step.SIGN: "drafter_signs_own_draft"}
    code = refused.get(step)
    if code is None:
        require_separation(step, {ACTOR}, facts, policies=policies)
        return
    with pytest.raises(NotPermitted, match=code):
        require_separation(step, {ACTOR}, facts, policies=policies)


def test_no_policy_lets_one_person_make_both_checks() -> None:
    facts = PlanFacts(DRAFTER_OF_TODAY, content_checkers=frozenset({ACTOR}))
    with pytest.raises(NotPermitted, match="one_person_two_checks"):
        require_separation(Step.CHECK_FORMAT, {ACTOR}, facts, policies=frozenset(Policy))


@pytest.mark.parametrize(
    ("kept_by", "keeper_sits", "code"),
    [
        (None, False, None),
        (OTHER, False, None),
        (OTHER, True, "desk_claimed_already"),
        (ACTOR, True, "desk_claimed_already"),
    ],
)
def test_a_desk_is_claimed_where_nobody_who_sits_there_keeps_it(
    kept_by: int | None, keeper_sits: bool, code: str | None
) -> None:
    given = {"actor_id": ACTOR, "kept_by": kept_by, "keeper_sits": keeper_sits}
    if code is None:
        require_claimable(Step.SIGN, **given)
        return
    with pytest.raises(Conflict, match=code):
        require_claimable(Step.SIGN, **given)


@pytest.mark.parametrize("step", [Step.DRAFT, Step.CLOSE_CONSULTATION])
def test_the_drafter_s_own_desks_are_not_claimed(step: Step) -> None:
    with pytest.raises(RuleViolation, match="desk_not_claimable"):
        require_claimable(step, actor_id=ACTOR, kept_by=None, keeper_sits=False)
