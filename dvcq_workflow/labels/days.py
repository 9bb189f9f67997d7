"""Days as our pages write them: weekday and the decree's short date."""

from __future__ import annotations

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.rules.calendars import DayState
from dvcq_workflow.rules.formats import short_date

# With the date inside: Django's own "Monday" is "Thứ 2" in Vietnamese, and a bare msgid of ours
# would change it for the whole host.
DAYS: tuple[str | Promise, ...] = (
    _("Monday, %(date)s"),
    _("Tuesday, %(date)s"),
    _("Wednesday, %(date)s"),
    _("Thursday, %(date)s"),
    _("Friday, %(date)s"),
    _("Saturday, %(date)s"),
    _("Sunday, %(date)s"),
)


def long_day(day: dt.date) -> str:
    """Return a day with its weekday: Thứ Hai, 06/4/2020."""
    return str(DAYS[day.weekday()]) % {"date": short_date(day)}


KINDS_OF_DAYS: dict[str, str | Promise] = {
    "holiday": _("Day off"),
    "working": _("Working day"),
}
DAY_STATES: dict[DayState, str | Promise] = {
    DayState.NEW: _("new"),
    DayState.STANDS: _("stands already"),
    DayState.DIFFERS: _("stands otherwise and is left: %(standing)s"),
}
"""How a day that is to be laid stands in the calendar."""

WRITTEN_OVER: str | Promise = _("written over: %(standing)s")
