"""Days of the week as our pages write them, before the decree's short date."""

from __future__ import annotations

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import pgettext, pgettext_lazy

from dvcq_workflow.rules.formats import short_date

# With a context of our own: Django's own "Monday" is "Thứ 2" in Vietnamese, and a plain msgid of
# ours would change it for the whole host.
WEEKDAYS: tuple[str | Promise, ...] = (
    pgettext_lazy("day of a page", "Monday"),
    pgettext_lazy("day of a page", "Tuesday"),
    pgettext_lazy("day of a page", "Wednesday"),
    pgettext_lazy("day of a page", "Thursday"),
    pgettext_lazy("day of a page", "Friday"),
    pgettext_lazy("day of a page", "Saturday"),
    pgettext_lazy("day of a page", "Sunday"),
)


def long_day(day: dt.date) -> str:
    """Return a day with its weekday: Thứ Hai, 06/4/2020."""
    return pgettext("day of a page", "%(weekday)s, %(date)s") % {
        "weekday": WEEKDAYS[day.weekday()],
        "date": short_date(day),
    }
