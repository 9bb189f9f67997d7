"""What the demonstration has brought about, counted from the record itself."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from dvcq_workflow.host import get_host
from dvcq_workflow.models import (
    Assignment,
    AuditEvent,
    ChasingLetter,
    Consolidation,
    Desk,
    Digest,
    ExtensionRequest,
    Obstacle,
    Opinion,
    Plan,
    RecipientUnit,
    Reminder,
)
from dvcq_workflow.rules.chasing import Standing
from dvcq_workflow.rules.year_terms import YearTerm, year_term_of
from dvcq_workflow.selectors.chasing import matrix_of
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.selectors.numbering import issuance_of


def summary_of(plan: Plan) -> dict[str, Any]:
    """Return the figures of one plan as JSON-ready values."""
    content = content_of(plan)
    issuance = issuance_of(plan)
    return {
        "number": issuance.full_number if issuance else None,
        "issued_on": issuance.issued_on.isoformat() if issuance else None,
        "status": plan.status,
        "content_hash": plan.content_hash,
        "counts": {
            "sections": content.count("section"),
            "items": content.count("item"),
            "bullets": content.count("bullet"),
            "paragraphs": content.count("paragraph"),
            "bases": len(content.bases),
            "citations": len(content.citations),
            "mentions": sum(citation.mentions for citation in content.citations),
            "recipients": len(content.recipients),
            "recipient_units": RecipientUnit.objects.filter(plan=plan).count(),
            "events": AuditEvent.objects.filter(stream_id=plan.stream_id).count(),
            "returns": plan.returns.count(),
            "consultations": plan.consultations.count(),
            "opinions": Opinion.objects.filter(consultation__plan=plan).count(),
            "opinions_given": Opinion.objects.filter(
                consultation__plan=plan, given_at__isnull=False
            ).count(),
            "versions": plan.versions.count(),
        },
        "files": [
            {"name": file.file_name, "sha256": file.sha256, "size": file.size_bytes}
            for file in plan.documents.filter(issuance=issuance).order_by("pk")
        ],
        "year": _of_year(plan, get_host().today()),
    }


def _of_year(plan: Plan, today: dt.date) -> dict[str, Any]:
    """Return how the plan's year stands on a day. ``reports``: how many stand how; each that is
    owed is counted once."""
    matrix = matrix_of(plan, plan.drafter, today)
    standings = sum(matrix.counts.values(), Counter[Standing]())
    tasks = Assignment.objects.filter(plan=plan)
    terms = Counter(
        year_term_of(*row, today) for row in tasks.values_list("effective_due_on", "done_on")
    )
    papers = Consolidation.objects.filter(plan=plan)
    obstacles = Obstacle.objects.filter(plan=plan)
    return {
        "today": today.isoformat(),
        "units": len(matrix.rows),
        "duties": standings.total() - standings[Standing.NOT_OWED],
        "reports": {str(each): standings[each] for each in Standing if each != Standing.NOT_OWED},
        "tasks": {str(each): terms[each] for each in YearTerm},
        "handed_back": AuditEvent.objects.filter(
            stream=plan.stream, code="assignment_handed_back"
        ).count(),
        "unit_plans": Plan.objects.filter(parent_plan=plan).count(),
        "extensions": ExtensionRequest.objects.filter(plan=plan).count(),
        "obstacles": obstacles.count(),
        "obstacles_settled": obstacles.filter(settled_at__isnull=False).count(),
        "obstacles_escalated": obstacles.filter(escalated_at__isnull=False).count(),
        "consolidations": papers.filter(sequence=0).count(),
        "supplements": papers.filter(sequence__gt=0).count(),
        "letters": ChasingLetter.objects.filter(plan=plan).count(),
        "reminders": Reminder.objects.filter(plan=plan).count(),
        "digests": Digest.objects.count(),
        "files": plan.documents.count(),
        "open_desks": Desk.objects.filter(plan=plan, state=Desk.State.OPEN).count(),
    }
