"""The command that lays the calendar: a table of what it did, and one sentence where it cannot."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from dvcq_workflow.models import CalendarDay
from tests.worlds import World

FILE = "day,kind,name,decided_by\n2020-01-23,holiday,Nghỉ Tết,TB của Bộ\n2020-05-04,working,Bù,\n"


def laid(*args: str, **options: Any) -> str:
    """Run the command and return what it prints."""
    out = StringIO()
    call_command("dvcq_calendar", *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "days.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_a_year_is_laid_day_by_day_and_a_second_time_stands(province: World) -> None:
    first = laid("2020", actor="keeper").splitlines()
    days = CalendarDay.objects.count()
    assert days > 10
    assert len(first) == days + 1
    assert "02/4/2020 | " in "\n".join(first)
    again = laid("2020", actor="keeper").splitlines()
    assert CalendarDay.objects.count() == days
    assert again[-1] != first[-1]


def test_the_file_s_days_go_before_the_rules_days(province: World, table: Path) -> None:
    told = json.loads(laid("2020", file=table, actor="keeper", json=True))
    by_day = {each["day"]: each for each in told}
    assert by_day["2020-01-23"]["decided_by"] == "TB của Bộ"
    assert by_day["2020-05-04"]["kind"] == "working"
    assert all(each["written"] for each in told)
    assert CalendarDay.objects.get(day="2020-05-04").kind == "working"


def test_what_stands_otherwise_is_told_and_left(province: World, table: Path) -> None:
    laid("2020", actor="keeper")
    shown = laid(file=table, actor="keeper")
    assert "29 Tết" in shown
    assert CalendarDay.objects.get(day="2020-01-23").decided_by == ""
    laid(file=table, actor="keeper", replace=True)
    assert CalendarDay.objects.get(day="2020-01-23").decided_by == "TB của Bộ"


def test_a_dry_run_says_what_would_be_laid(province: World) -> None:
    assert "02/4/2020" in laid("2020", actor="keeper", dry_run=True)
    assert not CalendarDay.objects.exists()


def test_what_cannot_be_laid_is_said_in_a_sentence(province: World, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("day,kind,name\n2020-13-01,holiday,x\n", encoding="utf-8")
    cases: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
        ((), {"actor": "keeper"}),
        (("2020",), {"actor": "nobody"}),
        (("2020",), {"actor": "drafter"}),
        (("1066",), {"actor": "keeper"}),
        ((), {"actor": "keeper", "file": tmp_path / "none.csv"}),
        ((), {"actor": "keeper", "file": tmp_path / "bad.csv"}),
    )
    for args, options in cases:
        with pytest.raises(CommandError) as said:
            laid(*args, **options)
        assert str(said.value).endswith(".") or "none.csv" in str(said.value)
    assert not CalendarDay.objects.exists()
