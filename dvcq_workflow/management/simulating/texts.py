"""What the simulated province writes: one plan in words of its own, figures, reasons.

The organising section and the reporting sentence are written as the readers of plans
(``documents.reading``) understand them, so that the year is opened from the text alone.
"""

from __future__ import annotations

import datetime as dt

from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.chasing import LetterText
from dvcq_workflow.rules.content import Citation, Node, PlanContent, RecipientLine, SignatureBlock

BODIES = "các cơ quan Đảng, đoàn thể tỉnh"
"""The group that is only asked."""
DEPARTMENTS, DISTRICTS = "Các sở, ban, ngành tỉnh", "UBND cấp huyện"
COMMUNES = "UBND cấp xã"
RECEIVER = "Sở Nội vụ"

REPORTING = (
    "Hàng quý (ngày 10 của tháng cuối quý), 6 tháng (ngày 10 tháng 6), năm (ngày 25 tháng 11), "
    "các sở, ban, ngành tỉnh, Ủy ban nhân dân các huyện, thị xã, thành phố và "
    f"{BODIES} báo cáo {RECEIVER} để tổng hợp."
)
OBSTACLES_ARE_TOLD = (
    f"Gặp vướng mắc, các cơ quan, đơn vị phản ánh với {RECEIVER} để được hướng dẫn hoặc trình "
    "Ủy ban nhân dân tỉnh xem xét./."
)
PLAN = (
    ("section", "I", "MỤC ĐÍCH"),
    ("item", "1", "Cán bộ, công chức gần dân và trả lời dân đúng hẹn."),
    ("item", "2", "Việc nào cũng có người phụ trách, có ngày xong và có kết quả để xem lại."),
    ("section", "II", "NỘI DUNG"),
    ("item", "1", "Tiếp xúc với người dân"),
    ("bullet", "", "Bố trí lịch tiếp dân cố định và công khai lịch tại trụ sở."),
    ("bullet", "", "Ghi lại từng kiến nghị cùng ngày trả lời."),
    ("item", "2", "Thủ tục hành chính"),
    ("bullet", "", "Bỏ giấy tờ mà cơ quan khác đã có."),
    ("bullet", "", "Công khai thời hạn giải quyết từng thủ tục."),
    ("section", "III", "TỔ CHỨC THỰC HIỆN"),
    ("item", "1", f"{RECEIVER}:"),
    ("bullet", "", "Giúp Ủy ban nhân dân tỉnh theo dõi, nhắc việc và tổng hợp kết quả."),
    ("bullet", "", "Tổ chức kiểm tra tại cơ sở, hoàn thành trước ngày 30/9/{year}."),
    ("item", "2", f"{DEPARTMENTS}:"),
    ("bullet", "", "Lập kế hoạch của cơ quan mình trước ngày 31/3/{year}."),
    ("bullet", "", "Phân công người phụ trách dân vận chính quyền chậm nhất ngày 28/02/{year}."),
    ("bullet", "", "Tổ chức đối thoại với người dân, doanh nghiệp trước ngày 30/6/{year}."),
    ("item", "3", "Ủy ban nhân dân các huyện, thị xã, thành phố:"),
    ("bullet", "", "Rà soát quy chế phối hợp với đoàn thể cùng cấp trước ngày 31/5/{year}."),
    ("bullet", "", "Chỉ đạo Ủy ban nhân dân cấp xã trả lời kiến nghị của người dân đúng hẹn."),
    ("item", "4", f"Đề nghị {BODIES}:"),
    ("bullet", "", "Cử người tham gia đoàn kiểm tra khi được mời."),
    ("bullet", "", "Góp ý về kết quả thực hiện trước ngày 31/10/{year}."),
    ("paragraph", "", REPORTING),
    ("paragraph", "", OBSTACLES_ARE_TOLD),
)
BASIS = Citation(
    "553/QĐ-UBND", "Quyết định", dt.date(2016, 3, 15), "Ủy ban nhân dân tỉnh", mentions=1
)

REASONS = (
    "Chưa đủ số liệu.",
    "Cần làm rõ người phụ trách.",
    "Nội dung chưa đúng với việc được giao.",
    "Đề nghị xem lại thời hạn.",
)
ANSWERS = ("Đã xem lại và thống nhất.", "Tiếp thu.", "Giữ như dự thảo vì đúng thẩm quyền.")
WORDS = (
    "Đã triển khai đến các đơn vị trực thuộc.",
    "Đã họp, phân công và bắt đầu thực hiện.",
    "Hoàn thành phần việc chính, còn hồ sơ.",
    "Kết quả được công khai tại trụ sở.",
)
OBSTACLES = (
    "Biểu mẫu thống kê chưa thống nhất giữa hai cơ quan.",
    "Thiếu kinh phí in tài liệu.",
    "Phần mềm một cửa chưa liên thông.",
)
LETTER = LetterText(
    symbol="SNV-VP",
    place="Tỉnh lỵ",
    subject="đôn đốc báo cáo, nhiệm vụ quá hạn",
    text="Đề nghị các cơ quan, đơn vị hoàn thành những việc dưới đây.",
)


def plan_of(province: Unit, year: int) -> PlanContent:
    """Return the content of the province's plan of a year, to be signed by whoever is chosen."""
    return PlanContent(
        document_type="KH",
        heading_lines=tuple(province.heading_lines),
        parent_heading="",
        symbol=f"KH-{province.abbreviation}",
        place=province.place,
        year=year,
        year_to=None,
        subject=f"Công tác dân vận chính quyền năm {year}",
        preamble_style="paragraph",
        preamble=(f"Thực hiện Quyết định số {BASIS.symbol} ngày 15/3/2016, kế hoạch như sau:",),
        bases=(BASIS.symbol,),
        nodes=tuple(Node(kind, number, text.format(year=year)) for kind, number, text in PLAN),
        citations=(BASIS,),
        recipients=(
            *(RecipientLine(name) for name in (DEPARTMENTS, DISTRICTS, COMMUNES, BODIES)),
            RecipientLine("Lưu: VT, THNV", is_archive=True),
        ),
        signature=SignatureBlock(),
    )
