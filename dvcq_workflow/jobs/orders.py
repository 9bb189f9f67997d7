"""What each kind of work order does. Idempotent: the same order twice has one effect."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dvcq_workflow.documents.press import Sheet
from dvcq_workflow.host import Notice, get_host
from dvcq_workflow.models.chasing import ChasingLetter
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.documents import Issuance, IssuedDocument
from dvcq_workflow.models.notices import PlanNotice
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.selectors.desks import SUBJECT_LINKS, people_before
from dvcq_workflow.selectors.letters import people_told_of_letter
from dvcq_workflow.selectors.notices import people_told_of
from dvcq_workflow.selectors.numbering import plan_numbers
from dvcq_workflow.selectors.sheets import (
    file_of,
    name_of_issue,
    sheet_of_approval,
    sheet_of_issue,
)
from dvcq_workflow.services.files import Printed, store_issued_document
from dvcq_workflow.services.years import open_year
from dvcq_workflow.signals import plan_issued, tell

SHEETS: dict[str, Callable[[Issuance, str], Sheet]] = {
    IssuedDocument.Kind.DOCUMENT: lambda issuance, file_format: sheet_of_issue(issuance),
    IssuedDocument.Kind.APPROVAL_SHEET: lambda issuance, file_format: sheet_of_approval(
        issuance.plan, file_format
    ),
}
"""What each kind of file prints of what was released."""


def store_document(*, issuance_id: int, kind: str, file_format: str, actor: Any) -> None:
    """Print one file of what was released and give its bytes to the host's storage."""
    issuance = Issuance.objects.select_related(
        "version",
        "plan__issuing_unit",
        "plan__drafting_unit",
        "plan__advising_unit",
        "notice__plan__issuing_unit__parent",
        "letter__plan__issuing_unit",
        "letter__unit__parent",
        "consolidation__period",
    ).get(pk=issuance_id)
    name = name_of_issue(issuance, file_format, kind)
    data = file_of(SHEETS[kind](issuance, file_format), file_format)
    printed = Printed(kind, file_format, name, data)
    store_issued_document(issuance_id=issuance_id, printed=printed, actor=actor)


def open_plan_year(*, plan_id: int, actor: Any) -> None:
    """Let recipients see the plan, and tell the host that it is issued."""
    plan = Plan.objects.get(pk=plan_id)
    if plan.year_opened_at is not None:
        return
    open_year(plan_id=plan_id, actor=actor)
    issuance = plan_numbers().get(plan=plan)
    transaction.on_commit(
        partial(
            tell,
            plan_issued,
            sender=Plan,
            plan_uid=plan.uid,
            number=issuance.full_number,
            issued_on=issuance.issued_on,
            content_hash=issuance.content_hash,
        )
    )


def tell_recipients(*, notice_id: int, actor: Any) -> None:
    """Tell the units that received a plan of its correction or recall."""
    notice = PlanNotice.objects.select_related("plan").get(pk=notice_id)
    released_on = timezone.localdate(notice.released_at)
    get_host().notify(
        Notice(
            kind=f"plan_{notice.kind}",
            user_ids=tuple(people_told_of(notice, released_on)),
            title=f"{notice.get_kind_display()}: {notice.plan.subject}",
            path=reverse("dvcq_workflow:notice", kwargs={"uid": notice.uid}),
        )
    )


def tell_chased(*, letter_id: int, actor: Any) -> None:
    """Tell the units that a chasing letter is sent to."""
    letter = ChasingLetter.objects.get(pk=letter_id)
    on = timezone.localdate(letter.released_at)
    get_host().notify(
        Notice(
            kind="chasing_letter",
            user_ids=tuple(people_told_of_letter(letter, on)),
            title=_("Chasing letter: %(subject)s") % {"subject": letter.subject},
            path=reverse("dvcq_workflow:chasing_letter", kwargs={"uid": letter.uid}),
        )
    )


def _about(desk: Desk) -> str:
    """Name what lies on a desk: of the year also whose it is, since many say the same."""
    if not desk.subject_kind:
        return desk.plan.subject
    return f"{desk.about} ({desk.about.unit_name})"


def notify_desks(*, plan_id: int, offered_at: str, actor: Any) -> None:
    """Tell those who sit at the desks that one act opened; a desk that is done by now is left."""
    host = get_host()
    desks = Desk.objects.select_related("plan", "task", *SUBJECT_LINKS).filter(
        plan_id=plan_id,
        offered_at=dt.datetime.fromisoformat(offered_at),
        state=Desk.State.OPEN,
    )
    for desk in desks:
        host.notify(
            Notice(
                kind="desk_offered",
                user_ids=tuple(people_before(desk, timezone.localdate(desk.offered_at))),
                title=f"{desk.get_step_display()}: {_about(desk)}",
                path=reverse(
                    f"dvcq_workflow:desk_{desk.step}",
                    kwargs={"process_pk": desk.task.process_id, "task_pk": desk.task_id},
                ),
                due_on=desk.due_on,
            )
        )
