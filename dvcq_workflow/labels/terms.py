"""Names of the states of a due date, and what is said of one."""

from __future__ import annotations

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.rules.terms import Group, Term, days_left, term_of, week_end

TERM_NAMES: dict[Term, str | Promise] = {
    Term.OVERDUE: gettext_lazy("Overdue"),
    Term.SOON: gettext_lazy("Due soon"),
    Term.IN_TERM: gettext_lazy("In term"),
    Term.NONE: gettext_lazy("No due date"),
}

TERM_COUNTS: dict[Term, str | Promise] = {
    Term.OVERDUE: gettext_lazy("Overdue: %(count)s"),
    Term.SOON: gettext_lazy("Due soon: %(count)s"),
    Term.IN_TERM: gettext_lazy("In term: %(count)s"),
    Term.NONE: gettext_lazy("No due date: %(count)s"),
}

TERM_MARKS: dict[Term, tuple[str, str]] = {
    Term.OVERDUE: ("late", "late"),
    Term.SOON: ("warn", "half"),
    Term.IN_TERM: ("ok", "ring"),
    Term.NONE: ("off", "dash"),
}
"""Colour and shape of each state."""


def term_name(due_on: dt.date | None, today: dt.date) -> str:
    """Return the state of a due date; of a missed one, by how much."""
    term = term_of(due_on, today)
    if term is Term.OVERDUE and due_on is not None:
        return _("Overdue, days: %(days)s") % {"days": -days_left(due_on, today)}
    return str(TERM_NAMES[term])


def term_line(due_on: dt.date | None, today: dt.date) -> str:
    """Return the date itself, with the days that are left."""
    if due_on is None:
        return ""
    left = days_left(due_on, today)
    if left < 0:
        return short_date(due_on)
    if left == 0:
        return _("today, %(date)s") % {"date": short_date(due_on)}
    return _("days left: %(days)s, %(date)s") % {"days": left, "date": short_date(due_on)}


def group_name(group: Group, today: dt.date) -> str:
    """Return the heading of a group of an inbox."""
    if group is Group.THIS_WEEK:
        return _("This week, until %(date)s") % {"date": short_date(week_end(today))}
    names = {
        Group.OVERDUE: _("Overdue"),
        Group.LATER: _("After this week"),
        Group.NONE: _("No due date"),
    }
    return names[group]
