"""Next year's plan from this year's: years and dates rolled forward by rule, citations left alone.

What is rolled is shown to the drafter word by word; nothing is rolled that names a document.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import replace

from dvcq_workflow.rules.content import (
    Appendix,
    Node,
    PlanContent,
    RecipientLine,
    SignatureBlock,
)

_DATE = r"\d{1,2}/\d{1,2}/\d{4}"
_LONG_DATE = r"\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}"
_TOKENS = re.compile(
    rf"(?P<document>\b\d+[\w.]*(?:/\d{{4}})?/[A-ZĐ][\w\-–]*(?:/\w+)?[^.;]{{0,12}}?"
    rf"ngày\s+(?:{_DATE}|{_LONG_DATE}))"
    r"|(?P<number>\b\d+/\d{4}/[A-ZĐ][\w\-–]*)"
    r"|(?P<span>(?:giai\s+đoạn|nhiệm\s+kỳ)\s+\d{4}\s*[-–]\s*\d{4}"
    r"|(?:từ\s+)?năm\s+\d{4}\s+đến\s+(?:hết\s+)?năm\s+\d{4})"
    r"|\b(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})\b"
    r"|(?P<longday>\d{1,2})(?P<s1>\s+tháng\s+)(?P<longmonth>\d{1,2})(?P<s2>\s+năm\s+)"
    r"(?P<longyear>\d{4})"
    r"|(?P<before>\bnăm\s+|\b(?:tháng|quý)\s+(?:\d{1,2}|[IV]{1,3})\s*/\s*)(?P<plain>\d{4})\b",
    re.IGNORECASE,
)


def roll_text(text: str, *, year: int, year_to: int | None = None, by: int = 1) -> str:
    """Return a text with the plan's own years, and the dates in them, moved forward by ``by``.

    ``year``, ``year_to``: the plan's first and last year. Dates in the year after it move too: a
    yearly report is due in the January that follows. The number and date of a document, and a
    span of years, stay as they are. 29 February becomes the 28th where there is none.
    """
    last = year_to or year

    def moved(found: re.Match[str]) -> str:
        if found["document"] or found["number"] or found["span"]:
            return found[0]
        if found["year"]:
            day, month, of = int(found["day"]), int(found["month"]), int(found["year"])
            if not (year <= of <= last + 1 and 1 <= month <= 12):
                return found[0]
            kept = _kept_day(found["day"], day, month, of + by)
            return f"{kept}/{found['month']}/{of + by}"
        if found["longyear"]:
            day, month, of = int(found["longday"]), int(found["longmonth"]), int(found["longyear"])
            if not (year <= of <= last + 1 and 1 <= month <= 12):
                return found[0]
            kept = _kept_day(found["longday"], day, month, of + by)
            return f"{kept}{found['s1']}{found['longmonth']}{found['s2']}{of + by}"
        of = int(found["plain"])
        return f"{found['before']}{of + by}" if year <= of <= last else found[0]

    return _TOKENS.sub(moved, text)


def _kept_day(written: str, day: int, month: int, year: int) -> str:
    last = calendar.monthrange(year, month)[1]
    return str(last) if day > last else written


def rolled_content(content: PlanContent) -> PlanContent:
    """Return what next year's plan begins with: the words of this year's with their time moved
    forward, without its signature and without what it changed. A plan of several years moves
    forward by as many."""
    by = (content.year_to or content.year) - content.year + 1

    def roll(text: str) -> str:
        return roll_text(text, year=content.year, year_to=content.year_to, by=by)

    return replace(
        content,
        year=content.year + by,
        year_to=content.year_to + by if content.year_to else None,
        subject=roll(content.subject),
        preamble=tuple(roll(text) for text in content.preamble),
        nodes=tuple(Node(n.kind, n.number, roll(n.text)) for n in content.nodes),
        appendices=tuple(
            Appendix(
                roll(table.title),
                tuple(roll(cell) for cell in table.columns),
                tuple(tuple(roll(cell) for cell in row) for row in table.rows),
            )
            for table in content.appendices
        ),
        recipients=tuple(
            RecipientLine(roll(r.text), r.purpose, r.is_archive) for r in content.recipients
        ),
        signature=SignatureBlock(),
        changes=None,
    )
