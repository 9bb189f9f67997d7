"""Of reports: how each stands, and what consolidated reports make of them."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any

from dvcq_workflow.management.simulating.playing import Play
from dvcq_workflow.models.consolidations import Consolidation
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.reporting import ReportDuty
from dvcq_workflow.models.reports import Report, ReportVersion
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.selectors.chasing import matrix_of

Said = Mapping[str, Any]
HELD = {"submitted", "accepted"}
WIDE = Context(prec=60)


def every_report_stands_in_one_way(play: Play) -> Iterator[str]:
    """Each unit has one standing in each period, it is the one that its rows give, and the counts
    above the matrix add up to its units."""
    today, province = play.host.today(), play.province
    auditor = province.having({Role.AUDITOR}, province.committee.pk)[0]
    for plan in Plan.objects.filter(periods__isnull=False).distinct().order_by("pk"):
        matrix = matrix_of(plan, auditor, today)
        wanted = _standings(plan, today)
        for place, period in enumerate(matrix.periods):
            cells = {row.unit.pk: str(row.cells[place].standing) for row in matrix.rows}
            for unit, standing in cells.items():
                own = wanted.get((period.pk, unit), "not_owed")
                where = f"period {period.pk}, unit {unit} [{standing}; {own}]"
                yield "" if standing == own else where
            said = {str(each): n for each, n in matrix.counts[period.pk].items() if n}
            sums_up = sum(said.values()) == len(matrix.rows) and said == Counter(cells.values())
            yield "" if sums_up else f"period {period.pk} [{said}]"
        lacking = {unit for _period, unit in wanted} - {row.unit.pk for row in matrix.rows}
        yield f"plan {plan.pk} [units {sorted(lacking)}]" if lacking else ""


def _standings(plan: Plan, today: dt.date) -> dict[tuple[int, int], str]:
    """Return by period and unit how its report stands, from the rows alone."""
    live = {
        duty: (status, submitted_on, nothing)
        for duty, status, submitted_on, nothing in Report.objects.filter(plan=plan)
        .exclude(status="withdrawn")
        .values_list("duty_id", "status", "submitted_on", "nothing_to_report")
    }
    duties = ReportDuty.objects.filter(plan=plan).select_related("period")
    return {
        (duty.period_id, duty.unit_id): _standing(duty, live.get(duty.pk), today) for duty in duties
    }


def _standing(duty: ReportDuty, report: tuple[Any, ...] | None, today: dt.date) -> str:
    if report is not None and report[1] is not None:
        status, submitted_on, nothing = report
        if status not in HELD:
            return "returned"
        if nothing:
            return "nothing"
        return "late" if submitted_on > duty.effective_due_on else "on_time"
    if duty.excused_at is not None or duty.period.merged_into_id is not None:
        return "not_owed"
    if today <= duty.effective_due_on:
        return "not_due"
    return "missing" if duty.strength == "order" else "not_owed"


def what_was_delivered_adds_up(play: Play) -> Iterator[str]:
    """Every figure that was delivered is what the units' signed reports come to, added up anew from
    their frozen texts; and what was frozen still has its hash."""
    delivered = Consolidation.objects.filter(delivered_at__isnull=False).order_by("pk")
    for made in delivered:
        version = made.versions.filter(content_hash=made.content_hash).first()
        where = f"consolidation {made.pk}"
        if version is None or not _is_whole(version):
            yield f"{where} [not as frozen]"
            continue
        content = json.loads(version.content)
        said = _signed_values(content)
        for unit in content["units"]:
            is_found = not unit["report"] or unit["key"] in said
            yield "" if is_found else f"{where} [unit {unit['key']}: no such signed report]"
        codes = {line["key"]: line["code"] for line in content["figures"]}
        for line in content["figures"]:
            own = _figure(line, codes, list(said.values()))
            is_same = own == _decimal(line["number"])
            yield "" if is_same else f"{where} {line['code']} [{line['number']}; {own}]"


def _is_whole(version: ReportVersion) -> bool:
    return sha256(version.content.encode()).hexdigest() == version.content_hash


def _signed_values(content: Said) -> dict[int, dict[str, Said]]:
    """Return by unit what its counted report said of each indicator, from the version that was
    signed; a report with nothing to report says of all that nothing arose."""
    found = {}
    for unit in content["units"]:
        if not unit["report"]:
            continue
        version = ReportVersion.objects.filter(
            report__uid=unit["report"], content_hash=unit["report_hash"]
        ).first()
        if version is not None and _is_whole(version):
            said = json.loads(version.content)["figures"]
            found[unit["key"]] = {figure["code"]: figure for figure in said}
    return found


def _figure(line: Said, codes: Mapping[int, str], units: list[dict[str, Said]]) -> Decimal | None:
    """Return the figure of all units, in plain arithmetic."""
    if line["kind"] == "rate":
        return _rate(line, codes[line["numerator"]], codes[line["denominator"]], units)
    if line["kind"] not in ("count", "amount") or line["aggregation"] not in ("sum", "last"):
        return None
    reported = [unit[line["code"]] for unit in units if unit[line["code"]]["state"] == "reported"]
    return sum((Decimal(each["number"]) for each in reported), Decimal(0)) if reported else None


def _rate(line: Said, above: str, below: str, units: list[dict[str, Said]]) -> Decimal | None:
    """The sum of numerators over that of denominators, of the units that gave both."""
    pairs = [(_amount(unit[above]), _amount(unit[below])) for unit in units]
    whole = [(top, bottom) for top, bottom in pairs if top is not None and bottom is not None]
    bottom = sum(pair[1] for pair in whole)
    if not bottom:
        return None
    scale = 100 if line["measure"] == "%" else 1000 if line["measure"] == "‰" else 1
    exact = Fraction(sum(pair[0] for pair in whole)) / Fraction(bottom) * scale
    places = Decimal("0.0001") if scale == 1 else Decimal("0.01")
    number = WIDE.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return number.quantize(places, rounding=ROUND_HALF_UP)


def _amount(said: Said) -> Fraction | None:
    if said["state"] == "nothing_arose":
        return Fraction(0)
    return Fraction(said["number"]) if said["state"] == "reported" else None


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
