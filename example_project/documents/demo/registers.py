"""Registers as they stand before the story begins: what came in, and each unit's numbers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from documents.demo.offices import clerk_of, numbering_units
from documents.demo.province import SEEDED_AT, Province
from documents.models import IncomingDocument
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.issuance import open_number_series

ARRIVED = (
    (
        dt.date(2020, 1, 3),
        "Văn phòng Tỉnh ủy",
        "115-KH/TU",
        dt.date(2019, 3, 13),
        "Kế hoạch thực hiện Kết luận số 43-KL/TW",
    ),
    (
        dt.date(2020, 3, 9),
        "Văn phòng Chính phủ",
        "30/2020/NĐ-CP",
        dt.date(2020, 3, 5),
        "Nghị định về công tác văn thư",
    ),
)


def enter_incoming() -> None:
    """Enter them in the order in which they arrived."""
    for number, (arrived_on, sender, symbol, dated_on, subject) in enumerate(ARRIVED, start=1):
        IncomingDocument.objects.create(
            number=number,
            arrived_on=arrived_on,
            sender=sender,
            symbol=symbol,
            dated_on=dated_on,
            subject=subject,
        )


def open_registers(province: Province, people: dict[str, Any]) -> None:
    """Let each unit's clerk open its one register of the year, for documents of all types."""
    for code in numbering_units():
        clerk = people[clerk_of(code)]
        with acting(actor=clerk, channel="command", at=SEEDED_AT):
            open_number_series(
                unit=province.units[code], year=SEEDED_AT.year, code="VB", actor=clerk
            )
