"""The register of 1,000 numbers: its page, and the same lines as PDF and as XLSX."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dvcq_workflow.models import (
    AuditStream,
    Issuance,
    Plan,
    PlanParty,
    PlanVersion,
    Recipient,
    RecipientUnit,
)
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.registers import RegisterFilter
from dvcq_workflow.services.registers import export_register
from tests.bench.laying import bulk
from tests.bench.measuring import Figure, median_ms
from tests.worlds import World, make_province

LINES = 1_000
VOID_EACH = 40
SUBJECT = (
    "Tổ chức thực hiện công tác dân vận chính quyền, thực hiện Quy chế dân chủ ở cơ sở gắn với "
    "cải cách hành chính trên địa bàn tỉnh, đợt {number}"
)
ALL = RegisterFilter()


def figures() -> Iterator[Figure]:
    """Yield wall time and number of queries of the page and of each export."""
    world = make_province()
    _lay(world)
    client = Client(headers={"host": "localhost"})
    client.force_login(world.clerk)

    def page() -> Any:
        return client.get(reverse("dvcq_workflow:register"))

    assert page().status_code == 200
    yield Figure(f"register, page of {LINES:,}", median_ms(page, runs=7), "ms")
    yield Figure(f"register, page of {LINES:,}", _queries(page), "queries", 15)
    for file_format in ("xlsx", "pdf"):

        def export(file_format: str = file_format) -> Any:
            return export_register(wanted=ALL, file_format=file_format, actor=world.clerk)

        started = time.perf_counter()
        size = len(export().data)
        first = (time.perf_counter() - started) * 1000
        note = f"first {first:.0f} ms, {size / 1024:.0f} KiB"
        name = f"register, {LINES:,} lines as {file_format.upper()}"
        yield Figure(name, median_ms(export, runs=5), "ms", note=note)
        yield Figure(name, _queries(export), "queries", 20)


def _queries(act: Any) -> int:
    act()
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def _lay(world: World) -> None:
    """Lay the numbers of one year down in bulk, past the audited managers."""
    year = world.today().year
    assert world.series is not None
    streams = bulk(AuditStream(kind=AuditStream.Kind.PLAN) for _ in range(LINES))
    plans = bulk(_plan(world, n, stream, year) for n, stream in enumerate(streams, start=1))
    versions = bulk(
        PlanVersion(
            plan=plan,
            number=1,
            content=world.content(subject=plan.subject).canonical,
            content_hash="0" * 64,
            frozen_at=dt.datetime(year, 1, 1, tzinfo=dt.UTC),
            frozen_by_id=world.drafter.pk,
        )
        for plan in plans
    )
    bulk(_party(world, plan) for plan in plans)
    recipients = bulk(row for plan in plans for row in _recipients(world, plan))
    bulk(
        RecipientUnit(plan_id=row.plan_id, recipient=row, unit=unit, unit_name=unit.name)
        for row in recipients
        if row.position == 1
        for unit in world.consulted_units
    )
    bulk(
        _issuance(world, number, plan, version, year)
        for number, (plan, version) in enumerate(zip(plans, versions, strict=True), start=1)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert QuerySet(model=Issuance).count() == LINES


def _plan(world: World, number: int, stream: AuditStream, year: int) -> Plan:
    subject = SUBJECT.format(number=number)
    return Plan(
        stream=stream,
        level=Plan.Level.PROVINCE,
        year=year,
        issuing_unit=world.province,
        drafting_unit=world.room,
        drafter=world.drafter,
        symbol="KH-UBND",
        subject=subject,
        subject_folded=subject.lower(),
        place="Trà Vinh",
        preamble_style="none",
        signature_name="Phó Chủ tịch",
        status=Status.ISSUED,
        content_hash="0" * 64,
    )


def _party(world: World, plan: Plan) -> PlanParty:
    records = PlanParty.Capacity.RECORDS
    return PlanParty(plan=plan, unit=world.office, year=plan.year, capacity=records)


def _recipients(world: World, plan: Plan) -> Iterator[Recipient]:
    lines = ["Các sở, ban, ngành tỉnh", "Ban Dân vận Tỉnh ủy", "CT, các PCT. UBND tỉnh", "LĐVP"]
    for position, text in enumerate(lines, start=1):
        yield Recipient(plan=plan, position=position, text=text)
    yield Recipient(plan=plan, position=9, text="Lưu: VT, THNV", is_archive=True)


def _issuance(world: World, number: int, plan: Plan, version: PlanVersion, year: int) -> Issuance:
    day = dt.date(year, 1, 2) + dt.timedelta(days=number * 360 // LINES)
    moment = dt.datetime.combine(day, dt.time(2), tzinfo=dt.UTC)
    is_void = number % VOID_EACH == 0
    return Issuance(
        series=world.series,
        number=number,
        symbol="KH-UBND",
        issued_on=day,
        plan=plan,
        version=version,
        content_hash="0" * 64,
        state=Issuance.State.VOID if is_void else Issuance.State.RELEASED,
        reason="Sai nơi nhận, phải lấy số khác." if is_void else "",
        taken_by=world.clerk,
        taken_at=moment,
        released_at=None if is_void else moment,
        voided_at=moment if is_void else None,
        voided_by=world.clerk if is_void else None,
    )
