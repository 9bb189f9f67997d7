"""Days of the story: moments in the province's time, and the next day on which offices work."""

from __future__ import annotations

import datetime as dt

from documents.demo.province import LOCAL
from dvcq_workflow.host import get_host

DAY = dt.timedelta(days=1)


def on(month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    """Return a moment of the story, in the province's time."""
    return dt.datetime(2020, month, day, hour, minute, tzinfo=LOCAL)


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """Return a moment of a day."""
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=LOCAL)


def working_day(day: dt.date, *, step: int = 1) -> dt.date:
    """Return the day itself if offices work then, else the next (``step`` 1) or last one (-1)."""
    while not get_host().is_working_day(day):
        day += step * DAY
    return day


def later(day: dt.date, count: int) -> dt.date:
    """Return the day that many working days later, or earlier where ``count`` is negative."""
    step = 1 if count > 0 else -1
    for _each in range(abs(count)):
        day = working_day(day + step * DAY, step=step)
    return day
