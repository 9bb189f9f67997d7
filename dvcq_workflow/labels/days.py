"""Days as our pages write them: weekday and the decree's short date."""

from __future__ import annotations

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
