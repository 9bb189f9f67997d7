"""The form of targets: a number for each indicator, and what they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.reporting import PlanIndicator
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.figure_texts import format_number, parse_number
from dvcq_workflow.rules.targets import require_target
from dvcq_workflow.selectors.figures import definition_of
from dvcq_workflow.web.forms.fields import PageForm, ReasonField


class TargetField(forms.CharField):
    """One target as a clerk types it: a number such as 1.234,5, or nothing."""

    def __init__(self, *, row: PlanIndicator) -> None:
        self.definition = definition_of(row.indicator)
        widget = forms.TextInput(attrs={"autocomplete": "off", "class": "form-control dv-num"})
        initial = format_number(row.target) if row.target is not None else ""
        super().__init__(required=False, label=row.indicator.name, initial=initial, widget=widget)

    def clean(self, value: Any) -> Decimal | None:
        """Return the target, or say what stands against it."""
        try:
            return require_target(self.definition, parse_number(value or ""))
        except RuleViolation as violation:
            raise ValidationError(sentence_of(violation)) from violation


class TargetsForm(PageForm):
    """A target for each indicator that can have one."""

    reason = ReasonField(
        label=_("What the targets rest on"),
        help_text=_("The words of the plan, or the document with its number and date."),
    )

    def __init__(self, *args: Any, rows: Sequence[PlanIndicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            self.fields[_name(row)] = TargetField(row=row)

    def lines(self) -> list[tuple[PlanIndicator, Any]]:
        """Return each indicator with its field."""
        return [(row, self[_name(row)]) for row in self.rows]

    def targets(self) -> dict[int, Decimal | None]:
        """Return what was typed, by key of the indicator; call ``is_valid`` first."""
        return {row.indicator_id: self.cleaned_data[_name(row)] for row in self.rows}


def _name(row: PlanIndicator) -> str:
    return f"target_{row.indicator_id}"
