"""A plan's life: each state, each act, and nothing back once it is issued."""

from __future__ import annotations

import itertools

import pytest

from dvcq_workflow.rules.errors import Conflict, RuleViolation
from dvcq_workflow.rules.plans import (
    EDITABLE,
    FROZEN,
    MAX_REASON,
    ONCE_ISSUED,
    OPEN_STATES,
    Act,
    Status,
    next_status,
    require_editable,
    require_reason,
)

ALLOWED = """
draft               open_consultation   in_consultation
draft               submit              content_check
draft               withdraw            withdrawn
in_consultation     close_consultation  draft
in_consultation     withdraw            withdrawn
content_check       confirm_content     format_check
content_check       return              draft
content_check       withdraw            withdrawn
format_check        confirm_format      awaiting_signature
format_check        return              draft
format_check        withdraw            withdrawn
awaiting_signature  sign                signed
awaiting_signature  return              draft
awaiting_signature  refuse              refused
awaiting_signature  withdraw            withdrawn
signed              assign_number       numbered
signed              return              draft
numbered            seal                sealed
numbered            return              draft
sealed              release             issued
sealed              return              draft
issued              be_replaced         replaced
issued              be_recalled         recalled
"""
"""Every move there may be, told apart from the code: state, act, next state."""

MOVES = {
    (Status(state), Act(act)): Status(then)
    for state, act, then in (line.split() for line in ALLOWED.strip().splitlines())
}
PAIRS = list(itertools.product(Status, Act))


@pytest.mark.parametrize(("status", "act"), PAIRS, ids=[f"{s} {a}" for s, a in PAIRS])
def test_a_plan_moves_as_the_table_says_and_no_other_way(status: Status, act: Act) -> None:
    if (status, act) in MOVES:
        assert next_status(status, act) is MOVES[status, act]
    else:
        with pytest.raises(Conflict, match="plan_moved_on"):
            next_status(status, act)


def reachable(start: Status) -> set[Status]:
    """Every state to which some acts lead from ``start``, itself included."""
    found = {start}
    while True:
        more = {then for (state, _act), then in MOVES.items() if state in found} - found
        if not more:
            return found
        found |= more


def test_nothing_goes_back_once_a_plan_is_issued_article_18() -> None:
    assert reachable(Status.ISSUED) == ONCE_ISSUED
    for status in ONCE_ISSUED - {Status.ISSUED}:
        assert reachable(status) == {status}


@pytest.mark.parametrize("status", [Status.SIGNED, Status.NUMBERED, Status.SEALED])
def test_what_is_signed_is_sent_back_by_the_records_office_and_withdrawn_by_nobody(
    status: Status,
) -> None:
    assert next_status(status, Act.RETURN) is Status.DRAFT
    for act in (Act.WITHDRAW, Act.REFUSE):
        with pytest.raises(Conflict):
            next_status(status, act)


def test_every_state_can_be_reached_from_a_draft() -> None:
    assert reachable(Status.DRAFT) == set(Status)


def test_what_is_frozen_has_no_way_out_but_that_what_is_issued_can_be_ended() -> None:
    ends = {status for status in Status if not any(state is status for state, _act in MOVES)}
    assert ends == FROZEN - {Status.ISSUED}
    assert {Status.REFUSED, Status.WITHDRAWN} == FROZEN - ONCE_ISSUED
    assert set(Status) - FROZEN == OPEN_STATES
    for status in FROZEN:
        assert reachable(status) <= FROZEN


def test_no_content_is_signed_without_both_checks_article_12() -> None:
    checks = {Act.CONFIRM_CONTENT, Act.CONFIRM_FORMAT}
    for check in checks:
        without = {move: then for move, then in MOVES.items() if move[1] is not check}
        found = {Status.DRAFT}
        for _round in Status:
            found |= {then for (state, _act), then in without.items() if state in found}
        assert Status.SIGNED not in found


@pytest.mark.parametrize("status", list(Status))
def test_content_changes_on_the_draft_s_desk_alone_article_11(status: Status) -> None:
    if status is Status.DRAFT:
        require_editable(status)
        return
    codes = {
        Status.ISSUED: "plan_issued_frozen",
        Status.REPLACED: "plan_ended_frozen",
        Status.RECALLED: "plan_ended_frozen",
    }
    with pytest.raises(RuleViolation) as refused:
        require_editable(status)
    assert refused.value.code == codes.get(status, "plan_not_editable")
    assert status not in EDITABLE


@pytest.mark.parametrize("reason", ["", "   ", "\n\t", "\u00a0"], ids=repr)
def test_a_return_without_a_reason_is_refused_article_10(reason: str) -> None:
    with pytest.raises(RuleViolation, match="reason_missing"):
        require_reason(reason)


def test_a_reason_is_kept_without_the_spaces_around_it() -> None:
    assert require_reason("  Thiếu căn cứ.\n") == "Thiếu căn cứ."


def test_a_reason_may_be_as_long_as_a_page_and_no_longer() -> None:
    assert require_reason("x" * MAX_REASON + "  ") == "x" * MAX_REASON
    with pytest.raises(RuleViolation) as refused:
        require_reason("x" * (MAX_REASON + 1))
    assert (refused.value.code, refused.value.params) == ("reason_too_long", {"limit": MAX_REASON})
