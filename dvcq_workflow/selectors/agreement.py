"""What the record says of many plans at once, for the proof that record, flow and desk agree.

Read by a command for whoever runs the server: no viewer, no page.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from dvcq_workflow.models.approvals import Approval, PlanReturn
from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.consultations import Consultation, Opinion
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.plans import Plan, RecipientUnit
from dvcq_workflow.rules.acts import AUTHORS_ACTS
from dvcq_workflow.rules.agreement import ApprovalFacts, DeskFacts, NumberFacts, Record
from dvcq_workflow.rules.desks import APPROVAL_STEPS, PlanFacts, Step
from dvcq_workflow.selectors.content import contents_of
from dvcq_workflow.selectors.desks import unit_of_step
from dvcq_workflow.selectors.numbering import plan_numbers

PLANS_AT_ONCE = 200
"""How many plans are held in memory; the queries are as many for this many as for one."""


def batches_of_plans(uid: UUID | None = None) -> Iterator[list[Plan]]:
    """Yield all plans, or the one of that uid, some at a time in the order of their keys."""
    return in_batches(Plan.objects.all(), uid, size=PLANS_AT_ONCE)


def in_batches(plans: QuerySet[Plan], uid: UUID | None, *, size: int) -> Iterator[list[Plan]]:
    """Yield plans, or the one of that uid among them, so many at a time."""
    rows = plans.select_related("issuing_unit").order_by("pk")
    if uid is not None:
        rows = rows.filter(uid=uid)
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:size]):
        yield batch
        last = batch[-1].pk


def records_of(plans: Sequence[Plan]) -> dict[int, Record]:
    """Return what the rows say of each plan, by its key; in a constant number of queries."""
    keys = [plan.pk for plan in plans]
    contents = contents_of(plans)
    own = [str(step) for step in APPROVAL_STEPS]
    desks = _grouped(Desk.objects.filter(plan_id__in=keys, step__in=own), desk_facts)
    numbers = _grouped(plan_numbers().filter(plan_id__in=keys), number_facts)
    approvals = _approvals_of(plans)
    facts = _facts_of(plans, approvals)
    asked, rounds = _rounds_of(keys)
    reached = _reached_by(plans)
    return {
        plan.pk: Record(
            status=plan.state,
            content_hash=plan.content_hash,
            live_hash=contents[plan.pk].content_hash,
            facts=facts[plan.pk],
            unit_at=_units_at(plan),
            desks=tuple(desks[plan.pk]),
            asked=asked[plan.pk],
            has_open_round=plan.pk in rounds,
            numbers=tuple(numbers[plan.pk]),
            approvals=tuple(approvals[plan.pk]),
            reached=reached.get(plan.pk),
            is_historical=plan.is_historical,
        )
        for plan in plans
    }


def _grouped(rows: QuerySet[Any], shape: Callable[[Any], Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.order_by("pk"):
        found[row.plan_id].append(shape(row))
    return found


def _units_at(plan: Plan) -> dict[Step, int]:
    own = (step for step in APPROVAL_STEPS if step is not Step.GIVE_OPINION)
    return {step: unit_of_step(step, plan) for step in own}


def desk_facts(row: Desk) -> DeskFacts:
    """Return a desk as the rules of agreement see it."""
    return DeskFacts(
        desk_id=row.pk,
        task_id=row.task_id,
        step=Step(row.step),
        unit_id=row.unit_id,
        opinion_id=row.opinion_id,
        kept_by=row.assigned_to_id,
        is_open=row.state == Desk.State.OPEN,
        due_on=row.due_on,
    )


def number_facts(row: Issuance) -> NumberFacts:
    """Return a number as the rules of agreement see it."""
    return NumberFacts(row.content_hash, row.state == Issuance.State.RELEASED)


def _approvals_of(plans: Sequence[Plan]) -> dict[int, list[ApprovalFacts]]:
    """Return the approvals that count: of the content as it is, and after the last return."""
    keys = [plan.pk for plan in plans]
    hashes = {plan.pk: plan.content_hash for plan in plans}
    returns = PlanReturn.objects.filter(plan_id__in=keys).order_by().values("plan_id")
    returned_at = dict(returns.annotate(last=Max("at")).values_list("plan_id", "last"))
    found: dict[int, list[ApprovalFacts]] = defaultdict(list)
    for row in Approval.objects.filter(plan_id__in=keys).order_by("pk"):
        last = returned_at.get(row.plan_id)
        if row.content_hash == hashes[row.plan_id] and (last is None or row.at > last):
            people = {row.by_id, row.on_behalf_of_id} - {None}
            approval = ApprovalFacts(row.kind, frozenset(people), row.by_policy)
            found[row.plan_id].append(approval)
    return found


def _facts_of(
    plans: Sequence[Plan], approvals: dict[int, list[ApprovalFacts]]
) -> dict[int, PlanFacts]:
    """Return who had what hand in each plan, as ``selectors.approvals.facts_of`` does for one."""
    events = AuditEvent.objects.filter(
        stream_id__in=[plan.stream_id for plan in plans], code__in=AUTHORS_ACTS
    )
    authors: dict[int, set[int]] = defaultdict(set)
    pairs = events.order_by().values_list("stream_id", "actor_id", "principal_id").distinct()
    for stream_id, *people in pairs:
        authors[stream_id] |= {person for person in people if person is not None}

    def givers(plan: Plan, kind: str) -> frozenset[int]:
        return frozenset().union(*(a.people for a in approvals[plan.pk] if a.kind == kind))

    return {
        plan.pk: PlanFacts(
            drafter_id=plan.drafter_id,
            authors=frozenset(authors[plan.stream_id]),
            content_checkers=givers(plan, Approval.Kind.CONTENT),
            format_checkers=givers(plan, Approval.Kind.FORMAT),
            signers=givers(plan, Approval.Kind.SIGNATURE),
        )
        for plan in plans
    }


def _rounds_of(keys: Sequence[int]) -> tuple[dict[int, dict[int, int]], set[int]]:
    """Return the units whose opinion is awaited, by opinion, and which plans have a round open."""
    rounds = Consultation.objects.filter(plan_id__in=keys, closed_at__isnull=True)
    open_rounds = set(rounds.order_by().values_list("plan_id", flat=True))
    asked: dict[int, dict[int, int]] = defaultdict(dict)
    awaited = Opinion.objects.filter(
        consultation__plan_id__in=keys,
        consultation__closed_at__isnull=True,
        state=Opinion.State.ASKED,
    )
    for plan_id, opinion_id, unit_id in awaited.order_by().values_list(
        "consultation__plan_id", "pk", "unit_id"
    ):
        asked[plan_id][opinion_id] = unit_id
    return asked, open_rounds


def _reached_by(plans: Sequence[Plan]) -> dict[int, tuple[int, int]]:
    """Return for each released plan how many units its event told of, and how many are kept."""
    by_stream = {plan.stream_id: plan.pk for plan in plans}
    releases = AuditEvent.objects.filter(stream_id__in=by_stream, code="plan_released")
    told = {
        by_stream[stream_id]: json.loads(envelope)["details"]["units"]
        for stream_id, envelope in releases.order_by("seq").values_list("stream_id", "envelope")
    }
    units = RecipientUnit.objects.filter(plan_id__in=list(told)).order_by().values("plan_id")
    kept = dict(units.annotate(count=Count("pk")).values_list("plan_id", "count"))
    return {plan_id: (count, kept.get(plan_id, 0)) for plan_id, count in told.items()}
