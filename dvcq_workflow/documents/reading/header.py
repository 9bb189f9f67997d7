"""The head of the document: bodies, number, place and date, in whatever order they are printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from dvcq_workflow.documents.reading.layout import pieces_of
from dvcq_workflow.documents.reading.letters import is_upper, single_spaced, toned
from dvcq_workflow.documents.reading.noise import is_rule
from dvcq_workflow.documents.reading.passages import Line, Passage, joined
from dvcq_workflow.documents.reading.result import Span
from dvcq_workflow.documents.reading.symbols import mended

_NATION = ["CỘNG", "HÒA", "XÃ", "HỘI", "CHỦ", "NGHĨA", "VIỆT", "NAM"]
_MOTTO = ["ĐỘC", "LẬP", "TỰ", "DO", "HẠNH", "PHÚC"]
_CUTS = re.compile(
    r"(CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM|[ĐÐ](?:ộc|ỘC) l?L?(?:ập|ẬP)\s?[-–]\s?T(?:ự|"
    r"Ự) (?:do|DO)"
    r"\s?[-–]\s?H(?:ạnh|ẠNH) (?:phúc|PHÚC)|Số\s?:)"
)
_NUMBER = re.compile(
    r"(?:Số|SỐ)\s?[:.]?\s?(?P<number>\d{1,5}[a-z]?)?(?:\s?/\s?(?P<year>(?:19|20)\d{2})(?=\s?/))?"
    r"[\s.…]{0,12}(?P<sep>[-–/])\s{0,3}(?P<symbol>[A-ZĐÂĂÊÔƠƯ][\wĐđ]{0,15}"
    r"(?:\s?[-–/]\s?[A-ZĐ][\wĐđ]{0,15}){0,4}(?:(?<=BCSĐ)\sUBND)?)"
)
_PLACE_DATE = re.compile(
    r"(?P<place>[^\W\d_][^,\d:]{1,60}?)\s?,\s?ngày[\s.…]{0,12}(?P<d>\d{1,2})?(?:[\s.…]{0,12}tháng|\s?[/.-])"
    r"[\s.…]{0,12}(?P<m>\d{1,2})?(?:[\s.…]{0,12}năm|\s?[/.-])[\s.…]{0,6}(?P<y>\d{4})?"
)
# ``Số:`` and ``…, ngày 06 tháng`` stand apart from what follows where columns leave room to write.
_INCOMPLETE = re.compile(r"^(?:Số|SỐ)\s?:$|,\s?ngày$|tháng$|,\s?ngày\s\d{1,2}$|tháng\s\d{1,2}$")
_COMPLETES = re.compile(r"[\d/.…]|tháng|năm|-\s?KH")
_PARTY = re.compile(r"ĐẢNG CỘNG SẢN VIỆT NAM")
_BODY_START = re.compile(
    r"(?:ỦY BAN|UBND|UBMTTQ|HĐND|HỘI|SỞ|BAN|VĂN PHÒNG|PHÒNG|CHI CỤC|CỤC|TỔNG CỤC|BỘ|TỈNH ỦY|"
    r"THÀNH ỦY|HUYỆN ỦY|"
    r"THỊ ỦY|ĐẢNG ỦY|ĐẢNG BỘ|TRUNG TÂM|TRƯỜNG|ĐÀI|BÁO|CÔNG AN|THANH TRA|LIÊN ĐOÀN|TỈNH ĐOÀN|"
    r"BẢO HIỂM|"
    r"MẶT TRẬN|TỔ CÔNG TÁC|VIỆN|ĐOÀN|NGÂN HÀNG|KHO BẠC|BCĐ|TÒA ÁN|CHÍNH PHỦ|ĐẠI HỌC|"
    r"BỆNH VIỆN)(?!\w)"
)


@dataclass(slots=True)
class Head:
    """What the head says; ``own`` is number and symbol in one, as other documents would cite it."""

    agency: str | None = None
    parent_agency: str | None = None
    number: int | None = None
    symbol: str | None = None
    own: str | None = None
    place: str | None = None
    date: date | None = None
    was_broken: bool = False
    has_nation: bool = False
    spans: dict[str, Span] = field(default_factory=dict)


def read_head(lines: Sequence[Line]) -> Head:
    """Read the lines above the line KẾ HOẠCH."""
    head = Head()
    bodies: list[tuple[int, str]] = []
    pending: list[tuple[int, str]] = []
    nation = motto = 0
    for no, piece in _fragments(lines):
        words = [w for w in toned(piece).upper().split() if w not in {"-", "–", "—"}]
        if words and words == _NATION[nation : nation + len(words)]:
            nation += len(words)
        elif words and words == _MOTTO[motto : motto + len(words)]:
            motto += len(words)
        elif _PARTY.fullmatch(piece):
            head.has_nation = True
        elif _take_number(head, no, piece):
            pending = []
        elif pending or re.search(r",\s?ngày(?!\w)", piece):
            pending = _take_place(head, [*pending, (no, piece)])
        elif is_upper(piece) or (bodies and bodies[-1][0] >= no - 1 and _starts_body(piece)):
            bodies.append((no, piece))
        elif head.number is None and not head.symbol and not nation:
            bodies = []
    head.has_nation = head.has_nation or nation >= 4
    _take_bodies(head, bodies)
    return head


def _fragments(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    """Give the pieces of the lines: columns apart, fixed phrases apart, ``Số:`` with its number."""
    held = ""
    held_no = 0
    for line in lines:
        for piece in pieces_of(line.raw):
            for part in _CUTS.split(piece):
                text = single_spaced(part)
                if not text or is_rule(text):
                    continue
                if held and _COMPLETES.match(text):
                    text, held = f"{held} {text}", ""
                elif held:
                    yield held_no, held
                    held = ""
                if _INCOMPLETE.search(text):
                    held, held_no = text, line.no
                    continue
                yield line.no, text
    if held:
        yield held_no, held


def _take_number(head: Head, no: int, piece: str) -> bool:
    found = _NUMBER.match(piece)
    if not found or head.symbol:
        return False
    head.symbol = mended(found["symbol"])
    head.spans["number"] = (no, no)
    head.was_broken = bool(
        re.search(r"\d\s+[-/–]|\w\s?[-–/]\s\w|\w\s[-–/]\s?\w", found.group()[3:])
    )
    if found["number"]:
        head.number = int(re.sub(r"\D", "", found["number"]))
        year = f"/{found['year']}" if found["year"] else ""
        head.own = f"{found['number']}{year}{found['sep'].replace('–', '-')}{head.symbol}"
    rest = piece[found.end() :].strip()
    if rest:
        _take_place(head, [(no, rest)])
    return True


def _take_place(head: Head, pieces: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Read place and date from pieces that may be one line broken in two; return what is unread."""
    passage: Passage = joined(pieces)
    found = _PLACE_DATE.search(passage.text)
    if not found or not found["y"]:
        return pieces if len(pieces) < 4 and not found else []
    head.place = found["place"].strip()
    head.spans["place"] = head.spans["date"] = passage.span(found.start(), found.end())
    if found["d"] and found["m"]:
        try:
            head.date = date(int(found["y"]), int(found["m"]), int(found["d"]))
        except ValueError:
            head.date = None
    return []


def _starts_body(piece: str) -> bool:
    return bool(_BODY_START.match(toned(piece.upper())))


def _take_bodies(head: Head, pieces: list[tuple[int, str]]) -> None:
    """Put the left column together: the last body issues, the one above it is its parent."""
    bodies: list[list[tuple[int, str]]] = []
    for no, piece in pieces:
        starts = _starts_body(piece)
        if starts and bodies and bodies[-1][-1][1].endswith((" VÀ", ",", " CỦA", "-")):
            starts = False
        if starts:
            bodies.append([(no, piece)])
        elif bodies and (no - bodies[-1][-1][0] <= 4):
            bodies[-1].append((no, piece))
    names = [joined(body) for body in bodies]
    if names:
        head.agency = names[-1].text
        head.spans["agency"] = names[-1].lines
    if len(names) > 1:
        head.parent_agency = names[-2].text
        head.spans["parent_agency"] = names[-2].lines
