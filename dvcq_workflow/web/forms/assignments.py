"""Forms of tasks and of more time for them. What is due is for the rules to say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.host import get_host
from dvcq_workflow.models.units import Unit
from dvcq_workflow.selectors.assignments import leaders_of_unit, people_of_unit, units_below
from dvcq_workflow.selectors.choices import units_on
from dvcq_workflow.web.forms.fields import DayField, PageForm, PersonField, ReasonField

MAX_PCT = 100


def _words(label: Any, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, strip=True, widget=forms.Textarea(attrs={"rows": rows})
    )


class HandBackForm(PageForm):
    """Why a unit does not take a task."""

    reason = ReasonField(label=_("Why the task is handed back"))


class OfferAgainForm(PageForm):
    """What is answered to a unit that handed a task back."""

    reason = ReasonField(label=_("Your answer to the unit"))


class WithdrawTaskForm(PageForm):
    """Why a task is withdrawn."""

    reason = ReasonField(label=_("Why the task is withdrawn"))


class PeopleField(forms.ModelMultipleChoiceField):
    """Some people of a unit, by the name the host writes."""

    def __init__(self, **kwargs: Any) -> None:
        nobody = get_user_model()._default_manager.none()
        super().__init__(
            queryset=nobody, required=False, widget=forms.CheckboxSelectMultiple, **kwargs
        )

    def label_from_instance(self, obj: Any) -> str:
        return get_host().person_name(obj)


class OfficersForm(PageForm):
    """Who leads the work on a task, and who does it."""

    person_in_charge = PersonField(label=_("Leader in charge"), required=False)
    officers = PeopleField(label=_("Officers"))

    def __init__(self, *args: Any, unit_id: int, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_in_charge"].queryset = leaders_of_unit(unit_id, on)  # type: ignore[attr-defined]
        self.fields["officers"].queryset = people_of_unit(unit_id, on)  # type: ignore[attr-defined]


class ResultForm(PageForm):
    """What came of a task."""

    result = _words(_("Result"), rows=8)


class NoteForm(PageForm):
    """How a task goes."""

    text = _words(_("How it goes"))
    progress_pct = forms.IntegerField(
        label=_("Progress in percent, if it changed"),
        required=False,
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Give a whole number from 0 to 100.")},
    )


class UnitField(forms.ModelChoiceField):
    """One of some units. The form sets its ``queryset``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Unit.objects.none(), empty_label=_("not chosen yet"), **kwargs)


class PartForm(PageForm):
    """A part of a task: for which unit, what, until when."""

    unit = UnitField(label=_("Unit under yours"))
    text = _words(_("What it is to do"))
    due_on = DayField(label=_("Due on"), required=False)

    def __init__(self, *args: Any, unit_id: int, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = [unit.pk for unit in units_below(unit_id, on)]
        self.fields["unit"].queryset = units_on(on).filter(pk__in=below)  # type: ignore[attr-defined]


class AnewForm(PageForm):
    """To which unit a withdrawn task goes, and why."""

    unit = UnitField(label=_("Unit that gets the task"))
    reason = ReasonField(label=_("Why it goes to this unit"))

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_on(on)  # type: ignore[attr-defined]


class ExtensionForm(PageForm):
    """Until when a unit needs time, and why."""

    wanted_due_on = DayField(label=_("Until which day"), required=False)
    reason = ReasonField(label=_("Why more time is needed"))


class GrantForm(PageForm):
    """A remark that goes with more time."""

    reason = ReasonField(label=_("Remark, if any"))


class RefuseTimeForm(PageForm):
    """Why no more time is given."""

    reason = ReasonField(label=_("Why no more time is given"))
