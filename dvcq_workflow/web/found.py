"""What a reader found in a text, as rows that lead to the lines where it stands."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dvcq_workflow.labels.imports import WARNINGS
from dvcq_workflow.rules.formats import short_date

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

HEADER_NAMES = ("agency", "parent_agency", "number", "symbol", "place", "date", "title", "year")
SPAN_OF = {"symbol": "number", "year": "title"}
"""What the reader places with another field: symbol with the number, year with the title."""


@dataclass(frozen=True)
class Found:
    """One thing found; ``line`` is 1-based, None where it stands nowhere in particular."""

    name: str
    text: str
    line: int | None = None


@dataclass(frozen=True)
class FoundGroup:
    """Things of one kind, with a count that is the number of its rows unless it says more."""

    code: str
    title: str
    count: str
    rows: tuple[Found, ...]


def doubts_in(found: Mapping[str, Any]) -> list[Found]:
    """Return what a person should look at, in the order of the text."""
    return [
        Found(str(WARNINGS.get(item["code"], item["code"])), item["text"], item["line"])
        for item in sorted(found["warnings"], key=lambda item: item["line"] or 0)
    ]


def lines_in_doubt(found: Mapping[str, Any]) -> set[int]:
    """Return the lines about which there is a doubt."""
    return {item["line"] for item in found["warnings"] if item["line"]}


def groups_in(found: Mapping[str, Any]) -> list[FoundGroup]:
    """Return everything found, group by group."""
    return [
        _header(found["header"]),
        _citations(found),
        _sections(found["sections"]),
        _reports(found["reporting_rules"]),
        _actors(found["assignments"]),
        _lines("recipients", _("Recipients"), found["recipients"]),
        _signature(found["signature"]),
        _tables(found["tables"]),
    ]


def _header(header: Mapping[str, Any]) -> FoundGroup:
    names = {
        "agency": _("Issuing body"),
        "parent_agency": _("Parent agency"),
        "number": _("Number"),
        "symbol": _("Symbol"),
        "place": _("Place of issue"),
        "date": _("Date"),
        "title": _("Subject"),
        "year": _("Year"),
    }
    spans = header.get("spans") or {}
    rows = tuple(
        Found(names[key], _shown(header[key]), _first(spans.get(SPAN_OF.get(key, key))))
        for key in HEADER_NAMES
        if header.get(key) is not None
    )
    return FoundGroup("header", _("Head"), str(len(rows)), rows)


def _citations(found: Mapping[str, Any]) -> FoundGroup:
    citations = found["citations"]
    mentions = sum(len(item["mentions"]) for item in citations)
    bases = set(found["bases"])
    rows = tuple(
        Found(
            item["symbol"],
            ", ".join(
                part
                for part in (
                    item["kind"] or "",
                    _shown(item["date"]) if item["date"] else _("no date"),
                    item["issuer"] or "",
                    _("basis") if item["symbol"] in bases else "",
                )
                if part
            ),
            item["mentions"][0]["line"] if item["mentions"] else None,
        )
        for item in citations
    )
    count = _("%(documents)s documents, %(mentions)s mentions, %(bases)s bases") % {
        "documents": len(citations),
        "mentions": mentions,
        "bases": len(bases),
    }
    return FoundGroup("citations", _("Cited documents"), count, rows)


def _sections(sections: Iterable[Mapping[str, Any]]) -> FoundGroup:
    rows: list[Found] = []
    headed = items = bullets = paragraphs = 0
    for section in sections:
        headed += section["title"] is not None
        name = f"{section['no']}." if section["no"] else "–"
        rows.append(Found(name, section["title"] or "", _first(section["lines"])))
        for item in section["items"]:
            items += item["no"] is not None
            bullets += len(item["bullets"])
            text = _("%(text)s (bullets: %(count)s)") % {
                "text": item["text"],
                "count": len(item["bullets"]),
            }
            shown = text if item["bullets"] else item["text"]
            rows.append(Found(item["no"] or "–", shown, _first(item["lines"])))
        for paragraph in section["paragraphs"]:
            paragraphs += 1
            rows.append(Found("¶", paragraph["text"], _first(paragraph["lines"])))
    count = _(
        "%(sections)s sections, %(items)s items, %(bullets)s bullets, %(paragraphs)s paragraphs"
    ) % {
        "sections": headed,
        "items": items,
        "bullets": bullets,
        "paragraphs": paragraphs,
    }
    return FoundGroup("sections", _("Body"), count, tuple(rows))


def _reports(rules: Iterable[Mapping[str, Any]]) -> FoundGroup:
    rows = tuple(Found(rule["to"] or "–", rule["raw"], _first(rule["lines"])) for rule in rules)
    return FoundGroup("reports", _("Periodic reports"), str(len(rows)), rows)


def _actors(assignments: Iterable[Mapping[str, Any]]) -> FoundGroup:
    rows: list[Found] = []
    tasks = requests = 0
    for assignment in assignments:
        tasks += len(assignment["tasks"])
        binding = assignment["binding"]
        requests += 0 if binding else len(assignment["tasks"])
        rows += [
            Found(
                assignment["actor"] if binding else _("Request to %(actor)s") % assignment,
                task["text"],
                _first(task["lines"]),
            )
            for task in assignment["tasks"]
        ]
    count = _("%(tasks)s tasks, %(requests)s of them requests") % {
        "tasks": tasks,
        "requests": requests,
    }
    return FoundGroup("actors", _("Who is to do what"), count, tuple(rows))


def _signature(signature: Mapping[str, Any] | None) -> FoundGroup:
    parts: Iterator[Any] = iter(())
    if signature is not None:
        names = ("authority", "on_behalf", "position", "signer")
        parts = (signature[name] for name in names if signature[name])
    line = _first(signature["lines"]) if signature else None
    rows = tuple(Found("", str(part), line) for part in parts)
    return FoundGroup("signature", _("Signature block"), str(len(rows)), rows)


def _tables(tables: Iterable[Mapping[str, Any]]) -> FoundGroup:
    rows = tuple(
        Found(
            table["title"] or "–",
            _("%(rows)s rows: %(columns)s")
            % {"rows": len(table["rows"]), "columns": " | ".join(table["columns"])},
            _first(table["lines"]),
        )
        for table in tables
    )
    return FoundGroup("tables", _("Tables"), str(len(rows)), rows)


def _lines(code: str, title: str, statements: Iterable[Mapping[str, Any]]) -> FoundGroup:
    rows = tuple(Found("", item["text"], _first(item["lines"])) for item in statements)
    return FoundGroup(code, title, str(len(rows)), rows)


def _shown(value: Any) -> str:
    """Return a value as a page writes it; days travel in JSON as 2020-04-06."""
    text = str(value)
    return short_date(dt.date.fromisoformat(text)) if _DAY.fullmatch(text) else text


def _first(span: Any) -> int | None:
    return int(span[0]) if span else None
