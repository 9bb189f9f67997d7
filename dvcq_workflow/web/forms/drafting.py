"""What stands beside the content on a draft's desk: what is asked of other units."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.web.forms.fields import DayField, PageForm

USUAL_DAYS = 7


class RoundForm(PageForm):
    """The day by which opinions are due, and what is asked."""

    due_on = DayField(label=_("Opinions due by"))
    question = forms.CharField(
        label=_("What is asked"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def round_initial(on: dt.date) -> dict[str, Any]:
    """Return what a new round begins with."""
    return {"due_on": on + dt.timedelta(days=USUAL_DAYS)}
