"""Notices about issued plans: one for its viewer, all of a plan, and what each says."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.notices import PlanNotice
from dvcq_workflow.models.people import Membership
from dvcq_workflow.models.plans import RecipientUnit
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.rules.errors import NotVisible
from dvcq_workflow.rules.notices import NoticeContent, NoticeStatus, NoticeText
from dvcq_workflow.selectors.after_issue import is_on_issuing_side
from dvcq_workflow.selectors.numbering import plan_numbers
from dvcq_workflow.selectors.people import valid_on
from dvcq_workflow.selectors.plans import can_see_plan

TOLD_ROLES = (Role.HEAD, Role.LEADER, Role.RECORDS_CLERK)
"""Who in a unit that received the plan is told of what becomes of it."""


def content_of_notice(notice: PlanNotice) -> NoticeContent:
    """Return what a notice says, with the plan as its number and date name it."""
    number = plan_numbers().get(plan_id=notice.plan_id)
    return NoticeContent(
        kind=notice.kind,
        document_type=notice.document_type,
        plan=str(notice.plan.uid),
        plan_number=number.full_number,
        plan_date=number.issued_on,
        written=text_of_notice(notice),
    )


def text_of_notice(notice: PlanNotice) -> NoticeText:
    """Return what the drafter of a notice wrote."""
    return NoticeText(
        symbol=notice.symbol,
        place=notice.place,
        subject=notice.subject,
        text=notice.text,
        reason=notice.reason,
    )


def visible_notice(viewer: Any, uid: uuid.UUID, on: dt.date) -> PlanNotice:
    """Return a notice: released to whoever sees its plan, before that to the issuing side.

    Raises:
        NotVisible: ``notice_not_found``.
    """
    notice = (
        PlanNotice.objects.filter(uid=uid)
        .select_related(
            "plan__issuing_unit",
            "plan__drafting_unit",
            "plan__stream",
            "drafted_by",
            "signed_by",
            "signed_for",
        )
        .first()
    )
    if notice is None or not can_see_plan(viewer, notice.plan_id, on):
        raise NotVisible("notice_not_found")
    if notice.state is not NoticeStatus.RELEASED and not is_on_issuing_side(
        viewer, notice.plan, on
    ):
        raise NotVisible("notice_not_found")
    return notice


def notices_of(plan_id: int, *, with_unreleased: bool) -> list[PlanNotice]:
    """Return the notices about a plan in the order in which they were begun; those that did not
    go out only ``with_unreleased``, which is for the issuing side."""
    rows = PlanNotice.objects.filter(plan_id=plan_id).select_related("drafted_by").order_by("pk")
    return list(rows if with_unreleased else rows.filter(status=NoticeStatus.RELEASED))


def number_of_notice(notice: PlanNotice) -> Issuance | None:
    """Return the number under which a notice went out."""
    rows = notice.issuances.exclude(state=Issuance.State.VOID)
    return rows.select_related("series").first()


def authors_of_notice(notice: PlanNotice) -> frozenset[int]:
    """Return everyone who wrote a notice, and for whom."""
    rows = AuditEvent.objects.filter(
        stream_id=notice.plan.stream_id,
        code__in=("notice_drafted", "notice_saved"),
        envelope__contains=str(notice.uid),
    )
    pairs = rows.order_by().values_list("actor_id", "principal_id").distinct()
    people = {person for pair in pairs for person in pair if person is not None}
    return frozenset(people | {notice.drafted_by_id})


def people_told_of(notice: PlanNotice, on: dt.date) -> list[int]:
    """Return the ids of those to be told of a released notice: heads, leaders and records clerks
    of the units that received the plan."""
    units = RecipientUnit.objects.filter(plan_id=notice.plan_id).values("unit_id")
    members = Membership.objects.filter(
        valid_on(on), unit_id__in=units, role__in=TOLD_ROLES, user__is_active=True
    )
    return sorted(set(members.values_list("user_id", flat=True)))
