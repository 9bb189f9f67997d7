"""Names of bodies and groups of bodies: where they begin and end in a sentence.

No list of names: a name begins with a word for a kind of body, and ends where what it does begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dvcq_workflow.documents.reading.letters import toned

# Words that begin like a body's name and are none.
_NO_BODY = (
    r"(?!(?:Báo cáo|Hội nghị|Hội thi|Hội thảo|Hội nhập|Tổ chức|Đoàn kết|Trường hợp|Viện trợ|"
    r"Cơ sở vật chất|Cơ sở dữ liệu|Đội ngũ|Tổng kết|Tổng hợp|Tổng số|Ban hành|Phòng ngừa|"
    r"Phòng chống|Phòng, chống|Khối lượng|Khối đại|Sở hữu|Bộ máy|Bộ tiêu chí|Bộ chỉ số|"
    r"Bộ thủ tục|Quỹ đất|Lãnh đạo, chỉ đạo|Thường trực tiếp)(?!\w))"
)
_HEAD = (
    _NO_BODY
    + r"(?:Sở|Ban|Ủy ban|UBND|UBMTTQ|UB MTTQ|MTTQ|BTT|Văn phòng|VP|Công an|Bộ|Đài|Báo|Cổng|"
    r"Trung tâm|Hội|Liên đoàn|"
    r"Liên minh|Đoàn|Tỉnh đoàn|Thành đoàn|Huyện đoàn|Mặt trận|Thanh tra|Cục|Chi cục|Kho bạc|"
    r"Ngân hàng|"
    r"Bảo hiểm|Tòa án|Viện|Trường|Phòng|HĐND|Hội đồng|Chủ tịch|Phó Chủ tịch|Thủ trưởng|"
    r"Người đứng đầu|"
    r"Giám đốc|Tổ|Thành ủy|Huyện ủy|Thị ủy|Quận ủy|Đảng ủy|Tỉnh ủy|Cấp ủy|Trưởng|Chính quyền|"
    r"Đội|Trạm|"
    r"Bí thư|Lãnh đạo|Cơ quan|Đơn vị|Công đoàn|Chánh|Thường trực|Thường vụ|Ngành|Khối|BCH|"
    r"BCHQS|LĐLĐ|"
    r"Hiệp hội|Quỹ|Học viện|Đảng bộ|Chi bộ|Đại học|Bệnh viện|Quân sự|Tổng|Thư viện|"
    r"Bảo tàng|BHXH|"
    r"NHNN|Cơ sở|Bộ phận|Công chức|Cán bộ)(?=[\s,:;.(]|$)"
    r"|(?:Xã|Phường|Huyện|Quận|Thành phố|Thị xã)\s(?=[A-ZĐÀ-Ỹ])"
)
_GROUP = (
    r"(?:[Cc]ác|[Nn]hững|[Mm]ỗi|[Tt]ừng|[Tt]oàn thể)\s(?:sở|ban|cơ quan|đơn vị|phòng|ngành|hội|"
    r"đoàn thể|tổ chức|"
    r"huyện|thị xã|thành phố|xã|phường|địa phương|cấp|trường|bộ phận|cơ sở|trung tâm|thôn|ấp|khóm|"
    r"thành viên|doanh nghiệp|bộ|cán bộ|công chức|tổ|chi bộ|đồng chí|chi cục|viện|đài|báo|"
    r"Sở|Ban|Ủy ban|UBND|Phòng|Hội|Đoàn|Huyện|Thành|Đảng|Chi|Trung)(?=[\s,:;.(]|$)"
)
BODY_START = re.compile(rf"(?:{_HEAD}|{_GROUP})")

# What a body is told to do. Small letters only: "Ban Tổ chức", "Sở Thông tin" are names.
_VERBS = (
    r"(?:có trách nhiệm|chịu trách nhiệm|có nhiệm vụ|tham mưu|chủ trì|chủ động|phối hợp|"
    r"xây dựng|tổ chức|hướng dẫn|"
    r"theo dõi|theo chức năng|theo nhiệm vụ|theo phạm vi|chỉ đạo|căn cứ|triển khai|thực hiện|"
    r"đẩy mạnh|tăng cường|"
    r"tiếp tục|giúp(?! việc)|là (?:cơ quan|đầu mối|đơn vị)|làm đầu mối|phát huy|quán triệt|"
    r"ban hành|cử|tuyên truyền|"
    r"bố trí|đôn đốc|kiểm tra|trên cơ sở|nghiên cứu|lồng ghép|rà soát|đăng tải|đăng tin|"
    r"vận động|giám sát|"
    r"cân đối|thẩm định|đảm bảo|bảo đảm|báo cáo|tổng hợp|được giao|quan tâm|nâng cao|tham gia|"
    r"định kỳ|"
    r"kịp thời|thường xuyên|phân công|cụ thể hóa|duy trì|mở|cập nhật|biên tập|tạo điều kiện|"
    r"trực tiếp|đề xuất|nghiêm túc|tập trung|gửi|hỗ trợ|đưa|lập|thông báo|giao|hoàn thành|"
    r"lựa chọn|phát động|động viên|củng cố|chú trọng|đổi mới|phổ biến|trình|hàng năm|hằng năm|"
    r"hàng quý|"
    r"hằng quý|đưa tin|xem xét|quy định|chuẩn bị|tiến hành|đăng ký|ưu tiên|chấp hành|gắn|nắm|"
    r"làm|phải|cần|để|trước|xong)"
)
_ACTS = re.compile(rf"(?<![\w])(?<!các )(?<!và các )(?<!, ){_VERBS}(?![\w])")
# "các cơ quan, tổ chức": after a comma these words may go on with the list.
_ACTS_AFTER_COMMA = re.compile(
    rf",\s(?!tổ chức|giám sát|kiểm tra|trình|cử|giao|mở|làm|gắn|đưa|lập|cần){_VERBS}(?![\w])"
)
_STOP = re.compile(rf"[:“\"]|;(?!\s(?:{_HEAD}|{_GROUP}))|\.(?:\s|$|/)")
# The same verbs at the head of a line of their own, below the name of a body.
TOLD = re.compile(rf"(?=[A-ZĐ])(?i:{_VERBS})(?![\w])")
_BRACKETS = re.compile(r"\([^()]{0,200}\)")
# Văn phòng HĐND và UBND is one office.
_OFFICE_OF = re.compile(r"(?:UBND|HĐND|Ủy ban nhân dân|Hội đồng nhân dân)(?!\w)")
_REQUEST = re.compile(r"(?:Kính\s)?(?:đề nghị|Đề nghị|mời|Mời)\s(?:đồng chí\s)?")
_ORDER = re.compile(
    r"(?:Giao(?: cho)?|Yêu cầu|Trách nhiệm của|Nhiệm vụ của|Đối với|Phân công)\s(?:nhiệm vụ\s)?"
)
_DUTY = re.compile(r"[\s,:]{0,3}(?:có (?:trách nhiệm|nhiệm vụ)|chịu trách nhiệm)?[\s,:]{0,3}")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is to do something; ``rest`` is what follows the name, from ``rest_at`` in the text."""

    name: str
    binding: bool
    rest: str
    rest_at: int


def body_end(text: str, start: int = 0) -> int:
    """Return where the name of a body (or a list of them) that begins at ``start`` ends."""
    window = toned(text[start : start + 400])
    masked = _BRACKETS.sub(lambda found: " " * len(found.group()), window)
    ends = [
        found.start()
        for pattern in (_ACTS, _ACTS_AFTER_COMMA, _STOP)
        if (found := pattern.search(masked, 2))
    ]
    return start + min(ends, default=len(window))


def actor_of(text: str) -> Actor | None:
    """Read who the sentence begins with, or None where it does not begin with a body."""
    start, binding = 0, True
    if found := _REQUEST.match(text):
        start, binding = found.end(), False
    elif found := _ORDER.match(text):
        start = found.end()
    if not BODY_START.match(toned(text[start : start + 60])):
        return None
    end = body_end(text, start)
    name = _BRACKETS.sub("", text[start:end])
    name = " ".join(name.split()).strip(" ,.:;-–")
    if not name or len(name) > 320:
        return None
    duty = _DUTY.match(text, end)
    rest_at = duty.end() if duty else end
    return Actor(name, binding, text[rest_at:].strip(), rest_at)


def split_bodies(text: str) -> tuple[str, ...]:
    """Split a list of bodies: a part that begins no body belongs to the name before it."""
    names: list[str] = []
    for part in re.split(r"\s?[;,]\s|\s(?=và\s)|\s?[;,]$|\n", " ".join(text.split())):
        joint = part.startswith("và ")
        bare = part[3:] if joint else part
        if not bare.strip(" .,;"):
            continue
        office = joint and names and names[-1].startswith("Văn phòng")
        if not names or (_begins_new(bare) and not (office and _OFFICE_OF.match(bare))):
            names.append(bare.strip(" .,;:"))
        else:
            names[-1] += (" " if joint else ", ") + part.strip(" .;:")
    return tuple(name for name in names if name)


def _begins_new(part: str) -> bool:
    return bool(BODY_START.match(toned(part)))
