"""Days, moments and persons as our pages write them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils import timezone

from dvcq_workflow.host import get_host
from dvcq_workflow.rules.formats import short_date

register = template.Library()


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """Return a day as decree 30/2020 pads it: 06/4/2020; of a moment, its local day."""
    if value is None:
        return ""
    return short_date(timezone.localdate(value) if isinstance(value, dt.datetime) else value)


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Return a moment in local time: 03/4/2020 16:20."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{short_date(local.date())} {local:%H:%M}"


@register.filter
def person(user: Any) -> str:
    """Return a person's name, as the host says it."""
    return get_host().person_name(user) if user is not None else ""
