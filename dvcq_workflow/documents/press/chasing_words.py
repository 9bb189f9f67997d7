"""The words that a chasing letter prints of itself, in Vietnamese whatever the reader speaks."""

from __future__ import annotations

# By whether a report is lacking or a task.
LACKING = {True: "chưa gửi báo cáo", False: "chưa hoàn thành nhiệm vụ"}
OPENING_ONE = (
    "{issuer} theo dõi việc thực hiện {plan}. Tính đến ngày {day}, {unit} {lacking} đã đến hạn, "
    "gồm:"
)
OPENING_MANY = (
    "{issuer} theo dõi việc thực hiện {plan}. Tính đến ngày {day}, có {count} cơ quan, đơn vị "
    "{lacking} đã đến hạn (danh sách tại Phụ lục kèm theo)."
)
DUE = "thời hạn {day}"
DAYS_LATE = "chậm {days} ngày"
ALL_LISTED = "Các cơ quan, đơn vị có tên tại Phụ lục kèm theo"
APPENDIX_TITLE = "Báo cáo, nhiệm vụ đã đến hạn chưa thực hiện"
APPENDIX_NOTE = "(Kèm theo Công văn số {number} {day} của {issuer})"
APPENDIX_COLUMNS = (
    "STT",
    "Cơ quan, đơn vị",
    "Báo cáo, nhiệm vụ",
    "Kỳ báo cáo",
    "Thời hạn",
    "Số ngày chậm",
)
REPORT_OF = "Báo cáo {period}"
USUAL_SUBJECT = "đôn đốc thực hiện {type} số {number}"
USUAL_TEXT = (
    "Đề nghị Thủ trưởng các cơ quan, đơn vị chỉ đạo gửi báo cáo, hoàn thành nhiệm vụ nêu trên về "
    "{issuer} trước ngày {day}.\n"
    "Khó khăn, vướng mắc trong quá trình thực hiện, các cơ quan, đơn vị phản ánh về {issuer} để "
    "tổng hợp, xem xét, giải quyết."
)
COPY_FOR = "b/c"
