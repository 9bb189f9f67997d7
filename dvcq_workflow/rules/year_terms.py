"""How something owed stands against its last day: the second axis beside its processing state."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from dvcq_workflow.rules.terms import SOON_DAYS


class YearTerm(StrEnum):
    """The six states; whatever is not withdrawn is in exactly one. Computed, never stored."""

    NO_TERM = "no_term"
    IN_TERM = "in_term"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"


def year_term_of(last_day: dt.date | None, done_on: dt.date | None, today: dt.date) -> YearTerm:
    """Return how something stands. ``last_day``: the last day in time, None where there is none
    (a request never has one); ``done_on``: the local date it was done, None while it is open."""
    if done_on is not None:
        late = last_day is not None and done_on > last_day
        return YearTerm.DONE_LATE if late else YearTerm.DONE_ON_TIME
    if last_day is None:
        return YearTerm.NO_TERM
    if last_day < today:
        return YearTerm.OVERDUE
    soon = (last_day - today).days <= SOON_DAYS
    return YearTerm.DUE_SOON if soon else YearTerm.IN_TERM
