"""The words of an approval sheet, in Vietnamese whatever the reader's language is."""

from __future__ import annotations

TYPE_NAME = "PHIẾU TRÌNH"
SUBJECT = "Ban hành {type} {subject}"
DRAFT = "I. VĂN BẢN TRÌNH"
ROUNDS = "II. LẤY Ý KIẾN GÓP Ý"
STEPS = "III. TRÌNH, KIỂM TRA, KÝ VÀ BAN HÀNH"
RETURNS = "IV. TRẢ LẠI"
VOIDED = "V. XÁC NHẬN KHÔNG CÒN GIÁ TRỊ"

ABOUT_COLUMNS = ("Mục", "Nội dung")
OPINION_COLUMNS = ("Đơn vị được hỏi", "Ý kiến", "Người trả lời, thời gian", "Tiếp thu, giải trình")
STEP_COLUMNS = ("Bước", "Người thực hiện", "Thời gian", "Phiên bản")
RETURN_COLUMNS = ("Lần", "Từ bước", "Người thực hiện, thời gian", "Phiên bản", "Lý do")
VOID_COLUMNS = ("Xác nhận", "Người thực hiện, thời gian", "Phiên bản", "Vì sao")

ISSUING = "Cơ quan ban hành"
ADVISING = "Cơ quan tham mưu"
DRAFTING = "Đơn vị soạn thảo"
DRAFTERS = "Người soạn thảo"
NUMBER = "Số, ngày văn bản"
CONTENT = "Phiên bản đang xét"
HASH = "Mã nội dung (SHA-256)"
STATUS = "Tình trạng"
SINCE = "{who}, từ {at}"

STATUSES = {
    "draft": "Đang soạn thảo",
    "in_consultation": "Đang lấy ý kiến góp ý",
    "content_check": "Đang kiểm tra nội dung",
    "format_check": "Đang kiểm tra thể thức",
    "awaiting_signature": "Chờ ký",
    "signed": "Đã ký, chờ cấp số",
    "numbered": "Đã cấp số, chờ đóng dấu",
    "sealed": "Đã đóng dấu, chờ phát hành",
    "issued": "Đã ban hành",
    "refused": "Bị từ chối ban hành",
    "withdrawn": "Đã rút",
}
DESKS = {
    "draft": "Soạn thảo",
    "close_consultation": "Lấy ý kiến góp ý",
    "give_opinion": "Góp ý",
    "check_content": "Kiểm tra nội dung",
    "check_format": "Kiểm tra thể thức",
    "sign": "Ký ban hành",
    "number": "Cấp số",
    "seal": "Đóng dấu",
    "release": "Phát hành",
}
STEP_NAMES = {
    "submit": "Trình",
    "content": "Kiểm tra nội dung",
    "format": "Kiểm tra thể thức",
    "signature": "Duyệt và ký",
    "number": "Cấp số",
    "seal": "Đóng dấu",
    "release": "Phát hành",
}
POLICIES = {
    "head_checks_own_draft": (
        "theo quy chế của cơ quan: thủ trưởng kiểm tra nội dung văn bản do mình soạn thảo"
    ),
}
OPINION_STATES = {
    "asked": "Chưa trả lời",
    "agreed": "Thống nhất",
    "commented": "Có ý kiến",
    "passed_over": "Không trả lời trước khi kết thúc",
}
RETURN_KINDS = {
    "returned": "Trả lại lần {count}",
    "refused": "Từ chối ban hành",
    "withdrawn": "Rút văn bản",
}

FOR_WHOM = "thay cho {name}"
# Stands in a PDF for a letter that its typeface lacks.
UNANSWERED = "Chưa có"
NOT_YET = "Chưa thực hiện"
NO_NUMBER = "Chưa cấp số"
NO_ROUND = "Văn bản không gửi lấy ý kiến góp ý."
NO_RETURN = "Văn bản không bị trả lại lần nào."
RETURNED = "Văn bản bị trả lại {count} lần."
ROUND = "Lần {number}: gửi {content} lúc {at}, hạn trả lời ngày {due}"
QUESTION = "Nội dung hỏi: {text}"
CLOSED = "Kết thúc lúc {at}."
CLOSED_EARLY = "Kết thúc lúc {at} khi chưa đủ ý kiến, lý do: {reason}"
STILL_OPEN = "Chưa kết thúc."
VERSION = "Phiên bản {number} ({hash})"
UNFROZEN = "Bản đang soạn ({hash})"
GIVEN_NUMBER = "số {number}, ngày {day}"
VOID_NUMBER = "số {number}"
ON_PAPER = "theo sổ giấy: {reason}"
MOMENT = "{time} ngày {day}"
CHANGED_SINCE = "Nội dung đã thay đổi"
VOID_INTRO = "Những xác nhận dưới đây không tính cho văn bản như đang có, vì có trước lần trả lại."
TOLD = "Phiếu lập theo nhật ký của văn bản đến việc số {seq}, lúc {at}./."
