"""Memberships and powers to sign: kept by the keeper alone, ended and never deleted, on record."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from dvcq_workflow.models import Membership, SigningAuthority, Substitution
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.selectors.people import authority_of, seats_of
from dvcq_workflow.services.people import (
    end_membership,
    end_signing_authority,
    end_substitution,
    save_membership,
    save_signing_authority,
    save_substitution,
)
from tests.services.witness import assert_refused_without_trace, last_directory_event
from tests.substitutions import stand_in
from tests.worlds import BASIS, FOUNDED, World

LAST_DAY = dt.date(2020, 6, 30)
AUTUMN = dt.date(2020, 9, 30)


def by_order(world: World, **changes: Any) -> SigningAuthority:
    """A power of the office's head to sign TL. for the Chairman."""
    given = {
        "user": world.head,
        "unit": world.province,
        "prefixes": ["TL. CHỦ TỊCH"],
        "position": "CHÁNH VĂN PHÒNG",
        "signer_name": "Chánh Văn phòng",
        "on_behalf_of": world.chairman,
        "basis": BASIS,
        "valid_from": FOUNDED,
        **changes,
    }
    return SigningAuthority(**given)


def write_membership(world: World, actor: Any) -> Any:
    membership = Membership(
        user=world.stranger,
        unit=world.advising,
        role=Role.SPECIALIST,
        title="Chuyên viên",
        valid_from=FOUNDED,
    )
    return save_membership(membership=membership, actor=actor)


def finish_membership(world: World, actor: Any) -> Any:
    membership = Membership.objects.get(user=world.drafter)
    return end_membership(
        membership=membership, ended_on=LAST_DAY, actor=actor, reason="Chuyển công tác"
    )


def write_authority(world: World, actor: Any) -> Any:
    return save_signing_authority(authority=by_order(world), actor=actor)


def finish_authority(world: World, actor: Any) -> Any:
    return end_signing_authority(
        authority=world.authorities["vice_chairman"], ended_on=LAST_DAY, actor=actor
    )


def write_substitution(world: World, actor: Any) -> Any:
    return save_substitution(substitution=absence(world), actor=actor)


def absence(world: World, **changes: Any) -> Substitution:
    """The head's seat, held by the second drafter for half a year."""
    given = {
        "user": world.head,
        "substitute": world.people["second_drafter"],
        "unit": world.room,
        "role": Role.HEAD,
        "basis": BASIS,
        "valid_from": FOUNDED,
        "valid_until": AUTUMN,
        **changes,
    }
    return Substitution(**given)


WRITES = {
    "membership": (write_membership, Membership, "membership_saved"),
    "end of a membership": (finish_membership, Membership, "membership_saved"),
    "authority": (write_authority, SigningAuthority, "signing_authority_saved"),
    "end of an authority": (finish_authority, SigningAuthority, "signing_authority_saved"),
    "substitution": (write_substitution, Substitution, "substitution_saved"),
}


@pytest.mark.parametrize("what", WRITES)
@pytest.mark.parametrize("who", ["drafter", "chairman", "stranger"])
def test_nobody_but_the_keeper_says_who_sits_and_signs(
    province: World, what: str, who: str
) -> None:
    write, model, _code = WRITES[what]
    assert_refused_without_trace(lambda actor: write(province, actor), province.people[who], model)


@pytest.mark.parametrize(
    "what",
    [
        pytest.param("membership", marks=pytest.mark.audits("save_membership")),
        pytest.param("end of a membership", marks=pytest.mark.audits("end_membership")),
        pytest.param("authority", marks=pytest.mark.audits("save_signing_authority")),
        pytest.param("end of an authority", marks=pytest.mark.audits("end_signing_authority")),
        pytest.param("substitution", marks=pytest.mark.audits("save_substitution")),
    ],
)
def test_the_record_says_who_seated_whom_and_gave_what_power(province: World, what: str) -> None:
    write, _model, code = WRITES[what]
    row = write(province, province.keeper)
    event, said = last_directory_event()
    assert (event.code, event.actor_id) == (code, province.keeper.pk)
    assert said["details"]["row"] == str(row.uid)
    assert len(said["history"]) == len(said["changes"]) == 1
    if what.startswith("end"):
        assert said["changes"][0]["fields"]["valid_until"] == [None, LAST_DAY.isoformat()]


def test_a_membership_seats_a_person_from_its_first_to_its_last_day(province: World) -> None:
    membership = write_membership(province, province.keeper)
    end_membership(membership=membership, ended_on=LAST_DAY, actor=province.keeper)
    seats = seats_of(province.stranger, LAST_DAY)
    assert [(s.unit_id, s.role) for s in seats] == [(province.advising.pk, Role.SPECIALIST)]
    assert seats_of(province.stranger, LAST_DAY + dt.timedelta(days=1)) == ()


def test_an_end_is_not_put_off_by_ending_again(province: World) -> None:
    membership = finish_membership(province, province.keeper)
    with pytest.raises(RuleViolation, match="already_ended"):
        end_membership(
            membership=membership,
            ended_on=LAST_DAY + dt.timedelta(days=1),
            actor=province.keeper,
        )


def test_a_person_holds_a_role_in_a_unit_once_at_a_time(province: World) -> None:
    write_membership(province, province.keeper)
    with pytest.raises(RuleViolation, match="membership_already"):
        write_membership(province, province.keeper)


def test_nobody_is_seated_in_a_unit_that_is_gone(province: World) -> None:
    unit = province.units["STTTT"]
    unit.valid_until = dt.date(2025, 2, 28)
    membership = Membership(
        user=province.stranger,
        unit=unit,
        role=Role.HEAD,
        title="Giám đốc",
        valid_from=dt.date(2025, 3, 1),
    )
    with pytest.raises(RuleViolation, match="unit_not_valid_then"):
        save_membership(membership=membership, actor=province.keeper)


def test_a_power_given_holds_from_its_first_day(province: World) -> None:
    write_authority(province, province.keeper)
    held = authority_of(province.head, province.province.pk, FOUNDED)
    assert [authority.prefixes for authority in held] == [["TL. CHỦ TỊCH"]]


def test_a_power_by_tuq_is_not_passed_on_by_the_service(province: World) -> None:
    source = by_order(
        province, prefixes=["TUQ. CHỦ TỊCH"], field="Nội vụ", valid_until=dt.date(2020, 12, 31)
    )
    save_signing_authority(authority=source, actor=province.keeper)
    derived = by_order(
        province,
        user=province.clerk,
        derived_from=source,
        valid_until=LAST_DAY,
    )
    with pytest.raises(RuleViolation, match="authority_redelegated"):
        save_signing_authority(authority=derived, actor=province.keeper)


def test_a_power_passed_on_ends_with_its_source(province: World) -> None:
    source = write_authority(province, province.keeper)
    derived = by_order(
        province, user=province.clerk, on_behalf_of=province.head, derived_from=source
    )
    save_signing_authority(authority=derived, actor=province.keeper)
    end_signing_authority(authority=source, ended_on=LAST_DAY, actor=province.keeper)
    derived.refresh_from_db()
    assert derived.valid_until == LAST_DAY
    assert derived.history.count() == 2


def test_a_source_is_not_cut_short_under_a_power_passed_on(province: World) -> None:
    source = write_authority(province, province.keeper)
    derived = by_order(
        province, user=province.clerk, on_behalf_of=province.head, derived_from=source
    )
    save_signing_authority(authority=derived, actor=province.keeper)
    source.valid_until = LAST_DAY
    with pytest.raises(RuleViolation, match="authority_beyond_source"):
        save_signing_authority(authority=source, actor=province.keeper)


def test_a_source_does_not_end_before_a_power_passed_on_begins(province: World) -> None:
    source = write_authority(province, province.keeper)
    derived = by_order(
        province,
        user=province.clerk,
        on_behalf_of=province.head,
        derived_from=source,
        valid_from=dt.date(2020, 9, 1),
    )
    save_signing_authority(authority=derived, actor=province.keeper)
    with pytest.raises(RuleViolation, match="authority_passed_on_later"):
        end_signing_authority(authority=source, ended_on=LAST_DAY, actor=province.keeper)


@pytest.mark.audits("end_substitution")
def test_a_substitution_ends_when_the_absent_person_is_back(province: World) -> None:
    row = stand_in(province, "stranger", "head", "THNV", Role.HEAD, valid_until=AUTUMN)
    given = {"substitution": row, "ended_on": LAST_DAY, "reason": "Đã trở lại làm việc"}
    assert_refused_without_trace(
        lambda actor: end_substitution(**given, actor=actor), province.head, Substitution
    )
    end_substitution(**given, actor=province.keeper)
    event, said = last_directory_event()
    assert (event.code, event.actor_id) == ("substitution_saved", province.keeper.pk)
    fields = said["changes"][0]["fields"]
    assert fields["valid_until"] == [AUTUMN.isoformat(), LAST_DAY.isoformat()]
    assert said["reason"] is not None
    held = [seat.role for seat in seats_of(province.stranger, LAST_DAY)]
    assert held == [Role.HEAD]
    assert seats_of(province.stranger, LAST_DAY + dt.timedelta(days=1)) == ()
    with pytest.raises(RuleViolation, match="already_ended"):
        end_substitution(**given, actor=province.keeper)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"substitute": "head"}, "substitution_for_oneself", id="for oneself"),
        pytest.param({"user": "auditor", "role": Role.AUDITOR}, "substitution_role", id="auditor"),
        pytest.param(
            {"user": "keeper", "role": Role.ADMINISTRATOR}, "substitution_role", id="keeper"
        ),
        pytest.param({"user": "drafter"}, "substitution_without_seat", id="a seat never held"),
        pytest.param(
            {"valid_from": dt.date(2019, 1, 1)}, "substitution_without_seat", id="before the seat"
        ),
        pytest.param({"basis": " "}, "substitution_basis_missing", id="by no document"),
        pytest.param(
            {"valid_until": dt.date(2019, 1, 1)}, "validity_reversed", id="ended before it began"
        ),
    ],
)
def test_nobody_stands_in_where_there_is_nothing_to_stand_in_for(
    province: World, changes: dict[str, Any], code: str
) -> None:
    people = {k: province.people[v] for k, v in changes.items() if k in ("user", "substitute")}
    substitution = absence(province, **{**changes, **people})
    if code == "substitution_role":
        substitution.unit = province.province
    with pytest.raises(RuleViolation, match=code):
        save_substitution(substitution=substitution, actor=province.keeper)
    assert not Substitution.objects.exists()
