"""Notices about issued plans, carried over their three hands by services."""

from __future__ import annotations

from typing import Any

from dvcq_workflow.models import Issuance, Plan, PlanNotice
from dvcq_workflow.rules.notices import NoticeKind, NoticeText, usual_symbol
from dvcq_workflow.services.notices import draft_notice, release_notice, sign_notice
from tests.worlds import World


def written(kind: NoticeKind = NoticeKind.RECALL, **changes: str) -> NoticeText:
    """Return what a drafter writes in this world."""
    given = {
        "symbol": usual_symbol(kind, issuing="UBND", drafting="THNV"),
        "place": "Trà Vinh",
        "subject": "Về kế hoạch đã ban hành",
        "text": "Trang 2, dòng 3: sửa ngày.",
        "reason": "Căn cứ đã hết hiệu lực.",
        **changes,
    }
    return NoticeText(**given)


def drafted(world: World, plan: Plan, kind: NoticeKind = NoticeKind.RECALL) -> PlanNotice:
    """Return a notice as its drafter left it."""
    return draft_notice(plan_id=plan.pk, kind=kind, written=written(kind), actor=world.drafter)


def signed(world: World, plan: Plan, kind: NoticeKind = NoticeKind.RECALL) -> PlanNotice:
    """Return a notice that the Vice Chairman signed."""
    notice = drafted(world, plan, kind)
    return sign_notice(
        notice_id=notice.pk, seen_hash=notice.content_hash, actor=world.vice_chairman
    )


def released(
    world: World, plan: Plan, kind: NoticeKind = NoticeKind.RECALL, **given: Any
) -> Issuance:
    """Return the number under which a notice went out."""
    notice = signed(world, plan, kind)
    number = release_notice(
        notice_id=notice.pk,
        seen_hash=notice.content_hash,
        **{"issued_on": world.today(), "actor": world.clerk, **given},
    )
    plan.refresh_from_db()
    return number


def release_recall(world: World, plan: Plan) -> Issuance:
    """Recall a plan."""
    return released(world, plan, NoticeKind.RECALL)
