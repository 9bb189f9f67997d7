"""The history of a plan: who did what and why, page by page, refusals for some eyes only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dvcq_workflow.labels.acts import ACT_NAMES
from dvcq_workflow.models import AuditEvent, PersonalValue, Plan
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import NotPermitted
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.selectors.timeline import TimelineFilter, timeline_page
from dvcq_workflow.services.units import save_unit
from tests.web.reading import address, as_person, queries_of, text_of
from tests.worlds import World

WHY = "Ghi rõ nơi nhận báo cáo ở mục III."


def history_of(plan: Plan, who: Any, query: str = "") -> str:
    answer = as_person(who).get(address("plan_timeline", uid=plan.uid) + query)
    assert answer.status_code == 200
    return text_of(answer)


def returned_plan(province: World) -> Plan:
    plan = province.plan_at(Step.CHECK_CONTENT)
    province.act(plan, Step.CHECK_CONTENT, "return", province.head, reason=WHY)
    return plan


def test_a_return_is_told_with_who_why_and_what_changed(province: World) -> None:
    page = history_of(returned_plan(province), province.drafter)
    for text in (
        "Returned to the drafter",
        WHY,
        "Trưởng phòng Phòng THNV",
        "Content being checked",
        "Being drafted",
    ):
        assert text in page


def test_a_signature_names_whoever_it_was_given_for(province: World) -> None:
    plan = province.plan_at(Step.NUMBER)
    page = history_of(plan, province.drafter)
    assert "on behalf of Chủ tịch" in page
    assert "KT. CHỦ TỊCH" in page


@pytest.mark.parametrize("who", ["stranger", "outsider"])
def test_a_person_without_a_part_in_it_reads_no_history(province: World, who: str) -> None:
    plan = returned_plan(province)
    answer = as_person(province.people[who]).get(address("plan_timeline", uid=plan.uid))
    assert answer.status_code == 404
    assert WHY not in text_of(answer)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("auditor", True),
        ("chairman", True),
        ("drafter", False),
        ("clerk", False),
    ],
)
def test_refused_acts_are_seen_by_auditors_and_the_issuing_body_s_leaders_alone(
    province: World, who: str, sees: bool
) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    with pytest.raises(NotPermitted):
        province.act(plan, Step.CHECK_CONTENT, "pass", province.clerk)
    page = history_of(plan, province.people[who])
    assert ("Not let in" in page) == sees
    assert ("This desk belongs to another unit or role" in page) == sees


def test_what_was_erased_says_so_and_the_rest_still_reads(province: World) -> None:
    plan = returned_plan(province)
    PersonalValue.objects.filter(kind=PersonalValue.Kind.REASON).delete()
    page = history_of(plan, province.drafter)
    assert WHY not in page
    assert "erased as the law on personal data requires" in page
    assert "Returned to the drafter" in page


def test_pages_of_the_history_leave_no_event_out_and_show_none_twice(province: World) -> None:
    plan = province.issue_plan()
    seen: list[int | None] = []
    before = None
    while True:
        page = timeline_page(plan, before=before, size=3)
        seen += [entry.seq for entry in page.entries]
        before = page.older
        if before is None:
            break
    events = AuditEvent.objects.filter(stream=plan.stream).order_by("-seq")
    assert seen == list(events.values_list("seq", flat=True))


def test_each_refusal_stands_on_one_page_only(province: World) -> None:
    plan = province.plan_at(Step.CHECK_FORMAT)
    for _ in range(3):
        with pytest.raises(NotPermitted):
            province.act(plan, Step.CHECK_FORMAT, "pass", province.drafter)
    province.act(plan, Step.CHECK_FORMAT, "pass", province.format_checker)
    province.act(plan, Step.SIGN, "sign", province.vice_chairman)
    refused, before = 0, None
    while True:
        page = timeline_page(plan, before=before, size=2, with_refusals=True)
        refused += sum(entry.seq is None for entry in page.entries)
        before = page.older
        if before is None:
            break
    assert refused == 3


@pytest.mark.parametrize("query", ["?before=x", "?before=-1", "?before=99999999999999999999"])
def test_an_address_that_cannot_be_read_opens_the_latest(province: World, query: str) -> None:
    plan = province.start_plan()
    assert "Draft begun" in history_of(plan, province.drafter, query)


def test_the_history_asks_as_many_queries_when_it_is_long(
    province: World, django_assert_num_queries: Any
) -> None:
    short, long = returned_plan(province), returned_plan(province)
    for _ in range(4):
        province.plan_at(Step.CHECK_CONTENT, plan=long)
        province.act(long, Step.CHECK_CONTENT, "return", province.head, reason=WHY)
    client = as_person(province.auditor)
    asked = queries_of(client, address("plan_timeline", uid=short.uid))
    with django_assert_num_queries(asked):
        client.get(address("plan_timeline", uid=long.uid))
    assert asked <= 28


def test_the_history_is_narrowed_by_person_unit_act_and_field(province: World) -> None:
    plan = returned_plan(province)
    pieces = {
        f"?person={province.head.pk}": ("Returned to the drafter", "Sent to be checked"),
        f"?unit={province.room.pk}": ("Returned to the drafter", "no such"),
        f"?unit={province.advising.pk}": ("Nothing on record fits", "Draft begun"),
        "?act=plan_submitted": ("Sent to be checked", "Returned to the drafter"),
        "?field=plan.status": ("Returned to the drafter", "Draft begun"),
        "?field=plan.subject": ("Nothing on record fits", "Returned to the drafter"),
        "?until=01/01/2020": ("Nothing on record fits", "Draft begun"),
        "?since=01/01/2020": ("Draft begun", "no such"),
    }
    for query, (told, untold) in pieces.items():
        acts = history_of(plan, province.auditor, query).split("Acts, the latest first")[1]
        assert told in acts, query
        assert untold not in acts, query


@pytest.mark.parametrize(
    "query",
    [
        "?person=x",
        "?unit=-3",
        "?act=nonsense",
        "?field=plan.nonsense",
        "?field=%00.%00",
        "?act=%00",
    ],
)
def test_a_filter_that_is_unknown_counts_as_not_asked(province: World, query: str) -> None:
    plan = province.start_plan()
    assert "Draft begun</span>" in history_of(plan, province.drafter, query)


@pytest.mark.parametrize("text", ["hôm qua", "31/02/2020", "1/1/0001", "1/1/99999", "٣٢/١/٢٠٢٠"])
def test_a_day_that_is_none_is_left_out_and_says_so(province: World, text: str) -> None:
    plan = province.start_plan()
    page = history_of(plan, province.drafter, f"?since={text}&until=")
    assert "is not a day, so it was left out" in page
    assert "Draft begun</span>" in page


def test_a_narrowed_history_pages_by_keyset_and_leaves_none_out(province: World) -> None:
    plan = province.start_plan()
    for turn in range(7):
        content = province.content(subject=f"Tên lần {turn}")
        province.act(plan, Step.DRAFT, "save", province.drafter, content=content)
    wanted = TimelineFilter(field=("plan", "subject"))
    seen: list[int | None] = []
    before = None
    while True:
        page = timeline_page(plan, before=before, size=3, wanted=wanted)
        seen += [entry.seq for entry in page.entries]
        before = page.older
        if before is None:
            break
    assert seen == [8, 7, 6, 5, 4, 3, 2]


def test_words_that_look_like_a_field_are_not_taken_for_one(province: World) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    forged = '"year":["'
    content = replace(content_of(plan), subject=f"Kế hoạch {forged} năm")
    province.act(plan, Step.CHECK_CONTENT, "return", province.head, reason=WHY)
    province.act(plan, Step.DRAFT, "save", province.drafter, content=content)
    page = timeline_page(plan, wanted=TimelineFilter(field=("plan", "year")))
    assert page.entries == []


def test_a_narrowed_history_asks_as_many_queries_when_it_is_long(province: World) -> None:
    short, long = returned_plan(province), returned_plan(province)
    for _ in range(4):
        province.plan_at(Step.CHECK_CONTENT, plan=long)
        province.act(long, Step.CHECK_CONTENT, "return", province.head, reason=WHY)
    client = as_person(province.auditor)
    query = f"?person={province.head.pk}&act=plan_returned&field=plan.status&since=01/01/2020"
    asked = queries_of(client, address("plan_timeline", uid=short.uid) + query)
    assert queries_of(client, address("plan_timeline", uid=long.uid) + query) == asked


def test_prose_is_compared_word_by_word_and_says_so_without_colour(province: World) -> None:
    plan = province.start_plan()
    content = province.content(subject="Công tác dân vận của chính quyền năm 2020")
    province.act(plan, Step.DRAFT, "save", province.drafter, content=content)
    page = history_of(plan, province.drafter)
    assert '<ins><span class="visually-hidden">added: </span>của' in page


def test_units_and_acts_are_named_as_they_were_on_the_day(
    province: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = returned_plan(province)
    province.room.name = "Phòng Tổng hợp và Nội vụ"
    save_unit(unit=province.room, actor=province.keeper)
    monkeypatch.setitem(ACT_NAMES, "plan_returned", "Sent back under the new rules")
    acts = history_of(plan, province.drafter).split("Acts, the latest first")[1]
    assert "Phòng THNV" in acts
    assert "Phòng Tổng hợp và Nội vụ" not in acts
    assert "Sent back under the new rules" not in acts
