"""Looking at chasing letters, and printing those that have not gone out: each is on record."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_access
from dvcq_workflow.models.audit import AccessLog, AuditStream
from dvcq_workflow.models.chasing import ChasingLetter
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.notices import NoticeStatus
from dvcq_workflow.selectors.letters import letter_seen_by, sheet_of_letter
from dvcq_workflow.selectors.sheets import file_of, name_of_draft
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.printing import PrintedFile

SUBJECT = "chasing_letter"


def view_letter(*, uid: uuid.UUID, actor: Any) -> ChasingLetter:
    """Return a chasing letter to look at and log the look.

    Raises:
        NotVisible: ``letter_not_found``; the attempt is kept, on the plan's stream if there is one.
    """
    with acting(actor=actor) as act:
        letter = _seen(uid, actor)
        record_access(AccessLog.Kind.VIEW, SUBJECT, act=act, stream=letter.plan.stream)
        return letter


def print_letter(*, uid: uuid.UUID, file_format: str, actor: Any) -> PrintedFile:
    """Return a letter that has not gone out as a file that says DỰ THẢO, and log the download.

    Raises:
        NotVisible: ``letter_not_found``.
        RuleViolation: ``draft_is_issued``; ``text_not_printable``, ``content_malformed``.
    """
    with acting(actor=actor) as act:
        letter = _seen(uid, actor)
        if letter.state is NoticeStatus.RELEASED:
            raise RuleViolation("draft_is_issued")
        data = file_of(sheet_of_letter(letter), file_format)
        record_access(
            AccessLog.Kind.DOWNLOAD,
            SUBJECT,
            act=act,
            stream=letter.plan.stream,
            details={
                "letter": str(letter.uid),
                "draft": letter.content_hash,
                "format": file_format,
            },
        )
        year = timezone.localdate(letter.drafted_at).year
        return PrintedFile(name_of_draft(letter.symbol, year, file_format), data)


def _seen(uid: uuid.UUID, actor: Any) -> ChasingLetter:
    with acting(actor=actor) as act:
        stream = AuditStream.objects.filter(plan__chasing_letters__uid=uid).first()
        act.refused_on = (SUBJECT, stream)
        return letter_seen_by(actor, uid, timezone.localdate(act.at))
