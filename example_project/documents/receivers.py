"""What the province does when dvcq_workflow tells it that something has happened."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.urls import reverse

from documents.models import OutgoingDocument
from dvcq_workflow.host import Notice, get_host
from dvcq_workflow.models import Desk, Plan
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.selectors.people import people_at
from dvcq_workflow.signals import desk_offered, plan_issued


def connect() -> None:
    """Listen once, however often the app is set up."""
    plan_issued.connect(register_plan, dispatch_uid="documents.register_plan")
    desk_offered.connect(tell_desk, dispatch_uid="documents.tell_desk")


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


def tell_desk(*, desk_uid: uuid.UUID, due_on: dt.date | None, **kwargs: Any) -> None:
    """Tell those who sit at a new desk that it waits for them, unless it is done by now."""
    desk = Desk.objects.select_related("plan", "task").get(uid=desk_uid)
    if desk.state != Desk.State.OPEN:
        return
    host = get_host()
    host.notify(
        Notice(
            kind="desk_offered",
            user_ids=tuple(_people_before(desk, host.today())),
            title=f"{desk.get_step_display()}: {desk.plan.subject}",
            path=reverse(
                f"dvcq_workflow:desk_{desk.step}",
                kwargs={"process_pk": desk.task.process_id, "task_pk": desk.task_id},
            ),
            due_on=due_on,
        )
    )


def _people_before(desk: Desk, on: dt.date) -> list[int]:
    if desk.assigned_to_id is not None:
        return [desk.assigned_to_id]
    return people_at(Step(desk.step), desk.unit_id, on)
