"""How long a bold line is on paper, without opening a font: for rules and balanced titles.

Advance widths in thousandths of the size, of the bold face with Times metrics; marks on a letter
do not widen it, but for the horn of ơ and ư.
"""

from __future__ import annotations

import unicodedata

_MM_PER_PT = 25.4 / 72
_GROUPS = {
    220: "|",
    250: " ,.",
    278: "'/\\ijl",
    333: "!()-:;[]`ft‘’",
    389: "Is",
    394: "{}",
    444: "cerz",
    500: "#$*0123456789?J_agovxy“”–",
    520: "~",
    556: "Sbdhknpquđ",
    570: "+<=>",
    581: "^",
    611: "FP",
    667: "BELTZ",
    722: "ACDNRUVXYwĐ",
    778: "GHKOQ",
    833: "&m",
    930: "@",
    944: "M",
    1000: "%W—…",
}
_WIDTHS = {letter: width for width, letters in _GROUPS.items() for letter in letters} | {'"': 555}
_HORNS = {"o": 554, "O": 778, "u": 600, "U": 796}
_HORN = "\u031b"
# A letter of no known width: as wide as a wide capital, so that a line is never thought too short.
_UNKNOWN = 778


def bold_width_mm(text: str, size_pt: float) -> float:
    """Return the length of ``text`` set on one line in bold."""
    total = 0
    last = ""
    for letter in unicodedata.normalize("NFD", text):
        if letter == _HORN and last in _HORNS:
            total += _HORNS[last] - _WIDTHS[last]
        elif not unicodedata.combining(letter):
            total += _WIDTHS.get(letter, _UNKNOWN)
            last = letter
    return total * size_pt * _MM_PER_PT / 1000


def balanced_width_mm(text: str, size_pt: float, limit_mm: float) -> float:
    """Return the narrowest width in which ``text`` needs no more lines than in ``limit_mm``.

    Set in it, a title has lines of about one length, and no lone word at its end.
    """
    words = [bold_width_mm(word, size_pt) for word in text.split()]
    space = bold_width_mm(" ", size_pt)
    whole = sum(words) + space * max(len(words) - 1, 0)
    if whole <= limit_mm:
        return whole
    lines = _line_count(words, space, limit_mm)
    narrow, wide = limit_mm / 4, limit_mm
    while wide - narrow > 0.5:
        middle = (narrow + wide) / 2
        if _line_count(words, space, middle) <= lines:
            wide = middle
        else:
            narrow = middle
    return wide


def _line_count(words: list[float], space: float, limit_mm: float) -> int:
    lines, used = 1, 0.0
    for width in words:
        if used and used + space + width > limit_mm:
            lines, used = lines + 1, width
        else:
            used += width + (space if used else 0)
    return lines
