"""Register lines and books with what a test wants to say of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dvcq_workflow.documents.press import RegisterBook, RegisterLine

DAY = dt.date(2020, 4, 6)
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(1;2)",
    "=1+1",
    "0123",
    "1e5",
    "06/4/2020",
    "http://example.vn",
    "<b>đậm</b> & “ngoặc”",
    "]]>",
    "&#10;",
    "_x0041_",
    "عربي עברית",
    "🎉 𝒜",
    "'trích",
)
"""Texts that a spreadsheet would like to take for something else."""


def line(number: int = 19, **changes: Any) -> RegisterLine:
    """Return one line, released, with what is given instead."""
    given: dict[str, Any] = {
        "number": number,
        "full_number": f"{number:02d}/KH-UBND",
        "issued_on": DAY,
        "title": "Kế hoạch: Công tác dân vận chính quyền",
        "signer": "Phó Chủ tịch",
        "recipients": ("Ban Dân vận Tỉnh ủy (b/c)", "Các sở, ban, ngành tỉnh"),
        "kept_by": "VT, THNV",
        "copies": 27,
        "sent_on": DAY + dt.timedelta(days=1),
        "note": "",
        **changes,
    }
    return RegisterLine(**given)


def book(*lines: RegisterLine, **changes: Any) -> RegisterBook:
    """Return one book of these lines, or of one."""
    given: dict[str, Any] = {
        "body": "Ủy ban nhân dân tỉnh Trà Vinh",
        "short_body": "UBND tỉnh",
        "year": 2020,
        "code": "VB",
        "lines": lines or (line(),),
        **changes,
    }
    return RegisterBook(**given)
