"""How a due date stands on a day: past, near, far, or none at all."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

SOON_DAYS = 2
"""A task is due soon on its last day and on the two days before it."""


class Term(StrEnum):
    """The four states of a due date; every task is in exactly one."""

    OVERDUE = "overdue"
    SOON = "soon"
    IN_TERM = "in_term"
    NONE = "none"


class Group(StrEnum):
    """The groups of an inbox, in its order; every task is in exactly one."""

    OVERDUE = "overdue"
    THIS_WEEK = "this_week"
    LATER = "later"
    NONE = "none"


def term_of(due_on: dt.date | None, today: dt.date) -> Term:
    """Return how a due date stands; the due day itself is still in time."""
    if due_on is None:
        return Term.NONE
    if due_on < today:
        return Term.OVERDUE
    return Term.SOON if (due_on - today).days <= SOON_DAYS else Term.IN_TERM


def days_left(due_on: dt.date, today: dt.date) -> int:
    """Return the calendar days until a due date; negative once it is past."""
    return (due_on - today).days


def week_end(today: dt.date) -> dt.date:
    """Return the Sunday of the week of ``today``."""
    return today + dt.timedelta(days=6 - today.weekday())


def group_of(due_on: dt.date | None, today: dt.date) -> Group:
    """Return the group of an inbox in which a due date lies."""
    if due_on is None:
        return Group.NONE
    if due_on < today:
        return Group.OVERDUE
    return Group.THIS_WEEK if due_on <= week_end(today) else Group.LATER
