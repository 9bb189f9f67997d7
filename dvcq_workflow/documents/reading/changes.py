"""The line in brackets below a title that names the plan which this one amends or replaces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dvcq_workflow.documents.reading.passages import Line, Passage, joined

_OPENER = re.compile(r"\((?:sửa đổi|bổ sung|thay thế|điều chỉnh)[^()]*\ssố\s", re.IGNORECASE)
# A name of a plan with number, date and body fills two lines of a page, hardly three.
_MOST_LINES = 4


def cut_change_line(lines: Sequence[Line]) -> tuple[Passage | None, list[Line]]:
    """Return what stands in brackets right below the title, and the lines that follow it.

    It is no part of the preamble, and a base that it names would be none of the plan's.
    """
    for count in range(1, min(len(lines), _MOST_LINES) + 1):
        taken = lines[:count]
        passage = joined([(line.no, line.text) for line in taken])
        if passage.text.endswith((")", ").")):
            return (passage, list(lines[count:])) if _OPENER.match(passage.text) else _none(lines)
    return _none(lines)


def _none(lines: Sequence[Line]) -> tuple[None, list[Line]]:
    return None, list(lines)
