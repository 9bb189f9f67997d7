"""Seeds the province's units, groups, calendar and indicators, through the package's services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from documents.demo import places
from documents.demo.places import Place
from dvcq_workflow.models import (
    CalendarDay,
    Indicator,
    Unit,
    UnitGroup,
    UnitGroupMember,
)
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.calendars import save_calendar_day
from dvcq_workflow.services.indicators import save_indicator
from dvcq_workflow.services.units import save_group_member, save_unit, save_unit_group

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
SINCE = dt.date(2020, 1, 1)
COMMUNES_SINCE = dt.date(2020, 2, 1)
SEEDED_AT = dt.datetime(2020, 3, 23, 8, 0, tzinfo=LOCAL)

DAYS_OFF_2020 = (
    ("Tết Dương lịch", (dt.date(2020, 1, 1),)),
    ("Tết Nguyên đán", tuple(dt.date(2020, 1, day) for day in range(23, 30))),
    ("Giỗ Tổ Hùng Vương", (dt.date(2020, 4, 2),)),
    ("Ngày Chiến thắng", (dt.date(2020, 4, 30),)),
    ("Ngày Quốc tế lao động", (dt.date(2020, 5, 1),)),
    ("Quốc khánh", (dt.date(2020, 9, 2),)),
)

COUNTED = (
    ("TIEP_DAN", "Số lượt công dân được tiếp", "lượt"),
    ("DON_NHAN", "Số đơn khiếu nại, tố cáo, kiến nghị, phản ánh đã nhận", "đơn"),
    ("DON_GQ", "Số đơn đã giải quyết", "đơn"),
    ("DOI_THOAI", "Số cuộc đối thoại trực tiếp với Nhân dân", "cuộc"),
    ("MO_HINH", "Số mô hình “Dân vận khéo” đã đăng ký", "mô hình"),
)


@dataclass
class Province:
    """The units seeded so far, by code, and the keeper who enters them."""

    keeper: Any
    units: dict[str, Unit] = field(default_factory=dict)

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Let the keeper act once, on the command line, on the demonstration's clock."""
        with acting(actor=self.keeper, channel="command", at=SEEDED_AT):
            yield

    def add(self, place: Place, kind: str, **more: Any) -> Unit:
        """Save one unit; its abbreviation is its code unless ``more`` says otherwise."""
        given = {
            "abbreviation": place.code,
            "place": "Trà Vinh",
            "valid_from": SINCE,
            **more,
        }
        unit = Unit(code=place.code, name=place.name, short_name=place.short, kind=kind, **given)
        with self.keeping():
            self.units[place.code] = save_unit(unit=unit, actor=self.keeper)
        return unit

    def group(self, code: str, name: str, members: list[str]) -> None:
        """Save a group that plans name in one breath, with its units of today."""
        group = UnitGroup(code=code, name=name)
        with self.keeping():
            save_unit_group(group=group, actor=self.keeper)
        for unit_code in members:
            member = UnitGroupMember(group=group, unit=self.units[unit_code], valid_from=SINCE)
            with self.keeping():
                save_group_member(member=member, actor=self.keeper)


def seed_province(keeper: Any) -> Province:
    """Enter the province as its master data keeper would, row by row, each with its event."""
    province = Province(keeper)
    _seed_committee(province)
    _seed_bodies(province)
    _seed_districts(province)
    _seed_groups(province)
    _seed_calendar(province)
    _seed_indicators(province)
    return province


def _seed_committee(province: Province) -> None:
    committee = province.add(
        Place("UBND", "Ủy ban nhân dân tỉnh Trà Vinh", "UBND tỉnh"),
        Unit.Kind.PROVINCE,
        heading="ỦY BAN NHÂN DÂN|TỈNH TRÀ VINH",
    )
    office = province.add(
        Place("VPUB", "Văn phòng Ủy ban nhân dân tỉnh", "VP UBND tỉnh"),
        Unit.Kind.OFFICE,
        parent=committee,
        abbreviation="VP",
    )
    committee.records_office = office
    with province.keeping():
        save_unit(unit=committee, actor=province.keeper)
    for room in places.ROOMS:
        province.add(room, Unit.Kind.ROOM, parent=office)
    province.add(
        Place("TTHDND", "Thường trực Hội đồng nhân dân tỉnh", "TT.HĐND tỉnh"), Unit.Kind.COUNCIL
    )


def _seed_bodies(province: Province) -> None:
    committee = province.units["UBND"]
    party = province.add(Place("TTTU", "Thường trực Tỉnh ủy", "TT.TU"), Unit.Kind.PARTY)
    for place in places.DEPARTMENTS:
        province.add(place, Unit.Kind.DEPARTMENT, parent=committee)
    for place in places.PARTY_BODIES:
        province.add(place, Unit.Kind.PARTY, parent=party)
    for place in places.FRONT_BODIES:
        province.add(place, Unit.Kind.FRONT)
    for place in places.ARMED_FORCES:
        province.add(place, Unit.Kind.ARMED_FORCES)
    for place in places.PRESS:
        province.add(place, Unit.Kind.PRESS)


def _seed_districts(province: Province) -> None:
    for place, communes in places.DISTRICTS.items():
        district = province.add(
            Place(place.code, f"Ủy ban nhân dân {place.name}", f"UBND {place.name}"),
            Unit.Kind.DISTRICT,
            parent=province.units["UBND"],
            abbreviation="UBND",
        )
        for commune in communes_of(place, communes):
            province.add(
                commune,
                Unit.Kind.COMMUNE,
                parent=district,
                abbreviation="UBND",
                valid_from=COMMUNES_SINCE,
            )


def communes_of(district: Place, communes: dict[str, tuple[str, ...]]) -> list[Place]:
    """Return a district's communes with the code that each has here."""
    named = [f"{kind} {name}" for kind, names in communes.items() for name in names]
    return [
        Place(f"{district.code}-{number:02d}", f"Ủy ban nhân dân {name}", f"UBND {name}")
        for number, name in enumerate(named, start=1)
    ]


def _seed_groups(province: Province) -> None:
    """Groups are named as lists of recipients name them: a line then reaches their members."""
    state = [place.code for place in places.DEPARTMENTS]
    party = [place.code for place in places.PARTY_BODIES]
    front = [place.code for place in places.FRONT_BODIES]
    province.group("SO_BAN_NGANH", "Các sở, ban, ngành tỉnh", state + party + front)
    province.group("UBND_HUYEN", "UBND cấp huyện", [place.code for place in places.DISTRICTS])
    province.group("LD_UBND", "CT, các PCT.UBND tỉnh", ["UBND"])
    province.group("LDVP", "LĐVP UBND tỉnh", ["VPUB"])
    province.group("PHONG_NC_HCQT", "Các phòng: NC, HC-QT", ["NC", "HC-QT"])


def _seed_calendar(province: Province) -> None:
    for name, days in DAYS_OFF_2020:
        for day in days:
            row = CalendarDay(day=day, kind=CalendarDay.Kind.HOLIDAY, name=name)
            with province.keeping():
                save_calendar_day(day=row, actor=province.keeper)


def _seed_indicators(province: Province) -> None:
    rows = {}
    for code, name, measure in COUNTED:
        rows[code] = _indicator(
            province,
            code=code,
            name=name,
            measure=measure,
            kind=Indicator.Kind.COUNT,
            aggregation=Indicator.Aggregation.SUM,
        )
    _indicator(
        province,
        code="TY_LE_GQ",
        name="Tỷ lệ đơn đã giải quyết",
        measure="%",
        kind=Indicator.Kind.RATE,
        aggregation=Indicator.Aggregation.RATIO,
        numerator=rows["DON_GQ"],
        denominator=rows["DON_NHAN"],
    )


def _indicator(province: Province, **values: Any) -> Indicator:
    with province.keeping():
        return save_indicator(
            indicator=Indicator(valid_from=SINCE, **values), actor=province.keeper
        )
