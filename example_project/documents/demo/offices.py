"""The people of the units that report, and of the communes that help, by the role they hold."""

from __future__ import annotations

from documents.demo import places
from documents.demo.province import communes_of
from documents.demo.seats import Login, Signer
from dvcq_workflow.rules.desks import Role

HEADS = {
    "TTR": "Chánh Thanh tra",
    "BDT": "Trưởng Ban",
    "BQLKKT": "Trưởng Ban",
    "BTV": "Tổng Biên tập",
    "DPTTH": "Giám đốc",
}
"""How those are called who lead a unit that is no sở; a sở has a director."""

RECEIVER = "SNV"
WITH_OWN_PLAN = ("SYT", "SGDDT", "SNNPTNT", "STNMT", "HCL", "TPTV")
"""Units that draw up a plan of their own here, and so need somebody to check it."""

GIVES_PARTS = "TXDH"
"""The district that gives parts of its task to its communes."""

OF_COMMITTEE = ("TM. ỦY BAN NHÂN DÂN",)


def reporting_offices() -> list[Login]:
    """Return the accounts of departments, districts, press and communes, unit by unit."""
    logins: list[Login] = []
    for place in (*places.DEPARTMENTS, *places.PRESS):
        if place.code != RECEIVER:
            logins += _office(place.code, place.name, HEADS.get(place.code, "Giám đốc"), "gd")
    for district, communes in places.DISTRICTS.items():
        logins += _office(district.code, f"UBND {district.name}", "Chủ tịch", "ct")
        if district.code == GIVES_PARTS:
            for commune in communes_of(district, communes):
                logins += _office(commune.code, commune.short, "Chủ tịch", "ct")
    return logins


def username(code: str, post: str) -> str:
    """Return the account of a post in a unit: ``syt.cv1``, ``txdh01.ct``."""
    return f"{code.lower().replace('-', '')}.{post}"


def leader_of(code: str) -> str:
    """Return the account of who leads a unit, and signs for it."""
    districts = {place.code for place in places.DISTRICTS}
    return username(code, "ct" if code.split("-")[0] in districts else "gd")


def writer_of(code: str) -> str:
    """Return the account of a unit's specialist."""
    return username(code, "cv1")


def clerk_of(code: str) -> str:
    """Return the account of a unit's records clerk."""
    return username(code, "vt1")


def signers() -> list[Signer]:
    """Return who signs for the units that report: the head of a sở with no line before it, the
    chairman of a committee in its name."""
    rows = [
        Signer(leader_of(place.code), place.code, (), HEADS.get(place.code, "Giám đốc").upper())
        for place in places.DEPARTMENTS
    ]
    rows.append(Signer("snv.pgd1", RECEIVER, ("KT. GIÁM ĐỐC",), "PHÓ GIÁM ĐỐC", "snv.gd"))
    rows += [
        Signer(leader_of(place.code), place.code, OF_COMMITTEE, "CHỦ TỊCH")
        for place in places.DISTRICTS
    ]
    return rows


def numbering_units() -> list[str]:
    """Return the codes of the units that number documents of their own."""
    return [place.code for place in (*places.DEPARTMENTS, *places.DISTRICTS)]


def _office(code: str, name: str, head: str, post: str) -> list[Login]:
    def seat(post: str, title: str, role: Role) -> Login:
        return Login(username(code, post), f"{title} {name}", code, role, title)

    rows = [
        seat(post, head, Role.LEADER),
        seat("cv1", "Chuyên viên", Role.SPECIALIST),
        seat("vt1", "Văn thư", Role.RECORDS_CLERK),
    ]
    if code in WITH_OWN_PLAN:
        rows.append(seat("tp", "Trưởng phòng", Role.HEAD))
        rows.append(seat("vt1", "Văn thư", Role.FORMAT_CHECKER))
    return rows
