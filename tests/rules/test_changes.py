"""What may become of an issued plan, and of the notices about it."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest

from dvcq_workflow.rules.changes import (
    require_both_or_neither,
    require_changeable,
    require_in_force,
)
from dvcq_workflow.rules.errors import Conflict, NotPermitted, RuleViolation
from dvcq_workflow.rules.notices import (
    MAX_LENGTHS,
    NoticeAct,
    NoticeContent,
    NoticeKind,
    NoticeStatus,
    NoticeText,
    next_notice_status,
    require_other_releaser,
    require_other_signer,
    usual_symbol,
)
from dvcq_workflow.rules.plans import Status

WRITTEN = NoticeText("UBND-THNV", "Trà Vinh", "Đính chính", "Trang 2, dòng 3.", "Lỗi đánh máy.")
ENDED = {Status.REPLACED: "change_replaced_already", Status.RECALLED: "change_recalled"}


@pytest.mark.parametrize("status", list(Status))
def test_only_what_is_issued_and_holds_is_changed_article_18(status: Status) -> None:
    if status is Status.ISSUED:
        require_in_force(status)
        return
    with pytest.raises(RuleViolation) as refused:
        require_in_force(status)
    assert refused.value.code == ENDED.get(status, "change_not_issued")


def test_a_body_changes_its_own_plans_alone_article_18() -> None:
    require_changeable(Status.ISSUED, issued_by=1, changed_by=1)
    with pytest.raises(RuleViolation, match="change_other_body"):
        require_changeable(Status.ISSUED, issued_by=1, changed_by=2)
    with pytest.raises(RuleViolation, match="change_recalled"):
        require_changeable(Status.RECALLED, issued_by=1, changed_by=1)


@pytest.mark.parametrize("kind", ["amend", "replace"])
def test_a_plan_names_both_what_it_changes_and_how_or_neither(kind: str) -> None:
    require_both_or_neither(kind, names_plan=True)
    require_both_or_neither("", names_plan=False)
    for odd, names_plan in ((kind, False), ("", True), ("correct", True)):
        with pytest.raises(RuleViolation, match="change_incomplete"):
            require_both_or_neither(odd, names_plan=names_plan)


NOTICE_MOVES = """
drafted  save     drafted
drafted  drop     dropped
drafted  sign     signed
signed   release  released
"""


@pytest.mark.parametrize(("status", "act"), list(itertools.product(NoticeStatus, NoticeAct)))
def test_a_notice_moves_as_the_table_says_and_no_other_way(
    status: NoticeStatus, act: NoticeAct
) -> None:
    moves = [line.split() for line in NOTICE_MOVES.strip().splitlines()]
    then = {(state, done): found for state, done, found in moves}.get((status.value, act.value))
    if then is not None:
        assert next_notice_status(status, act) == then
        return
    with pytest.raises(Conflict, match="notice_moved_on"):
        next_notice_status(status, act)


def test_a_notice_bears_the_symbol_of_its_type_article_15() -> None:
    units = {"issuing": "UBND", "drafting": "VX"}
    assert usual_symbol(NoticeKind.CORRECTION, **units) == "UBND-VX"
    assert usual_symbol(NoticeKind.RECALL, **units) == "TB-UBND"


@pytest.mark.parametrize("name", sorted(MAX_LENGTHS))
def test_no_part_of_a_notice_may_be_missing_or_without_bounds(name: str) -> None:
    code = "reason_missing" if name == "reason" else "notice_incomplete"
    with pytest.raises(RuleViolation, match=code):
        replace(WRITTEN, **{name: " \n "}).stored()
    longest = "x" * MAX_LENGTHS[name]
    assert getattr(replace(WRITTEN, **{name: longest}).stored(), name) == longest
    with pytest.raises(RuleViolation, match="content_field_too_long"):
        replace(WRITTEN, **{name: longest + "x"}).stored()


@pytest.mark.parametrize("character", ["\x00", "\ud800"], ids=["nought", "half a pair"])
def test_what_no_database_holds_is_refused(character: str) -> None:
    with pytest.raises(RuleViolation, match="content_malformed"):
        replace(WRITTEN, text=f"Trang{character}2").stored()


def test_a_notice_keeps_its_paragraphs_and_single_spaces() -> None:
    stored = replace(WRITTEN, text="  Trang  2 \r\n\r\n dòng 3").stored()
    assert stored.text == "Trang 2\ndòng 3"


def test_each_part_of_a_notice_counts_in_its_hash() -> None:
    content = NoticeContent("recall", "TB", "0b9e", "19/KH-UBND", dt.date(2020, 4, 6), WRITTEN)
    others = [
        replace(content, kind="correction"),
        replace(content, document_type="CV"),
        replace(content, plan="0b9f"),
        replace(content, plan_number="20/KH-UBND"),
        replace(content, plan_date=dt.date(2020, 4, 7)),
        *(replace(content, written=replace(WRITTEN, **{name: "khác"})) for name in MAX_LENGTHS),
    ]
    assert len({other.content_hash for other in [content, *others]}) == len(others) + 1


def test_who_wrote_a_notice_does_not_sign_it_and_who_signed_it_does_not_release_it() -> None:
    require_other_signer({1}, {2, 3})
    require_other_releaser({1}, {2, 3})
    for people in ({2}, {1, 3}):
        with pytest.raises(NotPermitted, match="drafter_signs_own_notice"):
            require_other_signer(people, {2, 3})
        with pytest.raises(NotPermitted, match="signer_releases_own_notice"):
            require_other_releaser(people, {2, 3})
