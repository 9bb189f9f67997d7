"""The marks that open a section, an item, a lettered point, a dash; and what looks like them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dvcq_workflow.documents.reading.letters import is_upper

_ROMAN = re.compile(
    r"(?P<no>[IVXL]{1,6})\s{0,2}(?:[.)/:]|[-–](?=\s))\s{0,3}(?P<rest>.*)", re.DOTALL
)
_PART = re.compile(
    r"(?P<no>(?:PHẦN|Phần|CHƯƠNG|Chương)\s(?:(?:THỨ|thứ)\s)?"
    r"(?:[IVX]{1,5}|\d{1,2}|NHẤT|HAI|BA|TƯ|NĂM|nhất|hai|ba|tư|năm))(?![\w])\s{0,2}[.:\-–]?\s{0,3}"
    r"(?P<rest>.*)",
    re.DOTALL,
)
_CAPITAL = re.compile(r"(?P<no>[A-HĐ])\s{0,2}[.)/]\s{0,3}(?P<rest>\S.*)", re.DOTALL)
_SUBITEM = re.compile(r"(?P<no>\d{1,2}(?:\.\d{1,2}){1,3})[.)]?\s{1,3}(?P<rest>\D.*)", re.DOTALL)
_ITEM = re.compile(
    r"(?P<no>\d{1,2})\s{0,2}(?:[.)]\s{0,3}(?![\d.)])|[/\-–]\s{1,3}(?=[^\W\d_]))(?P<rest>\S.*)",
    re.DOTALL,
)
_LETTER = re.compile(r"(?P<no>[a-zđ])\s{0,2}[.)]\s{0,3}(?P<rest>[^\s.].*)", re.DOTALL)
# Word's symbol fonts print bullets from the private area.
_DASH = re.compile(
    r"(?P<no>[-–—+*•●○▪■◦·►▶\uf02d\uf0b7\uf0a7\uf0d8\uf076\uf0fc])\s{0,3}(?P<rest>[^\s\-–—*+_=.].*)",
    re.DOTALL,
)

LETTERS = "abcdđefghijklmnopqrstuvwxyz"
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_WELL_FORMED = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})|L?X{0,3}(?:IX|IV|V?I{0,3})")

# Names that carry a dash with spaces: a line that starts with their second half is no bullet.
_FIRST_HALF = re.compile(
    r"(?:kinh tế|chính trị|văn h(?:óa|oá)|quốc phòng|an ninh|lao động|thương binh|độc lập|"
    r"tự do|tài chính|"
    r"khoa học|tư pháp|địa chính|văn phòng|thông tin|xanh|sạch|nông nghiệp|hành chính|công nghiệp|"
    r"thương mại|giáo dục|dân số|kế hoạch|nông thôn|tài nguyên|y tế|thể thao|du lịch|phát thanh|"
    r"tôn giáo|xã hội|kỹ thuật|mục đích|trật tự|quản lý|nội vụ|dân tộc|thanh tra|tổ chức)$",
    re.IGNORECASE,
)
_SECOND_HALF = re.compile(
    r"(?:xã hội|thương binh|an ninh|quốc phòng|tự do|hạnh phúc|kế hoạch|hạ tầng|thông tin|"
    r"thể thao|hộ tịch|"
    r"thống kê|du lịch|truyền hình|sạch|đẹp|yêu cầu|kỹ thuật|môi trường|công nghệ|nông thôn|"
    r"xây dựng|"
    r"văn h(?:óa|oá)|kinh tế|tổng hợp|quản trị|tôn giáo|trật tự|đối ngoại|dịch vụ|gia đình|đô thị|"
    r"trị sự|hành chính|nông nghiệp|tiểu thủ|thương mại|pháp chế)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Marker:
    """What a line opens. ``kind`` is part, roman, capital, item, subitem, letter or dash.

    ``no`` is as printed; ``value`` its place in the series; ``rest`` the text after it.
    """

    kind: str
    no: str
    value: int
    rest: str


def roman_value(numeral: str) -> int:
    """Return the value of a Roman numeral, 0 where it is none."""
    if not _WELL_FORMED.fullmatch(numeral):
        return 0
    values = [_VALUES[letter] for letter in numeral]
    later = [*values[1:], 0]
    return sum(v if v >= after else -v for v, after in zip(values, later, strict=True))


def marker_of(text: str) -> Marker | None:
    """Return what the line seems to open; whether it really does, its surroundings decide."""
    for reader in (_part, _roman, _capital, _subitem, _item, _letter, _dash):
        found = reader(text)
        if found:
            return found
    return None


def _part(text: str) -> Marker | None:
    found = _PART.match(text)
    if not found or (found["rest"] and not found["rest"][:1].isupper()):
        return None
    return Marker("part", found["no"], 0, found["rest"])


def _roman(text: str) -> Marker | None:
    found = _ROMAN.match(text)
    if not found or not (value := roman_value(found["no"])):
        return None
    if found["rest"] and not found["rest"].lstrip("“\"'(")[:1].isupper():
        return None
    return Marker("roman", found["no"], value, found["rest"])


def _capital(text: str) -> Marker | None:
    found = _CAPITAL.match(text)
    if not found or not is_upper(found["rest"]) or len(found["rest"]) < 6:
        return None
    return Marker("capital", found["no"], "ABCDĐEFGH".index(found["no"]) + 1, found["rest"])


def _subitem(text: str) -> Marker | None:
    found = _SUBITEM.match(text)
    if not found or not found["rest"].lstrip("“\"'(")[:1].isupper():
        return None
    return Marker("subitem", found["no"], int(found["no"].rsplit(".", 1)[1]), found["rest"])


def _item(text: str) -> Marker | None:
    found = _ITEM.match(text)
    if not found:
        return None
    return Marker("item", str(int(found["no"])), int(found["no"]), found["rest"])


def _letter(text: str) -> Marker | None:
    found = _LETTER.match(text)
    if not found:
        return None
    return Marker("letter", found["no"] + ")", LETTERS.index(found["no"]) + 1, found["rest"])


def _dash(text: str) -> Marker | None:
    found = _DASH.match(text)
    if not found:
        return None
    return Marker("dash", found["no"], 0, found["rest"])


def is_dashed_name(before: str, after: str) -> bool:
    """Say whether a dash between the two texts is that of a name like kinh tế - xã hội."""
    return bool(_FIRST_HALF.search(before[-24:].rstrip()) and _SECOND_HALF.match(after))
