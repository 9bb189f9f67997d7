"""Issued means frozen: no service changes a word of what was issued, replaced or recalled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from dvcq_workflow.models import (
    Approval,
    AuditEvent,
    CitedDocument,
    Issuance,
    LegalBasis,
    Plan,
    PlanAppendix,
    PlanItem,
    PlanReturn,
    PlanVersion,
    Recipient,
    RecipientUnit,
)
from dvcq_workflow.models.base import RefusedWriteError
from dvcq_workflow.rules.content import PlanContent
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.services import approvals, consultations, issuance, plans
from tests.services.noticing import release_recall
from tests.worlds import World

FROZEN_ROWS = (
    Plan,
    PlanItem,
    PlanAppendix,
    CitedDocument,
    LegalBasis,
    Recipient,
    RecipientUnit,
    PlanVersion,
    Approval,
    PlanReturn,
    Issuance,
    AuditEvent,
)

Write = Callable[[World, dict[str, Any]], Any]

WRITES: dict[str, Write] = {
    "save": lambda w, at: plans.save_draft(content=other_content(w), actor=w.drafter, **at),
    "submit": lambda w, at: plans.submit_plan(actor=w.drafter, **at),
    "hand over": lambda w, at: plans.hand_over_draft(
        drafter=w.people["second_drafter"], reason="x", actor=w.head, **at
    ),
    "consult": lambda w, at: consultations.open_consultation(
        unit_ids=[w.advising.pk],
        due_on=w.today() + dt.timedelta(days=7),
        question="",
        actor=w.drafter,
        **at,
    ),
    "check content": lambda w, at: approvals.check_content(actor=w.head, **at),
    "check format": lambda w, at: approvals.check_format(actor=w.format_checker, **at),
    "sign": lambda w, at: approvals.sign_plan(actor=w.vice_chairman, **at),
    "refuse": lambda w, at: approvals.refuse_plan(reason="x", actor=w.vice_chairman, **at),
    "withdraw": lambda w, at: approvals.withdraw_plan(reason="x", actor=w.drafter, **at),
    **{
        f"return from {step}": lambda w, at, step=step: approvals.return_plan(
            step=step, reason="x", actor=w.people[holder_of(step)], **at
        )
        for step in approvals.RETURNING_STEPS
    },
    "number": lambda w, at: issuance.assign_number(issued_on=w.today(), actor=w.clerk, **at),
    "seal": lambda w, at: issuance.seal_plan(actor=w.clerk, **at),
    "release": lambda w, at: issuance.release_plan(actor=w.clerk, **at),
}
"""Every service that moves a plan or its words, each by the person who could do it."""


def other_content(world: World) -> PlanContent:
    return world.content(subject="Kế hoạch khác hẳn")


def holder_of(step: Step) -> str:
    return {
        Step.CHECK_CONTENT: "head",
        Step.CHECK_FORMAT: "format_checker",
        Step.SIGN: "vice_chairman",
    }.get(step, "clerk")


def is_refused(write: Write, world: World, plan: Plan) -> bool:
    try:
        write(world, {"plan_id": plan.pk, "seen_hash": plan.content_hash})
    except RuleViolation:
        return True
    return False


@pytest.fixture(params=["issued", "replaced", "recalled"])
def frozen(request: pytest.FixtureRequest, province: World) -> Plan:
    """A plan that was issued, and what has become of it since."""
    plan = province.issue_plan()
    if request.param == "replaced":
        province.issue_plan(plan=province.start_plan(changes_plan=plan, change_kind="replace"))
    elif request.param == "recalled":
        release_recall(province, plan)
    plan.refresh_from_db()
    assert plan.state is Status(request.param)
    return plan


def rows_of(plan: Plan) -> list[list[dict[str, Any]]]:
    """Every row of the plan, as the tables hold it."""
    filters: dict[Any, dict[str, Any]] = {
        Plan: {"pk": plan.pk},
        AuditEvent: {"stream_id": plan.stream_id},
    }
    return [
        list(model.objects.filter(**filters.get(model, {"plan_id": plan.pk})).values())
        for model in FROZEN_ROWS
    ]


def test_no_service_changes_anything_of_it(province: World, frozen: Plan) -> None:
    before = rows_of(frozen)
    done = [name for name, write in WRITES.items() if not is_refused(write, province, frozen)]
    assert done == []
    assert rows_of(frozen) == before


def test_its_version_number_and_rows_are_refused_to_whoever_goes_round_the_services(
    frozen: Plan,
) -> None:
    with pytest.raises(RefusedWriteError):
        frozen.versions.get().save()
    with pytest.raises(RefusedWriteError):
        frozen.versions.get().delete()
    for rows in (frozen.items, frozen.recipients, frozen.issuances):
        with pytest.raises(RefusedWriteError):
            rows.update(pk=0)
        with pytest.raises(RefusedWriteError):
            rows.all().delete()
