"""Whoever stands in for another is bound by what either of them did before, and the record names
both. The table is written from the law, not from the code."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.db import transaction

from dvcq_workflow.models import (
    Plan,
    SigningAuthority,
)
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.rules.errors import NotPermitted
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.services.people import (
    save_signing_authority,
)
from tests.substitutions import act_for, stand_in
from tests.worlds import BASIS, FOUNDED, PATH, World, seat

SEATS = {
    Step.DRAFT: ("THNV", Role.SPECIALIST),
    Step.CHECK_CONTENT: ("THNV", Role.HEAD),
    Step.CHECK_FORMAT: ("VPUB", Role.FORMAT_CHECKER),
    Step.SIGN: ("UBND", Role.LEADER),
    Step.NUMBER: ("VPUB", Role.RECORDS_CLERK),
}
OWN, STANDS_IN, FOR_ANOTHER, KT = "own seat", "stands in", "for another", "signed for by KT"

DRAFTED_BARS = {
    Step.CHECK_CONTENT: "drafter_checks_own_draft",
    Step.CHECK_FORMAT: "drafter_checks_own_draft",
    Step.SIGN: "drafter_signs_own_draft",
}
CHECKED_BARS = {Step.CHECK_FORMAT: "one_person_two_checks"}
SIGNED_BARS = {
    Step.NUMBER: "signer_seals_own_signature",
    Step.SEAL: "signer_seals_own_signature",
}
BARS: dict[str, dict[Step, str]] = {
    "nothing": {},
    "drafted": DRAFTED_BARS,
    "saved once for the drafter": DRAFTED_BARS,
    "drafted before a hand-over": DRAFTED_BARS,
    "checked the content": CHECKED_BARS,
    "checked the content for another": CHECKED_BARS,
    "had the content checked for them": CHECKED_BARS,
    "checked the format": {},
    "checked the format for another": {},
    "signed": SIGNED_BARS,
    "was signed for": SIGNED_BARS,
}
"""Decree 30/2020, Articles 11-13 and 17: after each deed, from which desks it keeps a person."""


def expected(step: Step, mode: str, deed: str) -> str | None:
    """What the law says where the deputy, who did the deed, or somebody for the deputy acts."""
    if step is Step.SIGN and mode in (STANDS_IN, FOR_ANOTHER):
        return "stand_in_cannot_sign"
    if step is Step.DRAFT:
        return None if deed == "drafted" else "drafter_only"
    return BARS[deed].get(step)


@pytest.fixture
def filled(province: World) -> World:
    """A deputy who holds every seat, a relief who stands in for the deputy at each, and an absent
    person for whom the deputy stands in at each."""
    for code, role in SEATS.values():
        seat(province, "deputy", code, role, "Phó")
        seat(province, "absent", code, role, "Người vắng mặt")
    seat(province, "relief", "SNV", Role.SPECIALIST, "Chuyên viên biệt phái")
    for code, role in SEATS.values():
        stand_in(province, "relief", "deputy", code, role)
        stand_in(province, "deputy", "absent", code, role)
    power(province, "deputy", ["TM. ỦY BAN NHÂN DÂN"], "CHỦ TỊCH")
    power(province, "vice_chairman", ["KT. PHÓ"], "PHÓ CHỦ TỊCH", province.people["deputy"])
    return province


def power(
    world: World, who: str, prefixes: list[str], position: str, on_behalf_of: Any = None
) -> SigningAuthority:
    authority = SigningAuthority(
        user=world.people[who],
        unit=world.province,
        prefixes=prefixes,
        position=position,
        signer_name=who,
        basis=BASIS,
        valid_from=FOUNDED,
        on_behalf_of=on_behalf_of,
    )
    return save_signing_authority(authority=authority, actor=world.keeper)


def begin(world: World, deed: str, authority: SigningAuthority) -> Plan:
    """Return a plan on its drafter's desk, drafted as the deed has it."""
    deputy = world.people["deputy"]
    if deed not in ("drafted", "drafted before a hand-over", "saved once for the drafter"):
        return world.start_plan(signing_authority=authority)
    by = world.drafter if deed == "saved once for the drafter" else deputy
    plan = world.start_plan(by=by, signing_authority=authority)
    if deed == "drafted before a hand-over":
        other = world.people["second_drafter"]
        world.act(plan, Step.DRAFT, "hand_over", deputy, drafter=other, reason="Đi công tác.")
    if by is world.drafter:
        stand_in(world, "deputy", "drafter", "THNV", Role.SPECIALIST)
        content = content_of(plan)
        act_for(world, plan, Step.DRAFT, "save", deputy, principal=by, content=content)
    return plan


DOERS: dict[tuple[str, Step], tuple[str, str | None]] = {
    ("checked the content", Step.CHECK_CONTENT): ("deputy", "deputy"),
    ("checked the content for another", Step.CHECK_CONTENT): ("deputy", "absent"),
    ("had the content checked for them", Step.CHECK_CONTENT): ("relief", "deputy"),
    ("checked the format", Step.CHECK_FORMAT): ("deputy", "deputy"),
    ("checked the format for another", Step.CHECK_FORMAT): ("deputy", "absent"),
    ("signed", Step.SIGN): ("deputy", None),
    ("was signed for", Step.SIGN): ("vice_chairman", None),
}
"""Who does the act at a desk, and for whom, where that is the deed."""


def data_of(world: World, act: str) -> dict[str, Any]:
    return {"issued_on": world.today()} if act == "assign" else {}


def carry(world: World, plan: Plan, step: Step, act: str, deed: str) -> None:
    """Do a desk's act: by whom the deed names, or by one who has nothing else to do with it."""
    usual = next(role for s, _act, role in PATH if s is step)
    by, principal = DOERS.get((deed, step), (usual, None))
    actor = plan.drafter if step is Step.DRAFT else world.people[by]
    person = world.people[principal] if principal else None
    act_for(world, plan, step, act, actor, principal=person, **data_of(world, act))


def attempt(world: World, plan: Plan, step: Step, act: str, mode: str) -> str | None:
    """Try an act as the mode has it and take it back; the refusal's code, or None."""
    by, principal = {
        OWN: ("deputy", "deputy"),
        STANDS_IN: ("relief", "deputy"),
        FOR_ANOTHER: ("deputy", "absent"),
        KT: ("vice_chairman", None),
    }[mode]
    person = world.people[principal] if principal else None
    data = {"content": content_of(plan)} if act == "save" else data_of(world, act)
    with transaction.atomic():
        try:
            act_for(world, plan, step, act, world.people[by], principal=person, **data)
            return None
        except NotPermitted as refusal:
            return refusal.code
        finally:
            transaction.set_rollback(True)


def walk(world: World, deed: str, mode: str, authority: SigningAuthority, steps: list[Step]) -> int:
    """Carry a plan over the desks and, once the deed is done, try each of ``steps`` on the way;
    return how many were tried."""
    plan = begin(world, deed, authority)
    done = not any(deed == named for named, _step in DOERS)
    tried = 0
    for step, act, _role in PATH:
        if done and step in steps:
            code = attempt(world, plan, step, "save" if step is Step.DRAFT else act, mode)
            assert code == expected(step, mode, deed), step
            tried += 1
            plan.refresh_from_db()
        if step is steps[-1]:
            break
        carry(world, plan, step, act, deed)
        done = done or (deed, step) in DOERS
    return tried


BEFORE_NUMBERING = [Step.DRAFT, Step.CHECK_CONTENT, Step.CHECK_FORMAT, Step.SIGN]
AFTER_SIGNATURE = [Step.NUMBER, Step.SEAL, Step.RELEASE]


@pytest.mark.parametrize("mode", [OWN, STANDS_IN, FOR_ANOTHER, KT])
@pytest.mark.parametrize("deed", BARS)
def test_nobody_undoes_the_separation_of_duties_by_acting_for_another(
    filled: World, deed: str, mode: str
) -> None:
    """At every desk from the draft to the release, one after the other."""
    deputy = filled.people["deputy"]
    theirs = SigningAuthority.objects.get(user=deputy)
    for_them = SigningAuthority.objects.get(on_behalf_of=deputy)
    tried = 0
    if deed not in ("signed", "was signed for"):
        steps = [Step.SIGN] if mode == KT else BEFORE_NUMBERING
        tried += walk(filled, deed, mode, for_them if mode == KT else theirs, steps)
    if mode != KT:
        others = filled.authorities["vice_chairman"]
        block = {"signed": theirs, "was signed for": for_them}.get(deed, others)
        tried += walk(filled, deed, mode, block, AFTER_SIGNATURE)
    assert tried or (mode == KT and "signed" in deed)


def test_the_table_speaks_of_every_deed_and_every_desk() -> None:
    cells = list(itertools.product(BARS, [step for step, _act, _role in PATH]))
    assert len(cells) == 11 * 7
