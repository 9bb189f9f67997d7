"""The title below the line KẾ HOẠCH, where it ends, and the year or years that it says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dvcq_workflow.documents.reading.dates import FULL_DATE
from dvcq_workflow.documents.reading.letters import ends_sentence, is_upper, starts_lower
from dvcq_workflow.documents.reading.markers import marker_of
from dvcq_workflow.documents.reading.noise import is_rule
from dvcq_workflow.documents.reading.passages import Line, Passage, joined
from dvcq_workflow.documents.reading.symbols import SYMBOL
from dvcq_workflow.documents.reading.unwrap import Wrapping

_PREAMBLE = re.compile(
    r"(?:Căn cứ|Thực hiện|Theo|Xét|Thi hành|Tiếp tục|Triển khai|Trên cơ sở|Nhằm|Để|Năm|Trong năm|"
    r"Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Sở|Ban)\s"
)
_YEAR_END = re.compile(r"(?:19|20)\d{2}[)”\".]?$")
_YEARS = re.compile(
    r"(?:giai đoạn|nhiệm kỳ|các năm|từ năm|năm|"
    r"thời kỳ)?\s{0,2}\(?(?<!\d)(?P<from>20\d{2})\s?(?:-|–|đến(?: năm)?|tới)\s?"
    r"(?:năm\s)?(?P<to>20\d{2})(?!\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"năm\s{1,2}(?P<year>20\d{2})(?!\d)", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"][^”\"]{0,400}[”\"]")


def cut_title(lines: Sequence[Line], wrapping: Wrapping) -> tuple[Passage | None, list[Line]]:
    """Return the title and the lines that follow it; ``wrapping`` is that of the whole body."""
    taken: list[Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if is_rule(line.text):
            if taken:
                break
            at += 1
            continue
        if taken and not _continues(taken, line, wrapping):
            break
        if (
            not taken
            and (marker := marker_of(line.text))
            and marker.kind in {"roman", "item", "part"}
        ):
            break
        taken.append(line)
        at += 1
    rest = [line for line in lines[at:] if not is_rule(line.text)]
    if not taken:
        return None, rest
    return joined([(line.no, line.text) for line in taken]), rest


def _continues(taken: list[Line], line: Line, wrapping: Wrapping) -> bool:
    """Say whether the line still belongs to the title that the lines before it began."""
    before = taken[-1]
    marker = marker_of(line.text)
    if marker and marker.kind not in {"dash"}:
        return False
    if line.text.startswith("("):
        return False
    if len(taken) >= 12 or ends_sentence(before.text):
        return False
    if is_upper(taken[0].text) and len(taken[0].text) > 12:
        return is_upper(line.text) or line.text.isdigit()
    if line.after_gap and not starts_lower(line.text):
        return False
    if marker or starts_lower(line.text) or line.text[:1].isdigit():
        return True
    if _YEAR_END.search(before.text) or line.text.startswith("Căn cứ"):
        return False
    if wrapping.mode == "regular":
        return not wrapping.fits(before, line.text.split(" ", 1)[0])
    if _PREAMBLE.match(line.text):
        return False
    return len(line.text) < 120 and not line.text.endswith((".", ";", ":"))


def years_of(text: str) -> tuple[int | None, tuple[int, int] | None]:
    """Return (year, years) that a title says: a plan's own, not those of a document it cites.

    ``năm 2024 … giai đoạn 2022-2026`` is one year's slice of a longer frame: 2024.
    """
    bare = _QUOTED.sub(" ", text)
    bare = FULL_DATE.sub(" ", bare)
    frames = [
        (found, int(found["from"]), int(found["to"]))
        for found in _YEARS.finditer(bare)
        if int(found["from"]) < int(found["to"]) <= int(found["from"]) + 15
    ]
    cited = SYMBOL.search(bare)
    own = [frame for frame in frames if not cited or frame[0].start() < cited.start()]
    without = _YEARS.sub(" ", bare)
    years = [int(found["year"]) for found in _YEAR.finditer(without)]
    if years and (not own or any(low <= years[-1] <= high for _, low, high in own)):
        return years[-1], None
    chosen = own or ([] if cited else frames)
    if chosen:
        _, low, high = chosen[-1]
        return low, (low, high)
    return (years[-1], None) if years else (None, None)
