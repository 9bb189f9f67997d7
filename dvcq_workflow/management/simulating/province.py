"""The simulated province: its units of every kind, its people, their powers and registers, entered
as its keeper of master data enters them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from dvcq_workflow.management.simulating import texts
from dvcq_workflow.models.calendars import CalendarDay
from dvcq_workflow.models.indicators import Indicator
from dvcq_workflow.models.people import Membership, SigningAuthority
from dvcq_workflow.models.units import Unit, UnitGroup, UnitGroupMember
from dvcq_workflow.rules.desks import ROLES_AT, Role, Step
from dvcq_workflow.services.calendars import save_calendar_day
from dvcq_workflow.services.indicators import save_indicator
from dvcq_workflow.services.issuance import open_number_series
from dvcq_workflow.services.people import save_membership, save_signing_authority
from dvcq_workflow.services.units import save_group_member, save_unit, save_unit_group

PLACE = "Tỉnh lỵ"
BASIS = "Quy chế làm việc của cơ quan"
SERIES = "VB"
FEWEST_UNITS = 6
DAYS_OFF = ((1, 1), (4, 30), (5, 1), (9, 2))
TM = "TM. ỦY BAN NHÂN DÂN"

FULL_STAFF = (
    (Role.HEAD, "Người đứng đầu"),
    (Role.HEAD, "Cấp phó phụ trách nội dung"),
    (Role.LEADER, "Cấp phó"),
    (Role.SPECIALIST, "Chuyên viên thứ nhất"),
    (Role.SPECIALIST, "Chuyên viên thứ hai"),
    (Role.RECORDS_CLERK, "Văn thư"),
    (Role.FORMAT_CHECKER, "Chuyên viên kiểm tra thể thức"),
)
SMALL_STAFF = ((Role.HEAD, "Người đứng đầu"), (Role.SPECIALIST, "Chuyên viên"))

COUNTED = (
    ("DON_GQ", "Đơn đã giải quyết", "count", "sum", "đơn"),
    ("DON_NHAN", "Đơn đã nhận", "count", "sum", "đơn"),
    ("TY_LE", "Tỷ lệ đơn đã giải quyết", "rate", "ratio", "%"),
    ("KINH_PHI", "Kinh phí đã dùng", "amount", "sum", "triệu đồng"),
    ("MO_HINH", "Mô hình đang thực hiện", "count", "last", "mô hình"),
    ("GHI_CHU", "Ghi chú", "text", "none", ""),
    ("QUY_CHE", "Đã có quy chế dân chủ", "yes_no", "none", ""),
)
"""Indicators of every kind: code, name, kind, aggregation, unit of measure."""


class Share(NamedTuple):
    """How many of so many units are of a kind."""

    departments: int
    districts: int
    bodies: int
    communes: int


def shared(units: int) -> Share:
    """Divide units by kind: about a quarter of communes that only receive, the rest report."""
    communes, districts, bodies = units // 4, max(units // 6, 1), max(units // 10, 1)
    return Share(units - communes - districts - bodies, districts, bodies, communes)


@dataclass
class Province:
    """All who play. ``people``: by unit and role, in the order in which they came."""

    keeper: Any
    first_year: int
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[int, dict[Role, list[Any]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    signing_power: SigningAuthority | None = None
    powers: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    communes_of: dict[int, list[Unit]] = field(default_factory=lambda: defaultdict(list))

    @property
    def committee(self) -> Unit:
        """The issuing body."""
        return self.units["UBND"]

    @property
    def room(self) -> Unit:
        """The unit that drafts."""
        return self.units["THNV"]

    @property
    def receiver(self) -> Unit:
        """The unit that advises and receives."""
        return self.units["SNV"]

    @property
    def since(self) -> dt.date:
        """Since when all units and seats hold."""
        return dt.date(self.first_year, 1, 1)

    def at(self, step: Step, unit_id: int) -> list[Any]:
        """Return who sits at a step's desk in a unit."""
        return self.having(ROLES_AT[step], unit_id)

    def having(self, roles: Iterable[Role], unit_id: int) -> list[Any]:
        """Return who has one of these roles in a unit."""
        held = self.people[unit_id]
        return [person for role in Role if role in roles for person in held[role]]

    def writers(self, unit_id: int) -> list[Any]:
        """Return who writes in a unit as a rule: whoever heads it signs, and who wrote does not."""
        return self.having({Role.SPECIALIST}, unit_id)

    def signers(self, unit_id: int) -> list[Any]:
        """Return who holds a power to sign for a unit."""
        return self.powers[unit_id]

    def kind(self, *kinds: str) -> list[Unit]:
        """Return the units of some kinds."""
        return [unit for unit in self.units.values() if unit.kind in kinds]


def make_province(units: int, first_year: int) -> Province:
    """Enter a province with so many units that a plan of it reaches."""
    keeper = _account("quan-tri")
    keeper.user_permissions.add(
        Permission.objects.get(content_type__app_label="dvcq_workflow", codename="keep_directory")
    )
    province = Province(keeper, first_year)
    _enter_committee(province)
    _enter_units(province, shared(units))
    _enter_groups(province)
    _enter_what_is_counted(province)
    return province


def _enter_committee(province: Province) -> None:
    kinds = Unit.Kind
    committee = _unit(
        province,
        "UBND",
        "Ủy ban nhân dân tỉnh",
        kinds.PROVINCE,
        short_name="UBND tỉnh",
        heading="ỦY BAN NHÂN DÂN|TỈNH",
    )
    office = _unit(
        province, "VPUB", "Văn phòng Ủy ban nhân dân tỉnh", kinds.OFFICE, parent=committee
    )
    _unit(province, "THNV", "Phòng THNV", kinds.ROOM, parent=office)
    committee.records_office = office
    save_unit(unit=committee, actor=province.keeper)
    chairman = _seat(province, committee, Role.LEADER, "Chủ tịch")
    deputy = _seat(province, committee, Role.LEADER, "Phó Chủ tịch")
    _seat(province, committee, Role.SPECIALIST, "Chuyên viên")
    _seat(province, committee, Role.AUDITOR, "Kiểm toán viên")
    for title in ("Văn thư thứ nhất", "Văn thư thứ hai"):
        clerk = _seat(province, office, Role.RECORDS_CLERK, title)
    _seat(province, office, Role.FORMAT_CHECKER, "Chuyên viên kiểm tra thể thức")
    for role, title in FULL_STAFF[:5]:
        _seat(province, province.room, role, title)
    _power(province, committee, chairman, [TM], "CHỦ TỊCH")
    province.signing_power = _power(
        province, committee, deputy, [TM, "KT. CHỦ TỊCH"], "PHÓ CHỦ TỊCH", on_behalf_of=chairman
    )
    _series(province, committee, clerk)


def _enter_units(province: Province, share: Share) -> None:
    kinds, committee = Unit.Kind, province.committee
    for n in range(1, share.departments + 1):
        code, name = (f"SO{n:03d}", f"Sở số {n:03d}") if n > 1 else ("SNV", texts.RECEIVER)
        _staff(province, _unit(province, code, name, kinds.DEPARTMENT, parent=committee))
    for n in range(1, share.bodies + 1):
        kind = kinds.PARTY if n % 2 else kinds.FRONT
        _staff(province, _unit(province, f"BAN{n:03d}", f"Ban số {n:03d} của tỉnh", kind))
    districts = []
    for n in range(1, share.districts + 1):
        name = f"Ủy ban nhân dân huyện số {n:03d}"
        unit = _unit(province, f"H{n:03d}", name, kinds.DISTRICT, parent=committee)
        districts.append(unit)
        _staff(province, unit)
    for n in range(1, share.communes + 1):
        district = districts[n % len(districts)]
        name = f"Ủy ban nhân dân xã số {n:03d}"
        unit = _unit(province, f"X{n:03d}", name, kinds.COMMUNE, parent=district)
        province.communes_of[district.pk].append(unit)
        for role, title in SMALL_STAFF:
            _seat(province, unit, role, title)


def _enter_groups(province: Province) -> None:
    kinds = Unit.Kind
    groups = (
        ("SO", texts.DEPARTMENTS, (kinds.DEPARTMENT,)),
        ("HUYEN", texts.DISTRICTS, (kinds.DISTRICT,)),
        ("XA", texts.COMMUNES, (kinds.COMMUNE,)),
        ("BAN", texts.BODIES, (kinds.PARTY, kinds.FRONT)),
    )
    for code, name, of_kinds in groups:
        group = UnitGroup(code=code, name=name)
        save_unit_group(group=group, actor=province.keeper)
        for unit in province.kind(*of_kinds):
            member = UnitGroupMember(group=group, unit=unit, valid_from=province.since)
            save_group_member(member=member, actor=province.keeper)


def _enter_what_is_counted(province: Province) -> None:
    made: dict[str, Indicator] = {}
    for code, name, kind, aggregation, measure in COUNTED:
        parts = (
            {"numerator": made["DON_GQ"], "denominator": made["DON_NHAN"]} if kind == "rate" else {}
        )
        indicator = Indicator(
            code=code,
            name=name,
            kind=kind,
            aggregation=aggregation,
            measure=measure,
            valid_from=province.since,
            **parts,
        )
        made[code] = save_indicator(indicator=indicator, actor=province.keeper)


def enter_days_off(province: Province, year: int) -> None:
    """Enter the days of a year on which nobody works."""
    for month, day in DAYS_OFF:
        row = CalendarDay(
            day=dt.date(year, month, day), kind=CalendarDay.Kind.HOLIDAY, name="Ngày nghỉ"
        )
        save_calendar_day(day=row, actor=province.keeper)


def _unit(province: Province, code: str, name: str, kind: str, **more: Any) -> Unit:
    unit = Unit(
        code=code,
        name=name,
        abbreviation=code,
        kind=kind,
        place=PLACE,
        valid_from=province.since,
        **more,
    )
    province.units[code] = save_unit(unit=unit, actor=province.keeper)
    return unit


def _staff(province: Province, unit: Unit) -> None:
    """Give a unit all its people, its powers to sign and its register."""
    for role, title in FULL_STAFF:
        _seat(province, unit, role, title)
    held = province.people[unit.pk]
    head, deputy, clerk = held[Role.HEAD][0], held[Role.LEADER][0], held[Role.RECORDS_CLERK][0]
    lines = [TM] if unit.kind == Unit.Kind.DISTRICT else []
    position = "CHỦ TỊCH" if lines else "GIÁM ĐỐC"
    _power(province, unit, head, lines, position)
    _power(
        province, unit, deputy, [*lines, f"KT. {position}"], f"PHÓ {position}", on_behalf_of=head
    )
    _series(province, unit, clerk)


def _seat(province: Province, unit: Unit, role: Role, title: str) -> Any:
    known = sum(len(held) for held in province.people[unit.pk].values())
    person = _account(f"{unit.code.lower()}.{known + 1}")
    membership = Membership(
        user=person, unit=unit, role=role, title=title, valid_from=province.since
    )
    save_membership(membership=membership, actor=province.keeper)
    province.people[unit.pk][role].append(person)
    return person


def _power(
    province: Province, unit: Unit, person: Any, lines: list[str], position: str, **more: Any
) -> SigningAuthority:
    authority = SigningAuthority(
        user=person,
        unit=unit,
        prefixes=lines,
        position=position,
        signer_name=f"{position.capitalize()} {unit.name}"[:150],
        basis=BASIS,
        valid_from=province.since,
        **more,
    )
    province.powers[unit.pk].append(person)
    return save_signing_authority(authority=authority, actor=province.keeper)


def _series(province: Province, unit: Unit, clerk: Any) -> None:
    open_number_series(unit=unit, year=province.first_year, code=SERIES, actor=clerk)


def _account(name: str) -> Any:
    """Make an account that nobody can log in with, whatever the host's accounts must have."""
    model: Any = get_user_model()
    needed = {
        field: f"{name}@example.invalid" if "mail" in field else name
        for field in model.REQUIRED_FIELDS
    }
    return model._default_manager.create_user(**{model.USERNAME_FIELD: name, **needed})
