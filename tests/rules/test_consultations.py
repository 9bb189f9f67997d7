"""When units may be asked, what an opinion must say, and when a round may be closed."""

from __future__ import annotations

import datetime as dt

import pytest

from dvcq_workflow.rules.consultations import (
    MAX_OPINION,
    MAX_UNITS,
    require_closing,
    require_opinion,
    require_round,
)
from dvcq_workflow.rules.errors import RuleViolation

TODAY = dt.date(2020, 3, 5)
DRAFTING = 1


def ask(unit_ids: list[int], due_on: dt.date = TODAY) -> None:
    require_round(unit_ids=unit_ids, drafting_unit_id=DRAFTING, due_on=due_on, on=TODAY)


@pytest.mark.parametrize(
    ("unit_ids", "due_on", "code"),
    [
        pytest.param([], TODAY, "consultation_without_units", id="nobody is asked"),
        pytest.param([2, 3, 2], TODAY, "consultation_unit_twice", id="a unit is asked twice"),
        pytest.param([2, DRAFTING], TODAY, "consultation_asks_drafter", id="the drafter is asked"),
        pytest.param(
            list(range(2, MAX_UNITS + 3)), TODAY, "consultation_too_many", id="more than there are"
        ),
        pytest.param([2], TODAY - dt.timedelta(1), "consultation_due_in_past", id="due yesterday"),
    ],
)
def test_a_round_that_cannot_be_answered_is_refused(
    unit_ids: list[int], due_on: dt.date, code: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        ask(unit_ids, due_on)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("unit_ids", "due_on"),
    [
        pytest.param([2], TODAY, id="one unit, due today"),
        pytest.param(list(range(2, MAX_UNITS + 2)), TODAY + dt.timedelta(10), id="as many as may"),
    ],
)
def test_a_round_that_can_be_answered_is_opened(unit_ids: list[int], due_on: dt.date) -> None:
    ask(unit_ids, due_on)


@pytest.mark.parametrize(
    ("agrees", "text", "kept"),
    [
        pytest.param(True, "", "", id="agrees without a word"),
        pytest.param(True, "  Nhất trí.  ", "Nhất trí.", id="agrees with a word"),
        pytest.param(False, "\nBổ sung mục 2.", "Bổ sung mục 2.", id="has something to change"),
        pytest.param(False, "x" * MAX_OPINION, "x" * MAX_OPINION, id="as long as may be"),
    ],
)
def test_an_opinion_is_kept_without_the_spaces_around_it(
    agrees: bool, text: str, kept: str
) -> None:
    assert require_opinion(agrees, text) == kept


@pytest.mark.parametrize(
    ("agrees", "text", "code"),
    [
        pytest.param(False, " \n ", "opinion_without_text", id="disagrees without saying why"),
        pytest.param(True, "x" * (MAX_OPINION + 1), "opinion_too_long", id="too long, agreeing"),
        pytest.param(False, "x" * (MAX_OPINION + 1), "opinion_too_long", id="too long"),
    ],
)
def test_an_opinion_that_says_nothing_or_too_much_is_refused(
    agrees: bool, text: str, code: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        require_opinion(agrees, text)
    assert refused.value.code == code


def test_a_round_with_every_opinion_closes_without_a_reason() -> None:
    assert require_closing(0, "  ") == ""
    assert require_closing(0, " Đủ. ") == "Đủ."


def test_a_round_without_every_opinion_closes_with_a_reason_alone() -> None:
    with pytest.raises(RuleViolation) as refused:
        require_closing(2, " \t")
    assert (refused.value.code, refused.value.params) == ("closing_reason_missing", {"missing": 2})
    assert require_closing(2, " Quá hạn. ") == "Quá hạn."
