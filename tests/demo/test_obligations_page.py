"""Each of the real plan's 52 duties lives where the reference page says that it does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from dvcq_workflow.flows.registry import all_flows
from dvcq_workflow.models import (
    Assignment,
    Consolidation,
    Obligation,
    Plan,
    PlanItem,
    ReportDuty,
    ReportingPeriod,
    ReportingRule,
)
from dvcq_workflow.rules.obligations import ObligationKind
from tests.architecture.source import REPOSITORY

PAGE = REPOSITORY / "docs" / "reference" / "obligations.md"
REF = re.compile(r"(?P<section>[IV]+)\.(?P<item>\d)(?:-(?P<bullet>\d)(?P<part>[a-d]?))?")
DUE_OF_RULE = {"10 of the last month": (10, None), "10/6": (10, 6), "25/11": (25, 11)}


@dataclass(frozen=True)
class Line:
    """One line of the page."""

    id: str
    ref: str
    short: str
    lives_in: str
    kind: str
    strength: str
    actors: str
    due: str


def lines() -> list[Line]:
    """Return the lines of the page's table of duties."""
    found = re.findall(r"^\| (O\d\d \|.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return [Line(*(cell.strip() for cell in row.split("|"))) for row in found]


def test_the_page_has_each_of_the_52_duties_once() -> None:
    assert [line.id for line in lines()] == [f"O{n:02d}" for n in range(1, 53)]
    assert all(line.short for line in lines())


@pytest.mark.django_db
def test_every_duty_of_the_real_plan_lives_where_the_page_says(issued: int) -> None:
    plan = Plan.objects.get(pk=issued)
    places = dict(_places(plan))
    wrong = {line.id: said for line in lines() if (said := CHECKS[line.lives_in](line, places))}
    assert wrong == {}


def _places(plan: Plan) -> Iterator[tuple[str, PlanItem]]:
    """Give each paragraph with its reference: I.1, II.2-3, III.3, closing 1."""
    section, item, bullet, closing = "", "", 0, 0
    for row in PlanItem.objects.filter(plan=plan).order_by("position"):
        if row.kind == "section":
            section = row.number
        elif row.kind == "item":
            item, bullet = row.number, 0
            yield f"{section}.{item}", row
        elif row.kind == "bullet":
            bullet += 1
            yield f"{section}.{item}-{bullet}", row
        else:
            closing += 1
            yield f"closing {closing}", row


def _rows(line: Line, places: dict[str, PlanItem]) -> Any:
    return Obligation.objects.filter(item=places[line.ref.rstrip("abcd")])


def _actors(row: Obligation) -> str:
    """Return who leads a row as the page says it."""
    units = [actor.unit for actor in row.actors.all() if actor.unit]
    if len(units) == 1 and units[0].kind != "party":
        return str(units[0].code)
    return ", ".join(sorted({str(unit.kind) for unit in units})) or "all"


def _said(row: Obligation) -> tuple[str, ...]:
    return row.kind, row.strength, _actors(row), row.due_kind


def _paragraph(line: Line, places: dict[str, PlanItem]) -> str:
    return "it has a row" if _rows(line, places).exists() else ""


def _content(line: Line, places: dict[str, PlanItem]) -> str:
    row = _rows(line, places).get(is_assigned=False)
    wanted = (line.kind, line.strength, line.actors, line.due)
    return "" if _said(row) == wanted else f"{_said(row)}"


def _task(line: Line, places: dict[str, PlanItem]) -> str:
    row = _rows(line, places).get(is_assigned=True, kind=line.kind)
    wanted = (line.kind, line.strength, line.actors, line.due)
    led = set(row.actors.values_list("unit_id", flat=True))
    given = Assignment.objects.filter(obligation=row, parent__isnull=True)
    if set(given.values_list("unit_id", flat=True)) != led or not led:
        return "a unit that leads has no task"
    if set(given.values_list("strength", flat=True)) != {line.strength}:
        return "a task binds otherwise"
    return "" if _said(row) == wanted else f"{_said(row)}"


def _rule(line: Line, places: dict[str, PlanItem]) -> str:
    rule = ReportingRule.objects.get(
        obligation=_rows(line, places).get(), period_kind=line.kind, receiver__code="SNV"
    )
    if (rule.due_day, rule.due_month) != DUE_OF_RULE[line.due]:
        return f"due on {rule.due_day}/{rule.due_month}"
    duties = ReportDuty.objects.filter(period__rule=rule)
    units = set(duties.values_list("unit_id", flat=True))
    leads = rule.obligation.actors.exclude(unit__code="SNV").values_list("unit_id", flat=True)
    if units != set(leads) or not duties.filter(strength=line.strength).exists():
        return "a unit that reports has no duty"
    return "" if _actors(rule.obligation) == line.actors else _actors(rule.obligation)


def _consolidation(line: Line, places: dict[str, PlanItem]) -> str:
    row = _rows(line, places).get(kind=ObligationKind.REPORT)
    periods = ReportingPeriod.objects.filter(rule__obligation=row)
    receivers = set(periods.values_list("receiver__code", flat=True))
    if receivers != {line.actors} or "consolidation" not in all_flows():
        return f"received by {receivers}"
    later = Consolidation.objects.filter(plan_id=row.plan_id).exclude(period__in=periods)
    return "one of no period" if later.exists() else ""


def _obstacle(line: Line, places: dict[str, PlanItem]) -> str:
    row = _rows(line, places).get(kind=ObligationKind.OBSTACLE)
    if "obstacle" not in all_flows() or row.plan.advising_unit is None:
        return "no desk settles it"
    settles = row.plan.advising_unit.code if line.due == "–" else _actors(row)
    return "" if settles == line.actors else settles


CHECKS = {
    "paragraph": _paragraph,
    "content": _content,
    "task": _task,
    "rule": _rule,
    "consolidation": _consolidation,
    "obstacle": _obstacle,
}
