"""A year in which units owe reports and tasks, laid down under an issued plan's lock.

Rows are written as the opening of a year writes them, in one act with its event.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.host import get_host
from dvcq_workflow.models import (
    Assignment,
    NumberSeries,
    Obligation,
    Plan,
    Report,
    ReportDuty,
    ReportingPeriod,
    ReportingRule,
    SigningAuthority,
    Unit,
)
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.rules.obligations import DueKind, ObligationKind, PeriodKind, Strength
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan
from dvcq_workflow.services.issuance import open_number_series
from dvcq_workflow.services.people import save_signing_authority
from tests.snapshots import kept
from tests.worlds import BASIS, FOUNDED, World, make_user, seat

PEOPLE = (
    ("snv_clerk", "SNV", Role.RECORDS_CLERK, "Văn thư"),
    ("snv_leader", "SNV", Role.LEADER, "Phó Giám đốc"),
    ("writer_SGDDT", "SGDDT", Role.SPECIALIST, "Chuyên viên"),
    ("writer_STTTT", "STTTT", Role.SPECIALIST, "Chuyên viên"),
    ("writer_SYT", "SYT", Role.SPECIALIST, "Chuyên viên"),
)


@dataclass
class Year:
    """An issued plan whose units report to Sở Nội vụ."""

    world: World
    plan: Plan
    obligation: Obligation
    series: NumberSeries
    periods: list[ReportingPeriod] = field(default_factory=list)

    @property
    def receiver(self) -> Unit:
        return self.world.advising

    @property
    def today(self) -> dt.date:
        return self.world.today()

    def day(self, days: int) -> dt.date:
        """Return the day so many days from today."""
        return self.today + dt.timedelta(days=days)

    def period(
        self, due_in: int, kind: PeriodKind = PeriodKind.QUARTER, index: int = 1
    ) -> ReportingPeriod:
        """Add a period that is due in so many days."""
        due_on = self.day(due_in)
        with self._writing() as at:
            rule, _made = self._rule(kind)
            period = ReportingPeriod(
                plan=self.plan,
                rule=rule,
                kind=kind,
                index=index,
                year=self.plan.year,
                starts_on=due_on - dt.timedelta(days=80),
                ends_on=due_on,
                due_on=due_on,
                effective_due_on=due_on,
                opened_at=at,
                receiver=self.receiver,
            )
            period.save()
        self.periods.append(period)
        return period

    def _rule(self, kind: PeriodKind) -> tuple[ReportingRule, bool]:
        found = ReportingRule.objects.filter(plan=self.plan, period_kind=kind).first()
        if found is not None:
            return found, False
        rule = ReportingRule(
            plan=self.plan,
            obligation=self.obligation,
            period_kind=kind,
            due_day=10,
            receiver=self.receiver,
        )
        rule.save()
        return rule, True

    def duty(
        self, code: str, period: ReportingPeriod, strength: Strength = Strength.ORDER
    ) -> ReportDuty:
        """Let a unit owe the report of a period."""
        unit = self.world.units[code]
        with self._writing():
            duty = ReportDuty(
                plan=self.plan,
                period=period,
                unit=unit,
                unit_name=unit.name,
                receiver=self.receiver,
                due_on=period.due_on,
                effective_due_on=period.effective_due_on,
                strength=strength,
            )
            duty.save()
        return duty

    def report(self, duty: ReportDuty, submitted_in: int, **changes: Any) -> Report:
        """Let a report be submitted so many days from today."""
        at = get_host().now() + dt.timedelta(days=submitted_in)
        given = {
            "status": "submitted",
            "submitted_at": at,
            "submitted_on": self.day(submitted_in),
            "signed_at": at,
            "signed_by": self.world.keeper,
            **changes,
        }
        with self._writing() as now:
            report = Report(
                plan=self.plan,
                duty=duty,
                unit=duty.unit,
                unit_name=duty.unit_name,
                receiver=duty.receiver,
                due_on=duty.due_on,
                effective_due_on=duty.effective_due_on,
                opened_at=now,
                **given,
            )
            report.save()
        return report

    def task(self, code: str, due_in: int | None, **changes: Any) -> Assignment:
        """Let a unit have a task, due in so many days or never."""
        unit = self.world.units[code]
        due_on = None if due_in is None else self.day(due_in)
        given = {"strength": Strength.ORDER, "status": "in_progress", **changes}
        with self._writing() as at:
            obligation = _obligation(self.plan, ObligationKind.EVENT, due_on)
            obligation.save()
            task = Assignment(
                plan=self.plan,
                obligation=obligation,
                unit=unit,
                unit_name=unit.name,
                receiver=self.receiver,
                text=obligation.text,
                due_kind=obligation.due_kind,
                due_on=due_on,
                effective_due_on=due_on,
                opened_at=at,
                **given,
            )
            task.save()
        return task

    def change(self, row: Any, **changes: Any) -> None:
        """Change a row of the year, on record."""
        with self._writing():
            fresh = type(row).objects.get(pk=row.pk)
            for name, value in changes.items():
                setattr(fresh, name, value)
            fresh.save()

    @contextmanager
    def _writing(self) -> Iterator[dt.datetime]:
        with acting(actor=self.world.clerk) as act:
            plan = lock_plan(self.plan.pk)
            yield act.at
            record_event("year_opened", stream=plan.stream)


@kept
def make_year(world: World) -> Year:
    """Issue a plan and let its year begin: people, power and numbers of the receiving unit."""
    for username, code, role, title in PEOPLE:
        if username not in world.people:
            world.people[username] = make_user(username, f"{title} {code}")
        seat(world, username, code, role, title)
    world.authorities["snv_leader"] = save_signing_authority(
        authority=SigningAuthority(
            user=world.people["snv_leader"],
            unit=world.advising,
            prefixes=["KT. GIÁM ĐỐC"],
            position="PHÓ GIÁM ĐỐC",
            signer_name="Người ký của Sở Nội vụ",
            on_behalf_of=world.people["advising_head"],
            basis=BASIS,
            valid_from=FOUNDED,
        ),
        actor=world.keeper,
    )
    plan = world.issue_without_tasks()
    series = open_number_series(
        unit=world.advising, year=world.today().year, code="CV", actor=world.people["snv_clerk"]
    )
    with acting(actor=world.clerk):
        locked = lock_plan(plan.pk)
        obligation = _obligation(plan, ObligationKind.REPORT, None)
        obligation.save()
        record_event("year_opened", stream=locked.stream)
    return Year(world, plan, obligation, series)


def _obligation(plan: Plan, kind: ObligationKind, due_on: dt.date | None) -> Obligation:
    last = Obligation.objects.filter(plan=plan).aggregate(last=Max("position"))["last"]
    position = (last or 0) + 1
    return Obligation(
        plan=plan,
        position=position,
        text=f"Việc thứ {position} của đơn vị.",
        kind=kind,
        strength=Strength.ORDER,
        due_kind=DueKind.FIXED if due_on else DueKind.NONE,
        due_on=due_on,
        origin=Obligation.Origin.STATED,
    )
