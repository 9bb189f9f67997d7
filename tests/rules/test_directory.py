"""What a row of the province's master data may be."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from dvcq_workflow.rules.directory import (
    Period,
    Power,
    require_filled,
    require_indicator,
    require_no_circle,
    require_organ_code,
    require_period,
    require_power,
    require_succession,
)
from dvcq_workflow.rules.errors import RuleViolation

DAY = dt.date(2020, 3, 5)
YEAR = Period(dt.date(2020, 1, 1), dt.date(2020, 12, 31))
OWN = Power(
    lines=("TM. ỦY BAN NHÂN DÂN",),
    unit_id=1,
    signer_id=10,
    period=Period(DAY),
    position="CHỦ TỊCH",
    name="Chủ tịch",
    basis="Nghị quyết bầu Chủ tịch",
)
BY_ORDER = replace(OWN, lines=("TL. CHỦ TỊCH",), for_whom=11, period=YEAR)
BY_LETTER = replace(OWN, lines=("TUQ. CHỦ TỊCH",), for_whom=11, period=YEAR, field="Nội vụ")


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        pytest.param(Period(DAY), Period(DAY), True, id="both open"),
        pytest.param(YEAR, Period(dt.date(2021, 1, 1)), False, id="one follows the other"),
        pytest.param(YEAR, Period(dt.date(2020, 12, 31)), True, id="they share the last day"),
        pytest.param(
            Period(DAY), Period(dt.date(2019, 1, 1), dt.date(2020, 3, 4)), False, id="day before"
        ),
    ],
)
def test_two_periods_overlap_where_they_share_a_day(
    one: Period, other: Period, shared: bool
) -> None:
    assert one.overlaps(other) is shared
    assert other.overlaps(one) is shared


@pytest.mark.parametrize(
    ("outer", "inner", "inside"),
    [
        pytest.param(Period(DAY), Period(DAY), True, id="the same open period"),
        pytest.param(YEAR, Period(DAY), False, id="an open period is in no closed one"),
        pytest.param(YEAR, Period(DAY, DAY), True, id="one day of the year"),
        pytest.param(Period(DAY), YEAR, False, id="it begins earlier"),
    ],
)
def test_a_period_holds_another_that_begins_and_ends_in_it(
    outer: Period, inner: Period, inside: bool
) -> None:
    assert outer.holds(inner) is inside


def test_a_period_may_be_one_day_but_never_end_before_it_begins() -> None:
    require_period(Period(DAY, DAY))
    with pytest.raises(RuleViolation, match="validity_reversed"):
        require_period(Period(DAY, dt.date(2020, 3, 4)))


def test_a_name_of_spaces_is_no_name() -> None:
    with pytest.raises(RuleViolation, match="directory_field_empty"):
        require_filled(name="  ")


@pytest.mark.parametrize("parent", [2, 3, 1], ids=["child", "grandchild", "itself"])
def test_no_unit_stands_below_itself(parent: int) -> None:
    with pytest.raises(RuleViolation, match="unit_below_itself"):
        require_no_circle(1, parent, {2: 1, 3: 2})


def test_a_unit_may_move_below_any_other() -> None:
    require_no_circle(3, 4, {2: 1, 4: 1})


@pytest.mark.parametrize("code", ["H59", "H59.1.A2", "000.00.01.H59"])
def test_an_organ_identifier_is_groups_of_capitals_and_digits(code: str) -> None:
    require_organ_code(code)


@pytest.mark.parametrize(
    "code", ["", "h59", "H59.", ".H59", "H59..1", "H59 1", "Đ59", "A" * 36, "H59\n"]
)
def test_any_other_organ_identifier_is_refused(code: str) -> None:
    with pytest.raises(RuleViolation, match="organ_code_malformed"):
        require_organ_code(code)


@pytest.mark.parametrize(
    ("kind", "successor", "decided_by", "code"),
    [
        pytest.param("merge", None, "NQ 1", "succession_without_successor", id="nobody follows"),
        pytest.param("merge", 1, "NQ 1", "succession_same_unit", id="the unit itself"),
        pytest.param("dissolve", 2, "NQ 1", "succession_after_dissolution", id="dissolved"),
        pytest.param("merge", 2, " ", "deciding_document_missing", id="no document"),
    ],
)
def test_a_succession_has_its_two_ends_and_its_document(
    kind: str, successor: int | None, decided_by: str, code: str
) -> None:
    with pytest.raises(RuleViolation, match=code):
        require_succession(kind, 1, successor, decided_by)


@pytest.mark.parametrize(
    "power",
    [
        pytest.param(OWN, id="TM. of the body"),
        pytest.param(replace(OWN, lines=()), id="a director signs with none"),
        pytest.param(
            replace(OWN, lines=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), for_whom=11),
            id="TM. and KT. stack",
        ),
        pytest.param(BY_ORDER, id="TL."),
        pytest.param(BY_LETTER, id="TUQ. with its limits"),
    ],
)
def test_the_law_knows_these_powers_to_sign(power: Power) -> None:
    require_power(power, None)


@pytest.mark.parametrize(
    ("power", "code"),
    [
        pytest.param(replace(OWN, lines=("T/M UBND",)), "authority_line_unknown", id="old form"),
        pytest.param(
            replace(BY_ORDER, for_whom=None), "authority_for_whom_missing", id="TL. of nobody"
        ),
        pytest.param(
            replace(BY_ORDER, for_whom=10), "authority_for_oneself", id="on one's own behalf"
        ),
        pytest.param(replace(OWN, basis=""), "authority_basis_missing", id="no document"),
        pytest.param(replace(OWN, name=""), "directory_field_empty", id="no name"),
        pytest.param(
            replace(BY_LETTER, period=Period(DAY)), "authority_needs_limits", id="TUQ. for ever"
        ),
        pytest.param(
            replace(BY_LETTER, field=""), "authority_needs_limits", id="TUQ. for everything"
        ),
    ],
)
def test_a_power_to_sign_without_what_article_13_asks_is_refused(power: Power, code: str) -> None:
    with pytest.raises(RuleViolation, match=code):
        require_power(power, None)


def test_a_power_by_tuq_is_never_passed_on() -> None:
    with pytest.raises(RuleViolation, match="authority_redelegated"):
        require_power(replace(BY_ORDER, signer_id=12), BY_LETTER)


def test_a_power_by_tl_may_pass_to_the_deputy() -> None:
    require_power(replace(BY_ORDER, signer_id=12, for_whom=10), BY_ORDER)


def test_no_other_power_is_passed_on() -> None:
    with pytest.raises(RuleViolation, match="authority_not_passed_on"):
        require_power(replace(BY_ORDER, signer_id=12), OWN)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"unit_id": 2}, id="another unit"),
        pytest.param({"period": Period(DAY)}, id="longer than its source"),
    ],
)
def test_a_power_passed_on_stays_within_its_source(change: dict[str, object]) -> None:
    with pytest.raises(RuleViolation, match="authority_beyond_source"):
        require_power(replace(BY_ORDER, signer_id=12, **change), BY_ORDER)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "aggregation", "parts", "own", "code"),
    [
        pytest.param("rate", "ratio", ("count", None), False, "indicator_rate_without_parts"),
        pytest.param("count", "sum", ("count", None), False, "indicator_parts_needless"),
        pytest.param("rate", "ratio", ("count", "rate"), False, "indicator_part_is_rate"),
        pytest.param("rate", "ratio", ("count", "text"), False, "indicator_part_is_rate"),
        pytest.param("rate", "ratio", ("count", "count"), True, "indicator_part_is_rate"),
        pytest.param("text", "sum", (None, None), False, "indicator_not_added"),
        pytest.param("rate", "sum", ("count", "count"), False, "indicator_not_added"),
        pytest.param("count", "ratio", (None, None), False, "indicator_not_added"),
    ],
)
def test_an_indicator_that_cannot_be_added_up_is_refused(
    kind: str, aggregation: str, parts: tuple[str | None, ...], own: bool, code: str
) -> None:
    with pytest.raises(RuleViolation, match=code):
        require_indicator(kind=kind, aggregation=aggregation, part_kinds=parts, is_own_part=own)


def test_a_rate_is_the_ratio_of_two_counts() -> None:
    require_indicator(
        kind="rate", aggregation="ratio", part_kinds=("count", "amount"), is_own_part=False
    )
