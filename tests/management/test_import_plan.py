"""Storing from the command line: by a named person, through the same services as the pages."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from dvcq_workflow.models import AuditEvent, Desk, Issuance, Plan, PlanImport
from dvcq_workflow.rules.plans import Status
from tests.worlds import World

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "small_plan.txt"
ISSUED = """ỦY BAN NHÂN DÂN
TỈNH TRÀ VINH
Số: 21/KH-UBND
Trà Vinh, ngày 19 tháng 3 năm 2019
KẾ HOẠCH
Công tác dân vận chính quyền năm 2019

I. MỤC ĐÍCH
1. Nâng chất lượng tiếp dân ở các cơ quan của tỉnh.

II. TỔ CHỨC THỰC HIỆN
1. Sở Nội vụ theo dõi việc thực hiện kế hoạch này./.

Nơi nhận:
- Sở Nội vụ;
- Lưu: VT, THNV.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Chủ tịch tỉnh
"""


def store(path: Path, *options: str, actor: str = "drafter", unit: str = "THNV") -> str:
    told = StringIO()
    call_command(
        "dvcq_import_plan",
        str(path),
        "--actor",
        actor,
        "--unit",
        unit,
        "--issuing-unit",
        "UBND",
        *options,
        stdout=StringIO(),
        stderr=told,
    )
    return told.getvalue()


@pytest.fixture
def issued_file(tmp_path: Path) -> Path:
    path = tmp_path / "issued.txt"
    path.write_text(ISSUED, encoding="utf-8")
    return path


def test_a_file_becomes_a_draft_on_the_desk_of_who_stored_it(province: World) -> None:
    told = store(SAMPLE, "--as-draft", "--advising-unit", "SNV")
    plan = Plan.objects.get()
    assert str(plan.uid) in told
    desk = Desk.objects.get(plan=plan)
    assert (desk.step, desk.assigned_to) == ("draft", province.drafter)
    channels = set(AuditEvent.objects.filter(stream=plan.stream).values_list("channel", flat=True))
    assert channels == {"command"}


def test_an_issued_file_keeps_its_number_and_date(province: World, issued_file: Path) -> None:
    store(issued_file, "--as-issued", "--reason", "Hồ sơ giấy năm 2019")
    plan = Plan.objects.get()
    assert plan.state is Status.ISSUED
    assert Issuance.objects.get(plan=plan).full_number == "21/KH-UBND"


def refused(path: Path, *options: str, **who: str) -> str:
    told = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command(
            "dvcq_import_plan",
            str(path),
            "--actor",
            who.get("actor", "drafter"),
            "--unit",
            "THNV",
            "--issuing-unit",
            "UBND",
            *options,
            stdout=StringIO(),
            stderr=told,
        )
    assert end.value.code == 1
    return told.getvalue().strip()


def test_a_text_without_number_is_not_recorded_as_issued(province: World) -> None:
    told = refused(SAMPLE, "--as-issued", "--reason", "Hồ sơ giấy")
    assert len(told.splitlines()) == 1
    assert not PlanImport.objects.exists()


@pytest.mark.parametrize("actor", ["clerk", "stranger", "outsider"])
def test_who_does_not_draft_for_the_unit_stores_nothing(province: World, actor: str) -> None:
    told = refused(SAMPLE, "--as-draft", actor=actor)
    assert len(told.splitlines()) == 1
    assert not Plan.objects.exists()
    assert not PlanImport.objects.exists()


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"actor": "nobody"}, id="no-such-account"),
        pytest.param({"unit": "NONE"}, id="no-such-unit"),
    ],
)
def test_an_unknown_name_is_said_plainly(province: World, options: dict[str, Any]) -> None:
    with pytest.raises(CommandError):
        store(SAMPLE, "--as-draft", **options)
    assert not Plan.objects.exists()
