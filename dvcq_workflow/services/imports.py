"""A plan's text, read, corrected by a person, and stored as a draft or as already issued."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.envelope import FileDigest
from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.context import Act
from dvcq_workflow.documents.confirming import content_of_read, preview_of
from dvcq_workflow.documents.reading import ReadPlan, read_plan, read_plan_text
from dvcq_workflow.models.audit import AuditStream
from dvcq_workflow.models.imports import PlanImport
from dvcq_workflow.models.people import SigningAuthority
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.content import PlanContent, content_from_json, require_storable
from dvcq_workflow.rules.desks import Seat, Step, seat_for
from dvcq_workflow.rules.errors import Conflict, NotVisible
from dvcq_workflow.rules.plans import require_reason
from dvcq_workflow.selectors.content import parent_heading
from dvcq_workflow.selectors.people import drafting_units_of, own_seats_of
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.historical import record_historical_plan
from dvcq_workflow.services.plans import draft_plan

PASTED_NAME = "pasted.txt"


def open_import(*, unit: Unit, file_name: str, data: bytes, actor: Any) -> PlanImport:
    """Read a file for a unit and keep what was found until a person confirms it.

    Raises:
        NotPermitted: ``desk_not_yours``, unless the actor drafts for that unit.
        RuleViolation: an ``import_…`` code, where the file is no plan, or hostile.
    """
    return _open(unit, file_name, data, read_plan(data, filename=file_name), actor)


def open_pasted(*, unit: Unit, text: str, actor: Any) -> PlanImport:
    """Read a pasted text, as ``open_import`` reads a file.

    Raises: as ``open_import``.
    """
    return _open(unit, PASTED_NAME, text.encode("utf-8"), read_plan_text(text), actor)


def _open(unit: Unit, file_name: str, data: bytes, read: ReadPlan, actor: Any) -> PlanImport:
    with acting(actor=actor, refused_on=("plan_import", None)) as act:
        on = timezone.localdate(act.at)
        seat = seat_for(Step.DRAFT, unit.pk, own_seats_of(actor, on))
        sha256 = hashlib.sha256(data).hexdigest()
        opened = PlanImport(
            stream=AuditStream.objects.create(kind=AuditStream.Kind.PLAN),
            unit=unit,
            uploaded_by=actor,
            uploaded_at=act.at,
            file_name=file_name[-200:],
            sha256=sha256,
            source_lines=list(read.source_lines),
            found=preview_of(read),
            content=content_of_read(read, today=on).to_json(),
        )
        opened.save()
        record_event(
            "plan_import_opened",
            stream=opened.stream,
            seat=seat,
            files=[FileDigest(opened.file_name, sha256)],
        )
        return opened


def correct_import(*, import_id: int, content: PlanContent, actor: Any) -> PlanImport:
    """Keep what a person corrected so far.

    Raises:
        NotVisible: ``import_not_found``.
        Conflict: ``import_closed``.
        RuleViolation: what ``rules.content.require_storable`` refuses.
    """
    require_storable(content)
    with _confirming(import_id, actor) as (opened, seat, _act):
        opened.content = content.to_json()
        opened.save()
        record_event("plan_import_corrected", stream=opened.stream, seat=seat)
        return opened


def drop_import(*, import_id: int, reason: str, actor: Any) -> PlanImport:
    """Give up an import, with a reason.

    Raises:
        NotVisible: ``import_not_found``.
        Conflict: ``import_closed``.
        RuleViolation: ``reason_missing``, ``reason_too_long``.
    """
    text = require_reason(reason)
    with _confirming(import_id, actor) as (opened, seat, _act):
        opened.state = PlanImport.State.DROPPED
        opened.save()
        record_event("plan_import_dropped", stream=opened.stream, seat=seat, reason=text)
        return opened


def store_as_draft(
    *,
    import_id: int,
    issuing_unit: Unit,
    drafting_unit: Unit,
    actor: Any,
    advising_unit: Unit | None = None,
    signing_authority: SigningAuthority | None = None,
) -> Plan:
    """Make a draft of a confirmed import. Number, date and signature of the text are not kept:
    a draft has none; the issuing body's own heading and symbol take the place of the text's.

    Raises:
        NotVisible: ``import_not_found``.
        Conflict: ``import_closed``.
        NotPermitted, RuleViolation: as ``services.plans.draft_plan``.
    """
    with _confirming(import_id, actor) as (opened, _seat, _act):
        content = as_draft_of(content_from_json(opened.content), issuing_unit)
        plan = draft_plan(
            content=content,
            issuing_unit=issuing_unit,
            drafting_unit=drafting_unit,
            advising_unit=advising_unit,
            signing_authority=signing_authority,
            stream=opened.stream,
            actor=actor,
        )
        _close(opened, plan)
        return plan


def as_draft_of(content: PlanContent, unit: Unit) -> PlanContent:
    """Return the content as a draft of ``unit``: its heading, symbol and place, no signature."""
    return content_from_json(
        {
            **content.to_json(),
            "heading_lines": unit.heading_lines,
            "parent_heading": parent_heading(unit),
            "symbol": f"{content.document_type}-{unit.abbreviation}",
            "place": unit.place or content.place,
            "signature": {},
        }
    )


def record_as_issued(
    *,
    import_id: int,
    issuing_unit: Unit,
    drafting_unit: Unit,
    number: int,
    issued_on: dt.date,
    reason: str,
    actor: Any,
    advising_unit: Unit | None = None,
) -> Plan:
    """Record a confirmed import as a plan issued before this system, with its own number and date.

    Raises:
        NotVisible: ``import_not_found``.
        Conflict: ``import_closed``.
        RuleViolation: as ``services.historical.record_historical_plan``.
    """
    text = require_reason(reason)
    with _confirming(import_id, actor) as (opened, seat, _act):
        plan = record_historical_plan(
            content=content_from_json(opened.content),
            issuing_unit=issuing_unit,
            drafting_unit=drafting_unit,
            advising_unit=advising_unit,
            number=number,
            issued_on=issued_on,
            reason=text,
            stream=opened.stream,
            seat=seat,
            actor=actor,
        )
        _close(opened, plan)
        return plan


def _close(opened: PlanImport, plan: Plan) -> None:
    opened.state = PlanImport.State.STORED
    opened.plan = plan
    opened.save()
    record_event("plan_import_stored", stream=opened.stream, content_hash=plan.content_hash)


@contextmanager
def _confirming(import_id: int, actor: Any) -> Iterator[tuple[PlanImport, Seat, Act]]:
    """Lock an open import that the actor's unit holds."""
    with acting(actor=actor, refused_on=("plan_import", None)) as act:
        on = timezone.localdate(act.at)
        opened = (
            PlanImport.objects.select_for_update(no_key=True, of=("self",))
            .select_related("stream")
            .filter(pk=import_id, unit_id__in=drafting_units_of(actor, on))
            .first()
        )
        if opened is None:
            raise NotVisible("import_not_found")
        act.refused_on = ("plan_import", opened.stream)
        if opened.state != PlanImport.State.OPEN:
            raise Conflict("import_closed")
        yield opened, seat_for(Step.DRAFT, opened.unit_id, own_seats_of(actor, on)), act
