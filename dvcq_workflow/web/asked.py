"""What the address of a list asks for. Whatever cannot be read counts as not asked."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

MAX_WORDS = 200
MAX_PAGE = 10_000
YEARS = range(1990, 2201)
DAY_FORMATS = ("%d/%m/%Y", "%Y-%m-%d")
UID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
NUMBER = re.compile(r"\s*(\d{1,6})\s*/\s*(\S*)\s*")


@dataclass(frozen=True)
class Pager:
    """The way through a list. ``query``: the address's other questions, for the links."""

    page: int
    size: int
    has_next: bool
    query: str

    @property
    def has_previous(self) -> bool:
        """Whether this is not the first page."""
        return self.page > 1

    @property
    def previous_query(self) -> str:
        """The address of the page before."""
        return self._with(self.page - 1)

    @property
    def next_query(self) -> str:
        """The address of the page after."""
        return self._with(self.page + 1)

    def _with(self, page: int) -> str:
        return f"?{self.query}&page={page}" if self.query else f"?page={page}"


def asked_text(request: HttpRequest, name: str) -> str:
    """Return a text, trimmed and without what no database takes."""
    return request.GET.get(name, "").replace("\x00", "")[:MAX_WORDS].strip()


def asked_number(request: HttpRequest, name: str) -> int | None:
    """Return a whole number from 0, or None."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def asked_uid(request: HttpRequest, name: str) -> uuid.UUID | None:
    """Return the uid of a row, or None."""
    text = request.GET.get(name, "")
    return uuid.UUID(text) if UID.fullmatch(text) else None


@dataclass(frozen=True)
class AskedDay:
    """A day that an address asks for. ``text``: as it was typed; ``day``: None where it is none."""

    text: str
    day: dt.date | None

    @property
    def is_unread(self) -> bool:
        """Whether something was typed that is no day."""
        return bool(self.text) and self.day is None


def asked_day(request: HttpRequest, name: str) -> AskedDay:
    """Return a day, written as 06/4/2020 or 2020-04-06."""
    text = asked_text(request, name)
    for written in DAY_FORMATS:
        try:
            day = dt.datetime.strptime(text, written).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return AskedDay(text, day if day.year in YEARS else None)
    return AskedDay(text, None)


def asked_page(request: HttpRequest) -> int:
    """Return the page asked for, from 1."""
    return min(max(asked_number(request, "page") or 1, 1), MAX_PAGE)


def asked_document_number(text: str) -> tuple[int, str] | None:
    """Return number and symbol where the words are a document's number, as 19/KH-UBND."""
    found = NUMBER.fullmatch(text)
    return (int(found[1]), found[2]) if found else None


def pager(request: HttpRequest, *, size: int, has_next: bool) -> Pager:
    """Return the way through a list."""
    return Pager(asked_page(request), size, has_next, query_without(request.GET, "page"))


def query_without(query: QueryDict, *names: str, **instead: str) -> str:
    """Return an address's questions without some of them, and with others in their place."""
    kept = query.copy()
    for name in (*names, *instead):
        kept.pop(name, None)
    for name, value in instead.items():
        kept[name] = value
    return kept.urlencode()
