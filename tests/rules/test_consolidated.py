"""A consolidated report is frozen whole: it reads back as it was, and adds up as it did."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.rules.consolidated import (
    Consolidated,
    IndicatorLine,
    ObstacleLine,
    SectionLine,
    Source,
    Standing,
    UnitLine,
    consolidated_from,
    difference,
    figure_lines,
    not_adding_up,
    side_by_side,
)
from dvcq_workflow.rules.figures import Value, ValueState, reported
from tests.rules.figure_strategies import ALL, DONE, PROVINCES, REMARK

PERIOD = {"kind": "quarter", "index": 3, "starts_on": "2020-07-01", "ends_on": "2020-09-30"}
INDICATORS = [IndicatorLine(d, f"CT{d.key:02d}", f"Chỉ tiêu {d.key}") for d in ALL]


def content(province: dict[int, dict[int, Value]], **more: object) -> Consolidated:
    """What the units of a province reported, consolidated."""
    units = tuple(
        UnitLine(
            unit,
            f"Đơn vị {unit}",
            Standing.ACCEPTED if province[unit] else Standing.MISSING,
            report=f"r{unit}" if province[unit] else "",
            report_hash=f"{hash(str(province[unit])):x}" if province[unit] else "",
            submitted_on=dt.date(2020, 9, 10) if province[unit] else None,
        )
        for unit in sorted(province)
    )
    given = Consolidated(
        subject="Kết quả công tác dân vận quý III",
        symbol="BC-SNV",
        place="Trà Vinh",
        unit="Sở Nội vụ",
        receiver="Ủy ban nhân dân tỉnh",
        period=PERIOD,
        units=units,
        figures=figure_lines(INDICATORS, province, province),
        sections=(SectionLine("I", "Quán triệt", "Đã làm.", (Source(1, "Đã làm."),)),),
        obstacles=(ObstacleLine("Đơn vị 1", "Thiếu kinh phí", "Bổ sung", "raised"),),
    )
    return replace(given, **more)  # type: ignore[arg-type]


@given(PROVINCES)
def test_what_is_frozen_reads_back_as_it_was(province: dict[int, dict[int, Value]]) -> None:
    frozen = content(province)
    read = consolidated_from(json.loads(frozen.text))
    assert read.content_hash == frozen.content_hash
    assert read.text == frozen.text
    assert [line.figure for line in read.figures] == [line.figure for line in frozen.figures]
    assert not_adding_up(read) == []


def test_zeros_that_a_database_adds_do_not_change_the_hash() -> None:
    typed, stored = (
        content({1: {DONE.key: reported(Decimal(number))}}) for number in ("30", "30.0000")
    )
    units = stored.units
    assert replace(typed, units=units).content_hash == stored.content_hash


def test_a_total_that_is_not_that_of_its_values_is_found() -> None:
    right = content({1: {DONE.key: reported(3)}, 2: {DONE.key: reported(4)}})
    bent = replace(right.figures[0], number=Decimal(8))
    wrong = replace(right, figures=(bent, *right.figures[1:]))
    assert not_adding_up(consolidated_from(json.loads(wrong.text))) == ["CT01"]


def test_units_of_which_nothing_came_are_named() -> None:
    found = content({1: {DONE.key: reported(3)}, 2: {}})
    assert [unit.name for unit in found.missing] == ["Đơn vị 2"]
    assert [unit.name for unit in found.counted] == ["Đơn vị 1"]
    figure = found.figure_of(DONE.key)
    assert figure is not None
    assert figure.figure.missing == (2,)
    assert found.figure_of(99) is None


def test_a_changed_word_changes_the_hash_and_leaves_the_sources() -> None:
    before = content({1: {DONE.key: reported(3)}})
    after = before.with_texts("Khác", "BC-SNV", "Trà Vinh", {"I": "Viết lại."})
    assert after.content_hash != before.content_hash
    assert after.sections[0].text == "Viết lại."
    assert after.sections[0].sources == before.sections[0].sources


def test_texts_of_units_lie_side_by_side_under_their_names() -> None:
    sources = [Source(1, "Đã đối thoại."), Source(2, ""), Source(3, "Đã ban hành.")]
    names = {1: "Sở Y tế", 2: "Sở Tài chính", 3: "UBND huyện"}
    assert side_by_side(sources, names) == "Sở Y tế: Đã đối thoại.\nUBND huyện: Đã ban hành."


def test_a_supplement_names_the_unit_that_came_late_and_what_it_changes() -> None:
    before = content({1: {DONE.key: reported(3)}, 2: {}})
    after = content({1: {DONE.key: reported(3)}, 2: {DONE.key: reported(4)}})
    found = difference(before, after)
    assert [(m.name, m.before, m.after) for m in found.units] == [
        ("Đơn vị 2", Standing.MISSING, Standing.ACCEPTED)
    ]
    assert [change.definition for change in found.figures] == [DONE]
    assert difference(before, before).is_empty


def test_a_corrected_text_is_a_difference_too() -> None:
    before, after = (
        content({1: {REMARK.key: Value(ValueState.REPORTED, text=text)}}) for text in "AB"
    )
    found = difference(before, after)
    assert [change.definition for change in found.figures] == [REMARK]
    assert [move.name for move in found.units] == ["Đơn vị 1"]


@given(PROVINCES, st.sampled_from(["subject", "symbol", "place", "unit", "receiver"]))
def test_every_word_counts_in_the_hash(province: dict[int, dict[int, Value]], name: str) -> None:
    frozen = content(province)
    assert replace(frozen, **{name: "Khác"}).content_hash != frozen.content_hash


def test_a_text_of_another_format_is_not_guessed_at() -> None:
    data = json.loads(content({}).text)
    with pytest.raises(ValueError, match="unknown format"):
        consolidated_from({**data, "format": 2})
