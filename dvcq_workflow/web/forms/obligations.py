"""Forms of what a person states of a plan's year. What is due is for the rules to say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.obligations import KIND_NAMES, STRENGTH_CHOICES
from dvcq_workflow.models.reporting import PERIOD_CHOICES
from dvcq_workflow.rules.obligations import STATED_KINDS, ObligationKind, PeriodKind, Strength
from dvcq_workflow.services.obligations import ObligationFacts
from dvcq_workflow.services.reporting_rules import RuleFacts
from dvcq_workflow.web.forms.fields import DayField, PageForm, ReasonField

DAY_COUNTS = [
    ("on", _("The day itself is in time")),
    ("before", _("Only the days before it are in time")),
]


def _words(label: Any, rows: int, **given: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, widget=widget, **given)


class TermForm(PageForm):
    """The words that give a time, and whether the day they name is itself in time."""

    raw_words = forms.CharField(
        label=_("The words that give the time, as they stand"), required=False
    )
    day_counts = forms.ChoiceField(label=_("What is in time"), choices=DAY_COUNTS)

    def term(self) -> dict[str, Any]:
        """Return what was typed of the time; call ``is_valid`` first."""
        given = self.cleaned_data
        return {"raw_words": given["raw_words"], "is_inclusive": given["day_counts"] == "on"}


class StateTaskForm(TermForm):
    """A task that the plan lays on units."""

    text = _words(_("What is to be done"), 4)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, KIND_NAMES[kind]) for kind in STATED_KINDS]
    )
    strength = forms.ChoiceField(
        label=_("How binding"),
        choices=STRENGTH_CHOICES,
        help_text=_("Party bodies, the Front, the armed forces and councils are only asked."),
    )
    due_on = DayField(
        label=_("Due on"),
        required=False,
        help_text=_("Leave empty what has no date; a task for when it arises has its own kind."),
    )
    field_order = ("text", "kind", "strength", "due_on", "raw_words", "day_counts")

    def to_facts(self, leads: tuple[int, ...], supporting: tuple[int, ...]) -> ObligationFacts:
        """Return what was typed; call ``is_valid`` first."""
        given = self.cleaned_data
        return ObligationFacts(
            text=given["text"],
            kind=ObligationKind(given["kind"]),
            lead_ids=leads,
            supporting_ids=supporting,
            strength=Strength(given["strength"]),
            due_on=given["due_on"],
            **self.term(),
        )


class StateRuleForm(TermForm):
    """A rule of periodic reports; ``text`` and who owes where the plan has no sentence of it."""

    period_kind = forms.ChoiceField(label=_("Period"), choices=PERIOD_CHOICES)
    due_day = forms.IntegerField(
        label=_("Due on day"),
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Give the day as a number from 1 to 31."),
            "required": _("Give the day as a number from 1 to 31."),
        },
    )
    due_month = forms.TypedChoiceField(
        label=_("Of month"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("the last month of each period")), *((n, str(n)) for n in range(1, 13))],
    )
    text = _words(
        _("What says so"),
        3,
        help_text=_("Leave empty where the plan's own sentence about reports says who reports."),
    )
    strength = forms.ChoiceField(label=_("How binding"), choices=STRENGTH_CHOICES)
    field_order = ("period_kind", "due_day", "due_month", "raw_words", "day_counts")

    def to_facts(self, reporters: tuple[int, ...]) -> RuleFacts:
        """Return what was typed; call ``is_valid`` first."""
        given = self.cleaned_data
        sentence = ObligationFacts(
            text=given["text"],
            kind=ObligationKind.REPORT,
            lead_ids=reporters,
            strength=Strength(given["strength"]),
        )
        return RuleFacts(
            period_kind=PeriodKind(given["period_kind"]),
            due_day=given["due_day"],
            due_month=given["due_month"],
            sentence=sentence if given["text"].strip() or reporters else None,
            **self.term(),
        )


class SetAsideForm(PageForm):
    """Why nothing more is needed."""

    reason = ReasonField(label=_("Why nothing more is needed"))


class TakeBackTaskForm(PageForm):
    """Why a task of the plan is taken back."""

    reason = ReasonField(label=_("Why the task is taken back"))
