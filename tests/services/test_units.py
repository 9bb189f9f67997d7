"""Units, their codes, successions and groups are kept by the keeper alone, on record."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from dvcq_workflow.models import (
    AccessLog,
    AuditEvent,
    AuditStream,
    OrganCode,
    Unit,
    UnitGroup,
    UnitGroupMember,
    UnitSuccession,
)
from dvcq_workflow.rules.errors import Conflict, NotPermitted, RuleViolation
from dvcq_workflow.services.units import (
    save_group_member,
    save_organ_code,
    save_succession,
    save_unit,
    save_unit_group,
)
from tests.services.witness import assert_refused_without_trace, last_directory_event
from tests.worlds import FOUNDED, World, make_user

DECIDED = "Nghị quyết số 01/NQ-HĐND ngày 01/3/2020"


def new_unit(world: World, **changes: Any) -> Unit:
    given = {
        "code": "STP",
        "name": "Sở Tư pháp",
        "abbreviation": "STP",
        "kind": Unit.Kind.DEPARTMENT,
        "parent": world.province,
        "valid_from": FOUNDED,
        **changes,
    }
    return Unit(**given)


def write_unit(world: World, actor: Any) -> Any:
    return save_unit(unit=new_unit(world), actor=actor)


def write_organ_code(world: World, actor: Any) -> Any:
    code = OrganCode(
        unit=world.province, scheme=OrganCode.Scheme.QD20, code="H59", valid_from=FOUNDED
    )
    return save_organ_code(organ_code=code, actor=actor)


def write_succession(world: World, actor: Any) -> Any:
    row = UnitSuccession(
        kind=UnitSuccession.Kind.MERGE,
        predecessor=world.units["STTTT"],
        successor=world.advising,
        effective_on=dt.date(2025, 3, 1),
        decided_by=DECIDED,
    )
    return save_succession(succession=row, actor=actor)


def write_group(world: World, actor: Any) -> Any:
    return save_unit_group(group=UnitGroup(code="HUYEN", name="UBND cấp huyện"), actor=actor)


def write_member(world: World, actor: Any) -> Any:
    member = UnitGroupMember(
        group=UnitGroup.objects.get(code="SO_NGANH"), unit=world.office, valid_from=FOUNDED
    )
    return save_group_member(member=member, actor=actor)


WRITES = {
    "unit": (write_unit, Unit, "unit_saved"),
    "organ code": (write_organ_code, OrganCode, "organ_code_saved"),
    "succession": (write_succession, UnitSuccession, "succession_saved"),
    "group": (write_group, UnitGroup, "unit_group_saved"),
    "group member": (write_member, UnitGroupMember, "group_member_saved"),
}


@pytest.mark.parametrize("what", WRITES)
def test_the_keeper_saves_what_belongs_to_units(province: World, what: str) -> None:
    write, model, _code = WRITES[what]
    row = write(province, province.keeper)
    assert model.objects.filter(uid=row.uid).exists()
    assert row.history.count() == 1


@pytest.mark.parametrize("what", WRITES)
@pytest.mark.parametrize("who", ["drafter", "chairman", "stranger"])
def test_nobody_else_saves_what_belongs_to_units(province: World, what: str, who: str) -> None:
    write, model, _code = WRITES[what]
    assert_refused_without_trace(lambda actor: write(province, actor), province.people[who], model)


@pytest.mark.parametrize(
    "what",
    [
        pytest.param("unit", marks=pytest.mark.audits("save_unit")),
        pytest.param("organ code", marks=pytest.mark.audits("save_organ_code")),
        pytest.param("succession", marks=pytest.mark.audits("save_succession")),
        pytest.param("group", marks=pytest.mark.audits("save_unit_group")),
        pytest.param("group member", marks=pytest.mark.audits("save_group_member")),
    ],
)
def test_the_record_says_who_saved_what_belongs_to_units(province: World, what: str) -> None:
    write, _model, code = WRITES[what]
    row = write(province, province.keeper)
    event, said = last_directory_event()
    assert (event.code, event.actor_id, event.role) == (
        code,
        province.keeper.pk,
        "administrator",
    )
    assert said["details"]["row"] == str(row.uid)
    assert [change["op"] for change in said["changes"]] == ["+"]
    assert said["history"][0][1] == row.history.get().history_id


def test_an_altered_unit_leaves_old_and_new_in_the_record(province: World) -> None:
    unit = province.units["STTTT"]
    unit.short_name = "Sở TT&TT"
    save_unit(unit=unit, actor=province.keeper)
    _event, said = last_directory_event()
    fields = said["changes"][0]["fields"]
    assert fields["short_name"] == ["", "Sở TT&TT"]
    assert Unit.objects.get(pk=unit.pk).short_name_folded == "so tt&tt"


def test_two_keepers_do_not_overwrite_each_other(province: World) -> None:
    first = Unit.objects.get(code="SYT")
    second = Unit.objects.get(code="SYT")
    first.name = "Sở Y tế tỉnh"
    save_unit(unit=first, actor=province.keeper)
    second.place = "Thành phố Trà Vinh"
    with pytest.raises(Conflict, match="directory_row_changed"):
        save_unit(unit=second, actor=province.keeper)
    assert Unit.objects.get(code="SYT").name == "Sở Y tế tỉnh"


def test_one_row_may_be_saved_twice_in_a_row(province: World) -> None:
    unit = write_unit(province, province.keeper)
    unit.place = "Trà Vinh"
    save_unit(unit=unit, actor=province.keeper)
    assert unit.history.count() == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"code": "SNV"}, "unit_code_taken", id="a code in use"),
        pytest.param({"name": " "}, "directory_field_empty", id="no name"),
        pytest.param(
            {"valid_until": dt.date(2019, 12, 31)}, "validity_reversed", id="ends before it begins"
        ),
    ],
)
def test_a_unit_that_cannot_be_is_refused(
    province: World, changes: dict[str, Any], code: str
) -> None:
    events = AuditEvent.objects.count()
    with pytest.raises(RuleViolation, match=code):
        save_unit(unit=new_unit(province, **changes), actor=province.keeper)
    assert AuditEvent.objects.count() == events


def test_the_code_of_a_unit_never_changes(province: World) -> None:
    province.advising.code = "NV"
    with pytest.raises(RuleViolation, match="unit_code_fixed"):
        save_unit(unit=province.advising, actor=province.keeper)


def test_a_unit_is_not_moved_below_its_own_child(province: World) -> None:
    province.office.parent = province.room
    with pytest.raises(RuleViolation, match="unit_below_itself"):
        save_unit(unit=province.office, actor=province.keeper)


def test_an_organ_identifier_belongs_to_one_unit_at_a_time(province: World) -> None:
    code = write_organ_code(province, province.keeper)
    taken = OrganCode(
        unit=province.advising, scheme=code.scheme, code=code.code, valid_from=dt.date(2025, 7, 1)
    )
    with pytest.raises(RuleViolation, match="organ_code_taken"):
        save_organ_code(organ_code=taken, actor=province.keeper)
    code.valid_until = dt.date(2025, 6, 30)
    save_organ_code(organ_code=code, actor=province.keeper)
    save_organ_code(organ_code=taken, actor=province.keeper)
    assert OrganCode.objects.filter(code="H59").count() == 2


def test_a_code_of_a_group_is_used_once(province: World) -> None:
    with pytest.raises(RuleViolation, match="group_code_taken"):
        save_unit_group(group=UnitGroup(code="SO_NGANH", name="Nhóm khác"), actor=province.keeper)


def test_a_unit_is_in_a_group_once_at_a_time(province: World) -> None:
    group = UnitGroup.objects.get(code="SO_NGANH")
    again = UnitGroupMember(group=group, unit=province.advising, valid_from=dt.date(2021, 1, 1))
    with pytest.raises(RuleViolation, match="group_member_already"):
        save_group_member(member=again, actor=province.keeper)


@pytest.mark.django_db
def test_the_very_first_write_may_be_refused() -> None:
    """The directory's stream is then not made yet, and the refusal cannot hang on it."""
    stranger = make_user("first", "Người đầu tiên")
    unit = Unit(code="UBND", name="UBND tỉnh", abbreviation="UBND", valid_from=FOUNDED)
    with pytest.raises(NotPermitted, match="directory_not_yours"):
        save_unit(unit=unit, actor=stranger)
    assert not AuditStream.objects.exists()
    assert AccessLog.objects.get().stream is None
