"""Where a text names documents: number, kind, date and issuer as printed there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from dvcq_workflow.documents.reading.dates import DATE, date_of
from dvcq_workflow.documents.reading.passages import Passage
from dvcq_workflow.documents.reading.symbols import (
    KIND,
    SYMBOL,
    canonical_kind,
    kind_of_symbol,
    mended,
    suffix_of,
)

_KIND_BEFORE = re.compile(
    rf"(?<!\w)(?P<kind>{KIND})\s?(?:\(\w{{1,12}}\)\s)?(?P<so>số\s?:?\s?)?$", re.IGNORECASE
)
_KIND_NEAR = re.compile(rf"(?<!\w)(?P<kind>{KIND})(?!\w)", re.IGNORECASE)
_SO_BEFORE = re.compile(r"(?<!\w)số\s?:?\s?$", re.IGNORECASE)
SHORT = re.compile(
    rf"(?<!\w)(?P<kind>{KIND})\s(?P<so>số\s)?(?P<number>\d{{1,5}})(?![\d\w/])(?!\s?[-–]\s?[A-ZĐ])(?![.,]\d)",
    re.IGNORECASE,
)
_DATE_NEXT = re.compile(
    rf"\s?[,(]?\s?(?:(?:được\s)?(?:ban hành|ký|đề|ra)\s)?(?:ngày\s{{0,2}})?{DATE}", re.IGNORECASE
)
_DATE_LATER = re.compile(rf"(?<!\w)ngày\s{{1,2}}{DATE}", re.IGNORECASE)
_LATER_STOP = re.compile(
    r"\s(?:về|V/v|quy định|hướng dẫn|phê duyệt|thực hiện|thi hành|sửa đổi|ban hành (?!ngày))|"
    r"[“\"‘;]"
)
_BETWEEN = re.compile(r"\s?(?:,|và|cùng|,\s?và|;|-|–)?\s?(?:(?:các|số)\s?:?\s?)?$", re.IGNORECASE)
_ISSUER = re.compile(
    r"\s?,?\s?\)?\s?(?:do\s)?(?P<lead>của|giữa)\s(?P<name>.{2,160})"
    r"|\s?(?P<bare>(?:UBND|Ủy ban|Uỷ ban|Chính phủ|Thủ tướng|Bộ|Ban|Tỉnh ủy|Quốc hội|HĐND|"
    r"Hội đồng)\s?.{0,160})",
    re.DOTALL,
)
_ISSUER_STOP = re.compile(
    r"\s?[,;:.(“\"‘”)]|\s(?:về|V/v|việc|khóa|khoá|ban hành|quy định|hướng dẫn|phê duyệt|"
    r"thực hiện|thi hành|"
    r"sửa đổi|nhằm|để|trong|tại|giai đoạn|năm|ngày|triển khai|đã|tiếp tục|theo|"
    r"tổ chức thực hiện|gắn|"
    r"công bố|thông qua|đối với|do|bãi bỏ|thay thế|kết luận|bổ sung|cho|và các|được)(?!\w)"
    rf"|\s(?:và|,)\s(?={KIND}\s)|(?-i:\svà\s(?=[a-zà-ỹđ]))",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Named:
    """One mention as found: a full symbol, or a kind with a bare number (``is_short``)."""

    symbol: str
    kind: str | None
    printed: str
    start: int
    end: int
    line: int
    is_short: bool = False
    has_so: bool = False
    kind_is_printed: bool = False
    date: date | None = None
    is_impossible: bool = False
    issuer: str | None = None
    was_shared: bool = False


def mentions_in(passage: Passage) -> list[Named]:
    """Return every mention in a passage, in order, with shared dates and issuers given to all."""
    found = sorted([*_full(passage), *_short(passage)], key=lambda named: named.start)
    kept: list[Named] = []
    for named in found:
        if not kept or named.start >= kept[-1].end:
            kept.append(named)
    _elide_symbols(passage.text, kept)
    _elide_kinds(passage.text, kept)
    for at, named in enumerate(kept):
        until = kept[at + 1].start if at + 1 < len(kept) else len(passage.text)
        _read_after(passage.text, named, until)
    _share(passage.text, kept)
    return kept


def _full(passage: Passage) -> Iterator[Named]:
    text = passage.text
    for found in SYMBOL.finditer(text):
        before = text[max(0, found.start() - 60) : found.start()]
        kind = _KIND_BEFORE.search(before)
        so = bool(kind and kind["so"]) or bool(_SO_BEFORE.search(before))
        symbol = mended(found.group())
        if not _is_symbol(symbol, so=so, kind=bool(kind)):
            continue
        start = found.start()
        if kind:
            start -= len(before) - kind.start()
        named = Named(
            symbol,
            None,
            found.group(),
            start,
            found.end(),
            0,
            has_so=so,
            kind_is_printed=bool(kind),
        )
        if kind:
            named.kind = canonical_kind(kind["kind"])
        elif so:
            _kind_in_clause(text, named)
        named.line = passage.line_at(named.start)
        yield named


def _is_symbol(symbol: str, *, so: bool, kind: bool) -> bool:
    """A number and capitals alone (``2020 - UBND``) are a symbol only where the text says so."""
    if so or kind:
        return True
    return "/" in symbol and len(suffix_of(symbol)) > 4


def _kind_in_clause(text: str, named: Named) -> None:
    """Find the kind a few words back: ``Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15``."""
    clause = re.split(r"[,;.:“”()]", text[max(0, named.start - 110) : named.start])[-1]
    by_symbol = kind_of_symbol(named.symbol)
    near = [hit for hit in _KIND_NEAR.finditer(clause) if hit["kind"][:1].isupper()]
    if by_symbol:
        near = [hit for hit in near if canonical_kind(hit["kind"]).startswith(by_symbol)]
    if near:
        named.kind = canonical_kind(near[-1]["kind"])
        named.kind_is_printed = True
        named.start -= len(clause) - near[-1].start()


def _short(passage: Passage) -> Iterator[Named]:
    for found in SHORT.finditer(passage.text):
        yield Named(
            found["number"],
            canonical_kind(found["kind"]),
            found.group(),
            found.start(),
            found.end(),
            passage.line_at(found.start()),
            is_short=True,
            has_so=bool(found["so"]),
            kind_is_printed=True,
        )


def _elide_symbols(text: str, named: list[Named]) -> None:
    """``Quyết định số 217, 218-QĐ/TW``: the first number has the symbol of the second."""
    for this, following in reversed(list(pairwise(named))):
        listed = this.is_short and not following.is_short and not following.kind_is_printed
        if listed and _BETWEEN.fullmatch(text[this.end : following.start]):
            this.symbol += suffix_of(following.symbol)
            this.is_short = False


def _elide_kinds(text: str, named: list[Named]) -> None:
    """A symbol without a kind has that of the one before, where they stand in one list."""
    before: Named | None = None
    for this in named:
        if this.kind is None:
            near = before is not None and bool(_BETWEEN.fullmatch(text[before.end : this.start]))
            if near and before and suffix_of(before.symbol) == suffix_of(this.symbol):
                this.kind = before.kind
            else:
                this.kind = kind_of_symbol(this.symbol)
        before = this


def _read_after(text: str, named: Named, until: int) -> None:
    """Read the date and the issuer that follow a mention, up to the next mention."""
    tail = text[named.end : min(until, named.end + 260)]
    found = _DATE_NEXT.match(tail)
    if found:
        after = tail[found.end() :]
    else:
        stop = _LATER_STOP.search(tail)
        found = _DATE_LATER.search(tail[: stop.start()] if stop else tail[:160])
        after = tail
    if found:
        named.date = date_of(found)
        named.is_impossible = named.date is None
    named.issuer = _issuer(after)


def _issuer(after: str) -> str | None:
    found = _ISSUER.match(after)
    if not found:
        return None
    name = found["name"] or found["bare"]
    stop = _ISSUER_STOP.search(name)
    name = (name[: stop.start()] if stop else name).strip(" -–")
    if name.endswith(" và"):
        name = name[:-3]
    return name or None


def _share(text: str, named: list[Named]) -> None:
    """Give the date and issuer of the last of ``A và B ngày …`` to those before it."""
    for this, following in reversed(list(pairwise(named))):
        if this.is_short or this.date or this.issuer or ";" in text[this.end : following.start]:
            continue
        if suffix_of(this.symbol) != suffix_of(following.symbol):
            continue
        if _BETWEEN.fullmatch(text[this.end : following.start]):
            this.date, this.issuer = following.date, following.issuer
            this.was_shared = following.date is not None
