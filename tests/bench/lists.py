"""List 50 of 100,000 plans, for the users for whom that is hardest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection

from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.models import (
    AuditStream,
    Membership,
    Plan,
    PlanParty,
    PlanUserObjectPermission,
    Unit,
)
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.plan_lists import plan_page
from dvcq_workflow.services.acting import acting
from tests.bench.laying import bulk, save_units
from tests.bench.measuring import Figure, sql_cost

PLANS = 100_000
UNITS = 150
GRANTS = 1_000
BEYOND_THE_GATE = frozenset({"sees 1,000 by grants alone"})
"""Grants are exceptions, a handful a person; a thousand is measured to know, not to hold."""
DAY = dt.date(2020, 6, 1)


def figures() -> Iterator[Figure]:
    """Yield SQL time and number of queries for each kind of user."""
    for name, user in _world().items():

        def page(viewer: Any = user) -> list[Plan]:
            return plan_page(viewer, DAY, size=50)

        milliseconds, queries = sql_cost(page, runs=21)
        note = f"{len(page())} shown"
        gate = None if name in BEYOND_THE_GATE else 5
        yield Figure(f"list 50 of {PLANS:,}: {name}", milliseconds, "ms SQL", gate, note)
        yield Figure(f"list 50 of {PLANS:,}: {name}", queries, "queries", 4)


def _world() -> dict[str, Any]:
    """Return one user of each kind, in a province with the plans of many years.

    Rows are laid down in bulk, past the audited managers: history is not what is measured here.
    """
    units, people = _directory()
    streams = bulk(AuditStream(kind=AuditStream.Kind.PLAN) for _ in range(PLANS))
    plans = bulk(_plan(i, stream, units, people["drafter"]) for i, stream in enumerate(streams))
    bulk(party for i, plan in enumerate(plans) for party in _parties(i, plan, units))
    permission = Permission.objects.get(codename="view_plan", content_type__app_label=_LABEL)
    bulk(
        PlanUserObjectPermission(
            user=people["sees 1,000 by grants alone"],
            permission=permission,
            content_object=plans[i * (PLANS // GRANTS)],
        )
        for i in range(GRANTS)
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    else:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return {name: user for name, user in people.items() if name.startswith("sees")}


_LABEL = "dvcq_workflow"


def _directory() -> tuple[list[Unit], dict[str, Any]]:
    users = get_user_model()._default_manager
    names = {
        "drafter": None,
        "sees all": 0,
        "sees nothing, has a seat": UNITS,
        "sees nothing, has no seat": None,
        "sees 1 in 150": 7,
        "sees 1 in 150, in three units": 8,
        "sees only the oldest": UNITS + 1,
        "sees 1,000 by grants alone": None,
    }
    people = {name: users.create_user(f"bench{i}", full_name=name) for i, name in enumerate(names)}
    with acting(actor=people["drafter"]):
        stream = lock_directory()
        units = save_units("U", UNITS + 2, DAY)
        for name, place in names.items():
            for extra in range(3 if "three" in name else 1):
                if place is not None:
                    Membership(
                        user=people[name],
                        unit=units[place + extra],
                        role="head",
                        title=name,
                        valid_from=DAY,
                    ).save()
        record_event("unit_saved", stream=stream)
    return units, people


def _plan(i: int, stream: AuditStream, units: list[Unit], drafter: Any) -> Plan:
    return Plan(
        stream=stream,
        level=Plan.Level.UNIT,
        year=2000 + i * 26 // PLANS,
        issuing_unit=units[0],
        drafting_unit=units[1 + i % (UNITS - 1)],
        drafter=drafter,
        symbol="KH-UBND",
        subject=f"Kế hoạch {i}",
        subject_folded=f"ke hoach {i}",
        place="Trà Vinh",
        preamble_style="none",
        status=Status.ISSUED,
        content_hash=f"{i:064d}",
    )


def _parties(i: int, plan: Plan, units: list[Unit]) -> Iterator[PlanParty]:
    yield PlanParty(plan=plan, unit=units[0], year=plan.year, capacity=PlanParty.Capacity.ISSUING)
    yield PlanParty(
        plan=plan,
        unit_id=plan.drafting_unit_id,
        year=plan.year,
        capacity=PlanParty.Capacity.DRAFTING,
    )
    if i < 50:
        yield PlanParty(
            plan=plan,
            unit=units[UNITS + 1],
            year=plan.year,
            capacity=PlanParty.Capacity.RECIPIENT,
        )
