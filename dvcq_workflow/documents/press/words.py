"""The words that a document prints of itself, in Vietnamese whatever the reader's language is."""

from __future__ import annotations

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DRAFT_MARK = "DỰ THẢO"
RECIPIENTS_LABEL = "Nơi nhận:"
APPENDIX_LABEL = "Phụ lục"
ADDRESSEES_LABEL = "Kính gửi:"
ABOUT = "V/v"
END_MARK = "./."
# What a PDF shows for a letter that its typeface lacks.
STAND_IN = "□"
# What a PDF carries: the name of the file that holds the data it was printed from.
PLAN_SOURCE = "ke-hoach.json"
SOURCE_DESCRIPTION = "Dữ liệu gốc của văn bản (JSON chuẩn tắc), có SHA-256 là mã nội dung"
REGISTER_SOURCE = "so-dang-ky-van-ban-di.json"
APPROVAL_SOURCE = "phieu-trinh.json"
CHANGES = {"amend": "Sửa đổi, bổ sung", "replace": "Thay thế"}

# Names of document types by their abbreviation. Source: decree 30/2020/ND-CP, Phụ lục III, I.
TYPE_NAMES = {
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "QC": "Quy chế",
    "QyĐ": "Quy định",
    "TC": "Thông cáo",
    "TB": "Thông báo",
    "HD": "Hướng dẫn",
    "CTr": "Chương trình",
    "KH": "Kế hoạch",
    "PA": "Phương án",
    "ĐA": "Đề án",
    "DA": "Dự án",
    "BC": "Báo cáo",
    "BB": "Biên bản",
    "TTr": "Tờ trình",
    "HĐ": "Hợp đồng",
    "CĐ": "Công điện",
    "BGN": "Bản ghi nhớ",
    "BTT": "Bản thỏa thuận",
    "GUQ": "Giấy ủy quyền",
    "GM": "Giấy mời",
    "GGT": "Giấy giới thiệu",
    "GNP": "Giấy nghỉ phép",
    "PG": "Phiếu gửi",
    "PC": "Phiếu chuyển",
    "PB": "Phiếu báo",
    # A công văn prints no name of its type; registers call it by this one.
    "CV": "Công văn",
}

# The words that open a line of the bases; the sentence that enacts the plan opens with none.
BASIS_OPENERS = ("Căn cứ", "Thực hiện", "Theo", "Xét", "Thi hành", "Trên cơ sở")

# The register of issued documents. Source of its columns: decree 30/2020/ND-CP, Phụ lục IV.
REGISTER_TITLE = "Sổ đăng ký văn bản đi"
REGISTER_EXTRACT_TITLE = "Trích sổ đăng ký văn bản đi"
REGISTER_COLUMNS = (
    "Số, ký hiệu văn bản",
    "Ngày tháng văn bản",
    "Tên loại và trích yếu nội dung văn bản",
    "Người ký",
    "Nơi nhận văn bản",
    "Đơn vị, người nhận bản lưu",
    "Số lượng bản",
    "Ngày chuyển",
    "Ký nhận",
    "Ghi chú",
)
REGISTER_BOOK = "Sổ {code}"
REGISTER_PAPER_BOOK = "Sổ giấy"
REGISTER_YEAR = "Năm {year}"
REGISTER_NUMBERS = "Từ số {first} đến số {last}"
REGISTER_DAYS = "Từ ngày {first} đến ngày {last}"
REGISTER_COUNT = "Số dòng: {count}"
REGISTER_SCOPE = "Trích theo: {scope}"
REGISTER_SCOPE_WORDS = "từ ngữ “{words}”"
REGISTER_SCOPE_NUMBER = "số {number}/{symbol}"
REGISTER_SCOPE_VOID = "các số đã hủy"
REGISTER_SCOPE_SEEN = "những văn bản mà người trích được xem"
REGISTER_VOID_NOTE = "Số đã hủy. Lý do: {reason}"
REGISTER_PAPER_NOTE = "Số lấy từ sổ giấy. Lý do: {reason}"
REGISTER_TAKEN_NOTE = "Chưa phát hành"
ARCHIVE_LABEL = "Lưu:"
PAGE_OF = "Trang"
# What a notice says before and after its drafter's own words, by its kind. The plan is named in
# full where it is cited first, then by type, number and symbol (Phụ lục I, II.6); what a recipient
# of a recall does is Article 18.4.
NOTICE_OPENINGS = {
    "correction": "{issuer} đính chính {plan} như sau:",
    "recall": "{issuer} thông báo thu hồi {plan}.",
}
NOTICE_CLOSINGS = {
    "correction": "Các nội dung khác của {short} không thay đổi./.",
    "recall": (
        "Cơ quan, đơn vị, cá nhân đã nhận {short} gửi lại bản giấy; hủy bỏ bản điện tử trên Hệ "
        "thống và thông báo qua Hệ thống để bên gửi biết, theo quy định tại khoản 4 Điều 18 Nghị "
        "định số 30/2020/NĐ-CP./."
    ),
}
# Where the drafter's own words say it already, the closing is not added.
NOTICE_CLOSED = {"correction": "nội dung khác", "recall": "điều 18"}
NOTICE_PLAN = "{type} số {number} {day}{of_issuer}{about}"
AS_ABOVE = "Như trên"
ARCHIVE = "Lưu: VT"
# Purposes that only inform: such recipients are not addressed, they receive a copy.
FOR_INFORMATION = frozenset({"b/c", "để b/c", "báo cáo", "để báo cáo", "để biết"})
