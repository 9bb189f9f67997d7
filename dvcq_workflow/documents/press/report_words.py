"""The words that a report and a chasing letter print of themselves, in Vietnamese."""

from __future__ import annotations

from dvcq_workflow.documents.press.sheet import roman
from dvcq_workflow.rules.obligations import PeriodKind

REPORT_SOURCE = "bao-cao.json"
NO_FIGURE = "–"
NOTHING_AROSE = "Không phát sinh"
NOT_REPORTED = "Chưa báo cáo"
ESTIMATE = "(ước)"
YES, NO = "Có", "Không"
RESULTS = "Kết quả thực hiện"
NOTHING_WRITTEN = "Không có nội dung báo cáo."
NOTHING_IN_PERIOD = "Trong {period}, đơn vị không phát sinh nội dung phải báo cáo."

OPENINGS = {
    "unit": "Thực hiện {plan}, {unit} báo cáo kết quả {period} như sau:",
    "consolidated": (
        "Thực hiện {plan}, {unit} tổng hợp kết quả {period} của các cơ quan, đơn vị như sau:"
    ),
    "supplement": (
        "Thực hiện {plan}, {unit} bổ sung báo cáo kết quả {period} theo số liệu các cơ quan, đơn "
        "vị gửi sau hoặc điều chỉnh, như sau:"
    ),
}
CLOSINGS = {
    "unit": "Trên đây là báo cáo {period} của {unit}{to}.",
    "consolidated": "Trên đây là báo cáo tổng hợp {period} của {unit}{to}.",
    "supplement": "Trên đây là báo cáo bổ sung {period} của {unit}{to}.",
}

FIGURES_TITLE = "Số liệu báo cáo"
FIGURE_COLUMNS = ("STT", "Chỉ tiêu", "Đơn vị tính", "Kỳ này", "Kỳ trước", "Ghi chú")
SUPPLEMENT_TITLE = "Số liệu bổ sung, điều chỉnh"
SUPPLEMENT_COLUMNS = (
    "STT",
    "Chỉ tiêu",
    "Đơn vị tính",
    "Đã báo cáo",
    "Số liệu mới",
    "Chênh lệch",
    "Ghi chú",
)
UNITS_TITLE = "Tình hình gửi báo cáo của các cơ quan, đơn vị"
UNITS_COLUMNS = ("STT", "Cơ quan, đơn vị", "Tình hình", "Số, ký hiệu", "Ngày gửi", "Ghi chú")
UNIT_FIGURES_TITLE = "Số liệu của từng cơ quan, đơn vị"
UNIT_FIGURES_HEAD = ("STT", "Cơ quan, đơn vị")
REPORTED_GROUP = "Đã gửi báo cáo: {count}/{total}"
MISSING_GROUP = "Chưa gửi báo cáo: {count}/{total}"


def period_text(kind: PeriodKind, index: int, year: int) -> str:
    """Return a period in running text: "quý II năm 2020", "6 tháng đầu năm 2020"."""
    if kind is PeriodKind.QUARTER:
        return f"quý {roman(index)} năm {year}"
    if kind is PeriodKind.HALF_YEAR:
        return f"6 tháng {'đầu' if index == 1 else 'cuối'} năm {year}"
    if kind is PeriodKind.NINE_MONTH:
        return f"9 tháng năm {year}"
    return f"năm {year}"
