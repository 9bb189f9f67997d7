"""A consolidated report as a document: approved and signed, returned, numbered, delivered,
acknowledged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.utils import timezone

from dvcq_workflow.models.consolidations import Consolidation
from dvcq_workflow.models.documents import Issuance, NumberSeries
from dvcq_workflow.rules.consolidated import not_adding_up
from dvcq_workflow.rules.consolidations import (
    ConsolidationAct,
    require_adding_up,
    require_other_than_signers,
    require_other_than_writers,
)
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import Conflict, RuleViolation
from dvcq_workflow.rules.plans import require_reason
from dvcq_workflow.selectors.consolidations import (
    content_of_consolidation,
    number_of_consolidation,
    writers_of_consolidation,
)
from dvcq_workflow.services.files import order_files
from dvcq_workflow.services.handling import Handled, handling
from dvcq_workflow.services.numbering import (
    ToNumber,
    lock_series,
    take_next_number,
    take_paper_number,
)
from dvcq_workflow.services.signing import held_power, print_signature, sign_for, take_signature_off

RETURNING_STEPS = frozenset({Step.APPROVE_CONSOLIDATION, Step.NUMBER_CONSOLIDATION})


def sign_consolidation(
    *, consolidation_id: int, seen_hash: str, actor: Any, authority_id: int | None = None
) -> Consolidation:
    """Approve and sign a consolidated report with a power held that day for its unit; by one who
    did not write it.

    ``authority_id``: which of the signer's powers, where they hold several; None: the first.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``; ``signer_without_authority``,
            ``writer_signs_own_consolidation``.
        RuleViolation: ``consolidation_not_adding_up``.

    Source: decree 30/2020/ND-CP, Article 13.
    """
    with handling(
        "consolidation",
        consolidation_id,
        actor=actor,
        step=Step.APPROVE_CONSOLIDATION,
        seen_hash=seen_hash,
        planned=ConsolidationAct.SIGN,
    ) as case:
        consolidation = case.subject
        writers = writers_of_consolidation(consolidation)
        refuse = partial(require_other_than_writers, writers=writers)
        refuse(case.people)
        authority = held_power(case, consolidation.unit_id, authority_id)
        sign_for(case, authority, refuse)
        content = content_of_consolidation(consolidation)
        require_adding_up(not_adding_up(content) if content else ())
        print_signature(consolidation, case, authority)
        case.move()
        case.record(
            "consolidation_signed",
            authority=authority.pk,
            authority_lines=list(authority.prefixes),
            position=authority.position,
        )
        return consolidation


def return_consolidation(
    *, consolidation_id: int, step: Step, reason: str, seen_hash: str, actor: Any
) -> Consolidation:
    """Send a consolidated report back to its writer from ``step``, with what is to be mended; a
    signature it bore no longer counts.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
        RuleViolation: ``reason_missing``, ``reason_too_long``, ``desk_cannot_return``.

    Source: decree 30/2020/ND-CP, Article 10.3.
    """
    text = require_reason(reason)
    if step not in RETURNING_STEPS:
        raise RuleViolation("desk_cannot_return")
    with handling(
        "consolidation",
        consolidation_id,
        actor=actor,
        step=step,
        seen_hash=seen_hash,
        planned=ConsolidationAct.RETURN,
    ) as case:
        take_signature_off(case.subject)
        case.move()
        case.record("consolidation_returned", reason=text)
        return case.subject


def number_consolidation(
    *, consolidation_id: int, issued_on: dt.date, seen_hash: str, actor: Any
) -> Issuance:
    """Take the next number of the unit's series for a signed consolidated report; not by its
    signer. ``issued_on``: the date printed on it.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``; ``signer_numbers_own_consolidation``.
        RuleViolation: ``series_missing``, and what ``rules.numbering.require_dates_in_order``
            refuses.

    Source: decree 30/2020/ND-CP, Articles 14, 15 and 17.
    """
    with _numbering(consolidation_id, seen_hash, actor) as case:
        document = _to_number(case, issued_on)
        issuance = take_next_number(_series_of(case, issued_on), document, on=case.on)
        case.move()
        case.record("consolidation_numbered", number=issuance.full_number, issued_on=str(issued_on))
        return issuance


def enter_consolidation_number(
    *,
    consolidation_id: int,
    number: int,
    issued_on: dt.date,
    reason: str,
    seen_hash: str,
    actor: Any,
) -> Issuance:
    """Record the number that a signed consolidated report was given on paper, with the reason.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``number_consolidation``.
        RuleViolation: ``series_missing``, ``reason_missing``, ``reason_too_long``, and what
            ``rules.numbering.require_paper_number`` refuses.
    """
    text = require_reason(reason)
    with _numbering(consolidation_id, seen_hash, actor) as case:
        document = _to_number(case, issued_on)
        series = _series_of(case, issued_on)
        issuance = take_paper_number(series, document, number=number, reason=text, on=case.on)
        case.move()
        case.record(
            "consolidation_numbered",
            reason=text,
            number=issuance.full_number,
            issued_on=str(issued_on),
            on_paper=True,
        )
        return issuance


@contextmanager
def _numbering(consolidation_id: int, seen_hash: str, actor: Any) -> Iterator[Handled]:
    with handling(
        "consolidation",
        consolidation_id,
        actor=actor,
        step=Step.NUMBER_CONSOLIDATION,
        seen_hash=seen_hash,
        planned=ConsolidationAct.ASSIGN_NUMBER,
    ) as case:
        require_other_than_signers(
            case.people, (case.subject.signed_by_id, case.subject.signed_for_id)
        )
        yield case


def _series_of(case: Handled, issued_on: dt.date) -> NumberSeries:
    paper = case.subject
    year = issued_on.year
    return lock_series(paper.unit_id, paper.document_type, year, on=case.on, seat=case.seat)


def _to_number(case: Handled, issued_on: dt.date) -> ToNumber:
    paper = case.subject
    return ToNumber(
        symbol=paper.symbol,
        issued_on=issued_on,
        signed_on=timezone.localdate(paper.signed_at),
        columns={
            "plan": case.plan,
            "consolidation": paper,
            "content_hash": paper.content_hash,
        },
    )


def deliver_consolidation(*, consolidation_id: int, seen_hash: str, actor: Any) -> Issuance:
    """Deliver a numbered consolidated report to the issuing body. What is delivered is frozen: it
    is served as it is for ever, and only supplemented. Its files are made by work orders.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.

    Source: decree 30/2020/ND-CP, Article 18.
    """
    with handling(
        "consolidation",
        consolidation_id,
        actor=actor,
        step=Step.DELIVER,
        seen_hash=seen_hash,
        planned=ConsolidationAct.DELIVER,
    ) as case:
        paper = case.subject
        issuance = number_of_consolidation(paper)
        if issuance is None:
            raise Conflict("consolidation_moved_on")
        issuance.state = Issuance.State.RELEASED
        issuance.released_at = case.act.at
        issuance.save()
        paper.delivered_at = case.act.at
        case.move()
        case.record("consolidation_delivered", number=issuance.full_number)
        order_files(issuance)
        return issuance


def acknowledge_consolidation(
    *, consolidation_id: int, seen_hash: str, actor: Any
) -> Consolidation:
    """Confirm for the issuing body that a delivered consolidated report was received.

    Raises:
        NotVisible, NotPermitted, Conflict: as ``handling``.
    """
    with handling(
        "consolidation",
        consolidation_id,
        actor=actor,
        step=Step.ACKNOWLEDGE,
        seen_hash=seen_hash,
        planned=ConsolidationAct.ACKNOWLEDGE,
    ) as case:
        case.subject.acknowledged_at = case.act.at
        case.subject.acknowledged_by = case.actor
        case.move()
        case.record("consolidation_acknowledged")
        return case.subject
