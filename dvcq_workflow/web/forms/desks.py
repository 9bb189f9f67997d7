"""Forms of the desks that check, sign, number and answer. What is due is for the rules to say;
a form only reads what was typed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.selectors.people import drafters_of
from dvcq_workflow.web.forms.fields import DayField, PageForm, PersonField, ReasonField

MAX_NUMBER = 999_999


class PlainForm(PageForm):
    """A choice that asks nothing more."""


class ReturnForm(PageForm):
    """What is to be mended, and where."""

    reason = ReasonField(label=_("What to mend, and where"))


class RefuseForm(PageForm):
    """Why the plan is not issued."""

    reason = ReasonField(label=_("Reason for the refusal"))


class CloseForm(PageForm):
    """Why the round is closed while opinions are awaited."""

    reason = ReasonField(label=_("Why you close without the opinions still awaited"))


class AgreeForm(PageForm):
    """A remark that goes with a yes."""

    text = forms.CharField(
        label=_("Remark, if any"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class CommentForm(PageForm):
    """What a unit wants changed."""

    text = forms.CharField(
        label=_("What should be changed, and where"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class NumberForm(PageForm):
    """The date printed on the document."""

    issued_on = DayField(label=_("Date on the document"))


class GiveBackForm(PageForm):
    """Why a task is taken from whoever keeps it."""

    reason = ReasonField(label=_("Why the task is taken back"))


class WithdrawForm(PageForm):
    """Why a plan is given up."""

    reason = ReasonField(label=_("Why the plan is withdrawn"))


class HandOverForm(PageForm):
    """To whom of the drafting unit a draft goes, and why."""

    drafter = PersonField(label=_("Who drafts from now on"))
    reason = ReasonField(label=_("Why the draft is handed over"))

    def __init__(self, *args: Any, unit_id: int, on: dt.date, but: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = drafters_of(unit_id, on).exclude(pk=but)
        self.fields["drafter"].queryset = people  # type: ignore[attr-defined]


class PaperNumberForm(PageForm):
    """A number given in the paper register, the date printed with it, and why on paper."""

    number = forms.IntegerField(
        label=_("Number in the paper register"),
        max_value=MAX_NUMBER,
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Give the number alone, without its symbol, such as 19.")},
    )
    issued_on = DayField(label=_("Date on the document"))
    reason = ReasonField(label=_("Why the number was given on paper"))
