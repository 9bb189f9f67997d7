"""Lines that are no part of the document: rules of dashes, page numbers, a web page's furniture."""

from __future__ import annotations

import re

from dvcq_workflow.documents.reading.letters import takes_a_number
from dvcq_workflow.documents.reading.passages import Line

_RULE = re.compile(r"[-–—_=*~.·•+|/\\\s]{2,}|[|_*~]")
_PAGE = re.compile(
    r"[-–—]\s?\d{1,3}\s?[-–—]|(?:Trang|trang|Page|page)\s?(?:số\s)?\d{1,3}(?:\s?(?:/|of|trên)\s?\d{1,3})?"
)
_LONE_NUMBER = re.compile(r"\d{1,3}")
_WEB = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|(?:Trang chủ|Giới thiệu|Tin tức|Liên hệ|Đăng nhập|Đăng ký|Đăng xuất|Sơ đồ (?:cổng|"
    r"trang)|Tìm kiếm)"
    r"(?:\s?[|>»/•-].{0,200})?"
    r"|(?:Tải về|Tải xuống|Tải văn bản|Thuộc tính|Lược đồ|Văn bản gốc|Bản PDF|VB liên quan|"
    r"In bài viết|"
    r"In văn bản|Quay lại|Chia sẻ|Gửi email|Xem thêm|Xem chi tiết|Lưu trữ|Quảng cáo|Bình luận|"
    r"Tiếng Anh|Toàn văn|Văn bản liên quan|Bài viết liên quan|Nội dung văn bản|Mục lục|"
    r"Facebook|Zalo|"
    r"Twitter|Print|Share|Email|Font chữ|Cỡ chữ|Đọc bài viết|Nghe đọc bài)(?:\s?[:|>»(].{0,160})?"
    r"|(?:Lượt xem|Số lượt xem|Lượt tải|Cập nhật(?: lúc| ngày)?|Ngày đăng|Người đăng|Nguồn|Tác giả|"
    r"Số hiệu|Loại văn bản|Lĩnh vực|Nơi ban hành|Người ký|Ngày ban hành|Ngày hiệu lực|Tình trạng|"
    r"Cơ quan ban hành|Trích yếu|Tệp đính kèm|File đính kèm)\s?:.{0,200}"
    r"|(?:©|Bản quyền|Copyright|FILE (?:ĐƯỢC )?ĐÍNH KÈM|Bạn (?:chưa|phải) [Đđ]ăng nhập).{0,200}"
)


def is_rule(text: str) -> bool:
    """Say whether the line is only drawn: dashes, dots, underscores, a lone pipe."""
    return bool(_RULE.fullmatch(text))


def is_furniture(text: str) -> bool:
    """Say whether the line is a page's furniture: a menu, a button, an address, a page number."""
    return len(text) <= 260 and bool(_WEB.fullmatch(text) or _PAGE.fullmatch(text))


def is_page_number(before: Line | None, text: str) -> bool:
    """Say whether a line of digits is the number of a page, not the end of a wrapped sentence."""
    if not _LONE_NUMBER.fullmatch(text):
        return False
    return before is None or not takes_a_number(before.text)


def without_noise(lines: list[Line]) -> list[Line]:
    """Return the lines without furniture; rules stay, for they part header, title and cells."""
    kept: list[Line] = []
    for line in lines:
        if is_furniture(line.text):
            continue
        if is_page_number(kept[-1] if kept else None, line.text):
            continue
        kept.append(line)
    return kept
