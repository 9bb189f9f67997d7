"""Documents that came in before the story begins, so that the province's register is not empty."""

from __future__ import annotations

import datetime as dt

from documents.models import IncomingDocument

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
