"""A plan's content of many shapes, in our own sentences, for the press."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dvcq_workflow.documents.press import Imprint
from dvcq_workflow.rules.content import (
    Appendix,
    Citation,
    Node,
    PlanContent,
    RecipientLine,
    SignatureBlock,
)

ISSUED = Imprint(number=5, issued_on=dt.date(2020, 1, 9))
DRAFT = Imprint(is_draft=True)

NODES = (
    Node("section", "I", "MỤC TIÊU"),
    Node("item", "1", "Chính quyền các cấp nghe dân nói, làm cho dân tin."),
    Node("item", "2", "Mỗi đơn vị chọn một việc khó để làm đến nơi, đến chốn."),
    Node("section", "II", "VIỆC PHẢI LÀM"),
    Node("item", "1", "Đối thoại với nhân dân"),
    Node("bullet", "", "Người đứng đầu gặp dân ở cơ sở ít nhất hai lần trong năm;"),
    Node("bullet", "", "Ghi lại mọi kiến nghị và trả lời trong mười lăm ngày."),
    Node("item", "2", "Công khai, minh bạch:"),
    Node("bullet", "a", "Niêm yết thủ tục tại nơi tiếp nhận;"),
    Node("bullet", "b", "Đăng kết quả giải quyết hồ sơ hằng tháng."),
    Node("section", "III", "TỔ CHỨC THỰC HIỆN"),
    Node("item", "1", "Sở Nội vụ theo dõi chung và nhắc các đơn vị chậm việc."),
    Node("item", "2", "Ủy ban nhân dân cấp huyện lập kế hoạch của mình trong tháng đầu năm."),
    Node("paragraph", "", "Trong quá trình thực hiện, khó khăn được gửi về Sở Nội vụ để xem xét."),
)

RECIPIENTS = (
    RecipientLine("Thường trực Tỉnh ủy", "b/c"),
    RecipientLine("Các sở, ban, ngành tỉnh"),
    RecipientLine("UBND cấp huyện"),
    RecipientLine("Lưu: VT, NC", is_archive=True),
)

SIGNATURE = SignatureBlock(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), "PHÓ CHỦ TỊCH", "Người Ký Thay")

TASKS = Appendix(
    "Danh mục nhiệm vụ",
    ("STT", "Nội dung", "Chủ trì", "Phối hợp", "Thời gian", "Sản phẩm"),
    (
        ("1", "Gặp dân ở cơ sở", "Sở Nội vụ", "UBND cấp huyện", "Quý II", "Biên bản"),
        ("2", "Rà soát thủ tục", "Văn phòng UBND tỉnh", "Các sở", "Quý III", "Danh mục"),
    ),
)
TARGETS = Appendix("Chỉ tiêu", ("STT", "Chỉ tiêu", "Số"), (("1", "Số cuộc đối thoại", "12"),))


def varied_content(**changes: Any) -> PlanContent:
    """Return a complete content with every kind of paragraph; ``changes`` replace fields of it."""
    given: dict[str, Any] = {
        "document_type": "KH",
        "heading_lines": ("ỦY BAN NHÂN DÂN", "TỈNH TRÀ VINH"),
        "parent_heading": "",
        "symbol": "KH-UBND",
        "place": "Trà Vinh",
        "year": 2020,
        "year_to": None,
        "subject": "Gần dân, hiểu dân trong hoạt động của chính quyền năm 2020",
        "preamble_style": "lines",
        "preamble": (
            "Căn cứ Quyết định số 553/QĐ-UBND ngày 15/3/2016 của Ủy ban nhân dân tỉnh;",
            "Theo đề nghị của Giám đốc Sở Nội vụ.",
            "Ủy ban nhân dân tỉnh ban hành Kế hoạch với các nội dung như sau:",
        ),
        "bases": ("553/QĐ-UBND",),
        "nodes": NODES,
        "appendices": (),
        "citations": (Citation("553/QĐ-UBND", "Quyết định", dt.date(2016, 3, 15)),),
        "recipients": RECIPIENTS,
        "signature": SIGNATURE,
        **changes,
    }
    return PlanContent(**given)
