"""Sheets of every kind that the contract can say, for both presses."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from dvcq_workflow.documents.press import Imprint, Sheet, plan_sheet
from dvcq_workflow.documents.press.sheet import Grid, Line
from tests.documents.press.plans import ISSUED, NODES, TARGETS, TASKS, varied_content

DRAFTED = Imprint(is_draft=True, drafted_on=dt.date(2020, 1, 8))
GRID = Grid(
    ("STT", "Đơn vị", "Ý kiến"),
    (("1", "Sở Nội vụ", "Đồng ý với dự thảo"), ("2", "Sở Tài chính", "Có ý kiến kèm theo")),
)
LONG_TABLE = replace(
    TARGETS,
    title="Chỉ tiêu theo đơn vị",
    rows=tuple((str(n), f"Chỉ tiêu thứ {n} của đơn vị", str(n * 3)) for n in range(1, 121)),
)

ISSUED_PLAN = plan_sheet(varied_content(appendices=(TASKS, LONG_TABLE)), ISSUED)
DRAFT_PLAN = plan_sheet(varied_content(nodes=NODES * 5, appendices=(TASKS,)), DRAFTED)
PLAIN_PLAN = plan_sheet(varied_content(parent_heading="Cơ quan cấp trên"), ISSUED)


def letter(*addressees: str, **changes: object) -> Sheet:
    """Return a công văn to ``addressees``."""
    plan = plan_sheet(varied_content(), ISSUED)
    return replace(
        plan,
        number_line="Số: 7/UBND-NC",
        type_name="",
        subject="nhắc các đơn vị gửi báo cáo đúng hạn trong quý II năm 2020",
        addressees=addressees,
        body=(Line("text", "Các đơn vị gửi báo cáo trước ngày 10 tháng 6./."),),
        **changes,  # type: ignore[arg-type]
    )


SHEETS = {
    "issued plan with appendices": ISSUED_PLAN,
    "draft of many pages": DRAFT_PLAN,
    "plan with parent agency": PLAIN_PLAN,
    "letter to one": letter("Sở Nội vụ"),
    "letter to many": letter("Các sở, ban, ngành tỉnh", "Ủy ban nhân dân cấp huyện"),
    "paper without number": replace(PLAIN_PLAN, number_line="", body=(*PLAIN_PLAN.body[:3], GRID)),
    "table within the text": replace(PLAIN_PLAN, body=(GRID, *PLAIN_PLAN.body)),
    "almost nothing": replace(
        PLAIN_PLAN,
        parent_heading="",
        heading_lines=(),
        number_line="",
        subject="",
        body=(),
        recipients=(),
        authority=(),
        signer="",
        source=None,
    ),
}


def texts_of(sheet: Sheet) -> list[str]:
    """Return every text of a sheet that a reader must find on paper."""
    found = [sheet.number_line, sheet.place_date, sheet.subject, sheet.change_line, sheet.signer]
    found += [*sheet.heading_lines, *sheet.addressees, *sheet.recipients, *sheet.authority]
    for part in sheet.body:
        cells = [*part.columns, *sum(part.rows, ())] if isinstance(part, Grid) else [part.text]
        found += cells
    for table in sheet.appendices:
        found += [table.label, table.title, table.note, *table.columns, *sum(table.rows, ())]
    # Where a number is still to come stands a gap, and what stands beside it is read by itself.
    return [piece for text in found for piece in text.split(" " * 5) if piece]
