"""The province's units as they stood in 2020: facts, no code.

Communes: 85 xã, 11 phường, 10 thị trấn after resolution 851/NQ-UBTVQH14 (in force 01/02/2020).
"""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """One unit: its code here, its name, and its name as lists of recipients write it."""

    code: str
    name: str
    short: str = ""


DEPARTMENTS = (
    Place("SNV", "Sở Nội vụ"),
    Place("STP", "Sở Tư pháp"),
    Place("STC", "Sở Tài chính"),
    Place("SKHDT", "Sở Kế hoạch và Đầu tư"),
    Place("SCT", "Sở Công Thương"),
    Place("SNNPTNT", "Sở Nông nghiệp và Phát triển nông thôn"),
    Place("SGTVT", "Sở Giao thông vận tải"),
    Place("SXD", "Sở Xây dựng"),
    Place("STNMT", "Sở Tài nguyên và Môi trường"),
    Place("STTTT", "Sở Thông tin và Truyền thông"),
    Place("SLDTBXH", "Sở Lao động - Thương binh và Xã hội"),
    Place("SVHTTDL", "Sở Văn hóa, Thể thao và Du lịch"),
    Place("SKHCN", "Sở Khoa học và Công nghệ"),
    Place("SGDDT", "Sở Giáo dục và Đào tạo"),
    Place("SYT", "Sở Y tế"),
    Place("SNGV", "Sở Ngoại vụ"),
    Place("TTR", "Thanh tra tỉnh"),
    Place("BDT", "Ban Dân tộc tỉnh"),
    Place("BQLKKT", "Ban Quản lý Khu kinh tế Trà Vinh"),
)

PARTY_BODIES = (
    Place("BDVTU", "Ban Dân vận Tỉnh ủy"),
    Place("BTCTU", "Ban Tổ chức Tỉnh ủy"),
    Place("BTGTU", "Ban Tuyên giáo Tỉnh ủy"),
    Place("BNCTU", "Ban Nội chính Tỉnh ủy"),
    Place("UBKTTU", "Ủy ban Kiểm tra Tỉnh ủy"),
    Place("VPTU", "Văn phòng Tỉnh ủy"),
)

FRONT_BODIES = (
    Place("MTTQ", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "UBMTTQVN tỉnh"),
    Place("LDLD", "Liên đoàn Lao động tỉnh"),
    Place("HND", "Hội Nông dân tỉnh"),
    Place("HLHPN", "Hội Liên hiệp Phụ nữ tỉnh"),
    Place("HCCB", "Hội Cựu chiến binh tỉnh"),
    Place("TD", "Tỉnh đoàn Trà Vinh", "Tỉnh đoàn"),
)

ARMED_FORCES = (
    Place("CAT", "Công an tỉnh"),
    Place("BCHQS", "Bộ Chỉ huy Quân sự tỉnh", "BCHQS tỉnh"),
    Place("BCHBDBP", "Bộ Chỉ huy Bộ đội Biên phòng tỉnh", "BCH Bộ đội BP tỉnh"),
)

PRESS = (
    Place("BTV", "Báo Trà Vinh"),
    Place("DPTTH", "Đài Phát thanh và Truyền hình tỉnh", "Đài PTTH tỉnh"),
)

ROOMS = (
    Place("THNV", "Phòng THNV", "THNV"),
    Place("NC", "Phòng NC", "NC"),
    Place("HC-QT", "Phòng HC-QT", "HC-QT"),
)
"""Rooms of the committee's office, by the letters in which the plan names them."""

DISTRICTS: dict[Place, dict[str, tuple[str, ...]]] = {
    Place("TPTV", "thành phố Trà Vinh"): {
        "phường": ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
        "xã": ("Long Đức",),
    },
    Place("TXDH", "thị xã Duyên Hải"): {
        "phường": ("1", "2"),
        "xã": ("Dân Thành", "Hiệp Thạnh", "Long Hữu", "Long Toàn", "Trường Long Hòa"),
    },
    Place("HCL", "huyện Càng Long"): {
        "thị trấn": ("Càng Long",),
        "xã": (
            "An Trường",
            "An Trường A",
            "Bình Phú",
            "Đại Phúc",
            "Đại Phước",
            "Đức Mỹ",
            "Huyền Hội",
            "Mỹ Cẩm",
            "Nhị Long",
            "Nhị Long Phú",
            "Phương Thạnh",
            "Tân An",
            "Tân Bình",
        ),
    },
    Place("HCK", "huyện Cầu Kè"): {
        "thị trấn": ("Cầu Kè",),
        "xã": (
            "An Phú Tân",
            "Châu Điền",
            "Hòa Ân",
            "Hòa Tân",
            "Ninh Thới",
            "Phong Phú",
            "Phong Thạnh",
            "Tam Ngãi",
            "Thạnh Phú",
            "Thông Hòa",
        ),
    },
    Place("HTC", "huyện Tiểu Cần"): {
        "thị trấn": ("Tiểu Cần", "Cầu Quan"),
        "xã": (
            "Hiếu Trung",
            "Hiếu Tử",
            "Hùng Hòa",
            "Long Thới",
            "Ngãi Hùng",
            "Phú Cần",
            "Tân Hòa",
            "Tân Hùng",
            "Tập Ngãi",
        ),
    },
    Place("HCT", "huyện Châu Thành"): {
        "thị trấn": ("Châu Thành",),
        "xã": (
            "Đa Lộc",
            "Hòa Lợi",
            "Hòa Minh",
            "Hòa Thuận",
            "Hưng Mỹ",
            "Long Hòa",
            "Lương Hòa",
            "Lương Hòa A",
            "Mỹ Chánh",
            "Nguyệt Hóa",
            "Phước Hảo",
            "Song Lộc",
            "Thanh Mỹ",
        ),
    },
    Place("HCN", "huyện Cầu Ngang"): {
        "thị trấn": ("Cầu Ngang", "Mỹ Long"),
        "xã": (
            "Hiệp Hòa",
            "Hiệp Mỹ Đông",
            "Hiệp Mỹ Tây",
            "Kim Hòa",
            "Long Sơn",
            "Mỹ Hòa",
            "Mỹ Long Bắc",
            "Mỹ Long Nam",
            "Nhị Trường",
            "Thạnh Hòa Sơn",
            "Thuận Hòa",
            "Trường Thọ",
            "Vinh Kim",
        ),
    },
    Place("HTCU", "huyện Trà Cú"): {
        "thị trấn": ("Trà Cú", "Định An"),
        "xã": (
            "An Quảng Hữu",
            "Đại An",
            "Định An",
            "Hàm Giang",
            "Hàm Tân",
            "Kim Sơn",
            "Long Hiệp",
            "Lưu Nghiệp Anh",
            "Ngãi Xuyên",
            "Ngọc Biên",
            "Phước Hưng",
            "Tân Hiệp",
            "Tân Sơn",
            "Tập Sơn",
            "Thanh Sơn",
        ),
    },
    Place("HDH", "huyện Duyên Hải"): {
        "thị trấn": ("Long Thành",),
        "xã": ("Đôn Châu", "Đôn Xuân", "Đông Hải", "Long Khánh", "Long Vĩnh", "Ngũ Lạc"),
    },
}
"""District-level units with their communes, by what a commune is called."""
