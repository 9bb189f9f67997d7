"""Figures as people write and read them: 1.234,5 typed into a form or a sheet, and back.

A point groups thousands, a comma parts the fraction. What could be meant in two ways is refused:
a figure that is wrong by a thousand is worse than one that is asked for again.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, time, timedelta
from decimal import Decimal

from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.figures import (
    NOT_REPORTED,
    NOTHING_AROSE,
    NUMERIC,
    Kind,
    Value,
    ValueState,
    require_value,
)
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.rules.text import fold

PLAIN = re.compile(r"-?[0-9]+(,[0-9]+)?")
GROUPED = re.compile(r"-?[1-9][0-9]{0,2}([. ])[0-9]{3}(\1[0-9]{3})*(,[0-9]+)?")
ENGLISH = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+\.[0-9]+|-?[0-9]{1,3}(,[0-9]{3}){2,}")
ENGLISH_THOUSAND = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")
ENGLISH_POINT = re.compile(r"-?[0-9]+\.[0-9]+")

NOTHING_AROSE_WORDS = frozenset({"khong phat sinh", "kps", "-", "nothing arose"})
NOT_REPORTED_WORDS = frozenset({"", "...", "…", "chua bao cao", "not reported"})
YES_WORDS = frozenset({"co", "x", "yes", "dung"})
NO_WORDS = frozenset({"khong", "no", "sai"})
"""Folded, as a search folds them. A dash and dots mean what they mean in statistical yearbooks:
nothing of the kind arose, and no figure was gathered."""

ESTIMATE_WORDS = r"(?:ước tính|ước đạt|ước|estimated|estimate)"
ESTIMATE_BEFORE = re.compile(rf"{ESTIMATE_WORDS}\s*:?\s+", re.IGNORECASE)
ESTIMATE_AFTER = re.compile(
    rf"(?:(?<=[\d\s]){ESTIMATE_WORDS}|\({ESTIMATE_WORDS}\))$", re.IGNORECASE
)
"""“ước 1.234” or “1.234 (ước)”: the period was not over when the figure was given."""

POINTS = str.maketrans({".": None, " ": None, ",": "."})

MAX_SHOWN = 40
"""How much of an unreadable entry is repeated to whoever typed it."""

SHEET_DIGITS = 15
"""A sheet keeps no more digits of a number; what stands behind them is noise."""


def parse_number(typed: str) -> Decimal | None:
    """Return a typed number; None for nothing typed, which is not zero.

    Raises:
        RuleViolation: ``figure_ambiguous`` (1,234.5 or 1,234 may be meant in two ways),
            ``figure_point_fraction`` (0.5 has a point where a comma belongs),
            ``figure_malformed``.
    """
    text = " ".join(unicodedata.normalize("NFKC", typed).replace("−", "-").split())
    if not text:
        return None
    if ENGLISH.fullmatch(text) or ENGLISH_THOUSAND.fullmatch(text):
        raise RuleViolation("figure_ambiguous", typed=text[:MAX_SHOWN])
    if PLAIN.fullmatch(text) or GROUPED.fullmatch(text):
        return Decimal(text.translate(POINTS))
    if ENGLISH_POINT.fullmatch(text):
        raise RuleViolation("figure_point_fraction", typed=text[:MAX_SHOWN])
    raise RuleViolation("figure_malformed", typed=text[:MAX_SHOWN])


def parse_value(kind: Kind, typed: str) -> Value:
    """Return what a person typed of an indicator: a value, words for it, or nothing. A number may
    be called an estimate.

    Raises:
        RuleViolation: as ``parse_number`` and ``require_value``; ``figure_yes_or_no``.
    """
    word = fold(typed)
    if word in NOTHING_AROSE_WORDS:
        return NOTHING_AROSE
    if word in NOT_REPORTED_WORDS:
        return NOT_REPORTED
    if kind is Kind.TEXT:
        value = Value(ValueState.REPORTED, text=typed)
    elif kind is Kind.YES_NO:
        value = Value(ValueState.REPORTED, yes_no=_yes_or_no(word))
    else:
        number, is_estimate = _estimated(typed)
        value = Value(ValueState.REPORTED, parse_number(number), is_estimate=is_estimate)
    return require_value(kind, value)


def _estimated(typed: str) -> tuple[str, bool]:
    """Return a number without the word that calls it an estimate, and whether there was one."""
    text = unicodedata.normalize("NFKC", typed).strip()
    found = ESTIMATE_BEFORE.match(text) or ESTIMATE_AFTER.search(text)
    number = text[: found.start()] + text[found.end() :] if found else ""
    return (number, True) if any(map(str.isdigit, number)) else (typed, False)


def _yes_or_no(word: str) -> bool:
    if word in YES_WORDS:
        return True
    if word in NO_WORDS:
        return False
    raise RuleViolation("figure_yes_or_no")


def read_cell(kind: Kind, cell: object) -> Value:
    """Return what stands in a cell of a sheet: a number of its own, or typed text.

    Raises:
        RuleViolation: as ``parse_value``; ``figure_cell_is_date`` where a sheet took what was
            typed for a date.
    """
    if cell is None:
        return NOT_REPORTED
    if isinstance(cell, date | time | timedelta):
        raise RuleViolation("figure_cell_is_date")
    if isinstance(cell, bool):
        return require_value(kind, Value(ValueState.REPORTED, yes_no=cell))
    if isinstance(cell, int | float | Decimal):
        return _read_number(kind, cell)
    return parse_value(kind, str(cell))


def typed_cell(cell: object) -> str:
    """Return what stands in a cell as somebody would have typed it into a form."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, date):
        return short_date(cell)
    if isinstance(cell, int | float | Decimal) and not _is_endless(cell):
        return format_number(_number_of(cell))
    return str(cell)


def _is_endless(cell: int | float | Decimal) -> bool:
    return isinstance(cell, float) and not math.isfinite(cell)


def _number_of(cell: int | float | Decimal) -> Decimal:
    return Decimal(f"{cell:.{SHEET_DIGITS}g}") if isinstance(cell, float) else Decimal(cell)


def _read_number(kind: Kind, cell: int | float | Decimal) -> Value:
    if _is_endless(cell):
        raise RuleViolation("figure_malformed", typed=str(cell))
    number = _number_of(cell)
    if kind in NUMERIC or kind is Kind.RATE:
        return require_value(kind, Value(ValueState.REPORTED, number))
    if kind is Kind.YES_NO:
        if number not in (0, 1):
            raise RuleViolation("figure_yes_or_no")
        return Value(ValueState.REPORTED, yes_no=number == 1)
    return require_value(kind, Value(ValueState.REPORTED, text=format_number(number)))


def format_number(number: Decimal) -> str:
    """Return a number as it is read here: 1.234,5, with no zeros at its end.

    Typed again it means the same: 1,2340 keeps a zero where 1,234 could be taken for a thousand.
    """
    text = f"{number:f}"
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, fraction = digits.partition(".")
    whole = f"{int(whole):,}".replace(",", ".")
    fraction = fraction.rstrip("0")
    if not fraction:
        return f"{sign if whole != '0' else ''}{whole}"
    if ENGLISH_THOUSAND.fullmatch(f"{whole},{fraction}"):
        fraction += "0"
    return f"{sign}{whole},{fraction}"
