"""The words that a consolidated report prints of itself, in Vietnamese."""

from __future__ import annotations

from dvcq_workflow.rules.consolidated import Standing
from dvcq_workflow.rules.consolidations import Counted

OBSTACLES = "Khó khăn, vướng mắc, kiến nghị của các cơ quan, đơn vị"
PROPOSAL = " Đề nghị: {text}"
REPORTING = "Tình hình báo cáo của các cơ quan, đơn vị"
COUNTED: dict[str, str] = {
    Counted.HANDED_IN: (
        "Số liệu được tổng hợp từ báo cáo đã gửi và không bị trả lại của {counted}/{owed} cơ "
        "quan, đơn vị."
    ),
    Counted.ACCEPTED: (
        "Số liệu được tổng hợp từ báo cáo đã được tiếp nhận của {counted}/{owed} cơ quan, đơn vị."
    ),
}
MISSING = "Chưa có báo cáo của: {names}."
YES_NO = "Có: {yes}; không: {no}"
SIDE_BY_SIDE = "Theo từng đơn vị"
INCOMPLETE = "Chưa báo cáo: {count} đơn vị"
NOTHING_TO_REPORT = "Không phát sinh"
STANDINGS = {
    Standing.ACCEPTED: "Đã tiếp nhận",
    Standing.SUBMITTED: "Đã gửi",
    Standing.MISSING: "Chưa gửi",
}
