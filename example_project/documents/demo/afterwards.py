"""What follows an issue: a slip to be corrected, an amendment begun, somebody away."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from documents import clock
from documents.demo.story import CHANNEL, Story, finish_orders
from documents.demo.waiting import leave_waiting
from documents.demo.when import on
from documents.demo.year import ENDS
from dvcq_workflow.flows.starting import start_plan
from dvcq_workflow.models import Plan, SigningAuthority, Substitution, Unit
from dvcq_workflow.rules.changes import ChangeKind
from dvcq_workflow.rules.content import PlanContent
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.rules.notices import NoticeKind, NoticeText
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.notices import draft_notice, sign_notice
from dvcq_workflow.services.people import save_substitution

WRITTEN_AT, SIGNED_AT, AMENDED_AT = on(12, 8, 7, 20), on(12, 8, 7, 40), on(12, 8, 7, 50)
CORRECTION = NoticeText(
    symbol="UBND-THNV",
    place="Trà Vinh",
    subject="đính chính thể thức Kế hoạch số 19/KH-UBND",
    text="Đính chính ký hiệu đơn vị lưu tại dòng cuối phần nơi nhận. Các nội dung khác giữ nguyên.",
    reason="Sai sót về thể thức, phát hiện sau khi phát hành.",
)
AWAY = dt.timedelta(days=30)


def leave_open(story: Story, plan: Plan) -> None:
    """Leave work on desks for whoever tries the demonstration, as it lies there when it ends."""
    people, content = story.people, content_of(plan)
    with clock.stopped_at(ENDS):
        leave_waiting(story, content)
        leave_correction(people, plan)
        leave_amendment(people, story.powers["ubnd.pct2"], plan, content, AMENDED_AT)
        leave_absence(people, ENDS)
        finish_orders(ENDS)


def leave_correction(people: dict[str, Any], plan: Plan) -> None:
    """Leave a correction signed, for the records office to number and send."""
    with acting(actor=people["thnv.cv1"], channel=CHANNEL, at=WRITTEN_AT):
        notice = draft_notice(
            plan_id=plan.pk,
            kind=NoticeKind.CORRECTION,
            written=CORRECTION,
            actor=people["thnv.cv1"],
        )
    with acting(actor=people["ubnd.pct1"], channel=CHANNEL, at=SIGNED_AT):
        sign_notice(notice_id=notice.pk, seen_hash=notice.content_hash, actor=people["ubnd.pct1"])


def leave_amendment(
    people: dict[str, Any],
    power: SigningAuthority,
    plan: Plan,
    content: PlanContent,
    now: dt.datetime,
) -> None:
    """Leave an amendment of the issued plan on its drafter's desk."""
    start_plan(
        actor=people["thnv.cv2"],
        channel=CHANNEL,
        at=now,
        content=replace(content, subject=f"Sửa đổi, bổ sung kế hoạch năm {content.year}"),
        issuing_unit=Unit.objects.get(code="UBND"),
        drafting_unit=Unit.objects.get(code="THNV"),
        advising_unit=Unit.objects.get(code="SNV"),
        signing_authority=power,
        changes_plan=plan,
        change_kind=str(ChangeKind.AMEND),
    )


def leave_absence(people: dict[str, Any], now: dt.datetime) -> None:
    """Let a specialist stand in for the department's director, who is away for a month."""
    row = Substitution(
        user=people["snv.gd"],
        substitute=people["snv.cv1"],
        unit=Unit.objects.get(code="SNV"),
        role=Role.HEAD,
        basis="Quyết định phân công trực thay",
        valid_from=now.date(),
        valid_until=now.date() + AWAY,
    )
    with acting(actor=people["vp.qt1"], channel=CHANNEL, at=now):
        save_substitution(substitution=row, actor=people["vp.qt1"])
