"""Where the head, the body, the tail and the appendix of a document lie among its lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dvcq_workflow.documents.reading.appendices import find_appendix
from dvcq_workflow.documents.reading.letters import is_upper, single_spaced, toned
from dvcq_workflow.documents.reading.noise import is_rule
from dvcq_workflow.documents.reading.passages import Line

_KIND_NAMES = (
    r"(?:KẾ HOẠCH(?: LIÊN TỊCH| PHỐI HỢP| HÀNH ĐỘNG| CÔNG TÁC)?|PHƯƠNG ÁN|ĐỀ ÁN|"
    r"CHƯƠNG TRÌNH(?: HÀNH ĐỘNG| CÔNG TÁC| PHỐI HỢP)?)"
)
_KIND_ALONE = re.compile(_KIND_NAMES)
_KIND_FIRST = re.compile(r"(?P<kind>KẾ HOẠCH)\s{1,3}(?P<title>\S.{8,})")
_HEAD_SIGN = re.compile(r"CHỦ NGHĨA VIỆT NAM|Độc lập|ĐỘC LẬP|Số\s?:|SỐ\s?:")
RECIPIENTS = re.compile(r"N[ơƠ][iI] n[hH][ậẬ][nN]\s?:?|NƠI NHẬN\s?:?")
PREFIX = re.compile(
    r"(?:TM|KT|TL|TUQ|Q)\s?\.\s?(?=[A-ZĐÀ-Ỹ])|(?:T/M|K/T|T/L)\s?\.?\s?(?=[A-ZĐÀ-Ỹ])"
    r"|(?:KÝ THAY|THAY MẶT|THỪA LỆNH|THỪA ỦY QUYỀN)\s"
)
POSITION = re.compile(
    r"(?:(?:Q\.|QUYỀN)\s?)?(?:PHÓ\s)?(?:(?:TỔNG\s)?GIÁM ĐỐC|CHỦ TỊCH|CHÁNH (?:VĂN PHÒNG|THANH TRA)|"
    r"TRƯỞNG (?:BAN|PHÒNG|ĐOÀN|CÔNG AN)|BÍ THƯ|CỤC TRƯỞNG|CHI CỤC TRƯỞNG|BỘ TRƯỞNG|THỨ TRƯỞNG|"
    r"VIỆN TRƯỞNG|"
    r"HIỆU TRƯỞNG|CHỈ HUY TRƯỞNG|TỔNG BIÊN TẬP|ỦY VIÊN|THỦ TRƯỞNG|CHỦ NHIỆM|ĐỘI TRƯỞNG|"
    r"TRẠM TRƯỞNG)\b.*"
)
_SIGNS = re.compile(f"{PREFIX.pattern}|{POSITION.pattern}")
_COLUMN_GAP = re.compile(r"\t+| {3,}|\s*\|\s*")


@dataclass(frozen=True, slots=True)
class Zones:
    """The parts of a document; ``kind`` is the line that names its type, ``kind_text`` the name."""

    head: tuple[Line, ...]
    kind: Line | None
    kind_text: str | None
    body: tuple[Line, ...]
    tail: tuple[Line, ...]
    appendix: tuple[Line, ...]


def pieces_of(raw: str) -> list[str]:
    """Return the pieces of a line that stand in columns side by side (one piece where none do)."""
    return [piece for part in _COLUMN_GAP.split(raw) if (piece := single_spaced(part))]


def find_zones(lines: Sequence[Line]) -> Zones:
    """Cut the lines (without furniture) into the zones of a document."""
    at, kind_text = _find_kind(lines)
    if at is None:
        return Zones(tuple(lines), None, None, (), (), ())
    kind = lines[at]
    after = list(lines[at + 1 :])
    if kind_text and len(single_spaced(kind.text)) > len(kind_text):
        rest = kind.text[len(kind_text) :].strip()
        after.insert(0, Line(kind.no, rest, rest))
    tail_at = _find_tail(after)
    appendix_at = find_appendix(after, tail_at, _SIGNS)
    body_end = min(tail_at, appendix_at)
    return Zones(
        tuple(lines[:at]),
        kind,
        kind_text,
        tuple(after[:body_end]),
        tuple(after[tail_at:appendix_at]) if tail_at < appendix_at else (),
        tuple(after[appendix_at:]),
    )


def _find_kind(lines: Sequence[Line]) -> tuple[int | None, str | None]:
    """Find the line KẾ HOẠCH: below the head if there is one, in capitals where possible."""
    candidates: list[tuple[int, int, str]] = []
    seen_head = False
    for at, line in enumerate(lines):
        text = toned(line.text.rstrip(" .:"))
        seen_head = seen_head or bool(_HEAD_SIGN.search(line.text))
        if text.replace(" ", "") == "KẾHOẠCH":
            candidates.append((0 if seen_head else 1, at, line.text.rstrip(" .:")))
        elif _KIND_ALONE.fullmatch(text):
            candidates.append((0 if seen_head else 1, at, text))
        elif (found := _KIND_FIRST.fullmatch(text)) and is_upper(text):
            candidates.append((2 if seen_head else 4, at, found["kind"]))
        elif seen_head and text == "Kế hoạch":
            candidates.append((3, at, text))
        if candidates and candidates[-1][0] == 0:
            break
    if not candidates:
        return None, None
    _, at, text = min(candidates)
    return at, "KẾ HOẠCH" if text.replace(" ", "") == "KẾHOẠCH" else text


def is_signature_start(text: str) -> bool:
    """Say whether a piece opens a signature block: TM., KT., … or a position in capitals."""
    text = toned(text)
    if not is_upper(text) and not PREFIX.match(text):
        return False
    return bool(PREFIX.match(text) or POSITION.fullmatch(text))


def _find_tail(lines: Sequence[Line]) -> int:
    """Return where recipients and signature begin, or the number of lines where they do not."""
    for at, line in enumerate(lines):
        # A real table of data may name whoever it likes.
        pieces = pieces_of(line.raw) if line.cells is None else []
        if any(RECIPIENTS.match(piece) for piece in pieces[:2]):
            return _signature_above(lines, at)
    for at in range(len(lines) - 1, -1, -1):
        if lines[at].cells is None and PREFIX.match(lines[at].text) and is_upper(lines[at].text):
            return _signature_above(lines, at)
    for at in range(len(lines) - 1, max(-1, len(lines) - 40), -1):
        if lines[at].cells is None and is_signature_start(lines[at].text):
            return at
    return len(lines)


def _signature_above(lines: Sequence[Line], at: int) -> int:
    """Step back over a signature block that stands before the recipients."""
    start = at
    for back in range(at - 1, max(-1, at - 14), -1):
        pieces = pieces_of(lines[back].raw) if lines[back].cells is None else []
        if any(is_signature_start(piece) for piece in pieces):
            start = back
    return start


def without_rules(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that are not only drawn."""
    return [line for line in lines if not is_rule(line.text)]
