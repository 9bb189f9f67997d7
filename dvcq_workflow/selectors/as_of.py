"""A plan as it was at a moment: its words, state, number and desks, from frozen versions and from
history. A constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.plans import (
    CitedDocument,
    LegalBasis,
    Plan,
    PlanAppendix,
    PlanItem,
    Recipient,
)
from dvcq_workflow.models.units import Unit
from dvcq_workflow.models.versions import PlanVersion
from dvcq_workflow.rules.content import (
    Appendix,
    Citation,
    Node,
    PlanContent,
    RecipientLine,
    SignatureBlock,
)
from dvcq_workflow.selectors.content import changed_plan_of


@dataclass(frozen=True)
class PlanThen:
    """A plan at a moment. ``plan``: its row of then, never to be saved, with its units as they
    were named; ``number``: what it held then, or None; ``last``: number of the last event by then.

    ``is_whole``: whether the words put together from history have the hash that the plan had.
    """

    at: dt.datetime
    plan: Plan
    content: PlanContent
    number: Issuance | None
    desks: Sequence[tuple[Desk, str]]
    last: int
    is_whole: bool


def plan_then(plan: Plan, at: dt.datetime) -> PlanThen | None:
    """Return a plan as it was at a moment; None before it was begun. At most twelve queries."""
    past = Plan.history.as_of(at).filter(pk=plan.pk).first()
    if past is None:
        return None
    desks = list(
        Desk.objects.filter(Q(done_at__isnull=True) | Q(done_at__gt=at), plan_id=plan.pk)
        .filter(offered_at__lte=at)
        .order_by("offered_at", "pk")
    )
    wanted = {past.issuing_unit_id, past.drafting_unit_id, past.advising_unit_id}
    units = _units_then(wanted | {desk.unit_id for desk in desks}, at)
    past.issuing_unit = units[past.issuing_unit_id]
    past.drafting_unit = units[past.drafting_unit_id]
    past.advising_unit = units.get(past.advising_unit_id)
    content = content_then(past, at)
    number = Issuance.history.as_of(at).filter(plan_id=plan.pk, notice_id=None)
    last = AuditEvent.objects.filter(stream_id=plan.stream_id, at__lte=at).order_by("-seq")
    return PlanThen(
        at=at,
        plan=past,
        content=content,
        number=number.exclude(state=Issuance.State.VOID).first(),
        desks=[(desk, units[desk.unit_id].name) for desk in desks],
        last=last.values_list("seq", flat=True).first() or 0,
        is_whole=content.content_hash == past.content_hash,
    )


def _units_then(keys: set[int | None], at: dt.datetime) -> dict[int, Unit]:
    """Return units as they were; one that was entered only afterwards as it is."""
    wanted = {key for key in keys if key is not None}
    units = {unit.pk: unit for unit in Unit.history.as_of(at).filter(id__in=wanted)}
    if missing := wanted - units.keys():
        units |= {unit.pk: unit for unit in Unit.objects.filter(pk__in=missing)}
    return units


def content_then(past: Plan, at: dt.datetime) -> PlanContent:
    """Return the words of a plan, given its row of then, from its parts as they were."""
    cited = list(_parts(CitedDocument, past, at))
    symbols = {row.pk: row.symbol for row in cited}
    return PlanContent(
        document_type=past.document_type,
        heading_lines=tuple(past.heading_lines),
        parent_heading=past.parent_heading,
        symbol=past.symbol,
        place=past.place,
        year=past.year,
        year_to=past.year_to,
        subject=past.subject,
        preamble_style=past.preamble_style,
        preamble=tuple(past.preamble),
        bases=tuple(symbols.get(row.citation_id, "") for row in _parts(LegalBasis, past, at)),
        nodes=tuple(Node(row.kind, row.number, row.text) for row in _parts(PlanItem, past, at)),
        appendices=tuple(
            Appendix(row.title, tuple(row.columns), tuple(tuple(cells) for cells in row.rows))
            for row in _parts(PlanAppendix, past, at)
        ),
        citations=tuple(
            Citation(row.symbol, row.kind, row.issued_on, row.issuer, row.mentions) for row in cited
        ),
        recipients=tuple(
            RecipientLine(row.text, row.purpose, row.is_archive)
            for row in _parts(Recipient, past, at)
        ),
        signature=SignatureBlock(
            tuple(past.signature_lines), past.signature_position, past.signature_name
        ),
        changes=changed_plan_of(past),
    )


def _parts(model: Any, past: Plan, at: dt.datetime) -> Any:
    return model.history.as_of(at).filter(plan_id=past.pk).order_by("position")


def versions_of(plan: Plan) -> list[PlanVersion]:
    """Return the frozen versions of a plan without their text, the latest first."""
    return list(PlanVersion.objects.filter(plan=plan).defer("content").order_by("-number"))


def version_of(plan: Plan, number: int) -> PlanVersion | None:
    """Return one frozen version of a plan, or None."""
    return PlanVersion.objects.filter(plan=plan, number=number).first()


def moment_of_event(plan: Plan, seq: int) -> dt.datetime | None:
    """Return when an event of a plan was, or None where there is no such event."""
    found = AuditEvent.objects.filter(stream_id=plan.stream_id, seq=seq)
    return found.values_list("at", flat=True).first()
