"""Plans of the next year left on the way, so that a newcomer finds something in the inboxes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from documents.demo.story import CHANNEL, Act, Story
from documents.demo.when import on
from dvcq_workflow.flows.starting import start_plan
from dvcq_workflow.models import Unit
from dvcq_workflow.rules.content import PlanContent
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.services.issuance import open_number_series

BEGUN_AT = on(12, 7, 13)
TO_SIGNATURE = (
    ("thnv.cv2", Step.DRAFT, "submit"),
    ("thnv.tp", Step.CHECK_CONTENT, "pass"),
    ("vp.tt2", Step.CHECK_FORMAT, "pass"),
)
PAUSE = dt.timedelta(minutes=20)


def leave_waiting(story: Story, content: PlanContent) -> None:
    """Leave one plan out for opinions, one before the leader who is to sign it, one returned.

    The committee's series for letters is opened too, so that a correction can be numbered.
    """
    year = content.year + 1
    _open_series(story)
    out = f"Công tác dân vận chính quyền của tỉnh Trà Vinh năm {year}"
    drafted = _begin(story, content, "thnv.cv1", "ubnd.pct2", out)
    drafted.at_desk(
        _by("thnv.cv1", 1),
        Step.DRAFT,
        "consult",
        unit_ids=list(Unit.objects.filter(code__in=("SNV", "STP")).values_list("pk", flat=True)),
        due_on=BEGUN_AT.date() + dt.timedelta(days=7),
        question="Đề nghị góp ý vào dự thảo.",
    )
    to_sign = f"Phát động thi đua “Dân vận khéo” trong các cơ quan hành chính năm {year}"
    signed = _begin(story, content, "thnv.cv2", "ubnd.pct1", to_sign)
    for pauses, (who, step, act) in enumerate(TO_SIGNATURE, start=1):
        signed.at_desk(_by(who, pauses), step, act)
    to_mend = f"Đối thoại trực tiếp với Nhân dân năm {year}"
    returned = _begin(story, content, "thnv.cv3", "ubnd.ct", to_mend)
    returned.at_desk(_by("thnv.cv3", 1), Step.DRAFT, "submit")
    returned.at_desk(
        _by("thnv.tp", 2),
        Step.CHECK_CONTENT,
        "return",
        reason="Mục II cần nêu rõ đơn vị chủ trì từng cuộc đối thoại.",
    )


def _by(who: str, pauses: int = 0) -> Act:
    """Return whose act it is, and when: so many pauses after the beginning."""
    return Act(BEGUN_AT + pauses * PAUSE, who)


def _open_series(story: Story) -> None:
    with story.acting_in(_by("vp.vt1")) as clerk:
        open_number_series(
            unit=Unit.objects.get(code="UBND"),
            year=BEGUN_AT.year,
            code="CV",
            document_types=("CV", "TB"),
            actor=clerk,
        )


def _begin(story: Story, content: PlanContent, drafter: str, signer: str, subject: str) -> Story:
    plan = start_plan(
        actor=story.people[drafter],
        channel=CHANNEL,
        at=BEGUN_AT,
        content=replace(content, year=content.year + 1, subject=subject),
        issuing_unit=Unit.objects.get(code="UBND"),
        drafting_unit=Unit.objects.get(code="THNV"),
        advising_unit=Unit.objects.get(code="SNV"),
        signing_authority=story.powers[signer],
    )
    return replace(story, plan=plan)
