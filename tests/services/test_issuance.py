"""Numbers: in order, from where the paper register ends, never twice, never dated backwards."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import IntegrityError

from dvcq_workflow.models import AuditEvent, Issuance, NumberSeries, Plan, RecipientUnit
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import NotPermitted, RuleViolation
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.issuance import open_number_series
from tests.worlds import World, make_province

CLOCK = dt.datetime(2020, 4, 6, 2, 0, tzinfo=dt.UTC)


@pytest.fixture
def april(db: None) -> World:
    """A province on 06/4/2020."""
    return make_province(at=CLOCK)


def continue_paper(world: World, **changes: object) -> NumberSeries:
    given = {
        "unit": world.province,
        "year": 2020,
        "code": "KH",
        "continues_at": 19,
        "paper_until": dt.date(2020, 4, 3),
        "document_types": ("KH",),
        "actor": world.clerk,
        **changes,
    }
    return open_number_series(**given)


@pytest.mark.audits("open_number_series")
def test_opening_a_series_is_on_record(april: World) -> None:
    continue_paper(april)
    event = AuditEvent.objects.filter(code="number_series_opened").latest("seq")
    assert event.actor_id == april.clerk.pk
    assert "numberseries" in event.envelope


@pytest.mark.parametrize("name", ["drafter", "chairman", "keeper", "outsider"])
def test_only_the_records_office_opens_a_series(april: World, name: str) -> None:
    before = NumberSeries.objects.count()
    with pytest.raises(NotPermitted):
        continue_paper(april, actor=april.people[name])
    assert NumberSeries.objects.count() == before


def test_a_series_that_continues_paper_says_since_when(april: World) -> None:
    with pytest.raises(RuleViolation, match="series_continues_wrong"):
        continue_paper(april, paper_until=None)
    with pytest.raises(RuleViolation, match="series_continues_wrong"):
        continue_paper(april, continues_at=1)


def test_a_series_is_opened_once(april: World) -> None:
    continue_paper(april)
    with pytest.raises(RuleViolation, match="series_exists"):
        continue_paper(april)


def test_a_series_goes_on_where_the_paper_register_ends(april: World) -> None:
    continue_paper(april)
    numbers = [Issuance.objects.get(plan=april.issue_plan()).full_number for _ in range(3)]
    assert numbers == ["19/KH-UBND", "20/KH-UBND", "21/KH-UBND"]


def test_a_series_of_its_own_year_begins_at_01(april: World) -> None:
    assert Issuance.objects.get(plan=april.issue_plan()).full_number == "01/KH-UBND"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        pytest.param(dt.date(2020, 4, 7), "number_date_in_future", id="tomorrow"),
        pytest.param(dt.date(2020, 4, 5), "number_date_before_signature", id="before-signature"),
        pytest.param(dt.date(2020, 4, 2), "number_date_before_last", id="before-the-paper"),
        pytest.param(dt.date(2019, 12, 31), "series_missing", id="a-year-without-series"),
    ],
)
def test_a_date_that_the_register_cannot_hold_is_refused(
    april: World, day: dt.date, code: str
) -> None:
    continue_paper(april)
    plan = april.plan_at(Step.NUMBER)
    with pytest.raises(RuleViolation, match=code):
        april.act(plan, Step.NUMBER, "assign", april.clerk, issued_on=day)
    assert not Issuance.objects.filter(plan=plan).exists()


def test_number_n_is_never_dated_before_n_minus_1(april: World) -> None:
    early = april.plan_at(Step.NUMBER)
    april.at = CLOCK + dt.timedelta(days=2)
    april.issue_plan()
    with pytest.raises(RuleViolation, match="number_date_before_last"):
        april.act(early, Step.NUMBER, "assign", april.clerk, issued_on=dt.date(2020, 4, 7))


def test_the_database_itself_holds_a_number_once(april: World) -> None:
    issued = Issuance.objects.get(plan=april.issue_plan())
    other = april.plan_at(Step.NUMBER)
    fields = {
        f.attname: getattr(issued, f.attname)
        for f in Issuance._meta.concrete_fields
        if f.attname not in ("id", "uid", "plan_id")
    }
    row = Issuance(plan=other, **fields)
    with pytest.raises(IntegrityError), acting(actor=april.clerk):
        row.save()


def test_recipients_are_kept_as_units_of_the_day_of_issue(april: World) -> None:
    plan = april.issue_plan()
    names = set(RecipientUnit.objects.filter(plan=plan).values_list("unit_name", flat=True))
    assert names == {
        "Sở Nội vụ",
        "Sở Giáo dục và Đào tạo",
        "Sở Thông tin và Truyền thông",
        "Sở Y tế",
    }


def test_a_signature_for_another_names_both(april: World) -> None:
    plan = april.plan_at(Step.NUMBER)
    event = AuditEvent.objects.get(stream=plan.stream, code="plan_signed")
    told = json.loads(event.envelope)
    assert (event.actor_id, event.principal_id) == (april.vice_chairman.pk, april.chairman.pk)
    assert told["details"]["authority_lines"] == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"]


def test_a_signer_whose_lines_are_not_those_checked_does_not_sign(april: World) -> None:
    plan = april.plan_at(Step.SIGN)
    with pytest.raises(RuleViolation, match="signature_block_differs"):
        april.act(plan, Step.SIGN, "sign", april.chairman)


def test_after_a_return_all_checks_are_made_anew(april: World) -> None:
    plan: Plan = april.plan_at(Step.SIGN)
    april.act(plan, Step.SIGN, "return", april.vice_chairman, reason="Bổ sung nơi nhận.")
    april.act(plan, Step.DRAFT, "submit", april.drafter)
    assert april.desk(plan, Step.CHECK_CONTENT)
    april.act(plan, Step.CHECK_CONTENT, "pass", april.head)
    april.act(plan, Step.CHECK_FORMAT, "pass", april.format_checker)
    april.act(plan, Step.SIGN, "sign", april.vice_chairman)
    assert plan.approvals.count() == 5
