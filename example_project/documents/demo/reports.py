"""Reports of all units, from the writer's desk to the receiver's: in time, late, returned, missing.

Who is late, who says that nothing arose and whose report comes back is fixed below; on which day
before the due day the others hand in follows from their place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from documents.demo.figures import DEPARTMENT, DISTRICT, Reported
from documents.demo.offices import clerk_of, leader_of, writer_of
from documents.demo.story import Scene, Story
from documents.demo.when import at, later, working_day
from dvcq_workflow.documents.press import period_text
from dvcq_workflow.flows.starting import start_report
from dvcq_workflow.models import Plan, Report, ReportDuty, ReportingPeriod, Unit
from dvcq_workflow.rules.figures import Value, ValueState
from dvcq_workflow.rules.obligations import PeriodKind
from dvcq_workflow.services.evidence import add_evidence
from dvcq_workflow.services.reports import OPEN

QUARTER_2, HALF_YEAR, QUARTER_3, YEAR, QUARTER_4 = (
    (PeriodKind.QUARTER, 2),
    (PeriodKind.HALF_YEAR, 1),
    (PeriodKind.QUARTER, 3),
    (PeriodKind.YEAR, 1),
    (PeriodKind.QUARTER, 4),
)
DAYS_LATE = {
    QUARTER_2: {"SGTVT": 1, "HCK": 2, "TXDH": 5},
    HALF_YEAR: {"SGTVT": 1, "HCK": 2, "SXD": 5, "SNGV": 15},
    QUARTER_3: {"HTC": 1, "SKHDT": 4},
    YEAR: {"SCT": 1, "HCN": 8},
}
"""Calendar days after the due day; the half-year's last one comes after the consolidated report."""

NEVER = {YEAR: "SKHCN"}
NOTHING_AROSE = {(QUARTER_2, "BQLKKT"), (QUARTER_3, "SNGV"), (QUARTER_4, "SNGV")}
SENT_BACK = {
    (HALF_YEAR, "SCT"): "Số đơn đã giải quyết chưa khớp với mục II.3. Đề nghị rà lại.",
    (QUARTER_3, "HDH"): "Phần lời nêu nhiều hơn một đơn so với số liệu. Đề nghị thống nhất.",
    (QUARTER_4, "BDT"): "Số đơn đã giải quyết khác với mục II.3. Đề nghị sửa cho khớp.",
}
"""By the receiver, with a remark on one figure; the last one still lies with its unit."""

RETURNED_WITHIN = {
    (QUARTER_3, "SVHTTDL"): "Mục đánh giá chung cần nêu rõ nguyên nhân của hạn chế.",
}
WITH_TABLE = {"SYT", "SGDDT", "HCL", "TPTV"}
"""Units that put a table beside their report of a half-year and of a year."""

EARLY_DAYS = 7
RECEIVERS = ("snv.cv1", "snv.cv2")
REMARKED = "indicator:DON_GQ"


def report_scenes(plan: Plan) -> Iterator[Scene]:
    """Yield the way of each report that the plan's units owe, in no order of time."""
    for period in ReportingPeriod.objects.filter(plan=plan).order_by("due_on", "pk"):
        duties = ReportDuty.objects.filter(period=period).select_related("unit", "period")
        for place, duty in enumerate(duties.order_by("unit__code")):
            way = _Way(duty, place)
            if duty.unit.code != NEVER.get(way.period):
                yield from way.scenes()


@dataclass(frozen=True)
class _Way:
    """One report's way. ``place``: of its unit among those that report."""

    duty: ReportDuty
    place: int

    @property
    def code(self) -> str:
        return str(self.duty.unit.code)

    @property
    def period(self) -> tuple[PeriodKind, int]:
        return PeriodKind(self.duty.period.kind), self.duty.period.index

    def handed_in_on(self) -> dt.date:
        """Return the day on which the unit hands its report in."""
        due_on, late = self.duty.due_on, DAYS_LATE.get(self.period, {}).get(self.code)
        if late is not None:
            return working_day(due_on + dt.timedelta(days=late))
        early = (3 * self.place + self.period[1]) % EARLY_DAYS
        return working_day(due_on - dt.timedelta(days=early), step=-1)

    def scenes(self) -> Iterator[Scene]:
        day = self.handed_in_on()
        eve, key = later(day, -1), (self.period, self.code)
        minute = self.place
        yield Scene(at(eve, 8, minute), self._writer, "", self._write)
        yield self._act(at(eve, 14, minute), self._writer, "send")
        if reason := RETURNED_WITHIN.get(key):
            yield self._act(at(eve, 15, minute), self._head, "return", reason=reason)
            yield self._act(at(eve, 16, minute), self._writer, "send")
        yield from self._out(day)
        checked = later(day, 1)
        if remark := SENT_BACK.get(key):
            yield self._send_back(at(checked, 8, minute), remark)
            day = later(checked, 2)
            yield Scene(at(later(day, -1), 8, minute), self._writer, "", self._mend)
            yield self._act(at(later(day, -1), 14, minute), self._writer, "send")
            yield from self._out(day)
            checked = later(day, 1)
        yield self._act(at(checked, 8, minute), self._receiver, "accept")

    def _out(self, day: dt.date) -> Iterator[Scene]:
        """Signed, numbered, handed in on one day."""
        yield self._act(at(day, 8, self.place), self._head, "sign")
        yield self._act(at(day, 9, self.place), self._clerk, "assign", issued_on=day)
        yield self._act(at(day, 10, self.place), self._clerk, "submit")

    def _act(
        self, moment: dt.datetime, who: str, act: str, *, told: str = "", **data: Any
    ) -> Scene:
        return Scene(moment, who, told, partial(self._perform, act=act, data=data))

    def _perform(self, story: Story, scene: Scene, *, act: str, data: dict[str, Any]) -> None:
        story.at_desk_of(scene, "report", self._report(), act, **data)

    def _write(self, story: Story, scene: Scene) -> None:
        with story.acting_in(scene) as writer:
            report = start_report(duty_id=self.duty.pk, actor=writer)
        if (self.period, self.code) in NOTHING_AROSE:
            story.at_desk_of(scene, "report", report, "nothing")
            return
        slip = {"DON_GQ": self._settled(-1)} if (self.period, self.code) in SENT_BACK else {}
        self._save(story, scene, report, **slip)
        if self.code in WITH_TABLE and self.period in (HALF_YEAR, YEAR):
            self._add_table(story, scene, report)

    def _save(self, story: Story, scene: Scene, report: Report, **more: Value) -> None:
        said = self._said()
        counted = set(report.values.values_list("indicator__code", flat=True))
        keys = list(report.sections.values_list("section__key", flat=True))
        words = period_text(*self.period, self.duty.period.year)
        story.at_desk_of(
            scene,
            "report",
            report,
            "save",
            sections=said.texts(keys, words),
            values={code: v for code, v in {**said.figures(), **more}.items() if code in counted},
        )

    def _mend(self, story: Story, scene: Scene) -> None:
        """The unit sets the figure right of which the receiver said that it fits no word."""
        self._save(story, scene, self._report())

    def _settled(self, more: int) -> Value:
        number = self._said().figures()["DON_GQ"].number or 0
        return Value(ValueState.REPORTED, number + more)

    def _add_table(self, story: Story, scene: Scene, report: Report) -> None:
        rows = [f"{code};{value.number}" for code, value in self._said().figures().items()]
        with story.acting_in(scene) as writer:
            add_evidence(
                kind="report",
                pk=report.pk,
                file_name="bang-so-lieu.csv",
                data="\n".join(["Chỉ tiêu;Số liệu", *rows, ""]).encode(),
                actor=writer,
            )

    def _send_back(self, moment: dt.datetime, remark: str) -> Scene:
        told = f"trả lại báo cáo của {self.duty.unit_name}, kèm nhận xét"
        remarks = [(REMARKED, remark)]
        return self._act(moment, self._receiver, "send_back", told=told, remarks=remarks)

    def _said(self) -> Reported:
        is_district = self.duty.unit.kind == Unit.Kind.DISTRICT
        size = DISTRICT if is_district else DEPARTMENT
        return Reported(self.duty.unit_name, self.place, size, *self.period)

    def _report(self) -> Report:
        return Report.objects.get(duty=self.duty, status__in=[str(state) for state in OPEN])

    @property
    def _writer(self) -> str:
        return writer_of(self.code)

    @property
    def _head(self) -> str:
        return leader_of(self.code)

    @property
    def _clerk(self) -> str:
        return clerk_of(self.code)

    @property
    def _receiver(self) -> str:
        return RECEIVERS[self.place % len(RECEIVERS)]
