"""Lists of plans that stay fast for a hundred thousand: one branch a unit, each in index order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import F, Q, QuerySet, Subquery

from dvcq_workflow.models.access import PlanGroupObjectPermission, PlanUserObjectPermission
from dvcq_workflow.models.plans import Plan, PlanParty
from dvcq_workflow.rules.desks import Seat
from dvcq_workflow.selectors.people import seats_or_those
from dvcq_workflow.selectors.plans import viewing_permission


def plan_page(
    viewer: Any,
    on: dt.date,
    *,
    filters: Mapping[str, Any] | None = None,
    words: Sequence[str] = (),
    offset: int = 0,
    size: int = 50,
    seats: Sequence[Seat] | None = None,
) -> list[Plan]:
    """Return the plans a person sees, newest year first, from ``offset``, at most ``size``.

    ``filters``: lookups on ``Plan``, such as ``{"status": "issued", "year": 2020}``; ``words``: all
    of them stand in the subject, folded (``rules.text``). Four queries whatever the number of
    plans: seats (own, stood in for), keys, rows; two where a page hands in ``seats``. Ask for one
    more than is shown to know whether a next page exists.

    One ``IN`` over all units makes the database sort everything that a large body sees, or probe
    everything that a small one does not; so each unit's plans come in the order of one index,
    cut at what is needed, and only the cuts are merged (docs/explanation/speed.md).
    """
    units = sorted({seat.unit_id for seat in seats_or_those(seats, viewer, on)})
    branches = [_of_unit(unit_id, filters or {}, words) for unit_id in units]
    branches += _granted(viewer, filters or {}, words)
    keys = _merged(branches, offset, size)
    rows = Plan.objects.filter(pk__in=keys).select_related("issuing_unit", "drafting_unit")
    return sorted(rows, key=lambda plan: (-plan.year, -plan.pk))


def _of_unit(unit_id: int, filters: Mapping[str, Any], words: Sequence[str]) -> QuerySet[Any]:
    wanted = {f"plan__{name}": value for name, value in filters.items()}
    rows = PlanParty.objects.filter(unit_id=unit_id, **wanted)
    for word in words:
        rows = rows.filter(plan__subject_folded__contains=word)
    return rows.annotate(y=F("year"), p=F("plan_id")).order_by("-year", "-plan_id")


def _granted(viewer: Any, filters: Mapping[str, Any], words: Sequence[str]) -> list[QuerySet[Any]]:
    wanted = {f"content_object__{name}": value for name, value in filters.items()}
    wanted["permission"] = Subquery(viewing_permission().values("pk")[:1])
    named = Q(**wanted)
    for word in words:
        named &= Q(content_object__subject_folded__contains=word)
    return [
        rows.annotate(y=F("content_object__year"), p=F("content_object_id")).order_by("-y", "-p")
        for rows in (
            PlanUserObjectPermission.objects.filter(named, user_id=viewer.pk),
            PlanGroupObjectPermission.objects.filter(named, group__user=viewer.pk),
        )
    ]


def _merged(branches: list[QuerySet[Any]], offset: int, size: int) -> list[int]:
    """Return the keys of one page out of branches, each cut at the page's end.

    Written by hand round the ORM's own SQL: SQLite refuses a LIMIT in the arm of a UNION unless
    it stands in a subquery, and the ORM does not write one.
    """
    arms: list[str] = []
    params: list[Any] = []
    for place, branch in enumerate(branches):
        sql, values = branch.values_list("y", "p")[: offset + size].query.sql_with_params()
        arms.append(f"SELECT y, p FROM ({sql}) AS b{place}")  # noqa: S608 - the ORM's own SQL
        params += values
    query = (
        f"SELECT p FROM ({' UNION '.join(arms)}) AS seen "  # noqa: S608
        "ORDER BY y DESC, p DESC LIMIT %s OFFSET %s"
    )
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(query, [*params, size, offset])
        return [row[0] for row in cursor.fetchall()]
