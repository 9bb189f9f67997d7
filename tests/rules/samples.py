"""One complete content, in our own sentences."""

from __future__ import annotations

import datetime as dt

from dvcq_workflow.rules.content import (
    Appendix,
    Citation,
    Node,
    PlanContent,
    RecipientLine,
    SignatureBlock,
)

CONTENT = PlanContent(
    document_type="KH",
    heading_lines=("ỦY BAN NHÂN DÂN", "TỈNH TRÀ VINH"),
    parent_heading="",
    symbol="KH-UBND",
    place="Trà Vinh",
    year=2020,
    year_to=None,
    subject="Công tác dân vận chính quyền năm 2020",
    preamble_style="lines",
    preamble=("Căn cứ Quyết định số 553/QĐ-UBND;",),
    bases=("553/QĐ-UBND",),
    nodes=(Node("section", "I", "MỤC ĐÍCH"), Node("bullet", "", "Gần dân, hiểu dân hơn.")),
    appendices=(Appendix("Phân công", ("Việc", "Đơn vị"), (("Đối thoại", "Sở Nội vụ"),)),),
    citations=(Citation("553/QĐ-UBND", "Quyết định", dt.date(2016, 3, 15), "UBND tỉnh", 1),),
    recipients=(RecipientLine("Sở Nội vụ"), RecipientLine("Lưu: VT", "", True)),
    signature=SignatureBlock(("TM. ỦY BAN NHÂN DÂN",), "CHỦ TỊCH", "Chủ tịch"),
)
