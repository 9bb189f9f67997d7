"""What a person should look at before a read plan is stored: doubts about the whole of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from dvcq_workflow.documents.reading.header import Head
from dvcq_workflow.documents.reading.passages import Passage
from dvcq_workflow.documents.reading.result import (
    Header,
    ReportingRule,
    Section,
    Signature,
    Statement,
    Warning,
)
from dvcq_workflow.rules.formats import short_date

_OPEN_ENDS = ("...", "…", "v.v.", "v.v", "…;", "...;")
_QUARTER_ENDS = (3, 6, 9, 12)


def doubts_of_header(header: Header, head: Head) -> Iterator[Warning]:
    """Doubts about number, date, body and year."""
    line = min((span[0] for span in header.spans.values()), default=1)
    if header.agency is None:
        yield Warning("agency_missing", line, "")
    if header.number is None:
        yield Warning("number_missing", _line(header, "number", line), header.symbol or "")
    if header.date is None:
        yield Warning("date_missing", _line(header, "date", line), header.place or "")
    if head.was_broken:
        yield Warning("broken_symbol_mended", _line(header, "number", line), head.own or "")
    if header.title is None:
        yield Warning("title_missing", _line(header, "kind", line), "")
    if header.year is None:
        yield Warning("year_missing", _line(header, "title", line), header.title or "")
    elif header.date and header.years is None and abs(header.year - header.date.year) > 1:
        yield Warning("year_far_from_date", _line(header, "title", line), str(header.year))


def _line(header: Header, name: str, otherwise: int) -> int:
    return header.spans[name][0] if name in header.spans else otherwise


def doubts_of_lists(passages: Iterable[Passage]) -> Iterator[Warning]:
    """Lists that the text leaves open with dots."""
    for passage in passages:
        text = passage.text.rstrip("./ ") if passage.text.endswith("/.") else passage.text
        if text.endswith(_OPEN_ENDS):
            yield Warning("open_list", passage.lines[1], text[-60:].partition(" ")[2])


def doubts_of_parts(
    bases: Sequence[str],
    sections: Sequence[Section],
    recipients: Sequence[Statement],
    signature: Signature | None,
    last_line: int,
) -> Iterator[Warning]:
    """Parts that a plan has as a rule and this one has not."""
    if not bases:
        first = sections[0].lines[0] if sections else 1
        yield Warning("no_bases", first, "")
    if not recipients:
        yield Warning("no_recipients", last_line, "")
    if signature is None:
        yield Warning("no_signature", last_line, "")
    elif signature.signer is None:
        yield Warning("signer_missing", signature.lines[1], signature.position or "")


def doubts_of_reports(rules: Sequence[ReportingRule], header: Header) -> Iterator[Warning]:
    """Report days before the issue, on one day, or in an order that nobody would expect."""
    for rule in rules:
        if rule.day is None:
            yield Warning("report_without_day", rule.lines[0], rule.raw)
        if rule.to is None:
            yield Warning("report_without_recipient", rule.lines[0], rule.raw)
    if header.year is None:
        return
    yield from _before_issue(rules, header)
    yield from _on_one_day(rules, header.year)
    yield from _annual_first(rules)


def _before_issue(rules: Sequence[ReportingRule], header: Header) -> Iterator[Warning]:
    if header.date is None or header.year is None:
        return
    for rule in rules:
        for due in days_of(rule, header.year):
            if due < header.date:
                yield Warning(
                    "report_due_before_issue", rule.lines[0], f"{short_date(due)}: {rule.raw}"
                )
                break


def _on_one_day(rules: Sequence[ReportingRule], year: int) -> Iterator[Warning]:
    seen: dict[date, ReportingRule] = {}
    for rule in rules:
        for due in days_of(rule, year):
            if due in seen and seen[due].period != rule.period:
                text = f"{short_date(due)}: {seen[due].raw}; {rule.raw}"
                yield Warning("same_day_reports", rule.lines[0], text)
            seen.setdefault(due, rule)


def _annual_first(rules: Sequence[ReportingRule]) -> Iterator[Warning]:
    quarterly = [r for r in rules if r.period == "quarterly" and r.month == "last_of_quarter"]
    for rule in rules:
        if rule.period != "annual" or rule.month == 1 or not isinstance(rule.month, int):
            continue
        if quarterly and (rule.month, rule.day or 0) < (12, quarterly[0].day or 0):
            yield Warning("annual_before_last_quarter", rule.lines[0], rule.raw)


def days_of(rule: ReportingRule, year: int) -> list[date]:
    """Return the days of a rule that fall in the year; none where it prints no full day."""
    if rule.day is None:
        return []
    if rule.month == "last_of_quarter":
        months: Sequence[int] = _QUARTER_ENDS
    elif rule.month == "first_of_next_quarter":
        months = (4, 7, 10)
    elif rule.month == "every":
        months = range(1, 13)
    else:
        months = (rule.month,) if isinstance(rule.month, int) else ()
    days = []
    for month in months:
        try:
            days.append(date(year, month, rule.day))
        except ValueError:
            continue
    return days
