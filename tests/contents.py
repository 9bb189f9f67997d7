"""Contents of plans for tests, in our own sentences."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dvcq_workflow.models import Unit
from dvcq_workflow.rules.content import (
    Citation,
    Node,
    PlanContent,
    RecipientLine,
    SignatureBlock,
)


def small_content(unit: Unit, **changes: Any) -> PlanContent:
    """Return a complete small content of ``unit``; ``changes`` replace fields of it."""
    given: dict[str, Any] = {
        "document_type": "KH",
        "heading_lines": tuple(unit.heading_lines),
        "parent_heading": "",
        "symbol": f"KH-{unit.abbreviation}",
        "place": unit.place,
        "year": 2020,
        "year_to": None,
        "subject": "Công tác dân vận chính quyền năm 2020",
        "preamble_style": "paragraph",
        "preamble": ("Thực hiện Quyết định số 553/QĐ-UBND ngày 15/3/2016, kế hoạch năm như sau:",),
        "bases": ("553/QĐ-UBND",),
        "nodes": (
            Node("section", "I", "MỤC ĐÍCH"),
            Node("item", "1", "Giúp chính quyền các cấp gần dân, hiểu dân hơn."),
            Node("section", "II", "NHIỆM VỤ"),
            Node("item", "1", "Đối thoại với Nhân dân"),
            Node("bullet", "", "Người đứng đầu đối thoại với Nhân dân ít nhất mỗi năm một lần."),
            Node("bullet", "", "Trả lời kiến nghị của Nhân dân đúng thời hạn."),
            Node("section", "III", "TỔ CHỨC THỰC HIỆN"),
            Node("item", "1", "Sở Nội vụ theo dõi, tổng hợp kết quả thực hiện."),
            Node("paragraph", "", "Các đơn vị báo cáo kết quả trước ngày 25/11./."),
        ),
        "citations": (
            Citation("553/QĐ-UBND", "Quyết định", dt.date(2016, 3, 15), "Ủy ban nhân dân tỉnh", 1),
        ),
        "recipients": (
            RecipientLine("Các sở, ban, ngành tỉnh"),
            RecipientLine("Sở Nội vụ"),
            RecipientLine("Lưu: VT, THNV", is_archive=True),
        ),
        "signature": SignatureBlock(),
        **changes,
    }
    return PlanContent(**given)
