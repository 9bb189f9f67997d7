"""The outline of a report on paper: the plan's groups stand under one heading of the results."""

from __future__ import annotations

from dvcq_workflow.documents.press.report import ReportPart, outline_parts, report_sheet
from tests.documents.press.reports import SENT, report_doc

OUTLINE = (
    ("I", "Chỉ đạo", "Đã họp."),
    ("II.1", "Đối thoại", "Đã gặp dân.\n\nĐã trả lời."),
    ("II.2", "Thủ tục", ""),
    ("III", "Đánh giá", "Tốt."),
)


def printed(written: tuple[tuple[str, str, str], ...], *more: ReportPart) -> list[str]:
    doc = report_doc(parts=(*outline_parts(written), *more))
    return [line.text for line in report_sheet(doc, SENT).body][1:-1]


def test_the_groups_of_the_plan_are_points_under_the_heading_of_the_results() -> None:
    assert printed(OUTLINE) == [
        "I. Chỉ đạo",
        "Đã họp.",
        "II. Kết quả thực hiện",
        "1. Đối thoại",
        "Đã gặp dân.",
        "Đã trả lời.",
        "2. Thủ tục",
        "Không có nội dung báo cáo.",
        "III. Đánh giá",
        "Tốt.",
    ]


def test_what_the_press_adds_is_numbered_after_the_last_heading() -> None:
    added = ReportPart("Tình hình báo cáo", ("Đủ.",))
    assert printed(OUTLINE, added)[-2:] == ["IV. Tình hình báo cáo", "Đủ."]


def test_results_that_no_group_tells_stand_under_their_own_heading() -> None:
    lines = printed((("I", "Chỉ đạo", "Đã họp."), ("II", "Kết quả", "Tốt.")))
    assert lines == ["I. Chỉ đạo", "Đã họp.", "II. Kết quả", "Tốt."]


def test_where_the_first_groups_say_nothing_the_heading_stands_before_the_next() -> None:
    lines = printed((("II.3", "Dân chủ", "Đã niêm yết."),))
    assert lines == ["II. Kết quả thực hiện", "3. Dân chủ", "Đã niêm yết."]
