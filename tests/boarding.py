"""A year with something in every place of its board: tasks, reports and figures, this year and the
year before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.models import Indicator, PlanIndicator, Report, ReportDuty, ReportValue
from dvcq_workflow.rules.figures import NOTHING_AROSE, Value, reported
from dvcq_workflow.rules.obligations import PeriodKind, Strength
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan
from tests.consolidating import make_indicators
from tests.owing import Year, make_year
from tests.worlds import World


def make_board(world: World) -> Year:
    """Of two periods past their day and one to come: one unit gave both, one was late and owes one
    again, one owes both; a district was only asked. Tasks stand in many states and terms."""
    year = make_year(world)
    indicators = count_indicators(year, make_indicators(world))
    periods = [year.period(-20), year.period(-5, index=2), year.period(60, index=3)]
    duties = {
        code: [year.duty(code, period) for period in periods] for code in ("SGDDT", "STTTT", "SYT")
    }
    year.duty("HCL", periods[1], Strength.REQUEST)
    give(year, indicators, duties["SGDDT"][0], -22, {"GQ": reported(9), "NHAN": reported(10)})
    year.report(duties["SGDDT"][1], -6, nothing_to_report=True)
    give(year, indicators, duties["STTTT"][0], -15, {"GQ": reported(0), "NHAN": NOTHING_AROSE})
    year.report(duties["STTTT"][1], -6, status="returned")
    _give_tasks(year)
    return year


def _give_tasks(year: Year) -> None:
    day = {name: year.day(days) for name, days in (("in_time", -9), ("late", -1))}
    at = dt.datetime.combine(year.today, dt.time(9), tzinfo=dt.UTC)
    year.task("SYT", -2)
    year.task("SYT", -3, status="awaiting_approval")
    year.task("SYT", 1, status="offered")
    year.task("SYT", 40, status="accepted")
    year.task("SGDDT", None)
    year.task("SGDDT", -4, status="done", done_at=at, done_on=day["in_time"])
    year.task("SGDDT", -4, status="done", done_at=at, done_on=day["late"])
    year.task("SGDDT", -4, status="withdrawn")
    year.task("HCL", None, strength=Strength.REQUEST, status="offered")
    year.task("HCL", None, strength=Strength.REQUEST, status="withdrawn")


def count_indicators(year: Year, indicators: Mapping[str, Indicator]) -> Mapping[str, Indicator]:
    """Let the reports under a plan ask for these indicators."""
    with acting(actor=year.world.keeper):
        plan = lock_plan(year.plan.pk)
        first = 1001 + PlanIndicator.objects.filter(plan=plan).count()
        for place, indicator in enumerate(indicators.values(), start=first):
            PlanIndicator(plan=plan, position=place, indicator=indicator).save()
        record_event("year_opened", stream=plan.stream)
    return indicators


def give(
    year: Year,
    indicators: Mapping[str, Indicator],
    duty: ReportDuty,
    submitted_in: int,
    values: Mapping[str, Value],
) -> Report:
    """Let a report with figures be submitted so many days from today."""
    report = year.report(duty, submitted_in)
    with acting(actor=year.world.keeper):
        plan = lock_plan(year.plan.pk)
        for code, value in values.items():
            ReportValue(
                report=report,
                indicator=indicators[code],
                state=str(value.state),
                number=value.number,
                is_estimate=value.is_estimate,
            ).save()
        record_event("year_opened", stream=plan.stream)
    return report


def make_year_before(
    year: Year, indicators: Mapping[str, Indicator], values: Mapping[str, Value]
) -> Year:
    """Issue last year's plan of the same body, in which one unit reported of the same period; it
    counts every indicator that the province has."""
    world = year.world
    content = world.content()
    bare = tuple(node for node in content.nodes if "Sở Nội vụ" not in node.text)
    plan = world.issue_plan(content=replace(content, year=content.year - 1, nodes=bare))
    before = Year(world, plan, _obligation_of(year, plan), year.series)
    period = before.period(-380, PeriodKind.QUARTER, index=1)
    give(before, indicators, before.duty("SGDDT", period), -381, values)
    return before


def _obligation_of(year: Year, plan: Any) -> Any:
    with acting(actor=year.world.clerk):
        locked = lock_plan(plan.pk)
        row = type(year.obligation)(
            plan=locked,
            position=900,
            text="Báo cáo định kỳ.",
            kind=year.obligation.kind,
            strength=year.obligation.strength,
            due_kind=year.obligation.due_kind,
            origin=year.obligation.origin,
        )
        row.save()
        record_event("year_opened", stream=locked.stream)
    return row
