"""Numbers that are void, numbers of paper, and a register that goes on into the new year."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from dvcq_workflow.models import AuditEvent, AuditStream, Issuance, NumberSeries, Plan, PlanReturn
from dvcq_workflow.rules.desks import Role, Seat, Step
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.numbering import next_number_of
from dvcq_workflow.services.historical import record_historical_plan
from dvcq_workflow.services.issuance import open_number_series
from tests.worlds import LOCAL, PATH, World, make_province

APRIL = dt.datetime(2020, 4, 6, 9, 0, tzinfo=LOCAL)
SILVESTER = dt.datetime(2020, 12, 31, 9, 0, tzinfo=LOCAL)
REASON = "Sai tên cơ quan ở nơi nhận."
ON_PAPER = "Mất điện, cấp số tại sổ giấy."
NUMBERED = [pytest.param(Step.SEAL, id="seal"), pytest.param(Step.RELEASE, id="release")]


@pytest.fixture
def april(db: None) -> World:
    """A province on 06/4/2020."""
    return make_province(at=APRIL)


@pytest.fixture
def silvester(db: None) -> World:
    """A province on 31/12/2020."""
    return make_province(at=SILVESTER)


def number_of(plan: Plan) -> str:
    """Return the number that a plan holds."""
    live = Issuance.objects.exclude(state=Issuance.State.VOID)
    return live.get(plan=plan).full_number


def give_back(world: World, plan: Plan, step: Step) -> None:
    world.act(plan, step, "return", world.clerk, reason=REASON)


def assign(world: World, plan: Plan, day: dt.date) -> Issuance:
    taken: Issuance = world.act(plan, Step.NUMBER, "assign", world.clerk, issued_on=day)
    return taken


def enter(world: World, plan: Plan, number: int, day: dt.date, **changes: Any) -> Issuance:
    given = {"number": number, "issued_on": day, "reason": ON_PAPER, **changes}
    entered: Issuance = world.act(plan, Step.NUMBER, "enter_paper", world.clerk, **given)
    return entered


def continue_paper(world: World) -> NumberSeries:
    """The numbers of plans go on from 19, the paper register having ended today."""
    return open_number_series(
        unit=world.province,
        year=2020,
        code="KH",
        continues_at=19,
        paper_until=world.today(),
        document_types=("KH",),
        actor=world.clerk,
    )


# Void numbers


@pytest.mark.parametrize("step", NUMBERED)
def test_a_plan_returned_after_its_number_takes_another_and_the_void_one_stays(
    april: World, step: Step
) -> None:
    plan = april.plan_at(step)
    give_back(april, plan, step)
    assert plan.state is Status.DRAFT
    assert PlanReturn.objects.get(plan=plan).step == step
    april.issue_plan(plan=plan)
    void, live = Issuance.objects.filter(plan=plan).order_by("number")
    assert (void.full_number, void.state, void.reason) == ("01/KH-UBND", "void", REASON)
    assert (void.voided_by, void.voided_at is not None) == (april.clerk, True)
    assert (live.full_number, live.state) == ("02/KH-UBND", "released")


@pytest.mark.parametrize("step", NUMBERED)
def test_a_return_after_the_number_goes_through_all_checks_again(april: World, step: Step) -> None:
    plan = april.plan_at(step)
    give_back(april, plan, step)
    for again, act, who in PATH[:4]:
        april.act(plan, again, act, april.people[who])
    assert april.desk(plan, Step.NUMBER)


@pytest.mark.parametrize("step", NUMBERED)
def test_the_record_tells_of_the_void_number_and_of_the_return_in_one_act(
    april: World, step: Step
) -> None:
    plan = april.plan_at(step)
    give_back(april, plan, step)
    events = AuditEvent.objects.filter(stream=plan.stream).order_by("-seq")[:2]
    returned, voided = ((e, json.loads(e.envelope)) for e in events)
    assert [returned[0].code, voided[0].code] == ["plan_returned", "number_voided"]
    assert returned[0].act_uid == voided[0].act_uid
    assert voided[1]["details"]["number"] == "01/KH-UBND"
    assert voided[1]["reason"] is not None
    assert any("issuance" in row["table"] for row in voided[1]["changes"])
    assert REASON not in voided[0].envelope


def test_the_number_after_a_void_one_is_not_dated_before_it(april: World) -> None:
    early, plan = april.plan_at(Step.NUMBER), april.plan_at(Step.NUMBER)
    april.at = APRIL + dt.timedelta(days=3)
    assign(april, plan, dt.date(2020, 4, 9))
    give_back(april, plan, Step.SEAL)
    with pytest.raises(RuleViolation, match="number_date_before_last"):
        assign(april, early, dt.date(2020, 4, 8))
    assert assign(april, early, dt.date(2020, 4, 9)).number == 2


@pytest.mark.parametrize("step", NUMBERED)
def test_a_return_after_the_number_needs_a_reason(april: World, step: Step) -> None:
    plan = april.plan_at(step)
    with pytest.raises(RuleViolation, match="reason_missing"):
        april.act(plan, step, "return", april.clerk, reason="  ")
    assert number_of(plan) == "01/KH-UBND"


# Numbers of paper


@pytest.mark.audits("enter_paper_number")
def test_a_number_of_paper_is_entered_with_its_reason_and_the_series_goes_on(april: World) -> None:
    plan = april.plan_at(Step.NUMBER)
    entered = enter(april, plan, 1, april.today())
    assert (entered.medium, entered.reason) == (Issuance.Medium.PAPER, ON_PAPER)
    event = AuditEvent.objects.filter(stream=plan.stream).latest("seq")
    told = json.loads(event.envelope)
    assert (event.code, event.actor_id) == ("paper_number_entered", april.clerk.pk)
    assert told["details"]["number"] == "01/KH-UBND"
    assert told["reason"] is not None
    assert ON_PAPER not in event.envelope
    april.act(plan, Step.SEAL, "seal", april.clerk)
    april.act(plan, Step.RELEASE, "release", april.clerk)
    assert number_of(april.plan_at(Step.SEAL)) == "02/KH-UBND"


def test_a_free_number_of_the_continued_paper_register_is_entered(april: World) -> None:
    continue_paper(april)
    first, second = april.plan_at(Step.NUMBER), april.plan_at(Step.NUMBER)
    enter(april, first, 18, april.today())
    enter(april, second, 7, april.today())
    assert number_of(april.plan_at(Step.SEAL)) == "19/KH-UBND"


@pytest.mark.parametrize(
    ("number", "days", "code"),
    [
        pytest.param(18, 0, "number_taken", id="taken"),
        pytest.param(20, 0, "number_leaves_gap", id="gap"),
        pytest.param(0, 0, "number_not_positive", id="nought"),
        pytest.param(17, 1, "number_date_after_paper", id="after-the-paper"),
        pytest.param(19, -1, "number_date_before_last", id="before-the-last"),
        pytest.param(19, 9, "number_date_in_future", id="ahead"),
        pytest.param(17, -1, "number_date_before_signature", id="before-the-signature"),
    ],
)
def test_a_number_of_paper_that_does_not_fit_is_refused_and_nothing_is_written(
    april: World, number: int, days: int, code: str
) -> None:
    continue_paper(april)
    enter(april, april.plan_at(Step.NUMBER), 18, april.today())
    plan = april.plan_at(Step.NUMBER)
    day = april.today() + dt.timedelta(days=days)
    april.at = APRIL + dt.timedelta(days=2)
    before = (Issuance.objects.count(), AuditEvent.objects.count())
    with pytest.raises(RuleViolation, match=code):
        enter(april, plan, number, day)
    plan.refresh_from_db()
    assert plan.state is Status.SIGNED
    assert (Issuance.objects.count(), AuditEvent.objects.count()) == before


def test_a_number_of_paper_needs_a_reason(april: World) -> None:
    plan = april.plan_at(Step.NUMBER)
    with pytest.raises(RuleViolation, match="reason_missing"):
        enter(april, plan, 1, april.today(), reason=" ")
    assert not Issuance.objects.exists()


def test_a_void_number_is_not_entered_as_one_of_paper(april: World) -> None:
    plan = april.plan_at(Step.SEAL)
    give_back(april, plan, Step.SEAL)
    april.plan_at(Step.NUMBER, plan=plan)
    with pytest.raises(RuleViolation, match="number_taken"):
        enter(april, plan, 1, april.today())


def test_the_code_of_paper_years_is_no_code_for_a_series(april: World) -> None:
    with pytest.raises(RuleViolation, match="series_code_reserved"):
        open_number_series(unit=april.province, year=2020, code="paper", actor=april.clerk)


# The new year


def new_year(world: World, day: int = 2) -> dt.date:
    world.at = dt.datetime(2021, 1, day, 9, 0, tzinfo=LOCAL)
    return dt.date(2021, 1, day)


def test_the_first_number_of_a_new_year_is_01_and_opens_the_series_as_before(
    silvester: World,
) -> None:
    open_number_series(
        unit=silvester.province,
        year=2020,
        code="KH",
        continues_at=19,
        paper_until=silvester.today(),
        document_types=("KH",),
        actor=silvester.clerk,
    )
    assert number_of(silvester.plan_at(Step.SEAL)) == "19/KH-UBND"
    plan = silvester.plan_at(Step.NUMBER)
    assert assign(silvester, plan, new_year(silvester)).full_number == "01/KH-UBND"
    opened = NumberSeries.objects.filter(year=2021).order_by("code")
    assert [(s.code, s.document_types, s.continues_at, s.paper_until) for s in opened] == [
        ("KH", ["KH"], 1, None),
        ("VB", [], 1, None),
    ]


def test_the_record_says_who_opened_the_new_year_s_series_and_by_what_act(
    silvester: World,
) -> None:
    plan = silvester.plan_at(Step.NUMBER)
    assign(silvester, plan, new_year(silvester))
    taken = AuditEvent.objects.filter(stream=plan.stream).latest("seq")
    opened = AuditEvent.objects.filter(code="number_series_opened").latest("seq")
    assert opened.stream.kind == AuditStream.Kind.DIRECTORY
    assert (opened.actor_id, opened.role) == (silvester.clerk.pk, "records_clerk")
    assert opened.act_uid == taken.act_uid
    assert "numberseries" in opened.envelope
    assert "numberseries" not in taken.envelope


def test_the_date_of_the_document_says_which_year_s_series_numbers_it(silvester: World) -> None:
    plans = [silvester.plan_at(Step.NUMBER) for _plan in range(4)]
    day = new_year(silvester)
    assert assign(silvester, plans[0], dt.date(2020, 12, 31)).series.year == 2020
    taken = [assign(silvester, plan, day) for plan in plans[1:3]]
    late = assign(silvester, plans[3], dt.date(2020, 12, 31))
    assert [(t.series.year, t.number) for t in taken] == [(2021, 1), (2021, 2)]
    assert (late.series.year, late.number) == (2020, 2)
    assert NumberSeries.objects.filter(year=2021).count() == 1


def test_a_refused_number_opens_no_series(silvester: World) -> None:
    plan = silvester.plan_at(Step.NUMBER)
    new_year(silvester)
    before = AuditEvent.objects.count()
    with pytest.raises(RuleViolation, match="number_date_in_future"):
        assign(silvester, plan, dt.date(2021, 1, 3))
    assert not NumberSeries.objects.filter(year=2021).exists()
    assert AuditEvent.objects.count() == before


def test_a_year_that_has_not_begun_is_not_opened(silvester: World) -> None:
    plan = silvester.plan_at(Step.NUMBER)
    with pytest.raises(RuleViolation, match="series_missing"):
        assign(silvester, plan, dt.date(2021, 1, 1))


def test_a_body_that_never_had_a_series_is_told_to_open_one(silvester: World) -> None:
    plan = silvester.plan_at(Step.NUMBER, issuing_unit=silvester.province)
    assert next_number_of(plan, 2019, on=dt.date(2019, 12, 31)) is None
    with pytest.raises(RuleViolation, match="series_missing"):
        assign(silvester, plan, dt.date(2019, 12, 31))


def test_the_number_shown_for_a_new_year_is_the_one_then_taken(silvester: World) -> None:
    plan = silvester.plan_at(Step.NUMBER)
    day = new_year(silvester)
    shown = next_number_of(plan, 2021, on=day)
    assert shown is not None
    assert (shown.full_number, shown.is_opened, shown.not_before) == ("01/KH-UBND", False, None)
    assert not NumberSeries.objects.filter(year=2021).exists()
    assert assign(silvester, plan, day).full_number == shown.full_number
    shown = next_number_of(silvester.plan_at(Step.NUMBER), 2021, on=day)
    assert shown is not None
    assert (shown.number, shown.is_opened, shown.not_before) == (2, True, day)


def test_a_series_opened_by_hand_for_the_new_year_is_the_one_used(silvester: World) -> None:
    open_number_series(unit=silvester.province, year=2021, code="X", actor=silvester.clerk)
    plan = silvester.plan_at(Step.NUMBER)
    assert assign(silvester, plan, new_year(silvester)).series.code == "X"
    assert NumberSeries.objects.filter(year=2021).count() == 1


def test_a_body_s_first_number_of_the_year_may_be_one_of_paper(silvester: World) -> None:
    plan = silvester.plan_at(Step.NUMBER)
    entered = enter(silvester, plan, 1, new_year(silvester))
    assert (entered.series.year, entered.number) == (2021, 1)


def record_on_paper(world: World, number: int, day: dt.date) -> None:
    """Record a plan of the past whose year has no series here."""
    record_historical_plan(
        content=world.content(),
        issuing_unit=world.province,
        drafting_unit=world.room,
        number=number,
        issued_on=day,
        reason=ON_PAPER,
        stream=AuditStream.objects.create(kind=AuditStream.Kind.PLAN),
        seat=Seat(world.room.pk, Role.SPECIALIST, "Chuyên viên"),
        actor=world.drafter,
    )


def test_a_year_that_began_on_paper_is_opened_by_hand_after_its_paper_numbers(
    silvester: World,
) -> None:
    plan = silvester.plan_at(Step.NUMBER)
    day = new_year(silvester)
    record_on_paper(silvester, 3, day)
    assert next_number_of(plan, 2021, on=day) is None
    with pytest.raises(RuleViolation, match="series_missing"):
        assign(silvester, plan, day)
    opening = {"unit": silvester.province, "year": 2021, "code": "VB", "actor": silvester.clerk}
    with pytest.raises(RuleViolation, match="series_begins_in_paper"):
        open_number_series(**opening, continues_at=3, paper_until=day)
    open_number_series(**opening, continues_at=4, paper_until=day)
    assert assign(silvester, plan, day).number == 4
    with pytest.raises(RuleViolation, match="number_taken"):
        enter(silvester, silvester.plan_at(Step.NUMBER), 3, day)


def test_numbers_recorded_of_the_paper_register_do_not_move_the_series(april: World) -> None:
    continue_paper(april)
    record_on_paper(april, 5, dt.date(2020, 2, 3))
    assert number_of(april.plan_at(Step.SEAL)) == "19/KH-UBND"
