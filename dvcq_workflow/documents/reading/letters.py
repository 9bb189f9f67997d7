"""Vietnamese letters: one form for every way of writing the same text."""

from __future__ import annotations

import re
import unicodedata

# Spaces of every width become one space; marks that have no width vanish.
_SPACES = dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_NOTHING: dict[int, str] = dict.fromkeys(
    [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF], ""
)
# Old fonts and keyboards print Eth for Đ, and hyphens that only look like hyphens.
_LOOKALIKES = {0xD0: "Đ", 0xF0: "đ", 0x2010: "-", 0x2011: "-", 0x2212: "-", 0x2043: "-"}
_CLEAN = str.maketrans(_SPACES | _NOTHING | _LOOKALIKES)

# Two schools write the tone on different vowels (uỷ / ủy, hoà / hòa): same length, one form.
_TONES = {
    a: b
    for old, new in (
        ("oà", "òa"), ("oá", "óa"), ("oả", "ỏa"), ("oã", "õa"), ("oạ", "ọa"),
        ("oè", "òe"), ("oé", "óe"), ("oẻ", "ỏe"), ("oẽ", "õe"), ("oẹ", "ọe"),
        ("uỳ", "ùy"), ("uý", "úy"), ("uỷ", "ủy"), ("uỹ", "ũy"), ("uỵ", "ụy"),
    )
    for a, b in ((old, new), (old.title(), new.title()), (old.upper(), new.upper()))
}  # fmt: skip
# "quý", "quỳ" keep their tone: there u belongs to the consonant.
_TONE_PAIR = re.compile(r"(?<![qQ])(?:" + "|".join(_TONES) + r")(?!\w)")

_LOWER = "a-zà-öø-ÿăđĩũơưạ-ỹ"
NUMERAL_WORDS = re.compile(
    r"(?:^|[\s(])(?:khóa|số|tháng|ngày|năm|quý|lần|thứ|điều|khoản|điểm|mục|phần|chương|loại|cấp|"
    r"đợt|mức|hạng|nhóm|vùng|khu vực|bậc|trang|đến|từ|và|hoặc|lớp|tập|bảng|biểu|mẫu|tổ|phường|quận|"
    r"quyển|kỳ|nghị quyết|chỉ thị|kết luận)$",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """Return the text in NFC with plain spaces, without invisible characters. Tabs stay."""
    return unicodedata.normalize("NFC", text).translate(_CLEAN)


def single_spaced(text: str) -> str:
    """Return the text with every run of white space as one space, and none at the ends."""
    return " ".join(text.split())


def toned(text: str) -> str:
    """Return the text of the same length with tone marks in one school's places, for matching."""
    return _TONE_PAIR.sub(lambda found: _TONES[found.group()], text)


def fold(text: str) -> str:
    """Return the text in lower case without marks (đ as d), for comparing labels of columns."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return single_spaced("".join(c for c in plain if not unicodedata.combining(c)))


def is_upper(text: str) -> bool:
    """Say whether the text is in capitals: it has letters, and hardly a small one among them."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(c.islower() for c in letters) * 12 <= len(letters)


def starts_lower(text: str) -> bool:
    """Say whether the first character that is not a quote or bracket is a small letter."""
    return text.lstrip("\"'“”‘’(«")[:1].islower()


def starts_upper(text: str) -> bool:
    """Say whether the first character that is not a quote or bracket is a capital letter."""
    return text.lstrip("\"'“”‘’(«")[:1].isupper()


def ends_sentence(text: str) -> bool:
    """Say whether the text ends as a statement does: ``.``, ``;``, ``:``, ``…``, ``!``, ``?``."""
    return text.rstrip("\"'”’)» ")[-1:] in {".", ";", ":", "…", "!", "?"}


def takes_a_number(text: str) -> bool:
    """Say whether the text ends in a word after which a number belongs to the sentence."""
    return bool(NUMERAL_WORDS.search(toned(text[-24:])))


def has_open_bracket(text: str) -> bool:
    """Say whether a bracket is opened in the text and not closed."""
    return text.count("(") > text.count(")")
