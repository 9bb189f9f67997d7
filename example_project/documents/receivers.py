"""What the province does when dvcq_workflow tells it that something has happened."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from documents.models import OutgoingDocument
from dvcq_workflow.models import Plan
from dvcq_workflow.signals import plan_issued


def connect() -> None:
    """Listen once, however often the app is set up."""
    plan_issued.connect(register_plan, dispatch_uid="documents.register_plan")


def register_plan(
    *, plan_uid: uuid.UUID, number: str, issued_on: dt.date, content_hash: str, **kwargs: Any
) -> None:
    """Enter an issued plan in the register of outgoing documents; told twice, entered once."""
    plan = Plan.objects.get(uid=plan_uid)
    lines = plan.recipients.order_by("position").values_list("text", flat=True)
    OutgoingDocument.objects.get_or_create(
        plan_uid=plan_uid,
        defaults={
            "symbol": number,
            "dated_on": issued_on,
            "subject": plan.subject,
            "recipients": "\n".join(lines),
            "content_hash": content_hash,
        },
    )
