"""Plans: the list of them, and the page of one, for those who have a part in it."""

from __future__ import annotations

from typing import Any

import pytest

from dvcq_workflow.models import AccessLog, Plan
from dvcq_workflow.rules.content import Appendix
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.web.plans import PARTS
from tests.web.reading import address, as_person, queries_of, text_of
from tests.worlds import World

KEYS = [part.key for part in PARTS]


def page_of(plan: Plan, who: Any, part: str = "") -> str:
    answer = as_person(who).get(address("plan", uid=plan.uid) + (f"?part={part}" if part else ""))
    assert answer.status_code == 200
    return text_of(answer)


def listed(who: Any, query: str = "") -> str:
    answer = as_person(who).get(address("plan_list") + query)
    assert answer.status_code == 200
    return text_of(answer)


def test_a_plan_is_read_as_on_paper(province: World) -> None:
    table = Appendix("Phân công", ("Đơn vị", "Việc"), (("Sở Nội vụ", "Theo dõi"),))
    plan = province.start_plan(content=province.content(appendices=(table,)))
    page = page_of(plan, province.drafter)
    for text in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "DỰ THẢO", "I. MỤC ĐÍCH", "KẾ HOẠCH"):
        assert text in page
    for text in ('<th scope="col">Đơn vị</th>', "<td>Theo dõi</td>", "Nơi nhận:"):
        assert text in page


def test_an_issued_plan_bears_its_number_and_date(province: World) -> None:
    plan = province.issue_plan()
    page = page_of(plan, province.drafter)
    today = province.today()
    assert "Số: 01/KH-UBND" in page
    assert f"ngày {today.day:02d} tháng" in page
    assert "Closed to changes" in page
    assert "DỰ THẢO" not in page


@pytest.mark.parametrize("part", KEYS)
@pytest.mark.parametrize("who", ["stranger", "outsider"])
def test_a_person_without_a_part_in_it_finds_no_plan(province: World, part: str, who: str) -> None:
    plan = province.issue_plan()
    path = f"{address('plan', uid=plan.uid)}?part={part}"
    answer = as_person(province.people[who]).get(path)
    assert answer.status_code == 404
    assert plan.subject not in text_of(answer)
    assert plan.subject not in listed(province.people[who])


def test_each_part_shows_what_it_holds(province: World) -> None:
    plan = province.start_plan()
    province.consult(plan)
    unit, head = province.consulted_units[0], province.consulted_heads[0]
    said = "Đề nghị ghi rõ chỉ tiêu."
    province.act(plan, Step.GIVE_OPINION, "give", head, unit=unit, agrees=False, text=said)
    province.act(plan, Step.CLOSE_CONSULTATION, "close", province.drafter, reason="Quá hạn.")
    province.plan_at(Step.CHECK_CONTENT, plan=plan)
    why = "Ghi rõ nơi nhận báo cáo."
    province.act(plan, Step.CHECK_CONTENT, "return", province.head, reason=why)
    province.issue_plan(plan=plan)
    assert "553/QĐ-UBND" in page_of(plan, province.drafter, "citations")
    opinions = page_of(plan, province.drafter, "opinions")
    assert said in opinions
    assert "Quá hạn." in opinions
    decisions = page_of(plan, province.drafter, "decisions")
    assert why in decisions
    assert "KT. CHỦ TỊCH" in decisions
    documents = page_of(plan, province.drafter, "documents")
    for document in plan.documents.all():
        assert document.sha256 in documents
        assert address("document", uid=document.uid) in documents


def test_a_page_says_on_whose_desk_the_plan_lies_and_opens_the_viewer_s_own(
    province: World,
) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    assert "Open your desk" in page_of(plan, province.head)
    page = page_of(plan, province.drafter)
    assert "Open your desk" not in page
    assert "Look at this desk" in page


def test_looking_at_a_plan_is_on_record(province: World) -> None:
    plan = province.start_plan()
    page_of(plan, province.head)
    look = AccessLog.objects.get(kind=AccessLog.Kind.VIEW)
    assert (look.actor_id, look.stream_id) == (province.head.pk, plan.stream_id)


def test_a_list_is_narrowed_by_words_year_state_unit_and_number(province: World) -> None:
    issued = province.issue_plan(content=province.content(subject="Đối thoại với Nhân dân"))
    draft = province.start_plan(content=province.content(subject="Thi đua Dân vận khéo", year=2021))
    by_query = {
        "?q=doi thoai": (issued,),
        "?q=thi dua kheo": (draft,),
        "?year=2021": (draft,),
        "?status=issued": (issued,),
        "?unit=phong thnv": (issued, draft),
        "?unit=so y te": (),
        "?q=1/KH": (issued,),
        "?q=01/kh-ubnd": (issued,),
        "?q=2/KH": (),
        "?year=abc&status=x": (issued, draft),
    }
    for query, wanted in by_query.items():
        page = listed(province.drafter, query)
        assert [p for p in (issued, draft) if p.subject in page] == list(wanted), query


def test_a_long_list_is_turned_page_by_page(province: World, settings: Any) -> None:
    settings.DVCQ_WORKFLOW = {**settings.DVCQ_WORKFLOW, "PAGE_SIZE": 2}
    for number in range(5):
        province.start_plan(content=province.content(subject=f"Kế hoạch thứ {number} của tỉnh"))
    found = [
        sum(f"thứ {number} của" in listed(province.drafter, f"?page={page}") for number in range(5))
        for page in (1, 2, 3)
    ]
    assert found == [2, 2, 1]
    assert 'rel="next"' in listed(province.drafter, "?q=ke hoach")
    assert "q=ke+hoach&amp;page=2" in listed(province.drafter, "?q=ke hoach")
    assert 'rel="next"' not in listed(province.drafter, "?page=3")


def test_the_list_asks_as_many_queries_for_many_plans_as_for_one(
    province: World, django_assert_num_queries: Any
) -> None:
    province.issue_plan()
    client = as_person(province.drafter)
    asked = queries_of(client, address("plan_list"))
    for _ in range(4):
        province.start_plan()
    with django_assert_num_queries(asked):
        client.get(address("plan_list"))
    assert asked <= 12


@pytest.mark.parametrize("part", KEYS)
def test_a_plan_asks_as_many_queries_when_it_is_long(
    province: World, part: str, django_assert_num_queries: Any
) -> None:
    short = _returned(province, province.start_plan(), times=1)
    client = as_person(province.head)
    asked = queries_of(client, f"{address('plan', uid=short.uid)}?part={part}")
    nodes = province.content().nodes * 8
    long = _returned(province, province.start_plan(content=province.content(nodes=nodes)), times=4)
    with django_assert_num_queries(asked):
        client.get(f"{address('plan', uid=long.uid)}?part={part}")
    assert asked <= 32


def _returned(province: World, plan: Plan, *, times: int) -> Plan:
    """Carry a plan to its issue, consulted on once and returned so many times."""
    province.consult(plan)
    province.act(plan, Step.CLOSE_CONSULTATION, "close", province.drafter, reason="Quá hạn.")
    for _ in range(times):
        province.plan_at(Step.CHECK_CONTENT, plan=plan)
        province.act(plan, Step.CHECK_CONTENT, "return", province.head, reason="Sửa lại.")
    return province.issue_plan(plan=plan)


def test_dates_are_written_as_the_decree_pads_them(province: World) -> None:
    assert "15/3/2016" in page_of(province.start_plan(), province.drafter, "citations")
