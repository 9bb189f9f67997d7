"""Beginning a plan from a blank page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from dvcq_workflow.models import Desk, Plan
from dvcq_workflow.selectors.content import content_of
from tests.web.posting import client_of, shows
from tests.worlds import World

SUBJECT = "Công tác dân vận chính quyền năm 2021"


def start(world: World, who: Any = None, **changes: Any) -> Any:
    posted = {
        "unit": str(world.room.pk),
        "issuing_unit": str(world.province.pk),
        "advising_unit": str(world.advising.pk),
        "year": "2021",
        "subject": SUBJECT,
        **changes,
    }
    return client_of(who or world.drafter).post(reverse("dvcq_workflow:draft_start"), posted)


def test_a_blank_draft_lies_on_the_desk_of_who_began_it(province: World) -> None:
    assert start(province).status_code == 302
    plan = Plan.objects.get()
    assert (plan.subject, plan.year, plan.advising_unit) == (SUBJECT, 2021, province.advising)
    assert Desk.objects.get(plan=plan).assigned_to == province.drafter


def test_its_head_is_that_of_the_issuing_body(province: World) -> None:
    start(province)
    content = content_of(Plan.objects.get())
    assert content.heading_lines == ("ỦY BAN NHÂN DÂN", "TỈNH TRÀ VINH")
    assert content.symbol == "KH-UBND"
    assert [line.text for line in content.recipients if line.is_archive] == ["Lưu: VT, THNV"]


def test_a_body_below_the_drafting_unit_is_refused_and_the_words_are_kept(
    province: World,
) -> None:
    response = start(province, issuing_unit=str(province.advising.pk))
    assert response.status_code == 422
    assert shows(response, SUBJECT)
    assert not Plan.objects.exists()


def test_a_year_that_is_none_is_marked(province: World) -> None:
    response = start(province, year="hai nghìn")
    assert response.status_code == 422
    assert shows(response, "hai nghìn")
    assert shows(response, SUBJECT)


def test_nobody_drafts_for_a_unit_in_which_they_do_not_sit(province: World) -> None:
    assert start(province, who=province.outsider).status_code == 422
    assert start(province, who=province.stranger).status_code == 422
    assert not Plan.objects.exists()


def test_who_drafts_nowhere_is_told_so(province: World) -> None:
    page = client_of(province.clerk).get(reverse("dvcq_workflow:draft_start"))
    assert page.status_code == 200
    assert b'name="subject"' not in page.content
