"""What Sở Nội vụ writes: letters that chase, and one consolidated report for each period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from documents.demo.offices import RECEIVER
from documents.demo.reports import HALF_YEAR, QUARTER_2, QUARTER_3, YEAR
from documents.demo.story import CHANNEL, Scene, Story
from documents.demo.when import at, later, on
from dvcq_workflow.documents.press.chasing_words import USUAL_SUBJECT, USUAL_TEXT
from dvcq_workflow.flows.starting import start_consolidation
from dvcq_workflow.models import (
    ChasingLetter,
    Consolidation,
    Plan,
    ReportDuty,
    ReportingPeriod,
    Unit,
)
from dvcq_workflow.rules.chasing import LetterText
from dvcq_workflow.rules.consolidated import Consolidated
from dvcq_workflow.rules.consolidations import Written
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.rules.obligations import PeriodKind
from dvcq_workflow.selectors.consolidations import content_of_consolidation
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.services.chasing import draft_letter, release_letter, sign_letter

WRITER, SIGNER, CLERK, RECEIVING_CLERK = "snv.cv1", "snv.pgd1", "snv.vt1", "vp.vt1"
COLLECTED_ON = {
    QUARTER_2: dt.date(2020, 6, 17),
    HALF_YEAR: dt.date(2020, 6, 18),
    QUARTER_3: dt.date(2020, 9, 16),
    YEAR: dt.date(2020, 11, 27),
}
SUPPLEMENTED_ON = {HALF_YEAR: dt.date(2020, 6, 29)}
"""After the report came that was missing."""

RETURNED = {QUARTER_3: "Bổ sung nhận xét về số đơn chưa giải quyết của từng khối cơ quan."}

FIRST_LETTER, SECOND_LETTER, UNSENT_LETTER = on(6, 12, 8), on(12, 1, 8), on(12, 7, 15)


def paper_scenes(plan: Plan) -> Iterator[Scene]:
    """Yield the letters and the consolidated reports of the plan's periods, in no order of time."""
    for period in ReportingPeriod.objects.filter(plan=plan).order_by("due_on", "pk"):
        key = PeriodKind(period.kind), period.index
        if day := COLLECTED_ON.get(key):
            yield from _Consolidating(period).scenes(day, RETURNED.get(key, ""))
        if day := SUPPLEMENTED_ON.get(key):
            yield from _Consolidating(period).scenes(day, "")
    if ReportDuty.objects.filter(plan=plan).exists():
        for moment in (FIRST_LETTER, SECOND_LETTER):
            yield from _Chasing().scenes(moment)
        yield Scene(UNSENT_LETTER, WRITER, "dự thảo công văn đôn đốc, chưa ký", _Chasing().draft)


@dataclass(frozen=True)
class _Consolidating:
    """One consolidated report's way. ``made``: the row, once it is begun."""

    period: ReportingPeriod
    made: list[Consolidation] = field(default_factory=list)

    def scenes(self, day: dt.date, returned: str) -> Iterator[Scene]:
        yield Scene(at(day, 8), WRITER, "", self._begin)
        yield self._act(at(day, 9), WRITER, "draft")
        yield Scene(at(day, 15), WRITER, f"trình ký {self.name}", self._send)
        signed = later(day, 1)
        if returned:
            yield self._act(at(signed, 9), SIGNER, "return", reason=returned)
            yield Scene(at(signed, 15), WRITER, "", self._send)
            signed = later(signed, 1)
        yield self._act(at(signed, 14), SIGNER, "sign")
        yield self._act(at(signed, 15), CLERK, "assign", issued_on=signed)
        yield self._act(at(signed, 15, 30), CLERK, "deliver", told=f"gửi {self.name}")
        yield self._act(at(later(signed, 1), 8, 30), RECEIVING_CLERK, "acknowledge")

    @property
    def name(self) -> str:
        return f"báo cáo tổng hợp {self.period}"

    def _begin(self, story: Story, scene: Scene) -> None:
        writer = story.people[scene.who]
        made = start_consolidation(
            period_id=self.period.pk, actor=writer, channel=CHANNEL, at=scene.at
        )
        self.made.append(made)

    def _send(self, story: Story, scene: Scene) -> None:
        made = self.made[0]
        made.refresh_from_db()
        content = content_of_consolidation(made)
        if content is None:
            raise RuntimeError("What is sent has been drafted.")
        texts = {line.key: _written(line.key, content) for line in content.sections}
        written = Written(made.subject, made.symbol, made.place, texts)
        story.at_desk_of(scene, "consolidation", made, "send", written=written)

    def _act(
        self, moment: dt.datetime, who: str, act: str, *, told: str = "", **data: Any
    ) -> Scene:
        return Scene(moment, who, told, partial(self._perform, act=act, data=data))

    def _perform(self, story: Story, scene: Scene, *, act: str, data: dict[str, Any]) -> None:
        story.at_desk_of(scene, "consolidation", self.made[0], act, **data)


def _written(key: str, content: Consolidated) -> str:
    """Return what the writer says under a heading, in place of what the units wrote."""
    sent, missing, told = len(content.counted), len(content.missing), len(content.obstacles)
    known = {
        "leading": f"Đến thời điểm tổng hợp có {sent} cơ quan, địa phương gửi báo cáo; "
        + (f"còn {missing} nơi chưa gửi." if missing else "không nơi nào chưa gửi."),
        "group_3": "Số liệu tiếp công dân, giải quyết đơn và đối thoại nêu tại bảng kèm theo.",
        "assessment": "Các cơ quan, địa phương thực hiện đúng kế hoạch; việc gửi báo cáo ở một số "
        "nơi còn chậm.",
        "obstacles": f"Trong kỳ có {told} vướng mắc được nêu, tổng hợp kèm theo."
        if told
        else "Trong kỳ không có vướng mắc nào được nêu.",
        "next": "Tiếp tục đôn đốc các cơ quan, địa phương gửi báo cáo đúng hạn.",
    }
    return known.get(key, "Các cơ quan, địa phương triển khai theo kế hoạch.")


@dataclass(frozen=True)
class _Chasing:
    """One letter to all that owe a report or a task on its day. ``kept``: the row, once written."""

    kept: list[ChasingLetter] = field(default_factory=list)

    def scenes(self, moment: dt.datetime) -> Iterator[Scene]:
        minutes = dt.timedelta(minutes=20)
        yield Scene(moment, WRITER, "", self.draft)
        yield Scene(moment + minutes, SIGNER, "", self._sign)
        yield Scene(moment + 2 * minutes, CLERK, "gửi công văn đôn đốc", self._release)

    def draft(self, story: Story, scene: Scene) -> None:
        plan, receiver = story.current_plan(), Unit.objects.get(code=RECEIVER)
        until = short_date(later(scene.at.date(), 5))
        number = issuance_of(plan)
        written = LetterText(
            symbol=receiver.abbreviation,
            place=receiver.place,
            subject=USUAL_SUBJECT.format(
                type="Kế hoạch", number=number.full_number if number else ""
            ),
            text=USUAL_TEXT.format(issuer=receiver.name, day=until),
        )
        with story.acting_in(scene) as writer:
            letter = draft_letter(
                plan_id=plan.pk,
                receiver_id=receiver.pk,
                unit_ids=list(Unit.objects.values_list("pk", flat=True)),
                written=written,
                actor=writer,
            )
        self.kept.append(letter)

    def _sign(self, story: Story, scene: Scene) -> None:
        letter = self._letter()
        with story.acting_in(scene) as signer:
            sign_letter(letter_id=letter.pk, seen_hash=letter.content_hash, actor=signer)

    def _release(self, story: Story, scene: Scene) -> None:
        letter = self._letter()
        with story.acting_in(scene) as clerk:
            release_letter(
                letter_id=letter.pk,
                issued_on=scene.at.date(),
                seen_hash=letter.content_hash,
                actor=clerk,
            )

    def _letter(self) -> ChasingLetter:
        return ChasingLetter.objects.get(pk=self.kept[0].pk)
