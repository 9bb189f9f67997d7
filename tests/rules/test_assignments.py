"""Tasks: every state with every act, the term axis as a partition, what the hash covers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.rules.assignments import (
    CLOSED,
    TRANSITIONS,
    AssignmentAct,
    AssignmentStatus,
    TaskContent,
    next_assignment_status,
    require_other_approver,
    require_part_in_time,
)
from dvcq_workflow.rules.desks import Policy
from dvcq_workflow.rules.errors import Conflict, NotPermitted, RuleViolation
from dvcq_workflow.rules.year_terms import YearTerm, year_term_of

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2021, 12, 31))
CONTENT = TaskContent(text="Rà soát", strength="order", unit=1, receiver=2)


@pytest.mark.parametrize("status", list(AssignmentStatus))
@pytest.mark.parametrize("act", list(AssignmentAct))
def test_an_act_moves_a_task_as_the_table_says_or_is_refused(
    status: AssignmentStatus, act: AssignmentAct
) -> None:
    if (status, act) in TRANSITIONS:
        assert next_assignment_status(status, act) is TRANSITIONS[status, act]
        assert status not in CLOSED
    else:
        with pytest.raises(Conflict, match="assignment_moved_on"):
            next_assignment_status(status, act)


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    reached = {AssignmentStatus.OFFERED, *TRANSITIONS.values()}
    assert reached == set(AssignmentStatus)
    assert {status for status, _act in TRANSITIONS} == set(AssignmentStatus) - CLOSED


@given(last_day=st.none() | DAYS, done_on=st.none() | DAYS, today=DAYS)
def test_whatever_is_owed_stands_in_exactly_one_term(
    last_day: dt.date | None, done_on: dt.date | None, today: dt.date
) -> None:
    term = year_term_of(last_day, done_on, today)
    done = {YearTerm.DONE_ON_TIME, YearTerm.DONE_LATE}
    assert (term in done) == (done_on is not None)
    assert (term is YearTerm.NO_TERM) == (done_on is None and last_day is None)
    overdue = done_on is None and last_day is not None and last_day < today
    assert (term is YearTerm.OVERDUE) == overdue


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Khác"},
        {"strength": "request"},
        {"unit": 3},
        {"others": ((4, "supporting"),)},
        {"due_on": dt.date(2020, 6, 10)},
        {"last_day": dt.date(2020, 6, 10)},
        {"result": "Xong"},
        {"evidence": ("0" * 64,)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_people_see_of_a_task_changes_its_hash(change: dict[str, object]) -> None:
    assert replace(CONTENT, **change).content_hash != CONTENT.content_hash  # type: ignore[arg-type]


def test_the_order_of_units_and_files_does_not_change_the_hash() -> None:
    one = replace(CONTENT, others=((4, "a"), (5, "b")), evidence=("1", "2"))
    two = replace(CONTENT, others=((5, "b"), (4, "a")), evidence=("2", "1"))
    assert one.content_hash == two.content_hash


def test_a_unit_s_own_rule_lets_its_only_head_approve_and_is_named() -> None:
    with pytest.raises(NotPermitted, match="reporter_approves_own_result"):
        require_other_approver({1}, {1, 2})
    allowed = frozenset({Policy.HEAD_CHECKS_OWN_DRAFT})
    assert require_other_approver({1}, {1}, allowed) is Policy.HEAD_CHECKS_OWN_DRAFT
    assert require_other_approver({3}, {1}, allowed) is None


@given(due=DAYS, last_day=DAYS)
def test_a_part_is_never_due_after_the_whole(due: dt.date, last_day: dt.date) -> None:
    if due <= last_day:
        require_part_in_time(due, last_day)
    else:
        with pytest.raises(RuleViolation, match="part_due_after_whole"):
            require_part_in_time(due, last_day)
