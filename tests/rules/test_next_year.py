"""Moving a plan's time forward: its own years and dates, never those of a document it names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.rules.next_year import roll_text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Công tác dân vận năm 2020", "Công tác dân vận năm 2021"),
        ("Năm 2020, các đơn vị", "Năm 2021, các đơn vị"),
        ("trước ngày 25/11/2020", "trước ngày 25/11/2021"),
        ("báo cáo ngày 10/01/2021", "báo cáo ngày 10/01/2022"),
        ("ngày 10 tháng 6 năm 2020", "ngày 10 tháng 6 năm 2021"),
        ("hạn 29/02/2020", "hạn 28/02/2021"),
        ("quý I/2020 và tháng 4/2020", "quý I/2021 và tháng 4/2021"),
        ("trước ngày 25/11", "trước ngày 25/11"),
        ("so với năm 2019", "so với năm 2019"),
        ("giai đoạn 2020 - 2025", "giai đoạn 2020 - 2025"),
        ("từ năm 2020 đến năm 2025", "từ năm 2020 đến năm 2025"),
        ("Quyết định số 553/QĐ-UBND ngày 15/3/2020", "Quyết định số 553/QĐ-UBND ngày 15/3/2020"),
        ("Nghị định số 30/2020/NĐ-CP", "Nghị định số 30/2020/NĐ-CP"),
        (
            "Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ, năm 2020",
            "Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ, năm 2021",
        ),
        ("đạt 2020 lượt người", "đạt 2020 lượt người"),
    ],
)
def test_a_text_is_moved_forward(before: str, after: str) -> None:
    assert roll_text(before, year=2020) == after


def test_a_plan_of_several_years_moves_by_as_many() -> None:
    text = "năm 2021 và năm 2025, hạn 31/12/2025"
    assert roll_text(text, year=2021, year_to=2025, by=5) == "năm 2026 và năm 2030, hạn 31/12/2030"


@given(st.text(alphabet="năm thgquý IV/0123456789-.;,ĐQKH", max_size=80))
def test_nothing_but_digits_ever_changes(text: str) -> None:
    moved = roll_text(text, year=2020)
    assert re.sub(r"\d", "", moved) == re.sub(r"\d", "", text)
