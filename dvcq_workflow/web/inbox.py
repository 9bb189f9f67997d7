"""The inbox, where a clerk's day starts: what, which plan, which unit, from whom, due when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.conf import conf
from dvcq_workflow.labels.terms import (
    TERM_COUNTS,
    TERM_MARKS,
    TERM_NAMES,
    group_name,
    term_line,
    term_name,
)
from dvcq_workflow.models.desks import STEP_CHOICES, Desk
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.terms import Group, Term, group_of, term_of
from dvcq_workflow.selectors.desks import steps_of
from dvcq_workflow.selectors.inbox import (
    DeskFilter,
    Tab,
    Tally,
    desk_rows,
    narrowed,
    parts_of,
    tallies,
)
from dvcq_workflow.selectors.people import people_named_by
from dvcq_workflow.web.asked import asked_page, asked_text, pager
from dvcq_workflow.web.pages import Page

TAB_NAMES: dict[Tab, str | Promise] = {
    Tab.MINE: _("Mine"),
    Tab.UNIT: _("My unit's"),
    Tab.WAITING: _("Awaiting others"),
    Tab.DONE: _("Done"),
}
EMPTY_TITLES: dict[Tab, str | Promise] = {
    Tab.MINE: _("No task awaits you"),
    Tab.UNIT: _("No task awaits your unit"),
    Tab.WAITING: _("Nothing of yours lies with others"),
    Tab.DONE: _("You have not finished a task yet"),
}
EMPTY_LINES: dict[Tab, str | Promise] = {
    Tab.MINE: _("A task appears here as soon as a plan reaches your desk."),
    Tab.UNIT: _("Tasks of everybody in your units appear here, whoever is to act."),
    Tab.WAITING: _("Plans you drafted appear here while somebody else has them on their desk."),
    Tab.DONE: _("Every task you finish stays listed here, the latest first."),
}


@dataclass(frozen=True)
class TabLink:
    """One tab with what it holds."""

    name: str | Promise
    url: str
    count: int
    is_here: bool


@dataclass(frozen=True)
class TermCount:
    """How many tasks stand in a state, and the way to them."""

    text: str
    look: str
    icon: str
    url: str


@dataclass(frozen=True)
class Row:
    """One task as the list shows it. ``for_whom``: in whose place the viewer would do it."""

    desk: Desk
    url: str
    term: str
    term_look: str
    term_icon: str
    due_line: str
    for_whom: str = ""

    @property
    def issuance(self) -> Issuance | None:
        """The number that the plan holds, if it holds one."""
        found = self.desk.plan.live_issuances  # type: ignore[attr-defined]
        return found[0] if found else None


@dataclass(frozen=True)
class RowGroup:
    """The tasks of one group on this page; ``count``: of the whole list."""

    name: str
    count: int
    rows: list[Row]


class InboxView(Page):
    """Everybody's own tasks, and those of their units."""

    section = "inbox"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one tab, narrowed as asked."""
        tab = _tab(request)
        seats = self.shell.held
        lists = {each: parts_of(each, request.user, seats) for each in Tab}
        wanted = _wanted(request)
        fitting = [narrowed(part, wanted, self.today) for part in lists[tab]]
        found = tallies(lists, self.today)
        self.shell.awaiting = found[Tab.MINE].total
        tally = found[tab] if wanted.is_empty else tallies({tab: fitting}, self.today)[tab]
        shown = tally.total
        context = {
            "tab": str(tab),
            "tabs": [_tab_link(each, tab, found[each].total) for each in Tab],
            "terms": _term_counts(found[tab], tab),
            "wanted": wanted,
            "is_narrowed": not wanted.is_empty,
            "steps": STEP_CHOICES,
            "term_choices": [(str(term), name) for term, name in TERM_NAMES.items()],
            "total": found[tab].total,
            "shown": shown,
            "groups": self._groups(fitting, tab, tally),
            "pager": pager(
                request, size=conf.PAGE_SIZE, has_next=asked_page(request) * conf.PAGE_SIZE < shown
            ),
            "empty_title": EMPTY_TITLES[tab],
            "empty_line": EMPTY_LINES[tab],
            "unit_count": found[Tab.UNIT].total,
        }
        return self.render("dvcq_workflow/inbox.html", context)

    def _groups(self, parts: list[QuerySet[Desk]], tab: Tab, tally: Tally) -> list[RowGroup]:
        size = conf.PAGE_SIZE
        found = desk_rows(parts, offset=(asked_page(self.request) - 1) * size, size=size)
        whom = self._in_whose_place() if tab is Tab.MINE else _nobody
        rows = [_row(desk, self.today, whom(desk)) for desk in found]
        if tab is Tab.DONE:
            return [RowGroup("", tally.total, rows)] if rows else []
        groups = [
            RowGroup(
                group_name(group, self.today),
                tally.groups[group],
                [row for row in rows if group_of(row.desk.due_on, self.today) is group],
            )
            for group in Group
        ]
        return [group for group in groups if group.rows]

    def _in_whose_place(self) -> Callable[[Desk], str]:
        """Return what says of a desk for whom the viewer would act there; empty: for nobody."""
        own = {
            (s.unit_id, step)
            for s in self.shell.held
            if s.principal_id is None
            for step in steps_of(s.role)
        }
        lent = [s for s in self.shell.held if s.principal_id is not None]
        names = people_named_by(s.principal_id or 0 for s in lent) if lent else {}
        held = {(s.unit_id, step): s.principal_id for s in lent for step in steps_of(s.role)}

        def whom(desk: Desk) -> str:
            if desk.assigned_to_id is not None:
                return names.get(desk.assigned_to_id, "")
            place = (desk.unit_id, desk.step)
            return "" if place in own else names.get(held.get(place) or 0, "")

        return whom


def _tab(request: HttpRequest) -> Tab:
    asked = request.GET.get("tab", "")
    return Tab(asked) if asked in set(Tab) else Tab.MINE


def _wanted(request: HttpRequest) -> DeskFilter:
    step, term = request.GET.get("step", ""), request.GET.get("term", "")
    return DeskFilter(
        step=step if step in set(Step) else "",
        term=Term(term) if term in set(Term) else None,
        words=asked_text(request, "q"),
        unit_words=asked_text(request, "unit"),
    )


def _tab_link(tab: Tab, here: Tab, count: int) -> TabLink:
    return TabLink(TAB_NAMES[tab], f"?tab={tab}", count, tab is here)


def _term_counts(tally: Tally, tab: Tab) -> list[TermCount]:
    if tab is Tab.DONE:
        return []
    return [_term_count(term, count, tab) for term, count in tally.terms.items()]


def _term_count(term: Term, count: int, tab: Tab) -> TermCount:
    look, icon = TERM_MARKS[term]
    return TermCount(
        str(TERM_COUNTS[term]) % {"count": count}, look, icon, f"?tab={tab}&term={term}"
    )


def _nobody(desk: Desk) -> str:
    return ""


def _row(desk: Desk, today: dt.date, for_whom: str) -> Row:
    look, icon = TERM_MARKS[term_of(desk.due_on, today)]
    return Row(
        desk=desk,
        url=desk_url(desk),
        term=term_name(desk.due_on, today),
        term_look=look,
        term_icon=icon,
        due_line=term_line(desk.due_on, today),
        for_whom=for_whom,
    )


def desk_url(desk: Desk) -> str:
    """Return the address of a desk; its task is loaded."""
    where: dict[str, Any] = {"process_pk": desk.task.process_id, "task_pk": desk.task_id}
    return reverse(f"dvcq_workflow:desk_{desk.step}", kwargs=where)
