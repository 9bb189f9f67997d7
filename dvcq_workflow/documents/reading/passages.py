"""Lines of the source, and passages: text put together from lines that remembers them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from dvcq_workflow.documents.reading.letters import single_spaced
from dvcq_workflow.documents.reading.result import Span

_ATTACHED_END = re.compile(r"[^\W_](?:[-–]|/)$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source.

    ``text`` is single-spaced; ``raw`` keeps its spaces and tabs, for columns side by side;
    ``cells`` are those of a row of a real table, ``table`` counts that table from 1 (0 for lines
    of none); ``after_gap`` says that an empty line stands before it.
    """

    no: int
    raw: str
    text: str
    after_gap: bool = False
    cells: tuple[str, ...] | None = None
    table: int = 0

    @property
    def indent(self) -> int:
        """Width of the white space before the text."""
        return len(self.raw) - len(self.raw.lstrip())


@dataclass(frozen=True, slots=True)
class Source:
    """The lines that have text; ``is_flat`` says that paragraphs may be broken over lines."""

    lines: tuple[Line, ...]
    is_flat: bool
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Unwrapped text; ``starts`` holds (offset, line number) for each line that is in it."""

    text: str
    starts: tuple[tuple[int, int], ...]

    def line_at(self, offset: int) -> int:
        """Return the number of the line on which the character at ``offset`` stands."""
        at = bisect_right(self.starts, (offset, 1 << 60)) - 1
        return self.starts[max(at, 0)][1]

    @property
    def lines(self) -> Span:
        """First and last line of the passage."""
        return self.starts[0][1], self.starts[-1][1]

    def span(self, start: int, end: int) -> Span:
        """First and last line of the characters from ``start`` to before ``end``."""
        return self.line_at(start), self.line_at(max(start, end - 1))

    def after(self, offset: int) -> Passage:
        """Return the passage without its first ``offset`` characters and the spaces that follow."""
        offset += len(self.text[offset:]) - len(self.text[offset:].lstrip())
        first = self.line_at(offset)
        later = tuple((at - offset, no) for at, no in self.starts if at > offset)
        return Passage(self.text[offset:], ((0, first), *later))

    def without(self, cuts: Sequence[Span]) -> Passage:
        """Return the passage without the characters in ``cuts``: (start, end), ascending."""
        if not cuts:
            return self
        text: list[str] = []
        at = 0
        for start, end in cuts:
            text.append(self.text[at:start])
            at = end
        text.append(self.text[at:])
        ends = [end for _, end in cuts]
        gone = [0, *accumulate(end - start for start, end in cuts)]
        starts = tuple(
            (offset - gone[bisect_right(ends, offset)], no) for offset, no in self.starts
        )
        return Passage("".join(text), starts)


def joined(pieces: Sequence[tuple[int, str]]) -> Passage:
    """Join (line number, text) pieces with spaces; after ``KH-`` or ``sở/`` with nothing."""
    texts: list[str] = []
    starts: list[tuple[int, int]] = []
    length = 0
    for no, piece in pieces:
        text = single_spaced(piece)
        if not text:
            continue
        if texts and not _ATTACHED_END.search(texts[-1][-3:]):
            texts.append(" ")
            length += 1
        starts.append((length, no))
        texts.append(text)
        length += len(text)
    if not starts:
        starts.append((0, pieces[0][0] if pieces else 1))
    return Passage("".join(texts), tuple(starts))
