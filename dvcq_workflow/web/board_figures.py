"""Figures of a board: what an indicator came to, beside its target and the year before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from dvcq_workflow.labels.boards import BESIDE_NAMES
from dvcq_workflow.labels.figures import VALUE_STATE_NAMES, figure_words
from dvcq_workflow.rules.boards import Beside
from dvcq_workflow.rules.figure_texts import format_number
from dvcq_workflow.rules.figures import ValueState
from dvcq_workflow.rules.text import fold
from dvcq_workflow.selectors.boards import Board, FigureBeside
from dvcq_workflow.web.board_charts import Chart, share_chart
from dvcq_workflow.web.board_tables import Number
from dvcq_workflow.web.consolidated import EntryRow, entry_row


@dataclass(frozen=True)
class BoardFigure:
    """One indicator. ``words``: its figure, or how it stands; ``answers``: how many units gave a
    value, had none, said nothing; ``target``, ``share``, ``change``: empty where there is none.

    ``before``: the figure of the year before, or why there is none.
    """

    row: FigureBeside
    words: str
    url: str
    answers: tuple[Number, ...]
    units: Number
    target: str
    share: str
    before: str
    change: str

    @property
    def name(self) -> str:
        """The indicator's name."""
        return self.row.line.indicator.name

    @property
    def measure(self) -> str:
        """Its unit of measure."""
        return self.row.line.indicator.definition.measure

    @property
    def has_before(self) -> bool:
        """Whether the year before has a figure."""
        return self.row.beside is Beside.FIGURE


def board_figures(board: Board) -> list[BoardFigure]:
    """Return the figures of a board's period, in the order of the plan."""
    return [_figure(board, row) for row in board.figures.rows] if board.figures else []


def _figure(board: Board, row: FigureBeside) -> BoardFigure:
    figure, path = row.line.figure, _path(board, row)
    counts = {
        ValueState.REPORTED: len(figure.contributing),
        ValueState.NOTHING_AROSE: len(figure.without_any),
        ValueState.NOT_REPORTED: len(figure.missing),
    }
    return BoardFigure(
        row=row,
        words=figure_words(row.line),
        url=path,
        answers=tuple(
            Number(str(name), counts[state], f"{path}&state={state}" if counts[state] else "")
            for state, name in VALUE_STATE_NAMES.items()
        ),
        units=Number(_("Units"), len(figure.entries), path if figure.entries else ""),
        target=format_number(row.target) if row.target is not None else "",
        share=f"{format_number(row.share)} %" if row.share is not None else "",
        before=_before(row),
        change=_signed(row.change) if row.change is not None else "",
    )


def _path(board: Board, row: FigureBeside) -> str:
    """Return the page of a figure; the unit and the period are always in its address, so that it
    means the same when the next report comes."""
    assert board.figures is not None  # a row stands in it
    key = row.line.indicator.definition.key
    path = reverse("dvcq_workflow:board_figure", kwargs={"uid": board.plan.uid, "key": key})
    unit = {"unit": str(board.unit.uid)} if board.unit else {}
    return f"{path}?{urlencode({'period': str(board.figures.period.uid), **unit})}"


def _before(row: FigureBeside) -> str:
    if row.before is not None:
        return figure_words(row.before)
    return str(BESIDE_NAMES[row.beside])


def _signed(change: Decimal) -> str:
    text = format_number(abs(change))
    if not change:
        return text
    return f"+{text}" if change > 0 else f"−{text}"


def figure_chart(figures: list[BoardFigure]) -> Chart | None:
    """Return the figures that have a target, in percent of it."""
    return share_chart(
        [(each.name, each.row.share) for each in figures if each.row.share is not None]
    )


def entry_rows_of(board: Board, figure: BoardFigure, state: ValueState | None) -> list[EntryRow]:
    """Return what each unit gave to a figure, by the names of the units; of one state if asked."""
    names = board.figures.names if board.figures else {}
    entries = (e for e in figure.row.line.figure.entries if state in (None, e.value.state))
    return sorted((entry_row(names, entry) for entry in entries), key=lambda each: fold(each.unit))
