"""Plans of this year left on the way, so that a newcomer finds something in the inboxes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from documents.demo.story import CHANNEL
from dvcq_workflow.flows.runner import perform
from dvcq_workflow.flows.starting import start_plan
from dvcq_workflow.models import Desk, Plan, SigningAuthority, Unit
from dvcq_workflow.rules.content import PlanContent
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.issuance import open_number_series

TO_SIGNATURE = (
    (Step.DRAFT, "submit", "thnv.cv2"),
    (Step.CHECK_CONTENT, "pass", "thnv.tp"),
    (Step.CHECK_FORMAT, "pass", "vp.tt2"),
)


def leave_waiting(
    people: dict[str, Any],
    powers: dict[str, SigningAuthority],
    content: PlanContent,
    now: dt.datetime,
) -> None:
    """Leave one plan out for opinions, one before the leader who is to sign it, one returned.

    The committee's series of the present year are opened too, so that all can be numbered.
    """
    year = now.year
    clerk = people["vp.vt1"]
    with acting(actor=clerk, channel=CHANNEL, at=now):
        open_number_series(
            unit=Unit.objects.get(code="UBND"),
            year=year,
            code="KH",
            document_types=("KH",),
            actor=clerk,
        )
        open_number_series(
            unit=Unit.objects.get(code="UBND"),
            year=year,
            code="CV",
            document_types=("CV", "TB"),
            actor=clerk,
        )
    drafted = _start(
        people["thnv.cv1"],
        powers["ubnd.pct2"],
        replace(
            content,
            year=year,
            subject=f"Công tác dân vận chính quyền của tỉnh Trà Vinh năm {year}",
        ),
        now,
    )
    signed = _start(
        people["thnv.cv2"],
        powers["ubnd.pct1"],
        replace(
            content,
            year=year,
            subject=f"Phát động thi đua “Dân vận khéo” trong các cơ quan hành chính năm {year}",
        ),
        now,
    )
    for step, act, username in TO_SIGNATURE:
        _act(signed, step, act, people[username], now)
    _act(
        drafted,
        Step.DRAFT,
        "consult",
        people["thnv.cv1"],
        now,
        unit_ids=list(Unit.objects.filter(code__in=("SNV", "STP")).values_list("pk", flat=True)),
        due_on=now.date() + dt.timedelta(days=5),
        question="Đề nghị góp ý vào dự thảo.",
    )
    returned = _start(
        people["thnv.cv3"],
        powers["ubnd.ct"],
        replace(
            content,
            year=year,
            subject=f"Đối thoại trực tiếp với Nhân dân năm {year}",
        ),
        now,
    )
    _act(returned, Step.DRAFT, "submit", people["thnv.cv3"], now)
    later = now + dt.timedelta(minutes=1)
    _act(
        returned,
        Step.CHECK_CONTENT,
        "return",
        people["thnv.tp"],
        later,
        reason="Mục II cần nêu rõ đơn vị chủ trì từng cuộc đối thoại.",
    )


def _start(drafter: Any, power: SigningAuthority, content: PlanContent, now: dt.datetime) -> Plan:
    return start_plan(
        actor=drafter,
        channel=CHANNEL,
        at=now,
        content=content,
        issuing_unit=Unit.objects.get(code="UBND"),
        drafting_unit=Unit.objects.get(code="THNV"),
        advising_unit=Unit.objects.get(code="SNV"),
        signing_authority=power,
    )


def _act(plan: Plan, step: Step, act: str, actor: Any, now: dt.datetime, **data: Any) -> None:
    plan.refresh_from_db()
    desk = Desk.objects.select_related("task").get(plan=plan, step=str(step), state=Desk.State.OPEN)
    perform(
        step,
        desk.task.process_id,
        desk.task_id,
        act=act,
        actor=actor,
        seen_hash=plan.content_hash,
        data=data,
        channel=CHANNEL,
        at=now,
    )
