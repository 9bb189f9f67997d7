"""The plan's way on its page: the drawing, the same in words, and what both say at each step."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from lxml import etree, html

from dvcq_workflow.models import Desk, Plan
from dvcq_workflow.rules.desks import APPROVAL_STEPS, Step
from dvcq_workflow.selectors.diagram import Standing, progress_of
from tests.web.reading import address, as_person, queries_of, text_of
from tests.worlds import World, make_province

WHY = "Cần ghi rõ nơi nhận."


def page_of(plan: Plan, who: Any) -> str:
    answer = as_person(who).get(address("plan", uid=plan.uid))
    assert answer.status_code == 200
    return text_of(answer)


def drawn_states(page: str) -> dict[str, str]:
    """The state of each node by its class in the drawing."""
    groups = html.fromstring(page).iter("g")
    return {
        g.get("data-node", ""): g.get("class", "").split()[-1].removeprefix("n-") for g in groups
    }


def both_say(page: str, node: str) -> str:
    """The words on a node, which must be the same in the drawing and in the list."""
    root = html.fromstring(page)
    box = next(g for g in root.iter("g") if g.get("data-node") == node)
    line = next(li for li in root.iter("li") if li.get("data-line") == node)
    in_box = " ".join(text.text or "" for text in box.iter("text"))
    in_line = re.split(r"<br\s*/?>", etree.tostring(line, encoding="unicode"))[0]
    said = unescape(re.sub(r"<[^>]+>", "", in_line))
    assert re.sub(r"\W+", "", in_box) == re.sub(r"\W+", "", said)
    return in_box


def asked_for_opinions(province: World, units: int) -> Plan:
    plan = province.start_plan()
    departments = [u for u in province.units.values() if u.kind == "department"]
    province.consult(plan, units=departments[:units])
    return plan


def test_the_drawing_says_what_the_list_says_at_every_desk(province: World) -> None:
    for step in (Step.DRAFT, Step.CHECK_CONTENT, Step.SIGN, Step.RELEASE):
        page = page_of(province.plan_at(step), province.drafter)
        states = drawn_states(page)
        assert [node for node, state in states.items() if state == "here"] == [step]
        for node in states:
            if node != "start":
                both_say(page, node)


def test_an_issued_plan_has_passed_every_desk_it_needed(province: World) -> None:
    page = page_of(province.issue_plan(), province.drafter)
    states = drawn_states(page)
    assert {
        states[step]
        for step in APPROVAL_STEPS
        if step not in ("close_consultation", "give_opinion")
    } == {"done"}
    assert states["give_opinion"] == states["refused"] == states["withdrawn"] == "off"
    assert states["open_year"] == states["issued"] == "done"


def test_opinions_are_counted_in_the_box_of_their_desk(province: World) -> None:
    plan = asked_for_opinions(province, 3)
    unit, head = province.consulted_units[0], province.consulted_heads[0]
    asked = list(
        Desk.objects.filter(plan=plan, step=Step.GIVE_OPINION).values_list("unit", flat=True)
    )
    assert unit.pk in asked
    province.act(plan, Step.GIVE_OPINION, "give", head, unit=unit, agrees=True, text="")
    assert "1/3" in both_say(page_of(plan, province.drafter), "give_opinion")


def test_a_return_is_drawn_with_its_count_and_its_desk(province: World) -> None:
    plan = province.plan_at(Step.SIGN)
    province.act(plan, Step.SIGN, "return", province.vice_chairman, reason=WHY)
    page = page_of(plan, province.drafter)
    states = drawn_states(page)
    assert states["sign"] == "back"
    assert states["draft"] == "here"
    assert states["check_content"] == states["check_format"] == "next"
    assert "to be done again" in both_say(page, "check_content")
    assert page.count("edge--gone") == 1
    assert page.count("Returned for revision, times: 1 (Sign 1)") == 3
    province.plan_at(Step.SIGN, plan=plan)
    again = page_of(plan, province.drafter)
    assert drawn_states(again)["sign"] == "here"
    assert "time 2" in both_say(again, "check_content")


@pytest.mark.parametrize(
    ("step", "act", "who", "end"),
    [
        pytest.param(Step.SIGN, "refuse", "vice_chairman", "refused", id="refused"),
        pytest.param(Step.DRAFT, "withdraw", "drafter", "withdrawn", id="withdrawn"),
        pytest.param(Step.CHECK_FORMAT, "withdraw", "drafter", "withdrawn", id="withdrawn later"),
    ],
)
def test_an_end_without_issue_is_drawn_at_its_desk(
    province: World, step: Step, act: str, who: str, end: str
) -> None:
    plan = province.plan_at(step)
    province.act(plan, step, act, province.people[who], reason=WHY)
    page = page_of(plan, province.drafter)
    states = drawn_states(page)
    assert states[step] == states[end] == "ended"
    assert states["issued"] == "off"
    assert page.count("edge--gone") == 1
    both_say(page, step)


def test_what_is_overdue_is_late_in_shape_and_word(province: World) -> None:
    plan = asked_for_opinions(province, 2)
    due = Desk.objects.filter(plan=plan, due_on__isnull=False).latest("pk").due_on
    progress = progress_of(plan, due.replace(year=due.year + 1))
    assert progress.steps[Step.GIVE_OPINION].standing is Standing.OVERDUE
    assert progress_of(plan, due).steps[Step.GIVE_OPINION].standing is Standing.HERE


@pytest.mark.django_db
@pytest.mark.parametrize("opinions", [1, 30])
def test_the_way_is_read_in_three_queries(opinions: int, django_assert_num_queries: Any) -> None:
    world = make_province("large")
    plan = asked_for_opinions(world, opinions)
    with django_assert_num_queries(3):
        progress = progress_of(plan, world.today())
    assert progress.asked == opinions


@pytest.mark.django_db
def test_the_page_asks_no_more_for_thirty_opinions_than_for_one() -> None:
    world = make_province("large")
    one, thirty = (address("plan", uid=asked_for_opinions(world, n).uid) for n in (1, 30))
    reader = as_person(world.drafter)
    assert queries_of(reader, one) == queries_of(reader, thirty)


def test_a_reader_reaches_the_drawing_by_keyboard_and_by_name(province: World) -> None:
    root = html.fromstring(page_of(province.start_plan(), province.drafter))
    (region,) = root.xpath("//*[@role='region'][.//svg]")
    assert region.get("tabindex") == "0"
    assert region.get("aria-label")
    (drawing,) = region.xpath(".//svg")
    assert drawing.get("role") == "img"
    assert not drawing.xpath(".//a | .//*[@tabindex]")
    assert root.xpath("//details[@open]//li[@aria-current='step']")


def test_the_flow_is_downloaded_as_bpmn(province: World) -> None:
    page = page_of(province.start_plan(), province.drafter)
    path = address("bpmn_plan_approval")
    assert f'href="{path}"' in page
    answer = as_person(province.stranger).get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="plan_approval.bpmn"'
    assert etree.fromstring(answer.content).tag.endswith("definitions")
