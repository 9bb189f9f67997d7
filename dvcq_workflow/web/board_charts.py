"""Charts of a board: bars that the server draws, each part with its shape, number and words.

What a chart says stands in the table beside it too. Lengths are in the units of the drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dvcq_workflow.labels.assignments import YEAR_TERM_MARKS, YEAR_TERM_NAMES
from dvcq_workflow.labels.chasing import STANDING_MARKS, STANDING_NAMES
from dvcq_workflow.rules.chasing import Standing
from dvcq_workflow.rules.figure_texts import format_number
from dvcq_workflow.rules.year_terms import YearTerm

WIDTH = 480
BAR = 34
STEP = 64
LABEL_Y = 18
ICON = 14
DIGIT = 13
FULL = Decimal(100)
MOST = Decimal(200)
"""The longest bar of a share: what lies beyond twice the target is cut, and says its number."""

TERM_FILLS = {
    YearTerm.NO_TERM: "kps",
    YearTerm.IN_TERM: "here",
    YearTerm.DUE_SOON: "soon",
    YearTerm.OVERDUE: "thieu",
    YearTerm.DONE_ON_TIME: "ok",
    YearTerm.DONE_LATE: "tre",
}
STANDING_FILLS = {
    Standing.ON_TIME: "ok",
    Standing.LATE: "tre",
    Standing.NOTHING: "kps",
    Standing.RETURNED: "tra",
    Standing.MISSING: "thieu",
    Standing.NOT_DUE: "off",
}
"""What is not owed is in no bar: it is nobody's to give."""


@dataclass(frozen=True)
class Part:
    """One part of a bar. ``fill``: its colour; ``title``: what it is; ``number``: what stands in
    it, which a narrow part leaves to the table."""

    x: int
    width: int
    number: str
    title: str
    fill: str
    icon: str

    @property
    def shows_number(self) -> bool:
        """Whether its number has room."""
        return self.width >= DIGIT * len(self.number) + 4

    @property
    def shows_icon(self) -> bool:
        """Whether its shape has room before its number."""
        return self.width >= DIGIT * len(self.number) + ICON + 10

    @property
    def icon_x(self) -> int:
        """Where its shape begins."""
        return self.x + 6

    @property
    def text_x(self) -> int:
        """The middle of its number."""
        return self.x + (self.width + (ICON + 4 if self.shows_icon else 0)) // 2


@dataclass(frozen=True)
class Bar:
    """One bar under its name. ``total``: what stands at the end of its name."""

    name: str
    total: str
    place: int
    parts: tuple[Part, ...]

    @property
    def label_y(self) -> int:
        """The base line of its name."""
        return self.place * STEP + LABEL_Y

    @property
    def y(self) -> int:
        """The upper edge of the bar."""
        return self.label_y + 8

    @property
    def icon_y(self) -> int:
        """The upper edge of its shapes."""
        return self.y + (BAR - ICON) // 2

    @property
    def text_y(self) -> int:
        """The base line of its numbers."""
        return self.y + BAR // 2 + 5


@dataclass(frozen=True)
class Chart:
    """Bars one under the other. ``legend``: look, shape and words of each colour that is used.
    ``mark``: where the line of the target stands; None: there is none."""

    bars: tuple[Bar, ...]
    legend: tuple[tuple[str, str, str], ...] = ()
    mark: int | None = None

    width = WIDTH
    bar_height = BAR
    icon_size = ICON

    @property
    def height(self) -> int:
        """The height of the drawing."""
        return max(len(self.bars), 1) * STEP


def term_chart(bars: Sequence[tuple[str, dict[YearTerm, int]]]) -> Chart:
    """Return how tasks stand against their term, a bar for each processing state."""
    return _stacked(
        [(name, [(str(t), n) for t, n in counts.items()]) for name, counts in bars],
        {str(t): (str(YEAR_TERM_NAMES[t]), TERM_FILLS[t], *YEAR_TERM_MARKS[t]) for t in YearTerm},
    )


def standing_chart(bars: Sequence[tuple[str, dict[Standing, int]]]) -> Chart:
    """Return how reports stand, a bar for each period; those not owed are left out."""
    return _stacked(
        [(name, [(str(s), counts.get(s, 0)) for s in STANDING_FILLS]) for name, counts in bars],
        {
            str(s): (str(STANDING_NAMES[s]), fill, *STANDING_MARKS[s])
            for s, fill in STANDING_FILLS.items()
        },
    )


Look = tuple[str, str, str, str]
"""Words, fill, look of the words, shape."""


def _stacked(bars: Sequence[tuple[str, list[tuple[str, int]]]], looks: dict[str, Look]) -> Chart:
    longest = max((sum(n for _, n in counts) for _, counts in bars), default=0)
    drawn = tuple(
        Bar(name, str(sum(n for _, n in counts)), place, _parts(counts, longest, looks))
        for place, (name, counts) in enumerate(bars)
    )
    used = {part.fill for bar in drawn for part in bar.parts}
    legend = ((look, icon, name) for name, fill, look, icon in looks.values() if fill in used)
    return Chart(drawn, tuple(legend))


def _parts(
    counts: Iterable[tuple[str, int]], longest: int, looks: dict[str, Look]
) -> tuple[Part, ...]:
    """Lay parts end to end; edges are rounded, not lengths, so that they leave no gap."""
    parts, before = [], 0
    for key, count in counts:
        if not count:
            continue
        name, fill, _look, icon = looks[key]
        begins = (WIDTH * before) // longest
        before += count
        ends = (WIDTH * before) // longest
        parts.append(Part(begins, ends - begins, str(count), f"{name}: {count}", fill, icon))
    return tuple(parts)


def share_chart(shares: Sequence[tuple[str, Decimal]]) -> Chart | None:
    """Return figures in percent of their targets, with a line at the target; None where no figure
    has one."""
    if not shares:
        return None
    longest = max(FULL, min(MOST, max(share for _, share in shares)))
    return Chart(
        tuple(
            Bar(name, f"{format_number(share)} %", place, (_share_part(name, share, longest),))
            for place, (name, share) in enumerate(shares)
        ),
        mark=int(WIDTH * FULL / longest),
    )


def _share_part(name: str, share: Decimal, longest: Decimal) -> Part:
    fill, icon = ("ok", "ok") if share >= FULL else ("here", "half")
    width = max(int(WIDTH * min(share, longest) / longest), 1)
    return Part(0, width, "", f"{name}: {format_number(share)} %", fill, icon)
