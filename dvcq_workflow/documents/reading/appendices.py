"""Appendices: where they begin below the signature, and what their tables are called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dvcq_workflow.documents.reading.letters import (
    ends_sentence,
    fold,
    is_upper,
    single_spaced,
    toned,
)
from dvcq_workflow.documents.reading.noise import is_rule
from dvcq_workflow.documents.reading.passages import Line

# The head of a column of numbers, as ``letters.fold`` gives it.
NUMBER_HEAD = re.compile(r"(?:so )?(?:stt|tt)\.?|so thu tu")
_LABEL = re.compile(r"phụ lục(?:\s(?:số\s)?(?P<no>(?:[ivxl]{1,6}|\d{1,3})[a-zđ]?))?\s?[.:]?", re.I)
_APPENDIX = re.compile(
    r"PHỤ LỤC\b.{0,160}|Phụ lục(?:\s(?:số\s)?[IVXL\d]{1,6}[A-Za-z]?)?\s?(?:[.:–-].{0,160})?|"
    r"BIỂU PHÂN CÔNG\b.*|(?:DANH MỤC|BIỂU MẪU|BIỂU SỐ|BẢNG TỔNG HỢP|BẢNG PHÂN CÔNG|MẪU SỐ|"
    r"ĐỀ CƯƠNG|CHỈ TIÊU|TỔNG HỢP)\s[^a-z]{1,160}"
)
_NOTE = re.compile(r"\(?\s?(?:ban hành |đính )?kèm theo\s", re.I)
_UNIT = re.compile(r"\(?\s?(?:Đơn vị tính|ĐVT|Đơn vị)\s?:", re.I)
_COLUMN = re.compile(r"\t|\|")
_DASHED = re.compile(r"[-–—+*•]")
_TITLE_LENGTH = 200
_TITLE_LINES = 6


def is_note(text: str) -> bool:
    """Say whether a line tells what an appendix belongs to: "(Kèm theo Kế hoạch số …)"."""
    return bool(_NOTE.match(text))


def find_appendix(lines: Sequence[Line], tail_at: int, opens_signature: re.Pattern[str]) -> int:
    """Return where the appendix begins, or the number of lines where there is none.

    Below recipients and signature it begins with its label, or with the title above a table or
    above the line "(Kèm theo …)". Without a tail only a line PHỤ LỤC, or a label above such a
    line, opens it. ``opens_signature`` matches a position or TM., KT. …, below which a signer
    stands.
    """
    for at in range(tail_at, len(lines)):
        line = lines[at]
        if line.cells is None and _APPENDIX.fullmatch(toned(line.text)):
            return at
        if line.cells is not None or is_note(line.text) or _is_number_head(line):
            return _title_start(lines, at, tail_at, opens_signature)
    if tail_at == len(lines):
        for at, line in enumerate(lines):
            text = toned(line.text)
            if text.startswith("PHỤ LỤC") and len(text) <= 68 and _APPENDIX.fullmatch(text):
                return at
            if _LABEL.fullmatch(text) and any(is_note(n.text) for n in lines[at + 1 : at + 5]):
                return at
    return len(lines)


def _is_number_head(line: Line) -> bool:
    """Say whether a line of text is the heading row of a table that counts its rows."""
    cells = [single_spaced(cell) for cell in _COLUMN.split(line.raw.strip(" |\t")[:400])]
    return len(cells) >= 3 and bool(NUMBER_HEAD.fullmatch(fold(cells[0])))


def _title_start(
    lines: Sequence[Line], at: int, tail_at: int, opens_signature: re.Pattern[str]
) -> int:
    """Step back over the title in capitals; a name below a position is the signer, no title."""
    start = at
    while start > max(tail_at + 1, at - _TITLE_LINES):
        line = lines[start - 1]
        text = toned(line.text)
        above = toned(lines[start - 2].text)
        if is_rule(text) or is_note(text):
            start -= 1
            continue
        if not is_upper(text) or _DASHED.match(text) or opens_signature.match(text):
            break
        if opens_signature.match(above) and len(text.split()) <= 5:
            break
        start -= 1
    return start


def table_title(above: Sequence[Line]) -> str | None:
    """Return the title of a table from the lines between it and the table before it.

    The line "(Kèm theo …)" and the unit are passed over. Below a label all lines are the title
    ("Phụ lục I. Danh mục"; a label without a number only stands where there is no other title);
    else it is the line next to the table, with those in capitals above it if it is in capitals.
    """
    lines = [line.text for line in above[-2 * _TITLE_LINES :] if not is_rule(line.text)]
    lines = _without_notes(lines)[-_TITLE_LINES:]
    label_at = next((at for at in reversed(range(len(lines))) if _label(lines[at])), None)
    if label_at is not None:
        label, names = lines[label_at].rstrip(" .:"), lines[label_at + 1 :]
        if all(len(name) < _TITLE_LENGTH and not name.endswith((".", ";")) for name in names):
            return _named(label, names)
    if not lines or len(lines[-1]) >= _TITLE_LENGTH:
        return None
    start = len(lines) - 1
    while start and is_upper(lines[start]) and is_upper(lines[start - 1]):
        if ends_sentence(lines[start - 1]) or len(lines[start - 1]) >= _TITLE_LENGTH:
            break
        start -= 1
    return single_spaced(" ".join(lines[start:]))


def _label(text: str) -> re.Match[str] | None:
    return _LABEL.fullmatch(toned(text))


def _named(label: str, names: Sequence[str]) -> str:
    if not names:
        return label
    found = _label(label)
    title = single_spaced(" ".join(names))
    return f"{label}. {title}" if found and found["no"] else title


def _without_notes(lines: Sequence[str]) -> list[str]:
    """Leave out the lines of units and of what an appendix belongs to, also when wrapped."""
    kept: list[str] = []
    is_open = False
    for text in lines:
        if is_open or is_note(text):
            is_open = text.count("(") + is_open > text.count(")")
            continue
        if not _UNIT.match(text):
            kept.append(text)
    return kept
