"""Forms of obstacles. What is due is for the rules to say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.plans import Plan, PlanItem
from dvcq_workflow.models.units import Unit
from dvcq_workflow.selectors.choices import units_on
from dvcq_workflow.selectors.obstacles import items_to_choose, units_to_raise_for
from dvcq_workflow.web.forms.assignments import UnitField
from dvcq_workflow.web.forms.fields import PageForm, ReasonField

ITEM_LETTERS = 90


def _words(label: Any, rows: int = 5) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, strip=True, widget=forms.Textarea(attrs={"rows": rows})
    )


class ItemField(forms.ModelChoiceField):
    """One of a plan's paragraphs, by its first words."""

    def __init__(self, **kwargs: Any) -> None:
        given = {"required": False, "empty_label": _("the whole plan"), **kwargs}
        super().__init__(queryset=PlanItem.objects.none(), **given)

    def label_from_instance(self, obj: Any) -> str:
        text = f"{obj.number}. {obj.text}" if obj.number else obj.text
        return text if len(text) <= ITEM_LETTERS else text[:ITEM_LETTERS] + "…"


class RaiseForm(PageForm):
    """What stands in the way, for which unit, where in the plan, and what is proposed."""

    unit = UnitField(label=_("Unit"))
    item = ItemField(label=_("Part of the plan"))
    text = _words(_("What stands in the way"))
    proposal = _words(_("What you propose, if anything"), rows=3)

    def __init__(self, *args: Any, plan: Plan, viewer: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = units_to_raise_for(viewer, plan, on)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["item"].queryset = items_to_choose(plan)  # type: ignore[attr-defined]
        first = list(units[:2])
        if len(first) == 1:
            self.fields["unit"].initial = first[0].pk


class OpinionForm(PageForm):
    """What the receiver thinks of an obstacle that it escalates."""

    opinion = _words(_("Your unit's opinion"))


class SettlementForm(PageForm):
    """How an obstacle is settled."""

    settlement = _words(_("How it is settled"))


class SendDownForm(PageForm):
    """Why the receiver settles it itself."""

    reason = ReasonField(label=_("Why the receiver can settle it"))


class TakeBackForm(PageForm):
    """Why an obstacle is taken back."""

    reason = ReasonField(label=_("Why it is taken back"))


class InformForm(PageForm):
    """Which further units are told."""

    units = forms.ModelMultipleChoiceField(
        label=_("Further units to be told"), queryset=Unit.objects.none(), required=False
    )

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units_on(on)  # type: ignore[attr-defined]
