"""The documents that a plan cites: every one once, with all places where it is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from dvcq_workflow.documents.reading.letters import fold
from dvcq_workflow.documents.reading.mentions import Named, mentions_in
from dvcq_workflow.documents.reading.passages import Passage
from dvcq_workflow.documents.reading.result import Citation, Mention, Warning
from dvcq_workflow.documents.reading.symbols import kind_of_symbol, number_of
from dvcq_workflow.rules.formats import short_date


@dataclass(slots=True)
class _Cited:
    symbol: str
    kind: str | None
    date: date | None
    issuer: str | None
    kind_is_printed: bool
    mentions: list[Mention] = field(default_factory=list)

    def citation(self) -> Citation:
        return Citation(self.symbol, self.kind, self.date, self.issuer, tuple(self.mentions))


class Citations:
    """Collects mentions, passage by passage, and tells which document each of them means."""

    def __init__(self, own_symbol: str | None) -> None:
        """``own_symbol``: the plan's own number and symbol, which is never counted."""
        self._own = own_symbol
        self._cited: list[_Cited] = []
        self._by_symbol: dict[str, list[_Cited]] = {}
        self._short: list[tuple[Named, int]] = []
        self.warnings: list[Warning] = []

    def add(self, passages: Iterable[Passage]) -> list[str]:
        """Read passages in the order of the text; return the symbols they cite, each once."""
        symbols: dict[str, None] = {}
        for passage in passages:
            for named in mentions_in(passage):
                cited = self._take(named)
                if cited:
                    symbols[cited.symbol] = None
        return list(symbols)

    def _take(self, named: Named) -> _Cited | None:
        if named.is_short:
            return self._take_short(named)
        if named.symbol == self._own:
            return None
        cited = self._same(named)
        if cited is None:
            cited = _Cited(
                named.symbol, named.kind, named.date, named.issuer, named.kind_is_printed
            )
            self._cited.append(cited)
            self._by_symbol.setdefault(named.symbol, []).append(cited)
        else:
            self._complete(cited, named)
        cited.mentions.append(Mention(named.line, named.printed))
        self._doubt(named)
        return cited

    def _same(self, named: Named) -> _Cited | None:
        """Numbers begin again every year: another year's date means another document."""
        known = self._by_symbol.get(named.symbol, [])
        for cited in reversed(known):
            if named.date is None or cited.date is None or cited.date == named.date:
                return cited
        for cited in known:
            if cited.date and named.date and cited.date.year == named.date.year:
                self._warn("citation_two_dates", named, f"{named.symbol} {short_date(named.date)}")
                return cited
        return None

    def _complete(self, cited: _Cited, named: Named) -> None:
        cited.date = cited.date or named.date
        if named.kind_is_printed and not cited.kind_is_printed:
            cited.kind, cited.kind_is_printed = named.kind, True
        if cited.issuer is None:
            cited.issuer = named.issuer
        elif named.issuer and not _same_body(cited.issuer, named.issuer):
            text = f"{cited.symbol}: {cited.issuer} / {named.issuer}"
            self._warn("citation_two_issuers", named, text)

    def _take_short(self, named: Named) -> _Cited | None:
        """``Pháp lệnh số 34`` is the document of that kind and number cited in full before."""
        if self._own and named.kind == "Kế hoạch" and number_of(self._own) == int(named.symbol):
            return None
        for cited in reversed(self._cited):
            if cited.kind == named.kind and number_of(cited.symbol) == int(named.symbol):
                if "/" not in cited.symbol and not named.has_so:
                    return None
                cited.mentions.append(Mention(named.line, named.printed))
                return cited
        if named.has_so:
            self._short.append((named, len(self._cited)))
        return None

    def finish(self) -> tuple[Citation, ...]:
        """Settle the short mentions that came before their document; return all in order."""
        for named, _ in self._short:
            later = [
                cited
                for cited in self._cited
                if cited.kind == named.kind and number_of(cited.symbol) == int(named.symbol)
            ]
            if later:
                later[0].mentions.insert(0, Mention(named.line, named.printed))
                continue
            cited = _Cited(named.symbol, named.kind, named.date, named.issuer, True)
            cited.mentions.append(Mention(named.line, named.printed))
            self._cited.append(cited)
            self._warn("citation_without_symbol", named, named.printed)
        self._cited.sort(key=lambda cited: cited.mentions[0].line)
        for cited in self._cited:
            if cited.date is None and len(cited.symbol) > 5:
                place = cited.mentions[0]
                self.warnings.append(Warning("citation_without_date", place.line, cited.symbol))
        return tuple(cited.citation() for cited in self._cited)

    def _doubt(self, named: Named) -> None:
        if named.is_impossible:
            self._warn("citation_date_impossible", named, named.printed)
        expected = kind_of_symbol(named.symbol)
        if named.kind and expected and not _fits(named.kind, expected):
            self._warn("citation_kind_differs", named, f"{named.kind} {named.symbol}")

    def _warn(self, code: str, named: Named, text: str) -> None:
        self.warnings.append(Warning(code, named.line, text))


def _fits(kind: str, expected: str) -> bool:
    """Say whether a kind may have an abbreviation: TT is Thông tri too, Văn bản is any letter."""
    if kind.startswith(expected) or expected.startswith(kind):
        return True
    return (kind, expected) in {("Thông tri", "Thông tư"), ("Quy định", "Quyết định")} or (
        kind in {"Văn bản", "Luật", "Bộ luật"}
    )


def _same_body(one: str, other: str) -> bool:
    """Say whether two names may be of one body: one begins with the other, shortened or not."""
    first, second = (_plain(name) for name in (one, other))
    return first.startswith(second) or second.startswith(first)


def _plain(name: str) -> str:
    text = fold(name).replace("uy ban nhan dan", "ubnd").replace("hoi dong nhan dan", "hdnd")
    return text.replace(" voi ", " va ")
