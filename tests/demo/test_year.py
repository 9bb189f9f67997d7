"""The year of the real plan, opened on its issue: who owes what to whom by when."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from documents.demo.summary import summary_of

from dvcq_workflow.models import (
    Assignment,
    AuditEvent,
    Obligation,
    OutlineSection,
    Plan,
    PlanParty,
    ReportDuty,
    ReportingPeriod,
    ReportingRule,
    Unit,
    YearOpening,
)
from dvcq_workflow.rules.obligations import ObligationKind, Strength
from dvcq_workflow.rules.year_terms import YearTerm, year_term_of

ISSUED = dt.date(2020, 4, 6)
DATES_OF_2020 = [
    dt.date(2020, 6, 10),
    dt.date(2020, 6, 10),
    dt.date(2020, 9, 10),
    dt.date(2020, 11, 25),
    dt.date(2020, 12, 10),
]


@pytest.fixture
def plan(issued: int, db: Any) -> Plan:
    return Plan.objects.get(pk=issued)


def test_each_reporting_unit_owes_the_five_reports_of_2020_on_four_dates(plan: Plan) -> None:
    duties: dict[int, list[dt.date]] = {}
    for duty in ReportDuty.objects.filter(plan=plan).order_by("due_on", "pk"):
        duties.setdefault(duty.unit_id, []).append(duty.due_on)
    assert duties
    assert all(dates == DATES_OF_2020 for dates in duties.values())
    assert len(set(DATES_OF_2020)) == 4
    kinds = set(Unit.objects.filter(pk__in=duties).values_list("kind", flat=True))
    assert kinds == {Unit.Kind.DEPARTMENT, Unit.Kind.DISTRICT}


def test_every_department_but_the_receiver_and_every_district_reports(plan: Plan) -> None:
    expected = Unit.objects.filter(kind__in=[Unit.Kind.DEPARTMENT, Unit.Kind.DISTRICT])
    owing = set(ReportDuty.objects.filter(plan=plan).values_list("unit__code", flat=True))
    assert owing == set(expected.values_list("code", flat=True)) - {"SNV"}
    assert set(ReportDuty.objects.values_list("receiver__code", flat=True)) == {"SNV"}


def test_who_only_receives_owes_nothing(plan: Plan) -> None:
    only = [Unit.Kind.COMMUNE, Unit.Kind.ARMED_FORCES, Unit.Kind.COUNCIL]
    assert not ReportDuty.objects.filter(unit__kind__in=only).exists()
    assert not Assignment.objects.filter(unit__kind__in=only).exists()


def test_the_first_quarter_was_over_before_the_plan_and_is_not_owed(plan: Plan) -> None:
    assert ReportingRule.objects.filter(plan=plan).count() == 3
    periods = ReportingPeriod.objects.filter(plan=plan)
    assert not periods.filter(due_on__lt=ISSUED).exists()
    assert [(p.kind, p.index) for p in periods.order_by("due_on", "pk")] == [
        ("quarter", 2),
        ("half_year", 1),
        ("quarter", 3),
        ("year", 1),
        ("quarter", 4),
    ]


def test_the_party_body_is_asked_and_never_overdue(plan: Plan) -> None:
    asked = list(Assignment.objects.filter(unit__code="BDVTU"))
    assert len(asked) == 2
    long_after = dt.date(2022, 1, 1)
    for task in asked:
        assert task.strength == Strength.REQUEST
        assert year_term_of(task.effective_due_on, None, long_after) is YearTerm.NO_TERM


def test_departments_districts_and_the_press_have_the_tasks_that_name_them(plan: Plan) -> None:
    found = Counter(
        Assignment.objects.filter(plan=plan).values_list("unit__kind", "obligation__kind")
    )
    departments = Unit.objects.filter(kind=Unit.Kind.DEPARTMENT).count()
    assert found[Unit.Kind.DEPARTMENT, ObligationKind.UNIT_PLAN] == departments
    assert found[Unit.Kind.DEPARTMENT, ObligationKind.OFFICER] == departments
    assert found[Unit.Kind.DISTRICT, ObligationKind.UNIT_PLAN] == 9
    assert found[Unit.Kind.PRESS, ObligationKind.EVENT] == 2
    assert set(Assignment.objects.filter(unit__code="SNV").values_list("receiver__code")) == {
        ("UBND",)
    }


def test_the_eighteen_points_of_content_bind_all_and_are_told_of_in_reports(plan: Plan) -> None:
    standing = Obligation.objects.filter(plan=plan, is_assigned=False)
    content = standing.exclude(kind__in=[ObligationKind.REPORT, ObligationKind.OBSTACLE])
    assert content.count() == 18
    groups = OutlineSection.objects.filter(plan=plan, key__startswith="group_")
    assert [section.number for section in groups] == [f"II.{n}" for n in range(1, 6)]


def test_the_opening_says_how_far_it_came_and_what_a_person_must_settle(plan: Plan) -> None:
    opening = YearOpening.objects.get(plan=plan)
    assert opening.units_done == opening.units_total > 0
    assert opening.finished_at is not None
    assert opening.problems == []
    opened = AuditEvent.objects.filter(stream=plan.stream, code="unit_year_opened")
    assert opened.count() == opening.units_total
    assert PlanParty.objects.filter(plan=plan, unit__code="BTV").exists()


@pytest.mark.seed
def test_the_real_plan_comes_out_as_19_kh_ubnd(plan: Plan, seed_path: Path) -> None:
    summary = summary_of(plan)
    expected = json.loads((seed_path.parent / "expected.json").read_text(encoding="utf-8"))
    assert summary["number"] == expected["header"]["number"] == "19/KH-UBND"
    assert summary["issued_on"] == expected["header"]["date"]
    sections = expected["sections"]
    counts = summary["counts"]
    assert counts["sections"] == len(sections)
    assert counts["items"] == sum(section["items"] for section in sections)
    assert counts["bullets"] == sum(sum(section["bullets"]) for section in sections)
    assert counts["paragraphs"] == sum(s["unnumbered_paragraphs"] for s in sections)
    assert counts["bases"] == expected["preamble"]["bases_count"]
    assert counts["citations"] == 35
    assert counts["mentions"] == 46
    assert counts["recipients"] == 8
