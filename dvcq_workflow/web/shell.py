"""What stands around every page: who is looking, on which day, and the ways to our sections."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from dvcq_workflow.host import get_host
from dvcq_workflow.labels.days import long_day
from dvcq_workflow.models.people import ROLE_NAMES
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.desks import ROLES_AT, Role, Seat, Step
from dvcq_workflow.selectors.desks import my_desks
from dvcq_workflow.selectors.people import seats_of

DESK = "desk_"


@dataclass(frozen=True)
class Section:
    """One entry of our navigation. ``pages``: names of the URLs that belong to it.

    ``for_drafters``: shown to those alone who may draft for a unit; ``for_auditors``: to auditors
    and leaders alone; the page asks again.
    """

    key: str
    name: str | Promise
    url_name: str
    pages: tuple[str, ...] = ()
    for_drafters: bool = False
    for_auditors: bool = False


SECTIONS = (
    Section("inbox", gettext_lazy("Inbox"), "inbox"),
    Section("plans", gettext_lazy("Plans"), "plan_list", ("plan",)),
    Section("tasks", gettext_lazy("Tasks of my units"), "unit_tasks", ("assignment",)),
    Section("reports", gettext_lazy("Reports"), "report_list", ("report",)),
    Section("register", gettext_lazy("Register of issued documents"), "register"),
    Section("acts", gettext_lazy("Acts on record"), "acts", for_auditors=True),
    Section("drafts", gettext_lazy("New plan"), "draft_start", for_drafters=True),
    Section(
        "imports", gettext_lazy("Import a document"), "import_start", ("import",), for_drafters=True
    ),
)


@dataclass(frozen=True)
class NavLink:
    """One link of the navigation as shown; ``count`` is None where nothing is counted."""

    name: str
    url: str
    is_here: bool
    count: int | None = None


@dataclass(frozen=True)
class Language:
    """A language of the page; its name is written in itself."""

    code: str
    name: str
    is_here: bool


LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


class Shell:
    """Reads lazily: a host's base that shows none of it costs no query."""

    def __init__(
        self,
        request: HttpRequest,
        today: dt.date,
        section: str = "",
    ) -> None:
        self.request = request
        self.today = today
        self.section = section

    @property
    def viewer_name(self) -> str:
        """The viewer's name, as the host says it."""
        return get_host().person_name(self.request.user)

    @cached_property
    def held(self) -> tuple[Seat, ...]:
        """Return the viewer's seats of today, read once; for what is shown, not for an act."""
        return seats_of(self.request.user, self.today)

    @cached_property
    def awaiting(self) -> int:
        """Return how many tasks await the viewer; a page that counts them sets it."""
        return my_desks(self.request.user, self.today, seats=self.held).count()

    @cached_property
    def seats(self) -> list[str]:
        """Return the viewer's seats of today in words: title and unit, and which of them they
        only hold for somebody absent."""
        units = Unit.objects.filter(pk__in={seat.unit_id for seat in self.held})
        names = dict(units.values_list("pk", "name"))
        return [_in_words(seat, names.get(seat.unit_id, "")) for seat in self.held]

    @property
    def today_line(self) -> str:
        """Today with its weekday."""
        return long_day(self.today)

    @cached_property
    def nav(self) -> list[NavLink]:
        """Return the ways to our sections, with what awaits the viewer."""
        match = self.request.resolver_match
        url_name = (match.url_name or "") if match else ""
        drafts = any(
            seat.role in ROLES_AT[Step.DRAFT] and seat.principal_id is None for seat in self.held
        )
        audits = any(seat.role in (Role.AUDITOR, Role.LEADER) for seat in self.held)
        return [
            NavLink(
                name=str(section.name),
                url=reverse(f"dvcq_workflow:{section.url_name}"),
                is_here=self._is_here(section, url_name),
                count=self.awaiting if section.key == "inbox" else None,
            )
            for section in SECTIONS
            if (drafts or not section.for_drafters) and (audits or not section.for_auditors)
        ]

    def _is_here(self, section: Section, url_name: str) -> bool:
        if self.section:
            return section.key == self.section
        if url_name.startswith(DESK):
            return section.key == "inbox"
        return url_name == section.url_name or url_name in section.pages

    @property
    def languages(self) -> list[Language]:
        """Return the languages one can switch to, where the host lets one switch."""
        offered: dict[str, Any] = dict(settings.LANGUAGES)
        here = (get_language() or "").split("-")[0]
        known = [code for code in LANGUAGES if code in offered]
        return [Language(code, LANGUAGES[code], code == here) for code in known]

    @property
    def language_url(self) -> str:
        """Where the language is switched."""
        return reverse("dvcq_workflow:language")


def _in_words(seat: Seat, unit: str) -> str:
    if seat.principal_id is None:
        return f"{seat.title or ROLE_NAMES[seat.role]}, {unit}"
    place = seat.principal_title or ROLE_NAMES[seat.role]
    return _("standing in: %(place)s, %(unit)s") % {"place": place, "unit": unit}
