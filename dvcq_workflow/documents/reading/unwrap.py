"""From lines to paragraphs: which line goes on with the one before, and which opens a new one.

A flat text may be wrapped at one width (by an editor), raggedly (by a web page), hardly (a few
stray breaks) or not at all. The breaks themselves tell which: a line that begins with a small
letter after one that ends in no full stop was surely broken by a wrap.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from dvcq_workflow.documents.reading.bodies import BODY_START, TOLD
from dvcq_workflow.documents.reading.letters import (
    ends_sentence,
    has_open_bracket,
    is_upper,
    starts_lower,
    starts_upper,
    takes_a_number,
)
from dvcq_workflow.documents.reading.markers import LETTERS, Marker, is_dashed_name, marker_of
from dvcq_workflow.documents.reading.passages import Line, Passage, joined
from dvcq_workflow.documents.reading.symbols import mend_symbols

BASIS_OPENER = re.compile(
    r"(?:Căn cứ|Thực hiện|Theo|Xét|Thi hành|Tiếp tục|Triển khai|Trên cơ sở)\s"
)
_JOINT = re.compile(
    r"\s(?:và|với|của|về|theo|các|những|cho|tại|từ|đến|do|bởi|trong|số|ngày|tháng|năm|khóa|cùng|để|như|hoặc|"
    r"là|có|giữa|thuộc|ở|trên)$"
)
_HALF_NAMES = {"Ban", "Ủy ban", "Uỷ ban", "Văn phòng", "Đoàn", "Hội", "Các ban", "Sở", "Phòng"}
CLOSING_OPENER = re.compile(
    r"(?:Định kỳ|Chế độ (?:thông tin,? )?báo cáo|Báo cáo |Trong quá trình|Trên đây|"
    r"Quá trình (?:tổ chức|triển khai|thực hiện)|Kế hoạch này|"
    r"Căn cứ Kế hoạch này|Nhận được Kế hoạch|Yêu cầu|Đề nghị (?:các|Thủ trưởng)|(?:Hàng|"
    r"Hằng) (?:quý|năm|"
    r"tháng)|Trường hợp|Nếu có|Giao )"
)
_SHORT_HEADING = re.compile(
    r"(?:Mục (?:đích|tiêu)(?:, yêu cầu| chung| cụ thể)?|Yêu cầu(?: chung)?|Chỉ tiêu|"
    r"Kinh phí(?: thực hiện)?|"
    r"Thời gian(?: thực hiện)?|Chế độ (?:thông tin,? )?báo cáo)"
)


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a text is wrapped: none, sparse, ragged or regular; ``width`` in characters."""

    mode: str
    width: int

    def fits(self, before: Line, word: str) -> bool:
        """Say whether the word would still have stood on the line before, had it gone on."""
        return len(before.raw.rstrip()) + 1 + len(word) <= self.width


def measure(lines: Sequence[Line], *, is_flat: bool) -> Wrapping:
    """Find out how the text is wrapped from the breaks that are surely wraps."""
    if not is_flat:
        return Wrapping("none", 0)
    broken = [(a, b) for a, b in pairwise(lines) if _is_broken(a, b)]
    if not broken:
        return Wrapping("none", 1)
    widths = sorted(len(a.raw.rstrip()) for a, _ in broken)
    regular = Wrapping("regular", widths[-1])
    misfits = sum(regular.fits(a, b.text.split(" ", 1)[0]) for a, b in broken)
    longer = sum(len(line.raw.rstrip()) > widths[-1] + 12 for line in lines)
    if misfits * 20 <= len(broken) and longer * 10 <= len(lines):
        return regular
    mode = "sparse" if len(broken) * 12 < len(lines) or longer * 10 > len(lines) else "ragged"
    return Wrapping(mode, widths[len(widths) * 3 // 4])


def _is_broken(before: Line, line: Line) -> bool:
    """Say whether the break between two lines is surely a wrap's: no sentence ends or begins so."""
    if marker_of(line.text) or line.after_gap or ends_sentence(before.text):
        return False
    return starts_lower(line.text) or _goes_on_surely(before, line)


def _goes_on_surely(before: Line, line: Line) -> bool:
    if BASIS_OPENER.match(line.text) or is_upper(before.text):
        return False
    return before.text.endswith(",") or bool(_JOINT.search(before.text))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with what it opens (None for plain text); its passage is without the marker.

    ``gap``: its number does not follow the one before. ``mended``: (line, printed → symbol).
    """

    marker: Marker | None
    passage: Passage
    gap: bool = False
    mended: tuple[tuple[int, str], ...] = ()

    @property
    def kind(self) -> str:
        """The marker's kind, or ``plain``."""
        return self.marker.kind if self.marker else "plain"


@dataclass(slots=True)
class _Open:
    """The paragraph being put together, and the numbers that came before it."""

    marker: Marker | None = None
    lines: list[Line] = field(default_factory=list)
    roman: int = 0
    capital: int = 0
    item: int = 0
    last_item: int = 0
    letter: int = 0
    in_preamble: bool = True
    gap: bool = False

    @property
    def recent(self) -> str:
        """The last lines: enough to see an open bracket, and never the whole of a long text."""
        return " ".join(line.text for line in self.lines[-4:])

    @property
    def title(self) -> str:
        """The text without its marker while it is short enough for a title, else empty."""
        if len(self.lines) > 12:
            return ""
        text = " ".join(line.text for line in self.lines)
        if self.marker:
            text = text[len(self.lines[0].text) - len(self.marker.rest) :]
        return text.strip(" .:;")


class Unwrapper:
    """Reads lines one after the other and gives back the paragraphs they make."""

    def __init__(self, wrapping: Wrapping, tail_from: int) -> None:
        """``tail_from``: number of the line after which no marked line follows any more."""
        self._wrapping = wrapping
        self._tail_from = tail_from
        self._open = _Open()
        self._done: list[Paragraph] = []

    def read(self, lines: Sequence[Line]) -> list[Paragraph]:
        """Return the paragraphs of the lines, in order."""
        for line in lines:
            marker = marker_of(line.text)
            if marker and self._opens(marker, line):
                self._start(line, marker)
            elif self._open.lines and self._goes_on(line):
                self._open.lines.append(line)
            else:
                self._start(line, None)
        self._close()
        return self._done

    def _close(self) -> None:
        state = self._open
        if not state.lines:
            return
        passage = joined([(line.no, line.text) for line in state.lines])
        if state.marker:
            rest = state.marker.rest
            passage = passage.after(len(state.lines[0].text) - len(rest))
        passage, mended = mend_symbols(passage)
        self._done.append(Paragraph(state.marker, passage, state.gap, tuple(mended)))
        state.lines = []

    def _start(self, line: Line, marker: Marker | None) -> None:
        self._close()
        state = self._open
        state.marker, state.lines, state.gap = marker, [line], False
        if marker is None:
            return
        if marker.kind in {"part", "capital"}:
            state.capital = marker.value
            state.roman = state.item = state.letter = 0
            state.in_preamble = False
        elif marker.kind == "roman":
            state.gap = marker.value != state.roman + 1
            state.roman, state.item, state.letter = marker.value, 0, 0
            state.in_preamble = False
        elif marker.kind == "item":
            state.gap = marker.value not in {state.item + 1, state.last_item + 1}
            state.item = state.last_item = marker.value
            state.in_preamble = False
            state.letter = 0
        elif marker.kind == "subitem":
            state.letter = 0
        elif marker.kind == "letter":
            state.letter = marker.value

    # -- does a marked line open something, or does the sentence go on with a number or a dash?

    def _opens(self, marker: Marker, line: Line) -> bool:
        state = self._open
        if not state.lines:
            return self._in_series(marker, strict=False)
        before = state.lines[-1]
        if marker.kind == "dash":
            return self._dash_opens(marker, before, line)
        ended = ends_sentence(before.text) or line.after_gap
        if not ended and self._wrapping.mode != "none" and takes_a_number(before.text):
            return False
        if has_open_bracket(state.recent) and not line.after_gap and not ended:
            return False
        free = ended or self._is_free(before, line)
        return self._in_series(marker, strict=not free)

    def _is_free(self, before: Line, line: Line) -> bool:
        """Say whether the break before the line cannot come from wrapping."""
        if self._wrapping.mode in {"none", "sparse"}:
            return True
        if self._wrapping.mode == "regular":
            return self._wrapping.fits(before, line.text.split(" ", 1)[0])
        return is_upper(before.text) and len(before.text) > 3

    def _in_series(self, marker: Marker, *, strict: bool) -> bool:
        """Say whether the number may come here; ``strict`` allows the very next number only."""
        state = self._open
        capital = starts_upper(marker.rest)
        if marker.kind == "part":
            return not strict or is_upper(marker.no)
        if marker.kind == "roman":
            if marker.value == state.roman + 1:
                return True
            return not strict and is_upper(marker.rest) and marker.value > state.roman - 1
        if marker.kind == "capital":
            return marker.value == state.capital + 1
        if marker.kind == "item":
            if marker.value in {state.item + 1, state.last_item + 1}:
                return capital or not strict
            return not strict and capital and (marker.value == 1 or marker.value <= state.item + 3)
        if marker.kind == "letter":
            return self._letter_in_series(marker, strict=strict)
        return not strict or capital

    def _letter_in_series(self, marker: Marker, *, strict: bool) -> bool:
        value = marker.value
        if value == LETTERS.index("a") + 1:
            return True
        # The Vietnamese alphabet has no f, j, w, z, and many writers leave đ out.
        return 0 < value - self._open.letter <= (2 if strict else 3) and self._open.letter > 0

    def _dash_opens(self, marker: Marker, before: Line, line: Line) -> bool:
        mode = self._wrapping.mode
        if mode == "none" or line.after_gap:
            return True
        glued = line.text[1:2] != " "
        if glued and not starts_upper(marker.rest):
            return mode == "sparse" and ends_sentence(before.text)
        if mode == "regular" and self._wrapping.fits(before, "-"):
            return True
        if ends_sentence(before.text):
            return True
        if not starts_upper(marker.rest) or takes_a_number(before.text):
            return False
        if mode == "regular" and self._open.marker and self._open.marker.kind == "dash":
            return False
        return not is_dashed_name(before.text, marker.rest)

    # -- does an unmarked line go on with the paragraph before?

    def _goes_on(self, line: Line) -> bool:
        mode = self._wrapping.mode
        state = self._open
        before = state.lines[-1]
        if self._is_heading():
            return self._heading_goes_on(line)
        if mode == "none":
            return bool(self._wrapping.width) and self._is_unfinished_preamble(before, line)
        if line.after_gap and (ends_sentence(before.text) or not starts_lower(line.text)):
            return False
        if self._opens_a_basis(before, line) or self._opens_the_close(before, line):
            return False
        ended = ends_sentence(before.text)
        clear = not ended and (starts_lower(line.text) or _goes_on_surely(before, line))
        if mode == "sparse" or clear:
            return clear
        if _SHORT_HEADING.fullmatch(state.title) and starts_upper(line.text):
            return False
        if self._is_told(line):
            return False
        if mode == "regular":
            return self._regular_goes_on(before, line)
        return self._ragged_goes_on(before, line)

    def _is_told(self, line: Line) -> bool:
        """Say whether the line says what the body named in the item's title has to do."""
        marker = self._open.marker
        title = self._open.title
        if marker is None or marker.kind == "dash" or title in _HALF_NAMES:
            return False
        return bool(BODY_START.match(title) and TOLD.match(line.text)) and len(title) < 120

    def _regular_goes_on(self, before: Line, line: Line) -> bool:
        if not self._wrapping.fits(before, line.text.split(" ", 1)[0]):
            return True
        # People who wrap by hand leave a word's room; a title ends far from the margin.
        marker = self._open.marker
        is_title = marker is not None and marker.kind in {"item", "subitem"}
        room = self._wrapping.width - len(before.raw.rstrip())
        return not ends_sentence(before.text) and not is_title and room * 4 <= self._wrapping.width

    def _is_unfinished_preamble(self, before: Line, line: Line) -> bool:
        """A basis ends in a mark of its own: one that does not, a wrap has cut in two."""
        if not self._open.in_preamble or line.after_gap or ends_sentence(before.text):
            return False
        return not BASIS_OPENER.match(line.text) and not is_upper(line.text)

    def _ragged_goes_on(self, before: Line, line: Line) -> bool:
        if not starts_upper(line.text) or before.text[-1:] not in {".", ":"}:
            return True
        return not self._wrapping.fits(before, line.text.split(" ", 1)[0])

    def _is_heading(self) -> bool:
        marker = self._open.marker
        return bool(marker and marker.kind in {"part", "roman", "capital"})

    def _heading_goes_on(self, line: Line) -> bool:
        """A heading in capitals goes on in capitals; another one as a wrapped sentence does."""
        state = self._open
        before = state.lines[-1]
        title = state.title
        if self._wrapping.mode == "none" and not self._wrapping.width:
            return not title and is_upper(line.text)
        if not title or is_upper(title):
            return is_upper(line.text) and not before.text.endswith((".", ":", ";"))
        if ends_sentence(before.text) or line.after_gap:
            return False
        if self._wrapping.mode == "regular":
            return not self._wrapping.fits(before, line.text.split(" ", 1)[0])
        return starts_lower(line.text)

    def _opens_a_basis(self, before: Line, line: Line) -> bool:
        if not self._open.in_preamble or not ends_sentence(before.text):
            return False
        return bool(BASIS_OPENER.match(line.text)) or (
            before.text.endswith((".", ";"))
            and line.text.startswith(("Ủy ban nhân dân", "UBND"))
            and " ban hành " in line.text
        )

    def _opens_the_close(self, before: Line, line: Line) -> bool:
        return (
            line.no > self._tail_from
            and ends_sentence(before.text)
            and bool(CLOSING_OPENER.match(line.text))
        )


def unwrap(lines: Sequence[Line], *, is_flat: bool) -> list[Paragraph]:
    """Return the paragraphs of a body's lines."""
    marked = [line.no for line in lines if marker_of(line.text)]
    wrapping = measure(lines, is_flat=is_flat)
    return Unwrapper(wrapping, marked[-1] if marked else 0).read(lines)
