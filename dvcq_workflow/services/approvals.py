"""Checks, signature, return, refusal, withdrawal: one person's word on one version."""

from __future__ import annotations

from typing import Any

from dvcq_workflow.host import get_host
from dvcq_workflow.models.approvals import Approval, PlanReturn
from dvcq_workflow.models.people import SigningAuthority
from dvcq_workflow.rules.desks import STEP_IN, Step, require_separation
from dvcq_workflow.rules.errors import NotPermitted, RuleViolation
from dvcq_workflow.rules.plans import Act as PlanAct
from dvcq_workflow.rules.plans import require_reason
from dvcq_workflow.selectors.people import authority_of
from dvcq_workflow.services.changing import require_still_changeable
from dvcq_workflow.services.consultations import break_off_round
from dvcq_workflow.services.contents import freeze_version
from dvcq_workflow.services.deciding import Case, deciding
from dvcq_workflow.services.numbering import void_number

NUMBERED_STEPS = frozenset({Step.SEAL, Step.RELEASE})
"""Desks at which a plan holds a number, which a return makes void."""

RETURNING_STEPS = NUMBERED_STEPS | {
    Step.CHECK_CONTENT,
    Step.CHECK_FORMAT,
    Step.SIGN,
    Step.NUMBER,
}


def check_content(*, plan_id: int, seen_hash: str, actor: Any) -> Approval:
    """Confirm the content; by the head of the drafting unit, who did not draft it.

    Where the unit's own rules let a head check what they drafted (``DefaultHost.policies_of``),
    the approval and its event say so.

    Raises:
        NotPermitted, NotVisible, Conflict: as ``deciding``.

    Source: decree 30/2020/ND-CP, Article 12.1.
    """
    with deciding(
        plan_id,
        actor=actor,
        step=Step.CHECK_CONTENT,
        seen_hash=seen_hash,
        planned=PlanAct.CONFIRM_CONTENT,
    ) as case:
        approval = _approve(case, Approval.Kind.CONTENT)
        case.move(PlanAct.CONFIRM_CONTENT)
        case.record("content_checked", version=approval.version.number)
        return approval


def check_format(*, plan_id: int, seen_hash: str, actor: Any) -> Approval:
    """Confirm form and layout; by a person other than the drafter and the content checker.

    Raises:
        NotPermitted, NotVisible, Conflict: as ``deciding``.
        RuleViolation: ``content_not_checked``.

    Source: decree 30/2020/ND-CP, Article 12.2.
    """
    with deciding(
        plan_id,
        actor=actor,
        step=Step.CHECK_FORMAT,
        seen_hash=seen_hash,
        planned=PlanAct.CONFIRM_FORMAT,
    ) as case:
        if not case.facts.content_checkers:
            raise RuleViolation("content_not_checked")
        approval = _approve(case, Approval.Kind.FORMAT)
        case.move(PlanAct.CONFIRM_FORMAT)
        case.record("format_checked", version=approval.version.number)
        return approval


def sign_plan(*, plan_id: int, seen_hash: str, actor: Any) -> Approval:
    """Sign, and by that approve, the version that was checked; with the power held that day.

    Whoever signs for another person (KT., TUQ.) is recorded with that person's name.

    Raises:
        NotPermitted: as ``deciding``, and ``signer_without_authority``.
        NotVisible, Conflict: as ``deciding``.
        RuleViolation: ``content_not_checked``, ``format_not_checked``, ``signature_block_differs``,
            and what ``require_still_changeable`` refuses.

    Source: decree 30/2020/ND-CP, Articles 11.1 and 13.
    """
    with deciding(
        plan_id, actor=actor, step=Step.SIGN, seen_hash=seen_hash, planned=PlanAct.SIGN
    ) as case:
        if not case.facts.content_checkers:
            raise RuleViolation("content_not_checked")
        if not case.facts.format_checkers:
            raise RuleViolation("format_not_checked")
        require_still_changeable(case.plan)
        authority = _authority_that_fits(case)
        _act_for_principal(case, authority)
        approval = _approve(case, Approval.Kind.SIGNATURE, authority)
        case.move(PlanAct.SIGN)
        case.record(
            "plan_signed",
            version=approval.version.number,
            authority=authority.pk,
            authority_lines=list(authority.prefixes),
            position=authority.position,
        )
        return approval


def return_plan(*, plan_id: int, step: Step, reason: str, seen_hash: str, actor: Any) -> PlanReturn:
    """Send a plan back to its drafter from ``step``, with what is to be mended.

    All checks must then be made anew; approvals given before no longer count. The number that the
    plan held is void: it stays in the register with the reason and is never given again.

    Raises:
        NotPermitted, NotVisible, Conflict: as ``deciding``.
        RuleViolation: ``reason_missing``, ``reason_too_long``, ``desk_cannot_return``.

    Source: decree 30/2020/ND-CP, Articles 10.3 and 11.2.
    """
    text = require_reason(reason)
    if step not in RETURNING_STEPS:
        raise RuleViolation("desk_cannot_return")
    with deciding(
        plan_id, actor=actor, step=step, seen_hash=seen_hash, planned=PlanAct.RETURN
    ) as case:
        if step in NUMBERED_STEPS:
            void_number(case, text)
        row = keep_return(case, PlanReturn.Kind.RETURNED, text)
        case.move(PlanAct.RETURN)
        case.record("plan_returned", reason=text)
        return row


def refuse_plan(*, plan_id: int, reason: str, seen_hash: str, actor: Any) -> PlanReturn:
    """Refuse to issue the plan, for good, with the reason; by one who could sign it.

    Raises:
        NotPermitted: as ``deciding``, and ``signer_without_authority``.
        NotVisible, Conflict: as ``deciding``.
        RuleViolation: ``reason_missing``, ``reason_too_long``.
    """
    text = require_reason(reason)
    with deciding(
        plan_id, actor=actor, step=Step.SIGN, seen_hash=seen_hash, planned=PlanAct.REFUSE
    ) as case:
        if not authority_of(actor, case.plan.issuing_unit_id, case.on):
            raise NotPermitted("signer_without_authority")
        row = keep_return(case, PlanReturn.Kind.REFUSED, text)
        case.move(PlanAct.REFUSE)
        case.record("plan_refused", reason=text)
        return row


def withdraw_plan(*, plan_id: int, reason: str, seen_hash: str, actor: Any) -> PlanReturn:
    """Take a plan back for good, with a reason: by its drafter, from any desk before it is signed.

    It stays on record and goes no further; a round of opinions under way is broken off.

    Raises:
        NotPermitted, NotVisible, Conflict: as ``deciding``.
        RuleViolation: ``reason_missing``, ``reason_too_long``.
    """
    text = require_reason(reason)
    with deciding(
        plan_id, actor=actor, step=Step.DRAFT, seen_hash=seen_hash, planned=PlanAct.WITHDRAW
    ) as case:
        lay_at = STEP_IN[case.plan.state]
        break_off_round(case, text)
        case.move(PlanAct.WITHDRAW)
        row = keep_return(case, PlanReturn.Kind.WITHDRAWN, text, step=lay_at)
        case.record("plan_withdrawn", reason=text, desk=str(lay_at))
        return row


def keep_return(case: Case, kind: str, reason: str, *, step: Step | None = None) -> PlanReturn:
    """Write down a return, refusal or withdrawal: from which desk, of which content, why."""
    row = PlanReturn(
        plan=case.plan,
        kind=kind,
        step=str(step or case.step),
        content_hash=case.plan.content_hash,
        reason=reason,
        at=case.act.at,
        by=case.actor,
        on_behalf_of_id=case.act.principal_id,
        unit_id=case.seat.unit_id,
        title=case.seat.title,
    )
    row.save(force_insert=True)
    return row


def _authority_that_fits(case: Case) -> SigningAuthority:
    """Return the signer's power whose lines stand in the block that was checked."""
    held = authority_of(case.actor, case.plan.issuing_unit_id, case.on)
    if not held:
        raise NotPermitted("signer_without_authority")
    block = (case.plan.signature_lines, case.plan.signature_position, case.plan.signature_name)
    for authority in held:
        if (authority.prefixes, authority.position, authority.signer_name) == block:
            return authority
    raise RuleViolation("signature_block_differs")


def _act_for_principal(case: Case, authority: SigningAuthority) -> None:
    """Name the person signed for; what they may not do themselves, nobody signs for them."""
    if authority.on_behalf_of is None:
        return
    require_separation(Step.SIGN, {authority.on_behalf_of.pk}, case.facts)
    case.act.principal_id = authority.on_behalf_of.pk
    case.act.principal_name = get_host().person_name(authority.on_behalf_of)


def _approve(
    case: Case, kind: Approval.Kind, authority: SigningAuthority | None = None
) -> Approval:
    approval = Approval(
        plan=case.plan,
        version=freeze_version(case.plan),
        kind=kind,
        content_hash=case.plan.content_hash,
        at=case.act.at,
        by=case.actor,
        on_behalf_of_id=case.act.principal_id,
        unit_id=case.seat.unit_id,
        role=str(case.seat.role),
        title=case.seat.title,
        authority=authority,
        authority_lines=list(authority.prefixes) if authority else [],
        by_policy=str(case.policy or ""),
    )
    approval.save(force_insert=True)
    return approval


def seal_approval(case: Case) -> Approval:
    """Write down that the records office sealed this version."""
    return _approve(case, Approval.Kind.SEAL)
