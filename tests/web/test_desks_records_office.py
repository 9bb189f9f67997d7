"""The records office: the number that comes next, its date, seal and release."""

from __future__ import annotations

import datetime as dt

import pytest

from dvcq_workflow.models import Issuance
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.services.issuance import open_number_series
from tests.web.posting import client_of, open_desk_url, says, shows
from tests.web.reading import as_person
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


@pytest.mark.parametrize(
    ("step", "status"), [(Step.SEAL, "numbered"), (Step.RELEASE, "sealed")], ids=str
)
def test_a_return_names_the_number_that_becomes_void_before_and_after_the_click(
    province: World, step: Step, status: str
) -> None:
    plan = province.plan_at(step)
    url = open_desk_url(province, plan, step)
    client = as_person(province.clerk)
    page = client.get(url)
    assert shows(page, "Number 01/KH-UBND becomes void and is never used again")
    posted = {"choice": "return", "seen_hash": plan.content_hash}
    refused = client.post(url, {**posted, "return-reason": " "})
    assert refused.status_code == 422
    plan.refresh_from_db()
    assert plan.status == status
    answer = client.post(url, {**posted, "return-reason": "Sai nơi nhận."}, follow=True)
    plan.refresh_from_db()
    assert plan.status == "draft"
    assert shows(answer, "Number 01/KH-UBND is void.")
    draft = as_person(province.drafter).get(open_desk_url(province, plan, Step.DRAFT))
    assert shows(draft, "Sai nơi nhận.")


PAPER = {"choice": "paper", "paper-number": "1", "paper-reason": "Mất điện."}


def test_a_number_of_paper_is_entered_with_its_date_and_reason(province: World) -> None:
    plan = province.plan_at(Step.NUMBER)
    answer = client_of(province.clerk).post(
        open_desk_url(province, plan, Step.NUMBER),
        {
            **PAPER,
            "paper-issued_on": short_date(province.today()),
            "seen_hash": plan.content_hash,
        },
        follow=True,
    )
    entered = Issuance.objects.get(plan=plan)
    assert (entered.full_number, entered.medium) == ("01/KH-UBND", "paper")
    assert entered.reason == "Mất điện."
    assert shows(answer, "01/KH-UBND")


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        pytest.param({"paper-number": "một"}, "number", "", id="no-number"),
        pytest.param({"paper-number": "1" * 30}, "number", "", id="endless-number"),
        pytest.param({"paper-number": "0"}, "number", "number_not_positive", id="nought"),
        pytest.param({"paper-number": "7"}, "number", "number_leaves_gap", id="gap"),
        pytest.param({"paper-issued_on": "31/2/2020"}, "issued_on", "", id="no-day"),
        pytest.param(
            {"paper-issued_on": "06/4/1999"}, "issued_on", "series_missing", id="no-series"
        ),
        pytest.param({"paper-reason": " "}, "reason", "reason_missing", id="no-reason"),
    ],
)
def test_what_the_register_cannot_hold_is_marked_and_nothing_typed_is_lost(
    province: World, typed: dict[str, str], field: str, code: str
) -> None:
    plan = province.plan_at(Step.NUMBER)
    posted = {**PAPER, "paper-issued_on": short_date(province.today()), **typed}
    page = client_of(province.clerk).post(
        open_desk_url(province, plan, Step.NUMBER), {**posted, "seen_hash": plan.content_hash}
    )
    assert page.status_code == 422
    form = next(s.form for s in page.context["shown_choices"] if s.choice.key == "paper")
    assert list(form.errors) == [field]
    assert all(shows(page, text) for text in posted.values() if text.strip())
    params = {"number": 7, "next": 1, "year": 1999}
    assert not code or says(page, code, **params)
    assert not Issuance.objects.exists()


def test_the_page_says_which_numbers_of_paper_can_be_entered(province: World) -> None:
    today = province.today()
    open_number_series(
        unit=province.province,
        year=today.year,
        code="KH",
        continues_at=19,
        paper_until=today,
        document_types=("KH",),
        actor=province.clerk,
    )
    plan = province.plan_at(Step.NUMBER)
    page = as_person(province.clerk).get(open_desk_url(province, plan, Step.NUMBER))
    assert shows(page, "a number below 19")
    assert shows(page, short_date(today))
