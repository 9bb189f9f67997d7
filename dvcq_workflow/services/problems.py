"""What the opening of a year left for a person to settle: who is meant, or that nobody need say."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.utils import timezone

from dvcq_workflow.context import current_act
from dvcq_workflow.models.obligations import Obligation, YearOpening
from dvcq_workflow.rules.errors import Conflict, NotVisible, RuleViolation
from dvcq_workflow.rules.obligations import ObligationKind
from dvcq_workflow.rules.plans import require_reason
from dvcq_workflow.services.obligations import (
    name_units,
    order_units,
    require_opened,
    settling,
    units_chosen,
)

UNNAMED = frozenset({"name_stands_for_no_unit"})


def say_who_is_meant(
    *, plan_id: int, problem: int, unit_ids: Iterable[int], actor: Any
) -> YearOpening:
    """Name the units that a name of the text stands for; as ``state_obligation``. Each gets the
    tasks and reports of every sentence that uses the name, by an order of its own. To units
    outside the issuing body's authority these are requests.

    ``problem``: its number among what the opening left open.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``leading``; as ``open_problem``.
        RuleViolation: ``year_not_opened``, ``name_without_units``, ``unit_unknown``.
    """
    with settling(plan_id, actor=actor) as case:
        opening = require_opened(case.plan)
        each = open_problem(opening, problem, UNNAMED)
        units = units_chosen(unit_ids)
        if not units:
            raise RuleViolation("name_without_units", words=each["words"])
        for row in _rows_of(opening, each):
            name_units(row, units.values())
            if row.kind != ObligationKind.REPORT and not row.is_assigned:
                row.is_assigned = True
                row.save()
            order_units(row, units)
        settle_problem(opening, problem, "named")
        named = "; ".join(unit.name for unit in units.values())
        case.record("year_problem_settled", problem=each["code"], units=named)
        return opening


def set_problem_aside(*, plan_id: int, problem: int, reason: str, actor: Any) -> YearOpening:
    """Say that what the opening left open needs nothing more, with the reason; as
    ``state_obligation``.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``leading``; as ``open_problem``.
        RuleViolation: ``year_not_opened``, ``reason_missing``, ``reason_too_long``.
    """
    with settling(plan_id, actor=actor) as case:
        opening = require_opened(case.plan)
        each = open_problem(opening, problem)
        text = require_reason(reason)
        settle_problem(opening, problem, "aside")
        case.record("year_problem_set_aside", reason=text, problem=each["code"])
        return opening


def open_problem(opening: YearOpening, number: int, codes: Collection[str] = ()) -> dict[str, Any]:
    """Return what was left open under a number. ``codes``: what it must be one of, if any.

    Raises:
        NotVisible: ``year_problem_unknown``.
        Conflict: ``year_problem_settled``.
    """
    found: list[dict[str, Any]] = opening.problems
    if not 0 <= number < len(found) or (codes and found[number]["code"] not in codes):
        raise NotVisible("year_problem_unknown")
    if found[number].get("settled"):
        raise Conflict("year_problem_settled")
    return found[number]


def settle_problem(opening: YearOpening, number: int, way: str) -> None:
    """Mark what was left open as settled, within the current act; who did it is its event's."""
    on = timezone.localdate(current_act().at)
    opening.problems[number]["settled"] = {"way": way, "on": on.isoformat()}
    opening.save()


def _rows_of(opening: YearOpening, problem: dict[str, Any]) -> Iterable[Obligation]:
    """Return the obligations that a problem is about, but for those that were taken back."""
    uids = problem.get("rows", [])
    rows = Obligation.objects.filter(plan_id=opening.plan_id, uid__in=uids)
    return list(rows.filter(withdrawn_at__isnull=True).order_by("position"))
