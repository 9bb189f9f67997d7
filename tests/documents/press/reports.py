"""Reports and chasing letters of many shapes, in our own sentences, for the press."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from dvcq_workflow.documents.press import (
    Figure,
    FigureGroup,
    FigureRow,
    Imprint,
    LetterFrame,
    PlanNamed,
    ReportDoc,
    ReportKind,
    ReportPart,
    UnitFigures,
    UnitTable,
)
from dvcq_workflow.documents.press.report_figures import NOT_REPORTED, NOTHING_AROSE
from dvcq_workflow.rules.chasing import LetterContent, LetterText, Owed
from dvcq_workflow.rules.content import RecipientLine, SignatureBlock

SENT = Imprint(7, dt.date(2020, 6, 9), issuer_name="Sở Nội vụ")
DRAFTED = Imprint(is_draft=True, drafted_on=dt.date(2020, 6, 8), issuer_name="Sở Nội vụ")
SIGNATURE = SignatureBlock(("KT. GIÁM ĐỐC",), "PHÓ GIÁM ĐỐC", "Người Ký Thay")
PLAN = PlanNamed(
    "19/KH-UBND",
    dt.date(2020, 4, 6),
    "Ủy ban nhân dân tỉnh Trà Vinh",
    "Gần dân, hiểu dân trong hoạt động của chính quyền năm 2020",
)
PARTS = (
    ReportPart(
        "Công tác chỉ đạo",
        ("Đơn vị đã họp phổ biến kế hoạch.", "Mỗi phòng cử một người theo dõi."),
    ),
    ReportPart("Kết quả thực hiện"),
    ReportPart("Đối thoại với nhân dân", ("Đã gặp dân ở ba xã.",), level=2),
    ReportPart("Giải quyết thủ tục", (), level=2),
    ReportPart("Khó khăn, kiến nghị", ("Thiếu người ở cơ sở.\nXin thêm kinh phí.",)),
)
FIGURES = (
    FigureGroup(
        "Đối thoại với nhân dân",
        (
            FigureRow("Cuộc đối thoại", "cuộc", Figure(value=12), Figure(value=Decimal("9.0000"))),
            FigureRow("Ý kiến đã trả lời", "%", Figure(value=Decimal("92.5")), NOT_REPORTED),
            FigureRow("Đoàn đông người", "đoàn", NOTHING_AROSE, Figure(value=0), "Cả tỉnh"),
        ),
    ),
    FigureGroup(
        "Thủ tục hành chính",
        (
            FigureRow("Hồ sơ đã nhận", "hồ sơ", Figure(value=Decimal("1234567.8900")), None),
            FigureRow("Có quy chế", "", Figure(value=True), Figure(value=False)),
            FigureRow("Cách làm hay", "", Figure(value="Trả kết quả tại nhà", is_estimate=True)),
            FigureRow("Tin, bài", "tin", NOT_REPORTED, NOTHING_AROSE),
        ),
    ),
)
UNITS = UnitTable(
    (
        UnitFigures(
            "Sở Y tế",
            "Đúng hạn",
            True,
            "45/BC-SYT",
            dt.date(2020, 6, 8),
            figures=tuple(Figure(value=n) for n in range(8)),
        ),
        UnitFigures("UBND huyện Càng Long", "Chưa gửi", False),
        UnitFigures(
            "Sở Tài chính",
            "Chậm 3 ngày",
            True,
            "61/BC-STC",
            dt.date(2020, 6, 13),
            "Đã nhắc",
            tuple(NOTHING_AROSE for _n in range(8)),
        ),
    ),
    tuple(f"Chỉ tiêu {n} (cuộc)" for n in range(1, 9)),
)


def report_doc(kind: ReportKind = ReportKind.UNIT, **changes: Any) -> ReportDoc:
    """Return a complete report; ``changes`` replace fields of it."""
    given: dict[str, Any] = {
        "kind": kind,
        "parent_heading": "Ủy ban nhân dân tỉnh Trà Vinh",
        "heading_lines": ("Sở Y tế",),
        "symbol": "BC-SYT",
        "place": "Trà Vinh",
        "subject": "Kết quả công tác dân vận chính quyền quý II năm 2020",
        "unit_name": "Sở Y tế",
        "plan": PLAN,
        "period": "quý II năm 2020",
        "source_text": '{"schema":"dvcq.report/1"}',
        "addressee": "Sở Nội vụ",
        "parts": PARTS,
        "figures": FIGURES,
        "units": None if kind is ReportKind.UNIT else UNITS,
        "recipients": (
            RecipientLine("Ban Giám đốc"),
            RecipientLine("Lưu: VT, TCCB", is_archive=True),
        ),
        "signature": SIGNATURE,
        **changes,
    }
    return ReportDoc(**given)


OWED = (
    Owed(
        "Sở Y tế",
        "Báo cáo quý II năm 2020",
        dt.date(2020, 6, 10),
        is_report=True,
        period="Quý II năm 2020",
    ),
    Owed("Sở Y tế", "Gặp dân ở cơ sở.", dt.date(2020, 5, 31), is_report=False),
    Owed(
        "UBND huyện Càng Long",
        "Báo cáo quý II năm 2020",
        dt.date(2020, 6, 10),
        is_report=True,
        period="Quý II năm 2020",
    ),
)


def letter_content(owed: tuple[Owed, ...] = OWED, **written: str) -> LetterContent:
    """Return the content of a chasing letter; ``written`` replaces what was typed."""
    given = {
        "symbol": "SNV-XDCQ",
        "place": "Trà Vinh",
        "subject": "Đôn đốc báo cáo quý II năm 2020",
        "text": "Đề nghị các đơn vị gửi báo cáo trong tuần này.\nKhó khăn gửi về Sở Nội vụ",
        **written,
    }
    return LetterContent(
        plan="00000000-0000-0000-0000-000000000001",
        plan_number="19/KH-UBND",
        plan_date=dt.date(2020, 4, 6),
        counted_on=dt.date(2020, 6, 15),
        written=LetterText(**given),
        owed=owed,
    )


def letter_frame(**changes: Any) -> LetterFrame:
    """Return what stands around a letter; ``changes`` replace fields of it."""
    given: dict[str, Any] = {
        "parent_heading": "Ủy ban nhân dân tỉnh Trà Vinh",
        "heading_lines": ("Sở Nội vụ",),
        "plan": PLAN,
        "recipients": (
            RecipientLine("UBND tỉnh", "b/c"),
            RecipientLine("Lưu: VT, XDCQ", is_archive=True),
        ),
        "signature": SIGNATURE,
        **changes,
    }
    return LetterFrame(**given)
