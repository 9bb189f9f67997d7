"""What the demonstration has brought about, counted from the record itself."""

from __future__ import annotations

from typing import Any

from dvcq_workflow.models import AuditEvent, Opinion, Plan, RecipientUnit
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
            for file in plan.documents.order_by("pk")
        ],
    }
