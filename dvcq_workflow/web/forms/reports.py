"""Forms of unit reports: what a writer writes, and what a receiver finds wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.labels.figures import called_estimate
from dvcq_workflow.models.reports import ReportSection, ReportValue
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.figure_texts import format_number, parse_value
from dvcq_workflow.rules.figures import NOTHING_AROSE, NUMERIC, Kind, Value, ValueState
from dvcq_workflow.selectors.reports import value_of
from dvcq_workflow.web.forms.fields import PageForm, ReasonField

SECTION, VALUE, NONE, REMARK = "section_", "value_", "none_", "remark_"


class FigureField(forms.CharField):
    """One figure as a clerk types it: a number, "không phát sinh", or nothing."""

    def __init__(self, *, kind: Kind, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(required=False, widget=_widget(kind), **kwargs)

    def clean(self, value: Any) -> Value:
        """Return the figure, or say what stands against it."""
        typed = super().clean(value)
        try:
            return parse_value(self.kind, typed)
        except RuleViolation as violation:
            raise ValidationError(sentence_of(violation)) from violation


def shown_value(value: Value) -> str:
    """Return a figure as it is typed and read; empty where it is not reported."""
    if value.state is ValueState.NOTHING_AROSE:
        return _("nothing arose")
    if value.state is ValueState.NOT_REPORTED:
        return ""
    if value.number is not None:
        return called_estimate(format_number(value.number), value)
    if value.yes_no is not None:
        return _("yes") if value.yes_no else _("no")
    return value.text


def _widget(kind: Kind) -> forms.Widget:
    if kind is Kind.TEXT:
        return forms.Textarea(attrs={"rows": 2, "class": "form-control dv-words"})
    attrs = {"autocomplete": "off", "class": "form-control dv-num"}
    return forms.TextInput(attrs={**attrs, "inputmode": "decimal"} if kind in NUMERIC else attrs)


def typed_figure(code: str, value: Value) -> dict[str, str]:
    """Return a figure as it is typed into the form, by name of the field."""
    if value.state is ValueState.NOTHING_AROSE:
        return {f"{VALUE}{code}": "", f"{NONE}{code}": "on"}
    return {f"{VALUE}{code}": shown_value(value), f"{NONE}{code}": ""}


class ReportForm(PageForm):
    """A text for each heading; for each indicator a figure, or the mark that nothing arose. A rate
    is reckoned, not typed."""

    def __init__(
        self,
        *args: Any,
        sections: Sequence[ReportSection],
        values: Sequence[ReportValue],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for row in values:
            kind = Kind(row.indicator.kind)
            if kind is Kind.RATE:
                continue
            code, name = row.indicator.code, row.indicator.name
            typed = typed_figure(code, value_of(row))
            self.fields[f"{VALUE}{code}"] = FigureField(
                kind=kind, label=name, initial=typed[f"{VALUE}{code}"]
            )
            label = _("Nothing arose: %(name)s") % {"name": name}
            ticked = {"class": "form-check-input", "aria-label": label}
            self.fields[f"{NONE}{code}"] = forms.BooleanField(
                label=label,
                required=False,
                initial=bool(typed[f"{NONE}{code}"]),
                widget=forms.CheckboxInput(attrs=ticked),
            )
        for part in sections:
            self.fields[f"{SECTION}{part.section.key}"] = forms.CharField(
                label=str(part.section),
                required=False,
                initial=part.text,
                widget=forms.Textarea(attrs={"rows": 5, "class": "form-control"}),
            )

    def clean(self) -> dict[str, Any]:
        """Let the mark that nothing arose stand for the figure, or say that both are given."""
        for name in [name for name in self.fields if name.startswith(NONE)]:
            figure = f"{VALUE}{name.removeprefix(NONE)}"
            said = self.cleaned_data.get(figure)
            if not self.cleaned_data.get(name) or said is None:
                continue
            if said.state is ValueState.REPORTED:
                self.add_error(figure, sentence_of(RuleViolation("figure_state_contradicted")))
            else:
                self.cleaned_data[figure] = NOTHING_AROSE
        return self.cleaned_data

    def say(self, problems: Mapping[str, str]) -> None:
        """Put sentences at fields in the place of what the form itself says of them."""
        for name, sentence in problems.items():
            self.errors.pop(name, None)
            self.add_error(name, sentence)

    def texts(self) -> dict[str, str]:
        """Return what was written, by key of the heading; call ``is_valid`` first."""
        return _with_prefix(self.cleaned_data, SECTION)

    def figures(self) -> dict[str, Value]:
        """Return what was counted, by code of the indicator; call ``is_valid`` first."""
        return _with_prefix(self.cleaned_data, VALUE)


def _with_prefix(cleaned: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {
        name.removeprefix(prefix): value
        for name, value in cleaned.items()
        if name.startswith(prefix)
    }


class WithdrawReportForm(PageForm):
    """Why a report is given up."""

    reason = ReasonField(label=gettext_lazy("Why the report is withdrawn"))


class SendBackForm(PageForm):
    """What is to be mended: of the whole, and at each heading and indicator."""

    remark_all = forms.CharField(
        label=gettext_lazy("Of the report as a whole"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, name in places:
            self.fields[f"{REMARK}{field}"] = forms.CharField(
                label=name,
                required=False,
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )

    def remarks(self) -> list[tuple[str, str]]:
        """Return field and words of each remark; call ``is_valid`` first."""
        found = [("", self.cleaned_data["remark_all"])]
        found += [
            (name.removeprefix(REMARK), text)
            for name, text in self.cleaned_data.items()
            if name.startswith(REMARK) and name != "remark_all"
        ]
        return [(field, text) for field, text in found if text.strip()]
