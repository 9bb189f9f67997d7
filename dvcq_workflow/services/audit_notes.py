"""The one thing an auditor writes: a note of their own on a plan that they may see."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.models.audit import AuditStream
from dvcq_workflow.rules.audit_notes import auditors_seat, require_note
from dvcq_workflow.selectors.people import own_seats_of
from dvcq_workflow.selectors.plans import visible_plan
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan

CODE = "audit_note_written"


def write_audit_note(*, uid: uuid.UUID, text: str, actor: Any) -> int:
    """Keep an auditor's note as an event of the plan and return its number there. No row of the
    plan changes; a note is never altered, and what is wrong in one is said in the next.

    Its text stands behind a commitment, as reasons do, and can be erased with its writer's name.

    Raises:
        NotVisible: ``plan_not_found``.
        NotPermitted: ``audit_note_not_yours``, to whom is no auditor; ``person_inactive``.
        RuleViolation: ``audit_note_empty``, ``audit_note_too_long``.
    """
    with acting(actor=actor) as act:
        act.refused_on = ("plan", AuditStream.objects.filter(plan__uid=uid).first())
        on = timezone.localdate(act.at)
        seen = visible_plan(actor, uid, on)
        seat = auditors_seat(own_seats_of(actor, on))
        note = require_note(text)
        plan = lock_plan(seen.pk)
        return record_event(
            CODE, stream=plan.stream, seat=seat, reason=note, content_hash=plan.content_hash
        )
