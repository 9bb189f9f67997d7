"""Figures of a report as Vietnamese paper writes them: 1.234,5 — and three ways to have none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from dvcq_workflow.documents.press import report_words as words
from dvcq_workflow.documents.press.sheet import printable


class FigureState(StrEnum):
    """What is known of a value. Not reported, nothing arose and zero are three things."""

    REPORTED = "reported"
    NOTHING_AROSE = "nothing_arose"
    NOT_REPORTED = "not_reported"


@dataclass(frozen=True)
class Figure:
    """One value: a number, a text or yes/no where it is reported, nothing where it is not.

    ``state``: a ``FigureState`` (the same words as the record's).
    """

    state: str = FigureState.REPORTED
    value: Decimal | int | str | bool | None = None
    is_estimate: bool = False


NOT_REPORTED = Figure(FigureState.NOT_REPORTED)
NOTHING_AROSE = Figure(FigureState.NOTHING_AROSE)


@dataclass(frozen=True)
class FigureRow:
    """One indicator of a report.

    ``before``: last period's value, None where there was no such period or indicator; in a
    supplement the value as it was delivered. ``note``: what stands in the last column.
    """

    name: str
    measure: str
    now: Figure
    before: Figure | None = None
    note: str = ""


def figure_text(figure: Figure | None) -> str:
    """Return a value as printed; "–" where there can be none."""
    if figure is None:
        return words.NO_FIGURE
    if figure.state == FigureState.NOTHING_AROSE:
        return words.NOTHING_AROSE
    if figure.state == FigureState.NOT_REPORTED or figure.value is None:
        return words.NOT_REPORTED
    text = _value_text(figure.value)
    return f"{text} {words.ESTIMATE}" if figure.is_estimate else text


def difference_text(now: Figure, before: Figure | None) -> str:
    """Return how far a number moved, with its sign; "–" where it is no matter of numbers.

    Nothing arose counts as zero beside a number: both say that it was counted.
    """
    new, old = _counted(now), _counted(before)
    if new is None or old is None:
        return words.NO_FIGURE
    moved = new - old
    sign = "+" if moved > 0 else ""
    return sign + number_text(moved)


def number_text(value: Decimal | int) -> str:
    """Return a number with points between thousands and a comma before decimals: -1.234,5.

    Zeros at the end of the decimals go.
    """
    text = f"{Decimal(value):,f}"
    whole, _, decimals = text.partition(".")
    decimals = decimals.rstrip("0")
    whole = whole.replace(",", ".")
    if whole == "-0" and not decimals:
        whole = "0"
    return f"{whole},{decimals}" if decimals else whole


def _value_text(value: Decimal | int | str | bool) -> str:
    if isinstance(value, bool):
        return words.YES if value else words.NO
    if isinstance(value, str):
        return printable(value)
    return number_text(value)


def _counted(figure: Figure | None) -> Decimal | None:
    if figure is None or isinstance(figure.value, bool | str):
        return None
    if figure.state == FigureState.NOTHING_AROSE:
        return Decimal(0)
    if figure.state == FigureState.NOT_REPORTED or figure.value is None:
        return None
    return Decimal(figure.value)
