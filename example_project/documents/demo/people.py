"""The demonstration's accounts: named by their role, since no real person works here."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission

from documents.demo.offices import OF_COMMITTEE, reporting_offices, signers
from documents.demo.province import SINCE, Province
from documents.demo.seats import Login, Signer
from dvcq_workflow.models import Membership, SigningAuthority
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.services.people import save_membership, save_signing_authority

PASSWORD = "TraVinh-2020"
"""One password for every account of the demonstration; ``manage.py demo`` prints it."""

POWERS_GIVEN_BY = "Quy chế làm việc của Ủy ban nhân dân tỉnh"


LOGINS = (
    Login("thnv.cv1", "Chuyên viên 1 Phòng THNV", "THNV", Role.SPECIALIST, "Chuyên viên"),
    Login("thnv.cv2", "Chuyên viên 2 Phòng THNV", "THNV", Role.SPECIALIST, "Chuyên viên"),
    Login("thnv.cv3", "Chuyên viên 3 Phòng THNV", "THNV", Role.SPECIALIST, "Chuyên viên"),
    Login("thnv.tp", "Trưởng phòng THNV", "THNV", Role.HEAD, "Trưởng phòng"),
    Login("thnv.pp1", "Phó Trưởng phòng 1 THNV", "THNV", Role.HEAD, "Phó Trưởng phòng"),
    Login("thnv.pp2", "Phó Trưởng phòng 2 THNV", "THNV", Role.HEAD, "Phó Trưởng phòng"),
    Login("vp.tt1", "Kiểm tra thể thức 1", "VPUB", Role.FORMAT_CHECKER, "Chuyên viên"),
    Login("vp.tt2", "Kiểm tra thể thức 2", "VPUB", Role.FORMAT_CHECKER, "Chuyên viên"),
    Login("vp.tt3", "Kiểm tra thể thức 3", "VPUB", Role.FORMAT_CHECKER, "Chuyên viên"),
    Login("vp.vt1", "Văn thư 1", "VPUB", Role.RECORDS_CLERK, "Văn thư"),
    Login("vp.vt2", "Văn thư 2", "VPUB", Role.RECORDS_CLERK, "Văn thư"),
    Login("vp.vt3", "Văn thư 3", "VPUB", Role.RECORDS_CLERK, "Văn thư"),
    Login("ubnd.ct", "Chủ tịch", "UBND", Role.LEADER, "Chủ tịch"),
    Login("ubnd.pct1", "Phó Chủ tịch thứ nhất", "UBND", Role.LEADER, "Phó Chủ tịch"),
    Login("ubnd.pct2", "Phó Chủ tịch thứ hai", "UBND", Role.LEADER, "Phó Chủ tịch"),
    Login("snv.gd", "Giám đốc Sở Nội vụ", "SNV", Role.HEAD, "Giám đốc"),
    Login("snv.pgd1", "Phó Giám đốc 1 Sở Nội vụ", "SNV", Role.HEAD, "Phó Giám đốc"),
    Login("snv.pgd2", "Phó Giám đốc 2 Sở Nội vụ", "SNV", Role.HEAD, "Phó Giám đốc"),
    Login("snv.cv1", "Chuyên viên Sở Nội vụ", "SNV", Role.SPECIALIST, "Chuyên viên"),
    Login("snv.cv2", "Chuyên viên 2 Sở Nội vụ", "SNV", Role.SPECIALIST, "Chuyên viên"),
    Login("snv.vt1", "Văn thư Sở Nội vụ", "SNV", Role.RECORDS_CLERK, "Văn thư"),
    Login("stttt.gd", "Giám đốc Sở Thông tin và Truyền thông", "STTTT", Role.HEAD, "Giám đốc"),
    Login("stp.gd", "Giám đốc Sở Tư pháp", "STP", Role.HEAD, "Giám đốc"),
    Login("bdv.tb", "Trưởng Ban Dân vận Tỉnh ủy", "BDVTU", Role.HEAD, "Trưởng Ban"),
    Login("tptv.ct", "Chủ tịch thành phố Trà Vinh", "TPTV", Role.LEADER, "Chủ tịch"),
    Login("tptv.cv1", "Chuyên viên thành phố Trà Vinh", "TPTV", Role.SPECIALIST, "Chuyên viên"),
    Login("ubnd.kt1", "Kiểm toán viên 1", "UBND", Role.AUDITOR, "Kiểm toán viên"),
    Login("ubnd.kt2", "Kiểm toán viên 2", "UBND", Role.AUDITOR, "Kiểm toán viên"),
    Login("ubnd.kt3", "Kiểm toán viên 3", "UBND", Role.AUDITOR, "Kiểm toán viên"),
    Login("vp.qt1", "Quản trị danh mục 1", "VPUB", Role.ADMINISTRATOR, "Quản trị danh mục"),
    Login("vp.qt2", "Quản trị danh mục 2", "VPUB", Role.ADMINISTRATOR, "Quản trị danh mục"),
    Login("vp.qt3", "Quản trị danh mục 3", "VPUB", Role.ADMINISTRATOR, "Quản trị danh mục"),
)
KEEPER = "vp.qt1"


def all_logins() -> list[Login]:
    """Return every account's seats: of the plan's own story, then of the units that report."""
    known = {login.username for login in LOGINS}
    return [*LOGINS, *(row for row in reporting_offices() if row.username not in known)]


def accounts_of_units() -> list[tuple[str, list[str]]]:
    """Return the units that carry the plan out, each with its accounts, its head's first."""
    found: dict[str, list[str]] = {}
    for login in reporting_offices():
        _title, name = login.name.split(login.title + " ", 1)
        names = found.setdefault(name, [])
        if login.username not in names:
            names.append(login.username)
    return list(found.items())


def make_accounts() -> dict[str, Any]:
    """Make every account, by username. Keepers may enter the admin; nobody is a superuser.

    The first keeper is appointed by a permission: somebody has to enter the first seat.
    """
    model = get_user_model()
    secret = make_password(PASSWORD)
    appointment = Permission.objects.get(
        content_type__app_label="dvcq_workflow", codename="keep_directory"
    )
    people: dict[str, Any] = {}
    for login in all_logins():
        if login.username in people:
            continue
        keeps = login.role is Role.ADMINISTRATOR
        person = model(
            username=login.username, full_name=login.name, password=secret, is_staff=keeps
        )
        person.save()
        people[login.username] = person
    people[KEEPER].user_permissions.add(appointment)
    return people


def seat_people(province: Province, people: dict[str, Any]) -> None:
    """Give every account its seats, as the keeper would."""
    for login in all_logins():
        unit = province.units[login.unit]
        membership = Membership(
            user=people[login.username],
            unit=unit,
            role=login.role,
            title=login.title,
            valid_from=unit.valid_from,
        )
        with province.keeping():
            save_membership(membership=membership, actor=province.keeper)


def give_powers(province: Province, people: dict[str, Any]) -> dict[str, SigningAuthority]:
    """Say who may sign for whom, by account: the Chairman TM., each deputy TM. and KT., and the
    head of each unit that reports."""
    committee = [Signer("ubnd.ct", "UBND", OF_COMMITTEE, "CHỦ TỊCH")]
    committee += [
        Signer(deputy, "UBND", (*OF_COMMITTEE, "KT. CHỦ TỊCH"), "PHÓ CHỦ TỊCH", "ubnd.ct")
        for deputy in ("ubnd.pct1", "ubnd.pct2")
    ]
    return {row.username: _power(province, people, row) for row in (*committee, *signers())}


def _power(province: Province, people: dict[str, Any], signer: Signer) -> SigningAuthority:
    authority = SigningAuthority(
        user=people[signer.username],
        unit=province.units[signer.unit],
        prefixes=list(signer.lines),
        position=signer.position,
        signer_name=people[signer.username].get_full_name(),
        on_behalf_of=people.get(signer.instead_of),
        basis=POWERS_GIVEN_BY,
        valid_from=SINCE,
    )
    with province.keeping():
        return save_signing_authority(authority=authority, actor=province.keeper)
