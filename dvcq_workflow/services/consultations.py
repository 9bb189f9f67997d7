"""Asking units for their opinion on a draft, and closing the round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from dvcq_workflow.models.consultations import Consultation, Opinion
from dvcq_workflow.models.plans import PlanParty
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.consultations import require_closing, require_opinion, require_round
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import Conflict, NotVisible, RuleViolation
from dvcq_workflow.rules.plans import Act as PlanAct
from dvcq_workflow.rules.plans import require_editable
from dvcq_workflow.services.contents import freeze_version
from dvcq_workflow.services.deciding import Case, deciding
from dvcq_workflow.services.plans import add_party


def open_consultation(
    *,
    plan_id: int,
    unit_ids: Sequence[int],
    due_on: dt.date,
    seen_hash: str,
    actor: Any,
    question: str = "",
) -> Consultation:
    """Send the draft to units for their opinion, until ``due_on``. Any number of rounds.

    Raises:
        NotPermitted, NotVisible, Conflict: as ``deciding``.
        RuleViolation: what ``rules.consultations.require_round`` refuses, ``unit_not_found``.
    """
    with deciding(
        plan_id,
        actor=actor,
        step=Step.DRAFT,
        seen_hash=seen_hash,
        planned=PlanAct.OPEN_CONSULTATION,
    ) as case:
        require_round(
            unit_ids=unit_ids,
            drafting_unit_id=case.plan.drafting_unit_id,
            due_on=due_on,
            on=case.on,
        )
        consultation = _ask(case, unit_ids, due_on, question.strip())
        case.move(PlanAct.OPEN_CONSULTATION)
        case.record("consultation_opened", round=consultation.round, units=len(unit_ids))
        return consultation


def _ask(case: Case, unit_ids: Sequence[int], due_on: dt.date, question: str) -> Consultation:
    units = list(Unit.objects.filter(pk__in=unit_ids).order_by("name"))
    if len(units) != len(unit_ids):
        raise RuleViolation("unit_not_found")
    consultation = Consultation(
        plan=case.plan,
        version=freeze_version(case.plan),
        round=case.plan.consultations.count() + 1,
        question=question,
        due_on=due_on,
        opened_at=case.act.at,
    )
    consultation.save()
    for unit in units:
        Opinion(consultation=consultation, unit=unit).save()
        add_party(case.plan, unit.pk, PlanParty.Capacity.CONSULTED)
    return consultation


def give_opinion(
    *, opinion_id: int, agrees: bool, text: str, seen_hash: str, actor: Any
) -> Opinion:
    """Give a unit's opinion; by its head or leader.

    Raises:
        NotPermitted, NotVisible, Conflict: as ``deciding``; ``opinion_already_given``.
        RuleViolation: ``opinion_without_text``, ``opinion_too_long``.
    """
    trimmed = require_opinion(agrees, text)
    asked = Opinion.objects.select_related("consultation").filter(pk=opinion_id).first()
    if asked is None:
        raise NotVisible("plan_not_found")
    with deciding(
        asked.consultation.plan_id,
        actor=actor,
        step=Step.GIVE_OPINION,
        seen_hash=seen_hash,
        planned=PlanAct.CLOSE_CONSULTATION,
        unit_id=asked.unit_id,
    ) as case:
        opinion = Opinion.objects.get(pk=opinion_id)
        if opinion.state != Opinion.State.ASKED:
            raise Conflict("opinion_already_given")
        opinion.state = Opinion.State.AGREED if agrees else Opinion.State.COMMENTED
        opinion.text = trimmed
        opinion.given_by = actor
        opinion.given_for_id = case.act.principal_id
        opinion.given_at = case.act.at
        opinion.save()
        case.record("opinion_given", unit=opinion.unit_id, agrees=agrees)
        return opinion


def answer_opinion(*, opinion_id: int, response: str, seen_hash: str, actor: Any) -> Opinion:
    """Say, as the drafter, what was done with an opinion.

    Raises:
        NotPermitted, NotVisible, Conflict: as ``deciding``.
        RuleViolation: ``opinion_not_given``, ``opinion_without_text``, ``opinion_too_long``,
            ``plan_issued_frozen``, ``plan_not_editable``.
    """
    trimmed = require_opinion(False, response)
    asked = Opinion.objects.select_related("consultation").filter(pk=opinion_id).first()
    if asked is None:
        raise NotVisible("plan_not_found")
    with deciding(
        asked.consultation.plan_id, actor=actor, step=Step.DRAFT, seen_hash=seen_hash
    ) as case:
        require_editable(case.plan.state)
        opinion = Opinion.objects.get(pk=opinion_id)
        if opinion.given_at is None:
            raise RuleViolation("opinion_not_given")
        opinion.response = trimmed
        opinion.save()
        case.record("opinion_answered", unit=opinion.unit_id)
        return opinion


def close_consultation(
    *, plan_id: int, seen_hash: str, actor: Any, reason: str = ""
) -> Consultation:
    """Close the round; by the drafter. Opinions not given are passed over, with the reason.

    Raises:
        NotPermitted, NotVisible, Conflict: as ``deciding``.
        RuleViolation: ``closing_reason_missing``.
    """
    with deciding(
        plan_id,
        actor=actor,
        step=Step.CLOSE_CONSULTATION,
        seen_hash=seen_hash,
        planned=PlanAct.CLOSE_CONSULTATION,
    ) as case:
        consultation = Consultation.objects.get(plan=case.plan, closed_at__isnull=True)
        awaited = consultation.opinions.filter(state=Opinion.State.ASKED).count()
        trimmed = require_closing(awaited, reason)
        missing = _pass_over_missing(consultation)
        _close(case, consultation, trimmed)
        case.move(PlanAct.CLOSE_CONSULTATION)
        case.record(
            "consultation_closed",
            reason=trimmed,
            round=consultation.round,
            passed_over=missing,
        )
        return consultation


def break_off_round(case: Case, reason: str) -> None:
    """Close the round under way, if there is one, because the plan itself is taken back."""
    consultation = Consultation.objects.filter(plan=case.plan, closed_at__isnull=True).first()
    if consultation is not None:
        _pass_over_missing(consultation)
        _close(case, consultation, reason)


def _pass_over_missing(consultation: Consultation) -> int:
    missing = list(consultation.opinions.filter(state=Opinion.State.ASKED))
    for opinion in missing:
        opinion.state = Opinion.State.PASSED_OVER
        opinion.save()
    return len(missing)


def _close(case: Case, consultation: Consultation, reason: str) -> None:
    consultation.closed_at = case.act.at
    consultation.closing_reason = reason
    consultation.save()
