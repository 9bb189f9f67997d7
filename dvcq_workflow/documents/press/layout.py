"""Decree 30/2020 in figures: the page, and one role for each kind of paragraph.

Every figure lies inside the range of Phụ lục I; where it gives a range, one value is chosen here
and nowhere else. Lengths end in ``_mm``, sizes and spacings in ``_pt``.
"""

from __future__ import annotations

from dataclasses import dataclass

FONT = "Times New Roman"

PAGE_WIDTH_MM = 210
PAGE_HEIGHT_MM = 297
TOP_MM = 20
BOTTOM_MM = 20
LEFT_MM = 30
# 20 mm is 20.002 mm once it is rounded to twips, and that is beyond the decree's upper bound.
RIGHT_MM = 18
PAGE_NUMBER_MM = 10

TEXT_WIDTH_MM = PAGE_WIDTH_MM - LEFT_MM - RIGHT_MM
LANDSCAPE_TEXT_WIDTH_MM = PAGE_HEIGHT_MM - LEFT_MM - RIGHT_MM

# The national name in bold 13 pt is 96 mm long and must stay on one line.
HEADING_LEFT_MM = 62
HEADING_RIGHT_MM = TEXT_WIDTH_MM - HEADING_LEFT_MM
RECIPIENTS_MM = 84
SIGNATURE_MM = TEXT_WIDTH_MM - RECIPIENTS_MM

# "Kính gửi:" above a list stands so far in, and the dashes of the list stand under its colon.
ADDRESSEES_MM = 32
ADDRESSEE_DASH_MM = 19
# A dash and its space: what goes on stands under the name.
DASH_MM = 3

# A rule under a name is a third to a half of its length.
RULE_SHARE = 0.42

RULE_PT = 0.75
TABLE_LINE_PT = 0.5
CELL_PADDING_MM = 1.5
DRAFT_BOX_MM = 30
DRAFT_BOX_PADDING_PT = 2

# Fonts of one metric differ by a hair; without it a balanced line would break one word early.
SLACK_MM = 2

# A row or list longer than this may break over pages: kept whole, it could not be printed.
WHOLE_ROW_LETTERS = 900
WHOLE_LIST_LINES = 30

# A line of Times as Word sets it, in shares of the size: above and below the foot of the letters,
# and the white space between two lines, which together make single spacing.
ASCENT = 0.891
DESCENT = 0.216
LINE_GAP = 0.042
SINGLE = ASCENT + DESCENT + LINE_GAP

# A table of this many columns is laid across a page turned on its side.
LANDSCAPE_COLUMNS = 6

# The register is a book and no document: its page is on its side, and Phụ lục IV sets no figures.
REGISTER_LEFT_MM = 20
REGISTER_SIDE_MM = 15
REGISTER_SIZE_PT = 11
REGISTER_CELL_PADDING_MM = 1
REGISTER_COLUMNS_MM = (27, 20, 56, 24, 41, 20, 13, 20, 16, 25)

# The history of a plan lies like the register: six columns, the width of the page between margins.
HISTORY_SIZE_PT = 10
HISTORY_COLUMNS_MM = (12, 28, 54, 62, 80, 26)


@dataclass(frozen=True)
class Role:
    """How one kind of paragraph looks. ``name`` is what a clerk sees in the list of styles.

    ``align``: left, center or both. ``outline``: level in the table of contents, or None.
    ``has_caps`` prints capitals and leaves the stored letters as they are.
    """

    key: str
    name: str
    size_pt: float = 14
    is_bold: bool = False
    is_italic: bool = False
    has_caps: bool = False
    align: str = "center"
    indent_mm: float = 0
    before_pt: float = 0
    after_pt: float = 0
    line: float = 1.0
    keeps_next: bool = False
    outline: int | None = None


def _body(key: str, name: str, **changes: object) -> Role:
    # Justified, indented by 1.27 cm, 6 pt between paragraphs, lines between single and 1.5.
    values: dict[str, object] = {"align": "both", "indent_mm": 12.7, "after_pt": 6, "line": 1.1}
    return Role(key, name, **{**values, **changes})  # type: ignore[arg-type]


_ROLES = (
    Role("parent_heading", "Cơ quan chủ quản", 13, has_caps=True),
    Role("heading", "Cơ quan ban hành", 13, is_bold=True, has_caps=True),
    Role("nation", "Quốc hiệu", 13, is_bold=True),
    Role("motto", "Tiêu ngữ", 14, is_bold=True),
    Role("number", "Số, ký hiệu", 13, before_pt=6),
    Role("place_date", "Địa danh, thời gian", 13, is_italic=True, before_pt=6),
    Role("letter_subject", "Trích yếu công văn", 12, before_pt=6),
    Role("draft_mark", "Dự thảo", 13, is_bold=True, before_pt=8),
    Role("type_name", "Tên loại", 14, is_bold=True, has_caps=True, before_pt=18, keeps_next=True),
    Role("subject", "Trích yếu", 14, is_bold=True, keeps_next=True),
    Role("rule", "Đường kẻ", 2, before_pt=3),
    Role("subject_rule", "Đường kẻ dưới trích yếu", 2, before_pt=3, after_pt=10, keeps_next=True),
    Role("change_line", "Văn bản được thay đổi", is_italic=True, after_pt=10, keeps_next=True),
    Role("addressee", "Kính gửi", before_pt=18, after_pt=12, keeps_next=True),
    Role("addressees_label", "Kính gửi nhiều nơi", align="left", before_pt=18, keeps_next=True),
    Role("addressee_line", "Danh sách kính gửi", align="left", keeps_next=True),
    Role("after_addressees", "Sau danh sách kính gửi", 2, align="left", after_pt=10),
    _body("basis", "Căn cứ", is_italic=True),
    _body("chapter", "Phần, chương", align="center", indent_mm=0, is_bold=True, keeps_next=True),
    _body("section", "Mục", is_bold=True, keeps_next=True, outline=0),
    _body("titled_item", "Khoản có tiêu đề", is_bold=True, keeps_next=True, outline=1),
    _body("text", "Nội dung"),
    Role("recipients_label", "Nơi nhận", 12, is_bold=True, is_italic=True, align="left"),
    Role("recipient", "Danh sách nơi nhận", 11, align="left"),
    Role("authority", "Quyền hạn, chức vụ", 14, is_bold=True, has_caps=True),
    Role("signer", "Họ tên người ký", 14, is_bold=True, before_pt=76),
    Role("appendix_label", "Phụ lục", 14, is_bold=True, keeps_next=True, outline=0),
    Role("appendix_title", "Tên phụ lục", 14, is_bold=True, has_caps=True, keeps_next=True),
    Role("appendix_note", "Kèm theo", 13, is_italic=True, after_pt=12, keeps_next=True),
    Role("column_head", "Đầu cột", 13, is_bold=True, before_pt=2, after_pt=2),
    Role("cell", "Ô bảng", 13, align="left", before_pt=2, after_pt=2),
    Role("short_cell", "Ô bảng ngắn", 13, before_pt=2, after_pt=2),
    Role(
        "group_cell",
        "Nhóm trong bảng",
        13,
        is_bold=True,
        align="left",
        before_pt=2,
        after_pt=2,
        keeps_next=True,
    ),
    Role("page_number", "Số trang", 13),
    Role("running_draft_mark", "Dự thảo, các trang sau", 10, is_bold=True),
    # Word wants a paragraph after a table; this one takes no room.
    Role("after_table", "Sau bảng", 1, align="left"),
    Role("after_grid", "Sau bảng trong bài", 2, align="left", after_pt=8),
)
ROLES = {role.key: role for role in _ROLES}
