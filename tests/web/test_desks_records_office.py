"""The records office: the number that comes next, its date, seal and release."""

from __future__ import annotations

import datetime as dt

from dvcq_workflow.models import Issuance
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.formats import short_date
from tests.web.posting import client_of, open_desk_url, says, shows
from tests.worlds import World


def test_the_page_shows_the_number_that_comes_next(province: World) -> None:
    plan = province.plan_at(Step.NUMBER)
    page = client_of(province.clerk).get(open_desk_url(province, plan, Step.NUMBER))
    assert shows(page, "01/KH-UBND")
    assert shows(page, short_date(province.today()))


def test_the_number_shown_is_the_number_taken(province: World) -> None:
    plan = province.plan_at(Step.NUMBER)
    response = client_of(province.clerk).post(
        open_desk_url(province, plan, Step.NUMBER),
        {
            "choice": "assign",
            "assign-issued_on": short_date(province.today()),
            "seen_hash": plan.content_hash,
        },
        follow=True,
    )
    taken = Issuance.objects.get(plan=plan)
    assert (taken.full_number, taken.issued_on) == ("01/KH-UBND", province.today())
    assert shows(response, "01/KH-UBND")


def test_looking_at_another_year_takes_no_number(province: World) -> None:
    plan = province.plan_at(Step.NUMBER)
    page = client_of(province.clerk).post(
        open_desk_url(province, plan, Step.NUMBER),
        {"choice": "assign", "look": "1", "assign-issued_on": "06/4/2019"},
    )
    assert page.status_code == 200
    assert shows(page, "06/4/2019")
    assert not Issuance.objects.exists()


def test_a_date_that_is_none_is_marked_and_kept(province: World) -> None:
    plan = province.plan_at(Step.NUMBER)
    page = client_of(province.clerk).post(
        open_desk_url(province, plan, Step.NUMBER),
        {"choice": "assign", "assign-issued_on": "31/2/2020", "seen_hash": plan.content_hash},
    )
    assert page.status_code == 422
    assert shows(page, "31/2/2020")
    assert not Issuance.objects.exists()


def test_a_date_before_the_signature_is_refused_with_the_day(province: World) -> None:
    plan = province.plan_at(Step.NUMBER)
    yesterday = province.today() - dt.timedelta(days=1)
    page = client_of(province.clerk).post(
        open_desk_url(province, plan, Step.NUMBER),
        {
            "choice": "assign",
            "assign-issued_on": short_date(yesterday),
            "seen_hash": plan.content_hash,
        },
    )
    codes = ("number_date_before_signature", "number_date_other_year")
    assert page.status_code == 422
    assert any(says(page, code, day=province.today(), year=province.today().year) for code in codes)
    assert shows(page, short_date(yesterday))


def test_a_plan_released_from_its_page_is_issued(province: World) -> None:
    plan = province.plan_at(Step.RELEASE)
    url = open_desk_url(province, plan, Step.RELEASE)
    assert shows(client_of(province.clerk).get(url), "01/KH-UBND")
    client_of(province.clerk).post(url, {"choice": "release", "seen_hash": plan.content_hash})
    plan.refresh_from_db()
    assert plan.status == "issued"
