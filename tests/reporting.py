"""Reports of units carried over their desks, by the people who hold them."""

from __future__ import annotations

from typing import Any

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.flows.runner import perform
from dvcq_workflow.models import Desk, Report, ReportDuty, ReportingPeriod, SigningAuthority
from dvcq_workflow.models.reporting import OutlineSection
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan
from dvcq_workflow.services.issuance import open_number_series
from dvcq_workflow.services.people import save_signing_authority
from tests.consolidating import Year, lay_duty
from tests.worlds import BASIS, FOUNDED, World


def more_duties(year: Year, code: str) -> tuple[ReportDuty, ReportDuty]:
    """Lay two more periods, with what one unit owes of each."""
    with acting(actor=year.world.keeper):
        lock_plan(year.plan.pk)
        duties = []
        for more in (1, 2):
            period = ReportingPeriod(
                plan=year.plan,
                rule=year.period.rule,
                kind=year.period.kind,
                index=year.period.index,
                year=year.period.year + more,
                starts_on=year.period.starts_on,
                ends_on=year.period.ends_on,
                due_on=year.period.due_on,
                effective_due_on=year.period.effective_due_on,
                receiver=year.period.receiver,
            )
            period.save()
            duties.append(lay_duty(period, year.world.units[code]))
        record_event("year_opened", stream=year.plan.stream)
    return duties[0], duties[1]


def carry(world: World, report: Report, *, writer: str = "officer", unit: str = "SYT") -> None:
    """Carry a report from its writer's desk until it is accepted."""
    power = SigningAuthority(
        user=world.people[f"head_{unit}"],
        unit=world.units[unit],
        prefixes=[],
        position="GIÁM ĐỐC",
        signer_name="Giám đốc",
        basis=BASIS,
        valid_from=FOUNDED,
    )
    save_signing_authority(authority=power, actor=world.keeper)
    clerk = world.people["unit_clerk"]
    open_number_series(unit=world.units[unit], year=world.today().year, code="VB", actor=clerk)
    key = OutlineSection.objects.filter(plan=report.plan).values_list("key", flat=True).first()
    text = {"sections": {key: "Đã làm."}, "values": {}}
    path: tuple[tuple[Step, str, str, dict[str, Any]], ...] = (
        (Step.WRITE_REPORT, "save", writer, text),
        (Step.WRITE_REPORT, "send", writer, {}),
        (Step.APPROVE_REPORT, "sign", f"head_{unit}", {}),
        (Step.NUMBER_REPORT, "assign", "unit_clerk", {"issued_on": world.today()}),
        (Step.SUBMIT_REPORT, "submit", "unit_clerk", {}),
        (Step.CHECK_REPORT, "accept", "advising_specialist", {}),
    )
    for step, act, who, data in path:
        do_report(world, report, step, act, who, **data)


def do_report(world: World, report: Report, step: Step, act: str, who: str, **data: Any) -> Any:
    """Do an act at a report's open desk, having seen it as it is now."""
    desk = Desk.objects.select_related("task").get(
        report=report, step=str(step), state=Desk.State.OPEN
    )
    report.refresh_from_db()
    result = perform(
        step,
        desk.task.process_id,
        desk.task_id,
        act=act,
        actor=world.people[who],
        seen_hash=report.content_hash,
        data=data,
    )
    report.refresh_from_db()
    return result
