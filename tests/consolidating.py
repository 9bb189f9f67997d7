"""A plan's year with units that report, and consolidated reports carried over their desks.

Periods, duties and reports of units are laid by rows inside one act: what is tested here begins
where a report has been handed in.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.flows.runner import perform
from dvcq_workflow.flows.starting import start_consolidation
from dvcq_workflow.models import (
    Consolidation,
    Desk,
    Indicator,
    Obligation,
    Obstacle,
    OutlineSection,
    Plan,
    PlanIndicator,
    Report,
    ReportDuty,
    ReportingPeriod,
    ReportingRule,
    ReportSection,
    ReportValue,
    SigningAuthority,
    Unit,
)
from dvcq_workflow.rules.consolidations import Written
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.rules.figures import Value
from dvcq_workflow.rules.reports import HANDED_IN, ReportStatus
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan
from dvcq_workflow.services.indicators import save_indicator
from dvcq_workflow.services.issuance import open_number_series
from dvcq_workflow.services.people import save_signing_authority
from tests.snapshots import kept
from tests.worlds import BASIS, FOUNDED, World, seat

SECTIONS = (("I", "Quán triệt, tuyên truyền"), ("II", "Dân chủ ở cơ sở"))
INDICATORS: tuple[tuple[str, str, str, str, str], ...] = (
    ("GQ", "Đơn giải quyết đúng hạn", "count", "sum", "đơn"),
    ("NHAN", "Đơn đã nhận", "count", "sum", "đơn"),
    ("TL", "Tỷ lệ giải quyết đúng hạn", "rate", "ratio", "%"),
    ("KP", "Kinh phí", "amount", "sum", "triệu đồng"),
    ("MH", "Mô hình đang thực hiện", "count", "last", "mô hình"),
    ("DIEM", "Điểm tự chấm", "amount", "none", "điểm"),
    ("GC", "Ghi chú", "text", "none", ""),
    ("QC", "Đã có quy chế dân chủ", "yes_no", "none", ""),
)


@dataclass
class Year:
    """A plan with one reporting period of which some units owe a report to Sở Nội vụ."""

    world: World
    plan: Plan
    period: ReportingPeriod
    duties: dict[str, ReportDuty] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    sections: dict[str, OutlineSection] = field(default_factory=dict)

    @property
    def writer(self) -> Any:
        """Specialist of Sở Nội vụ."""
        return self.world.people["advising_specialist"]

    @property
    def head(self) -> Any:
        """Head of Sở Nội vụ, who holds the power to sign."""
        return self.world.people["advising_head"]

    @property
    def clerk(self) -> Any:
        """Records clerk of Sở Nội vụ."""
        return self.world.people["advising_clerk"]

    def report(
        self,
        code: str,
        values: Mapping[str, Value] | None = None,
        texts: Mapping[str, str] | None = None,
        *,
        status: ReportStatus = ReportStatus.ACCEPTED,
        nothing_to_report: bool = False,
    ) -> Report:
        """Lay the report of a unit as it was handed in."""
        duty = self.duties[code]
        is_in = status in HANDED_IN
        with acting(actor=self.world.people["keeper"]) as act:
            plan = lock_plan(self.plan.pk)
            report = Report(
                plan=plan,
                unit=duty.unit,
                unit_name=duty.unit_name,
                receiver=duty.receiver,
                duty=duty,
                status=status,
                nothing_to_report=nothing_to_report,
                opened_at=act.at,
                submitted_at=act.at if is_in else None,
                submitted_on=duty.due_on if is_in else None,
                signed_at=act.at if is_in else None,
                signed_by=self.world.people["keeper"] if is_in else None,
                content_hash=_hash(values, texts, nothing_to_report),
            )
            report.save()
            self._write(report, values or {}, texts or {})
            record_event("year_opened", stream=plan.stream)
        return report

    def correct(self, report: Report, values: Mapping[str, Value]) -> None:
        """Lay other values in a report that was handed in again."""
        with acting(actor=self.world.people["keeper"]):
            plan = lock_plan(self.plan.pk)
            for row in list(report.values.all()):
                row.delete()
            self._write(report, values, {})
            report.content_hash = _hash(values, {}, False)
            report.save()
            record_event("year_opened", stream=plan.stream)

    def _write(self, report: Report, values: Mapping[str, Value], texts: Mapping[str, str]) -> None:
        for code, value in values.items():
            ReportValue(
                report=report,
                indicator=self.indicators[code],
                state=str(value.state),
                number=value.number,
                text=value.text,
                yes_no=value.yes_no,
                is_estimate=value.is_estimate,
            ).save()
        for key, text in texts.items():
            ReportSection(report=report, section=self.sections[key], text=text).save()

    def obstacle(self, code: str, text: str, *, at: dt.datetime | None = None) -> Obstacle:
        """Lay an obstacle that a unit raised."""
        duty = self.duties[code]
        with acting(actor=self.world.people["keeper"], at=at) as act:
            plan = lock_plan(self.plan.pk)
            obstacle = Obstacle(
                plan=plan,
                unit=duty.unit,
                unit_name=duty.unit_name,
                receiver=duty.receiver,
                text=text,
                proposal="Đề nghị hướng dẫn.",
                status="raised",
                raised_by=self.world.people["keeper"],
                raised_at=act.at,
            )
            obstacle.save()
            record_event("year_opened", stream=plan.stream)
        return obstacle

    # Consolidated reports -----------------------------------------------------------------------

    def begin(self, *, by: Any = None) -> Consolidation:
        """Begin the consolidated report of the period, or a supplement."""
        return start_consolidation(actor=by or self.writer, period_id=self.period.pk)

    def act(self, made: Consolidation, step: Step, act: str, by: Any, **data: Any) -> Any:
        """Do an act at a desk of a consolidated report, having seen it as it is now."""
        made.refresh_from_db()
        desk = Desk.objects.select_related("task").get(
            consolidation=made, step=str(step), state=Desk.State.OPEN
        )
        seen = data.pop("seen_hash", made.content_hash)
        result = perform(
            step,
            desk.task.process_id,
            desk.task_id,
            act=act,
            actor=by,
            seen_hash=seen,
            data=data,
        )
        made.refresh_from_db()
        return result

    def written(self, made: Consolidation, **texts: str) -> Written:
        """Return what its writer sends on: what stands there, but for ``texts`` by section."""
        rows = made.sections.select_related("section")
        stored = {row.section.key: row.text for row in rows}
        return Written(made.subject, made.symbol, made.place, {**stored, **texts})

    @kept
    def consolidation_at(self, step: Step, *, made: Consolidation | None = None) -> Consolidation:
        """Return a consolidated report that lies at the desk of ``step``."""
        made = made or self.begin()
        path = (
            (Step.COLLECT, "draft", self.writer, dict),
            (
                Step.DRAFT_CONSOLIDATION,
                "send",
                self.writer,
                lambda: {"written": self.written(made)},
            ),
            (Step.APPROVE_CONSOLIDATION, "sign", self.head, dict),
            (
                Step.NUMBER_CONSOLIDATION,
                "assign",
                self.clerk,
                lambda: {"issued_on": self.world.today()},
            ),
            (Step.DELIVER, "deliver", self.clerk, dict),
        )
        for each, act, who, data in path:
            if each is step:
                return made
            self.act(made, each, act, who, **data())
        return made


def _hash(*said: Any) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()


@kept
def make_year(
    world: World,
    *,
    codes: tuple[str, ...] = ("SGDDT", "STTTT", "SYT"),
    plan: Plan | None = None,
) -> Year:
    """Lay one period of the year of a plan, issued if it is not given, of which units owe a
    report."""
    _make_receiver(world)
    plan = plan or world.issue_plan(run_work=False)
    indicators = make_indicators(world)
    year = Year(world, plan, lay_period(world, plan), indicators=indicators)
    with acting(actor=world.keeper):
        lock_plan(plan.pk)
        for place, (key, title) in enumerate(SECTIONS, start=501):
            section = OutlineSection(plan=plan, position=place, key=key, number=key, title=title)
            section.save()
            year.sections[key] = section
        for place, indicator in enumerate(indicators.values(), start=1):
            PlanIndicator(
                plan=plan, position=place, indicator=indicator, group_title="Số liệu chung"
            ).save()
        for code in codes:
            year.duties[code] = lay_duty(year.period, world.units[code])
        record_event("year_opened", stream=plan.stream)
    return year


def lay_period(world: World, plan: Plan) -> ReportingPeriod:
    """Lay a quarter of the plan's year, reported on to Sở Nội vụ."""
    day = world.today()
    with acting(actor=world.keeper):
        lock_plan(plan.pk)
        obligation = Obligation(
            plan=plan,
            position=1,
            text="Báo cáo định kỳ",
            kind="report",
            strength="order",
            due_kind="recurring",
            origin="stated",
        )
        obligation.save()
        rule = ReportingRule(
            plan=plan,
            obligation=obligation,
            period_kind="quarter",
            due_day=10,
            receiver=world.advising,
        )
        rule.save()
        period = ReportingPeriod(
            plan=plan,
            rule=rule,
            kind="quarter",
            index=(day.month - 1) // 3 + 1,
            year=day.year,
            starts_on=day - dt.timedelta(days=60),
            ends_on=day + dt.timedelta(days=20),
            due_on=day,
            effective_due_on=day,
            receiver=world.advising,
        )
        period.save()
        record_event("year_opened", stream=plan.stream)
    return period


def lay_duty(period: ReportingPeriod, unit: Unit, *, strength: str = "order") -> ReportDuty:
    """Lay a unit's duty to report; inside an act."""
    duty = ReportDuty(
        plan=period.plan,
        period=period,
        unit=unit,
        unit_name=unit.name,
        receiver=period.receiver,
        due_on=period.due_on,
        effective_due_on=period.effective_due_on,
        strength=strength,
    )
    duty.save()
    return duty


def make_indicators(world: World) -> dict[str, Indicator]:
    """Keep one indicator of each kind and way of adding up."""
    made: dict[str, Indicator] = {}
    for code, name, kind, aggregation, measure in INDICATORS:
        parts = {"numerator": made["GQ"], "denominator": made["NHAN"]} if kind == "rate" else {}
        made[code] = save_indicator(
            indicator=Indicator(
                code=code,
                name=name,
                kind=kind,
                aggregation=aggregation,
                measure=measure,
                valid_from=FOUNDED,
                **parts,
            ),
            actor=world.keeper,
        )
    return made


def _make_receiver(world: World) -> None:
    """Give Sở Nội vụ a clerk, a leader, a power to sign and a series of numbers."""
    seat(world, "advising_clerk", "SNV", Role.RECORDS_CLERK, "Văn thư")
    seat(world, "advising_deputy", "SNV", Role.LEADER, "Phó Giám đốc")
    save_signing_authority(
        authority=SigningAuthority(
            user=world.people["advising_head"],
            unit=world.advising,
            prefixes=[],
            position="GIÁM ĐỐC",
            signer_name="Giám đốc Sở Nội vụ",
            basis=BASIS,
            valid_from=FOUNDED,
        ),
        actor=world.keeper,
    )
    open_number_series(
        unit=world.advising,
        year=world.today().year,
        code="VB",
        actor=world.people["advising_clerk"],
    )
