"""The words that the file of a plan's history prints of itself, in Vietnamese for every reader."""

from __future__ import annotations

TITLE = "Lịch sử xử lý kế hoạch"
ACCESS_TITLE = "Các lần xem, tải về và bị từ chối"
SOURCE = "lich-su.json"
SOURCE_DESCRIPTION = "Mọi dòng của bảng dưới dạng dữ liệu (JSON chuẩn tắc)"
COLUMNS = ("Số", "Thời điểm", "Người thực hiện", "Việc, lý do", "Nội dung thay đổi", "Mã băm")
SHEET_COLUMNS = (
    "Số",
    "Thời điểm",
    "Họ tên",
    "Chức vụ, đơn vị, vai trò",
    "Thay mặt",
    "Việc",
    "Lý do",
    "Chi tiết",
    "Nội dung thay đổi",
    "Nơi thực hiện",
    "Mã băm (SHA-256)",
)
ACCESS_COLUMNS = (
    "Thời điểm",
    "Họ tên",
    "Việc",
    "Đối tượng",
    "Quy tắc từ chối",
    "Nơi thực hiện",
    "Mã băm (SHA-256)",
)
SHEET_NAME = "Lịch sử xử lý"
ACCESS_SHEET_NAME = "Truy cập"
NO_NUMBER = "chưa có số"
OF_PLAN = "Kế hoạch: {subject}"
FACTS = "Số, ký hiệu: {number} · Mã kế hoạch: {uid}"
AS_OF = "Đến việc số {seq}, lúc {at}, mã băm {digest}"
SEALED = "Điểm niêm phong số {number}, lúc {at}, gốc {root}: niêm phong đến việc số {sealed}"
NOT_SEALED = "Chưa có điểm niêm phong nào bao trùm các việc dưới đây"
HOW_TO_VERIFY = (
    "Tệp này để đọc, tự nó không phải là bằng chứng.",
    (
        "Để kiểm tra rằng không dòng nào bị sửa, bị bỏ hay bị đổi chỗ, hãy tải tệp ZIP của "
        "lịch sử này và chạy chương trình verify.py ở trong đó."
    ),
    "Mã băm của việc cuối phải trùng với mã ghi ở trên.",
)
FOR_WHOM = "thay mặt: {name}"
REASON = "Lý do: {reason}"
CHANGE = "{name}: {old} → {new}"
MORE_CHANGES = "… và {count} thay đổi nữa (xem tệp ZIP)"
ERASED = "(đã xóa theo quy định về dữ liệu cá nhân)"
