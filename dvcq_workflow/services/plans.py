"""Drafting a plan: begin, save, submit, hand over to another drafter."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.context import Act
from dvcq_workflow.documents.press import require_printable_plan
from dvcq_workflow.models.audit import AuditStream
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.people import SigningAuthority
from dvcq_workflow.models.plans import Plan, PlanParty
from dvcq_workflow.models.units import Unit
from dvcq_workflow.models.versions import PlanVersion
from dvcq_workflow.rules.content import PlanContent, require_complete
from dvcq_workflow.rules.desks import DRAFTERS_OWN, Seat, Step, seat_for
from dvcq_workflow.rules.errors import Conflict, RuleViolation
from dvcq_workflow.rules.plans import OPEN_STATES, Status, require_editable, require_reason
from dvcq_workflow.rules.plans import Act as PlanAct
from dvcq_workflow.selectors.approvals import facts_of
from dvcq_workflow.selectors.content import changed_plan_of, content_of
from dvcq_workflow.selectors.people import authorities_for, drafting_units_of, own_seats_of
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.changing import name_changed_plan, require_still_changeable
from dvcq_workflow.services.contents import freeze_version, write_content
from dvcq_workflow.services.deciding import deciding, leading
from dvcq_workflow.services.work import order_work


def draft_plan(
    *,
    content: PlanContent,
    issuing_unit: Unit,
    drafting_unit: Unit,
    actor: Any,
    advising_unit: Unit | None = None,
    signing_authority: SigningAuthority | None = None,
    parent_plan: Plan | None = None,
    stream: AuditStream | None = None,
    changes_plan: Plan | None = None,
    change_kind: str = "",
) -> Plan:
    """Begin a plan as a draft of ``actor``, who must sit in the drafting unit.

    ``stream``: where the history goes on that began with an import. ``changes_plan``: the issued
    plan that this one amends or replaces (``change_kind``). ``flows.starting`` starts the flow.

    Raises:
        NotPermitted: ``desk_not_yours``.
        NotVisible, RuleViolation: as ``require_storable`` of a content and ``name_changed_plan``.
    """
    with acting(actor=actor) as act:
        on = timezone.localdate(act.at)
        seat = seat_for(Step.DRAFT, drafting_unit.pk, own_seats_of(actor, on))
        plan = Plan(
            stream=stream or AuditStream.objects.create(kind=AuditStream.Kind.PLAN),
            level=level_of(issuing_unit),
            drafter=actor,
            status=Status.DRAFT,
        )
        plan.issuing_unit, plan.drafting_unit = issuing_unit, drafting_unit
        plan.advising_unit, plan.parent_plan = advising_unit, parent_plan
        name_changed_plan(plan, changes_plan, change_kind, viewer=actor, on=on)
        write_content(plan, content)
        if signing_authority is not None:
            set_signer(plan, signing_authority, on)
        name_parties(plan)
        _record_draft(plan, seat)
        return plan


def _record_draft(plan: Plan, seat: Seat) -> None:
    changed = changed_plan_of(plan)
    record_event(
        "plan_drafted",
        stream=plan.stream,
        seat=seat,
        content_hash=plan.content_hash,
        details={
            "desk": str(Step.DRAFT),
            **({f"{changed.kind}s_number": changed.number} if changed else {}),
        },
    )


def level_of(unit: Unit) -> str:
    """Return the level of a plan by its issuing body."""
    return Plan.Level.PROVINCE if unit.kind == Unit.Kind.PROVINCE else Plan.Level.UNIT


def name_parties(plan: Plan) -> None:
    """Say which units see a plan by their part in it."""
    add_party(plan, plan.issuing_unit_id, PlanParty.Capacity.ISSUING)
    add_party(plan, plan.drafting_unit_id, PlanParty.Capacity.DRAFTING)
    if plan.issuing_unit.records_office_id:
        add_party(plan, plan.issuing_unit.records_office_id, PlanParty.Capacity.RECORDS)
    if plan.advising_unit_id:
        add_party(plan, plan.advising_unit_id, PlanParty.Capacity.ADVISING)


def add_party(plan: Plan, unit_id: int, capacity: str) -> None:
    """Let a unit see a plan; for one that sees it already nothing changes."""
    PlanParty.objects.get_or_create(
        plan=plan, unit_id=unit_id, defaults={"capacity": capacity, "year": plan.year}
    )


def set_signer(plan: Plan, authority: SigningAuthority, on: Any) -> None:
    """Name who is to sign and print their block; the block is content and changes the hash.

    Raises:
        RuleViolation: ``signer_not_authorised``.
    """
    if not authorities_for(plan, on).filter(pk=authority.pk).exists():
        raise RuleViolation("signer_not_authorised")
    plan.signing_authority = authority
    plan.signature_lines = list(authority.prefixes)
    plan.signature_position = authority.position
    plan.signature_name = authority.signer_name
    plan.content_hash = content_of(plan).content_hash
    plan.save()


def save_draft(
    *,
    plan_id: int,
    content: PlanContent,
    seen_hash: str,
    actor: Any,
    signing_authority: SigningAuthority | None = None,
) -> Plan:
    """Store the draft as its drafter left it. A save that changes no content voids nothing.

    Raises:
        NotPermitted, NotVisible, Conflict: as ``deciding``.
        RuleViolation: ``plan_issued_frozen``, ``plan_not_editable``, ``signer_not_authorised``,
            and what ``rules.content.require_storable`` refuses.
    """
    with deciding(plan_id, actor=actor, step=Step.DRAFT, seen_hash=seen_hash) as case:
        require_editable(case.plan.state)
        write_content(case.plan, content)
        if signing_authority is not None:
            set_signer(case.plan, signing_authority, case.on)
        case.record("draft_saved", before=seen_hash)
        return case.plan


def submit_plan(*, plan_id: int, seen_hash: str, actor: Any) -> PlanVersion:
    """Send a finished draft to the head of the drafting unit, who checks its content.

    Raises:
        NotPermitted, NotVisible, Conflict: as ``deciding``.
        RuleViolation: what ``rules.content.require_complete`` and ``require_still_changeable``
            refuse, ``signer_not_chosen``; ``text_not_printable``, so that no plan is signed that no
            file can be made of.

    Source: decree 30/2020/ND-CP, Articles 10-12.
    """
    with deciding(
        plan_id, actor=actor, step=Step.DRAFT, seen_hash=seen_hash, planned=PlanAct.SUBMIT
    ) as case:
        content = content_of(case.plan)
        require_complete(content)
        require_printable_plan(content)
        require_still_changeable(case.plan)
        if case.plan.signing_authority_id is None:
            raise RuleViolation("signer_not_chosen")
        version = freeze_version(case.plan, content)
        case.move(PlanAct.SUBMIT)
        case.record("plan_submitted", version=version.number)
        return version


def hand_over_draft(*, plan_id: int, drafter: Any, reason: str, seen_hash: str, actor: Any) -> Plan:
    """Give a draft to another drafter of the same unit, with the reason; by the unit's head, or
    by the drafter. Whoever drafted before is still bound by it and judges the plan at no desk.

    Raises:
        NotPermitted, NotVisible: as ``leading``.
        Conflict: ``content_changed``, ``plan_moved_on``.
        RuleViolation: ``reason_missing``, ``reason_too_long``, ``drafter_already``,
            ``drafter_without_seat``, ``drafter_has_judged``.
    """
    text = require_reason(reason)
    with leading(
        plan_id,
        actor=actor,
        unit_of=lambda plan: plan.drafting_unit_id,
        also=lambda plan: plan.drafter_id,
    ) as case:
        plan = case.plan
        if plan.state not in OPEN_STATES:
            raise Conflict("plan_moved_on")
        if seen_hash != plan.content_hash:
            raise Conflict("content_changed")
        if drafter.pk == plan.drafter_id:
            raise RuleViolation("drafter_already")
        if not drafter.is_active or plan.drafting_unit_id not in drafting_units_of(
            drafter, case.on
        ):
            raise RuleViolation("drafter_without_seat")
        facts = facts_of(plan)
        judges = facts.content_checkers | facts.format_checkers | facts.signers
        # Their approval still counts for this content: it would become one of their own draft.
        if drafter.pk in judges:
            raise RuleViolation("drafter_has_judged")
        plan.drafter = drafter
        plan.save()
        _pass_desks_on(plan, drafter, case.act)
        case.record("draft_handed_over", reason=text, person=drafter.pk)
        return plan


def _pass_desks_on(plan: Plan, drafter: Any, act: Act) -> None:
    """The drafter's open desk is from now on the new drafter's, who is told of it."""
    desks = Desk.objects.filter(
        plan=plan, state=Desk.State.OPEN, step__in=[str(step) for step in DRAFTERS_OWN]
    )
    for desk in desks:
        desk.assigned_to = drafter
        desk.sent_by_id = act.actor_id
        desk.kept_since = act.at
        desk.save()
        order_work(
            "notify_desks",
            key=f"{act.uid}:{plan.pk}",
            payload={"plan_id": plan.pk, "offered_at": desk.offered_at.isoformat()},
        )
