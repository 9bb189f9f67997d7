"""Periodic reports: which period, which day, to whom, as a sentence of the plan says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dvcq_workflow.documents.reading.bodies import BODY_START, body_end
from dvcq_workflow.documents.reading.letters import toned
from dvcq_workflow.documents.reading.passages import Passage
from dvcq_workflow.documents.reading.result import ReportingRule

_EACH = r"(?:hàng|hằng|mỗi|từng)"
_MONTH_NO = r"(?:1[0-2]|0?[1-9])"
# A day as plans print it; the quarter's months may be listed one by one.
_DAY = (
    rf"(?P<before>(?:chậm nhất (?:là )?(?:vào )?)?trước\s)?(?:(?:chậm nhất|"
    rf"muộn nhất)\s(?:là\s)?(?:vào\s)?)?"
    rf"(?:vào\s)?(?P<ngay>ngày\s)?(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)"
    rf"(?:(?P<last>\s(?:của\s)?tháng\scuối\s(?:của\s)?(?:(?:mỗi|hàng|hằng|"
    rf"từng)\s)?quý(?:\s(?:báo cáo|đó))?)"
    rf"|(?P<first>\s(?:của\s)?tháng\sđầu\s(?:tiên\s)?(?:của\s)?quý\s(?:sau|tiếp theo|kế tiếp|tiếp))"
    rf"|(?P<quarters>\s?(?:của\s)?(?:các\s)?tháng\s0?3\s?,\s?(?:tháng\s)?0?6\s?,\s?(?:tháng\s)?0?9\s?(?:,|và|,\svà)\s?(?:tháng\s)?12)"
    rf"|(?P<every>\s(?:(?:của\s)?{_EACH}\stháng|(?:của\s)?tháng\s(?:sau|tiếp theo|kế tiếp|tiếp|"
    rf"báo cáo)|cuối tháng))"
    rf"|(?P<closing>\s(?:của\s)?tháng\scuối\s(?:của\s)?kỳ(?:\sbáo cáo)?)"
    rf"|(?P<alone>(?=\s?[),;.]|$))"
    rf"|\s?[/.\-]\s?(?P<m1>{_MONTH_NO})(?:\s?[/.\-]\s?(?P<y1>20\d{{2}}))?(?!\d)"
    rf"|\s(?:của\s)?tháng\s(?P<m2>{_MONTH_NO})(?!\d)(?:\snăm\s(?P<y2>20\d{{2}}))?)"
    rf"(?P<yearly>\s?,?\s?{_EACH}\snăm|\snăm\ssau|\scủa\snăm\ssau)?"
)
_PERIOD = (
    rf"(?P<nine>(?:0?9|chín)\stháng(?:\sđầu\snăm)?)"
    rf"|(?P<half>(?:0?6|sáu)\stháng(?:\s(?:đầu|cuối)\snăm)?)"
    rf"|(?P<quarter>(?:định kỳ\s)?{_EACH}\squý|quý\s(?:IV|I{{1,3}}|[1-4])(?!\w)|quý(?!\s(?:sau|"
    rf"tiếp|báo|đó|cơ|vị))(?!\w))"
    rf"|(?P<month>{_EACH}\stháng|tháng(?!\s(?:\d|cuối|đầu|sau|tiếp|này|trước(?!\sngày)|"
    rf"hành động|cao điểm))(?!\w))"
    rf"|(?P<year>{_EACH}\snăm|(?:01|1|một|cả|cuối)\snăm|(?<!\d\s)(?<!\d)năm(?!\s(?:\d|học|nay|sau|trước(?!\sngày)|qua|tới|này|tiếp|báo))(?!\w))"
)
_TOKEN = re.compile(rf"(?P<spec>{_DAY})|(?P<period>(?<!\w)(?:{_PERIOD}))", re.IGNORECASE)
_PERIODS = {
    "nine": "nine_month",
    "half": "half_year",
    "quarter": "quarterly",
    "month": "monthly",
    "year": "annual",
}
_BARE = re.compile(r"(?:quý|tháng|năm)", re.IGNORECASE)
_BEFORE_BARE = re.compile(
    r"(?:báo cáo(?: kết quả)?(?: định kỳ)?|định kỳ|tổng kết|sơ kết|theo|đối với báo cáo|gồm|"
    r"kỳ)[\s:,(]*$",
    re.IGNORECASE,
)
_LIST_GAP = re.compile(
    r"[\s,;()/&]*(?:và|,|;|hoặc|báo cáo|đối với báo cáo|:)?[\s,;()]*", re.IGNORECASE
)
_REPORTS = re.compile(r"báo cáo", re.IGNORECASE)
_STANDING = re.compile(
    r"định kỳ|chế độ (?:thông tin,? )?báo cáo|báo cáo (?:định kỳ|(?:hàng|hằng) |quý|tháng|"
    r"6 tháng|06 tháng|sơ kết)|"
    r"(?:hàng|hằng) (?:tháng|quý|năm)[^.;]{0,90}báo cáo (?:kết quả|tình hình|về|bằng|UBND|"
    r"Ủy ban|Sở|Ban)",
    re.IGNORECASE,
)
_TO = (
    re.compile(r"(?:thông qua|qua)\s(?=[A-ZĐỦ])"),
    re.compile(r"(?:gửi\svề|báo cáo\svề|gửi|về|đến|tới)\s(?=[A-ZĐỦ])"),
    re.compile(r"báo cáo\s(?:với\s|cho\s)?(?=[A-ZĐỦ])"),
)
# The bounds of a report's figures are no days to report on: từ ngày … đến ngày …
_FIGURES = re.compile(r"(?:(?<!\w)từ|đến|đến hết|tới)\s$")
_SENTENCE = re.compile(r"(?<=[.;])\s(?=[A-ZĐÀ-Ỹ])|(?<=:)\s(?=[-+])")
_LAST_MONTHS: dict[str, int | str] = {
    "monthly": "every",
    "quarterly": "last_of_quarter",
    "half_year": 6,
    "nine_month": 9,
    "annual": 12,
}
_MONTHS_OF = {"half_year": {5, 6, 7}, "nine_month": {8, 9, 10}, "annual": {10, 11, 12, 1}}


@dataclass(slots=True)
class _Period:
    period: str
    start: int
    end: int
    is_numbered: bool
    spec: _Day | None = None


@dataclass(slots=True)
class _Day:
    day: int
    month: int | str
    start: int
    end: int
    before: bool
    yearly: bool
    is_alone: bool = False


def rules_in(passages: Iterable[Passage], *, standing: bool = True) -> list[ReportingRule]:
    """Return the reporting rules of the passages.

    ``standing``: rules that print no day count too; elsewhere than in the organising section they
    are mere talk of reports.
    """
    rules: list[ReportingRule] = []
    for passage in passages:
        for start, end in _sentences(passage.text):
            rules.extend(_rules_of(passage, start, end, standing=standing))
    return _merged(rules)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _SENTENCE.finditer(text):
        here = found.end()
        if text[found.start() - 1] == ";" and not _REPORTS.search(text, here, here + 300):
            continue
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _rules_of(passage: Passage, start: int, end: int, *, standing: bool) -> list[ReportingRule]:
    sentence = toned(passage.text[start:end])
    if len(sentence) > 4000 or not _REPORTS.search(sentence):
        return []
    periods, days = _tokens(sentence)
    if not periods:
        return []
    _pair(periods, days)
    to = _recipient(passage.text[start:end], sentence)
    is_standing = standing and bool(_STANDING.search(sentence))
    rules = []
    for period in periods:
        if period.spec is None and not is_standing:
            continue
        first, last = _extent(sentence, period)
        rules.append(
            ReportingRule(
                period.period,
                period.spec.day if period.spec else None,
                period.spec.month if period.spec else None,
                to,
                passage.text[start + first : start + last],
                bool(period.spec and period.spec.before),
                passage.span(start + first, start + last),
            )
        )
    return rules


def _tokens(sentence: str) -> tuple[list[_Period], list[_Day]]:
    """Read periods and days in order; a bare ``năm`` counts only inside a list of periods."""
    periods: list[_Period] = []
    days: list[_Day] = []
    last_end = -1
    for found in _TOKEN.finditer(sentence):
        if found["spec"]:
            if not _is_due(sentence, days, found):
                continue
            day = _day(found, goes_on=_goes_on(sentence, days, found))
            days.append(day)
            last_end = day.end
            _imply(periods, day)
            continue
        name = next(name for name in _PERIODS if found[name])
        bare = bool(_BARE.fullmatch(found["period"]))
        if bare and not _counts(sentence, found.start(), last_end):
            continue
        numbered = bool(re.search(r"[IV\d]$", found["period"])) and name == "quarter"
        periods.append(_Period(_PERIODS[name], found.start(), found.end(), numbered))
        last_end = found.end()
    return periods, days


def _is_due(sentence: str, days: list[_Day], found: re.Match[str]) -> bool:
    """Say whether a day is one to report on: it says "day" or "before", and bounds no figures."""
    if _FIGURES.search(sentence[max(0, found.start() - 12) : found.start()]):
        return False
    if found["ngay"] or (found["before"] and found["alone"] is None):
        return True
    return _follows_day(sentence, days, found)


def _imply(periods: list[_Period], day: _Day) -> None:
    """A day can name its period alone: ``ngày 20 hằng tháng``, ``ngày 15/11 hằng năm``."""
    implied = {
        "every": "monthly",
        "last_of_quarter": "quarterly",
        "first_of_next_quarter": "quarterly",
    }.get(str(day.month), "annual" if day.yearly and not periods else "")
    if day.is_alone or not implied or any(p.period == implied and not p.spec for p in periods):
        return
    periods.append(_Period(implied, day.end, day.end, False))


def _follows_day(sentence: str, days: list[_Day], found: re.Match[str]) -> bool:
    """``trước ngày 15/6 và 15/11``: the second day prints no word for day."""
    between = sentence[days[-1].end : found.start()] if days else "no day"
    return found["alone"] is None and bool(re.fullmatch(r"\s?(?:,|và|;)\s?", between))


def _counts(sentence: str, start: int, last_end: int) -> bool:
    if _BEFORE_BARE.search(sentence[max(0, start - 40) : start]):
        return True
    return last_end >= 0 and bool(_LIST_GAP.fullmatch(sentence[last_end:start]))


def _goes_on(sentence: str, days: list[_Day], found: re.Match[str]) -> bool:
    """``trước ngày 15/6 và 15/11``: the "before" said once counts for both."""
    between = sentence[days[-1].end : found.start()] if days else "no day"
    return bool(days and days[-1].before and re.fullmatch(r"\s?(?:,|và|;)\s?", between))


def _day(found: re.Match[str], *, goes_on: bool) -> _Day:
    month: int | str
    if found["last"] or found["quarters"]:
        month = "last_of_quarter"
    elif found["first"]:
        month = "first_of_next_quarter"
    elif found["closing"]:
        month = "last_of_period"
    elif found["every"] or found["alone"] is not None:
        month = "every"
    else:
        month = int(found["m1"] or found["m2"])
    return _Day(
        int(found["day"]),
        month,
        found.start(),
        found.end(),
        bool(found["before"]) or goes_on,
        bool(found["yearly"]),
        found["alone"] is not None,
    )


def _pair(periods: list[_Period], days: list[_Day]) -> None:
    """Give each day to the period it belongs to: the nearest one it can be a day of."""
    days_first = bool(days) and days[0].start < periods[0].start
    for day in days:
        if day.month == "last_of_period":
            for period in periods:
                period.spec = period.spec or replace(day, month=_LAST_MONTHS[period.period])
            continue
        open_ = [p for p in periods if p.spec is None and _can_be(p, day)]
        before = [p for p in open_ if p.end <= day.start]
        after = [p for p in open_ if p.start >= day.end]
        chosen = after[:1] or before[-1:] if days_first else before[-1:] or after[:1]
        for period in chosen:
            period.spec = day


def _can_be(period: _Period, day: _Day) -> bool:
    if day.month in {"last_of_quarter", "first_of_next_quarter"}:
        return period.period == "quarterly"
    if day.month == "every":
        return period.period == "monthly"
    if period.period == "quarterly":
        return period.is_numbered
    return day.month in _MONTHS_OF.get(period.period, set())


def _extent(sentence: str, period: _Period) -> tuple[int, int]:
    """Return where the words of the rule begin and end: period, day and the bracket around it."""
    first, last = period.start, period.end
    if period.spec:
        first, last = min(first, period.spec.start), max(last, period.spec.end)
        if sentence[first:last].count("(") > sentence[first:last].count(")"):
            closing = sentence.find(")", last, last + 40)
            last = closing + 1 if closing >= 0 else last
    return first, last


def _recipient(printed: str, sentence: str) -> str | None:
    for pattern in _TO:
        for found in pattern.finditer(sentence):
            if not BODY_START.match(sentence, found.end()):
                continue
            end = body_end(printed, found.end())
            name = re.split(r"\s?[()]|,\s", printed[found.end() : end])[0].strip(" .,;:")
            if name:
                return name
    return None


def _merged(rules: list[ReportingRule]) -> list[ReportingRule]:
    """Keep one rule of a period and recipient: that with a day; four quarters by name are one."""
    kept: list[ReportingRule] = []
    for rule in rules:
        same = [
            other for other in kept if other.period == rule.period and other.to in {rule.to, None}
        ]
        if rule.day is None and any(other.period == rule.period for other in kept):
            continue
        for other in same:
            if other.day is None or (other.day, other.month) == (rule.day, rule.month):
                kept.remove(other)
        kept.append(rule)
    return _quarters(kept)


def _quarters(rules: list[ReportingRule]) -> list[ReportingRule]:
    named = [r for r in rules if r.period == "quarterly" and isinstance(r.month, int)]
    months = [r.month for r in named]
    if len(named) < 3 or len({r.day for r in named}) != 1 or not set(months) <= {3, 6, 9, 12}:
        return rules
    first = named[0]
    whole = ReportingRule(
        "quarterly",
        first.day,
        "last_of_quarter",
        first.to,
        "; ".join(r.raw for r in named),
        first.before,
        (first.lines[0], named[-1].lines[1]),
    )
    return [whole if r is first else r for r in rules if r is first or r not in named]
